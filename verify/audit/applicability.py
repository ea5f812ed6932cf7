"""Which claims speak of the audited data, and which assumption keeps the others from doing so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from theory.problem import Problem
from verify.audit.report import Report
from verify.claim import Assumption, Claim


@dataclass(frozen=True)
class Applicability:
    """One claim, its registered verdict, the assumptions that the data do not meet, and those that nobody looked at.

    It applies where neither is left.
    """

    claim: str
    statement: str
    verdict: str
    unmet: tuple[str, ...]
    unknown: tuple[str, ...] = ()

    @property
    def applies(self) -> bool:
        """Whether the data meet every assumption."""
        return not self.unmet and not self.unknown


def applicability(claims: Sequence[Claim], report: Report) -> tuple[Applicability, ...]:
    """Evaluate every assumption once on the float64 problem; one that would not fit into time or memory is not evaluated."""
    named = {a.name: a for claim in claims for a in claim.assumes}
    judged = _judged(report)
    p = report.problem
    met = {name: judged[name] if name in judged else None if p is None else _evaluated(a, p) for name, a in named.items()}

    def found(claim: Claim, answer: bool | None) -> tuple[str, ...]:
        return tuple(a.name for a in claim.assumes if met[a.name] is answer)

    return tuple(Applicability(c.id, c.short, c.truth.value, found(c, False), found(c, None)) for c in claims)


def _judged(report: Report) -> dict[str, bool | None]:
    """What the audit itself knows better than a predicate in float64.

    Consistency rests on a residual and its rounding bound, which is sharper than any a priori allowance. It stands for ``noiseless``
    too: user data have no teacher, and some w_* with X^T w_* = y exists iff y is consistent. Ranks are those of the data as stored.
    """
    of, (x, x_r) = report.sizes, (m.exact_rank for m in report.matrices[:2])
    d_r, d_lap, _ = report.blocks.sizes
    x_t = next((m.exact_rank for m in report.matrices if m.name == "X_t"), x_r)
    return {
        "consistent": report.consistent,
        "noiseless": report.consistent,
        "full column rank": x == of.n,
        "full row rank": x_r == of.d,
        "spanning": x_r == d_r + d_lap,
        "independent tuning": x_t == of.n_t,
    }


def _evaluated(a: Assumption, p: Problem) -> bool | None:
    """Whether it holds; None where looking at it takes more time or memory than there is."""
    try:
        return bool(a.holds(p))
    except MemoryError:
        return None
