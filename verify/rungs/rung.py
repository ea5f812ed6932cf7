"""What a rung is: one kind of evidence, as a value."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from verify.claim import Claim, Evidence
from verify.claim.judge import Judgement
from verify.claim.result import RungResult
from verify.rungs.workbench import Instance, Workbench

Ask = Callable[[Claim], Judgement | None]
"""Judges a slip of a claim on one small case; None where the case cannot be evaluated."""

Notices = Callable[[Claim, Workbench, Instance | None], Iterable[Ask]]
"""The cases on which a rung may notice a slip of a claim: its own few, or, handed an instance, that one."""

FEW = 3
"""Made instances per claim on which a rung is asked about slips."""


def _nothing(claims: Sequence[Claim], bench: Workbench) -> None:
    """A rung that needs no preparation."""


def _never(claim: Claim, bench: Workbench, told: Instance | None) -> Iterable[Ask]:  # noqa: ARG001 - the call of every rung
    """A rung that is not asked about slips."""
    return ()


class Judge(Protocol):
    """Judges a claim on one instance of the workbench."""

    def __call__(self, claim: Claim, instance: Instance) -> Judgement | None: ...


def on_instances(judged: Judge, kappa: float) -> Notices:
    """The cases of a rung that judges one instance at a time; instances of a condition number above ``kappa`` are left out."""

    def notices(claim: Claim, bench: Workbench, told: Instance | None) -> Iterable[Ask]:
        instances = bench.sample(claim, FEW, kappa) if told is None else [told] if told.scales.kappa <= kappa else []
        return [partial(judged, instance=instance) for instance in instances]

    return notices


@dataclass(frozen=True)
class Rung:
    """One kind of evidence.

    Attributes:
        name: how tables and options call it.
        evidence: the strongest support that it can give.
        applies: why it does not apply to a claim, by the form of the claim; empty where it does. A claim itself may decline it with a
            reason (``Claim.without``).
        run: the evidence on one claim.
        notices: the cases on which it is asked whether it notices a slip of the claim.
        prepare: called once, with every claim that will be asked about, before the first is.
        distrust: why none of its answers count, asked with a false claim before the first one. Where not given, the rung must refute the
            false claim.
    """

    name: str
    evidence: Evidence
    applies: Callable[[Claim], str]
    run: Callable[[Claim, Workbench], RungResult]
    notices: Notices = _never
    prepare: Callable[[Sequence[Claim], Workbench], None] = _nothing
    distrust: Callable[[Claim, Workbench], str] | None = None

    def __call__(self, claim: Claim, bench: Workbench) -> RungResult:
        """The evidence on one claim."""
        return self.run(claim, bench)


def on_problems(claim: Claim) -> str:
    """Applies to claims about single problems."""
    return "" if claim.average is None else "a claim about an average, not about single problems"


def on_averages(claim: Claim) -> str:
    """Applies to claims about averages over a random design."""
    return "a claim about single problems, not about an average" if claim.average is None else ""
