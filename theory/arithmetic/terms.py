"""A number system whose matrices are terms: evaluating a formula in it writes the formula down. Nothing is computed.

:class:`Term` is the syntax, :class:`Terms` the system. Sizes are numbers here, so that ``range`` and ``shape`` work, and are turned
back into names by :class:`Sizes`; which columns, rows or coordinates a list of indices selects is recognized by its content. What
cannot be written down raises :class:`Unwritable` with the reason: a text that is not the formula must not come out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from theory.arithmetic.matrix import Diagonal, NotRepresentable
from theory.arithmetic.terms_number import Branches, Number
from theory.arithmetic.terms_syntax import Dim, Sizes, Term, Unwritable, constant, matrix_term, scalar_term


class Entries:
    """The entries of a matrix, which a formula may compare as a whole and may not take out one by one."""

    def __init__(self, system: Terms, term: Term) -> None:
        self.system, self.term = system, term

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Entries):
            return NotImplemented
        return self.system.branches.decide(scalar_term("same", self.term, other.term))

    __hash__ = None  # type: ignore[assignment]  # two entries may be equal on one path only

    def __iter__(self) -> Any:
        raise Unwritable("single entries of a matrix have no name; use matrix operations")

    def __getitem__(self, _: Any) -> Any:
        raise Unwritable("single entries of a matrix have no name; use matrix operations")

    def __len__(self) -> int:
        return self.system.shape(self.term)[0]


@dataclass(frozen=True, eq=False)
class Terms:
    """Terms over an ordered field; with ``roots``, over one in which every non-negative number has a square root.

    ``selections`` names lists of columns of X_r, ``blocks`` names sets of coordinates, ``nonzero`` says which rows of an input are
    not zero, ``spectra`` how many squared singular values one is taken to have: what a symbolic problem knows of its own data.
    """

    sizes: Sizes
    branches: Branches = field(default_factory=Branches)
    roots: bool = False
    selections: dict[tuple[int, ...], str] = field(default_factory=dict)
    blocks: dict[str, frozenset[int]] = field(default_factory=dict)
    nonzero: dict[Term, tuple[int, ...]] = field(default_factory=dict)
    spectra: dict[Term, int] = field(default_factory=dict)
    name: str = "terms"
    epsilon: Fraction = Fraction(0)
    ordered: bool = True

    def _number(self, term: Term) -> Number:
        return Number(term, self.branches, self.sizes)

    def scalar(self, value: Fraction | int | Number) -> Number:
        return value if isinstance(value, Number) else self._number(self.sizes.number(value))

    def fraction(self, value: Any) -> Fraction:
        if isinstance(value, Number) and value.term.op == "constant":
            return Fraction(value.term.args[0])
        raise Unwritable("a side took a number out of its number system; write it with `p.system.scalar` and matrix operations")

    def matrix(self, rows: Sequence[Sequence[Fraction | int]], columns: int) -> Term:
        if isinstance(rows, Diagonal):
            m, n = self.sizes.dim(rows.m), self.sizes.dim(columns)
            if rows.value == 0:
                return matrix_term("zero", (m, n))
            if rows.value == 1 and m == n:
                return matrix_term("identity", (m, n))
        raise Unwritable("a matrix of given numbers has no name; only 0 and the identity do")

    def shape(self, a: Term) -> tuple[int, int]:
        m, n = a.dims
        return self.sizes.of(m), self.sizes.of(n)

    def rows(self, a: Term) -> Any:
        return Entries(self, a)

    def transpose(self, a: Term) -> Term:
        return matrix_term("transpose", a.dims[::-1], a)

    def add(self, a: Term, b: Term) -> Term:
        return matrix_term("add", self._alike(a, b), a, b)

    def subtract(self, a: Term, b: Term) -> Term:
        return matrix_term("subtract", self._alike(a, b), a, b)

    def multiply(self, a: Term, b: Term) -> Term:
        """A B; a product of K copies of one matrix is written A^K, in whatever order it was formed."""
        self._equal(a.dims[1], b.dims[0])
        (base, i), (other, j) = _power(a), _power(b)
        if base is other and a.dims[0] == a.dims[1]:
            return matrix_term("power", a.dims, base, i + j)
        return matrix_term("multiply", (a.dims[0], b.dims[1]), a, b)

    def scale(self, a: Term, s: Any) -> Term:
        return matrix_term("scale", a.dims, self._lift(s), a)

    def take(self, a: Term, rows: Sequence[int] | None, columns: Sequence[int] | None) -> Term:
        if rows is not None:
            a = self._masked(a, tuple(rows)) or self._taken(a, tuple(rows), 0)
        return a if columns is None else self._taken(a, tuple(columns), 1)

    def stack(self, parts: Sequence[Term], axis: int) -> Term:
        if len(parts) == 1:
            return parts[0]
        first, rest = parts[0], self.stack(parts[1:], axis)
        self._equal(first.dims[1 - axis], rest.dims[1 - axis])
        joined, shared = first.dims[axis] + rest.dims[axis], first.dims[1 - axis]
        return matrix_term(("below", "beside")[axis], (joined, shared) if axis == 0 else (shared, joined), first, rest)

    def inner(self, a: Term, b: Term) -> Number:
        self._alike(a, b)
        return self._number(scalar_term("square", a) if a is b else scalar_term("inner", a, b))

    def sqrt(self, s: Any) -> Number:
        if not self.roots:
            raise NotRepresentable("this field need not have square roots")
        return self._number(scalar_term("sqrt", self._lift(s)))

    def map(self, a: Term, function: Callable[[Number], Any]) -> Term:
        """Only a constant put into every entry can be written."""
        hole = scalar_term("entry")
        value = self._lift(function(self._number(hole)))
        if value.mentions(hole):
            raise Unwritable("a function of single entries has no name; use matrix operations")
        return matrix_term("all", a.dims, value)

    def is_finite(self, a: Term) -> bool:  # noqa: ARG002 - every term is
        return True

    def nonzero_rows(self, a: Term) -> tuple[int, ...]:
        if a not in self.nonzero:
            raise Unwritable("which rows are zero is known of X_r and X_f alone")
        return self.nonzero[a]

    def is_positive_definite(self, a: Term) -> bool:
        """Whether the symmetric A is positive definite, on the path being taken."""
        self._equal(a.dims[0], a.dims[1])
        return self.branches.decide(scalar_term("positive definite", a))

    def inverse(self, a: Term) -> Term:
        """A^{-1}, on the path on which A is invertible."""
        self._equal(a.dims[0], a.dims[1])
        if not self.branches.decide(scalar_term("invertible", a)):
            raise ZeroDivisionError("singular matrix")
        return matrix_term("inverse", a.dims, a)

    def factor(self, x: Term) -> TermFactor:
        return TermFactor(self, x)

    def _lift(self, value: Any) -> Term:
        if isinstance(value, Number):
            return value.term
        if isinstance(value, (int, Fraction)) and not isinstance(value, bool):
            return self.sizes.number(value)
        raise Unwritable(f"a number of the problem's system is needed; received {type(value).__name__}")

    def _equal(self, m: Dim, n: Dim) -> None:
        if m != n:
            raise Unwritable(f"two sizes that are equal here have different names: {'+'.join(m)} and {'+'.join(n)}")

    def _alike(self, a: Term, b: Term) -> tuple[Dim, ...]:
        self._equal(a.dims[0], b.dims[0])
        self._equal(a.dims[1], b.dims[1])
        return a.dims

    def _taken(self, a: Term, index: tuple[int, ...], axis: int) -> Term:
        """The rows (axis 0) or columns (axis 1) of ``a``: all, one of two parts, or D_t's samples."""
        dim, other = a.dims[axis], a.dims[1 - axis]
        size = self.sizes.of(dim)
        if index == tuple(range(size)):
            return a
        operation = ("rows", "columns")[axis]
        if len(dim) == 2:
            cut = self.sizes.of(dim[:1])
            for part, inside, kept in (("first", range(cut), dim[:1]), ("last", range(cut, size), dim[1:])):
                if index == tuple(inside):
                    return matrix_term(f"{operation} {part}", (kept, other) if axis == 0 else (other, kept), a)
        if index in self.selections and dim[:1] == ("nr",):
            kept, whole = ("nt",), "" if len(dim) == 1 else " of all"
            return matrix_term(f"{operation} {self.selections[index]}{whole}", (kept, other) if axis == 0 else (other, kept), a)
        raise Unwritable(f"the {operation} {_few(index)} of {'+'.join(dim)} have no name")

    def _masked(self, a: Term, index: tuple[int, ...]) -> Term | None:
        """v with coordinates set to zero, written as rows of [v; 0]; None where ``index`` is not such a list."""
        if a.op != "below" or a.dims[0] != ("d", "1") or a.args[1].op != "zero":
            return None
        d = self.sizes.of(("d",))
        if len(index) != d or any(i not in (at, d) for at, i in enumerate(index)):
            return None
        kept = {i for i in index if i != d}
        names = tuple(name for name, inside in self.blocks.items() if inside <= kept)
        if frozenset().union(*(self.blocks[name] for name in names)) != kept:
            raise Unwritable(f"the coordinates {_few(sorted(kept))} are no union of blocks")
        return matrix_term("keep", a.args[0].dims, names, a.args[0])


