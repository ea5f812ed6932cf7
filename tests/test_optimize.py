"""The search that optimizes: what it must find, what it must not, and why a path refutes."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from tests.sharp_claims import bounds, exactly_when, hidden_jump, irrational, kantorovich, never, truly_never
from theory.arithmetic import RATIONAL
from verify.claim.judge import fails_exactly
from verify.claim.logic import Half
from verify.claim.result import Answer
from verify.counterexample import from_data, problem_of
from verify.rungs import RUNGS
from verify.rungs.optimize.forms import COLUMNS, TEACHERS, Form, orthonormal, rational, special, unit
from verify.rungs.optimize.goal import Budget, goals
from verify.rungs.optimize.layout import Layout, layout_of
from verify.rungs.optimize.path import FORMAT, Line, covered, crossing
from verify.rungs.optimize.pursuit import pursue
from verify.rungs.optimize.roots import _roots, grid_zeros
from verify.rungs.search import run
from verify.rungs.workbench import Workbench

SLIGHTLY_LESS = 1 - Fraction(1, 10**6)
ALL = frozenset(Half)
SEEDS = (0, 1, 2, 3)


def numbers_of(*values):
    return np.array([Fraction(x) for x in values], dtype=object)


# what is false falls


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", bounds(Fraction(1)))
def test_a_constant_that_is_too_small_by_a_millionth_is_found(name, seed):
    claim = bounds(SLIGHTLY_LESS)[name]
    found = pursue(claim, seed, ALL)
    assert fails_exactly(claim, found.failing[Half.IF])


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", ["norms as 7 to 5", "a third of the sample", "alpha to lambda"])
def test_a_difference_that_vanishes_on_a_thin_set_falls_at_a_rational_point(name, seed):
    claim = never()[name]
    found = pursue(claim, seed, ALL)
    assert fails_exactly(claim, found.failing[Half.IF])


@pytest.mark.parametrize("name", never())
def test_a_difference_that_vanishes_somewhere_falls_for_most_seeds(name):
    claim = never()[name]
    found = [pursue(claim, seed, ALL) for seed in SEEDS]
    assert sum(bool(p.failing) or p.path is not None for p in found) >= len(SEEDS) - 1
    assert all(fails_exactly(claim, q) for p in found for q in p.failing.values())


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", irrational())
def test_a_zero_that_is_nowhere_rational_is_shown_by_a_path(name, seed):
    found = pursue(irrational()[name], seed, ALL)
    assert not found.failing
    assert found.path is not None
    assert found.path["half"] == "if"


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("half", exactly_when())
def test_the_half_that_fails_is_named(half, seed):
    result = run(exactly_when()[half], Workbench(seed=seed, examples=20))
    assert set(result.witnesses) == {half}
    assert result.detail["half"] == half


def test_a_witness_is_shrunk_written_down_and_judged_anew():
    claim = bounds(SLIGHTLY_LESS)["two cycles"]
    result = run(claim, Workbench(examples=20))
    assert result.answer is Answer.REFUTES
    p = from_data(result.witnesses["if"])
    assert fails_exactly(claim, p)
    assert (p.d, p.n) == (2, 2)
    entries = [RATIONAL.fraction(x) for matrix in (p.x_r, p.x_f, p.teacher) for row in matrix.tolist() for x in row]
    assert max(x.denominator for x in entries) <= 10**4


def test_a_reviewers_own_instances_are_judged_and_optimized_from():
    assert pursue(kantorovich(SLIGHTLY_LESS), 0, ALL).failing
    found = pursue(kantorovich(Fraction(1)), 0, ALL)
    assert not found.failing
    assert found.counts["designs"] == 3
    assert found.counts["starts"] > 0
    assert not pursue(replace(kantorovich(SLIGHTLY_LESS), designs=None), 0, ALL).failing  # nothing else meets the assumption


# what is true stands


@pytest.mark.parametrize("seed", SEEDS[:2])
@pytest.mark.parametrize("name", bounds(Fraction(1)))
def test_a_sharp_constant_is_touched_and_never_refuted(name, seed):
    found = pursue(bounds(Fraction(1))[name], seed, ALL)
    assert not found.failing
    assert found.path is None
    assert max(found.best.values()) > -1e-9  # it did come as near as one can


@pytest.mark.parametrize("name", truly_never())
def test_a_jump_is_no_zero(name):
    found = pursue(truly_never()[name], 0, ALL)
    assert not found.failing
    assert found.path is None


def test_a_side_that_answers_otherwise_in_balls_is_not_believed():
    found = pursue(hidden_jump(), 0, ALL)
    assert not found.failing
    assert found.path is None


def test_sides_that_raise_or_cannot_be_represented_do_not_stop_the_search():
    claim = bounds(Fraction(1))["one cycle"]

    def raising(p):
        raise RuntimeError("no such side")

    def root(p):
        return p.teacher.norm()

    for side in (raising, root):
        broken = replace(claim, statement=replace(claim.statement, left=side))
        assert pursue(broken, 0, ALL).path is None


# what is counted


def test_what_was_tried_is_recorded_as_plain_data():
    result = run(bounds(Fraction(1))["one cycle"], Workbench(examples=30))
    assert result.answer is Answer.AGREES
    detail = result.detail
    assert detail["varied"] == result.tally.compared
    assert detail["largest"]["d"] >= 16
    assert detail["largest"]["n_r"] >= 8
    assert detail["largest"]["outputs"] == 3
    assert detail["sizes"] > 10
    assert detail["optimized"]["evaluations"] > 100
    assert detail["optimized"]["best"]["if: value"] > -1e-9


def test_a_run_is_the_same_for_the_same_seed():
    runs = [run(never()["norms as 7 to 5"], Workbench(seed=4, examples=20)) for _ in range(2)]
    assert runs[0].witnesses == runs[1].witnesses
    assert runs[0].detail == runs[1].detail


# the path


def ends(claim, low, high):
    return goals(claim)[0], Layout(0, 2, 0, 1, 1), numbers_of(1, 0, 0, 1, 1, low), numbers_of(1, 0, 0, 1, 1, high)


def test_the_path_is_data_with_two_exact_ends_of_opposite_sign():
    claim = irrational()["norms as 3 to 1"]
    path = crossing(claim, *ends(claim, 1, 2))
    assert path is not None
    assert path["format"] == FORMAT
    assert path["left - right"] == ["-1", "2"]
    assert path["moves"] == ["teacher"]
    assert [RATIONAL.fraction(from_data(path[end]).w_star.tolist()[1][0]) for end in ("from", "to")] == [1, 2]
    assert claim.applies_to(from_data(path["from"]))


def test_without_a_change_of_sign_there_is_no_path():
    claim = irrational()["norms as 3 to 1"]
    assert crossing(claim, *ends(claim, 2, 3)) is None


def test_a_path_on_which_an_assumption_fails_is_no_path():
    claim = irrational()["norms as 3 to 1"]
    goal, layout, first, last = ends(claim, 1, 2)
    assert covered(claim, goal, Line(layout, first, last))
    away = first.copy()
    away[4] = Fraction(-1)  # w_g vanishes half-way
    assert not covered(claim, goal, Line(layout, away, last))


def test_a_path_on_which_a_rank_drops_is_no_path():
    claim = irrational()["norms as 3 to 1"]
    goal, layout, first, last = ends(claim, 1, 2)
    through = last.copy()
    through[2:4] = [Fraction(1), Fraction(-1)]  # X_f passes a multiple of X_r
    assert not covered(claim, goal, Line(layout, first, through))


def test_a_line_is_cut_down_to_the_half_in_which_the_sign_changes():
    claim = irrational()["norms as 3 to 1"]
    goal, layout, first, last = goals(claim)[0], Layout(0, 2, 0, 1, 1), numbers_of(1, 0, 0, 1, 2, 1), numbers_of(1, 0, 0, 1, -1, 3)
    assert not covered(claim, goal, Line(layout, first, last))  # w_g vanishes at two thirds
    path = crossing(claim, goal, layout, first, last)
    assert path is not None
    low, high = (RATIONAL.fraction(from_data(path[end]).w_star.tolist()[0][0]) for end in ("from", "to"))
    assert low > high > 0


# the parts


def test_forms_hold_exactly_at_rational_points_and_agree_with_double_precision():
    numbers = numbers_of(2, Fraction(-1, 3), Fraction(1, 2), 5, 0, 1).reshape(3, 2)
    assert list((unit(numbers) ** 2).sum(axis=0)) == [1, 1]
    q = orthonormal(numbers)
    assert (q.T @ q == np.eye(2, dtype=int)).all()
    for shape in (*COLUMNS.values(), *TEACHERS.values()):
        made = shape(numbers)
        assert np.allclose(made.astype(float), shape(numbers.astype(float)))
        assert all(isinstance(x, Fraction) for x in made.ravel())


@pytest.mark.parametrize("between", ["apart", "inside", "repeated"])
def test_the_ranges_lie_as_the_form_says(between):
    layout = Layout(0, 4, 0, 2, 2, form=Form(between=between))
    p = layout.problem(layout.random(np.random.default_rng(3), 3))
    if between == "apart":
        assert (p.x_r.T @ p.x_f).sq_norm() == 0
        assert p.x_f.sq_norm() != 0
    else:
        assert p.x.rank == p.x_r.rank


def test_forms_that_ask_for_less_come_first():
    asked = [sum(x != y for x, y in zip(vars(form).values(), vars(Form()).values(), strict=True)) for form in special()]
    assert asked == sorted(asked)
    assert asked[0] == 1


def test_a_problem_becomes_numbers_and_the_same_problem_again():
    p = problem_of([[1, 2], [0, 1], [0, 0]], [[0], [3], [5]], [1, -1, 2], noise=[1, 0, 2])
    layout, numbers = layout_of(p)
    again = layout.problem(numbers)
    assert (layout.d_r, layout.d_lap, layout.d_f, layout.noisy) == (1, 1, 1, True)
    assert all(getattr(again, name) == getattr(p, name) for name in ("x_r", "x_f", "y_r", "y_f", "w_star"))


def test_rational_numbers_are_the_nearest_of_their_size():
    assert list(rational(np.array([0.333, -1.5]), 3)) == [Fraction(1, 3), Fraction(-3, 2)]


def test_the_numerator_of_a_quotient_of_polynomials_is_found_and_factored():
    def value(x):
        return (3 * x - 7) * (x * x - 2) / (x * x + 1)

    places = [RATIONAL.scalar(x) for x in range(-6, 7)]
    assert [RATIONAL.fraction(x) for x in _roots([(x, value(x)) for x in places])] == [Fraction(7, 3)]
    assert _roots([(x, (x * x - 2) / (x * x + 1)) for x in places]) == []
    assert _roots([(x, x**7 - 3) for x in places]) == []  # of too high a degree: nothing is concluded


def test_a_grid_finds_what_no_small_draw_would():
    claim = never()["norms as 7 to 5"]
    layout, rng = Layout(0, 3, 0, 1, 2), np.random.default_rng(0)
    numbers = numbers_of(1, 0, 0, 0, 0, 1, 0, 0, 1, 1, 1, 1)
    found = [x for _ in range(40) for x in grid_zeros(goals(claim)[0], layout, numbers, rng, Budget(10**6))]
    assert any(fails_exactly(claim, layout.problem(x)) for x in found)


def test_the_rung_is_what_runs():
    assert RUNGS["search"].run is run
