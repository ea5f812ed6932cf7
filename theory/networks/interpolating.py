"""Networks on an unlearning problem: made so that they interpolate D exactly wherever linear weights do, and fine-tuned on D_t."""

from __future__ import annotations

from fractions import Fraction

from theory.arithmetic import Matrix
from theory.arithmetic.system import Scalar
from theory.models import pretrained
from theory.networks.network import Network, adam_run, adam_trajectory, decayed_trajectory, linear_network, relu_network, trajectories
from theory.problem import Problem

STEPS = 2


def interpolating(p: Problem) -> tuple[Network, Network]:
    """A linear and a ReLU network whose outputs are X^T w_o: none of their units is w_o itself."""
    ones = p.zero.map(lambda _: p.system.scalar(1))
    w_o = pretrained(p)
    return linear_network(w_o, ones), relu_network(w_o, ones)


def displacements(p: Problem) -> tuple[Matrix, ...]:
    """theta_k - theta_0 on D_t, k = 2: GD, SGD, heavy-ball, Nesterov on the linear network, then on the ReLU network."""
    out: list[Matrix] = []
    for net in interpolating(p):
        runs = trajectories(net, p.x_t, p.y_t, net.careful_step(p.x_t), STEPS)
        out += [list(run)[-1] - net.theta for run in runs.values()]
    return tuple(out)


def unmoved(p: Problem) -> tuple[Matrix, ...]:
    """As many zero displacements."""
    return tuple(net.theta - net.theta for net in interpolating(p) for _ in range(4))


def decayed_first_steps(p: Problem) -> tuple[Matrix, ...]:
    """theta_1 of each network under weight decay, on D_t."""
    return tuple(
        list(decayed_trajectory(net, p.x_t, p.y_t, net.careful_step(p.x_t), 1, p.regularized.decay))[-1] for net in interpolating(p)
    )


def shrunk(p: Problem) -> tuple[Matrix, ...]:
    """(1 - 2 eta lambda) theta_0 of each network."""
    return tuple(net.theta * (1 - 2 * net.careful_step(p.x_t) * p.regularized.decay) for net in interpolating(p))


def adam_displacements(p: Problem) -> tuple[Matrix, ...]:
    """theta_1 - theta_0 of Adam on D_t, for each network; where that is 0 its moments are too, and step 1 repeats for ever."""
    return adam_first_steps(p, p.system.scalar(0), p.system.scalar(1) / 8)


def off_by(p: Problem, size: Scalar) -> Matrix:
    """y_t with ``size`` added to every label."""
    return p.y_t.map(lambda s: s + size)


def adam_first_steps(p: Problem, size: Scalar, eta: Scalar) -> tuple[Matrix, ...]:
    """theta_1 - theta_0 of Adam with step size ``eta`` on D_t whose labels are off by ``size``, for each network."""
    return tuple(list(adam_trajectory(net, p.x_t, off_by(p, size), eta, 1))[-1] - net.theta for net in interpolating(p))


def signed_steps(p: Problem, size: Scalar, eta: Scalar) -> tuple[Matrix, ...]:
    """-eta sign(gradient) of the same; 0 where the gradient is."""
    slopes = (net.gradient(p.x_t, off_by(p, size)) for net in interpolating(p))
    return tuple(slope.map(lambda s: -eta if s > 0 else eta if s < 0 else s) for slope in slopes)


SHRUNK, ROOT = Fraction(995, 7001), Fraction(4999, 7001)
"""c and r with r^2 = (999/1000 + c^2) / (1 + 999/1000): Adam's second step is rational where its slope has shrunk to c times the first."""


def adam_second_steps(p: Problem) -> tuple[Matrix, ...]:
    """theta_2 - theta_0 of Adam with the slopes g and c g, g the gradient on D_t with labels off by 1, for each network."""
    eta, shrunk_to = p.system.scalar(1) / 8, p.system.scalar(SHRUNK)
    out = []
    for net in interpolating(p):
        g = net.gradient(p.x_t, off_by(p, p.system.scalar(1)))
        out.append(_displacement((g, g * shrunk_to), net.theta, eta))
    return tuple(out)


def _displacement(slopes: tuple[Matrix, ...], theta: Matrix, eta: Scalar) -> Matrix:
    """theta_k - theta_0 of Adam whose k slopes are given."""
    return list(adam_run(lambda _, k: slopes[k], theta, eta, len(slopes)))[-1] - theta


def second_steps_by_signs(p: Problem) -> tuple[Matrix, ...]:
    """-eta sign(g) (1 + (beta1 + c) / ((1 + beta1) r)): the mean of g and c g over the root of the mean of g^2 and c^2 g^2."""
    factor = p.system.scalar(1 + (Fraction(9, 10) + SHRUNK) / (Fraction(19, 10) * ROOT))
    return tuple(step * factor for step in signed_steps(p, p.system.scalar(1), p.system.scalar(1) / 8))


def layer_derivatives(p: Problem) -> tuple[Scalar, ...]:
    """<d loss/dU, U> and <d loss/dV, V> on D_t with labels off by 1: linear network, then ReLU."""
    out: list[Scalar] = []
    for net in interpolating(p):
        slope = net.gradient(p.x_t, off_by(p, p.system.scalar(1)))
        at = net.moved(slope)
        out += [at.hidden.dot(net.hidden), at.output.dot(net.output)]
    return tuple(out)


def derivative_by_scaling(p: Problem) -> tuple[Scalar, ...]:
    """(2 / n_t) <f - y, f> for each of the four: f is linear in the scale of either layer (Euler); 0 where D_t is empty."""
    out: list[Scalar] = []
    for net in interpolating(p):
        outputs = net.predictions(p.x_t)
        out += [(outputs - off_by(p, p.system.scalar(1))).dot(outputs) * 2 / max(1, p.n_t)] * 2
    return tuple(out)
