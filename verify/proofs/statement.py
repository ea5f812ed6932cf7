"""The proposition that a claim is, generated from the claim itself: sides, assumptions, condition, further facts.

The same text must come out at six size vectors, n > d and n <= d among them, else the claim is refused with the reason. Where the
Python code goes two ways by shape (n > d, an empty D_t, no step), the proposition has a part for each.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from theory.arithmetic import NotRepresentable
from theory.arithmetic.terms import Term, Unwritable
from verify.claim import Assumption, Claim, Relation, Statement, Truth
from verify.proofs.gallina import Writer
from verify.proofs.leaves import Leaf, leaves, sides_of
from verify.proofs.names import Name, formula, folded, used
from verify.proofs.symbolic import TYPICAL, sizes_of

NEVER, ALWAYS = "False", "True"

Sizes = Mapping[str, int]


class Refused(ValueError):  # noqa: N818 - says what was decided, not that someone erred
    """A claim that cannot be written as a proposition, with the reason."""


@dataclass(frozen=True)
class Guard:
    """A case that Python code may tell apart by sizes alone: when it is so, in Coq, and sizes at which it is and is not."""

    holds: str
    fails: str
    at: tuple[Sizes, ...]
    elsewhere: tuple[Sizes, ...]


def _with(**changes: int) -> tuple[Sizes, ...]:
    return tuple({**sizes, **changes} for sizes in TYPICAL[::3])


WIDE = Guard("(nr + nf <= d)%N", "(d < nr + nf)%N", TYPICAL[:3], TYPICAL[3:])
EDGES = (
    Guard("nt = 0%N", "(0 < nt)%N", _with(nt=0), TYPICAL),
    Guard("steps p = 0%N", "(0 < steps p)%N", _with(steps=0), TYPICAL),
)
FULL = Guard("nt = nr", "nt <> nr", tuple({**s, "nt": s["nr"]} for s in TYPICAL[::3]), TYPICAL)
ONE_OUTPUT = Guard("k = 1%N", "k <> 1%N", _with(k=1), TYPICAL)
PREDICATES = (*EDGES, FULL, ONE_OUTPUT)
"""The sizes that assumptions ask about."""


@dataclass(frozen=True)
class Proposition:
    """What a claim says, as Coq text. ``statement`` names the definition that a proof must have as its type."""

    claim: Claim
    text: str
    statement: str = "statement"


class Evaluation:
    """Evaluates a claim's parts to text at any sizes, and remembers which names it used."""

    def __init__(self, roots: bool) -> None:
        self.roots = roots
        self.names: dict[Name, None] = {}

    def at(self, sizes: Sizes, evaluate: Callable[..., object], leaf: Callable[[Writer, Leaf], str]) -> str:
        """The text at one size vector: a tree of conditions with the leaves' texts."""
        writer = Writer(sizes_of(sizes))
        found = leaves(sizes, self.roots, evaluate)
        for one in found:
            terms = [t for t, _ in one.path]
            if isinstance(one.value, tuple):
                terms += [t for a, _, b in one.value for t in (a, b)]
            for t in terms:
                self.names.update(dict.fromkeys(used(t)))
        return tree(writer, found, leaf)

    def everywhere(self, evaluate: Callable[..., object], leaf: Callable[[Writer, Leaf], str], edges: Sequence[Guard]) -> list[tuple[str, str]]:
        """(guard, text) for each case that Python tells apart; the guard is '' where there is one case only."""
        cases = [("", list(TYPICAL))]
        texts = {at: [self.at(s, evaluate, leaf) for s in guard] for at, guard in (("at", WIDE.at), ("elsewhere", WIDE.elsewhere))}
        if texts["at"] + texts["elsewhere"] != texts["at"][:1] * len(TYPICAL):
            cases = [(WIDE.holds, list(WIDE.at)), (WIDE.fails, list(WIDE.elsewhere))]
        out = []
        for guard, where in cases:
            out += self._with_edges(guard, where, evaluate, leaf, edges)
        return out

    def _with_edges(
        self, guard: str, where: list[Sizes], evaluate: Callable[..., object], leaf: Callable[[Writer, Leaf], str], edges: Sequence[Guard]
    ) -> list[tuple[str, str]]:
        text = _one({self.at(s, evaluate, leaf) for s in where})
        wide = [sum(s[f"d_{b}"] for b in ("r", "lap", "f", "unused")) >= s["nr"] + s["nf"] for s in where]
        found, also = [], []
        for edge in edges:
            at = [s for s in edge.at if not guard or (sum(s[f"d_{b}"] for b in ("r", "lap", "f", "unused")) >= s["nr"] + s["nf"]) == wide[0]]
            other = _one({self.at(s, evaluate, leaf) for s in at})
            if other != text:
                also.append(edge.fails)
                found.append((_both(guard, edge.holds), other))
        return [(_both(guard, *also), text), *found]


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


