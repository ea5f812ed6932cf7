"""Every number system gives the same mathematics, at every rank and at empty shapes, and refuses what it must."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from theory.arithmetic import FLOAT64, RATIONAL, Matrix, Multiprecision, NotRepresentable, hstack, vstack
from theory.arithmetic.matrix import Diagonal

SYSTEMS = [RATIONAL, FLOAT64, Multiprecision(50), Multiprecision(30)]
DEFICIENT = [[1, 2, 3], [2, 4, 6], [0, 1, 1], [1, 0, 1]]


def floats(a: Matrix) -> np.ndarray:
    return a.to(FLOAT64).data


@pytest.fixture(params=SYSTEMS, ids=lambda s: s.name)
def system(request):
    return request.param


def of(system, rows):
    return Matrix.of(system, rows)


@pytest.mark.parametrize("rows", [DEFICIENT, [[2, 0], [0, 3]], [[1, 1, 1]], [[1], [2]], [[0, 0], [0, 0]]])
def test_solve_is_the_pseudo_inverse_at_every_rank(system, rows):
    x = of(system, rows)
    rhs = of(system, [[i + 1, -i] for i in range(x.shape[1])])
    expected = np.linalg.pinv(np.array(rows, float).T) @ floats(rhs)
    assert np.allclose(floats(x.solve(rhs)), expected, rtol=0, atol=1e-13)
    assert x.rank == np.linalg.matrix_rank(np.array(rows, float))


def test_projection_is_symmetric_idempotent_and_fixes_the_range(system):
    x = of(system, DEFICIENT)
    p = x.project(Matrix.identity(system, 4))
    for a, b in ((p @ p, p), (p.T, p), (p @ x, x)):
        assert np.allclose(floats(a), floats(b), rtol=0, atol=1e-13)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(st.integers(-3, 3), min_size=3, max_size=3), min_size=1, max_size=5))
def test_the_rational_pseudo_inverse_meets_the_four_penrose_conditions(rows):
    a = of(RATIONAL, rows)
    plus = a.solve(Matrix.identity(RATIONAL, 3)).T  # (A^T)^+ transposed
    assert a @ plus @ a == a
    assert plus @ a @ plus == plus
    assert a @ plus == (a @ plus).T
    assert plus @ a == (plus @ a).T


def test_empty_shapes_work(system):
    x = of(system, [[1], [2]])
    none = x.columns([])
    assert none.shape == (2, 0)
    assert none.rank == 0
    assert floats(none.solve(Matrix.zeros(system, 0, 3))).tolist() == [[0, 0, 0]] * 2
    assert floats(none.project(x)).tolist() == [[0], [0]]
    assert floats(none @ Matrix.zeros(system, 0, 1)).tolist() == [[0], [0]]


def test_moving_between_systems_is_exact_where_it_can_be(system):
    rows = [[Fraction(1, 8), Fraction(-3)], [Fraction(5, 4), Fraction(0)]]
    a = of(system, rows)
    assert a.to(RATIONAL) == of(RATIONAL, rows)
    assert a.to(RATIONAL).to(system) == a


def test_mpmath_keeps_its_digits_and_leaves_the_global_precision_alone():
    import mpmath

    before = mpmath.mp.prec
    third = Multiprecision(80).scalar(Fraction(1, 3))
    error = abs(Multiprecision(80).fraction(third) - Fraction(1, 3))
    assert 0 < error < Fraction(1, 10**80)
    assert mpmath.mp.prec == before


@pytest.mark.parametrize(
    ("operation", "message"),
    [
        (lambda a, b: a @ b, "shapes that fit"),
        (lambda a, b: a + b.T, "shapes that fit"),
        (lambda a, b: a - b.T, "shapes that fit"),
        (lambda a, b: a.dot(b.T), "shapes that fit"),
        (lambda a, b: a.solve(b), "shapes that fit"),
        (lambda a, b: a.project(Matrix.zeros(a.system, 3, 1)), "shapes that fit"),
        (lambda a, b: a.inverse(), "square"),
    ],
)
def test_shapes_that_do_not_fit_are_refused(system, operation, message):
    a = of(system, [[1, 2, 3], [4, 5, 6]])
    with pytest.raises(ValueError, match=message):
        operation(a, a)


def test_mixed_systems_are_refused():
    with pytest.raises(TypeError, match="two matrices over rational; received one over float64"):
        of(RATIONAL, [[1]]) + of(FLOAT64, [[1]])


def test_a_singular_inverse_is_refused(system):
    with pytest.raises(ZeroDivisionError):
        of(system, [[1, 1], [1, 1]]).inverse()


def test_ragged_and_shapeless_rows_are_refused():
    with pytest.raises(ValueError, match="equal lengths"):
        Matrix.of(RATIONAL, [[1], [1, 2]])
    with pytest.raises(ValueError, match="`columns` must be given"):
        Matrix.of(RATIONAL, [])
    with pytest.raises(ValueError, match="`digits` must be at least 15; received 3"):
        Multiprecision(3)


def test_spectra_over_q_exist_only_where_they_are_rational():
    assert of(RATIONAL, [[1, 1], [0, 0]]).squared_singular_values() == [2]
    with pytest.raises(NotRepresentable):
        of(RATIONAL, [[1, 1], [0, 1]]).squared_singular_values()
    with pytest.raises(NotRepresentable):
        RATIONAL.sqrt(RATIONAL.scalar(2))
    assert RATIONAL.sqrt(RATIONAL.scalar(Fraction(9, 4))) == RATIONAL.scalar(Fraction(3, 2))


def test_a_spectrum_over_q_lists_a_value_as_often_as_it_occurs():
    assert of(RATIONAL, [[3, 0, 0], [0, 2, 0], [0, 0, 2]]).squared_singular_values() == [9, 4, 4]
    assert of(RATIONAL, [[1, 0, 0], [0, 1, 0], [0, 0, 1], [0, 0, 0]]).squared_singular_values() == [1, 1, 1]


def test_stacking_and_taking(system):
    a, b = of(system, [[1, 2], [3, 4]]), of(system, [[5], [6]])
    assert floats(hstack(a, b)).tolist() == [[1, 2, 5], [3, 4, 6]]
    assert floats(vstack(a, b.T)).tolist() == [[1, 2], [3, 4], [5, 6]]
    assert floats(hstack(a, b).columns([2, 0]).rows([1])).tolist() == [[6, 3]]
    assert (-a / system.scalar(2)).to(RATIONAL) == of(RATIONAL, [[Fraction(-1, 2), -1], [Fraction(-3, 2), -2]])


@pytest.mark.parametrize("name", ["inf", "ninf", "nan"])
def test_what_is_no_number_has_no_exact_value_in_multiprecision(name):
    """Read as 0, a NaN would agree with everything."""
    system = Multiprecision(30)
    with pytest.raises(ValueError, match="`value` must be finite"):
        system.fraction(getattr(system.context, name))
    assert system.fraction(system.scalar(0)) == 0


@pytest.mark.parametrize(("m", "n"), [(2, 3), (3, 2), (2, 2), (0, 2)])
def test_rows_of_a_diagonal_matrix_are_made_as_they_are_asked_for(m, n):
    rows = Diagonal(m, n, 5)
    assert list(rows) == [[5 * (i == j) for j in range(n)] for i in range(m)]
    assert rows[:1] == list(rows)[:1]
    with pytest.raises(IndexError, match=f"`i` must be a row of {m}; received {m}"):
        rows[m]


def test_a_large_diagonal_costs_nothing_until_it_is_read():
    assert len(Diagonal(2**40, 2**40, 1)) == 2**40
