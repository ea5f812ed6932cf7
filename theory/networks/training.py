"""Networks trained to interpolate, in double precision, and how far an optimizer may then move them.

Training is Gauss-Newton with the shortest step, J^+ times the residual, which reaches residuals of rounding size on an
over-parameterized network; how large they are is part of the result, and every bound below carries it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.optimize

from theory.arithmetic import FLOAT64, Matrix
from theory.networks.network import Network

ENOUGH = 1e-13
"""A residual below this share of the labels is of rounding size."""


@dataclass(frozen=True, eq=False)
class TrainedNetwork:
    """A network and the norm of its residual, ||f(X) - y||_F, on the data that it was trained on."""

    net: Network
    residual: float


def train(x: Matrix, y: Matrix, *, rectified: bool, seed: int, width: int | None = None, attempts: int = 10) -> TrainedNetwork:
    """A network fitted to (x (d, n), y (n, k)) over float64, from Gaussian weights of variance 1 / inputs.

    ``width`` is 4 n k + 8 unless given, so that parameters outnumber labels. Where units that are off block the way (ReLU), the
    next of ``attempts`` starts afresh; the best is returned, with its residual. Raises ``ValueError`` where either count is below 1.
    """
    d, k = x.shape[0], y.shape[1]
    h = 4 * y.shape[0] * k + 8 if width is None else width
    for name, count in (("width", h), ("attempts", attempts)):
        if count < 1:
            raise ValueError(f"`{name}` must be at least 1; received {count}")
    rng = np.random.default_rng(seed)
    found: list[TrainedNetwork] = []
    for _ in range(attempts):
        u, v = rng.standard_normal((d, h)) / np.sqrt(d), rng.standard_normal((k, h)) / np.sqrt(h)
        found.append(_fit(Network(Matrix(FLOAT64, np.vstack([u, v])), d, rectified), x, y))
        if found[-1].residual <= ENOUGH * np.sqrt(y.sq_norm()):
            break
    return min(found, key=lambda trained: trained.residual)


def _fit(net: Network, x: Matrix, y: Matrix) -> TrainedNetwork:
    """Gauss-Newton from ``net``: a trust region first, then undamped steps while they help."""

    def at(theta: np.ndarray) -> Network:
        return net.moved(Matrix(FLOAT64, theta.reshape(net.theta.shape)))

    def residual(theta: np.ndarray) -> np.ndarray:
        found: np.ndarray = (at(theta).predictions(x) - y).data.ravel()
        return found

    def slopes(theta: np.ndarray) -> np.ndarray:
        return jacobian(at(theta), x)

    theta = scipy.optimize.least_squares(residual, net.theta.data.ravel(), slopes, xtol=1e-12, ftol=1e-12, gtol=1e-12, max_nfev=100).x
    for _ in range(5):  # the trust region stops early; these reach rounding size
        step = np.linalg.lstsq(slopes(theta), residual(theta), rcond=None)[0]
        if np.linalg.norm(residual(theta - step)) >= np.linalg.norm(residual(theta)):
            break
        theta = theta - step
    return TrainedNetwork(at(theta), float(np.linalg.norm(residual(theta))))


def jacobian(net: Network, x: Matrix) -> np.ndarray:
    """d f(x_i)_j / d theta over float64, (n k, (d + k) h): rows by sample and output, columns as theta is laid out."""
    u, v, inputs = net.hidden.data, net.output.data, x.data
    z = inputs.T @ u
    active, slope = (np.maximum(z, 0), (z > 0) * 1.0) if net.rectified else (z, np.ones_like(z))
    n, k = z.shape[0], v.shape[1]
    of_hidden = np.einsum("dn,nh,hk->nkdh", inputs, slope, v).reshape(n * k, -1)
    of_output = np.einsum("nh,kl->nklh", active, np.eye(k)).reshape(n * k, -1)
    return np.hstack([of_hidden, of_output])


def farthest(net: Network, x: Matrix, residual: float, eta: float, steps: int, *, momentum: float = 0.0, batch: int | None = None) -> float:
    """A bound on ||theta_k - theta_0|| for descent on (x, .) with batches of ``batch`` samples (all unless given) and heavy-ball momentum.

    Write m for ||theta||, s for the step's length, M for ||X||_F, rho for ||f(X) - y||_F and b for the batch size. The chain rule gives
    ||gradient|| <= (2 / b) M m rho (both factors of it are at most M times a layer's norm, phi being 1-Lipschitz with phi(0) = 0), so

        s <- momentum s + eta (2 / b) M m rho,    m <- m + s,    rho <- rho + sqrt(2) M m s,

    bound every step, the last because f changes by at most M (||dU|| ||V'|| + ||U|| ||dV||) <= M ||dtheta|| sqrt(2) m. No
    stability is assumed: the residual is allowed to grow. With residual 0 the bound is 0.
    """
    size, m, s, moved = float(np.sqrt(x.sq_norm())), float(np.sqrt(net.theta.sq_norm())), 0.0, 0.0
    b = x.shape[1] if batch is None else batch
    for _ in range(steps):
        s = momentum * s + eta * (2 / b) * size * m * residual
        m, moved = m + s, moved + s
        residual += np.sqrt(2) * size * m * s
    return moved
