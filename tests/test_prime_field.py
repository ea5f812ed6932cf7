"""Prime fields, bounds in place of numbers, and both side by side: the same mathematics, a refusal where an operation is undefined."""

import random
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from theory.arithmetic import RATIONAL, Matrix, NotRepresentable, PrimeField, hstack, vstack
from theory.arithmetic.degrees import Degrees, constant
from theory.arithmetic.sampled import DegeneratePoint, Sampled
from theory.descent import below_threshold, gradient_descent, rate
from theory.losses import gap_in_loss, leave_out_loss, unlearning_loss
from theory.models import MODELS, golden, pretrained
from verify.counterexample import problem_of

P = 2**61 - 1
FIELD = PrimeField(P)
BOTH = Sampled((PrimeField(P), PrimeField(2**31 - 1)))
EXAMPLE = problem_of([[1, 2, 3], [1, 0, 3], [0, 0, 0]], [[0, 0], [1, 2], [1, 1]], [1, 0, 3], tuning=[1, 2])


def reduced(a: Matrix, system: PrimeField = FIELD) -> Matrix:
    """A rational matrix modulo p."""
    return Matrix.of(system, [[RATIONAL.fraction(x) for x in row] for row in a.tolist()], a.shape[1])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.integers(-3, 3), min_size=3, max_size=3), min_size=1, max_size=5))
def test_reducing_a_pseudo_inverse_is_the_pseudo_inverse_of_the_reduction(rows):
    x, v = Matrix.of(RATIONAL, rows), Matrix.of(RATIONAL, [[i + 1] for i in range(len(rows))])
    rhs = Matrix.of(RATIONAL, [[1, 2], [0, -1], [3, 5]])
    assert reduced(x).solve(reduced(rhs)) == reduced(x.solve(rhs))
    assert reduced(x).project(reduced(v)) == reduced(x.project(v))
    assert reduced(x).rank == x.rank


@pytest.mark.parametrize("system", [FIELD, BOTH], ids=["one field", "two points"])
def test_models_and_losses_are_the_reductions_of_the_rational_ones(system):
    p = EXAMPLE.to(RATIONAL)
    moved = move(p, system)
    for model in MODELS.values():
        expected = [[system.scalar(RATIONAL.fraction(x)) for x in row] for row in model(p).tolist()]
        assert model(moved).tolist() == expected
    assert unlearning_loss(moved, golden(moved)) == system.scalar(RATIONAL.fraction(unlearning_loss(p, golden(p))))


def move(p, system):
    """The problem over a system without ``fraction``-wise conversion back."""
    from dataclasses import replace

    parts = {name: Matrix.of(system, table(getattr(p, name)), getattr(p, name).shape[1]) for name in ("x_r", "x_f", "y_r", "y_f", "w_star")}
    return replace(p, **parts)


def table(a):
    return [[RATIONAL.fraction(x) for x in row] for row in a.tolist()]


def test_stacking_taking_and_empty_shapes():
    a, b = Matrix.of(FIELD, [[1, 2], [3, 4]]), Matrix.of(FIELD, [[5], [6]])
    assert hstack(a, b).columns([2, 0]).rows([1]) == Matrix.of(FIELD, [[6, 3]])
    assert vstack(a, b.T.columns([0, 0])) == Matrix.of(FIELD, [[1, 2], [3, 4], [5, 5]])
    none = a.columns([])
    assert (none.shape, none.rank) == ((2, 0), 0)
    assert none.solve(Matrix.zeros(FIELD, 0, 3)) == Matrix.zeros(FIELD, 2, 3)
    assert none @ Matrix.zeros(FIELD, 0, 1) == Matrix.zeros(FIELD, 2, 1)
    assert a.sq_norm() == b.columns([0]).sq_norm() - 31
    assert FIELD.scalar(Fraction(1, 3)) * 3 == 1


@pytest.mark.parametrize("p", [2, 9, 15, 2**64 + 13, -7])
def test_what_is_no_odd_prime_of_one_word_is_refused(p):
    with pytest.raises(ValueError, match="`p` must be an odd prime below"):
        PrimeField(p)


def test_an_isotropic_vector_has_no_pseudo_inverse():
    """1 + 2^2 = 0 modulo 5: the Gram is singular, the rank is not."""
    x = Matrix.of(PrimeField(5), [[1], [2]])
    assert x.rank == 1
    with pytest.raises(ZeroDivisionError):
        x.solve(Matrix.of(PrimeField(5), [[1]]))
    with pytest.raises(ZeroDivisionError):
        (x.T @ x).inverse()


@pytest.mark.parametrize(
    "question",
    [
        lambda x, s: x.squared_singular_values(),
        lambda x, s: s.sqrt(s.scalar(4)),
        lambda x, s: s.fraction(s.scalar(1)),
        lambda x, s: below_threshold(x, s.scalar(1)),
        lambda x, s: rate(x, s.scalar(1)),
    ],
)
@pytest.mark.parametrize("system", [FIELD, BOTH], ids=["one field", "two points"])
def test_questions_of_size_and_roots_are_refused(system, question):
    with pytest.raises(NotRepresentable):
        question(Matrix.of(system, [[1, 1], [0, 1]]), system)


def test_numbers_at_points_have_no_order_and_no_absolute_value():
    one = BOTH.scalar(1)
    for ask in (abs, lambda x: x < 2, lambda x: x >= one, lambda x: max(x, one)):
        with pytest.raises(NotRepresentable, match="no order"):
            ask(one)
    with pytest.raises(NotRepresentable):
        gap_in_loss(move(EXAMPLE, BOTH), move(EXAMPLE, BOTH).teacher)


