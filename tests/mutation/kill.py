"""Run the rungs of ``verify`` over a mutated ``theory``, in a process of its own.

``python -m tests.mutation.kill INDEX [RUNG[:CLAIM] ...]`` prints JSON: for each rung (all unless named) the first claim, of all or the
one named, on which the rung does not support the registered truth, or null.
INDEX -1 mutates nothing.
"""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import importlib.util
import json
import sys
from collections.abc import Sequence
from types import CodeType, ModuleType
from typing import Any

from tests.mutation.mutants import MUTANTS, Mutant


class MutatingLoader(importlib.machinery.SourceFileLoader):
    """Loads a module from its source with one replacement made."""

    mutant: Mutant

    def get_code(self, fullname: str) -> CodeType:
        """The code of the mutated source."""
        path = self.get_filename(fullname)
        source = self.get_data(path).decode()
        if source.count(self.mutant.old) != 1:
            raise SystemExit(f"`old` of mutant {self.mutant.slip!r} must occur once; found {source.count(self.mutant.old)} times")
        return compile(source.replace(self.mutant.old, self.mutant.new), path, "exec")


class MutatingFinder(importlib.abc.MetaPathFinder):
    """Hands one module to the mutating loader."""

    def __init__(self, mutant: Mutant) -> None:
        self.mutant = mutant

    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> importlib.machinery.ModuleSpec | None:
        """The spec of the mutated module; None for any other."""
        if name != self.mutant.module:
            return None
        spec = importlib.machinery.PathFinder.find_spec(name, path, target)
        if spec is None or spec.origin is None:
            return None
        loader = MutatingLoader(name, spec.origin)
        loader.mutant = self.mutant
        return importlib.util.spec_from_file_location(name, spec.origin, loader=loader)


def killers(asked: Sequence[str] = ()) -> dict[str, str | None]:
    """Per rung (all unless named, as "rung" or "rung:claim"), the first claim that goes red and how: "O4", or "O4 (TypeError)"."""
    from verify.rungs import RUNGS, rung_names
    from verify.rungs.workbench import Workbench
    from verify.validation.registry import load_claims

    bench = Workbench(examples=40, largest_block=3)
    out: dict[str, str | None] = {}
    for one in asked or RUNGS:
        rung, _, only = one.partition(":")
        claims = (claim for claim in load_claims() if rung in rung_names(claim) and only in ("", claim.id))
        reds = (_red(claim, rung, RUNGS[rung], bench) for claim in claims)
        out[one] = next((red for red in reds if red), None)
    return out


def _red(claim: Any, rung: str, run: Any, bench: Any) -> str | None:
    """The claim's id when ``rung`` does not support its registered truth, with the exception's name if one was raised."""
    from verify.claim.result import fits

    try:
        result = run(claim, bench)
    except Exception as error:  # a mutant may break anything, and a crash is a red item too
        return f"{claim.id} ({type(error).__name__})"
    return None if fits(claim, result) else claim.id


if __name__ == "__main__":
    index = int(sys.argv[1])
    if index >= 0:
        sys.meta_path.insert(0, MutatingFinder(MUTANTS[index]))
    print(json.dumps(killers(sys.argv[2:])))
