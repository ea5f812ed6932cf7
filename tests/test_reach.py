"""Made problems reach beyond small sizes, and meet what a reviewer would naturally assume."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from fractions import Fraction
from math import gcd

import pytest

from theory.arithmetic import RATIONAL, Matrix
from theory.designs import Design, Variety, families_of, suite, variety
from theory.designs.families import ROWS, beyond, plan
from theory.designs.labels import LABELS
from theory.designs.variation import LABEL_CYCLE, OUTPUTS, STEPS, TUNING, WRONG
from theory.models import golden, pretrained
from theory.problem import Problem

ENOUGH = 200

Predicate = Callable[[Problem], bool]


@pytest.fixture(scope="module")
def problems() -> list[Problem]:
    return [design.problem for design in suite()]


@pytest.fixture(scope="module")
def further() -> dict[str, list[Problem]]:
    """By family, the problems beyond the grid."""
    found = defaultdict(list)
    for family in ROWS:
        found[family] += [design.problem for design in beyond(family, 0, 0)]
    return found


def entries(a: Matrix) -> list[Fraction]:
    return [RATIONAL.fraction(x) for row in a.tolist() for x in row]


def gram(a: Matrix) -> list[list[Fraction]]:
    return [[RATIONAL.fraction(x) for x in row] for row in (a.T @ a).tolist()]


def squared_lengths(a: Matrix) -> set[Fraction]:
    return {row[i] for i, row in enumerate(gram(a))}


def is_identity(rows: list[list[Fraction]]) -> bool:
    return all(v == (i == j) for i, row in enumerate(rows) for j, v in enumerate(row))


def is_diagonal(rows: list[list[Fraction]]) -> bool:
    return all(v == 0 or i == j for i, row in enumerate(rows) for j, v in enumerate(row))


def samples(a: Matrix) -> set[tuple[Fraction, ...]]:
    return set(zip(*[[RATIONAL.fraction(x) for x in row] for row in a.tolist()], strict=True))


def principal_angles_are_right_or_zero(p: Problem) -> bool:
    """Whether the projectors commute."""
    inside = p.x_r.project(p.x_f)
    return p.x_f.project(inside) == inside


SINGLE_SAMPLE = ("single",)
"""Families that have one remaining sample by definition."""


class TestEveryFamily:
    """Each kind of variation occurs in every family, save where it would contradict what the family is."""

    @pytest.mark.parametrize("family", [f for f in ROWS if f not in SINGLE_SAMPLE])
    def test_has_more_than_four_remaining_samples_somewhere(self, further: dict[str, list[Problem]], family: str) -> None:
        assert sum(p.n_r > 4 for p in further[family]) >= 3

    @pytest.mark.parametrize("family", [f for f in ROWS if f not in SINGLE_SAMPLE])
    def test_is_tuned_on_more_than_three_somewhere(self, further: dict[str, list[Problem]], family: str) -> None:
        assert any(p.n_t > 3 for p in further[family])

    @pytest.mark.parametrize("family", [f for f in ROWS if "tuning" not in ROWS[f].fixed])
    def test_is_tuned_on_nothing_on_part_and_on_all_somewhere(self, further: dict[str, list[Problem]], family: str) -> None:
        found = further[family]
        assert any(p.n_t == 0 for p in found)
        assert any(p.n_t == p.n_r for p in found)
        assert family in SINGLE_SAMPLE or any(0 < p.n_t < p.n_r for p in found)

    @pytest.mark.parametrize("family", [f for f in ROWS if "outputs" not in ROWS[f].fixed])
    def test_has_one_two_and_three_outputs(self, further: dict[str, list[Problem]], family: str) -> None:
        assert {p.y_r.shape[1] for p in further[family]} == {1, 2, 3}

    @pytest.mark.parametrize("family", ROWS)
    def test_has_small_and_large_ones(self, family: str) -> None:
        assert {d.is_large for d in beyond(family, 0, 0)} == {True, False}

    @pytest.mark.parametrize("family", ROWS)
    def test_sees_every_kind_of_variation_that_is_not_fixed(self, family: str) -> None:
        cycles = {"outputs": OUTPUTS, "tuning": TUNING, "labels": LABEL_CYCLE, "step": STEPS, "wrong": WRONG}
        for name, cycle in cycles.items():
            seen = {getattr(chosen, name) for _, chosen in plan(family)}
            assert seen == ({ROWS[family].fixed[name]} if name in ROWS[family].fixed else set(cycle))

    def test_the_sizes_reach_twelve_and_twenty_four(self, problems: list[Problem]) -> None:
        found = variety(problems)
        assert (found.n_r, found.n_f) == (12, 12)
        assert 22 <= found.d <= 24
        assert found.outputs == 3
        assert found.signatures >= 1000

    def test_any_two_settings_can_meet(self) -> None:
        lengths = [len(cycle) for cycle in (OUTPUTS, TUNING, LABEL_CYCLE, STEPS, WRONG)]
        assert all(gcd(a, b) == 1 for i, a in enumerate(lengths) for b in lengths[:i])
        assert set(LABEL_CYCLE) == set(LABELS)


class TestFeatures:
    """What each new family promises."""

    PROMISES: tuple[tuple[str, Predicate], ...] = (
        ("one-hot", lambda p: set(entries(p.x)) <= {0, 1} and squared_lengths(p.x) == {1}),
        ("binary", lambda p: set(entries(p.x)) <= {0, 1}),
        ("signs", lambda p: all(len(squared_lengths(x)) == 1 and set(entries(x)) <= {-1, 0, 1} for x in (p.x_r, p.x_f))),
        ("sphere", lambda p: squared_lengths(p.x) == {1}),
        ("orthonormal", lambda p: is_identity(gram(p.x_r)) and squared_lengths(p.x_f) == {1}),
        ("isometric", lambda p: is_identity(gram(p.x))),
        ("copied", lambda p: p.x_f == p.x_r),
        ("rank-one", lambda p: p.x.rank == 1),
        ("symmetric", lambda p: p.d == p.n and p.x == p.x.T),
        ("square", lambda p: p.d in (p.n, p.n_r)),
        ("line", lambda p: p.d == 1),
        ("centered", lambda p: (p.x @ Matrix.of(RATIONAL, [[1]] * p.n)).sq_norm() == 0),
        ("crowded", lambda p: p.n_f > p.d - len(p.blocks.r) or p.n_f > p.x_f.rank),  # type: ignore[union-attr]
        ("twins", lambda p: len(samples(p.x)) < p.n),
        ("aligned", principal_angles_are_right_or_zero),
        ("single", lambda p: p.n_r == 1),
    )

    @pytest.mark.parametrize(("family", "promise"), PROMISES, ids=[f for f, _ in PROMISES])
    def test_keeps_its_promise(self, further: dict[str, list[Problem]], family: str, promise: Predicate) -> None:
        assert all(map(promise, further[family]))

    def test_twins_occur_within_each_side_and_across(self, further: dict[str, list[Problem]]) -> None:
        found = further["twins"]
        for twice in (
            lambda p: len(samples(p.x_r)) < p.n_r,
            lambda p: len(samples(p.x_f)) < p.n_f,
            lambda p: bool(samples(p.x_r) & samples(p.x_f)),
        ):
            assert sum(map(twice, found)) >= 10

    def test_tilted_has_an_angle_between_zero_and_ninety(self, further: dict[str, list[Problem]]) -> None:
        assert sum(not principal_angles_are_right_or_zero(p) for p in further["tilted"]) >= 0.9 * len(further["tilted"])

    def test_singular_values_repeat_in_x_in_x_r_and_in_x_t(self, further: dict[str, list[Problem]]) -> None:
        found = [*further["repeated"], *further["isometric"], *further["orthonormal"]]
        for part in ("x", "x_r", "x_t"):
            matrices = [getattr(p, part) for p in found if part != "x_t" or p.n_t > 1]
            repeated = 0
            for m in matrices:
                try:
                    values = m.squared_singular_values()
                except ArithmeticError:
                    continue
                repeated += len(set(values)) < len(values)
            assert repeated >= 40, part


class TestLabels:
    """What each kind of labels promises, at the problems of every family that have it."""

    PROMISES: tuple[tuple[str, Predicate], ...] = (
        ("integer teacher", lambda p: all(v.denominator == 1 for v in entries(p.teacher)) and p.x.T @ p.teacher == p.y),
        ("unit teacher", lambda p: p.teacher.sq_norm() == 1 and p.x.T @ p.teacher == p.y),
        ("plus or minus one", lambda p: set(entries(p.y)) <= {-1, 1}),
        ("nothing kept", lambda p: p.y_r.sq_norm() == 0 and p.x.T @ p.teacher == p.y),
        ("remembered", lambda p: p.y_f == p.x_f.T @ golden(p) and p.x.T @ p.teacher == p.y),
        ("noisy", lambda p: all(abs(v) <= 2 and v.denominator == 1 for v in entries(p.y - p.x.T @ p.teacher))),
        ("reflected", lambda p: p.y_f == -(p.x_f.T @ golden(p))),
        ("zero", lambda p: p.teacher.sq_norm() == 0 and p.y.sq_norm() == 0),
        ("nothing to forget", lambda p: p.y_f.sq_norm() == 0 and p.x.T @ p.teacher == p.y),
        ("classes", lambda p: all(sorted(row)[-1] == 1 and sum(row) == 1 and len(set(row)) <= 2 for row in p.y.tolist())),
    )

    @pytest.mark.parametrize(("kind", "promise"), PROMISES, ids=[k for k, _ in PROMISES])
    def test_keeps_its_promise(self, further: dict[str, list[Problem]], kind: str, promise: Predicate) -> None:
        found = [p for f in ROWS for p, (_, v) in zip(further[f], plan(f), strict=True) if v.labels == kind]
        assert len(found) >= len(ROWS)
        assert all(map(promise, found))

    def test_the_list_is_complete(self) -> None:
        assert {kind for kind, _ in self.PROMISES} == set(LABELS)

    @pytest.mark.parametrize("kind", ["golden", "zero", "right"])
    def test_wrong_labels_are_what_they_are_called(self, further: dict[str, list[Problem]], kind: str) -> None:
        expected = {"golden": lambda p: p.x_f.T @ golden(p), "zero": lambda p: p.y_f * 0, "right": lambda p: p.y_f}[kind]
        found = [p for f in ROWS for p, (_, v) in zip(further[f], plan(f), strict=True) if v.wrong == kind]
        assert all(p.regularized.wrong == expected(p) for p in found)
        assert len(found) >= len(ROWS)


def shortest_fit_fits(p: Problem) -> bool:
    return p.x.T @ pretrained(p) == p.y


PREDICATES: dict[str, Predicate] = {
    "samples of norm 1": lambda p: squared_lengths(p.x) == {1},
    "teacher of norm 1": lambda p: p.teacher.sq_norm() == 1,
    "X_r^T X_f = 0": lambda p: (p.x_r.T @ p.x_f).sq_norm() == 0,
    "integer features": lambda p: all(v.denominator == 1 for v in entries(p.x)),
    "rank X = 1": lambda p: p.x.rank == 1,
    "X_r^T X_r = I": lambda p: is_identity(gram(p.x_r)),
    "X^T X = I": lambda p: is_identity(gram(p.x)),
    "diagonal Gram": lambda p: is_diagonal(gram(p.x)),
    "n_f = 1": lambda p: p.n_f == 1,
    "n_f = 2": lambda p: p.n_f == 2,
    "n_r = n_f": lambda p: p.n_r == p.n_f,
    "n_f > n_r": lambda p: p.n_f > p.n_r,
    "n_r > 4": lambda p: p.n_r > 4,
    "n_t > 3": lambda p: p.n_t > 3,
    "D_t empty": lambda p: p.n_t == 0,
    "k = 2": lambda p: p.y_r.shape[1] == 2,
    "k = 3": lambda p: p.y_r.shape[1] == 3,
    "d = n": lambda p: p.d == p.n,
    "d = 2": lambda p: p.d == 2,
    "samples of equal norm": lambda p: len(squared_lengths(p.x)) == 1,
    "X_f = X_r": lambda p: p.x_f == p.x_r,
    "two equal samples": lambda p: len(samples(p.x)) < p.n,
    "a sample on both sides": lambda p: bool(samples(p.x_r) & samples(p.x_f)),
    "range(X_f) in range(X_r)": lambda p: p.x_r.project(p.x_f) == p.x_f,
    "labels -1 and 1": lambda p: set(entries(p.y)) <= {-1, 1},
    "non-negative features": lambda p: min(entries(p.x)) >= 0,
    "non-negative teacher": lambda p: min(entries(p.teacher)) >= 0,
    "features 0 and 1": lambda p: set(entries(p.x)) <= {0, 1},
    "symmetric X": lambda p: p.d == p.n and p.x == p.x.T,
    "y_r = 0": lambda p: p.y_r.sq_norm() == 0,
    "y_f = 0": lambda p: p.y_f.sq_norm() == 0,
    "golden remembers": lambda p: p.y_f == p.x_f.T @ golden(p),
    "golden predicts the opposite": lambda p: p.y_f == -(p.x_f.T @ golden(p)),
    "y' = golden's prediction": lambda p: p.regularized.wrong == p.x_f.T @ golden(p),
    "contradictory labels": lambda p: not shortest_fit_fits(p),
    "alpha = 1": lambda p: p.regularized.alpha == 1,
}
"""Assumptions of their own that a reviewer may come up with; each is met by at least ``ENOUGH`` problems."""

RARE: dict[str, tuple[Predicate, int, str]] = {
    "one-hot labels, k > 1": (
        lambda p: p.y.shape[1] > 1 and set(entries(p.y)) <= {0, 1} and all(sum(row) == 1 for row in p.y.tolist()),
        50,
        "one kind of labels in thirteen; more would be at the expense of -1 and 1",
    ),
    "features -1 and 1": (lambda p: set(map(abs, entries(p.x))) == {1}, 80, "a zero elsewhere is what blocks are made of"),
    "samples sum to 0": (lambda p: (p.x @ Matrix.of(RATIONAL, [[1]] * p.n)).sq_norm() == 0, 60, "one family"),
    "d = 1": (lambda p: p.d == 1, 60, "few problems with one feature differ in kind"),
    "X_r invertible": (lambda p: p.d == p.n_r == p.x_r.rank, 60, "golden is then the teacher: little can be said"),
    "w_* = 0": (lambda p: p.teacher.sq_norm() == 0, 100, "everything is 0: little can be said"),
    "noise on X of full column rank": (
        lambda p: p.x.rank == p.n and p.x.T @ p.teacher != p.y,
        100,
        "noise is one kind of labels in thirteen",
    ),
    "full column rank, noise": (lambda p: p.x.rank == p.n and p.x.T @ p.teacher != p.y, 120, "noise is one kind of labels in thirteen"),
    "n_t > d": (lambda p: p.n_t > p.d, 40, "only tall problems"),
    "||y|| = 1": (lambda p: p.y.sq_norm() == 1, 20, "no kind of labels is normalized"),
}
"""The same, met by fewer: how many at least, and why no more are made. A reviewer hands in instances where these are not enough."""


class TestNaturalAssumptions:
    @pytest.mark.parametrize("name", PREDICATES)
    def test_is_met_by_enough_varied_problems(self, problems: list[Problem], name: str) -> None:
        found = variety(filter(PREDICATES[name], problems))
        assert found.instances >= ENOUGH
        assert found.counted >= 180
        assert found.signatures >= 90

    @pytest.mark.parametrize("name", RARE)
    def test_is_met_by_few_for_a_reason(self, problems: list[Problem], name: str) -> None:
        predicate, least, reason = RARE[name]
        assert least <= sum(map(predicate, problems)) < ENOUGH
        assert reason


class TestVariety:
    @staticmethod
    def of_sizes(sizes: Iterable[tuple[int, int, int]]) -> list[Problem]:
        def ones(m: int, n: int) -> Matrix:
            return Matrix.of(RATIONAL, [[1] * n] * m)

        return [Problem(ones(d, n_r), ones(d, n_f), ones(n_r, 1), ones(n_f, 1), ()) for d, n_r, n_f in sizes]

    def test_counts_each_thing_once(self) -> None:
        found = variety(self.of_sizes([(3, 1, 2), (3, 1, 2), (2, 2, 1)]))
        assert found == Variety(instances=3, counted=3, signatures=2, sizes=2, ranks=1, outputs=1, n_r=2, n_f=2, d=3)

    def test_many_of_one_kind_are_not_varied(self) -> None:
        found = variety(self.of_sizes([(2, 1, 1)] * 300))
        assert (found.instances, found.counted, found.signatures) == (300, 10, 1)

    def test_nothing_is_not_varied(self) -> None:
        assert variety([]) == Variety()

    def test_joined_is_a_lower_bound(self) -> None:
        some, others = self.of_sizes([(3, 1, 2)] * 2), self.of_sizes([(2, 4, 1)])
        joined, both = variety(some).joined(variety(others)), variety([*some, *others])
        assert joined == Variety(instances=2, counted=2, signatures=1, sizes=1, ranks=1, outputs=1, n_r=4, n_f=2, d=3)
        assert all(a <= b for a, b in zip(vars(joined).values(), vars(both).values(), strict=True))

    def test_families_are_counted(self) -> None:
        (p,) = self.of_sizes([(2, 1, 1)])
        assert families_of([Design("b-1", "b", p), Design("a-1", "a", p), Design("b-2", "b", p)]) == {"a": 1, "b": 2}
