"""Kinds of evidence, one file each. A rung is a function ``run(claim, workbench) -> RungResult``; add it to ``RUNGS``."""

from collections.abc import Callable, Mapping

from verify.claim import Claim
from verify.rungs import cubature, descent, enclosure, exact, expectation, high_precision, identity, search
from verify.verdict import RungResult
from verify.workbench import Workbench

RUNGS: Mapping[str, Callable[[Claim, Workbench], RungResult]] = {
    "exact": exact.run,
    "enclosure": enclosure.run,
    "high_precision": high_precision.run,
    "descent": descent.run,
    "search": search.run,
    "identity": identity.run,
    "cubature": cubature.run,
    "expectation": expectation.run,
}