def test_checks_of_order_stand_aside_and_the_others_do_not():
    x, y, w = (Matrix.of(BOTH, rows) for rows in ([[1, 2]], [[1], [1]], [[0]]))
    *_, w_1 = gradient_descent(x, y, w, BOTH.scalar(-3), 1)
    assert w_1 == Matrix.of(BOTH, [[-9]])
    with pytest.raises(ValueError, match="`steps` must be at least 0"):
        list(gradient_descent(x, y, w, BOTH.scalar(-3), -1))


def test_points_whose_ranks_differ_are_degenerate():
    x = Matrix.of(Sampled((PrimeField(7), PrimeField(11))), [[1, 2], [3, 13]])  # det = 7
    with pytest.raises(DegeneratePoint, match=r"ranks \[1, 2\]"):
        _ = x.rank


def test_bounds_are_those_done_by_hand():
    degrees = Degrees()
    x, y = Matrix(degrees, degrees.parameters(3, 2)), Matrix(degrees, degrees.parameters(2, 1))
    gram = x.T @ x
    assert (gram.data.degree, gram.data.rank) == (2, 2)
    inverse = gram.inverse().data
    assert (inverse.degree, [d.degree for d in inverse.over]) == (2, [4])  # adjugate over determinant of a 2 x 2
    w = x.solve(y).data
    assert (w.degree, [d.degree for d in w.over]) == (3 + 1, [4])  # (2 r - 1) + 1 over 2 r, r = 2
    p = x.project(x).data
    assert (p.degree, [d.degree for d in p.over]) == (4 + 1, [4])
    twice = (x.project(x) - x.project(x)).data
    assert twice.degree == 5  # one denominator, not its square
    third = constant(1) / 3
    assert (third.degree, third.over) != (0, {})
    assert (third + third).over == third.over


def line(system, rng, m, n):
    """a + t b at every t: an (m, n) matrix for each of the values of t."""
    a, b = ([[rng.randrange(system.p) for _ in range(n)] for _ in range(m)] for _ in range(2))
    return lambda t: Matrix.of(system, [[x + t * y for x, y in zip(r, s, strict=True)] for r, s in zip(a, b, strict=True)], n)


def degree_on_a_line(values):
    """The degree of the polynomial with these values at 0, 1, 2, ...: how often differences must be taken until they vanish."""
    order = 0
    while any(v != 0 for v in values):
        values, order = [b - a for a, b in pairwise(values)], order + 1
    assert len(values) > 3, "too few values to tell the degree"
    return order - 1


@pytest.mark.parametrize(("d", "n_r", "n_f"), [(2, 1, 1), (3, 2, 1), (4, 2, 2), (3, 1, 2)])
def test_the_true_degree_of_leave_out_on_a_random_line_is_within_the_bound(d, n_r, n_f):
    """The value times its true denominator is a polynomial in t, whose degree cannot exceed that of a larger numerator."""
    from theory.problem import Problem

    rng, field = random.Random(d), PrimeField(1_000_003)
    lines = [line(field, rng, *shape) for shape in ((d, n_r), (d, n_f), (n_r, 1), (n_f, 1))]
    sampled = Degrees()
    parts = [Matrix(sampled, sampled.parameters(*shape)) for shape in ((d, n_r), (d, n_f), (n_r, 1), (n_f, 1))]
    bound = leave_out_loss(Problem(*parts, tuple(range(n_r))))
    values = []
    for t in range(150):
        x_r, x_f, y_r, y_f = (f(t) for f in lines)
        p = Problem(x_r, x_f, y_r, y_f, tuple(range(n_r)))
        values.append(leave_out_loss(p) * (x_r.T @ x_r).data.det() ** 2)  # y_f - X_f^T w_g has the denominator det G_rr
    true = degree_on_a_line(values)
    assert 0 < true <= bound.degree


@pytest.mark.parametrize(("d", "n"), [(2, 1), (3, 2), (2, 3), (4, 3)])
def test_the_true_degree_of_the_min_norm_solution_is_the_bound(d, n):
    """w_o times vol^2(X): the bound is attained, so it is not too generous."""
    rng, field = random.Random(n), PrimeField(1_000_003)
    at_x, at_y = line(field, rng, d, n), line(field, rng, n, 1)
    degrees = Degrees()
    bound = Matrix(degrees, degrees.parameters(d, n)).solve(Matrix(degrees, degrees.parameters(n, 1))).data
    values = []
    for t in range(60):
        x, y = at_x(t), at_y(t)
        gram = x.T @ x if n <= d else x @ x.T
        values.append(x.solve(y).tolist()[0][0] * gram.data.det())
    assert degree_on_a_line(values) == bound.degree


def test_heights_bound_the_coefficients():
    """Integer data of size at most B and every numerator is at most its l1 norm times B^degree."""
    degrees, size = Degrees(), 3
    rng = random.Random(1)
    for d, n in ((2, 2), (3, 2), (2, 3)):
        rows, rhs = ([[rng.randint(-size, size) for _ in range(k)] for _ in range(m)] for m, k in ((d, n), (n, 1)))
        x = Matrix.of(RATIONAL, rows)
        if x.rank < min(d, n):
            continue
        bound = Matrix(degrees, degrees.parameters(d, n)).solve(Matrix(degrees, degrees.parameters(n, 1))).data
        gram = x.T @ x if n <= d else x @ x.T
        largest = max(abs(RATIONAL.fraction(v) * RATIONAL.fraction(gram.data.det())) for (v,) in x.solve(Matrix.of(RATIONAL, rhs)).tolist())
        assert largest <= 2**bound.height * size**bound.degree


def test_pretrained_over_a_field_interpolates():
    moved = move(EXAMPLE, FIELD)
    assert moved.x.T @ pretrained(moved) == moved.y
