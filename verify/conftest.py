"""pytest glue alone: a claim file becomes one item per rung and check; :mod:`verify.session.conclusions` concludes when all have run."""

from __future__ import annotations

import argparse
import gc
import importlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from verify.checks.items import CheckItem, check_items
from verify.claim import Claim
from verify.claim.result import RungResult, fits
from verify.claim.sides import SideError
from verify.report.ledger import LedgerError, read_ledger
from verify.rungs import ALL, rung_names
from verify.rungs.workbench import Workbench
from verify.session.conclusions import PROPERTY, Conclusions, check_outputs
from verify.session.evaluation import Gatherer
from verify.session.owed import Owed, item_name
from verify.session.own_claims import OwnClaims
from verify.session.scheduler import SharingScheduler
from verify.time_limit import can_limit
from verify.validation import vet
from verify.validation.independence import faults
from verify.validation.registry import ClaimFileError, claim_in

HERE = Path(__file__).parent
GATHERER = pytest.StashKey[Gatherer]()
CLAIMS = pytest.StashKey[dict[str, tuple[Claim, Path]]]()

YOUNG = 50_000
"""New objects after which garbage is looked for: rungs keep many small results and make few cycles, and Python's 700 are made in 1 ms."""


def _at_least(least: int) -> Callable[[str], int]:
    """Reads a whole number that is at least ``least``."""

    def read(text: str) -> int:
        try:
            value = int(text)
        except ValueError:
            raise argparse.ArgumentTypeError(f"must be a whole number; received {text!r}") from None
        if not least <= value < 2**63:
            raise argparse.ArgumentTypeError(f"must be a whole number from {least} to 2^63 - 1; received {text}")
        return value

    return read


def _seconds(text: str) -> float:
    """Reads a number of seconds."""
    try:
        value = float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"must be a number of seconds; received {text!r}") from None
    if not 0 <= value < 1e7:
        raise argparse.ArgumentTypeError(f"must be a number of seconds from 0 (no limit) to 10^7; received {text}")
    return value


def pytest_addoption(parser: pytest.Parser) -> None:
    """Options of ``pytest verify``."""
    group = parser.getgroup("goldengap")
    group.addoption("--ledger", type=Path, metavar="FILE", help="write everything the run found as JSON")
    group.addoption("--ledger-md", type=Path, metavar="FILE", help="write the table of verdicts as Markdown")
    group.addoption("--kills", type=Path, metavar="FILE", help="write who noticed which slip as Markdown; needs --thorough")
    group.addoption("--readme", type=Path, metavar="FILE", help="bring the table of claims between its markers in FILE up to date")
    group.addoption("--against", type=Path, metavar="FILE", help="compare with the ledger in FILE; weaker, changed or gone fails the run")
    group.addoption("--counterexamples", type=Path, metavar="DIR", help="write every counterexample found as a replayable file")
    group.addoption("--claims", type=Path, metavar="PATH", help="run the claims of this file or folder in place of ours")
    group.addoption("--suite-seed", type=_at_least(0), default=0, metavar="N", help="seed of the designs and of the search (default 0)")
    group.addoption("--time-limit", type=_seconds, default=300.0, metavar="S", help="seconds per claim and rung, 0 for none (default 300)")
    group.addoption(
        "--thorough", action="store_true", help="identities on shapes up to 8 instead of 4 (hours), every slip put to every rung"
    )
    group.addoption("--examples", type=_at_least(1), default=80, metavar="N", help="problems the search draws per claim (default 80)")


def pytest_configure(config: pytest.Config) -> None:
    """One workbench and one set of results per process."""
    largest = 8 if config.getoption("--thorough") else 4
    thorough = config.getoption("--thorough")
    bench = Workbench(config.getoption("--suite-seed"), config.getoption("--examples"), largest_block=largest, thorough=thorough)
    config.stash[GATHERER] = Gatherer(bench, config.getoption("--time-limit"))
    config.stash[CLAIMS] = {}
    if path := config.getoption("--claims"):
        if not path.exists():
            raise pytest.UsageError(f"`--claims` must be a file or folder of claims; {path} does not exist")
        config.pluginmanager.register(OwnClaims(path, ClaimFile), "goldengap-own-claims")
    if not hasattr(config, "workerinput") and not config.option.collectonly:  # a list of items has no verdicts
        check_outputs(config)
        config.pluginmanager.register(Conclusions(config, Owed(config), _earlier(config)), "goldengap-conclusions")


