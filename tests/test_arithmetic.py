"""Every number system gives the same mathematics, at every rank and at empty shapes, and refuses what it must."""

import importlib
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from theory.arithmetic import DRAWS, FLOAT64, RATIONAL, Ball, Matrix, Multiprecision, NotRepresentable, PrimeField, Rational
from theory.arithmetic.laws import (
    LAWS,
    check_number_system,
    conversion,
    empty_shapes,
    inverse,
    least_squares,
    name_and_roundoff,
    order,
    products_and_roots,
    projection,
    pseudo_inverse,
    ring,
    same,
    spectrum,
    stacking_and_taking,
    zeros,
)
from theory.arithmetic.matrix import Diagonal
from theory.arithmetic.sampled import Sampled
from theory.laws import LawError, broken

SYSTEMS = [RATIONAL, FLOAT64, Multiprecision(50), Multiprecision(30)]


def enclose(found: Matrix, expected: Matrix) -> bool:
    """Whether balls overlap and are narrow."""
    rows = zip(found.system.rows(found.data), expected.system.rows(expected.data), strict=True)
    pairs = [pair for row, other in rows for pair in zip(row, other, strict=True)]
    return found.shape == expected.shape and all(x.value.overlaps(y.value) and x.value.rad() < 2.0**-150 for x, y in pairs)


def torch_systems(module, name):
    pytest.importorskip("torch", reason="torch is not installed")
    return getattr(importlib.import_module(f"theory.arithmetic.{module}"), name)()


EVERY = {
    **{system.name: lambda system=system: (system, same) for system in SYSTEMS},
    "draws": lambda: (DRAWS, same),
    "prime field": lambda: (PrimeField(2**61 - 1), same),
    "sampled": lambda: (Sampled((PrimeField(2**61 - 1), PrimeField(2**31 - 1))), same),
    "balls": lambda: (Ball(200), enclose),
    "torch": lambda: (torch_systems("torch_plain", "TorchPlain"), same),
    "torch with bounds": lambda: (torch_systems("torch_float64", "TorchFloat64"), same),
}
"""Number systems, each with how its matrices are compared. Terms and degree bounds have no values: tests of their own."""


@pytest.fixture(params=SYSTEMS, ids=lambda s: s.name)
def system(request):
    return request.param


def of(system, rows):
    return Matrix.of(system, rows)


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
@pytest.mark.parametrize("name", EVERY)
def test_every_system_keeps_every_law(name, law):
    system, agree = EVERY[name]()
    assert broken(law, system, agree) == []


class Wrong(Rational):
    """Rational numbers with one operation that is wrong."""

    def __init__(self, **operations):
        super().__init__()
        for operation, function in operations.items():
            object.__setattr__(self, operation, function)


SPOILED = {
    name_and_roundoff: {"epsilon": Fraction(1)},
    ring: {"multiply": lambda a, b: RATIONAL.add(RATIONAL.multiply(a, b), RATIONAL.multiply(a, b))},
    stacking_and_taking: {"stack": lambda parts, axis: RATIONAL.stack(parts[::-1], axis)},
    pseudo_inverse: {"factor": lambda x: Off(solve=3)},
    least_squares: {"factor": lambda x: Off(solve=2, of=x)},
    projection: {"factor": lambda x: Off(project=2, of=x)},
    inverse: {"inverse": lambda a: a},
    empty_shapes: {"factor": lambda x: Off(rank=1, of=x)},
    conversion: {"matrix": lambda rows, columns: RATIONAL.matrix([[round(x) for x in row] for row in rows], columns)},
    products_and_roots: {"inner": lambda a, b: RATIONAL.scalar(18)},
    zeros: {"nonzero_rows": lambda a: (1,)},
    order: {"scalar": lambda value: RATIONAL.scalar(-value)},
    spectrum: {"factor": lambda x: Off(spectrum=-1, of=x)},
}


class Off:
    """A factorization that is wrong in one thing."""

    def __init__(self, of=None, solve=1, project=1, rank=0, spectrum=1):
        self.of = RATIONAL.factor(of) if of is not None else None
        self.by, self.further, self.more, self.turn = solve, project, rank, spectrum

    @property
    def rank(self):
        return self.of.rank + self.more

    def solve(self, rhs):
        return RATIONAL.scale(self.of.solve(rhs), RATIONAL.scalar(self.by))

    def project(self, v):
        return RATIONAL.scale(self.of.project(v), RATIONAL.scalar(self.further))

    def squared_singular_values(self):
        return self.of.squared_singular_values()[:: self.turn]


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
def test_every_law_notices_a_system_that_breaks_it(law):
    assert broken(law, Wrong(**SPOILED[law]), same)


def test_a_system_that_breaks_laws_is_told_all_of_them():
    with pytest.raises(LawError, match="must keep the laws of a number system; rational breaks 2") as refused:
        check_number_system(Wrong(**SPOILED[zeros], **SPOILED[name_and_roundoff]))
    assert "Rows that are not zero are found" in str(refused.value)
    check_number_system(RATIONAL)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(st.integers(-3, 3), min_size=3, max_size=3), min_size=1, max_size=5))
def test_the_rational_pseudo_inverse_meets_the_four_penrose_conditions(rows):
    a = of(RATIONAL, rows)
    plus = a.solve(Matrix.identity(RATIONAL, 3)).T  # (A^T)^+ transposed
    assert a @ plus @ a == a
    assert plus @ a @ plus == plus
    assert a @ plus == (a @ plus).T
    assert plus @ a == (plus @ a).T


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
