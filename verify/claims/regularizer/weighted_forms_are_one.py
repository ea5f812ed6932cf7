"""R2. ICE and CE are one family: the same iterates, step by step.

    ICE(alpha, eta) and CE(1 / alpha, alpha eta):    w_1 = w_1', ..., w_k = w_k',

with alpha on the remaining term in ICE and on the forgetting term in CE.

Proof. ICE(alpha) is alpha times CE(1 / alpha), so its gradient step of size eta is CE's of size alpha eta. No assumption on the data:
any rank, any labels, any step size (checked below the threshold, so that rounding does not grow), and any loss in either term: with the
paper's KL divergence (Eq. 6 and Eq. 7) in place of squared loss the same two lines prove it. It says nothing of equal step
sizes: ICE(alpha, eta) and CE(alpha, eta) differ.
"""

from theory.arithmetic import Matrix
from theory.models import pretrained
from theory.problem import Problem
from theory.regularizer import ce, descended, ice, planned_step
from verify.assumptions import regularized, scheduled
from verify.claim import Claim, Evidence, Statement, Truth, labels, weights


def left(p: Problem) -> tuple[Matrix, ...]:
    """Simulated steps on ICE(alpha) of size eta."""
    return descended(p, ice(p), planned_step(p, ice(p)))


def right(p: Problem) -> tuple[Matrix, ...]:
    """Simulated steps on CE(1 / alpha) of size alpha eta."""
    return descended(p, ce(p, alpha=1 / p.regularized.alpha), p.regularized.alpha * planned_step(p, ice(p)))


def ice_residual(p: Problem) -> Matrix:
    """X^T w_k - [y_r; y'] on ICE's simulated path."""
    j = ice(p)
    return j.x.T @ descended(p, j, planned_step(p, j))[1] - j.y


def ce_residual(p: Problem) -> Matrix:
    """The same residual by CE's closed form."""
    return ce(p, alpha=1 / p.regularized.alpha).residual_at(pretrained(p), p.regularized.alpha * planned_step(p, ice(p)), p.plan.steps)


CLAIM = Claim(
    id="R2",
    source="public reviews of arXiv:2410.03833v1: ICE-FT against CE-FT; squared loss for the KL terms of Eq. 6 and 7",
    short="squared loss: ICE(alpha, eta) and CE(1/alpha, alpha eta) have the same iterates",
    latex=r"\alpha\,RL + UL'\ \text{at}\ \eta\ \equiv\ RL + \tfrac{1}{\alpha} UL'\ \text{at}\ \alpha\eta",
    assumes=(regularized, scheduled),
    truth=Truth.TRUE,
    floor=Evidence.IDENTITY,
    statement=Statement((weights("w_1"), weights("w_k")), left, right),
    also=(Statement((labels("X^T w_k - [y_r; y']"),), ice_residual, ce_residual),),
)
