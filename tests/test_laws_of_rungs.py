"""Every rung keeps the laws of rungs, and every law notices a rung that breaks it."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest

from tests.forgery.conftest import only
from verify.claim import Claim, Evidence
from verify.claim.logic import Half, Tally
from verify.claim.result import Answer, RungResult, report
from verify.counterexample.file import as_data
from verify.rungs import RUNGS, exact, on_problems, rung_names
from verify.rungs.laws import (
    LAWS,
    RungLawError,
    Trial,
    agrees_by_counts,
    broken,
    check_rung,
    gives_the_same_answer_twice,
    is_silent_without_numbers,
    refutes_with_a_witness,
    speaks_of_the_claim,
)
from verify.rungs.rung import Rung
from verify.rungs.workbench import Workbench
from verify.session.planted import PLANTED
from verify.validation.registry import load_claims

CLAIMS = {claim.id: claim for claim in load_claims()}
BENCH = Workbench(examples=20).few(8)


def some(name: str) -> list[Claim]:
    """One of our claims for each rung, and the planted false one where the rung is about problems."""
    own = next(claim for claim in CLAIMS.values() if name in rung_names(claim))
    return [only(own, name), *([PLANTED] if own.average is None and name != "proof" else [])]


@pytest.mark.parametrize("name", RUNGS)
def test_every_rung_keeps_the_laws(name):
    check_rung(RUNGS[name], some(name), BENCH)


def held(claim, count=300):
    return report(claim, "exact", Tally(met=count, held_with=count), Evidence.EXACT)


answers = itertools.count(1)
SPOILED = {
    speaks_of_the_claim: lambda claim, bench: replace(held(claim), claim="O1"),
    gives_the_same_answer_twice: lambda claim, bench: held(claim, next(answers)),
    refutes_with_a_witness: lambda claim, bench: report(
        claim, "exact", Tally(met=1, failed_with=1), Evidence.EXACT, witnesses={"if": as_data(claim.id, BENCH.synthetic[0].exact)}
    ),
    agrees_by_counts: lambda claim, bench: RungResult(
        claim.id, "exact", Answer.AGREES, evidence=Evidence.PROVED, votes=frozenset({Half.IF})
    ),
    is_silent_without_numbers: lambda claim, bench: held(claim),
}


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
def test_every_law_notices_a_rung_that_breaks_it(law):
    spoiled = Rung("exact", Evidence.EXACT, on_problems, SPOILED[law])
    assert broken(law, Trial(spoiled, CLAIMS["D1"], BENCH))
    assert not broken(law, Trial(Rung("exact", Evidence.EXACT, on_problems, exact.run), CLAIMS["D1"], BENCH))


def test_a_refutation_without_a_witness_is_noticed():
    silent = Rung("exact", Evidence.EXACT, on_problems, lambda claim, bench: RungResult(claim.id, "exact", Answer.REFUTES))
    assert "without a witness" in broken(refutes_with_a_witness, Trial(silent, CLAIMS["D1"], BENCH))[0]


def test_a_rung_is_told_all_that_it_breaks_and_must_apply_to_something():
    spoiled = Rung("exact", Evidence.EXACT, on_problems, SPOILED[speaks_of_the_claim])
    with pytest.raises(RungLawError, match="must keep the laws of a rung; exact breaks 2") as refused:
        check_rung(spoiled, [CLAIMS["D1"]], BENCH)
    assert "the result is of O1 by exact" in str(refused.value)
    averages = [claim for claim in CLAIMS.values() if claim.average is not None]
    with pytest.raises(RungLawError, match="must hold a claim to which the rung exact applies"):
        check_rung(RUNGS["exact"], averages, BENCH)
