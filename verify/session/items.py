"""A claim file becomes one item per rung and check. pytest glue alone."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from verify.checks.items import CheckItem, check_items
from verify.claim import Claim
from verify.claim.result import RungResult, fits
from verify.claim.sides import SideError
from verify.rungs import rung_names
from verify.session.conclusions import PROPERTY
from verify.session.evaluation import Evaluator
from verify.session.owed import item_name
from verify.validation import validate
from verify.validation.independence import faults
from verify.validation.registry import ClaimFileError, claim_in

VERIFY = Path(__file__).parents[1]
EVALUATOR = pytest.StashKey[Evaluator]()
CLAIMS = pytest.StashKey[dict[str, tuple[Claim, Path]]]()


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
        yield from check_items(self, claim, self.config.stash[EVALUATOR].bench, own=own)

    def _claim(self) -> Claim:
        name = ".".join(self.path.relative_to(VERIFY.parent).with_suffix("").parts)
        found: Claim = importlib.import_module(name).CLAIM
        return found

    def _own_claim(self) -> Claim:
        """A reviewer's claim, validated; what is wrong with it is a collection error that says how to write it."""
        try:
            claim = claim_in(self.path)
            validate(claim, [instance.exact for instance in self.config.stash[EVALUATOR].bench.synthetic])
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
        result = self.config.stash[EVALUATOR].evaluate(self.claim, self.rung)
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
