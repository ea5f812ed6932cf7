"""Forged evidence: rungs that always agree, that never end, that allow everything, and libraries that are not there."""

import gc
import signal
import sys
import time
from fractions import Fraction

import pytest

from tests.forgery.conftest import Copy, only
from theory.arithmetic.missing import MissingLibrary, absent
from verify.claim import Evidence, Truth
from verify.claim.logic import Found, Tally
from verify.claim.result import Answer, report
from verify.rungs import RUNGS, high_precision, rung_names
from verify.rungs.workbench import Workbench
from verify.session.evaluation import Evaluator
from verify.session.planted import plant_for, unfit
from verify.time_limit import OutOfTime, time_limit
from verify.validation.registry import load_claims
from verify.verdict import conclude

CLAIMS = {claim.id: claim for claim in load_claims()}
BENCH = Workbench(examples=20)


def agreeing(claim, bench):
    return report(claim, "exact", Tally(met=300, held_with=300), Evidence.EXACT)


def echoing(claim, bench):
    witnesses = {"if": {"x_r": []}} if claim.truth is Truth.FALSE else {}
    return report(claim, "exact", Tally(met=300, held_with=300), Evidence.EXACT, witnesses=witnesses)


def refuting(claim):
    return report(claim, "exact", Tally(met=9, failed_with=9), Evidence.EXACT, witnesses={"if": {"x_r": []}})


def silent(claim, bench):
    return report(claim, "exact", Tally(), Evidence.NONE)


@pytest.mark.parametrize("rung", [agreeing, echoing, silent])
def test_a_rung_that_does_not_refute_the_plant_counts_for_nothing(rung):
    found = Evaluator(BENCH, rungs={"exact": rung}).evaluate(CLAIMS["O1"], "exact")
    assert (found.answer, found.found, found.evidence) == (Answer.UNAVAILABLE, Found.UNDECIDED, Evidence.NONE)
    assert "rung exact cannot be trusted" in found.note
    assert "the golden model is the pretrained model" in found.note
    assert not conclude(only(CLAIMS["O1"], "exact"), [found]).passed


@pytest.mark.parametrize("name", RUNGS)
def test_every_rung_refutes_a_plant_of_its_kind(name):
    claim = next(c for c in CLAIMS.values() if name in rung_names(c))
    assert unfit(name, RUNGS[name], BENCH, plant_for(claim)) == ""


def test_the_plant_is_shown_once_and_before_the_first_answer():
    asked = []

    def recording(claim, bench):
        asked.append(claim.id)
        return refuting(claim)

    evaluator = Evaluator(BENCH, rungs={"exact": recording})
    for claim in ("O1", "O2"):
        evaluator.evaluate(CLAIMS[claim], "exact")
    assert asked == ["planted", "O1", "O2"]


def test_a_rung_that_repeats_what_is_registered_turns_the_whole_run_red(forged: Copy):
    repeated = "witnesses = {'if': {'x_r': []}} if claim.truth.value == 'false' else {}\n    seen.tally.failed_with = 0"
    forged.edit("verify/rungs/exact.py", "    witnesses |= _pinned(claim, complaints)", f"    {repeated}")
    ran = forged.run("-k", "D1 and exact")
    assert ran.status == 1
    assert "rung exact cannot be trusted: it answered 'undecided' to a planted false statement" in ran.output


def test_a_rung_that_does_not_end_is_unavailable(monkeypatch):
    def endless(claim, bench):
        while claim.id != "planted":
            time.sleep(0.01)
        return refuting(claim)

    found = Evaluator(BENCH, 0.2, {"exact": endless}).evaluate(CLAIMS["O1"], "exact")
    assert found.answer is Answer.UNAVAILABLE
    assert found.note == "no answer within 0.2 s (--time-limit)"
    assert 0.1 < found.seconds < 5


def test_a_search_is_interrupted_and_does_not_take_the_interruption_for_a_counterexample():
    with pytest.raises(OutOfTime), time_limit(0.15):
        RUNGS["search"](CLAIMS["O1"], Workbench(examples=10**6))


def test_a_complaint_that_the_interruption_provokes_is_the_interruption():
    def complaining():
        try:
            time.sleep(10)
        except OutOfTime:
            raise ValueError("the books do not balance") from None

    with pytest.raises(OutOfTime), time_limit(0.05):
        complaining()


def test_an_interruption_that_is_swallowed_comes_again():
    def swallowing():
        try:
            time.sleep(10)
        except OutOfTime:
            time.sleep(10)

    with pytest.raises(OutOfTime), time_limit(0.05):
        swallowing()


@pytest.fixture
def reports(monkeypatch):
    """What Python reports of exceptions that could not be raised."""
    heard = []
    monkeypatch.setattr(sys, "unraisablehook", lambda lost: heard.append(lost.exc_type))
    return heard


