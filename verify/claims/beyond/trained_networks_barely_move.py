"""N12. Trained networks barely move: gradient descent, SGD and heavy-ball move a network by no more than its residual allows.

    ||theta_10 - theta_0|| <= B(||f(X) - y||, ||theta_0||, ||X||).

B is a recursion over the steps, 0 where the residual is 0, that assumes nothing of stability (its derivation stands with the code). Here
two-layer linear and ReLU networks are trained on D to a residual of rounding size, below 10^-12 of the labels, and fine-tuned for 10
steps, as trained and with labels off by 10^-6 (there the motion is a tenth to a half of the bound). Compared are ratios to the bound, so
that a wide allowance cannot hide a motion. What is exact about this is N4; Adam is not bound this way (N11). Only D of full column rank
is taken: there any labels can be fitted.
"""

from fractions import Fraction

from theory.networks.tuned import motion_over_bound
from theory.problem import Problem
from verify.assumptions import full_column_rank, tuned_on_something
from verify.claim import Claim, Evidence, Relation, Statement, Truth, pure

NAMES = tuple(f"{o} on {n}, {s}" for s in ("as trained", "off") for n in ("linear", "ReLU") for o in ("GD", "SGD", "heavy-ball"))


def left(p: Problem) -> tuple[Fraction, ...]:
    """How far each moved, over its bound, as trained and with labels off by 10^-6; and how exactly they interpolate."""
    return motion_over_bound(p, 1e-6)


def right(_: Problem) -> tuple[Fraction, ...]:
    """1 for each, and 10^-12."""
    return (Fraction(1),) * len(NAMES) + (Fraction(1, 10**12),)


CLAIM = Claim(
    id="N12",
    source="ours: networks that are trained; public reviews of arXiv:2410.03833v1: two-layer networks",
    short="two-layer networks trained on D, X of full column rank: GD, SGD, heavy-ball on D_t stay within the residual's bound",
    latex=r"\|\theta_{10} - \theta_0\| \le B(\|f(X) - y\|, \|\theta_0\|, \|X\|)",
    assumes=(full_column_rank, tuned_on_something),
    truth=Truth.TRUE,
    floor=Evidence.NUMERICAL,
    statement=Statement((*map(pure, NAMES), pure("residual")), left, right, Relation.AT_MOST),
    without={
        "identity": "the networks are trained in double precision",
        "exact": "the networks are trained in double precision",
        "enclosure": "the networks are trained in double precision",
        "high_precision": "the networks are trained in double precision",
        "search": "the networks are trained in double precision",
    },
)
