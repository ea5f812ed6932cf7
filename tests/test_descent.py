"""Descent: what is simulated, what is known in closed form, and that the two agree for independent reasons."""

from fractions import Fraction
from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from theory import descent
from theory.arithmetic import FLOAT64, RATIONAL, Matrix, Multiprecision, NotRepresentable, NumberSystem
from theory.descent import DescentSolver, gradient, gradient_descent, iterate_at, residual_at
from theory.losses import loss
from theory.models import MODELS
from theory.problem import Problem, nearest_interpolator
from verify.counterexample import problem_of

Data = tuple[Matrix, Matrix, Matrix]  # X (d, n), y (n, k), w_0 (d, k)

SYSTEMS = pytest.mark.parametrize("system", [RATIONAL, FLOAT64, Multiprecision(40)], ids=lambda s: s.name)
EPS = 2.0**-53


def exact(rows, columns=None):
    return Matrix.of(RATIONAL, [[Fraction(value) for value in row] for row in rows], columns)


def q(numerator, denominator=1):
    return RATIONAL.scalar(Fraction(numerator, denominator))


def last(iterates):
    *_, w = iterates
    return w


def floats(seed: int, d: int, n: int, k: int = 1) -> Data:
    rng = np.random.default_rng(seed)
    return tuple(Matrix(FLOAT64, rng.standard_normal(shape)) for shape in ((d, n), (n, k), (d, k)))


@st.composite
def problems(draw, *, most: int = 4) -> Data:
    """Small integer data with X != 0: wide, tall, rank-deficient or inconsistent, as drawn."""
    d, n, k = draw(st.integers(1, most)), draw(st.integers(1, most)), draw(st.integers(1, 2))

    def integers(rows: int, columns: int) -> Matrix:
        entry = st.integers(-3, 3)
        return exact(draw(st.lists(st.lists(entry, min_size=columns, max_size=columns), min_size=rows, max_size=rows)), columns)

    inner = draw(st.integers(1, min(d, n)))
    x = integers(d, inner) @ integers(inner, n) if draw(st.booleans()) else integers(d, n)
    if x.sq_norm() == 0:
        x = exact([[1] * n] * d)
    return x, integers(n, k), integers(d, k)


ETAS = st.fractions(Fraction(1, 20), 3, max_denominator=20).map(RATIONAL.scalar)  # stable and unstable steps alike
STEPS = st.integers(0, 6)

WIDE = (exact([[2], [1]]), exact([[3]]), exact([[0], [0]]))
DIAGONAL = (exact([[3, 0], [0, 1], [0, 0]]), exact([[3], [2]]), exact([[0], [1], [5]]))  # sigma^2 = 9, 1; n = 2
OPTIMIZERS = {
    "gradient_descent": gradient_descent,
    "sgd": partial(descent.sgd, batches=[[0]]),
    "heavy_ball": partial(descent.heavy_ball, momentum=q(1, 2)),
    "nesterov": partial(descent.nesterov, momentum=q(1, 2)),
    "adam": partial(descent.adam, beta1=q(0), beta2=q(0), epsilon=q(0)),
}
EVERY_OPTIMIZER = pytest.mark.parametrize("optimizer", OPTIMIZERS.values(), ids=OPTIMIZERS)


class TestTheGradient:
    @settings(max_examples=40, deadline=None)
    @given(problems(), st.data())
    def test_is_the_linear_term_of_the_loss(self, data: Data, draw):
        """L(w + v) - L(w) = <g, v> + ||X^T v||^2 / n, exactly."""
        x, y, w = data
        v = exact([[draw.draw(st.integers(-2, 2)) for _ in range(w.shape[1])] for _ in range(w.shape[0])])
        rise = loss(x, y, w + v) - loss(x, y, w)
        assert rise == gradient(x, y, w).dot(v) + (x.T @ v).sq_norm() / x.shape[1]

    def test_is_zero_on_no_data(self):
        nothing = (exact([[], []], 0), exact([], 1), exact([[1], [2]]))
        assert gradient(*nothing) == exact([[0], [0]])
        assert list(gradient_descent(*nothing, q(1), 2)) == [nothing[2]] * 3
        assert iterate_at(*nothing, q(1), 5) == nothing[2]


