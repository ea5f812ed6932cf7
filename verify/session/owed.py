"""What a run owes: the items that were collected, or would have been but for something that the user did not type.

Verdicts are concluded against this. An item that was skipped, expected to fail, stopped, lost with its worker, or left out by an
option or plugin that the user did not type has no result, and is a problem by name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from verify.checks import CHECKS, checks_for
from verify.claim import Claim
from verify.rungs import RUNGS, rung_names
from verify.validation.registry import file_of

SELECTING = ("-k", "-m", "--deselect", "--lf", "--last-failed", "--sw", "--stepwise", "--ignore", "--ignore-glob")
"""Options by which a user selects items."""


def item_name(claim: Claim, part: str) -> str:
    """The name of the item that puts ``claim`` to the rung or check ``part``."""
    return f"{claim.id}-{part}"


def parts_of(claim: Claim) -> tuple[str, ...]:
    """The rungs and checks that a full run puts ``claim`` to."""
    return (*rung_names(claim), *checks_for(claim))


@dataclass(eq=False)
class Owed:
    """The items of one run, by claim id and by rung or check."""

    config: pytest.Config
    collected: dict[str, set[str]] = field(default_factory=dict)

    @property
    def selected(self) -> bool:
        """Whether the user typed a selection."""
        typed = self.config.invocation_params.args
        return any(str(a).split("=")[0] in SELECTING or str(a)[:2] in ("-k", "-m") or "::" in str(a) for a in typed)

    def note(self, names: Iterable[str]) -> None:
        """Record collected items, by node id or by name."""
        known = {*RUNGS, *CHECKS}
        for name in names:
            claim, _, part = name.rpartition("::")[2].rpartition("-")
            if part in known:
                self.collected.setdefault(claim, set()).add(part)

    def parts(self, claims: Mapping[str, Claim], own: bool) -> dict[str, tuple[str, ...]]:
        """Per claim the rungs and checks that this run owes a result for."""
        out = {}
        for i, claim in claims.items():
            every = parts_of(claim)
            if self.selected:
                every = tuple(p for p in every if p in self.collected.get(i, ()))
            elif not self._asked_for(claim, own) and i not in self.collected:
                every = ()
            if every:
                out[i] = every
        return out

    def left_out(self, claims: Mapping[str, Claim], own: bool) -> str:
        """What the user's selection left out, in one line; empty where it left nothing out."""
        every = sum(len(parts_of(claim)) for claim in claims.values())
        owed = self.parts(claims, own)
        count = sum(map(len, owed.values()))
        if count == every:
            return ""
        whole = sum(len(owed.get(i, ())) == len(parts_of(claim)) for i, claim in claims.items())
        return f"selected: {count} of {every} items; {len(claims) - whole} of {len(claims)} claims are not judged in full by this run"

    def _asked_for(self, claim: Claim, own: bool) -> bool:
        """Whether the paths of the command line hold the file of ``claim``."""
        if own:
            return True
        file = file_of(claim)
        roots = [Path(str(arg).split("::")[0]).absolute() for arg in self.config.args]
        return file is None or any(root == file or root in file.parents for root in roots)
