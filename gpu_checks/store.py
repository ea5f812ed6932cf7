"""Checkpoints: a study is made of named pieces, each kept when it is finished, so that a run killed at any moment loses one at most.

A piece is a function of the study's configuration, the code and its name alone, all seeds included; whether it was computed now or
found on disk, the result is the same. Files appear whole or not at all. Beside each lies a record of the seconds it took, of the folder,
which is named after configuration and code, and of a checksum: a piece that does not fit its record is named and computed again.
"""

from __future__ import annotations

import hashlib
import io
import json
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch

from gpu_checks.models import Params
from verify.files import write_whole

HERE = Path(__file__).parent
ROOT = HERE.parent
IN_CHECKOUT = (ROOT / "pyproject.toml").is_file()
BUILD = (ROOT if IN_CHECKOUT else Path()) / "build"
"""Where results go that are not committed: in a checkout, or below the current folder where the package is installed."""

Report = Callable[[str, float, bool], None]
"""Told of every piece: its name, the seconds that it took, and whether it was found."""


@dataclass
class Store:
    """Pieces in ``folder``; None keeps nothing.

    ``report`` is told of each as it is done. ``seconds`` sums what all pieces took, those found on disk included, so that a resumed run
    reports the whole time.
    """

    folder: Path | None
    report: Report = lambda *_: None
    done: int = 0
    seconds: float = 0.0
    unfit: int = 0
    known: dict[str, bytes] = field(default_factory=dict)

    def json(self, name: str, compute: Callable[[], Any]) -> Any:
        """A piece that JSON can hold. What comes back has been through JSON either way, so that both ways give the same.

        A piece that is asked for again in the same run is the one that is known.
        """

        def encode(value: Any) -> bytes:
            return json.dumps(value).encode()

        if name in self.known:
            self.report(name, 0.0, True)
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
        """The bytes of a piece, found or computed."""
        path = None if self.folder is None else self.folder / f"{name.replace('/', '--').replace(' ', '_')}.{kind}"
        known = self._found(path)
        if known is not None:
            content, taken = known
        else:
            started = time.perf_counter()
            content = encode()
            taken = time.perf_counter() - started
            if path is not None:
                write_whole(_record_of(path), json.dumps(_record(path, content, taken)))
                write_whole(path, content)  # after its record: a piece without one has been tampered with
        self.done += 1
        self.seconds += taken
        self.report(name, taken, known is not None)
        return content

    def _found(self, path: Path | None) -> tuple[bytes, float] | None:
        """A stored piece and its seconds; None where there is none that fits its record."""
        if path is None or not path.exists():
            return None
        try:
            content, record = path.read_bytes(), json.loads(_record_of(path).read_text(encoding="utf-8"))
            taken = float(record["seconds"])
            fits = record == _record(path, content, taken)
        except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
            fits = False
        if not fits:
            self.unfit += 1
            sys.stderr.write(f"{path}: damaged, edited or of other code; it is computed again\n")
            return None
        return content, taken


def _record(path: Path, content: bytes, seconds: float) -> dict[str, Any]:
    """What identifies a piece, and a checksum of it and of the seconds that it took."""
    checksum = hashlib.sha256(content + repr(seconds).encode()).hexdigest()
    return {"piece": path.name, "folder": path.parent.name, "seconds": seconds, "sha256": checksum}


def _record_of(path: Path) -> Path:
    return path.with_name(f"{path.name}.record")
