"""What D_r sees of the pretrained model and what it does not add up: ||w_o||^2 = ||P_r w_o||^2 + ||(I - P_r) w_o||^2, for any labels."""

from theory.arithmetic.system import Scalar
from theory.models import beyond_remaining, pretrained, projected
from theory.problem import Problem
from verify.assumptions import anything
from verify.claim import Claim, Statement, weights_squared


def left(p: Problem) -> Scalar:
    """||w_o||^2."""
    return pretrained(p).sq_norm()


def right(p: Problem) -> Scalar:
    """||P_r w_o||^2 + ||(I - P_r) w_o||^2."""
    return projected(p).sq_norm() + beyond_remaining(p, pretrained(p)).sq_norm()


CLAIM = Claim(
    id="splits_the_norm",
    source="ours, by the tactic alone",
    short="||w_o||^2 = ||P_r w_o||^2 + ||(I - P_r) w_o||^2",
    latex=r"\|w_o\|^2 = \|P_r w_o\|^2 + \|(I - P_r) w_o\|^2",
    assumes=(anything,),
    statement=Statement((weights_squared("||w_o||^2"),), left, right),
)
