"""R7. FALSE: "beyond alpha = 1 the limit is another one than at alpha = 1".

Nobody claims it: the paper says that alpha is typically in (0, 1], and its public reviews ask why. For the squared loss (in place of
the KL divergence of Eq. 6) and X of full column rank no alpha > 0 changes the limit (R1): alpha sets the speed and the path only.

Counterexample, X_r = e_1, X_f = e_2, w_* = (1, 1), y' = 0: alpha = 1 and alpha = 2 both end in (1, 0).
"""

from theory.arithmetic import Matrix
from theory.problem import Problem
from theory.regularizer import regularized, regularized_limit
from verify.assumptions import full_column_rank
from verify.assumptions import regularized as given
from verify.claim import Claim, Evidence, Relation, Statement, Truth, weights
from verify.counterexample import problem_of


def left(p: Problem) -> Matrix:
    """The limit at 1 + alpha, beyond the interval."""
    return regularized(p, alpha=1 + p.regularized.alpha)


def right(p: Problem) -> Matrix:
    """The limit at alpha = 1, the interval's end."""
    return regularized(p, alpha=p.system.scalar(1))


def counterexample() -> Problem:
    """X_r = e_1, X_f = e_2, w_* = (1, 1), y' = 0, alpha = 1."""
    return problem_of([[1], [0]], [[0], [1]], [1, 1], regularization=([0], 1, 1))


CLAIM = Claim(
    id="R7",
    source="ours, claimed by nobody; public reviews of arXiv:2410.03833v1: why alpha in (0, 1]",
    short="X of full column rank, squared loss: the limit at alpha > 1 differs from that at alpha = 1",
    latex=r"\alpha > 1 \implies w_{reg}(\alpha) \ne w_{reg}(1)",
    assumes=(full_column_rank, given),
    truth=Truth.FALSE,
    floor=Evidence.EXACT,
    statement=Statement((weights("w_reg"),), left, right, Relation.DIFFERENT),
    also=(Statement((weights("w_reg(1), by R1"),), regularized_limit, right),),
    counterexample=counterexample,
    without={"enclosure": "balls never show that two limits are equal"},
)
