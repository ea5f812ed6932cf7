"""TRUE: what forgetting takes from the norm is the gap in weights, so the gap can be read off two norms.

    ||w_o||^2 - ||w_g||^2 = ||w_o - w_g||^2

Proof. w_g = P_r w_o where the labels are consistent, and an orthogonal projection splits the norm (Pythagoras).
Stops holding with labels that no w fits.
"""

from theory.arithmetic.system import Scalar
from theory.losses import gap_in_weights
from theory.models import golden, pretrained
from theory.problem import Problem
from verify.assumptions import consistent
from verify.claim import Claim, Statement, weights_squared


def left(p: Problem) -> Scalar:
    """The difference of the squared norms."""
    return pretrained(p).sq_norm() - golden(p).sq_norm()


def right(p: Problem) -> Scalar:
    """The gap in weights of the pretrained model."""
    return gap_in_weights(p, pretrained(p))


CLAIM = Claim(
    id="norm_tells_the_gap",
    source="a reviewer's guess",
    short="||w_o||^2 - ||w_g||^2 is the gap in weights of the pretrained model",
    latex=r"\|w_o\|^2 - \|w_g\|^2 = \|w_o - w_g\|^2",
    assumes=(consistent,),
    statement=Statement((weights_squared("||w_o||^2 - ||w_g||^2"),), left, right),
)
