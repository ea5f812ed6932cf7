"""Every model of the theory by training that uses none of its formulas: descent with momentum, LAPACK's least squares, and masks."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from gpu_checks.probe.samples import Samples, Weights

REACHED = 1e-13
"""Training stops where momentum descent has shrunk every direction by this much, but for a factor of the number of steps."""


@dataclass(frozen=True)
class Pace:
    """Full-batch descent with momentum, the fastest for the given singular values (Polyak 1964)."""

    rate: float
    momentum: float
    steps: int

    @classmethod
    def of(cls, sizes: np.ndarray) -> Pace:
        """For a mean squared loss over ``len(sizes)`` samples whose features have these singular values."""
        most, least = float(sizes.max()) / math.sqrt(len(sizes)), float(sizes.min()) / math.sqrt(len(sizes))
        shrink = (most - least) / (most + least)
        # Along the slowest directions k steps leave about k shrink^k.
        steps = math.ceil(math.log(REACHED) / math.log(shrink) * 1.2) if shrink > 0 else 1
        return cls(2 / (most + least) ** 2, shrink**2, steps)


def descended(x: np.ndarray, y: np.ndarray, starts: Mapping[str, Weights], pace: Pace) -> dict[str, Weights]:
    """Descent on ||x w - y||^2 / n from every start, all in one product a step. x (n, d), y (n, k), starts (d, k)."""
    k = y.shape[1]
    features, target = torch.from_numpy(x), torch.from_numpy(np.tile(y, (1, len(starts))))
    w = torch.from_numpy(np.hstack(list(starts.values())))
    velocity = torch.zeros_like(w)
    for _ in range(pace.steps):
        velocity = pace.momentum * velocity - pace.rate * gradient(features, target, w)
        w = w + velocity
    return {name: w[:, i * k : (i + 1) * k].numpy() for i, name in enumerate(starts)}


def gradient(x: Tensor, y: Tensor, w: Tensor) -> Tensor:
    """Of ||x w - y||^2 / n."""
    return 2 / len(x) * (x.T @ (x @ w - y))


def models(s: Samples, pretrained: Weights) -> tuple[dict[str, Weights], int]:
    """All models without wrong labels or decay, and the steps of descent. ``pretrained`` is what descent on all of D has found."""
    x_r, y_r = s.remaining
    zero = np.zeros_like(pretrained)
    in_r, in_f = (x_r != 0).any(0), (s.forgetting[0] != 0).any(0)
    a, b = np.where((in_r)[:, None], pretrained, 0), np.where((in_r & ~in_f)[:, None], pretrained, 0)
    pace = Pace.of(np.linalg.svd(x_r, compute_uv=False))
    trained = descended(x_r, y_r, {"golden": zero, "fine_tuned": pretrained, "option_a, tuned": a, "option_b, tuned": b}, pace)
    basis = np.linalg.qr(x_r.T)[0]
    found = {"pretrained": pretrained, "fine_tuned": trained["fine_tuned"], "golden": trained["golden"], "option_a": a, "option_b": b}
    found |= {name: trained[name] for name in ("option_a, tuned", "option_b, tuned")}
    found["projected"] = basis @ (basis.T @ pretrained)
    new = s.forgetting[0].T - basis @ (basis.T @ s.forgetting[0].T)
    # The golden model's residual on D_f from predictions alone: what an observer of both models can see.
    residual = s.forgetting[1] - s.forgetting[0] @ trained["golden"]
    found["exact step"] = pretrained - np.linalg.lstsq(new.T, residual, rcond=None)[0]
    return found, pace.steps


def fitted(parts: list[tuple[np.ndarray, np.ndarray, float]], start: Weights) -> Weights:
    """The minimizer of sum_i c_i ||x_i w - y_i||^2 nearest to ``start``, by LAPACK's ``gelsd`` on the stacked, scaled rows."""
    rows = np.vstack([x * math.sqrt(c) for x, _, c in parts])
    values = np.vstack([y * math.sqrt(c) for _, y, c in parts])
    moved = torch.linalg.lstsq(torch.from_numpy(rows), torch.from_numpy(values - rows @ start), driver="gelsd").solution
    return start + moved.numpy()


def regularized(s: Samples, pretrained: Weights, wrong: np.ndarray, alpha: float) -> Weights:
    """Where descent on RL(w) + alpha ||x_f w - y'||^2 / n_f from the pretrained model ends."""
    (x_r, y_r), (x_f, y_f) = s.remaining, s.forgetting
    return fitted([(x_r, y_r, 1 / len(y_r)), (x_f, wrong, alpha / len(y_f))], pretrained)


def ridge(x: np.ndarray, y: np.ndarray, decay: float) -> Weights:
    """The minimizer of ||x w - y||^2 / n + decay ||w||^2."""
    zero = np.zeros((x.shape[1], y.shape[1]))
    return fitted([(x, y, 1 / len(y)), (np.eye(x.shape[1]), zero, decay)], zero)


def stepped(parts: list[tuple[np.ndarray, np.ndarray, float]], start: Weights, rate: float, steps: int, decay: float = 0.0) -> Weights:
    """Plain descent on sum_i c_i ||x_i w - y_i||^2 / n_i + decay ||w||^2, step by step."""
    tensors = [(torch.from_numpy(np.ascontiguousarray(x)), torch.from_numpy(np.ascontiguousarray(y)), c) for x, y, c in parts]
    w = torch.from_numpy(start.copy())
    for _ in range(steps):
        w = w - rate * (sum(c * gradient(x, y, w) for x, y, c in tensors) + 2 * decay * w)
    return w.numpy()
