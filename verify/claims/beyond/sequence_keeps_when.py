"""N13. CONDITIONAL: "pretraining on D_f and then on D_r keeps D_f, for every common teacher". It does if and only if every principal angle
between range(X_r) and range(X_f) is 0 or a right angle.

    X_f^T (I - P_r)(I - P_f) = 0  <=>  sum cos^2 = sum cos^4.

Proof. The left side says P_f P_r (I - P_f) = 0, P_f P_r = P_f P_r P_f, which is symmetric: the projectors commute, so all cosines
are 0 or 1. For numbers in [0, 1] that is equality of the sums, trace(P_r P_f) and trace(P_r P_f P_r P_f): no angle is computed.
So distinct features keep D_f, nested ones do, and any oblique overlap forgets for some teacher. Labels without a
common teacher are not kept at any angle: X_r = X_f = 1 with labels -1 and 1.

Counterexample, X_r = (1, 0), X_f = (1, 1): the angle is 45 degrees.
"""

from theory.arithmetic import Matrix
from theory.problem import Problem
from theory.sequential import forgotten_directions, fourth_power_cosines, sequentially_pretrained, squared_cosines
from verify.assumptions import anything, distinct, noiseless
from verify.claim import Claim, Evidence, Statement, Truth, labels, pure
from verify.counterexample import problem_of


def none(p: Problem) -> Matrix:
    """The zero matrix, (n_f, d)."""
    return p.x_f.T - p.x_f.T


def lost(p: Problem) -> Matrix:
    """What the sequence misses of y_f."""
    return p.y_f - p.x_f.T @ sequentially_pretrained(p)


def lost_of_teacher(p: Problem) -> Matrix:
    """X_f^T (I - P_r)(I - P_f) w_*."""
    return forgotten_directions(p) @ p.teacher


def counterexample() -> Problem:
    """X_r = (1, 0), X_f = (1, 1)."""
    return problem_of([[1], [0]], [[1], [1]], [0, 0])


CLAIM = Claim(
    id="N13",
    source="Evron et al. 2022, Thm 6",
    short="the sequence keeps D_f for every common teacher exactly when all principal angles are 0 or 90 degrees",
    latex=r"X_f^\top (I - P_r)(I - P_f) = 0 \iff \sum \cos^2\theta_i = \sum \cos^4\theta_i",
    assumes=(anything,),
    truth=Truth.CONDITIONAL,
    floor=Evidence.EXACT,
    statement=Statement((labels("X_f^T (I - P_r)(I - P_f)"),), forgotten_directions, none),
    condition=Statement((pure("trace"),), squared_cosines, fourth_power_cosines),
    also=(
        Statement((labels("distinct"),), forgotten_directions, none, when=distinct),
        Statement((labels("y_f - X_f^T w"),), lost, lost_of_teacher, when=noiseless),
    ),
    counterexample=counterexample,
)
