"""Which cases a claim's parts have, and the text of each: paths that comparisons open, and cases that Python tells apart by sizes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from theory.arithmetic.terms import Unwritable
from verify.claim import Assumption, Relation
from verify.proofs.gallina import Writer, has_field
from verify.proofs.leaves import Leaf, leaves
from verify.proofs.names import Name, used
from verify.proofs.symbolic import BLOCKS, TYPICAL, sizes_of

NEVER, ALWAYS = "False", "True"

Sizes = Mapping[str, int]
Evaluate = Callable[[Any], Any]
Tell = Callable[[Writer, Leaf], str]


class Refused(ValueError):  # noqa: N818 - says what was decided, not that someone erred
    """A claim that cannot be written as a proposition, with the reason."""


@dataclass(frozen=True)
class Guard:
    """A case that Python code may tell apart by sizes alone: when it is so, in Coq, and sizes at which it is and is not.

    ``one`` is the size that is 1 there, where a number cannot be told from it.
    """

    holds: str
    fails: str
    at: tuple[Sizes, ...]
    elsewhere: tuple[Sizes, ...]
    one: str = ""


def _with(**changes: int) -> tuple[Sizes, ...]:
    return tuple({**sizes, **changes} for sizes in TYPICAL[::3])


WIDE = Guard("(nr + nf <= d)%N", "(d < nr + nf)%N", TYPICAL[:3], TYPICAL[3:])
EDGES = (
    Guard("nt = 0%N", "(0 < nt)%N", _with(nt=0), TYPICAL),
    Guard("steps p = 0%N", "(0 < steps p)%N", _with(steps=0), TYPICAL),
)
FULL = Guard("nt = nr", "nt <> nr", tuple({**s, "nt": s["nr"]} for s in TYPICAL[::3]), TYPICAL)
ONE_OUTPUT = Guard("k = 1%N", "k <> 1%N", _with(k=1), TYPICAL, one="k")
ONE_FORGOTTEN = Guard("nf = 1%N", "nf <> 1%N", _with(nf=1), TYPICAL, one="nf")
PREDICATES = (*EDGES, FULL, ONE_OUTPUT, ONE_FORGOTTEN)
"""The sizes that assumptions ask about."""


class Evaluation:
    """Evaluates a claim's parts to text at any sizes, and remembers which names it used."""

    def __init__(self, roots: bool, spectral: bool = False) -> None:
        self.roots, self.spectral = roots, spectral
        self.names: dict[Name, None] = {}

    def at(self, sizes: Sizes, evaluate: Evaluate, leaf: Tell) -> str:
        """The text at one size vector: a tree of conditions with the leaves' texts."""
        writer = Writer(sizes_of(sizes))
        found = leaves(sizes, self.roots, evaluate, self.spectral)
        for one in found:
            terms = [t for t, _ in one.path]
            if isinstance(one.value, tuple):
                terms += [t for a, _, b in one.value for t in (a, b)]
            for t in terms:
                self.names.update(dict.fromkeys(used(t)))
        return tree(writer, found, leaf)

    def everywhere(self, evaluate: Evaluate, leaf: Tell) -> list[tuple[str, str]]:
        """(guard, text) for each case that Python tells apart; the guard is '' where there is one case only."""
        whole = {self.at(s, evaluate, leaf) for s in TYPICAL}
        if len(whole) == 1:
            return self._with_edges("", TYPICAL, whole.pop(), evaluate, leaf)
        out = []
        for guard, where in ((WIDE.holds, WIDE.at), (WIDE.fails, WIDE.elsewhere)):
            text = _one({self.at(s, evaluate, leaf) for s in where})
            out += self._with_edges(guard, where, text, evaluate, leaf)
        return out

    def _with_edges(self, guard: str, where: Sequence[Sizes], text: str, evaluate: Evaluate, leaf: Tell) -> list[tuple[str, str]]:
        """The case itself, and a case for each edge at which the text is another."""
        apart, kinds = [], {_is_wide(s) for s in where}
        for edge in EDGES:
            there = _one({self.at(s, evaluate, leaf) for s in edge.at if _is_wide(s) in kinds})
            if there != text:
                apart.append((edge, there))
        inside = _both(guard, *(edge.fails for edge, _ in apart))
        return [(inside, text), *((_both(guard, edge.holds), there) for edge, there in apart)]


def _is_wide(sizes: Sizes) -> bool:
    """Whether n <= d."""
    return sizes["nr"] + sizes["nf"] <= sum(sizes[f"d_{block}"] for block in BLOCKS)