class TestClosedForms:
    @settings(max_examples=80, deadline=None)
    @given(problems(), ETAS, STEPS)
    def test_equal_every_iterate_over_the_rationals(self, data: Data, eta, steps: int):
        """Against the loop, and against the (d, d) power that the statement writes down."""
        x, y, start = data
        iterates = list(gradient_descent(x, y, start, eta, steps))
        assert len(iterates) == steps + 1
        limit = nearest_interpolator(x, y, start)
        distance, step = start - limit, Matrix.identity(RATIONAL, x.shape[0]) - (x @ x.T) * (2 * eta / x.shape[1])
        for k, w in enumerate(iterates):
            assert iterate_at(x, y, start, eta, k) == w == limit + distance
            assert residual_at(x, y, start, eta, k) == x.T @ w - y
            distance = step @ distance

    @pytest.mark.parametrize(("d", "n"), [(8, 6), (3, 7), (5, 5)])
    def test_agree_in_float64_at_many_steps(self, d: int, n: int):
        """Allowance: each of the steps rounds at (d + n) eps of the scale, and a stable descent magnifies none of it."""
        x, y, start = floats(0, d, n)
        eta, steps = descent.safe_step(x, 0.9), 500
        w = last(gradient_descent(x, y, start, eta, steps))
        scale = float(np.abs(w.data).max() + np.abs(start.data).max() + np.linalg.norm(np.linalg.pinv(x.data.T)) * np.linalg.norm(y.data))
        allowance = 4 * steps * (d + n) * EPS * scale
        assert np.abs((iterate_at(x, y, start, eta, steps) - w).data).max() <= allowance
        residual = x.T @ w - y
        assert np.abs((residual_at(x, y, start, eta, steps) - residual).data).max() <= allowance * np.linalg.norm(x.data)

    @SYSTEMS
    def test_tend_to_the_interpolator_nearest_to_the_start(self, system: NumberSystem):
        """sigma^2 = (9, 1), n = 2, eta = 1/5: both factors are 4/5 in size. w_inf = (1, 2, 5) by hand."""
        x, y, start = (m.to(system) for m in DIAGONAL)
        far = iterate_at(x, y, start, system.scalar(Fraction(1, 5)), 200)
        distance = float(system.fraction((far - Matrix.of(system, [[1], [2], [5]])).sq_norm())) ** 0.5
        # the distance is 2^(1/2) (4/5)^200 = 5.9e-20; float64 adds its own rounding
        assert distance <= 1.001 * 2**0.5 * 0.8**200 + 64 * float(system.epsilon) * 5
        if system is RATIONAL:
            assert distance == pytest.approx(2**0.5 * 0.8**200, rel=1e-12)

    def test_top_component_by_hand(self):
        assert descent.top_component(DIAGONAL[0], exact([[7], [8], [9]])) == exact([[7], [0], [0]])
        assert descent.top_component(exact([[1], [1]]), exact([[3], [1]])) == exact([[2], [2]])

    def test_top_component_refuses_what_has_none(self):
        with pytest.raises(ValueError, match="`x` must have a non-zero entry; received rank 0"):
            descent.top_component(exact([[0]]), exact([[1]]))
        with pytest.raises(ZeroDivisionError):
            descent.top_component(exact([[1, 0], [0, 1]]), exact([[1], [1]]))

    @pytest.mark.parametrize(("form", "at_the_start"), [(iterate_at, WIDE[2]), (residual_at, exact([[-3]]))])
    def test_refuse_a_negative_step_number(self, form, at_the_start: Matrix):
        assert form(*WIDE, q(1), 0) == at_the_start
        with pytest.raises(ValueError, match="`k` must be at least 0; received -1"):
            form(*WIDE, q(1), -1)


