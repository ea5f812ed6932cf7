"""Devices: which one, exactly how it computes, and time that counts only finished work."""

from __future__ import annotations

import platform
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

import numpy as np
import scipy
import sklearn
import torch
from torch.utils import collect_env

from theory.networks.deterministic import deterministic

T = TypeVar("T")


def device_of(name: str) -> torch.device:
    """``cpu``, ``cuda`` or ``cuda:N``; raises ``ValueError`` where torch cannot reach it."""
    if name.split(":")[0] not in ("cpu", "cuda"):
        raise ValueError(f"`device` must be cpu, cuda or cuda:N; received {name!r}")
    try:
        device = torch.device(name)
    except RuntimeError as error:
        raise ValueError(f"`device` must be cpu, cuda or cuda:N; received {name!r}") from error
    if device.type == "cpu" and device.index is not None:
        raise ValueError(f"`device` must be cpu, cuda or cuda:N; received {name!r}")
    if device.type == "cuda" and not torch.cuda.is_available():
        raise ValueError(f"`device` must be one that torch can reach; received {name!r}, and torch finds no CUDA device")
    if device.type == "cuda" and (device.index or 0) >= torch.cuda.device_count():
        raise ValueError(f"`device` must be one of {torch.cuda.device_count()} CUDA devices; received {name!r}")
    return device


@contextmanager
def reproducible(threads: int | None = None) -> Iterator[None]:
    """Deterministic algorithms, full float32 (no TF32) and ``threads`` CPU threads inside; what was set before comes back after.

    Nothing may have been computed on the GPU before, see :func:`theory.networks.deterministic.deterministic`.
    """
    cudnn = torch.backends.cudnn
    before = cudnn.allow_tf32, torch.get_num_threads()
    try:
        with deterministic():
            cudnn.allow_tf32 = False
            if threads is not None:
                torch.set_num_threads(threads)
            yield
    finally:
        cudnn.allow_tf32 = before[0]
        torch.set_num_threads(before[1])


def synchronize(device: torch.device) -> None:
    """Wait until the device has done everything it was given; a GPU returns from a call before its work is done."""
    if device.type == "cuda":
        torch.cuda.synchronize(device)


def timed(work: Callable[[], T], device: torch.device) -> tuple[T, float]:
    """The value of ``work()`` and the seconds until the device had finished it."""
    synchronize(device)
    started = time.perf_counter()
    value = work()
    synchronize(device)
    return value, time.perf_counter() - started


def peak_memory() -> int | None:
    """Bytes of this process at its peak so far; None where the system does not say."""
    try:
        import resource
    except ImportError:  # Windows, where psutil knows
        try:
            import psutil
        except ImportError:
            return None
        return int(psutil.Process().memory_info().peak_wset)
    unit = 1 if sys.platform == "darwin" else 1024  # macOS counts bytes, Linux KiB
    return unit * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def environment(device: torch.device) -> dict[str, str]:
    """What a result must name so that another can judge it: versions, device, processor, threads; on a GPU CUDA, cuDNN and driver too."""
    threads = torch.get_num_threads()
    versions = {"torch": torch.__version__, "numpy": np.__version__, "scipy": scipy.__version__, "sklearn": sklearn.__version__}
    found = {"device": f"CPU ({platform.machine()}, {threads} threads)", "python": platform.python_version(), **versions}
    if device.type == "cuda":
        found |= {
            "device": torch.cuda.get_device_name(device),
            "cuda": str(torch.version.cuda),
            "cudnn": str(torch.backends.cudnn.version()),
            "driver": str(collect_env.get_nvidia_driver_version(collect_env.run)),
        }
    return {**found, "threads": str(threads)}
