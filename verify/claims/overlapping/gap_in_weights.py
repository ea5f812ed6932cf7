"""O4. The gap of fine-tuning in weights is the teacher's energy in what D_f adds to the range.

    ||w_t - w_g||^2 = w_*^T (P - P_r) w_*,

and P - P_r is itself an orthogonal projector, of rank rank(X) - rank(X_r). Without the squares, ||w_t - w_g|| = ||(P - P_r) w_*||,
which is irrational in general and enclosed by balls.

Proof. w_t = P w_* and w_g = P_r w_*; range(X_r) lies in range(X), so P P_r = P_r P = P_r and P - P_r is symmetric and idempotent.
Stops holding with noise, where w_o is not P w_*.
"""

from typing import Any

from theory.arithmetic import Matrix
from theory.losses import gap_in_weights
from theory.models import fine_tuned, golden, retained
from theory.problem import Problem
from verify.assumptions import noiseless, real_numbers
from verify.claim import Claim, Control, Evidence, Statement, Truth, pure, weights, weights_squared
from verify.counterexample import problem_of


def left(p: Problem) -> tuple[Any, ...]:
    """The gap; then Q^2, Q^T and trace Q for Q = P - P_r."""
    q = retained(p, Matrix.identity(p.system, p.d))
    return gap_in_weights(p, fine_tuned(p)), q @ q, q.T, q.dot(Matrix.identity(p.system, p.d))


def right(p: Problem) -> tuple[Any, ...]:
    """The quadratic form; then Q, Q and the difference of ranks."""
    q = retained(p, Matrix.identity(p.system, p.d))
    return p.teacher.dot(retained(p, p.teacher)), q, q, p.x.rank - p.x_r.rank


DISTANCE = Statement(
    (weights("||w_t - w_g||"),),
    lambda p: (fine_tuned(p) - golden(p)).norm(),
    lambda p: retained(p, p.teacher).norm(),
    when=real_numbers,
)


def noise() -> Problem:
    """X_r = e_1, X_f = e_2, y_f = 1 + 1: the gap is 4, the teacher says 1."""
    return problem_of([[1], [0]], [[0], [1]], [1, 1], noise=[0, 1])


CLAIM = Claim(
    id="O4",
    source="arXiv:2410.03833v1 Thm 3.4",
    short="labels X^T w_*: gap of FT in weights = w_*^T (P - P_r) w_*, and P - P_r is a projector",
    latex=r"\|w_t - w_g\|^2 = w_*^\top (P - P_r) w_*,\quad (P - P_r)^2 = P - P_r = (P - P_r)^\top",
    assumes=(noiseless,),
    truth=Truth.TRUE,
    floor=Evidence.IDENTITY,
    statement=Statement((weights_squared("gap"), pure("Q^2"), pure("Q^T"), pure("trace Q")), left, right),
    also=(DISTANCE,),
    controls=(Control("noiseless", noise),),
)