class TestRates:
    def test_by_hand(self):
        """sigma^2 = (9, 1), n = 2."""
        x = DIAGONAL[0]
        assert descent.threshold(x) == q(2, 9)
        assert descent.best_step(x) == q(1, 5)
        assert descent.rate(x, q(1, 5)) == q(4, 5)
        assert descent.rate(x, q(1, 9)) == q(8, 9)
        assert descent.safe_step(x, q(1, 2)) == q(1, 10)
        assert descent.diverging_step(x, q(2)) == q(4, 5)

    @pytest.mark.parametrize("system", [FLOAT64, Multiprecision(40)], ids=lambda s: s.name)
    def test_rounded_systems_agree(self, system: NumberSystem):
        x = DIAGONAL[0].to(system)
        for name, value in (("threshold", 2 / 9), ("best_step", 1 / 5)):
            assert float(getattr(descent, name)(x)) == pytest.approx(value, rel=1e-15)

    @settings(max_examples=60, deadline=None)
    @given(problems(), st.sampled_from([q(1, 10), q(1, 2), q(9, 10)]), st.sampled_from([q(11, 10), q(2)]))
    def test_safe_is_below_and_diverging_above_the_threshold(self, data: Data, fraction, factor):
        x = data[0]
        assert descent.below_threshold(x, descent.safe_step(x, fraction))
        assert not descent.below_threshold(x, descent.diverging_step(x, factor))

    @settings(max_examples=60, deadline=None)
    @given(problems(), ETAS)
    def test_the_exact_threshold_test_agrees_with_singular_values(self, data: Data, eta):
        x = data[0]
        sigma_max = np.linalg.norm(x.to(FLOAT64).data, 2)
        margin = float(RATIONAL.fraction(eta)) * sigma_max**2 / x.shape[1] - 1
        if abs(margin) > 1e-12:
            assert descent.below_threshold(x, eta) == (margin < 0)

    def test_the_threshold_itself_is_not_below_it(self):
        x = DIAGONAL[0]
        assert descent.below_threshold(x, q(2, 9) - q(1, 10**30))
        assert not descent.below_threshold(x, q(2, 9))
        assert not descent.below_threshold(x, q(0))
        assert descent.below_threshold(exact([[], []], 0), q(1))

    @pytest.mark.parametrize("k", [0, 1, 5, 20])
    def test_bound_the_residual_of_consistent_data(self, k: int):
        x, y, start = DIAGONAL
        for eta in (q(1, 9), q(1, 5), q(1, 3)):
            bound = descent.rate(x, eta) ** (2 * k) * (x.T @ start - y).sq_norm()
            assert residual_at(x, y, start, eta, k).sq_norm() <= bound

    def test_above_the_threshold_only_the_top_component_grows(self):
        """eta = 2/3 = 3 * threshold: the factors are -5 and 1/3, so 5^k (0 - 1), 3^-k (1 - 2) and 5 by hand."""
        assert last(gradient_descent(*DIAGONAL, q(2, 3), 4)) == exact([[1 - 5**4], [2 - Fraction(1, 81)], [5]])
        x, y, start = DIAGONAL
        without_top = start + exact([[1], [0], [0]])
        assert last(gradient_descent(x, y, without_top, q(2, 3), 4)) == exact([[1], [2 - Fraction(1, 81)], [5]])

    def test_are_not_rational_in_general(self):
        x = exact([[1, 1], [0, 1]])  # sigma^2 = (3 +- 5^(1/2)) / 2
        for call in (partial(descent.rate, eta=q(1)), descent.threshold, descent.best_step):
            with pytest.raises(NotRepresentable):
                call(x)

    def test_of_a_zero_matrix(self):
        x = exact([[0, 0]])
        assert descent.rate(x, q(1)) == 0
        for call in (descent.threshold, descent.best_step, partial(descent.safe_step, fraction=q(1, 2))):
            with pytest.raises(ValueError, match="`x` must have a non-zero entry"):
                call(x)

    @given(st.floats(1e-3, 0.999), st.floats(1e-14, 0.999))
    def test_steps_to_is_the_least(self, contraction: float, factor: float):
        k = descent.steps_to(contraction, factor)
        assert contraction**k <= factor
        assert k == 1 or contraction ** (k - 1) > factor

    @pytest.mark.parametrize(("contraction", "k"), [(c, k) for c in (0.1, 0.25, 0.3, 0.9) for k in (1, 5, 7, 10)])
    def test_steps_to_a_power_is_its_exponent(self, contraction: float, k: int):
        assert descent.steps_to(contraction, contraction**k) == k

    @pytest.mark.parametrize(
        ("call", "message"),
        [
            (lambda: descent.steps_to(1.0, 0.5), r"`contraction` must be in \[0, 1\); received 1.0"),
            (lambda: descent.steps_to(-0.1, 0.5), r"`contraction` must be in \[0, 1\); received -0.1"),
            (lambda: descent.steps_to(0.5, 1.0), r"`factor` must be in \(0, 1\); received 1.0"),
            (lambda: descent.steps_to(0.5, 0.0), r"`factor` must be in \(0, 1\); received 0.0"),
            (lambda: descent.safe_step(WIDE[0], q(1)), r"`fraction` must be in \(0, 1\); received 1"),
            (lambda: descent.safe_step(WIDE[0], q(0)), r"`fraction` must be in \(0, 1\); received 0"),
            (lambda: descent.diverging_step(WIDE[0], q(1)), "`factor` must be greater than 1; received 1"),
        ],
    )
    def test_name_what_is_wrong(self, call, message: str):
        with pytest.raises(ValueError, match=message):
            call()

    def test_accept_the_edges(self):
        assert descent.steps_to(0.0, 0.5) == 1


