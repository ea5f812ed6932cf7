"""The proposition that a claim is, generated from the claim itself: sides, assumptions, condition, further facts.

The same text must come out at six size vectors, n > d and n <= d among them, else the claim is refused with the reason. Where the
Python code goes two ways by shape (n > d, an empty D_t, no step), the proposition has a part for each.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import product

from theory.arithmetic import NotRepresentable
from theory.arithmetic.terms import Term, Unwritable
from verify.claim import Assumption, Claim, Statement, Truth
from verify.proofs.cases import ALWAYS, NEVER, Evaluation, Refused, as_hypothesis, hypotheses, relation
from verify.proofs.gallina import Writer, plain
from verify.proofs.leaves import sides_of
from verify.proofs.names import Name, folded, formula
from verify.proofs.symbolic import TYPICAL, sizes_of


@dataclass(frozen=True)
class Proposition:
    """What a claim says, as Coq text: its last definition, ``statement``, is what a proof must have as its type."""

    claim: Claim
    text: str


QUANTIFIED = "forall (R : {field}) (d nr nf nt k : nat) (p : problem R d nr nf nt k)"
EXISTING = "exists (R : {field}) (d nr nf nt k : nat) (p : problem R d nr nf nt k)"
OF_LIST, SPECTRUM = " (s : seq R)", "spectrum (Xr p) s"
"""Where a part speaks of singular values: a list, and that it is the spectrum of X_r."""


@dataclass(frozen=True)
class Part:
    """One quantified statement of a claim: hypotheses and, for each case, what follows."""

    name: str
    field: str
    given: tuple[str, ...]
    cases: tuple[tuple[str, str], ...]
    names: tuple[Name, ...]
    spectral: bool

    def universal(self) -> str:
        """For every problem that meets what is given."""
        body = " /\\\n  ".join(f"({guard} -> {text})" if guard else text for guard, text in self.cases)
        body = f"({body})" if len(self.cases) > 1 else body
        binders, given = QUANTIFIED.format(field=self.field) + OF_LIST * self.spectral, (*[SPECTRUM] * self.spectral, *self.given)
        return "\n".join([f"{binders},", *(f"  {as_hypothesis(g)} ->" for g in given), f"  {body}"])

    def inhabited(self, *more: str) -> str:
        """Some problem meets what is given."""
        facts = [as_hypothesis(g) for g in (*[SPECTRUM] * self.spectral, *self.given, *more)] or [ALWAYS]
        return EXISTING.format(field="realFieldType") + OF_LIST * self.spectral + ",\n  " + " /\\ ".join(facts)


def part(name: str, claim: Claim, statement: Statement, when: Assumption | None, condition: Statement | None) -> Part:
    """One statement of the claim under its assumptions and ``when``; without roots and singular values where that can be written."""
    for spectral, roots in product((False, True), repeat=2):
        evaluation = Evaluation(roots, spectral)
        undefined = ALWAYS if claim.truth is Truth.FALSE and name == "main" else NEVER
        try:
            given = hypotheses(evaluation, [*claim.assumes, *([when] if when else [])])
            cases = evaluation.everywhere(sides_of(statement), partial(relation, undefined=undefined))
            if condition is not None:
                asked = evaluation.everywhere(sides_of(condition), partial(relation, undefined=NEVER))
                if len(asked) != 1:
                    raise Refused("the condition goes several ways by the sizes of the data")
                cases = [(guard, f"({text}) <-> ({asked[0][1]})") for guard, text in cases]
            return Part(name, "rcfType" if roots else "realFieldType", tuple(given), tuple(cases), tuple(evaluation.names), spectral)
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
    names = list(dict.fromkeys(n for one in parts for n in one.names))
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
    evaluation = Evaluation(main.field == "rcfType", main.spectral)
    (_, text), *_ = evaluation.everywhere(sides_of(condition), partial(relation, undefined=NEVER))
    return [("sometimes", f"({text})"), ("not_always", f"~ ({text})")]


def check(name: Name) -> str:
    """The lemma, proved by computation, that a name of Setting.v is the formula that the Python function executed."""
    text = Writer(sizes_of(TYPICAL[0])).write(folded(formula(name), name))
    applied = " ".join([name.coq, *(["p"] if name.of_problem else []), *(h.args[0] for h in name.holes)])
    sizes = sorted({plain((part,)) for hole in name.holes for dim in hole.dims for part in dim if part[0] == "?" or not name.of_problem})
    binders = ["(R : realFieldType)"]
    binders += ["(d nr nf nt k : nat) (p : problem R d nr nf nt k)"] if name.of_problem else []
    binders += [f"({' '.join(sizes)} : nat)"] if sizes else []
    binders += map(_binder, name.holes)
    lemma = "\n".join(textwrap.wrap(f"Lemma {name.coq}_is {' '.join(binders)} :", 130))
    return f"{lemma}\n  {applied} = {text}.\nProof. by []. Qed.\n"


def _binder(hole: Term) -> str:
    return f"({hole.args[0]} : 'M[R]_({plain(hole.dims[0])}, {plain(hole.dims[1])}))" if hole.dims else f"({hole.args[0]} : R)"


HEADER = """(** {id}. {short}
    Generated from the claim by `python -m verify proofs state {id}`; not written by hand. *)
From mathcomp Require Import all_ssreflect all_algebra.
From goldengap Require Import Inner Penrose Setting.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory.
Local Open Scope ring_scope.
"""
