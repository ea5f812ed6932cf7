"""A slip, as a replacement of source text, and the import hook that makes it."""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import importlib.util
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, ModuleType

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Mutant:
    """``old`` becomes ``new`` in ``module``; ``slip`` says what mistake that is."""

    slip: str
    module: str
    old: str
    new: str

    @property
    def file(self) -> Path:
        """Where the module is."""
        path = ROOT / self.module.replace(".", "/")
        return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")

    @property
    def fault(self) -> str:
        """Why the slip cannot be made; empty where it can."""
        if not self.file.is_file():
            return f"{self.slip!r}: there is no module {self.module}"
        count = self.file.read_text(encoding="utf-8").count(self.old)
        return "" if count == 1 else f"{self.slip!r}: `old` must occur once in {self.module}; it occurs {count} times: {self.old}"


def within(module: str, *slips: tuple[str, str, str]) -> tuple[Mutant, ...]:
    """The slips of one module, each as (what mistake it is, old text, new text)."""
    return tuple(Mutant(slip, module, old, new) for slip, old, new in slips)


class MutatingLoader(importlib.machinery.SourceFileLoader):
    """Loads a module from its source with one replacement made, and remembers whether it was imported and could be."""

    mutant: Mutant
    used = failed = False

    def get_code(self, fullname: str) -> CodeType:
        """The code of the mutated source."""
        path = self.get_filename(fullname)
        return compile(self.get_data(path).decode().replace(self.mutant.old, self.mutant.new), path, "exec")

    def exec_module(self, module: ModuleType) -> None:
        """Runs it."""
        MutatingLoader.used = True
        try:
            super().exec_module(module)
        except BaseException:
            MutatingLoader.failed = True
            raise


class MutatingFinder(importlib.abc.MetaPathFinder):
    """Hands one module to the mutating loader."""

    def __init__(self, mutant: Mutant) -> None:
        if mutant.fault:
            raise ValueError(mutant.fault)
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
        return importlib.util.spec_from_file_location(
            name, spec.origin, loader=loader, submodule_search_locations=spec.submodule_search_locations
        )
