"""R8. CONDITIONAL: "alpha does not change the regularizer's limit". So it is if and only if both terms (squared losses, in place of the
KL divergence of Eq. 6) can reach their own least value together: some w fits y_r as well as X_r alone can and y' as well as X_f alone can.

    w_reg(alpha) = w_reg(4 alpha)  <=>  a lies in range(X^T),    a = [X_r^T X_r^{T+} y_r; X_f^T X_f^{T+} y'].

Proof. At w_reg(alpha) grad RL + alpha grad UL' = 0. If one w solves that for two values of alpha, such as alpha and 4 alpha, both
gradients are 0 there, and w attains both least values, X^T w = a. Conversely such a w minimizes the sum for every alpha, and the one in
w_o + range(X) is unique. Full column rank makes range(X^T) everything: R1.

Counterexample, the same sample on both sides: X_r = X_f = 1, y = 1, y' = 0: the limit is 1 / (1 + alpha).
"""

from theory.arithmetic import Matrix
from theory.problem import Problem
from theory.regularizer import attainable, attained_together, regularized
from verify.assumptions import full_column_rank
from verify.assumptions import regularized as given
from verify.claim import Claim, Evidence, Statement, Truth, labels, weights
from verify.counterexample import problem_of


def left(p: Problem) -> Matrix:
    """The limit at alpha."""
    return regularized(p)


def right(p: Problem) -> Matrix:
    """The limit at 4 alpha."""
    return regularized(p, alpha=4 * p.regularized.alpha)


def counterexample() -> Problem:
    """X_r = X_f = 1, w_* = 1, y' = 0."""
    return problem_of([[1]], [[1]], [1], regularization=([0], 1, 1))


CLAIM = Claim(
    id="R8",
    source="ours: the role of alpha at any rank; public reviews of arXiv:2410.03833v1: the range of alpha",
    short="squared loss: the limit at alpha is that at 4 alpha exactly when one w attains both terms' least values",
    latex=r"w_{reg}(\alpha) = w_{reg}(4\alpha) \iff [X_r^\top X_r^{\top+} y_r;\ X_f^\top X_f^{\top+} y'] \in \mathrm{range}(X^\top)",
    assumes=(given,),
    truth=Truth.CONDITIONAL,
    floor=Evidence.EXACT,
    statement=Statement((weights("w_reg"),), left, right),
    condition=Statement((labels("a"),), attainable, attained_together),
    also=(Statement((weights("w_reg"),), left, right, when=full_column_rank),),
    counterexample=counterexample,
)
