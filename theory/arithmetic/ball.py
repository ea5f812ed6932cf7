"""Balls: every number is an interval that is certain to contain it. python-flint's ``arb`` and ``arb_mat``.

No operation loses the true value, whatever the precision; low precision only widens balls. The precision is the caller's:
``Ball(bits)`` sets flint's global precision inside a ``with`` for the length of one operation and leaves it as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, cached_property
from typing import Any

from theory.arithmetic.ball_number import BallNumber, CannotTell
from theory.arithmetic.flint_names import arb, arb_mat, ctx, fmpq, fmpq_mat, fmpq_poly
from theory.arithmetic.matrix import NotRepresentable
from theory.arithmetic.rational import RATIONAL

BITS_A_COLUMN = 4
"""Bits that a system must have for each column to be solved by plain elimination."""

Recipe = Callable[[], fmpq_mat]


@dataclass(frozen=True, eq=False)
class BallMatrix:
    """A matrix of balls and, where its entries are sums and products of exact data, the way to work it out over Q.

    ``recipe`` is followed only when a rank, a spectrum or a zero pattern is asked for: balls alone cannot decide those. ``columns``
    yields a matrix over Q whose columns are these up to non-zero factors: a root of a weight hides entries, but no dependence.
    """

    balls: arb_mat
    recipe: Recipe | None = None
    columns: Recipe | None = None

    @property
    def exact(self) -> fmpq_mat | None:
        """The matrix over Q; None where that is not known."""
        return None if self.recipe is None else self.recipe()

    @property
    def dependence(self) -> Recipe | None:
        """How to work out a matrix over Q with the same dependences among its columns."""
        return self.recipe if self.columns is None else self.columns


def _derived(operation: Callable[..., fmpq_mat], *recipes: Recipe | None) -> Recipe | None:
    """How to work out ``operation`` over Q, once; None where one of the recipes is missing."""
    known = [recipe for recipe in recipes if recipe is not None]
    return cache(lambda: operation(*(recipe() for recipe in known))) if len(known) == len(recipes) else None


@dataclass(frozen=True)
class Ball:
    """Interval arithmetic on real numbers with midpoints of ``bits`` bits. Its numbers are :class:`BallNumber`.

    Where a decision (a comparison, a rank, an inverse) cannot be made at this precision, ``CannotTell`` is raised.
    """

    bits: int

    def __post_init__(self) -> None:
        if self.bits < 2:
            raise ValueError(f"`bits` must be at least 2; received {self.bits}")

    @property
    def name(self) -> str:
        return f"ball-{self.bits}"

    @property
    def epsilon(self) -> Fraction:
        return Fraction(1, 2**self.bits)

    @property
    def ordered(self) -> bool:
        return True

    def scalar(self, value: Fraction | int) -> BallNumber:
        with ctx.workprec(self.bits):
            return BallNumber(arb(fmpq(value.numerator, value.denominator)), self.bits)

    def fraction(self, value: BallNumber) -> Fraction:
        """The value of a ball of radius 0; any other ball is not a single number and raises ``NotRepresentable``."""
        if not value.value.is_exact():
            raise NotRepresentable(f"a ball is not one number; received {value.value}")
        mantissa, exponent = value.value.man_exp()
        return Fraction(int(mantissa)) * Fraction(2) ** int(exponent)

    def matrix(self, rows: Sequence[Sequence[Fraction | int]], columns: int) -> BallMatrix:
        exact = RATIONAL.matrix(rows, columns)
        return BallMatrix(self._rounded(exact), lambda: exact)

    def shape(self, a: BallMatrix) -> tuple[int, int]:
        return a.balls.nrows(), a.balls.ncols()

    def rows(self, a: BallMatrix) -> list[list[BallNumber]]:
        return [[BallNumber(x, self.bits) for x in row] for row in a.balls.tolist()]

    def transpose(self, a: BallMatrix) -> BallMatrix:
        return BallMatrix(a.balls.transpose(), _derived(RATIONAL.transpose, a.recipe))

    def add(self, a: BallMatrix, b: BallMatrix) -> BallMatrix:
        with ctx.workprec(self.bits):
            return BallMatrix(a.balls + b.balls, _derived(RATIONAL.add, a.recipe, b.recipe))

    def subtract(self, a: BallMatrix, b: BallMatrix) -> BallMatrix:
        with ctx.workprec(self.bits):
            return BallMatrix(a.balls - b.balls, _derived(RATIONAL.subtract, a.recipe, b.recipe))

    def multiply(self, a: BallMatrix, b: BallMatrix) -> BallMatrix:
        with ctx.workprec(self.bits):
            return BallMatrix(a.balls * b.balls, _derived(RATIONAL.multiply, a.recipe, b.recipe))

    def scale(self, a: BallMatrix, s: BallNumber | int) -> BallMatrix:
        factor = s.value if isinstance(s, BallNumber) else arb(s)
        with ctx.workprec(self.bits):
            return BallMatrix(a.balls * factor, None, a.dependence if factor != 0 else None)  # certainly not 0, that is

    def take(self, a: BallMatrix, rows: Sequence[int] | None, columns: Sequence[int] | None) -> BallMatrix:
        i = list(range(a.balls.nrows()) if rows is None else rows)
        j = list(range(a.balls.ncols()) if columns is None else columns)
        table = a.balls.tolist()
        taken = arb_mat(len(i), len(j), [table[row][column] for row in i for column in j])

        def same(exact: fmpq_mat) -> fmpq_mat:
            return RATIONAL.take(exact, i, j)

        return BallMatrix(taken, _derived(same, a.recipe), _derived(same, a.dependence))

    def stack(self, parts: Sequence[BallMatrix], axis: int) -> BallMatrix:
        tables = [part.balls.tolist() for part in parts]
        m, n = parts[0].balls.nrows(), parts[0].balls.ncols()
        columns = _derived(lambda *exact: RATIONAL.stack(exact, 1), *(part.dependence for part in parts)) if axis == 1 else None
        if axis == 0:
            m, entries = sum(len(t) for t in tables), [x for t in tables for row in t for x in row]
        else:
            n, entries = sum(p.balls.ncols() for p in parts), [x for i in range(m) for t in tables for x in t[i]]
        recipe = _derived(lambda *exact: RATIONAL.stack(exact, axis), *(part.recipe for part in parts))
        return BallMatrix(arb_mat(m, n, entries), recipe, columns)

    def inner(self, a: BallMatrix, b: BallMatrix) -> BallNumber:
        """trace(A^T B); where A is B the true value is known not to be negative, however wide the ball."""
        with ctx.workprec(self.bits):
            total = sum((x * y for x, y in zip(a.balls.entries(), b.balls.entries(), strict=True)), arb(0))
        return BallNumber(total, self.bits, nonnegative=a is b)

    def sqrt(self, s: BallNumber) -> BallNumber:
        return s.sqrt()

    def exp(self, s: BallNumber) -> BallNumber:
        """e^s, enclosed."""
        with ctx.workprec(self.bits):
            return BallNumber(s.value.exp(), self.bits)

    def map(self, a: BallMatrix, function: Callable[[BallNumber], Any]) -> BallMatrix:
        values = [function(BallNumber(x, self.bits)) for x in a.balls.entries()]
        balls = [x.value if isinstance(x, BallNumber) else arb(x) for x in values]
        return BallMatrix(arb_mat(a.balls.nrows(), a.balls.ncols(), balls))

    def is_finite(self, a: BallMatrix) -> bool:
        return all(x.is_finite() for x in a.balls.entries())

    def nonzero_rows(self, a: BallMatrix) -> tuple[int, ...]:
        if a.exact is not None:
            return RATIONAL.nonzero_rows(a.exact)
        return tuple(i for i, row in enumerate(self.rows(a)) if any(row))  # a ball around 0 raises, as it must

    def inverse(self, a: BallMatrix) -> BallMatrix:
        """A^{-1}; raises ``ZeroDivisionError`` where A is known to be singular and ``CannotTell`` where it only may be."""
        inverse = self._inverse(a.balls)
        if inverse is not None:
            return BallMatrix(inverse)
        if a.exact is not None and a.exact.rank() < a.exact.nrows():
            raise ZeroDivisionError("the matrix is singular")
        raise CannotTell(f"whether a {self.shape(a)} matrix is singular, with {self.bits} bits")

    def factor(self, x: BallMatrix) -> BallFactor:
        return BallFactor(self, x)

    def _rounded(self, exact: fmpq_mat) -> arb_mat:
        with ctx.workprec(self.bits):
            return arb_mat(exact)

    def _inverse(self, a: arb_mat) -> arb_mat | None:
        """A^{-1}, which certifies that every matrix in A is invertible; None where that is not certain."""
        if not a.nrows():
            return a
        with ctx.workprec(self.bits):
            try:
                return a.inv()
            except ZeroDivisionError:
                return None


@dataclass(frozen=True, eq=False)
class BallFactor:
    """Full-rank factorization X = C F, with the rank certified.

    An invertible ball Gram X^T X certifies full column rank, and then C = X, F = I; an invertible X X^T certifies full row rank, and
    then C = I, F = X. Otherwise the exact origin of X decides: C holds the pivot columns of its reduced row echelon form and
    F = C^+ X. In each case (X^T)^+ = C (C^T C)^{-1} (F F^T)^{-1} F, worked in balls.
    Without an exact origin and without such a certificate nobody can tell the rank, and ``CannotTell`` says so.
    """

    system: Ball
    x: BallMatrix

    @cached_property
    def _gram(self) -> arb_mat:
        """The smaller one of X^T X and X X^T."""
        balls, (d, n) = self.x.balls, self.system.shape(self.x)
        return self._times(balls.transpose(), balls) if d >= n else self._times(balls, balls.transpose())

    @cached_property
    def _parts(self) -> tuple[arb_mat, arb_mat, arb_mat | None]:
        """C, C (C^T C)^{-1} and (F F^T)^{-1} F, the last None where F = I."""
        balls, (d, n) = self.x.balls, self.system.shape(self.x)
        inverse = self.system._inverse(self._gram)
        if inverse is not None and d >= n:
            return balls, self._times(balls, inverse), None
        if inverse is not None:
            one = self.system._rounded(fmpq_mat(d, d, [int(i == j) for i in range(d) for j in range(d)]))
            return one, one, self._times(inverse, balls)
        if self.x.dependence is None:
            raise CannotTell(f"the rank of a {self.system.shape(self.x)} matrix of balls with {self.system.bits} bits")
        exact = self.x.dependence()
        echelon, rank = exact.rref() if exact.nrows() and exact.ncols() else (exact, 0)
        pivots = [next(j for j, entry in enumerate(row) if entry) for row in echelon.tolist()[:rank]]
        c = self.system.take(self.x, None, pivots).balls
        dual = self._dual(c)
        f = self._times(dual.transpose(), balls)
        return c, dual, self._dual(f.transpose()).transpose()

    def _dual(self, c: arb_mat) -> arb_mat:
        """C (C^T C)^{-1} for C of full column rank, whose transpose is C^+."""
        inverse = self.system._inverse(self._times(c.transpose(), c))
        if inverse is None:
            raise CannotTell(f"a pseudo-inverse with {self.system.bits} bits")
        return self._times(c, inverse)

    @property
    def rank(self) -> int:
        return int(self._parts[0].ncols())

    def solve(self, rhs: BallMatrix) -> BallMatrix:
        direct = None if "_parts" in vars(self) else self._eliminated(rhs.balls)
        if direct is not None:
            return BallMatrix(direct)
        _, dual, coordinates = self._parts
        return BallMatrix(self._times(dual, rhs.balls if coordinates is None else self._times(coordinates, rhs.balls)))

    def _eliminated(self, rhs: arb_mat) -> arb_mat | None:
        """X (X^T X)^{-1} rhs by elimination, which certifies full column rank as an inverse does, at a fifth of the cost.

        None where it does not succeed, or where balls would grow: some bits with every column.
        """
        d, n = self.system.shape(self.x)
        if not 0 < n <= d or BITS_A_COLUMN * n > self.system.bits:
            return None
        with ctx.workprec(self.system.bits):
            try:
                return self.x.balls * self._gram.solve(rhs, algorithm="lu")
            except ZeroDivisionError:
                return None

    def project(self, v: BallMatrix) -> BallMatrix:
        c, dual, _ = self._parts
        return BallMatrix(self._times(dual, self._times(c.transpose(), v.balls)))

    def squared_singular_values(self) -> list[BallNumber]:
        """Isolated roots of the exact Gram's characteristic polynomial, with the root 0, of multiplicity n - rank, divided out.

        A multiple root is the same ball as often as it occurs. Raises ``NotRepresentable`` where X has no exact origin.
        """
        exact = self.x.exact
        if exact is None:
            raise NotRepresentable("the spectrum of a matrix of balls is enclosed only where its entries are known exactly")
        transposed = exact.transpose()
        gram = transposed * exact if exact.ncols() <= exact.nrows() else exact * transposed
        coefficients = gram.charpoly().coeffs() if gram.nrows() else [fmpq(1)]
        null = next(i for i, c in enumerate(coefficients) if c)
        with ctx.workprec(self.system.bits):
            roots = fmpq_poly(coefficients[null:]).complex_roots()  # real ones come out real: flint isolates them
        numbers = [(BallNumber(root.real, self.system.bits, nonnegative=True), times) for root, times in roots]
        ordered = sorted(numbers, key=lambda pair: pair[0], reverse=True)
        return [number for number, times in ordered for _ in range(times)]

    def _times(self, a: arb_mat, b: arb_mat) -> arb_mat:
        with ctx.workprec(self.system.bits):
            return a * b
