"""Terms in the words of Coq and MathComp."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from theory.arithmetic.terms_syntax import LITERAL, Dim, Sizes, Term, Unwritable

ATOM, APPLIED, HIGH, PRODUCT, SUM, LOOSE = range(6)
"""How tightly a text holds together: an atom needs no parentheses anywhere, a sum needs them in a product."""

INFIX = {
    "add": ("+", SUM),
    "subtract": ("-", SUM),
    "multiply": ("*m", PRODUCT),
    "plus": ("+", SUM),
    "minus": ("-", SUM),
    "times": ("*", PRODUCT),
    "over": ("/", PRODUCT),
}
"""Left-associative operations of two operands."""

PREFIX = {
    "beside": "row_mx",
    "below": "col_mx",
    "solve": "solve",
    "project": "project",
    "inverse": "invmx",
    "square": "sqn",
    "inner": "dot",
    "sqrt": "Num.sqrt",
    "all": "const_mx",
    "rows first": "usubmx",
    "rows last": "dsubmx",
    "columns first": "lsubmx",
    "columns last": "rsubmx",
    "rows tuned": "rowsub (tuned p)",
    "columns tuned": "colsub (tuned p)",
    "rows tuned of all": "rowsub (tuned_of_all p)",
    "columns tuned of all": "colsub (tuned_of_all p)",
}
"""Operations that are functions of matrices or numbers."""


class Writer:
    """Writes terms at given sizes, which only tell what a number of repetitions is a multiple of."""

    def __init__(self, sizes: Sizes) -> None:
        self.sizes = sizes
        self.memory: dict[Term, tuple[str, int]] = {}

    def write(self, t: Term, within: int = LOOSE) -> str:
        """``t``, in parentheses where what is around it holds together more tightly than ``within``."""
        if t not in self.memory:
            self.memory[t] = self._written(t)
        text, level = self.memory[t]
        return text if level <= within else f"({text})"

    def _written(self, t: Term) -> tuple[str, int]:
        if t.op in INFIX:
            symbol, level = INFIX[t.op]
            return f"{self.write(t.args[0], level)} {symbol} {self.write(t.args[1], level - 1)}", level
        if t.op in PREFIX:
            return " ".join([PREFIX[t.op], *(self.write(a, ATOM) for a in t.args)]), APPLIED
        special: dict[str, Callable[[Term], tuple[str, int]]] = {
            "input": lambda t: (f"{t.args[0]} p", APPLIED),
            "hole": lambda t: (str(t.args[0]), ATOM),
            "current": lambda _: ("w", ATOM),
            "constant": lambda t: rational(t.args[0]),
            "size": lambda t: (f"{count(t.args[0])}%:R", HIGH),
            "zero": lambda t: (f"(0 : 'M[R]_({plain(t.dims[0])}, {plain(t.dims[1])}))", ATOM),
            "identity": lambda t: (f"(1%:M : 'M[R]_({plain(t.dims[0])}))", ATOM),
            "transpose": lambda t: (f"{self.write(t.args[0], ATOM)}^T", HIGH),
            "scale": lambda t: (f"{self.write(t.args[0], HIGH)} *: {self.write(t.args[1], HIGH)}", PRODUCT),
            "power": lambda t: (f"mxpow {self.write(t.args[0], ATOM)} {self._times(t.args[1])}", APPLIED),
            "to the power": lambda t: (f"{self.write(t.args[0], ATOM)} ^+ {self._times(t.args[1])}", HIGH),
            "rank": lambda t: (f"(\\rank {self.write(t.args[0], ATOM)})%:R", HIGH),
            "abs": lambda t: (f"`|{self.write(t.args[0])}|".replace("||", "| |"), ATOM),
            "element": lambda t: (f"s`_{t.args[0]}", ATOM),
            "each": lambda _: ("x", ATOM),
            "total": lambda _: ("v", ATOM),
            "fold": self._fold,
            "keep": self._keep,
            "iterate": self._iterate,
            "named": self._named,
        }
        if t.op not in special:
            raise Unwritable(f"'{t.op}' has no counterpart in the library")
        return special[t.op](t)

    def _keep(self, t: Term) -> tuple[str, int]:
        names, v = t.args
        kept = " || ".join(f"{name} p i" for name in names) or "false"
        which = f"{names[0]} p" if len(names) == 1 else f"fun i => {kept}"
        return f"keep ({which}) {self.write(v, ATOM)}", APPLIED

    def _iterate(self, t: Term) -> tuple[str, int]:
        times, body, first = t.args
        return f"iter {self._times(times)} (fun w => {self.write(body)}) {self.write(first, ATOM)}", APPLIED

    def _fold(self, t: Term) -> tuple[str, int]:
        left_out, body, first = t.args
        over = f"(drop {left_out} s)" if left_out else "s"
        return f"foldl (fun v x => {self.write(body)}) {self.write(first, ATOM)} {over}", APPLIED

    def _named(self, t: Term) -> tuple[str, int]:
        name, *arguments = t.args
        return " ".join([name.coq, *(["p"] if name.of_problem else []), *(self.write(a, ATOM) for a in arguments)]), APPLIED

    def _times(self, times: int) -> str:
        a, b = self.sizes.count(times)
        if a == 0:
            return str(b)
        text = "steps p" if a == 1 else f"{a} * steps p"
        return f"({text} + {b})" if b else f"({text})"

    def condition(self, t: Term, holds: bool = True) -> str:
        """A condition as a boolean, or its negation."""
        if t.op == "inhabited":
            return f"[exists i, {t.args[0]} p i]" if holds else f"[forall i, ~~ {t.args[0]} p i]"
        if t.op == "neighbours differ":
            return ("" if holds else "~~ ") + "sorted [rel x z | x != z] s"
        if t.op == "positive definite":
            return ("" if holds else "~ ") + f"positive_definite {self.write(t.args[0], ATOM)}"
        if t.op == "invertible":
            return self.write(t.args[0], PRODUCT) + (" \\in" if holds else " \\notin") + " unitmx"
        a, b = (self.write(x) for x in t.args)
        positive = {"same": f"{a} == {b}", "equal": f"({a} == {b} :> R)", "less": f"{a} < {b}", "at most": f"{a} <= {b}"}
        negative = {"same": f"{a} != {b}", "equal": f"({a} != {b} :> R)", "less": f"{b} <= {a}", "at most": f"{b} < {a}"}
        text = (positive if holds else negative)[t.op]
        return text if t.op in ("same", "equal") or any(map(has_field, t.args)) else f"({text} :> R)"


def has_field(t: Term) -> bool:
    """Whether Coq sees which field a number is of; of sizes and ranks alone it does not."""
    if t.op in ("plus", "minus", "times", "over", "abs", "to the power"):
        return any(has_field(part) for part in t.parts())
    return t.op not in ("constant", "size", "rank")


def count(dim: Dim) -> str:
    """A size as a natural number."""
    parts = [f"#|{name.replace('d_', 'block_')} p|" if name.startswith("d_") else _variable(name) for name in dim]
    return parts[0] if len(parts) == 1 else f"({' + '.join(parts)})"


def plain(dim: Dim) -> str:
    """A size of a matrix."""
    return " + ".join(_variable(name) for name in dim)


def _variable(name: str) -> str:
    return f"{name[1:]}'" if name.startswith("?") else "(steps p)" if name == "steps" else name


def rational(value: Any) -> tuple[str, int]:
    """A number as written."""
    exact = Fraction(value)
    if exact < 0:
        return f"- {rational(-exact)[0] if exact.denominator == 1 else f'({rational(-exact)[0]})'}", SUM
    if exact.denominator != 1:
        return f"{_natural(exact.numerator)}%:R / {_natural(exact.denominator)}%:R", PRODUCT
    return (str(exact.numerator), ATOM) if exact in (0, 1) else (f"{_natural(exact.numerator)}%:R", HIGH)


def _natural(value: int) -> str:
    """A whole number; a large one by powers of 2, which a proof can work with."""
    if value < LITERAL:
        return str(value)
    bits = value.bit_length()
    if 0 < 2**bits - value < LITERAL:
        return f"(2 ^ {bits} - {2**bits - value})"
    powers = [f"2 ^ {i}" if i else "1" for i in reversed(range(bits)) if value >> i & 1]
    return f"({' + '.join(powers)})"