def _both(*guards: str) -> str:
    return " -> ".join(g for g in guards if g)


def _one(texts: set[str]) -> str:
    if len(texts) != 1:
        shown = sorted(texts)
        raise Refused(f"the text depends on the sizes of the data: {_first_difference(shown[0], shown[1])}")
    return texts.pop()


def _first_difference(a: str, b: str) -> str:
    at = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    return f"...{a[max(0, at - 30) : at + 30]}... against ...{b[max(0, at - 30) : at + 30]}..."


def tree(writer: Writer, found: Sequence[Leaf], leaf: Tell) -> str:
    """The leaves as one proposition: if a condition holds, what comes out then, else what comes out otherwise."""
    if len(found) == 1 and not found[0].path:
        return leaf(writer, found[0])
    condition = found[0].path[0][0]
    parts = {}
    for answer in (True, False):
        rest = [Leaf(one.path[1:], one.value) for one in found if one.path[0][1] is answer]
        parts[answer] = tree(writer, rest, leaf)
    if parts[True] == parts[False]:
        return parts[True]
    holds, fails = writer.condition(condition), writer.condition(condition, False)
    if {parts[True], parts[False]} == {ALWAYS, NEVER}:
        return holds if parts[True] == ALWAYS else fails
    for answer, text in ((True, holds), (False, fails)):
        if parts[not answer] == NEVER:
            return f"{_in_and(text)} /\\ {_in_and(parts[answer])}"
        if parts[not answer] == ALWAYS:
            return f"({text} -> {parts[answer]})"
        if parts[answer] == ALWAYS:
            return f"{_in_and(holds if answer else fails)} \\/ {_in_and(parts[not answer])}"
    return f"if {holds} then {parts[True]} else {parts[False]}"


def _in_and(text: str) -> str:
    return f"({text})" if any(mark in text for mark in ("->", "\\/", "<->", "if ")) else text


def relation(writer: Writer, leaf: Leaf, undefined: str) -> str:
    """Both sides in relation, quantity by quantity; ``undefined`` stands for a path on which Python raises."""
    if leaf.value is None:
        return undefined
    out = []
    for a, how, b in leaf.value:
        sign = {Relation.EQUAL: "=", Relation.AT_MOST: "<=", Relation.DIFFERENT: "<>"}[how]
        kind = " :> R" if not a.dims and (how is not Relation.AT_MOST or not (has_field(a) or has_field(b))) else ""
        out.append(f"{writer.write(a)} {sign} {writer.write(b)}{kind}")
    return out[0] if len(out) == 1 else "[/\\ " + ", ".join(out[:-1]) + f" & {out[-1]}]" if len(out) > 2 else f"{out[0]} /\\ {out[1]}"


def truth(_: Writer, leaf: Leaf) -> str:
    """A predicate's answer; where it cannot be evaluated it does not hold."""
    return ALWAYS if leaf.value else NEVER


def predicate(evaluation: Evaluation, assumption: Assumption) -> str:
    """An assumption as a proposition about p, from the predicate that Python evaluates. Raises ``Refused``."""

    def holds(p: object) -> bool:
        return bool(assumption.holds(p))

    text = _one({evaluation.at(s, holds, truth) for s in TYPICAL})
    for guard in PREDICATES:
        try:
            there = _one({evaluation.at(s, holds, truth) for s in guard.at})
        except Unwritable:  # at k = 1 a matrix of one column has two names; a predicate that builds matrices does not ask for k
            continue
        if there == (text.replace(f"{guard.one}%:R", "1") if guard.one else text):
            continue
        if (there, text) == (ALWAYS, NEVER):
            return guard.holds
        if there == NEVER:
            return _both(guard.fails) if text == ALWAYS else f"({guard.fails} /\\ {_in_and(text)})"
        raise Refused(f"the assumption '{assumption.name}' depends on sizes in a way that has no name")
    if text == NEVER:
        raise Refused(f"the assumption '{assumption.name}' cannot be met where numbers are terms")
    return text


def hypotheses(evaluation: Evaluation, assumptions: Sequence[Assumption]) -> list[str]:
    """The assumptions as hypotheses; those that hold of every problem of the record are left out."""
    return [text for a in assumptions if (text := predicate(evaluation, a)) != ALWAYS]


def as_hypothesis(text: str) -> str:
    """A proposition as it stands before an arrow."""
    return f"({text})" if "->" in text or "\\/" in text or " /\\ " in text else text
