"""O17. What the pretrained model has beyond the golden one is one step, known from the golden residual on D_f: no training on D_r.

    w_o - w_g = (Z^T)^+ (y_f - X_f^T w_g),    Z = (I - P_r) X_f;
    X of full column rank:    w_g = w_o - (Z^T)^+ S^{-1} a_f,    the residual from the Gram matrix (O13).

Proof. u = w_o - w_g lies in range(X) and is orthogonal to range(X_r), because both models fit D_r and w_g lies in range(X_r): it lies in
range(Z). There X_f^T u = Z^T u, which is y_f - X_f^T w_g, and u is the only such point of range(Z). Any rank.
Stops holding where no weights fit the labels.
"""

from theory.arithmetic import Matrix
from theory.losses import leave_out_residual
from theory.models import golden, pretrained
from theory.problem import Problem
from theory.removal import step_to_golden
from verify.assumptions import consistent, full_column_rank
from verify.claim import Claim, Control, Evidence, Statement, Truth, weights
from verify.counterexample import problem_of


def left(p: Problem) -> Matrix:
    """w_o - w_g."""
    return pretrained(p) - golden(p)


def right(p: Problem) -> Matrix:
    """(Z^T)^+ (y_f - X_f^T w_g)."""
    return step_to_golden(p, p.y_f - p.x_f.T @ golden(p))


def stepped(p: Problem) -> Matrix:
    """w_o - (Z^T)^+ S^{-1} a_f."""
    return pretrained(p) - step_to_golden(p, leave_out_residual(p))


def contradictory_labels() -> Problem:
    """The same sample on both sides, labels 1 and -1: w_o = 0, w_g = 1, and Z = 0."""
    return problem_of([[1]], [[1]], [0], noise=[1, -1])


NO_RANK = "where D_f brings nothing new Z is rounding alone, whose rank is not that of Z"

CLAIM = Claim(
    id="O17",
    source="ours: unlearning a min-norm interpolator without retraining",
    short="consistent labels: w_o - w_g = (Z^T)^+ (y_f - X_f^T w_g), Z = (I - P_r) X_f: an exact step, no retraining",
    latex=r"w_o - w_g = (Z^\top)^{+} (y_f - X_f^\top w_g),\quad Z = (I - P_r) X_f",
    assumes=(consistent,),
    truth=Truth.TRUE,
    floor=Evidence.IDENTITY,
    statement=Statement((weights("w_o - w_g"),), left, right),
    also=(Statement((weights("w_g"),), golden, stepped, when=full_column_rank),),
    controls=(Control("consistent", contradictory_labels),),
    without={"high_precision": NO_RANK, "descent": NO_RANK, "enclosure": NO_RANK},
)
