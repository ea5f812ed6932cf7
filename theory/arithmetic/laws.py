"""The laws of a number system: what :class:`NumberSystem` promises, as checks that anyone can run on a system of their own.

    >>> from theory.arithmetic.laws import check_number_system
    >>> check_number_system(MySystem())

Each law works on small matrices of integers, of every rank and of empty shapes, whose results are known over Q. In a rounded system a
result may differ from the exact one by ``ALLOWED`` unit roundoffs of its size; in an exact system it may not differ.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction

from theory.arithmetic.matrix import Matrix, NotRepresentable, hstack, vstack
from theory.arithmetic.rational import RATIONAL
from theory.arithmetic.system import NumberSystem

ALLOWED = 2**10
"""Unit roundoffs by which a result may differ: at most 4 rows, entries up to 6, condition numbers below 10, a few operations."""

ROWS = {
    "tall, of full rank": [[2, 0], [1, 1], [0, 3]],
    "wide, of full rank": [[1, 1, 0], [0, 1, 2]],
    "square, regular": [[2, 1], [0, 3]],
    "deficient": [[1, 2, 3], [2, 4, 6], [0, 1, 1], [1, 0, 1]],
    "one column": [[1], [2]],
    "zero": [[0, 0], [0, 0]],
}
"""Matrices on which the laws are tried."""

FULL_RANK = ("tall, of full rank", "wide, of full rank", "square, regular", "one column")
"""Those on which every system must decide the rank; on the others it may raise ``NotRepresentable``."""

Same = Callable[[Matrix, Matrix], bool]
"""Whether a computed matrix agrees with the expected one."""

Law = Callable[[NumberSystem, Same], Iterator[bool | str]]
"""Yields whether each consequence of the law holds, or a text that says which does not."""


class LawError(ValueError):
    """A number system breaks a law. The message lists every law that it breaks."""


def same(found: Matrix, expected: Matrix) -> bool:
    """Whether ``found`` has the values of ``expected``, up to rounding where the system rounds. Compares with ``==`` without fractions."""
    if found.shape != expected.shape:
        return False
    system = found.system
    try:
        pairs = [
            (system.fraction(x), system.fraction(y))
            for row, other in zip(system.rows(found.data), system.rows(expected.data), strict=True)
            for x, y in zip(row, other, strict=True)
        ]
    except NotRepresentable:
        return bool(found == expected)
    return all(abs(x - y) <= ALLOWED * system.epsilon * max(Fraction(1), abs(y)) for x, y in pairs)


def name_and_roundoff(system: NumberSystem, same: Same) -> Iterator[bool | str]:  # noqa: ARG001 - the call of every law
    """A system has a name, and a unit roundoff from 0 to below 1."""
    yield bool(system.name) and isinstance(system.name, str)
    yield isinstance(system.epsilon, Fraction) and 0 <= system.epsilon < 1
    yield isinstance(system.ordered, bool)


def ring(system: NumberSystem, same: Same) -> Iterator[bool | str]:
    """Sums, products, transposes and multiples are those of matrices."""
    a, b = Matrix.of(system, [[1, 2], [3, 4], [0, -1]]), Matrix.of(system, [[2, 0], [-1, 1], [5, 5]])
    c = Matrix.of(system, [[1, -1, 2], [0, 3, 1]])
    yield same(c @ (a + b), c @ a + c @ b)
    yield same((a @ c).T, c.T @ a.T)
    yield same(a @ c, Matrix.of(system, [[1, 5, 4], [3, 9, 10], [0, -3, -1]]))
    yield same(a - a, Matrix.zeros(system, 3, 2))
    yield same(-a, Matrix.of(system, [[-1, -2], [-3, -4], [0, 1]]))
    yield same(system.scalar(2) * a, a + a)
    yield same((a + a) / system.scalar(2), a)
    yield same(Matrix.identity(system, 3) @ a, a)


def stacking_and_taking(system: NumberSystem, same: Same) -> Iterator[bool | str]:
    """Parts are put together and taken out again, in the order asked for."""
    a, b = Matrix.of(system, [[1, 2], [3, 4]]), Matrix.of(system, [[5], [6]])
    yield same(hstack(a, b), Matrix.of(system, [[1, 2, 5], [3, 4, 6]]))
    yield same(vstack(a, b.T), Matrix.of(system, [[1, 2], [3, 4], [5, 6]]))
    yield same(hstack(a, b).columns([2, 0]).rows([1]), Matrix.of(system, [[6, 3]]))


def pseudo_inverse(system: NumberSystem, same: Same) -> Iterator[bool | str]:
    """``solve`` gives (X^T)^+ at every rank: the four Penrose conditions, and the rank."""
    for name, rows in ROWS.items():
        x, exact = Matrix.of(system, rows), Matrix.of(RATIONAL, rows)
        if _undecided(x, name):
            continue
        a, plus = x.T, x.solve(Matrix.identity(system, x.shape[1]))
        holds = (
            same(a @ plus @ a, a)
            and same(plus @ a @ plus, plus)
            and same((a @ plus).T, a @ plus)
            and same((plus @ a).T, plus @ a)
            and x.rank == exact.rank
        )
        yield holds or name


def least_squares(system: NumberSystem, same: Same) -> Iterator[bool | str]:
    """``solve`` gives the shortest least-squares solution that rational arithmetic gives."""
    for name, rows in ROWS.items():
        x, exact = Matrix.of(system, rows), Matrix.of(RATIONAL, rows)
        if _undecided(x, name):
            continue
        rhs = [[i + 1, -i] for i in range(x.shape[1])]
        expected = exact.solve(Matrix.of(RATIONAL, rhs))
        yield same(x.solve(Matrix.of(system, rhs)), expected.to(system)) or name


def projection(system: NumberSystem, same: Same) -> Iterator[bool | str]:
    """``project`` is symmetric and idempotent, and leaves the range where it is."""
    for name, rows in ROWS.items():
        x = Matrix.of(system, rows)
        if _undecided(x, name):
            continue
        p = x.project(Matrix.identity(system, x.shape[0]))
        yield (same(p @ p, p) and same(p.T, p) and same(p @ x, x)) or name


def inverse(system: NumberSystem, same: Same) -> Iterator[bool | str]:
    """A regular matrix has its inverse; a singular one raises ``ZeroDivisionError``."""
    a = Matrix.of(system, [[2, 1], [5, 3]])
    yield same(a.inverse(), Matrix.of(system, [[3, -1], [-5, 2]]))
    try:
        Matrix.of(system, [[1, 1], [1, 1]]).inverse()
    except ZeroDivisionError:
        return
    yield "a singular matrix has an inverse"


def empty_shapes(system: NumberSystem, same: Same) -> Iterator[bool | str]:
    """Without columns the rank is 0, the solution 0 and the projection 0."""
    x = Matrix.of(system, [[1], [2]])
    none = x.columns([])
    yield none.shape == (2, 0) and none.rank == 0
    yield same(none.solve(Matrix.zeros(system, 0, 3)), Matrix.zeros(system, 2, 3))
    yield same(none.project(x), Matrix.zeros(system, 2, 1))
    yield same(none @ Matrix.zeros(system, 0, 1), Matrix.zeros(system, 2, 1))


def conversion(system: NumberSystem, same: Same) -> Iterator[bool | str]:
    """Short binary fractions are represented exactly, there and back."""
    rows = [[Fraction(1, 8), Fraction(-3)], [Fraction(5, 4), Fraction(0)]]
    a = Matrix.of(system, rows)
    try:
        back = a.to(RATIONAL)
    except NotRepresentable:  # the system has no fractions, a prime field say
        yield same(a * system.scalar(8), Matrix.of(system, [[1, -24], [10, 0]]))
        return
    yield back == Matrix.of(RATIONAL, rows)


def products_and_roots(system: NumberSystem, same: Same) -> Iterator[bool | str]:
    """``dot`` is the sum of the products of entries; ``sqrt`` inverts squaring or raises ``NotRepresentable``."""
    a, b = Matrix.of(system, [[1, 2], [3, 4]]), Matrix.of(system, [[2, 0], [-1, 5]])
    yield same(_one(system, a.dot(b)), Matrix.of(system, [[19]]))
    try:
        root = system.sqrt(system.scalar(Fraction(9, 4)))
    except NotRepresentable:
        return
    yield same(_one(system, root * root), Matrix.of(system, [[Fraction(9, 4)]]))


def zeros(system: NumberSystem, same: Same) -> Iterator[bool | str]:  # noqa: ARG001 - the call of every law
    """Rows that are not zero are found, and finite entries are called finite."""
    a = Matrix.of(system, [[0, 0], [0, 1], [0, 0], [2, 0]])
    yield tuple(system.nonzero_rows(a.data)) == (1, 3)
    yield bool(system.is_finite(a.data))


def order(system: NumberSystem, same: Same) -> Iterator[bool | str]:
    """In an ordered system -1 < 0 < 1 and |-1| = 1."""
    if not system.ordered:
        return
    low, zero, high = (system.scalar(i) for i in (-1, 0, 1))
    yield bool(low < zero) and bool(zero < high) and not bool(high < low)
    yield same(_one(system, abs(low)), Matrix.of(system, [[1]]))


def spectrum(system: NumberSystem, same: Same) -> Iterator[bool | str]:
    """Squared singular values come largest first, each as often as it occurs, or ``NotRepresentable`` is raised."""
    x = Matrix.of(system, [[2, 0, 0], [0, 3, 0], [0, 0, 2]])
    try:
        found = x.squared_singular_values()
    except NotRepresentable:
        return
    yield len(found) == 3
    for value, expected in zip(found, (9, 4, 4), strict=True):
        yield same(_one(system, value), Matrix.of(system, [[expected]]))


def _undecided(x: Matrix, name: str) -> bool:
    """Whether the system refuses to say the rank of x, which it may where the rank is not full."""
    try:
        x.solve(Matrix.zeros(x.system, x.shape[1], 1))
    except NotRepresentable:
        if name in FULL_RANK:
            raise
        return True
    return False


def _one(system: NumberSystem, scalar: object) -> Matrix:
    """The (1, 1) matrix of one of the system's own numbers."""
    return Matrix.identity(system, 1) * scalar


