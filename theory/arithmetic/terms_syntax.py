"""The syntax of :mod:`theory.arithmetic.terms`: terms that exist once each, and sizes that know their names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

Dim = tuple[str, ...]
"""A size as a sum of names: ("d",), ("nr", "nf")."""

LITERAL = 20
"""Whole numbers below this are written as such; a size of the data is at least this, so that the two cannot be taken for each other."""

SMALL = 2**20
"""A fraction with a denominator from here on is as written: it is no quotient of sizes."""


class Unwritable(TypeError):  # noqa: N818 - says what the formula is, not that someone erred
    """A formula that cannot be written as a term, with the reason."""


@dataclass(frozen=True, eq=False)
class Term:
    """``op`` applied to ``args``: terms, numbers or names. ``dims`` is its shape by name, () for a number, ``depth`` how
    many operations lie above its innermost part.

    Terms are made by :func:`matrix_term` and :func:`scalar_term` alone, which return the same object for the same content.
    """

    op: str
    args: tuple[Any, ...]
    dims: tuple[Dim, ...]
    depth: int = 1

    def parts(self) -> Iterator[Term]:
        """The terms that this one is made of, directly."""
        return (a for a in self.args if isinstance(a, Term))

    def everything(self) -> list[Term]:
        """This term and all below it, each once, parts before wholes."""
        out: dict[Term, None] = {}
        todo: list[tuple[Term, bool]] = [(self, False)]
        while todo:
            term, done = todo.pop()
            if done:
                out.setdefault(term)
            elif term not in out:
                todo.append((term, True))
                todo += [(part, False) for part in term.parts()]
        return list(out)

    def mentions(self, other: Term) -> bool:
        """Whether ``other`` is this term or below it."""
        return other in self.everything()

    def rebuilt(self, known: Mapping[Term, Term]) -> Term:
        """This term with every term in ``known`` replaced, from the top down."""
        memory: dict[Term, Term] = dict(known)
        for term in self.everything():
            if term not in memory:
                memory[term] = _made(term.op, tuple(memory[a] if isinstance(a, Term) else a for a in term.args), term.dims)
        return memory[self]


_KNOWN: dict[tuple[Any, ...], Term] = {}
"""Every term made so far: what makes "the same" a comparison of objects. Only ever grows by equal content."""


def _made(op: str, args: tuple[Any, ...], dims: tuple[Dim, ...]) -> Term:
    key = (op, dims, *((id(a), "term") if isinstance(a, Term) else (a, type(a).__name__) for a in args))
    found = _KNOWN.get(key)
    if found is None:
        found = _KNOWN[key] = Term(op, args, dims, 1 + max((a.depth for a in args if isinstance(a, Term)), default=0))
    return found


def matrix_term(op: str, dims: tuple[Dim, ...], *args: Any) -> Term:
    """A matrix."""
    return _made(op, args, dims)


def scalar_term(op: str, *args: Any) -> Term:
    """A number, or a condition that holds or not."""
    return _made(op, args, ())


def constant(value: Fraction | int) -> Term:
    """A rational number as written."""
    return scalar_term("constant", Fraction(value))


@dataclass(frozen=True)
class Sizes:
    """The sizes of the data by name: ``d``, ``nr``, ``nf``, ``nt``, ``k``, ``steps`` and the sizes of blocks.

    All are at least ``LITERAL`` and all sums that formulas use are different, so that a whole number tells which of them it is. The
    exceptions are sizes at an edge (n_t = 0, k = 1), where a formula is only asked whether it changes its text.
    """

    values: Mapping[str, int]

    def of(self, dim: Dim) -> int:
        """The number of rows or columns that a name stands for."""
        return sum(1 if name == "1" else self.values[name] for name in dim)

    def named(self) -> dict[int, Dim]:
        """Every size that has a name, and the sums that formulas use."""
        sums = [("nr", "nf"), ("d_r", "d_lap"), ("d_lap", "d_f"), ("d_r", "d_lap", "d_f"), ("nr", "d"), ("nr", "nf", "d")]
        dims: list[Dim] = [*((name,) for name in self.values), *sums]
        return {self.of(dim): dim for dim in reversed(dims)}

    def dim(self, size: int) -> Dim:
        """The name of a size of a matrix. Raises ``Unwritable`` where it has none."""
        if size == 1:
            return ("1",)
        found = self.named().get(size)
        if found is None:
            raise Unwritable(f"a matrix of {size} rows or columns: that is the size of nothing in the data")
        return found

    def number(self, value: Fraction | int) -> Term:
        """A number as written, or the size that it is. Raises ``Unwritable`` where it is neither.

        A fraction of a large denominator is as written: sizes are far smaller.
        """
        exact = Fraction(value)
        if abs(exact.numerator) < LITERAL and (exact.denominator < LITERAL or exact.denominator >= SMALL):
            return constant(exact)
        found = self.named().get(int(exact)) if exact.denominator == 1 else None
        if found is None:
            raise Unwritable(f"the number {exact} is no size of the data and too large to be one as written")
        return scalar_term("size", found)

    def count(self, value: int) -> tuple[int, int]:
        """A number of repetitions as (a, b), which stands for a steps + b. Raises ``Unwritable`` where it is neither that nor small."""
        if value < LITERAL:
            return 0, value
        steps = self.values["steps"]
        a, b = divmod(value, steps) if steps else (0, value)
        if 0 < a < LITERAL and b < LITERAL:
            return a, b
        raise Unwritable(f"{value} repetitions are no multiple of the step count")