def spin(seconds):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        pass


@pytest.fixture
def lingering_collection():
    def linger(phase, info):
        spin(0.2)

    gc.callbacks.append(linger)
    yield
    gc.callbacks.remove(linger)


class Lingering:
    def __del__(self):
        spin(0.2)


def test_an_interruption_lost_in_a_finalizer_comes_again_and_is_not_reported(reports):
    def finalizing():
        Lingering()
        time.sleep(10)

    with pytest.raises(OutOfTime), time_limit(0.05):
        finalizing()
    assert reports == []


def test_an_interruption_lost_while_garbage_is_collected_comes_again_and_is_not_reported(reports, lingering_collection):
    def collecting():
        gc.collect()
        time.sleep(10)

    with pytest.raises(OutOfTime), time_limit(0.05):
        collecting()
    assert reports == []


class Pressed:
    def __del__(self):
        signal.raise_signal(signal.SIGINT)


def test_a_ctrl_c_lost_in_a_finalizer_comes_again_and_is_not_reported(reports):
    def finalizing():
        Pressed()
        time.sleep(10)

    with pytest.raises(KeyboardInterrupt), time_limit(30):
        finalizing()
    assert reports == []


class Broken:
    def __del__(self):
        raise ValueError("its own defect")


def test_what_else_a_finalizer_raises_is_reported(reports):
    with time_limit(5):
        Broken()
    assert reports == [ValueError]


def test_a_limit_leaves_no_trace(reports):
    heard, handler = sys.unraisablehook, signal.getsignal(signal.SIGALRM)
    with pytest.raises(OutOfTime), time_limit(0.05):
        time.sleep(10)
    assert sys.unraisablehook is heard
    assert signal.getsignal(signal.SIGALRM) is handler
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)


def test_a_body_within_its_limit_is_left_alone():
    with time_limit(0.05):
        pass
    with time_limit(0):
        pass
    time.sleep(0.1)


@pytest.mark.parametrize("workers", ["0", "2"])
def test_a_time_out_fails_the_run_with_workers_and_without(forged: Copy, workers):
    forged.edit(
        "verify/rungs/exact.py", "    seen = Seen()\n", "    import time\n    time.sleep(60 * (claim.id == 'D1'))\n    seen = Seen()\n"
    )
    ran = forged.run("-k", "D1 and exact", "--time-limit", "3", "-n", workers)
    assert ran.status == 1
    assert "exact: unavailable: no answer within 3 s (--time-limit)" in ran.output


@pytest.mark.parametrize("allowance", [Fraction(10**12), float("inf")])
def test_an_allowance_that_covers_everything_decides_nothing(monkeypatch, allowance):
    monkeypatch.setattr(high_precision, "closed_form_allowance", lambda *_: allowance)
    found = high_precision.run(CLAIMS["O2"], BENCH)
    assert found.answer is Answer.UNDECIDED
    assert "too wide to decide anything" in found.note


def test_an_infinite_tolerance_with_its_guard_removed_is_caught_by_the_plant(forged: Copy):
    forged.edit("verify/claim/compare.py", "VACUOUS = Fraction(1, 10**6)", "VACUOUS = Fraction(10**30)")
    forged.edit("verify/claim/compare.py", "return STAGES * size * Fraction(scales.kappa) ** 2 * epsilon", "return Fraction(10**20)")
    ran = forged.run("-k", "O2 and high_precision")
    assert ran.status == 1
    assert "rung high_precision cannot be trusted" in ran.output


@pytest.mark.parametrize(
    ("absent", "select", "unavailable", "library"),
    [("flint", "O2 and exact", "exact", "python-flint"), ("mpmath", "O2 and high_precision", "high_precision", "mpmath")],
)
def test_a_missing_library_makes_its_rungs_unavailable_and_fails_the_run(forged: Copy, absent, select, unavailable, library):
    ran = forged.run("-k", select, absent=absent)
    assert ran.status == 1
    assert f"{unavailable}: unavailable: a library is missing: {library} cannot be imported" in ran.output


def test_with_a_library_missing_the_other_rungs_still_answer_and_the_claim_fails(forged: Copy):
    ran = forged.run("-k", "D1 and (exact or high_precision)", absent="mpmath")
    assert ran.status == 1
    assert "holds on" in ran.output
    assert "D1: high_precision: unavailable" in ran.output


def test_the_stand_in_for_a_library_says_what_is_missing():
    with pytest.raises(MissingLibrary, match=r"python-flint cannot be imported \(No module named 'flint'\)"):
        absent("python-flint", ImportError("No module named 'flint'"))(1, 2)