@dataclass(frozen=True, eq=False)
class TermFactor:
    """The range of a matrix, by name."""

    system: Terms
    x: Term

    @property
    def rank(self) -> Any:
        """The rank, a number."""
        return Number(scalar_term("rank", self.x), self.system.branches, self.system.sizes)

    def solve(self, rhs: Term) -> Term:
        return matrix_term("solve", (self.x.dims[0], rhs.dims[1]), self.x, rhs)

    def project(self, v: Term) -> Term:
        return matrix_term("project", v.dims, self.x, v)

    def squared_singular_values(self) -> list[Any]:
        """The elements of a list that the proposition speaks of; none where the rank is 0."""
        if self.x not in self.system.spectra:
            raise NotRepresentable("singular values of a term have no name")
        if not self.rank > 0:
            return []
        many = self.system.spectra[self.x]
        return [Number(scalar_term("element", i, many), self.system.branches, self.system.sizes) for i in range(many)]


def _power(a: Term) -> tuple[Term, int]:
    return (a.args[0], a.args[1]) if a.op == "power" else (a, 1)


def _few(index: Sequence[int]) -> str:
    return ", ".join(map(str, index[:6])) + (", ..." if len(index) > 6 else "")


__all__ = ["Branches", "Entries", "Number", "Sizes", "Term", "TermFactor", "Terms", "Unwritable", "constant"]
