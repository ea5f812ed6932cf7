"""Small rules of what is written, replayed, compared with earlier runs, owed and handed out, one test each."""

import json
import math
from collections import OrderedDict
from types import SimpleNamespace

import pytest

from verify import replay
from verify.assumptions import anything
from verify.checks import kills
from verify.claim import Claim, Evidence, Relation, Statement, loss
from verify.claim.logic import AGAINST, Found, Half, Tally
from verify.claim.result import Answer, report
from verify.counterexample import as_data, from_data, problem_of
from verify.counterexample.shrink import shrink
from verify.counterexample.witness import _needed, certified, seal, witness
from verify.examples import no_worse_than_zero
from verify.report.changes import Change, Kind, changes
from verify.report.ledger import AS_REGISTERED, _finite, found_by
from verify.rungs import RUNGS, rung_names
from verify.session.evaluation import Evaluator
from verify.session.owed import Owed, parts_of
from verify.session.planted import PLANTED, unfit
from verify.session.scheduler import SharingScheduler
from verify.verdict.conclude import Verdict

P = problem_of([[1, 0], [1, 2]], [[0], [1]], [1, 2], tuning=[1], regularization=([1], 2, 3))


def claim(left, right, relation=Relation.EQUAL, **more):
    """A claim about two numbers."""
    statement = Statement((loss("x"),), lambda p: p.system.scalar(left), lambda p: p.system.scalar(right), relation)
    return Claim(id="mine", source="me", short="s", latex="l", assumes=(anything,), statement=statement, **more)


# the checker of one file


def check(left, right, relation="=", holds=False, values=None, **more):
    """One line of ``checks``: the two sides by name or as numbers, and what the file says of them."""
    values = values or (left, right)
    sides = {name: {"is": of, "value": value} for name, of, value in zip(("left", "right"), (left, right), values, strict=True)}
    return {"what": "statement", "quantity": "x", "relation": relation, "holds": holds, **sides, **more}


FAILING = check("1", "2")


def said(*checks, program=("t1 = add 1 1",), **changes):
    """The status and the lines for a file with these checks, which is sealed as it is."""
    data = {"format": replay.FORMAT, "schedule": None, "regularization": None, "program": list(program), "checks": list(checks)}
    data |= {"x_r": [["1"], ["1"]], "x_f": [["1"], ["0"]], "y_r": [["2"]], "w_star": [["0"], ["0"]]}
    data |= {"seal": seal(data)} | changes
    status, lines = replay.check(json.dumps(data))
    return status, "\n".join(lines)


def test_a_file_that_is_so_is_reproduced():
    assert said(FAILING) == (0, "statement, x: 1 = 2 fails")


def test_of_all_solutions_of_a_linear_system_the_shortest_is_meant():
    program = ("t1 = solve x_r y_r", "t2 = transpose t1", "t3 = multiply t2 t1")
    assert said(check("t3", "0", values=("2", "0")), program=program)[0] == 0
    assert said(check("t3", "0", values=("4", "0")), program=program)[0] == 1


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (check("1", "1"), "the file says that the relation fails"),
        (check("t1", "0", values=("3", "0")), "the file records 3, recomputed 2"),
        (check("1", "1", holds=True), "nothing fails: this is no counterexample"),
    ],
)
def test_what_a_file_says_is_worked_out_again(wrong, message):
    status, text = said(wrong)
    assert status == 1 and message in text


def test_a_broken_seal_is_refused():
    status, text = said(FAILING, seal=1)
    assert status == 1 and "its seal does not fit" in text


def test_relations_are_what_they_say():
    vectors = {"values": ([["1"], ["0"]], [["0"], ["0"]])}
    for holds in (check("1", "1", "<=", True), check("x_f", "w_star", "!=", True, **vectors)):
        assert said(FAILING, holds)[0] == 0, holds
    for fails in (check("2", "1", "<="), check("1", "1", "!=")):
        assert said(fails)[0] == 0, fails


