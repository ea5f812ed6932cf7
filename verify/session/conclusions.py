"""What follows from all items of a run: verdicts, the closing table, then the ledger and other files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from verify.checks import CHECKS, checks_for, kills
from verify.checks import report as checks_report
from verify.checks.items import Checked
from verify.claim import Claim
from verify.claim.result import RungResult
from verify.counterexample import write_json
from verify.files import safe_name, write_whole
from verify.report.changes import Change, changes
from verify.report.ledger import as_ledger, as_markdown
from verify.report.site import write_site
from verify.report.table import lines
from verify.rungs import rung_names
from verify.session.owed import Owed
from verify.session.own_claims import account_of, loaded
from verify.validation.registry import claims_by_id, order
from verify.verdict import Verdict, conclude

PROPERTY = "goldengap rung result"
"""The name under which an item hands its result to the process that concludes."""

FEW = 3
"""Claims of one run up to which the user is shown where each is explained."""

FILES = ("ledger", "ledger_md", "kills")
"""Options that name a file to write."""


@dataclass(eq=False)
class Conclusions:
    """Receives rung results from this process or from workers; concludes, prints and writes once all have come."""

    config: pytest.Config
    owed: Owed
    earlier: dict[str, Any] | None = None
    results: dict[str, list[RungResult]] = field(default_factory=dict)
    checked: Checked = field(default_factory=Checked)
    session: pytest.Session | None = None
    stopped: bool = False

    def pytest_keyboard_interrupt(self, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        """The user stopped the run; pytest's own reasons to end one are exceptions of other classes."""
        self.stopped = excinfo.type is KeyboardInterrupt

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """What this process will run."""
        self.owed.note(item.name for item in session.items)

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_node_collection_finished(self, ids: list[str]) -> None:
        """What the workers will run."""
        self.owed.note(ids)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep the result that an item attached to its report."""
        self.checked.take(report)
        for name, value in report.user_properties if report.when == "call" else ():
            if name == PROPERTY and isinstance(value, dict):
                result = RungResult.from_dict(value)
                self.results.setdefault(result.claim, []).append(result)

    @property
    def own(self) -> bool:
        """Whether the claims are a reviewer's own."""
        return self.config.getoption("--claims") is not None

    def claims(self) -> Mapping[str, Claim]:
        """All claims by id: ours, or a reviewer's own."""
        path = self.config.getoption("--claims")
        return claims_by_id() if path is None else loaded(path)

    def verdicts(self) -> list[Verdict]:
        """The verdicts on all claims of which the run owes a rung, in the order of the theory, whichever worker was first."""
        claims = self.claims()
        owed = self.owed.parts(claims, self.own)
        out = []
        for i in sorted({i for i, parts in owed.items() if set(parts) - set(CHECKS)} | self.results.keys(), key=order):
            found = sorted(self.results.get(i, ()), key=lambda r: rung_names(claims[r.claim]).index(r.rung))
            out.append(conclude(claims[i], found, set(owed.get(i, ())) | {r.rung for r in found}))
        return out

    def lost(self) -> dict[str, str]:
        """Per claim, the checks that the run owes and that have no result, in words."""
        owed = self.owed.parts(self.claims(), self.own)
        missing = {i: [p for p in parts if p in CHECKS and (i, p) not in self.checked.found] for i, parts in owed.items()}
        return {i: f"no result of the checks {', '.join(parts)}: skipped, stopped or lost" for i, parts in missing.items() if parts}

    def changes(self) -> list[Change]:
        """The differences from the earlier ledger, where one was given."""
        return changes(self.earlier, self.verdicts(), self.claims()) if self.earlier is not None and self.results else []

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Fail the run when a verdict differs from what is registered, misses its floor, or lacks a result."""
        self.session = session
        failed = not all(v.passed for v in self.verdicts()) or bool(self.lost()) or any(d.fails for d in self.changes())
        if session.exitstatus == pytest.ExitCode.OK and failed:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """The closing table, every reason for which a verdict did not pass, and the files that were asked for.

        A run that the user stopped has no verdicts and writes nothing: what it would overwrite is worth more.
        """
        if self.stopped:
            done = sum(map(len, self.results.values())) + len(self.checked.found)
            terminalreporter.ensure_newline()
            terminalreporter.write_line(f"stopped: {done} items have answered, which is no verdict; nothing was written")
            return
        if self.own and terminalreporter.stats.get("error") and not self.results and not self.checked.found:
            return  # nothing ran: what is wrong with a claim file stands above, and is all there is to say
        verdicts = self.verdicts()
        if totals := checks_report.summary(self.checked.results):
            terminalreporter.section("checks")
            for line in totals:
                terminalreporter.write_line(line)
        if verdicts:
            self._table(terminalreporter, verdicts)
        self._write(terminalreporter, verdicts)

    def _table(self, terminal: pytest.TerminalReporter, verdicts: list[Verdict]) -> None:
        terminal.section("verdicts")
        writer = self.config.get_terminal_writer()
        width = writer.fullwidth if getattr(terminal, "isatty", False) else None  # a file gets all of it
        for line in [
            *lines(verdicts, abstract=not self.own, width=width),
            *(account_of(verdicts, self.checked.results) if self.own else []),
        ]:
            terminal.write_line(line)
        if not self.own and len(verdicts) <= FEW:
            for v in verdicts:
                terminal.write_line(f"why, and how to cite it: python -m verify claim {v.claim.id}")
        for v in verdicts:
            for problem in v.problems:
                terminal.write_line(f"{v.claim.id}: {problem}", red=True)
            if not v.passed:
                _count_as_failed(terminal, v.claim.id, "; ".join(v.problems))
        for claim, problem in self.lost().items():
            terminal.write_line(f"{claim}: {problem}", red=True)
            _count_as_failed(terminal, claim, problem)
        if left_out := self.owed.left_out(self.claims(), self.own):
            terminal.write_line(left_out)
        if self.earlier is not None:
            terminal.section(f"against the ledger of {self.earlier['created']}")
            for found in self.changes():
                terminal.write_line(str(found), red=found.fails)
                if found.fails:
                    _count_as_failed(terminal, found.claim, str(found))
            terminal.write_line(_compared_with(self.earlier, verdicts, bool(self.changes())))

    def _write(self, terminal: pytest.TerminalReporter, verdicts: list[Verdict]) -> None:
        """Each file that was asked for, after everything is on the screen; what cannot be written is one line and fails the run."""
        option = self.config.getoption
        writers: dict[str, Callable[[Path], object]] = {
            "ledger": lambda path: write_json(path, self._ledger(verdicts), indent=0),
            "ledger_md": lambda path: write_whole(path, as_markdown(verdicts) + checks_report.as_markdown(self.checked.results)),
            "kills": lambda path: write_whole(path, kills.merged(path, self.checked.results, self._digests())),
            "counterexamples": lambda folder: _write_witnesses(folder, verdicts),
            "report": lambda folder: write_site(folder, self._ledger(verdicts), self.claims(), abstract=not self.own),
        }
        for name, write in writers.items():
            path = option(name)
            if path is None:
                continue
            try:
                write(path)
            except (OSError, ValueError) as error:
                line = f"--{name.replace('_', '-')}: not written: {getattr(error, 'strerror', None) or error}: {path}"
                terminal.write_line(line, red=True)
                _count_as_failed(terminal, f"--{name.replace('_', '-')}", line)
                if self.session is not None and self.session.exitstatus == pytest.ExitCode.OK:
                    self.session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def _ledger(self, verdicts: list[Verdict]) -> dict[str, Any]:
        return as_ledger(verdicts, self.config.getoption("--suite-seed"), self.checked.results)

    def _digests(self) -> dict[str, str]:
        """The claims that have the check `mutants`, and so a row in the table of kills."""
        return {i: claim.digest for i, claim in self.claims().items() if "mutants" in checks_for(claim)}


def _count_as_failed(terminal: pytest.TerminalReporter, name: str, why: str) -> None:
    """Let pytest's last line count what failed beyond single items, so that it is red whenever the exit status is not 0."""
    report = pytest.TestReport(name, (name, None, name), {}, "failed", why, "call")
    terminal.stats.setdefault("failed", []).append(report)


