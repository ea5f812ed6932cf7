"""O3. CONDITIONAL: "the golden model forgets", UL(w_g) > 0. It does if and only if y_f != X_f^T P_r w_*.

Proof. X_f^T w_g = X_f^T P_r w_*, so UL(w_g) = 0 exactly when the golden model predicts every forgetting label, which happens as
soon as range(X_f) lies in range(X_r): similar samples were kept.

Counterexample, d = 1: the forgotten sample is a copy of a remaining one.
"""

from theory.arithmetic import Matrix
from theory.arithmetic.system import Scalar
from theory.losses import unlearning_loss
from theory.models import golden
from theory.problem import Problem
from verify.assumptions import noiseless
from verify.claim import Claim, Evidence, Relation, Statement, Truth, labels, loss
from verify.counterexample import problem_of


def left(p: Problem) -> Scalar:
    """UL(w_g)."""
    return unlearning_loss(p, golden(p))


def right(p: Problem) -> Scalar:
    """No loss."""
    return p.system.scalar(0)


def forgetting_labels(p: Problem) -> Matrix:
    """y_f."""
    return p.y_f


def foreseen_labels(p: Problem) -> Matrix:
    """X_f^T P_r w_*."""
    return p.x_f.T @ p.x_r.project(p.teacher)


def counterexample() -> Problem:
    """X_r = X_f = 1, w_* = 1."""
    return problem_of([[1]], [[1]], [1])


CLAIM = Claim(
    id="O3",
    source="arXiv:2410.03833v1 Thm 3.4; abstract s.2",
    short="labels X^T w_*: the golden model forgets, UL(w_g) > 0, exactly when y_f != X_f^T P_r w_*",
    latex=r"UL(w_g) > 0 \iff y_f \ne X_f^\top P_r w_*",
    assumes=(noiseless,),
    truth=Truth.CONDITIONAL,
    floor=Evidence.EXACT,
    statement=Statement((loss("UL(w_g)"),), left, right, Relation.DIFFERENT),
    condition=Statement((labels("y_f"),), forgetting_labels, foreseen_labels, Relation.DIFFERENT),
    counterexample=counterexample,
)
