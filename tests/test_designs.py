"""The designs are what their families promise: a suite that misses a kind of problem would leave claims untested in silence."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise

import mpmath
import numpy as np
import pytest

from theory.arithmetic import FLOAT64, RATIONAL, Matrix, Multiprecision, NotRepresentable
from theory.blocks import Blocks
from theory.descent import below_threshold
from theory.designs import Design, breast_cancer_samples, diabetes_samples, digits_samples, real_designs, suite, thin
from theory.designs.families import ROWS
from theory.designs.real import Samples
from theory.losses import leave_out_loss, unlearning_loss
from theory.models import golden, pretrained
from theory.problem import Problem

Families = dict[str, list[Problem]]


@pytest.fixture(scope="module")
def designs() -> tuple[Design, ...]:
    return suite()


@pytest.fixture(scope="module")
def families(designs: tuple[Design, ...]) -> Families:
    found: Families = defaultdict(list)
    for design in designs:
        found[design.family].append(design.problem)
    return found


@pytest.fixture(scope="module")
def grid(designs: tuple[Design, ...]) -> tuple[Design, ...]:
    """The designs on the grid of small shapes: those of a family that come before what lies beyond it."""
    sizes = Counter(d.family for d in designs)
    first_beyond = {family: size - len(list(ROWS[family].sizes())) for family, size in sizes.items()}
    return tuple(d for d in designs if int(d.name.rpartition("-")[2]) < first_beyond[d.family])


@pytest.fixture(scope="module")
def real() -> dict[str, Problem]:
    return {design.name.removeprefix("real-"): design.problem for design in real_designs()}


def blocks(p: Problem) -> Blocks:
    assert p.blocks is not None
    return p.blocks


def has_full_column_rank(p: Problem) -> bool:
    return p.x.rank == p.n


def samples(x: Matrix) -> list[tuple[Fraction, ...]]:
    """The columns of x that are not 0."""
    return [c for c in (tuple(map(RATIONAL.fraction, column)) for column in zip(*x.tolist(), strict=True)) if any(c)]


def is_noiseless(p: Problem) -> bool:
    return p.x.T @ p.teacher == p.y


def is_fitted(p: Problem) -> bool:
    """Whether some weights reproduce the labels."""
    return p.x.T @ pretrained(p) == p.y


def is_full_overlap(p: Problem) -> bool:
    return not blocks(p).r and not blocks(p).f


def entries(a: Matrix) -> list[Fraction]:
    return [RATIONAL.fraction(x) for row in a.tolist() for x in row]


def is_contained(x_f: Matrix, x_r: Matrix) -> bool:
    return x_r.project(x_f) == x_f


def same(p: Problem, q: Problem) -> bool:
    parts = ("x_r", "x_f", "y_r", "y_f", "w_star", "tuning")
    equal = all(getattr(p, name) == getattr(q, name) for name in parts)
    if p.schedule is None or q.schedule is None:
        return equal and p.schedule is q.schedule
    one, other = p.schedule, q.schedule
    return equal and (one.start, one.eta, one.steps) == (other.start, other.eta, other.steps)


class TestSuite:
    def test_names_are_unique_and_carry_their_family(self, designs: tuple[Design, ...]) -> None:
        assert len({d.name for d in designs}) == len(designs)
        assert all(d.name.rpartition("-")[0] == d.family for d in designs)

    def test_same_seed_same_suite(self, designs: tuple[Design, ...]) -> None:
        again = suite()
        assert [d.name for d in again] == [d.name for d in designs]
        assert all(same(d.problem, e.problem) for d, e in zip(designs, again, strict=True))

    def test_another_seed_keeps_the_names_and_changes_the_problems(self, designs: tuple[Design, ...]) -> None:
        other = suite(1)
        assert [d.name for d in other] == [d.name for d in designs]
        changed = sum(not same(d.problem, e.problem) for d, e in zip(designs, other, strict=True))
        assert changed > 0.95 * len(designs)

    def test_is_small_and_exact(self, designs: tuple[Design, ...]) -> None:
        assert 2700 <= len(designs) <= 2900
        for p in (d.problem for d in designs):
            assert p.d <= 24
            assert max(p.n_r, p.n_f) <= 12
            assert p.system is RATIONAL

    def test_half_of_it_is_a_grid_of_small_shapes(self, grid: tuple[Design, ...]) -> None:
        assert 1300 <= len(grid) <= 1500
        assert list(dict.fromkeys(d.family for d in grid)) == list(ROWS)[:20]
        assert all(d.problem.d <= 9 and d.problem.n <= 7 and not d.is_large for d in grid)

    def test_reaches_beyond_four_samples_and_one_output(self, designs: tuple[Design, ...]) -> None:
        problems = [d.problem for d in designs]
        assert max(p.n_r for p in problems) == max(p.n_f for p in problems) == 12
        assert max(p.d for p in problems) >= 20
        assert sum(p.n_r > 4 for p in problems) >= 300
        assert sum(p.n_f > 4 for p in problems) >= 40
        assert sum(p.d > 9 for p in problems) >= 120
        assert all(sum(p.y_r.shape[1] == k for p in problems) >= 450 for k in (1, 2, 3))
        assert max(p.y_r.shape[1] for p in problems) == 3
        assert max(p.n_t for p in problems) > 8
        assert sum(p.n_t > 3 for p in problems) >= 250
        assert sum(p.n_t == 0 for p in problems) >= 700

    def test_has_coincidences_that_random_entries_seldom_give(self, designs: tuple[Design, ...]) -> None:
        problems = [d.problem for d in designs]
        remaining, forgetting = ([samples(x) for x in xs] for xs in ([p.x_r for p in problems], [p.x_f for p in problems]))
        assert sum(len(set(r)) < len(r) for r in remaining) >= 220
        assert sum(len(set(f)) < len(f) for f in forgetting) >= 100
        assert sum(not set(r).isdisjoint(f) for r, f in zip(remaining, forgetting, strict=True)) >= 430
        assert sum(p.x_r == p.x_f for p in problems) >= 200

    def test_has_samples_of_norm_one(self, designs: tuple[Design, ...]) -> None:
        norms = [[sum(v * v for v in column) == 1 for column in samples(d.problem.x)] for d in designs]
        assert sum(any(n) for n in norms) >= 850
        assert sum(all(n) and len(n) == d.problem.n for n, d in zip(norms, designs, strict=True)) >= 400

    def test_has_labels_that_golden_predicts(self, designs: tuple[Design, ...]) -> None:
        predicted = [d.problem for d in designs if d.problem.y_f == d.problem.x_f.T @ golden(d.problem)]
        assert sum(p.y_f.sq_norm() != 0 and is_noiseless(p) for p in predicted) >= 300

    @pytest.mark.parametrize(
        ("kind", "least"),
        [
            (lambda p: not blocks(p).lap and has_full_column_rank(p) and is_noiseless(p), 260),
            (lambda p: bool(blocks(p).lap) and is_noiseless(p), 260),
            (has_full_column_rank, 260),
            (lambda p: is_full_overlap(p) and p.n <= p.d, 220),
            (lambda p: is_full_overlap(p) and p.n <= p.d and p.n_t == p.n_r, 220),
            (lambda p: is_full_overlap(p) and p.n <= p.d and p.n_t < p.n_r, 100),
            (lambda p: not has_full_column_rank(p), 200),
        ],
        ids=["distinct", "overlapping", "full column rank", "full overlap", "tuned on all", "tuned on part", "deficient"],
    )
    def test_has_enough_of(self, designs: tuple[Design, ...], kind: Callable[[Problem], bool], least: int) -> None:
        assert sum(kind(d.problem) for d in designs) >= least

    def test_every_size_of_tuning_set_occurs(self, designs: tuple[Design, ...], grid: tuple[Design, ...]) -> None:
        def seen(some: tuple[Design, ...]) -> set[tuple[int, int]]:
            return {(d.problem.n_r, d.problem.n_t) for d in some}

        assert seen(grid) == {(n_r, n_t) for n_r in range(1, 5) for n_t in range(n_r + 1)}
        assert seen(designs) >= {(n_r, n_t) for n_r in range(1, 8) for n_t in range(n_r + 1)}
        assert {n_r for n_r, _ in seen(designs)} == set(range(1, 13))
        assert all(n_t <= n_r for n_r, n_t in seen(designs))

    def test_tuning_sets_are_no_mere_prefixes(self, designs: tuple[Design, ...]) -> None:
        tunings = [d.problem.tuning for d in designs]
        assert sum(t != tuple(range(len(t))) for t in tunings) >= 100

    def test_schedules_start_off_zero(self, designs: tuple[Design, ...]) -> None:
        plans = [d.problem.schedule for d in designs if d.problem.schedule is not None]
        assert {plan.steps for plan in plans} == set(range(1, 7))
        assert all(plan.start.sq_norm() != 0 for plan in plans)

    def test_step_sizes_stay_below_the_threshold_or_close_above_it(self, designs: tuple[Design, ...], grid: tuple[Design, ...]) -> None:
        def below(d: Design, factor: Fraction) -> bool:
            return below_threshold(d.problem.x_r, d.problem.plan.eta * RATIONAL.scalar(factor))

        planned = [d for d in designs if d.problem.schedule is not None]
        above = [d for d in planned if not below(d, Fraction(1))]
        assert len(above) >= 250
        assert {d.name for d in above}.isdisjoint(d.name for d in grid)
        assert all(below(d, Fraction(63, 64)) for d in above)
        assert sum(not below(d, Fraction(33, 32)) for d in planned) - len(above) >= 250

    def test_only_an_empty_range_has_no_schedule(self, designs: tuple[Design, ...]) -> None:
        assert all((d.problem.schedule is None) == (d.problem.x_r.rank == 0) for d in designs)

    def test_blocks_are_honest(self, designs: tuple[Design, ...]) -> None:
        for p in (d.problem for d in designs):
            r, f = blocks(p).r, blocks(p).f
            assert p.x_f.rows(r).sq_norm() == 0
            assert p.x_r.rows(f).sq_norm() == 0


class TestThin:
    def test_takes_from_every_family_evenly(self, designs: tuple[Design, ...], families: Families) -> None:
        few = thin(designs, 3 * len(families))
        assert len(few) == 3 * len(families)
        assert all(sum(d.family == family for d in few) == 3 for family in families)

    def test_gives_all_where_fewer_exist(self, designs: tuple[Design, ...]) -> None:
        assert len(thin(designs[:7], 100)) == 7


class TestFamilies:
    def test_integer_entries_are_small_integers(self, families: Families) -> None:
        values = {v for p in families["integer"] for v in entries(p.x)}
        assert values == {Fraction(v) for v in range(-3, 4)}

    def test_gaussian_entries_have_short_denominators(self, families: Families) -> None:
        values = [v for p in families["gaussian"] for v in entries(p.x) if v]
        assert all(1024 % v.denominator == 0 for v in values)
        assert np.std([float(v) for v in values]) == pytest.approx(1.0, abs=0.1)

    def test_collinear_reaches_every_decade(self, families: Families) -> None:
        system = Multiprecision(60)  # float64 cannot tell 1e13 from rounding
        kappas = []
        for p in families["collinear"]:
            spectrum = p.x.to(system).squared_singular_values()
            kappas.append(float(mpmath.log10(spectrum[0] / spectrum[-1]) / 2))
        assert {round(k) for k in kappas} >= set(range(3, 13))
        assert max(kappas) < 14

    def test_deficient_sides_lack_rank(self, families: Families) -> None:
        wide = [p for p in families["deficient"] if p.n_r > 1 and p.n_f > 1]
        assert wide
        assert all(p.x_r.rank < p.n_r and p.x_f.rank < p.n_f for p in wide)

    def test_entangled_lacks_rank_across_the_sides(self, families: Families) -> None:
        assert all(p.x.rank < p.n for p in families["entangled"])
        across = [p for p in families["entangled"] if p.x_r.rank == p.n_r and p.x_f.rank == p.n_f]
        assert len(across) >= 10

    def test_nested_ranges(self, families: Families) -> None:
        assert all(is_contained(p.x_f, p.x_r) for p in families["nested"])

    def test_nested_labels_follow_from_the_remaining_data_where_they_can_be_fitted(self, families: Families) -> None:
        fitted = list(filter(is_fitted, families["nested"]))
        assert len(fitted) >= 36
        assert all((p.y_f == p.x_f.T @ p.x_r.project(p.teacher)) == (p in fitted) for p in families["nested"])
        assert sum(p.y_f.sq_norm() != 0 for p in fitted) >= 20

    def test_shared_ranges_share_some_but_not_all(self, families: Families) -> None:
        assert all(is_contained(p.x_f.columns([0]), p.x_r) for p in families["shared"])
        assert sum(not is_contained(p.x_f, p.x_r) for p in families["shared"]) >= 15

    def test_orthogonal_ranges_with_common_coordinates(self, families: Families) -> None:
        assert all((p.x_r.T @ p.x_f).sq_norm() == 0 for p in families["orthogonal"])
        assert sum(bool(blocks(p).lap) and p.x_f.rank > 0 for p in families["orthogonal"]) >= 15

    def test_spanning_contains_every_remaining_coordinate_direction(self, families: Families) -> None:
        for p in families["spanning"]:
            kept = {*blocks(p).r, *blocks(p).lap}
            directions = Matrix.of(RATIONAL, [[int(i == j) for j in sorted(kept)] for i in range(p.d)])
            assert is_contained(directions, p.x_r)
        assert sum(p.n <= p.d and bool(blocks(p).lap) for p in families["spanning"]) >= 15

    def test_spectral_has_a_rational_simple_spectrum(self, families: Families) -> None:
        assert len(families["spectral"]) >= 220
        for p in families["spectral"]:
            spectrum = p.x_r.squared_singular_values()
            assert len(spectrum) == p.x_r.rank > 0
            assert all(a > b > 0 for a, b in pairwise(spectrum))

    def test_most_other_spectra_are_irrational(self, families: Families) -> None:
        with pytest.raises(NotRepresentable):
            next(p for p in families["gaussian"] if p.n_r > 1).x_r.squared_singular_values()

    def test_tall_has_more_samples_than_features(self, families: Families) -> None:
        assert all(p.n > p.d and is_noiseless(p) == is_fitted(p) for p in families["tall"])
        assert sum(map(is_noiseless, families["tall"])) >= 45

    def test_single_has_one_remaining_sample(self, families: Families) -> None:
        assert all(p.n_r == 1 for p in families["single"])
        assert any(p.n_f == 1 for p in families["single"])

    def test_dead_has_a_coordinate_nobody_uses(self, families: Families) -> None:
        assert all(blocks(p).unused for p in families["dead"])

    def test_nothing_to_forget(self, families: Families) -> None:
        assert all(p.y_f.sq_norm() == 0 and is_noiseless(p) for p in families["nothing-to-forget"])

    @pytest.mark.parametrize(("family", "k"), [("outputs", 2), ("more-outputs", 3)])
    def test_outputs(self, families: Families, family: str, k: int) -> None:
        assert all(p.y_r.shape[1] == k for p in families[family])

    def test_noisy_labels_leave_the_teacher_but_can_be_fitted(self, families: Families) -> None:
        full = [p for p in families["noisy"] if has_full_column_rank(p)]
        assert len(full) >= 60
        assert all(p.x.T @ pretrained(p) == p.y for p in full)
        assert sum(not is_noiseless(p) for p in full) >= 0.9 * len(full)

    def test_contradictory_labels_cannot_be_fitted(self, families: Families) -> None:
        unfit = [p for p in families["contradictory"] if p.x.T @ pretrained(p) != p.y]
        assert len(unfit) >= 30

    @pytest.mark.parametrize("family", ["tuned-on-all", "reset"])
    def test_tuned_on_all(self, families: Families, family: str) -> None:
        assert all(p.n_t == p.n_r for p in families[family])

    def test_only_these_two_families_of_the_grid_have_noise(self, grid: tuple[Design, ...]) -> None:
        assert {d.family for d in grid if not is_noiseless(d.problem)} == {"noisy", "contradictory"}

    def test_beyond_the_grid_noise_is_a_variation(self, families: Families) -> None:
        noiseless = {family: sum(map(is_noiseless, problems)) / len(problems) for family, problems in families.items()}
        assert noiseless["noisy"] == noiseless["contradictory"] == 0
        assert noiseless["nothing-to-forget"] == 1
        others = {share for family, share in noiseless.items() if family not in ("noisy", "contradictory")}
        assert min(others) >= 0.6
        assert sum(noiseless[family] < 1 for family in ROWS) >= 35


class TestReal:
    SIZES = (  # name, (d, n_r, n_f, n_t, rank), (d_r, d_lap, d_f, unused)
        ("digits", (64, 22, 8, 22, 30), (9, 42, 0, 13)),
        ("digits-part-tuned", (64, 15, 6, 7, 21), (9, 42, 0, 13)),
        ("digits-few", (64, 8, 3, 8, 11), (8, 38, 3, 15)),
        ("digits-distinct", (14, 8, 4, 8, 12), (10, 0, 4, 0)),
        ("digits-tall", (8, 9, 4, 5, 6), (1, 5, 0, 2)),
        ("breast-cancer", (30, 9, 5, 9, 14), (0, 30, 0, 0)),
        ("diabetes", (10, 5, 2, 3, 7), (0, 10, 0, 0)),
        ("diabetes-single", (10, 1, 1, 1, 2), (0, 10, 0, 0)),
    )

    @pytest.mark.parametrize(("name", "shape", "block_sizes"), SIZES, ids=[s[0] for s in SIZES])
    def test_sizes(self, real: dict[str, Problem], name: str, shape: tuple[int, ...], block_sizes: tuple[int, ...]) -> None:
        p = real[name]
        assert (p.d, p.n_r, p.n_f, p.n_t, p.x.rank) == shape
        assert (*blocks(p).sizes, len(blocks(p).unused)) == block_sizes

    def test_the_list_is_complete(self, real: dict[str, Problem]) -> None:
        assert list(real) == [s[0] for s in self.SIZES]

    @pytest.mark.parametrize("name", [s[0] for s in SIZES if s[0] != "digits-tall"])
    def test_the_teacher_fits_the_labels_and_is_not_the_shortest_fit(self, real: dict[str, Problem], name: str) -> None:
        p = real[name]
        assert is_noiseless(p)
        assert p.teacher != pretrained(p)

    @pytest.mark.parametrize("name", [s[0] for s in SIZES])
    def test_is_no_trivial_problem(self, real: dict[str, Problem], name: str) -> None:
        p = real[name]
        assert p.y_r.sq_norm() != 0
        assert golden(p).sq_norm() != 0
        assert unlearning_loss(p, golden(p)) > 0
        assert p.plan.start.sq_norm() != 0
        assert below_threshold(p.x_r, p.plan.eta)

    @pytest.mark.parametrize("name", [s[0] for s in SIZES if s[0] != "digits-tall"])
    def test_leave_out_agrees_with_training_anew(self, real: dict[str, Problem], name: str) -> None:
        p = real[name]
        assert leave_out_loss(p) == unlearning_loss(p, golden(p))

    def test_tall_labels_cannot_be_fitted(self, real: dict[str, Problem]) -> None:
        assert not is_noiseless(real["digits-tall"])

    def test_decimals_are_taken_as_written(self, real: dict[str, Problem]) -> None:
        values = entries(real["breast-cancer"].x)
        assert all(10**6 % v.denominator == 0 for v in values)  # a double taken exactly has a power of two there
        assert any(v.denominator > 1 for v in values)

    def test_pixels_are_integers_up_to_16(self, real: dict[str, Problem]) -> None:
        assert set(entries(real["digits"].x)) <= {Fraction(v) for v in range(17)}

    def test_labels_are_the_bundled_ones(self, real: dict[str, Problem]) -> None:
        _, classes, three = digits_samples()
        expected = np.vstack([classes[~three][:22], classes[three][:8]])
        assert np.array_equal(real["digits"].y.to(FLOAT64).data, expected)


class TestFullSets:
    @pytest.mark.parametrize("forget", range(10))
    def test_digits(self, forget: int) -> None:
        features, targets, mask = digits_samples(forget)
        assert features.shape == (1797, 64)
        assert targets.shape == (1797, 10)
        assert np.array_equal(targets.sum(axis=1), np.ones(1797))
        assert np.array_equal(mask, targets[:, forget] == 1)

    def test_breast_cancer(self) -> None:
        features, targets, forget = breast_cancer_samples()
        assert features.shape == (569, 30)
        assert np.array_equal(forget, targets[:, 0] == -1)
        assert forget.sum() == 212

    def test_diabetes_is_not_scaled(self) -> None:
        features, targets, forget = diabetes_samples()
        assert features.shape == (442, 10)
        assert features[0, 0] == 59  # age in years
        assert np.array_equal(forget, targets[:, 0] > 250)

    @pytest.mark.parametrize("samples", [digits_samples, breast_cancer_samples, diabetes_samples])
    def test_make_a_problem(self, samples: Callable[[], Samples]) -> None:
        p = Problem.from_samples(*samples())
        assert p.n_r > p.n_f > 0
