"""Checks on claims that are no evidence for a verdict but must pass: what each assumption is for, and whether slips would be noticed.

A check is a function ``run(claim, workbench, source) -> CheckResult``, where ``source`` is the file that the claim is written in; add it
to ``CHECKS``. Every claim gets one pytest item per check, named ``O4-ablation``.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from verify.checks import ablation, converse, mutants
from verify.checks.result import CheckResult
from verify.checks.supposed import SAID, supposed
from verify.claim import Claim
from verify.rungs import rung_names
from verify.rungs.workbench import Workbench

CHECKS: Mapping[str, Callable[[Claim, Workbench, Path | None], CheckResult]] = {
    "ablation": ablation.run,
    "converse": converse.run,
    "mutants": mutants.run,
}


def checks_for(claim: Claim) -> list[str]:
    """The checks that ask something of ``claim``: only a claim with a condition has a converse.

    Checks compare over Q, or average exactly; a claim that declines the rung ``exact`` and is about no average has none.
    """
    if claim.average is None and "exact" not in rung_names(claim):
        return []
    left_out = {"converse"} if claim.condition is None else set()
    return [name for name in CHECKS if name not in left_out]


def check(name: str, claim: Claim, bench: Workbench, source: Path | None = None) -> CheckResult:
    """Run one check, and say how long it took. A claim without a registered truth is taken for what the made problems show."""
    started = time.perf_counter()
    taken = supposed(claim, bench)
    found = CHECKS[name](taken, bench, source)
    note = found.note if taken is claim else f"{found.note} {SAID.format(truth=taken.truth.value)}"
    return replace(found, note=note, seconds=time.perf_counter() - started)
