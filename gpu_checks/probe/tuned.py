"""Fine-tuning a probe by torch's own optimizers, and what it has forgotten after so much of a retraining."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from gpu_checks.probe.samples import Samples, Weights, accuracies, cross_entropy, squared
from gpu_checks.seeds import generator

LOSSES = {"squared": squared, "cross-entropy": cross_entropy}


@dataclass(frozen=True)
class Way:
    """How a probe is trained: ``optimizer`` "SGD" (momentum 0.9) or "Adam", mini-batches, and torch's weight decay."""

    loss: str
    optimizer: str
    rate: float
    decay: float = 0.0
    batch: int = 64
    momentum: float = 0.9

    @property
    def name(self) -> str:
        """As tables print it."""
        return f"{self.loss}, {self.optimizer}" + (f", decay {self.decay:g}" if self.decay else "")

    def steps(self, samples: int, epochs: int) -> int:
        """Steps in so many epochs; the incomplete last batch of an epoch is a step, too."""
        return epochs * math.ceil(samples / self.batch)


def trained(x: np.ndarray, y: np.ndarray, start: Weights, way: Way, marks: Sequence[int], seed: int) -> Iterator[Weights]:
    """Weights after each of the ``marks``, increasing numbers of steps; a fresh order of the samples each epoch, drawn by ``seed``."""
    features, target = torch.from_numpy(np.ascontiguousarray(x)), torch.from_numpy(np.ascontiguousarray(y))
    w = nn.Parameter(torch.from_numpy(start.copy()))
    optimizer: torch.optim.Optimizer
    if way.optimizer == "SGD":
        optimizer = torch.optim.SGD([w], lr=way.rate, momentum=way.momentum, weight_decay=way.decay)
    elif way.optimizer == "Adam":
        optimizer = torch.optim.Adam([w], lr=way.rate, weight_decay=way.decay)
    else:
        raise ValueError(f"`optimizer` must be SGD or Adam; received {way.optimizer!r}")
    order, done = _batches(len(x), way.batch, seed), 0
    for mark in marks:
        for rows in (next(order) for _ in range(mark - done)):
            optimizer.zero_grad()
            _loss(way.loss, features[rows] @ w, target[rows]).backward()
            optimizer.step()
        done = mark
        yield w.detach().numpy().copy()


def over_compute(s: Samples, way: Way, epochs: int, shares: Sequence[float], seed: int, interpolating: Weights) -> dict[str, Any]:
    """``golden``, and one of ``rows`` per share of a retraining: losses, accuracies, distance from golden, norm of what D_r cannot see.

    Of the norm, rows of SGD also hold what R6 predicts.

    With cross-entropy the pretrained model is trained like the golden one, for ``epochs`` from zero; with the squared loss it is
    ``interpolating`` and the golden model is the nearest interpolation of D_r.
    """
    x_r, y_r = s.remaining
    zero, full = np.zeros_like(interpolating), way.steps(len(x_r), epochs)
    if way.loss == "squared":
        start = interpolating
        golden = np.linalg.lstsq(x_r, y_r, rcond=None)[0]
    else:
        (start,) = trained(s.x, s.targets, zero, way, [way.steps(len(s.x), epochs)], seed)
        (golden,) = trained(x_r, y_r, zero, way, [full], seed + 1)
    basis = np.linalg.qr(x_r.T)[0]

    def unseen(w: Weights) -> float:
        return float(np.linalg.norm(w - basis @ (basis.T @ w)))

    loss = LOSSES[way.loss]
    marks = [round(share * full) for share in shares]
    rows = []
    for share, k, w in zip(shares, marks, trained(x_r, y_r, start, way, marks, seed + 2), strict=True):
        row = {"share": share, "steps": k, "UL": loss(*s.forgetting, w), "RL": loss(*s.remaining, w), **accuracies(s, w)}
        row |= {"distance": float(np.linalg.norm(w - golden)), "unseen": unseen(w)}
        if way.optimizer == "SGD":
            row["unseen, predicted"] = unseen(start) * left_by_decay(way, k)
        rows.append(row)
    own = {"UL": loss(*s.forgetting, golden), "RL": loss(*s.remaining, golden), **accuracies(s, golden)}
    return {"golden": {"steps": full, **own, "distance": 0.0, "unseen": unseen(golden)}, "rows": rows}


def left_by_decay(way: Way, steps: int) -> float:
    """R6 with momentum: what ``steps`` steps leave of the weights that no gradient reaches; (1 - rate decay)^steps without momentum.

    v <- momentum v + decay w;  w <- w - rate v, so (w, v) is multiplied by one 2 x 2 matrix a step.
    """
    step = np.array([[1 - way.rate * way.decay, -way.rate * way.momentum], [way.decay, way.momentum]])
    return float(np.linalg.matrix_power(step, steps)[0, 0])


def _loss(name: str, outputs: Tensor, target: Tensor) -> Tensor:
    if name == "squared":
        return ((outputs - target) ** 2).sum(1).mean()
    return nn.functional.cross_entropy(outputs, target)


def _batches(count: int, batch: int, seed: int) -> Iterator[Tensor]:
    stream = generator("probe order", seed)
    while True:
        yield from torch.randperm(count, generator=stream).split(batch)
