"""Finding the claims: every module below ``verify.claims`` that defines ``CLAIM``."""

from __future__ import annotations

import importlib
import pkgutil
import re
from functools import cache

from verify import claims
from verify.claim import Claim


@cache
def load_claims() -> tuple[Claim, ...]:
    """All claims, in the order of their ids. Raises ``ValueError`` for an id that two files use."""
    modules = [m.name for m in pkgutil.walk_packages(claims.__path__, f"{claims.__name__}.") if not m.ispkg]
    found = [importlib.import_module(name).CLAIM for name in modules]
    ids = [claim.id for claim in found]
    doubled = sorted({i for i in ids if ids.count(i) > 1})
    if doubled:
        raise ValueError(f"claim ids must be unique; used more than once: {doubled}")
    return tuple(sorted(found, key=lambda claim: order(claim.id)))


def order(claim_id: str) -> tuple[int, str, int, str]:
    """Sorts S2 before S10 and N6 before N6a, and the settings as the theory builds up: solutions, distinct, overlapping, the rest."""
    letters, digits, rest = re.fullmatch(r"(\D*)(\d*)(.*)", claim_id).groups()  # type: ignore[union-attr]  # matches any string
    return ("SDO".find(letters) % 4, letters, int(digits or 0), rest)