def tree(writer: Writer, found: Sequence[Leaf], leaf: Callable[[Writer, Leaf], str]) -> str:
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
        kind = " :> R" if how is not Relation.AT_MOST and not a.dims else ""
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
        if there == text:
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


def _as_hypothesis(text: str) -> str:
    return f"({text})" if "->" in text or "\\/" in text or " /\\ " in text else text


QUANTIFIED = "forall (R : {field}) (d nr nf nt k : nat) (p : problem R d nr nf nt k)"
EXISTING = "exists (R : {field}) (d nr nf nt k : nat) (p : problem R d nr nf nt k)"


@dataclass(frozen=True)
class Part:
    """One quantified statement of a claim: hypotheses and, for each case, what follows."""

    name: str
    field: str
    given: tuple[str, ...]
    cases: tuple[tuple[str, str], ...]
    names: tuple[Name, ...]

    def universal(self) -> str:
        """For every problem that meets what is given."""
        body = " /\\\n  ".join(f"({guard} -> {text})" if guard else text for guard, text in self.cases)
        body = f"({body})" if len(self.cases) > 1 else body
        return "\n".join([QUANTIFIED.format(field=self.field) + ",", *(f"  {_as_hypothesis(g)} ->" for g in self.given), f"  {body}"])

    def inhabited(self, *more: str) -> str:
        """Some problem meets what is given."""
        facts = [_as_hypothesis(g) for g in (*self.given, *more)] or [ALWAYS]
        return EXISTING.format(field="realFieldType") + ",\n  " + " /\\ ".join(facts)


def part(name: str, claim: Claim, statement: Statement, when: Assumption | None, condition: Statement | None) -> Part:
    """One statement of the claim under its assumptions and ``when``; without roots where that can be written, else with."""
    for roots in (False, True):
        evaluation = Evaluation(roots)
        try:
            given = hypotheses(evaluation, [*claim.assumes, *([when] if when else [])])
            undefined = ALWAYS if claim.truth is Truth.FALSE and name == "main" else NEVER
            cases = evaluation.everywhere(sides_of(statement), lambda w, leaf: relation(w, leaf, undefined), EDGES)
            if condition is not None:
                asked = evaluation.everywhere(sides_of(condition), lambda w, leaf: relation(w, leaf, NEVER), EDGES)
                if len(asked) != 1:
                    raise Refused("the condition goes several ways by the sizes of the data")
                cases = [(guard, f"({text}) <-> ({asked[0][1]})") for guard, text in cases]
            return Part(name, "rcfType" if roots else "realFieldType", tuple(given), tuple(cases), tuple(evaluation.names))
        except NotRepresentable as reason:
            refused: Exception = reason
        except Refused as reason:
            refused = reason
        except Unwritable as reason:
            raise Refused(f"{name}: {reason}") from reason
    raise Refused(f"{name}: {refused}") from refused


