"""Which claims speak of the audited data, and which assumption keeps the others from doing so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from theory.problem import Problem
from verify import assumptions
from verify.claim import Assumption, Claim


@dataclass(frozen=True)
class Applicability:
    """One claim, its registered verdict, and the assumptions that the data do not meet (none: it applies)."""

    claim: str
    statement: str
    verdict: str
    unmet: tuple[str, ...]

    @property
    def applies(self) -> bool:
        """Whether the data meet every assumption."""
        return not self.unmet


def applicability(claims: Sequence[Claim], p: Problem, consistent: bool) -> tuple[Applicability, ...]:
    """Evaluate every assumption once on the float64 problem.

    ``consistent`` is the audit's own finding: it rests on a residual and its rounding bound, which is sharper than any a priori
    allowance. It stands for ``noiseless`` too: user data have no teacher, and some w_* with X^T w_* = y exists iff y is consistent.
    """
    named = {a.name: a for claim in claims for a in claim.assumes}
    judged = {assumptions.consistent.name: consistent, assumptions.noiseless.name: consistent}
    met = {name: judged[name] if name in judged else bool(a.holds(p)) for name, a in named.items()}

    def unmet(assumes: Sequence[Assumption]) -> tuple[str, ...]:
        return tuple(a.name for a in assumes if not met[a.name])

    return tuple(Applicability(c.id, c.short, c.truth.value, unmet(c.assumes)) for c in claims)
