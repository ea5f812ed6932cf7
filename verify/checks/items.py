"""pytest glue for checks: an item per claim and check, and the collector of their results."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from verify.checks import check, checks_for
from verify.checks.result import CheckResult
from verify.claim import Claim
from verify.rungs.workbench import Workbench
from verify.validation.registry import order

PROPERTY = "goldengap check result"


class CheckError(Exception):
    """A check did not pass."""


class CheckItem(pytest.Item):
    """One claim under one check."""

    def __init__(self, *, claim: Claim, check: str, bench: Workbench, own: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.claim, self.check, self.bench, self.own = claim, check, bench, own

    def runtest(self) -> None:
        """Run the check; its result travels with the report whether it passes or not."""
        result = check(self.check, self.claim, self.bench, self.path)
        self.user_properties.append((PROPERTY, result.as_dict()))
        if not result.passed and not self.own:  # of a reviewer's claim the run reports what checks find
            raise CheckError(f"{self.claim.id} ({self.claim.short}): {self.check}\n  " + result.note.replace("; ", "\n  "))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """The finding itself, without a traceback; everything else as pytest shows it."""
        return str(excinfo.value) if isinstance(excinfo.value, CheckError) else super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, None, str]:
        """Where the claim is written."""
        return self.path, None, self.name


def check_items(parent: pytest.Collector, claim: Claim, bench: Workbench, *, own: bool = False) -> Iterator[CheckItem]:
    """One item per check that asks something of ``claim``."""
    for name in checks_for(claim):
        yield CheckItem.from_parent(parent, name=f"{claim.id}-{name}", claim=claim, check=name, bench=bench, own=own)


@dataclass(eq=False)
class Checked:
    """Gathers check results from this process or from workers."""

    found: dict[tuple[str, str], CheckResult] = field(default_factory=dict)

    def take(self, report: pytest.TestReport) -> None:
        """Keep the result that an item attached to its report."""
        for name, value in report.user_properties if report.when == "call" else ():
            if name == PROPERTY and isinstance(value, dict):
                result = CheckResult.from_dict(value)
                self.found[result.claim, result.check] = result

    @property
    def results(self) -> list[CheckResult]:
        """All results, in the order of the theory."""
        return [self.found[key] for key in sorted(self.found, key=lambda key: (order(key[0]), key[1]))]