def _earlier(config: pytest.Config) -> dict[str, Any] | None:
    """The ledger to compare with, read before anything runs."""
    try:
        path = config.getoption("--against")
        return read_ledger(path) if path else None
    except LedgerError as error:
        raise pytest.UsageError(f"--against {error}") from None


def pytest_report_header(config: pytest.Config) -> str:
    """What the run depends on."""
    limit = config.getoption("--time-limit")
    per_item = f"{limit:g} s per claim and rung" if limit and can_limit() else "no time limit per claim and rung"
    return f"goldengap: seed {config.getoption('--suite-seed')}, {config.getoption('--examples')} examples per search, {per_item}"


def pytest_ignore_collect(config: pytest.Config) -> bool | None:
    """Claims are no benchmarks."""
    return True if config.getoption("--benchmark-only", default=False) else None


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> ClaimFile | None:
    """Every module below verify/claims that is not an ``__init__``."""
    below_claims = HERE / "claims" in file_path.parents
    if below_claims and file_path.suffix == ".py" and file_path.name != "__init__.py":
        return ClaimFile.from_parent(parent, path=file_path)
    return None


def pytest_collection_finish(session: pytest.Session) -> None:
    """Let every rung prepare for the claims that it will be asked about; what is there by now stays, and need not be collected."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG)
    items = [item for item in session.items if isinstance(item, RungItem)]
    for rung in ALL:
        rung.prepare([item.claim for item in items if item.rung == rung.name], session.config.stash[GATHERER].bench)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> SharingScheduler | None:
    """With ``-n``, claims that share the work on random points go to one worker; everything else is spread as usual."""
    return SharingScheduler(config, log) if config.getoption("dist") == "load" else None


class ClaimFile(pytest.File):
    """A file that defines ``CLAIM``."""

    def collect(self) -> Iterator[RungItem | CheckItem]:
        """One item per rung and check of the claim; a second file with the same id is a collection error."""
        own = self.config.getoption("--claims") is not None
        claim = self._own_claim() if own else self._claim()
        first, where = self.config.stash[CLAIMS].setdefault(claim.id, (claim, self.path))
        if first is not claim:
            raise self.CollectError(f"claim ids must be unique; {claim.id} is used by {where} and by {self.path}")
        if wrong := faults(claim):
            raise self.CollectError(f"{self.path}: claim {claim.id}: " + "; ".join(wrong))
        for rung in rung_names(claim):
            yield RungItem.from_parent(self, name=item_name(claim, rung), claim=claim, rung=rung)
        yield from check_items(self, claim, self.config.stash[GATHERER].bench, own=own)

    def _claim(self) -> Claim:
        name = ".".join(self.path.relative_to(HERE.parent).with_suffix("").parts)
        return importlib.import_module(name).CLAIM

    def _own_claim(self) -> Claim:
        """A reviewer's claim, vetted; what is wrong with it is a collection error that says how to write it."""
        try:
            claim = claim_in(self.path)
            vet(claim, [instance.exact for instance in self.config.stash[GATHERER].bench.synthetic])
        except (ClaimFileError, SideError) as error:
            where = "" if str(self.path) in str(error) else f"{self.path}: "
            raise self.CollectError(f"{where}{error}") from None
        return claim


class Disagreement(Exception):  # noqa: N818 - a finding, not an error
    """A rung's evidence does not support what is registered about the claim."""


class RungItem(pytest.Item):
    """One claim on one rung."""

    def __init__(self, *, claim: Claim, rung: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.claim, self.rung = claim, rung

    def runtest(self) -> None:
        """Gather the evidence; pass exactly when it is decisive and supports the registered truth."""
        result = self.config.stash[GATHERER].gather(self.claim, self.rung)
        self.user_properties.append((PROPERTY, result.as_dict()))
        if not fits(self.claim, result):
            raise Disagreement(_explain(self.claim, result))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """The finding itself, without a traceback; everything else as pytest shows it."""
        return str(excinfo.value) if isinstance(excinfo.value, (Disagreement, SideError)) else super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, None, str]:
        """Where the claim is written."""
        return self.path, None, self.name


def _explain(claim: Claim, result: RungResult) -> str:
    head = f"{claim.id} ({claim.short}): registered {claim.truth.value}, rung {result.rung} found {result.found.value}"
    return f"{head}\n  {result.note or 'nothing was compared'}\n  {result.tally}"
