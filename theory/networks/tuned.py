"""TrainedNetwork networks on an unlearning problem: trained on D, fine-tuned on D_t, measured against the bound on their motion."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import partial
from operator import add

import numpy as np

from theory.arithmetic import FLOAT64, Matrix
from theory.networks.network import Network, trajectories
from theory.networks.training import TrainedNetwork, farthest, train
from theory.problem import Problem

STEPS = 10
SPACING = float(np.finfo(np.float64).eps)


def trained_networks(p: Problem) -> Iterator[TrainedNetwork]:
    """A linear and a ReLU network trained on D in double precision, whatever number system p is in."""
    x, y = p.x.to(FLOAT64), p.y.to(FLOAT64)
    for rectified in (False, True):
        yield train(x, y, rectified=rectified, seed=p.n)


def motion_over_bound(p: Problem, off: float) -> tuple[Fraction, ...]:
    """||theta_k - theta_0|| over its bound, k = 10, for GD, SGD and heavy-ball on the linear network, then on the ReLU network;
    the same six with the labels of D_t off by ``off`` each; last the larger ||f(X) - y|| / ||y|| of the two (zero labels count as 1).
    """
    networks = list(trained_networks(p))
    y = p.y.to(FLOAT64)
    out: list[float] = []
    for error in (0.0, off):
        x_t, y_t = p.x_t.to(FLOAT64), p.y_t.to(FLOAT64).map(partial(add, error))
        out += [ratio for found in networks for ratio in _ratios(found.net, x_t, y_t)]
    return tuple(map(Fraction, (*out, max(found.residual for found in networks) / (_norm(y) or 1.0))))


def _ratios(net: Network, x: Matrix, y: Matrix) -> Iterator[float]:
    """Motion over bound per optimizer; the bound is given what rounding adds to the residual and, each step, to the parameters."""
    eta = float(net.careful_step(x)) / 16
    runs = trajectories(net, x, y, eta, STEPS)
    settings = {"GD": (0.0, x.shape[1]), "SGD": (0.0, 1), "heavy-ball": (0.5, x.shape[1])}
    terms = x.shape[0] + net.theta.shape[1]
    rounding = terms * SPACING * (_norm(x) * _norm(net.theta) ** 2 + _norm(y))
    residual = _norm(net.predictions(x) - y) + rounding
    for name, (momentum, batch) in settings.items():
        *_, theta = runs[name]
        allowed = farthest(net, x, residual, eta, STEPS, momentum=momentum, batch=batch)
        yield _norm(theta - net.theta) / (allowed + STEPS * SPACING * _norm(net.theta))


def _norm(a: Matrix) -> float:
    return float(np.sqrt(a.sq_norm()))
