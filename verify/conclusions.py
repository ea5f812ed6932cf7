"""What follows from all items of a run: verdicts, the ledger and other files, and the closing table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from verify.checks import kills
from verify.checks import report as checks_report
from verify.checks.items import Checked
from verify.claim import Claim
from verify.counterexample import write_json
from verify.drift import Drift, drift
from verify.files import write_whole
from verify.ledger import as_ledger, as_markdown
from verify.own_claims import account_of, loaded
from verify.readme import with_table
from verify.registry import load_claims, order
from verify.table import lines
from verify.verdict import RungResult, Verdict, conclude

PROPERTY = "goldengap rung result"
"""The name under which an item hands its result to the process that concludes."""


@dataclass(eq=False)
class Conclusions:
    """Receives rung results from this process or from workers; concludes, prints and writes once all have come."""

    config: pytest.Config
    earlier: dict[str, Any] | None = None
    results: dict[str, list[RungResult]] = field(default_factory=dict)
    checked: Checked = field(default_factory=Checked)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep the result that an item attached to its report."""
        self.checked.take(report)
        for name, value in report.user_properties if report.when == "call" else ():
            if name == PROPERTY and isinstance(value, dict):
                result = RungResult.from_dict(value)
                self.results.setdefault(result.claim, []).append(result)

    def verdicts(self) -> list[Verdict]:
        """The verdicts on all claims of which a rung ran, in the order of the theory, whichever worker was first."""
        if not self.results:
            return []
        claims = self.claims()
        in_order = {i: sorted(found, key=lambda r: claims[r.claim].rungs.index(r.rung)) for i, found in self.results.items()}
        return [conclude(claims[i], in_order[i]) for i in sorted(in_order, key=order)]

    def claims(self) -> Mapping[str, Claim]:
        """All claims by id: ours, or a reviewer's own."""
        path = self.config.getoption("--claims")
        return {claim.id: claim for claim in load_claims()} if path is None else loaded(path)

    def drift(self) -> list[Drift]:
        """The differences from the earlier ledger, where one was given."""
        if self.earlier is None or not self.results:
            return []
        return drift(self.earlier, self.verdicts(), self.claims())

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Write what was asked for; fail the run when a verdict differs from the registered truth or misses its floor."""
        verdicts = self.verdicts()
        failed = not all(v.passed for v in verdicts) or any(d.fails for d in self.drift())
        if session.exitstatus == pytest.ExitCode.OK and failed:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED
        option = self.config.getoption
        if path := option("--ledger"):
            write_json(path, as_ledger(verdicts, option("--suite-seed"), self.checked.results), indent=0)
        if path := option("--ledger-md"):
            write_whole(path, as_markdown(verdicts) + checks_report.as_markdown(self.checked.results))
        if path := option("--kills"):
            write_whole(path, kills.as_markdown(self.checked.results, {i: claim.digest for i, claim in self.claims().items()}))
        if path := option("--readme"):
            write_whole(path, with_table(path.read_text(encoding="utf-8"), verdicts))
        if folder := option("--counterexamples"):
            for result in (r for v in verdicts for r in v.results if r.counterexample):
                write_json(folder / f"{result.claim}-{result.rung}.json", result.counterexample)

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """The closing table, and every reason for which a verdict did not pass."""
        verdicts = self.verdicts()
        if totals := checks_report.summary(self.checked.results):
            terminalreporter.section("checks")
            for line in totals:
                terminalreporter.write_line(line)
        if not verdicts:
            return
        terminalreporter.section("verdicts")
        own = self.config.getoption("--claims") is not None
        for line in [*lines(verdicts, abstract=not own), *(account_of(verdicts) if own else [])]:
            terminalreporter.write_line(line)
        for v in verdicts:
            for problem in v.problems:
                terminalreporter.write_line(f"{v.claim.id}: {problem}", red=True)
        if self.earlier is not None:
            terminalreporter.section(f"against the ledger of {self.earlier['created']}")
            for found in self.drift():
                terminalreporter.write_line(str(found), red=found.fails)
            if not self.drift():
                terminalreporter.write_line("no difference")
