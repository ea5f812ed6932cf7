"""Kinds of evidence, one file each, and the only list of them. To add one: a file with a :class:`Rung`, and its name in ``ALL``."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from verify.claim import Claim, Evidence, Relation
from verify.rungs import cubature, descent, enclosure, exact, expectation, high_precision, identity, proof, search
from verify.rungs.rung import Rung, on_averages, on_instances, on_problems


def _equations(claim: Claim) -> str:
    """Random points of prime fields know no order."""
    return on_problems(claim) or (
        "an inequality, no equation of rational functions" if claim.statement.relation is Relation.AT_MOST else ""
    )


def _integrable(claim: Claim) -> str:
    """Averages that are finite sums on some design."""
    return on_averages(claim) or ("" if claim.average and claim.average.integrable else "no design of the claim can be integrated exactly")


ALL = (
    Rung("exact", Evidence.EXACT, on_problems, exact.run),
    Rung("enclosure", Evidence.ENCLOSED, on_problems, enclosure.run, on_instances(enclosure.judged, 1e13)),
    Rung("high_precision", Evidence.HIGH_PRECISION, on_problems, high_precision.run, on_instances(high_precision.judged, 1e13)),
    Rung("descent", Evidence.NUMERICAL, on_problems, descent.run, on_instances(descent.asked, 10.0)),
    Rung("search", Evidence.SEARCHED, on_problems, search.run, search.notices),
    Rung("identity", Evidence.IDENTITY, _equations, identity.run, identity.notices, identity.prepare),
    Rung("proof", Evidence.PROVED, proof.applies, proof.run, distrust=proof.distrust),
    Rung("cubature", Evidence.EXACT, _integrable, cubature.run),
    Rung("expectation", Evidence.NUMERICAL, on_averages, expectation.run),
)

RUNGS: Mapping[str, Rung] = MappingProxyType({rung.name: rung for rung in ALL})
"""Every rung by name, in the order in which tables list them."""


ASKED = tuple(rung.name for rung in ALL if rung.evidence is not Evidence.PROVED)
"""The rungs that are asked about slips in every run: compiling a proof of each slip would take hours."""


def declined(claim: Claim) -> dict[str, str]:
    """The rungs that do not apply to ``claim``, each with the reason: its form, or what the claim says itself."""
    by_form = {rung.name: why for rung in ALL if (why := rung.applies(claim))}
    return by_form | dict(claim.without)


def rungs_of(claim: Claim) -> tuple[Rung, ...]:
    """The rungs that apply to ``claim``."""
    left_out = declined(claim)
    return tuple(rung for rung in ALL if rung.name not in left_out)


def rung_names(claim: Claim) -> tuple[str, ...]:
    """The names of the rungs that apply to ``claim``, in the order of :data:`RUNGS`."""
    return tuple(rung.name for rung in rungs_of(claim))