def parts_of(claim: Claim) -> Iterator[Part]:
    """Main statement and further facts. Raises ``Refused``."""
    if claim.average is not None:
        raise Refused("a claim about expectations over random data is no statement about one problem")
    yield part("main", claim, claim.statement, None, claim.condition)
    for i, fact in enumerate(claim.also, start=1):
        yield part(f"fact{i}", claim, fact, fact.when, None)


def proposition(claim: Claim) -> Proposition:
    """The proposition that ``claim`` is. Raises ``Refused`` with the reason where it cannot be written."""
    parts = list(parts_of(claim))
    names = [name for name in dict.fromkeys(n for one in parts for n in one.names)]
    lines = [HEADER.format(id=claim.id, short=claim.short.replace("*)", "* )").replace('"', "'"))]
    lines += [check(name) for name in names]
    said = []
    for one in parts:
        lines.append(f"Definition {one.name} : Prop :=\n{one.universal()}.\n")
        false = claim.truth is Truth.FALSE and one.name == "main"
        said.append(f"~ {one.name}" if false else one.name)
        if one.given and not false:
            lines.append(f"Definition {one.name}_is_about_something : Prop :=\n{one.inhabited()}.\n")
            said.append(f"{one.name}_is_about_something")
    if claim.condition is not None:
        for name, text in _both_cases(claim.condition, parts[0]):
            lines.append(f"Definition {name} : Prop :=\n{parts[0].inhabited(text)}.\n")
            said.append(name)
    lines.append("Definition statement : Prop :=\n  " + " /\\ ".join(said) + ".")
    return Proposition(claim, "\n".join(lines) + "\n")


def _both_cases(condition: Statement, main: Part) -> list[tuple[str, str]]:
    """That the condition is met by some data and not by others: otherwise "exactly when" says nothing."""
    evaluation = Evaluation(main.field == "rcfType")
    (_, text), *_ = evaluation.everywhere(sides_of(condition), lambda w, leaf: relation(w, leaf, NEVER), EDGES)
    return [("sometimes", f"({text})"), ("not_always", f"~ ({text})")]


def check(name: Name) -> str:
    """The lemma, proved by computation, that a name of Setting.v is the formula that the Python function executed."""
    writer = Writer(sizes_of(TYPICAL[0]))
    text = writer.write(folded(formula(name), name))
    arguments = " ".join(_binder(hole, writer) for hole in name.holes)
    applied = " ".join([name.coq, *(["p"] if name.of_problem else []), *(h.args[0] for h in name.holes)])
    free = sorted({part for hole in name.holes for dim in hole.dims for part in dim if part.startswith("?")})
    sizes = [f"{part[1:]}'" for part in free] + ([] if name.of_problem else _fixed(name))
    problem = ["(d nr nf nt k : nat) (p : problem R d nr nf nt k)"] if name.of_problem else []
    binders = " ".join(["(R : realFieldType)", *problem, *([f"({' '.join(sizes)} : nat)"] if sizes else []), *([arguments] if arguments else [])])
    return "\n".join(textwrap.wrap(f"Lemma {name.coq}_is {binders} :", 130)) + f"\n  {applied} = {text}.\nProof. by []. Qed.\n"


def _fixed(name: Name) -> list[str]:
    return sorted({part for hole in name.holes for dim in hole.dims for part in dim if not part.startswith("?")})


def _binder(hole: Term, writer: Writer) -> str:
    if not hole.dims:
        return f"({hole.args[0]} : R)"
    m, n = (" + ".join(f"{x[1:]}'" if x.startswith("?") else x for x in dim) for dim in hole.dims)
    return f"({hole.args[0]} : 'M[R]_({m}, {n}))"


HEADER = """(** {id}. {short}
    Generated from the claim by `python -m verify.proofs state {id}`; not written by hand. *)
From mathcomp Require Import all_ssreflect all_algebra.
From goldengap Require Import Inner Penrose Setting.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory.
Local Open Scope ring_scope.
"""