def test_an_order_on_which_a_side_rests_is_looked_at():
    assert said(FAILING, program=("t1 = order 1 2 -1",))[0] == 0
    assert said(FAILING, program=("t1 = order 1 2 1",))[0] == 1
    assert _needed(["t1 = order 1 2 -1", "t2 = add 1 1", "t3 = add 1 1"], ["t2"]) == ["t1 = order 1 2 -1", "t2 = add 1 1"]


def test_a_step_replaces_no_other_and_there_are_not_too_many():
    assert said(FAILING, program=("t1 = add 1 1", "t1 = add 1 2"))[0] == 2
    status, text = said(FAILING, program=[f"t{i} = scale 1 1" for i in range(replay.STEPS + 1)])
    assert status == 1 and "too large" in text


def test_no_text_of_a_file_speaks_to_a_terminal():
    assert "\x1b" not in said(check("1", "2", what="\x1b[31m"))[1]


# counterexamples


def test_a_witness_speaks_against_one_half_only():
    false = claim(1, 2)
    assert witness(false, P, Half.IF, smaller=False) is not None
    assert witness(false, P, Half.ONLY_IF, smaller=False) is None


def test_the_file_of_a_conditional_claim_shows_its_condition():
    checks = certified(claim(1, 2, condition=claim(1, 1).statement), P)["checks"]
    assert [(c["what"], c["holds"]) for c in checks] == [("statement", False), ("condition", True)]


def test_a_problem_is_read_back_as_written():
    data = as_data("mine", P)
    q = from_data(data)
    assert (q.tuning, q.regularization.alpha, q.regularization.decay) == ((1,), 2, 3)
    with pytest.raises(ValueError, match="`format` must be"):
        from_data(data | {"format": "goldengap-counterexample-1"})


def test_shrinking_keeps_the_samples_of_d_t_and_simplifies_every_entry():
    q = shrink(P, lambda q: q.n_t == 1)
    assert (q.n_r, q.tuning) == (1, (0,))
    assert not any(x for a in (q.x_r, q.x_f, q.w_star) for row in a.tolist() for x in row)


def test_shrinking_asks_no_more_often_than_it_may():
    asked = []
    assert shrink(P, lambda q: bool(asked.append(q)), most=3) is P
    assert 0 < len(asked) <= 3


# reports


def test_what_a_witness_stands_against_is_false():
    assert {AS_REGISTERED[found].value for found in AGAINST} == {"false"}
    assert found_by(()) == {}


def test_json_of_a_ledger_holds_no_infinity():
    assert json.dumps(_finite({"worst": [math.inf, 1.5]}), allow_nan=False) == '{"worst": [null, 1.5]}'


# against an earlier run

ONE = claim(1, 1, without={rung: "left out here" for rung in RUNGS if rung != "exact"})


def verdict(evidence=Evidence.EXACT, count=300, problems=(), **detail):
    found = report(ONE, "exact", Tally(met=count, held_with=count), evidence, detail=detail)
    return Verdict(ONE, (found,), Found.HOLDS, evidence, problems)


def entry(v, **changes):
    """What an earlier ledger says of a verdict."""
    rungs = [r.as_dict() for r in v.results]
    said = {"id": "mine", "digest": ONE.digest, "verdict": "as before", "found": "holds", "passed": True, "rungs": rungs}
    return said | {"evidence": v.evidence.name.lower()} | changes


def kinds(before, now, existing=("mine",)):
    return [found.kind.value for found in changes({"claims": [before]}, now, existing)]


def test_what_got_weaker_fails_a_run_and_what_is_stronger_is_news():
    assert {kind.value for kind in Kind if Change(kind, "mine", "so").fails} == {"weaker", "changed", "gone"}


def test_a_run_differs_from_an_earlier_one_by_its_claims():
    assert kinds(entry(verdict()), [verdict()]) == []
    assert kinds(entry(verdict()), [], existing=()) == ["gone"]
    assert kinds(entry(verdict(), digest="another"), [verdict()]) == ["changed"]
    assert kinds(entry(verdict(), id="other"), [verdict()], ("mine", "other")) == ["new"]


