"""Checkpoints: a study is made of named pieces, each kept when it is finished, so that a run killed at any moment loses one at most.

A piece is a function of the study's configuration, the code and its name alone, all seeds included; whether it was computed now or
found on disk, the result is the same. Files appear whole or not at all.
"""

from __future__ import annotations

import hashlib
import io
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch

from gpu_checks.models import Params
from verify.files import write_whole

HERE = Path(__file__).parent
ROOT = HERE.parent
Report = Callable[[str], None]


MEASURING = (
    *("gpu_checks/*.py", "gpu_checks/data/*.py", "gpu_checks/models/*.py", "gpu_checks/methods/*.py", "gpu_checks/metrics/*.py"),
    *("gpu_checks/statistics/p*.py", "gpu_checks/studies/choice.py", "gpu_checks/studies/comparison.py"),
    *("gpu_checks/studies/settings.py", "gpu_checks/studies/run.py"),
    "theory/arithmetic/torch_float64.py",
)
"""The code that decides a piece, by patterns. What concludes, prints and draws runs anew each time and may change."""


def digest_of(config: object, environment: Mapping[str, str], *code: str) -> str:
    """A name for all that decides a piece: the configuration, versions and device, the code that measures, the study's own ``code``.

    ``code`` are patterns like those of MEASURING. A piece thus never outlives what it was computed by.
    """
    digest = hashlib.sha256(repr((config, sorted(environment.items()))).encode())
    paths = {path for pattern in (*MEASURING, *code) for path in ROOT.glob(pattern)} - {HERE / "__main__.py", HERE / "command.py"}
    for path in sorted(paths):
        digest.update(path.relative_to(ROOT).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()[:16]


@dataclass
class Store:
    """Pieces in ``folder``; None keeps nothing.

    ``total`` pieces are expected; ``report`` is told of each as it is done. ``seconds`` sums what all pieces took, those found on
    disk included, so that a resumed run reports the whole time.
    """

    folder: Path | None
    total: int = 0
    report: Report = lambda _: None
    done: int = 0
    seconds: float = 0.0
    spent: dict[str, float] = field(default_factory=dict)
    known: dict[str, bytes] = field(default_factory=dict)

    def json(self, name: str, compute: Callable[[], Any]) -> Any:
        """A piece that JSON can hold. What comes back has been through JSON either way, so that both ways give the same.

        A piece that is asked for again in the same run is the one that is known, and no further one of the ``total``.
        """

        def encode(value: Any) -> bytes:
            return json.dumps(value).encode()

        if name in self.known:
            self.total -= 1
        else:
            self.known[name] = self._piece(name, "json", lambda: encode(compute()))
        return json.loads(self.known[name])

    def params(self, name: str, compute: Callable[[], Params], device: torch.device) -> Params:
        """A piece made of stacked parameters; on ``device``, bit by bit what was computed."""

        def encode() -> bytes:
            buffer = io.BytesIO()
            np.savez(buffer, **{key: p.cpu().numpy() for key, p in compute().items()})
            return buffer.getvalue()

        with np.load(io.BytesIO(self._piece(name, "npz", encode)), allow_pickle=False) as arrays:
            return {key: torch.from_numpy(arrays[key]).to(device) for key in arrays.files}

    def _piece(self, name: str, kind: str, encode: Callable[[], bytes]) -> bytes:
        """The bytes of a piece, with the seconds it took in a file beside it."""
        started = time.perf_counter()
        if self.folder is None:
            content, how = encode(), "computed"
            taken = time.perf_counter() - started
        else:
            path = self.folder / f"{name.replace('/', '--').replace(' ', '_')}.{kind}"
            clock = path.with_suffix(f".{kind}.seconds")
            if path.exists() and clock.exists():
                content, how, taken = path.read_bytes(), "found", float(clock.read_text())
            else:
                content, how = encode(), "computed"
                taken = time.perf_counter() - started
                write_whole(clock, repr(taken).encode())
                write_whole(path, content)
        self.done += 1
        self.seconds += taken
        self.spent[name] = taken
        self.report(f"[{self.done}/{self.total}] {name}: {how}, {taken:.1f} s")
        return content