LAWS: tuple[Law, ...] = (
    name_and_roundoff,
    ring,
    stacking_and_taking,
    pseudo_inverse,
    least_squares,
    projection,
    inverse,
    empty_shapes,
    conversion,
    products_and_roots,
    zeros,
    order,
    spectrum,
)
"""Every law; a new one is a function and its name here."""


def broken(law: Law, system: NumberSystem, same: Same = same) -> list[str]:
    """What of one law ``system`` breaks, in words; empty where the law holds."""
    try:
        found = [answer for answer in law(system, same) if answer is not True]
    except Exception as error:  # what a foreign system raises is a broken law
        return [f"{law.__name__}: {type(error).__name__}: {error}"]
    return [f"{law.__name__}: {law.__doc__}{f' ({answer})' if answer else ''}" for answer in found]


def check_number_system(system: NumberSystem, same: Same = same) -> None:
    """Check every law on ``system``.

    Args:
        system: the number system.
        same: whether two matrices over it agree, where its numbers are no fractions and have no ``==`` (balls: whether they overlap).

    Raises:
        LawError: with every law that is broken.
    """
    found = [line for law in LAWS for line in broken(law, system, same)]
    if found:
        raise LawError(f"`system` must be a number system; {system.name} breaks {len(found)} laws\n  " + "\n  ".join(found))