class TestOptimizers:
    @EVERY_OPTIMIZER
    def test_yield_the_start_and_then_every_step(self, optimizer):
        assert list(optimizer(*WIDE, q(1, 5), 0)) == [WIDE[2]]
        iterates = list(optimizer(*WIDE, q(1), 1))
        assert len(iterates) == 2
        assert iterates[0] == WIDE[2] != iterates[1]

    @settings(max_examples=60, deadline=None)
    @given(problems(), ETAS, STEPS, st.sampled_from([q(0), q(1, 2), q(9, 10)]))
    def test_descent_sgd_and_momentum_never_leave_the_range(self, data: Data, eta, steps: int, momentum):
        x, _, start = data
        batches = [[i] for i in range(x.shape[1])]
        for iterates in (
            gradient_descent(*data, eta, steps),
            descent.sgd(*data, eta, steps, batches=batches),
            descent.heavy_ball(*data, eta, steps, momentum=momentum),
            descent.nesterov(*data, eta, steps, momentum=momentum),
        ):
            for w in iterates:
                assert x.project(w - start) == w - start

    @settings(max_examples=30, deadline=None)
    @given(problems(), ETAS, STEPS)
    def test_are_plain_descent_in_their_trivial_cases(self, data: Data, eta, steps: int):
        plain = list(gradient_descent(*data, eta, steps))
        assert list(descent.sgd(*data, eta, steps, batches=[range(data[0].shape[1])])) == plain
        assert list(descent.heavy_ball(*data, eta, steps, momentum=q(0))) == plain
        assert list(descent.nesterov(*data, eta, steps, momentum=q(0))) == plain

    def test_momentum_by_hand(self):
        """One feature, one sample x = 1, y = 0, w_0 = 8, eta = 1/4, momentum 1/2: the gradient at w is 2 w."""
        one = (exact([[1]]), exact([[0]]), exact([[8]]))
        ball = [w.tolist()[0][0] for w in descent.heavy_ball(*one, q(1, 4), 3, momentum=q(1, 2))]
        assert ball == [8, 4, 0, -2]
        ahead = [w.tolist()[0][0] for w in descent.nesterov(*one, q(1, 4), 3, momentum=q(1, 2))]
        assert ahead == [8, 4, 1, q(-1, 4)]

    def test_sgd_cycles_its_batches_and_skips_none(self):
        """x = (1, 2), y = 0, eta = 1/16: sample 0 multiplies w by 7/8, sample 1 by 1/2, an empty batch by 1."""
        pair = (exact([[1, 2]]), exact([[0], [0]]), exact([[64]]))
        path = [w.tolist()[0][0] for w in descent.sgd(*pair, q(1, 16), 4, batches=[[0], [1], []])]
        assert path == [64, 56, 28, 28, q(49, 2)]

    @SYSTEMS
    def test_momentum_shares_the_limit(self, system: NumberSystem):
        """The slowest mode of either method (sigma^2 = 1, 2 eta sigma^2 / n = 1/10) is Nesterov's 2 (3/4)^k - (3/5)^k.

        Heavy-ball's modes all shrink as 2^(-k/2). So 8 (9/16)^k bounds both squared distances.
        """
        x, y, start = (m.to(system) for m in DIAGONAL)
        eta, half = system.scalar(Fraction(1, 10)), system.scalar(Fraction(1, 2))
        steps = 30 if system is RATIONAL else 120
        for method in (descent.heavy_ball, descent.nesterov):
            w = last(method(x, y, start, eta, steps, momentum=half))
            distance = system.fraction((w - Matrix.of(system, [[1], [2], [5]])).sq_norm())
            # about 10 operations on numbers of size 5 a step, magnified by at most 2 / (1 - 3/4)
            assert distance <= 8 * Fraction(9, 16) ** steps + (400 * system.epsilon) ** 2

    def test_adam_interpolates_elsewhere(self):
        """X = (2, 1)^T, y = 3: one step of size 1 along sign(X) fits; the nearest interpolator is (6/5, 3/5)."""
        w = last(descent.adam(*WIDE, q(1), 1, beta1=q(0), beta2=q(0), epsilon=q(0)))
        assert w == exact([[1], [1]])
        assert loss(*WIDE[:2], w) == 0
        assert nearest_interpolator(*WIDE) == exact([[Fraction(6, 5)], [Fraction(3, 5)]])
        assert WIDE[0].project(w - WIDE[2]) != w - WIDE[2]
        assert descent.sign_step_size(*WIDE[:2]) == 1

    @settings(max_examples=40, deadline=None)
    @given(problems(), ETAS)
    def test_adam_without_memory_moves_by_the_sign_of_the_gradient(self, data: Data, eta):
        settings_of_adam = {"beta1": q(0), "beta2": q(0), "epsilon": q(0)}
        sign = gradient(*data).map(lambda g: q((g > 0) - (g < 0)))
        assert last(descent.adam(*data, eta, 1, **settings_of_adam)) == data[2] - sign * eta

    def test_adam_corrects_its_bias(self):
        """The first step does not depend on the decay rates: (1 - beta) cancels."""
        plain, decayed = (last(descent.adam(*WIDE, q(1, 7), 1, beta1=b, beta2=b, epsilon=q(0))) for b in (q(0), q(3, 4)))
        assert plain == decayed

    def test_adam_matches_a_plain_loop(self):
        x, y, start = floats(3, 4, 6)
        eta, b1, b2, eps = 0.01, 0.9, 0.999, 1e-8
        w, m, v = start.data, 0.0, 0.0
        for t in range(1, 21):
            g = 2 / 6 * x.data @ (x.data.T @ w - y.data)
            m, v = b1 * m + (1 - b1) * g, b2 * v + (1 - b2) * g * g
            w = w - eta * (m / (1 - b1**t)) / (np.sqrt(v / (1 - b2**t)) + eps)
        ours = last(descent.adam(x, y, start, eta, 20, beta1=b1, beta2=b2, epsilon=eps))
        assert np.allclose(ours.data, w, rtol=0, atol=1e-12)

    def test_adam_needs_roots(self):
        with pytest.raises(NotRepresentable, match="the square root of 48 is not rational"):
            list(descent.adam(*WIDE, q(1), 2, beta1=q(0), beta2=q(1, 2), epsilon=q(0)))

    def test_sign_step_size_wants_one_sample(self):
        with pytest.raises(ValueError, match="`x` and `y` must be one sample with one label"):
            descent.sign_step_size(*DIAGONAL[:2])


