"""N4. A network that interpolates D stays under fine-tuning on every D_t, by each of these optimizers: GD, SGD, heavy-ball, Nesterov.

    l >= 0 and l = 0 on D at theta  =>  grad of the loss on D_t is 0, and theta_2 = theta_0.

Proof. A differentiable non-negative function has gradient 0 where it is 0, and each of these optimizers started at rest moves along
gradients only, so that every later step repeats the first. Here: a two-layer linear and a two-layer ReLU network, the loss squared, both
made to interpolate D exactly (a ReLU network's kink is no exception: its gradient carries the residual as a factor). With weight decay
the first step is known: it shrinks every parameter by 1 - 2 eta lambda. Stops holding where the labels cannot be fitted. Adam is N11, a
network that is trained rather than made is N12, and a loss that reaches 0 nowhere is N5.
"""

from theory.networks.interpolating import decayed_first_steps, derivative_by_scaling, displacements, layer_derivatives, shrunk, unmoved
from theory.problem import Problem
from verify.assumptions import consistent, regularized
from verify.claim import Claim, Control, Evidence, Statement, Truth, loss, weights
from verify.counterexample import problem_of

NAMES = tuple(f"{o} on {n}" for n in ("linear", "ReLU") for o in ("GD", "SGD", "heavy-ball", "Nesterov"))
DECAY_MOVES = Statement((weights("decayed linear"), weights("decayed ReLU")), decayed_first_steps, shrunk, when=regularized)

EULER = Statement(tuple(loss(f"d{layer} of {n}") for n in ("linear", "ReLU") for layer in "UV"), layer_derivatives, derivative_by_scaling)
"""Where the residual is not 0: a gradient that is 0 only because its residual is would pass the rest however wrong it were."""


def contradictory_labels() -> Problem:
    """The same remaining sample twice with labels 1 and -1, D_t the first of them: the residual is -1."""
    return problem_of([[1, 1], [0, 0]], [[0], [1]], [0, 0], noise=[1, -1, 0], tuning=[0])


CLAIM = Claim(
    id="N4",
    source="public reviews of arXiv:2410.03833v1: two-layer networks",
    short="two-layer networks that interpolate D: GD, SGD, heavy-ball, Nesterov on any D_t do not move them",
    latex=r"\ell \ge 0,\ \ell(\theta; D) = 0 \implies \nabla \ell(\theta; D_t) = 0",
    assumes=(consistent,),
    truth=Truth.TRUE,
    floor=Evidence.EXACT,
    statement=Statement(tuple(map(weights, NAMES)), displacements, unmoved),
    also=(DECAY_MOVES, EULER),
    controls=(Control("consistent", contradictory_labels),),
    without={"identity": "ReLU compares sizes"},
)