def _compared_with(earlier: Mapping[str, Any], verdicts: list[Verdict], differs: bool) -> str:
    """How many claims of the earlier ledger were compared."""
    known = {entry["id"] for entry in earlier["claims"]}
    compared = len(known & {v.claim.id for v in verdicts})
    said = "differences as above" if differs else "no difference"
    return f"{said}; {compared} of {len(known)} claims of that ledger were compared"


def _write_witnesses(folder: Path, verdicts: list[Verdict]) -> None:
    """One file per claim, rung and half."""
    for v in verdicts:
        for result in v.results:
            for half, data in result.witnesses.items():
                if "x_r" in data:
                    name = safe_name(f"{result.claim}-{result.rung}-{half}")
                    write_json(folder / f"{name}.json", data)


def check_outputs(config: pytest.Config) -> None:
    """Refuse outputs that could not be written, before anything runs."""
    if config.getoption("kills") is not None and not config.getoption("thorough"):
        raise pytest.UsageError("`--kills` needs `--thorough`: other runs put a few slips to a few rungs")
    for name in FILES:
        path: Path | None = config.getoption(name)
        if path is None:
            continue
        option = f"--{name.replace('_', '-')}"
        if path.is_dir():
            raise pytest.UsageError(f"`{option}` must be a file; {path} is a folder")
        if not path.parent.is_dir() and path.parent.exists():
            raise pytest.UsageError(f"`{option}` must lie in a folder; {path.parent} is a file")
    for name in ("counterexamples", "report"):
        folder: Path | None = config.getoption(name)
        if folder is not None and folder.exists() and not folder.is_dir():
            raise pytest.UsageError(f"`--{name}` must be a folder; {folder} is a file")
