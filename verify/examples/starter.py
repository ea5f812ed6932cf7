"""What I believe, in one sentence of mathematics: fine-tuning does not move the pretrained model, w_t = w_o.

Edit `left`, `right` and `assumes`. Models are in theory.models (pretrained, golden, fine_tuned, option_a, option_b, projected), losses
in theory.losses, and what may be assumed in verify.assumptions. The data are p.x_r, p.x_f (columns are samples), p.y_r, p.y_f,
p.teacher (w_*); X = [X_r X_f] is p.x. Sides are matrices (A @ B, A + B, A.T, c * A, A.solve(b), A.project(v), A.sq_norm()) or numbers.
"""

from theory.arithmetic import Matrix
from theory.models import fine_tuned, pretrained
from theory.problem import Problem
from verify.assumptions import noiseless
from verify.claim import Claim, Relation, Statement, weights


def left(p: Problem) -> Matrix:
    """w_t."""
    return fine_tuned(p)


def right(p: Problem) -> Matrix:
    """w_o."""
    return pretrained(p)


CLAIM = Claim(
    id="starter",
    source="my own",
    short="fine-tuning does not move the pretrained model",
    latex=r"w_t = w_o",
    assumes=(noiseless,),  # (anything,) where there is no assumption
    statement=Statement((weights("w_t"),), left, right, Relation.EQUAL),  # or AT_MOST, DIFFERENT
)
"""Without a registered `truth` the run reports what it finds. Register Truth.TRUE, FALSE or CONDITIONAL to have it enforced."""