def test_a_run_differs_from_an_earlier_one_by_its_strength():
    searched = verdict(Evidence.SEARCHED)
    likely, unlikely = (verdict(Evidence.IDENTITY, log2_failure=chance) for chance in (-101.0, -104.0))
    for weak, strong in ((searched, verdict()), (verdict(count=299), verdict()), (likely, unlikely)):
        assert kinds(entry(strong), [weak]) == ["weaker"]
        assert kinds(entry(weak), [strong]) == ["stronger"]
    assert kinds(entry(verdict()), [verdict(problems=("no result",))]) == ["weaker"]


def test_a_run_differs_from_an_earlier_one_by_its_rungs():
    (exact,) = entry(verdict())["rungs"]
    assert kinds(entry(verdict(), rungs=[exact, exact | {"rung": "search"}]), [verdict()]) == ["weaker"]
    assert kinds(entry(verdict(), rungs=[exact | {"answer": "refutes"}]), [verdict()]) == ["changed"]


def test_slips_that_lived_were_asked_about_and_rows_are_not_lost(tmp_path):
    assert kills.counts([{"by_rung": {"exact": "alive", "search": "killed"}}]) == {
        "exact": {"killed": 0, "asked": 1},
        "search": {"killed": 1, "asked": 1},
    }
    assert kills.alone([{"by_rung": {"exact": "killed", "search": "could not be asked"}, "rule": "sign", "place": "a"}]) == []
    (tmp_path / "KILLS.md").write_text("| mine | `0` |\n")
    with pytest.raises(ValueError, match="ask these too: mine"):
        kills.merged(tmp_path / "KILLS.md", [], {"mine": "0"})


# what a run owes, and to whom it is handed


def owed(*typed):
    return Owed(SimpleNamespace(invocation_params=SimpleNamespace(args=typed), args=["verify"]))


MINE = no_worse_than_zero.CLAIM


def test_everything_is_owed_that_no_selection_left_out():
    assert owed("verify").parts({"m": MINE}, False) == {"m": parts_of(MINE)}
    assert set(rung_names(MINE)) < set(parts_of(MINE))


def test_of_a_selection_what_was_collected_is_owed():
    selection = owed("verify", "-k", "exact")
    selection.note(["verify/claims/x.py::m-exact", "a-claim-with-dashes-search", "tests/x.py::test_y"])
    assert selection.collected == {"m": {"exact"}, "a-claim-with-dashes": {"search"}}
    assert selection.parts({"m": MINE}, False) == {"m": ("exact",)}


class Bare(SharingScheduler):
    """The scheduler without pytest and without workers."""

    def __init__(self, queue, **assigned):
        self.workqueue, self.assigned_work = OrderedDict(queue), assigned
        self.log = lambda *_: None

    def _assign_work_unit(self, node):
        scope, unit = self.workqueue.popitem(last=False)
        self.assigned_work[node][scope] = unit


def test_a_lost_worker_loses_the_item_that_it_was_running_and_no_finished_unit_comes_back():
    units = {"s": {"a": True, "b": False, "c": False}, "t": {"d": True}}
    scheduler = Bare({}, lost=units)
    assert scheduler.remove_node("lost") == "b"
    assert scheduler.workqueue == {"s": {"a": True, "b": True, "c": False}}


def test_a_replacement_gets_as_many_items_as_it_needs_to_begin():
    scheduler = Bare({name: {name: False} for name in "abcdef"})
    node = type("Node", (), {"shutting_down": False})()
    scheduler.assigned_work[node] = {}
    scheduler._reschedule(node)
    assert len(scheduler.assigned_work[node]) >= 2


def agreeing(claim, bench):
    return report(claim, "exact", Tally(met=9, held_with=9), Evidence.EXACT)


def test_a_rung_that_agrees_with_a_false_statement_may_not_speak():
    bench = SimpleNamespace(few=lambda count: None)
    assert "answered 'agrees' to a planted false statement" in unfit("exact", agreeing, bench, PLANTED)
    assert Evaluator(bench, rungs={"exact": agreeing}).evaluate(MINE, "exact").answer is Answer.UNAVAILABLE
