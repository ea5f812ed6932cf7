"""Runs of torch that can be repeated to the bit. torch is optional: import this module only where it is installed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

import torch


@contextmanager
def deterministic() -> Iterator[None]:
    """Deterministic algorithms and no TF32 inside the block; the settings before it are restored behind it.

    cuBLAS reads CUBLAS_WORKSPACE_CONFIG when it starts and is deterministic only with it: it is set where it is not, and stays set.
    """
    os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")
    before = torch.are_deterministic_algorithms_enabled(), torch.backends.cuda.matmul.allow_tf32
    torch.use_deterministic_algorithms(True)
    torch.backends.cuda.matmul.allow_tf32 = False
    try:
        yield
    finally:
        torch.use_deterministic_algorithms(before[0])
        torch.backends.cuda.matmul.allow_tf32 = before[1]
