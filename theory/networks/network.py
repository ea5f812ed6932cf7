"""f(x) = V^T phi(U^T x) with phi the identity or ReLU, and networks that interpolate by construction."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from theory.arithmetic import Matrix, hstack, vstack
from theory.arithmetic.system import Scalar
from theory.descent import steps as take


@dataclass(frozen=True, eq=False)
class Network:
    """Parameters theta = [U; V^T], (d + k, h), as one matrix, for d inputs, h hidden units and k outputs.

    ``rectified`` makes phi(z) = max(z, 0), with derivative 0 at 0; otherwise phi(z) = z.
    """

    theta: Matrix
    d: int
    rectified: bool

    @property
    def hidden(self) -> Matrix:
        """U, (d, h)."""
        return self.theta.rows(range(self.d))

    @property
    def output(self) -> Matrix:
        """V, (h, k)."""
        return self.theta.rows(range(self.d, self.theta.shape[0])).T

    def predictions(self, x: Matrix) -> Matrix:
        """f on the columns of x (d, n), (n, k)."""
        return self._activate(x.T @ self.hidden) @ self.output

    def gradient(self, x: Matrix, y: Matrix) -> Matrix:
        """The gradient of ||f(X) - y||^2 / n in theta, with X (d, n) and y (n, k); zero where there are no samples.

        R = (2/n) (f(X) - y) is the loss's derivative in the predictions; by the chain rule that in V is phi(X^T U)^T R and that
        in U is X ((R V^T) o phi'(X^T U)).
        """
        n = x.shape[1]
        if n == 0:
            return self.theta - self.theta
        output = self.output
        z = x.T @ self.hidden
        active = self._activate(z)
        r = (active @ output - y) * (x.system.scalar(2) / n)
        back = r @ output.T
        return vstack(x @ (take.entrywise(back, self._slopes(z)) if self.rectified else back), r.T @ active)

    def moved(self, theta: Matrix) -> Network:
        """The same architecture with other parameters."""
        return replace(self, theta=theta)

    def careful_step(self, x: Matrix) -> Scalar:
        """1 / (1 + 2 ||X||_F^2 ||theta||^2 / n): at most one over the curvature's bound, so that a step at most doubles an error."""
        return 1 / (1 + 2 * x.sq_norm() * self.theta.sq_norm() / max(1, x.shape[1]))

    def _activate(self, z: Matrix) -> Matrix:
        return z.map(lambda s: s if s > 0 else s * 0) if self.rectified else z

    def _slopes(self, z: Matrix) -> Matrix:
        one = z.system.scalar(1)
        return z.map(lambda s: one if s > 0 else one * 0)


def linear_network(w: Matrix, z: Matrix) -> Network:
    """A linear network with f(x) = w^T x: U = [w - z, z], V = [I; I]. w, z (d, k)."""
    one = Matrix.identity(w.system, w.shape[1])
    return Network(vstack(hstack(w - z, z), hstack(one, one)), w.shape[0], rectified=False)


def relu_network(w: Matrix, z: Matrix) -> Network:
    """A ReLU network with f(x) = w^T x: max(s, 0) - max(-s, 0) = s, for s = (w - z)^T x and s = z^T x. w, z (d, k)."""
    one = Matrix.identity(w.system, w.shape[1])
    return Network(vstack(hstack(w - z, z - w, z, -z), hstack(one, -one, one, -one)), w.shape[0], rectified=True)


def trajectories(net: Network, x: Matrix, y: Matrix, eta: Scalar, steps: int) -> dict[str, Iterator[Matrix]]:
    """theta_0, theta_1, ... of gradient descent, single-sample SGD, heavy-ball and Nesterov (momentum 1/2) on (x, y)."""
    half = net.theta.system.scalar(1) / 2
    singles = [(x.columns([i]), y.rows([i])) for i in range(x.shape[1])] or [(x, y)]

    def full(theta: Matrix, _: int) -> Matrix:
        return net.moved(theta).gradient(x, y)

    def single(theta: Matrix, k: int) -> Matrix:
        return net.moved(theta).gradient(*singles[k % len(singles)])

    return {
        "GD": take.plain(full, net.theta, eta, steps),
        "SGD": take.plain(single, net.theta, eta, steps),
        "heavy-ball": take.heavy_ball(full, net.theta, eta, steps, half),
        "Nesterov": take.nesterov(full, net.theta, eta, steps, half),
    }


def adam_run(slope: take.Slope, theta: Matrix, eta: Scalar, steps: int) -> Iterator[Matrix]:
    """theta_0, theta_1, ... of Adam with beta1 = 9/10, beta2 = 999/1000 and no epsilon: the step's own size, unsoftened."""
    one = theta.system.scalar(1)
    return take.adam(slope, theta, eta, steps, 9 * one / 10, 999 * one / 1000, one * 0)


def adam_trajectory(net: Network, x: Matrix, y: Matrix, eta: Scalar, steps: int) -> Iterator[Matrix]:
    """That on (x, y)."""
    return adam_run(lambda theta, _: net.moved(theta).gradient(x, y), net.theta, eta, steps)


def decayed_trajectory(net: Network, x: Matrix, y: Matrix, eta: Scalar, steps: int, decay: Scalar) -> Iterator[Matrix]:
    """theta_0, theta_1, ... of gradient descent with weight decay: the loss plus decay ||theta||^2."""
    return take.plain(lambda theta, _: net.moved(theta).gradient(x, y) + theta * (2 * decay), net.theta, eta, steps)
