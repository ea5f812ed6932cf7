"""Seeds by purpose: the same parts give the same seed everywhere, and no two purposes share a stream."""

from __future__ import annotations

import hashlib

import torch


def seed_of(*parts: object) -> int:
    """A 63-bit seed from what it is for, such as ``seed_of("init", 3)``: a digest, so that seeds 1, 2, 3 do not run in parallel."""
    digest = hashlib.sha256("/".join(map(str, parts)).encode()).digest()
    return int.from_bytes(digest[:8], "big") >> 1


def subset(count: int, most: int, *parts: object) -> torch.Tensor:
    """``most`` of 0..count-1, or all of them if there are fewer, drawn once for the same ``parts`` and in order."""
    return torch.randperm(count, generator=generator(*parts))[:most].sort().values


def generator(*parts: object) -> torch.Generator:
    """A CPU generator seeded by :func:`seed_of`. Numbers are drawn on the CPU on every device, so that devices share them."""
    return torch.Generator().manual_seed(seed_of(*parts))
