"""All maps by name."""

from collections.abc import Mapping

from verify.maps import masks, overlap, regularizer, tuning
from verify.maps.map import Map

MAPS: Mapping[str, Map] = {m.name: m for m in (overlap.MAP, masks.MAP, regularizer.MAP, tuning.MAP)}
"""Every map; a new one is one more file that defines ``MAP``, and its name here."""