class TestBadArguments:
    @EVERY_OPTIMIZER
    @pytest.mark.parametrize(
        ("replaced", "message"),
        [
            ({"eta": q(0)}, "`eta` must be positive and finite; received 0"),
            ({"eta": q(-1)}, "`eta` must be positive and finite; received -1"),
            ({"eta": float("nan")}, "`eta` must be positive and finite; received nan"),
            ({"eta": float("inf")}, "`eta` must be positive and finite; received inf"),
            ({"steps": -1}, "`steps` must be at least 0; received -1"),
            ({"y": exact([[1], [2]])}, r"`y` must have 1 rows, one per column of `x`; received shape \(2, 1\)"),
            ({"start": exact([[1]])}, r"`start` must have shape \(2, 1\); received \(1, 1\)"),
            ({"start": exact([[1, 1], [1, 1]])}, r"`start` must have shape \(2, 1\); received \(2, 2\)"),
        ],
    )
    def test_are_named_even_where_no_step_is_taken(self, optimizer, replaced, message: str):
        good = dict(zip(("x", "y", "start"), WIDE, strict=True)) | {"eta": q(1), "steps": 0}
        assert list(optimizer(**good)) == [WIDE[2]]
        with pytest.raises(ValueError, match=message):
            list(optimizer(**(good | replaced)))

    @pytest.mark.parametrize(
        ("method", "good", "replaced", "message"),
        [
            (descent.sgd, {"batches": [[0]]}, {"batches": []}, "`batches` must hold at least one batch; received none"),
            (descent.sgd, {"batches": [[0]]}, {"batches": [[0], [1]]}, r"`batches` must name columns of `x`, from 0 to 0; received \[1\]"),
            (descent.sgd, {"batches": [[]]}, {"batches": [[-1]]}, r"`batches` must name columns of `x`.*received \[-1\]"),
            (descent.heavy_ball, {"momentum": q(0)}, {"momentum": q(1)}, r"`momentum` must be in \[0, 1\); received 1"),
            (descent.nesterov, {"momentum": q(99, 100)}, {"momentum": q(-1, 2)}, r"`momentum` must be in \[0, 1\); received -1/2"),
            (descent.adam, {}, {"beta1": q(1)}, r"`beta1` must be in \[0, 1\); received 1"),
            (descent.adam, {}, {"beta2": q(-1)}, r"`beta2` must be in \[0, 1\); received -1"),
            (descent.adam, {}, {"epsilon": q(-1)}, "`epsilon` must be at least 0; received -1"),
        ],
    )
    def test_of_one_optimizer(self, method, good, replaced, message: str):
        if method is descent.adam:
            good = {"beta1": q(0), "beta2": q(0), "epsilon": q(1)}
        assert len(list(method(*WIDE, q(1), 1, **good))) == 2
        with pytest.raises(ValueError, match=message):
            list(method(*WIDE, q(1), 1, **(good | replaced)))

    @pytest.mark.parametrize(
        ("config", "message"),
        [
            ({"contraction": 0.0}, r"`contraction` must be in \(0, 1\); received 0.0"),
            ({"contraction": 1.0}, r"`contraction` must be in \(0, 1\); received 1.0"),
            ({"most_steps": 0}, "`most_steps` must be at least 1; received 0"),
        ],
    )
    def test_of_the_solver(self, config, message: str):
        DescentSolver(contraction=0.5, most_steps=1)
        with pytest.raises(ValueError, match=message):
            DescentSolver(**config)


