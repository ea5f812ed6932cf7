"""Every loss of all six models on torch, against torch's own least squares; on the GPU too where there is one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from benchmarks.race import Entry
from benchmarks.samples import Samples

torch = pytest.importorskip("torch")

from theory.arithmetic import Matrix  # noqa: E402 - torch is an extra
from theory.arithmetic.torch_plain import TorchPlain  # noqa: E402
from theory.curves import every_loss  # noqa: E402
from theory.problem import Problem  # noqa: E402

FORGOTTEN = 20
DEVICES = ["cpu", *(["cuda"] if torch.cuda.is_available() else [])]


@pytest.mark.parametrize("method", ["goldengap, all losses", "two torch.linalg.lstsq"])
@pytest.mark.parametrize("shape", [(1024, 128), pytest.param((4096, 1024), marks=pytest.mark.slow)], ids="{0[0]} x {0[1]}".format)
@pytest.mark.parametrize("device", DEVICES)
def test_torch(raced: Callable[[Entry], None], device: str, shape: tuple[int, int], method: str) -> None:
    (d, n), ours = shape, method.startswith("goldengap")
    samples, system, n_r = Samples.draw(*shape, seed=7), TorchPlain(device), n - FORGOTTEN
    x, y, w = (torch.from_numpy(np.ascontiguousarray(a)).to(device) for a in (samples.x.T, samples.y, samples.w))

    def finished(found: Any) -> Any:
        if device == "cuda":
            torch.cuda.synchronize()
        return found

    def all_losses(_: object) -> tuple:
        whole, labels = Matrix(system, x.T), Matrix(system, y)
        parts = (whole.columns(range(n_r)), whole.columns(range(n_r, n)), labels.rows(range(n_r)), labels.rows(range(n_r, n)))
        p = Problem(*parts, tuning=tuple(range(n_r)))
        return finished((p, every_loss(p)))

    def two(_: object) -> Any:
        torch.linalg.lstsq(x[:n_r], y[:n_r], driver="gels")
        return finished(torch.linalg.lstsq(x, y, driver="gels").solution)

    def apart(found: Any) -> float:
        solution = found[0].x.solve(found[0].y).data if ours else found
        return float(torch.linalg.norm(solution - w) / torch.linalg.norm(w))

    raced(
        Entry(
            f"torch {device}, all models, {d} x {n}",
            method,
            all_losses if ours else two,
            apart,
            1e-10,
            ours=ours,
            shape=shape,
            flops=2 * d * n**2 + n**3 / 3 + 60 * d * n if ours else 0,
            bytes=8 * 30 * d * n if ours else 0,
            rounds=3,
        )
    )
