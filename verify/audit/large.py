"""Which data are audited block by block, and how: those that would not fit into memory, and those that a cluster is asked for."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from mmap import mmap
from pathlib import Path
from typing import Any

import numpy as np
from threadpoolctl import threadpool_info

from theory.blockwise import needed
from theory.stored import Chunked, Samples, Stored
from theory.tree_sums import Reduce, local, on_dask
from verify.audit.applicability import applicability
from verify.audit.bad_input import BadInputError
from verify.audit.block_sums import Summed
from verify.audit.by_blocks import ByBlocks
from verify.audit.cluster import client_of
from verify.audit.memory import FIXED, available_memory, promised
from verify.audit.options import Options, numbers
from verify.audit.read_npz import read_npz
from verify.audit.result import Audit
from verify.audit.sources import PARTS, in_folder, read_parts
from verify.audit.table import Table
from verify.validation.registry import load_claims


@dataclass(frozen=True)
class Large:
    """Features that are not in memory, with where the rest is, if in files: an .npz as a whole, or one array each."""

    features: Stored | Chunked
    parts: Mapping[str, Path]

    def peak(self, outputs: int) -> int:
        """Bytes that the audit stays below, the interpreter and the targets with all wrong ones included."""
        n, d = self.features.shape
        return needed(n, d, outputs, workers()) + FIXED + 8 * n * (12 * outputs + 4)

    def is_too_large(self, memory: int | None) -> bool:
        """Whether there are more samples than features, and more than fits into ``memory`` bytes (what is free if None)."""
        n, d = self.features.shape
        free = available_memory() if memory is None else memory
        return n > d and free is not None and promised(n, d, 1) > free


def large(file: Path | None, parts: Mapping[str, Path], memory: int | None, *, cluster: bool) -> Large | None:
    """What is to be read block by block: more samples than features, more than fits into ``memory`` bytes (what is free if None).

    None for everything else, and for a file that cannot be read in parts: compressed, or stored by columns.
    """
    where = parts if file is None else {part: in_folder(file, part) for part in PARTS} if file.is_dir() else {}
    try:
        if where:
            features = Stored.npy(where["features"]) if where["features"].suffix == ".npy" else None
        else:
            features = Stored.member(file, "features") if file is not None and file.suffix == ".npz" else None
    except Exception:  # whatever is wrong with the file, the reader that takes all at once says it
        return None
    if features is None:
        if cluster:
            raise BadInputError("`--scheduler` needs features in an .npy, or in an .npz without compression")
        return None
    found = Large(features, where)
    return found if found.is_too_large(memory) or (cluster and features.shape[0] > features.shape[1]) else None


def outside(features: Any) -> Large | None:
    """What is audited by blocks: a Dask array with more samples than features, or an array that numpy mapped, whole, from a large file."""
    if hasattr(features, "dask") and hasattr(features, "chunks"):
        if not features.shape[0] > features.shape[1]:
            return None
        try:
            return Large(Chunked(features), {})
        except ValueError as error:
            raise BadInputError(str(error)) from error
    if not isinstance(features, np.memmap) or not isinstance(features.base, mmap) or features.ndim != 2 or not features.flags.c_contiguous:
        return None
    n, d = features.shape
    path = features.filename
    if path is None or features.dtype.kind not in "biuf" or features.dtype.itemsize > 8:
        return None
    found = Large(Stored(Path(path), features.offset, features.dtype, (n, d)), {})
    return found if found.is_too_large(None) else None


def workers() -> int:
    """Blocks that are worked on at once here: one for each BLAS thread, two at most, because each needs memory of its own."""
    return min(2, max((int(pool["num_threads"]) for pool in threadpool_info() if pool["user_api"] == "blas"), default=1))


def rest_of(of: Large, file: Path | None, wanted: Sequence[str]) -> Table:
    """Everything but the features."""
    if of.parts:
        return read_parts({part: path for part, path in of.parts.items() if part != "features"})
    if file is None:
        raise ValueError("`file` must be given where there are no parts; received None")
    return read_npz(file, wanted, features=False)


@contextmanager
def sums(scheduler: str | None) -> Iterator[Callable[[str], Reduce]]:
    """How one pass is summed: here, telling standard error how far it is, or on the cluster at this address."""
    if scheduler is None:
        yield lambda told: partial(local, workers=workers(), progress=partial(_told, told))
        return
    with client_of(scheduler) as client:
        yield lambda _: partial(on_dask, client=client)


def audited_by_blocks(of: Large, table: Table, options: Options, title: str, reduce: Callable[[str], Reduce] = lambda _: local) -> Audit:
    """The audit of ``of`` with the targets and flags in ``table``; one thread and no word of progress unless ``reduce`` says otherwise."""
    if options.kernel != "linear":
        raise BadInputError("`kernel` must be left out where features are read block by block; its features are n for n samples")
    targets = numbers("targets", table.arrays["targets"])
    try:
        samples = Samples(of.features, targets.reshape(len(targets), -1), table.arrays["forget"], options.intercept)
        report, notes = ByBlocks(Summed(samples, reduce), options).report()
    except ValueError as error:
        raise BadInputError(str(error)) from error
    return Audit(report, (*table.notes, *notes), applicability(load_claims(), report), title)


def _told(what: str, done: int, count: int) -> None:
    """A line that counts where there is a terminal, and one a pass elsewhere."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{what}: block {done} of {count}" + ("\n" if done == count else ""))
    elif done == count:
        sys.stderr.write(f"{what}: {count} blocks\n")
    sys.stderr.flush()