WORKED = problem_of([[1], [1], [0]], [[0], [1], [1]], [1, 0, 0])


class TestTheSolver:
    @pytest.mark.parametrize("system", [FLOAT64, Multiprecision(40)], ids=lambda s: s.name)
    @pytest.mark.parametrize("name", MODELS)
    def test_trains_every_model_to_the_closed_form(self, system: NumberSystem, name: str):
        """(1, 1, 0), (0, 1, 1): the worst condition number squared is 3, so 1e-14 takes at most 48 steps."""
        solver = DescentSolver()
        p = WORKED.to(system)
        simulated = Problem(p.x_r, p.x_f, p.y_r, p.y_f, p.tuning, p.w_star, solver=solver)
        error = float(system.fraction((MODELS[name](simulated) - MODELS[name](p)).sq_norm())) ** 0.5
        assert error <= 3 * 1e-14  # models that train twice add up the two contractions
        assert solver.runs
        assert all(run.steps <= 48 and run.left_over <= 1e-14 for run in solver.runs.values())

    def test_records_powers_of_two_and_the_last(self):
        x, y, start = floats(1, 4, 3)
        solver = DescentSolver(contraction=1e-6)
        w = solver(x, y, start)
        (run,) = solver.runs.values()
        assert [k for k, _ in run.recorded][:5] == [0, 1, 2, 4, 8]
        assert run.recorded[-1] == (run.steps, w)
        assert run.final is w
        assert run.eta == descent.best_step(x)
        path = list(gradient_descent(x, y, start, run.eta, run.steps))
        assert all(path[k] == at for k, at in run.recorded)

    def test_stops_at_the_first_step_that_contracts_enough(self):
        x, y, start = (m.to(FLOAT64) for m in DIAGONAL)
        solver = DescentSolver(contraction=1e-6)
        solver(x, y, start)
        (run,) = solver.runs.values()
        assert run.steps == 62  # 0.8^61 = 1.2e-6, 0.8^62 = 9.8e-7
        assert run.left_over == pytest.approx(0.8**62, rel=1e-12)

    def test_admits_that_the_cap_was_too_low(self):
        x, y, start = (m.to(FLOAT64) for m in DIAGONAL)
        solver = DescentSolver(contraction=1e-6, most_steps=10)
        w = solver(x, y, start)
        (run,) = solver.runs.values()
        assert run.steps == 10
        assert run.left_over > 1e-6
        assert w == last(gradient_descent(x, y, start, run.eta, 10))

    def test_runs_a_training_once(self):
        x, y, start = floats(2, 4, 3)
        solver = DescentSolver()
        assert solver(x, y, start) is solver(x, y, start)
        assert len(solver.runs) == 1
        solver(x, y, start + start)
        assert len(solver.runs) == 2
        assert DescentSolver().runs == {}

    def test_iterates_even_from_an_interpolator(self):
        solver = DescentSolver()
        x, y = exact([[1], [0]]).to(FLOAT64), exact([[1]]).to(FLOAT64)
        start = exact([[1], [7]]).to(FLOAT64)
        assert solver(x, y, start) == start
        (run,) = solver.runs.values()
        assert run.steps >= 1

    @pytest.mark.parametrize("columns", [0, 2])
    def test_leaves_the_start_where_nothing_can_be_learned(self, columns: int):
        """No samples, or samples that are all zero."""
        x, y, start = (Matrix.zeros(FLOAT64, *shape) for shape in ((3, columns), (columns, 1), (3, 1)))
        solver = DescentSolver()
        assert solver(x, y, start) is start
        (run,) = solver.runs.values()
        assert (run.steps, run.left_over) == (0, 0.0)
