"""N11. Adam stays at an interpolating network if the loss is exactly 0; else its first step is eta long in every coordinate in which
the gradient is not 0, however small the loss.

    l = 0 on D_t:  theta_1 = theta_0;    labels off by s = alpha / 10^6:  theta_1 - theta_0 = -eta sign(grad l).

Proof. Adam divides each coordinate by its own size: with bias correction the first step is eta sign(g) (epsilon = 0), and nothing where g
= 0. The gradient is proportional to s, so its sign does not depend on s: the step simulated at s = alpha / 10^6 is the sign of the
gradient at s = 1. With epsilon > 0 it is eta |g| / (|g| + epsilon), still nearly eta until |g| is below epsilon. A trained network, with
a residual of rounding size, is therefore moved by Adam although N4 holds for gradient descent. A loss above 0 does not make the gradient
differ from 0: with D_t = {x, -x} and both labels off by s, the linear network does not move. Where theta_1 is theta_0 the
moments are 0 too, and every later step repeats the first. Rounded arithmetic cannot tell a zero gradient from a rounding error, hence
exact rungs only. From the second step on Adam remembers: where the gradient g has shrunk to c g, its weighted means (9/10 and
999/1000) give theta_2 - theta_1 = -eta sign(g) (9/10 + c) / (19/10 r), r^2 = (999/1000 + c^2) / 1.999, checked at a c whose r is
rational. Stops holding where the labels cannot be fitted.
"""

from theory.arithmetic import Matrix
from theory.networks.interpolating import (
    adam_displacements,
    adam_first_steps,
    adam_second_steps,
    interpolating,
    second_steps_by_signs,
    signed_steps,
)
from theory.problem import Problem
from verify.assumptions import both, consistent, regularized, scheduled
from verify.claim import Assumption, Claim, Control, Evidence, Statement, Truth, weights
from verify.counterexample import problem_of


def unmoved(p: Problem) -> tuple[Matrix, ...]:
    """No displacement, twice."""
    return tuple(net.theta - net.theta for net in interpolating(p))


def tiny(p: Problem) -> Matrix:
    """alpha / 10^6."""
    return p.regularized.alpha / 10**6  # type: ignore[no-any-return]  # numbers are of any type; a name would be in the digest


FIRST_STEP = Statement(
    (weights("linear, s = alpha / 10^6"), weights("ReLU, s = alpha / 10^6")),
    lambda p: adam_first_steps(p, tiny(p), p.plan.eta),
    lambda p: signed_steps(p, p.system.scalar(1), p.plan.eta),
    when=both(regularized, scheduled),
)


def _moves(p: Problem) -> bool:
    """Whether neither network's gradient is 0 on D_t with labels off by 1: else the second step says nothing."""
    one = p.system.scalar(1)
    return all(step.sq_norm() != 0 for step in signed_steps(p, one, one))


slope_somewhere = Assumption("a gradient", "labels off by 1 have a gradient", _moves)
MEMORY = Statement(
    (weights("linear, two steps"), weights("ReLU, two steps")), adam_second_steps, second_steps_by_signs, when=slope_somewhere
)


def contradictory_labels() -> Problem:
    """The same remaining sample twice with labels 1 and -1, D_t the first of them: the residual is -1, and Adam moves."""
    return problem_of([[1, 1], [0, 0]], [[0], [1]], [0, 0], noise=[1, -1, 0], tuning=[0])


CLAIM = Claim(
    id="N11",
    source="ours: networks fine-tuned with Adam",
    short="networks that interpolate D: Adam stays; on labels off by alpha / 10^6 its first step is -eta sign(gradient)",
    latex=r"\ell = 0 \implies \theta_1 = \theta_0;\quad y_t + \alpha 10^{-6}: \theta_1 - \theta_0 = -\eta\,\mathrm{sign}\,\nabla \ell",
    assumes=(consistent,),
    truth=Truth.TRUE,
    floor=Evidence.EXACT,
    statement=Statement((weights("Adam on linear"), weights("Adam on ReLU")), adam_displacements, unmoved),
    also=(FIRST_STEP, MEMORY),
    controls=(Control("consistent", contradictory_labels),),
    without={
        "enclosure": "rounding cannot be told from a gradient",
        "high_precision": "rounding cannot be told from a gradient",
        "descent": "rounding cannot be told from a gradient",
        "identity": "signs and square roots",
    },
)
