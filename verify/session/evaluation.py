"""Running one rung on one claim such that silence is never agreement: bad rungs, time-outs and missing libraries are answers."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from verify.claim import Claim
from verify.claim.result import Answer, RungResult
from verify.rungs import RUNGS
from verify.rungs.workbench import Workbench
from verify.session.planted import Run, plant_for, unfit
from verify.time_limit import OutOfTime, time_limit


@dataclass(frozen=True, eq=False)
class Evaluator:
    """Runs rungs in one process; each is shown a planted false claim before its first answer.

    Attributes:
        bench: the instances that rungs share.
        limit: seconds that one claim may take on one rung, 0 for no limit.
        rungs: the kinds of evidence by name.
        unfit: per rung and plant shown so far, why its answers do not count ("" where they do).
    """

    bench: Workbench
    limit: float = 0.0
    rungs: Mapping[str, Run] = field(default_factory=lambda: RUNGS)
    unfit: dict[tuple[str, str], str] = field(default_factory=dict)

    def evaluate(self, claim: Claim, rung: str) -> RungResult:
        """The rung's result; ``unavailable`` with the reason where it cannot run, runs out of time or is not to be trusted."""
        started = time.perf_counter()
        try:
            with time_limit(self.limit):
                result = self._trusted(claim, rung)
        except OutOfTime:
            result = _unavailable(claim, rung, f"no answer within {self.limit:g} s (--time-limit)")
        except ImportError as error:
            result = _unavailable(claim, rung, f"a library is missing: {error}")
        return replace(result, seconds=time.perf_counter() - started)

    def _trusted(self, claim: Claim, rung: str) -> RungResult:
        if rung not in self.rungs:
            return _unavailable(claim, rung, f"there is no rung {rung!r}; there are {', '.join(self.rungs)}")
        plant = plant_for(claim)
        key = (rung, plant.id)
        if key not in self.unfit:
            self.unfit[key] = unfit(rung, self.rungs[rung], self.bench, plant)
        if self.unfit[key]:
            return _unavailable(claim, rung, self.unfit[key])
        return self.rungs[rung](claim, self.bench)


def _unavailable(claim: Claim, rung: str, why: str) -> RungResult:
    return RungResult(claim.id, rung, Answer.UNAVAILABLE, note=why)
