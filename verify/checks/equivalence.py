"""Why a slip changes nothing: it leaves every side of the claim as it was, and there is a reason why it must."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from theory.arithmetic import Matrix
from theory.problem import Problem
from verify import assumptions
from verify.checks.perturb import Mutant
from verify.checks.perturb.mutant import statements
from verify.checks.perturb.views import VIEWS, seen_through
from verify.claim import Claim, Relation, Statement, Truth

ASSUMED = {
    "D_r for D_t": assumptions.tuned_on_all,
    "D_t for D_r": assumptions.tuned_on_all,
    "X^T w_* for y": assumptions.noiseless,
}
"""Slips that say the same on every problem that meets an assumption."""

MULTIPLES = ("sign", "coefficient 2", "coefficient 1/2", "1/n left out", "1/n_r for 1/n_f", "1/n_f for 1/n_r")
"""Slips that leave 0 what it is, and nothing else."""


ASSUMES = "says the same wherever it is assumed that"
ZERO = "all that is said is that something is 0, or is not, and so says its multiple"
OTHER_DATA = "the claim itself for other data"
BY_ARGUMENT = (ASSUMES, ZERO, OTHER_DATA)
"""Reasons that are arguments; the rest is what was seen, and asks for more problems."""

SEEN = "equal on"
"""No argument: so it was wherever it was tried."""

LOOSE = "a further fact of the kind <= or !=, true with this right side too: such a fact does not pin its right side"


def why_equivalent(claim: Claim, mutant: Mutant, evaluated: Sequence[Problem]) -> str:
    """The reason why ``mutant`` says what ``claim`` says, and on how many problems its sides were compared; empty if it does not."""
    pairs = [(a, b) for a, b in zip(statements(claim), statements(mutant.claim), strict=True) if a != b]
    if any(a.relation is not b.relation for a, b in pairs):
        return ""
    on = f"{SEEN} {len(evaluated)} problems"
    if mutant.rule in MULTIPLES and all(_same_zeros(a, b, p) for a, b in pairs for p in evaluated):
        return f"{ZERO}; {on.replace('equal', 'so')}"
    if not all(_same(a, b, p) for a, b in pairs for p in evaluated):
        if all(_is_loose(claim, a, b) for a, b in pairs if not all(_same(a, b, p) for p in evaluated)):
            return f"{LOOSE}; {on.replace('equal', 'true')}"
        return f"{OTHER_DATA} ({mutant.rule}); {on}" if _for_other_data(claim, mutant, pairs, evaluated) else ""
    assumed = ASSUMED.get(mutant.rule)
    if assumed is not None and assumed in claim.assumes:
        return f"{ASSUMES} {assumed.statement}; {on}"
    return on


def _same_zeros(a: Statement, b: Statement, p: Problem) -> bool:
    """Whether both statements only tell whether something is 0, and say so of the same quantities; equal statements do."""
    if _same(a, b, p):
        return True
    (left, right), (other_left, other_right) = ((_zeros(s.left(p)), _zeros(s.right(p))) for s in (a, b))
    return all(right) and all(other_right) and left == other_left


def _zeros(side: Any) -> list[bool]:
    values = side if isinstance(side, tuple) else (side,)
    return [bool((v.sq_norm() if isinstance(v, Matrix) else v) == 0) for v in values]


def _is_loose(claim: Claim, a: Statement, b: Statement) -> bool:
    """Whether a is a bound among the further facts of ``claim``, or tells two values apart, and b does so in the same sense."""
    return a.relation is not Relation.EQUAL and b.left is not a.right and a in claim.also


def _same(a: Statement, b: Statement, p: Problem) -> bool:
    """Whether both statements have equal sides on p, where they apply."""
    if a.when is not None and not a.when.holds(p):
        return True
    same_left = a.left is b.left or a.left(p) == b.left(p)
    return bool(same_left and a.right(p) == b.right(p))


def _for_other_data(claim: Claim, mutant: Mutant, pairs: Sequence[tuple[Statement, Statement]], evaluated: Sequence[Problem]) -> bool:
    """Whether a slip in the data says, of the same left side, what the claim says of the other data: true wherever the claim is."""
    if claim.truth is not Truth.TRUE or mutant.rule not in VIEWS:
        return False
    for p in evaluated:
        other = seen_through(mutant.rule, p)
        if not claim.applies_to(other):
            return False
        for a, b in pairs:
            if _same(a, b, p):
                continue
            applies = a.when is None or a.when.holds(other)
            if not applies or a.left(other) != a.left(p) or a.left(p) != b.left(p) or b.right(p) != a.right(other):
                return False
    return True


def reads_what_changes(mutant: Mutant, problems: Sequence[Problem]) -> bool:
    """Whether the slip's place reads what the slip changes, on any of these problems; True for slips that are not in the data."""
    blinded = mutant.blinded() if mutant.blinded is not None else None
    if blinded is None:
        return True
    for p in problems:
        try:
            for s in statements(blinded):
                if s.when is None or s.when.holds(p):
                    s.left(p), s.right(p)
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
            return True
    return False
