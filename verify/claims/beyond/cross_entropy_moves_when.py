"""N5. CONDITIONAL: "fine-tuning with cross-entropy moves the model". Its gradient on D_t is not 0 if and only if the residual
sigma(X_t^T w_*) - c, no entry of which is ever 0, has a part in range(X_t^T).

Proof. The gradient is X_t (sigma(X_t^T w) - c) / n_t, and X_t v = 0 says that v is orthogonal to range(X_t^T). 0 < sigma < 1 at every
finite w, so the loss is never 0, the residual is never 0, and N4 does not apply. If the samples of D_t are independent, range(X_t^T) is
everything and the gradient is never 0, at any finite w; dependent samples can balance each other. Checked at w = w_* with logits in
base 2, rational where they are integers. In double precision confident predictions round to 1, so the gradient does reach 0 there.
Any weights can stand in the place of w_*, which labels need not come from. How far fine-tuning then moves: N19.

Counterexample, the same sample twice with classes 1 and 0 and w_* = 0: both chances are 1/2 and the residuals cancel.
"""

from theory.arithmetic import Matrix
from theory.networks.cross_entropy import cross_entropy_gradient, residual, visible_residual
from theory.problem import Problem
from verify.assumptions import anything, independent_tuning, tuned_on_something
from verify.claim import Claim, Evidence, Relation, Statement, Truth, pure, weights
from verify.counterexample import problem_of


def nothing(p: Problem) -> Matrix:
    """Zero weights."""
    return p.zero


def no_residual(p: Problem) -> Matrix:
    """Zero residuals."""
    return p.y_t - p.y_t


NEVER_FITTED = Statement((pure("residual"),), residual, no_residual, Relation.DIFFERENT, when=tuned_on_something)
INDEPENDENT = Statement((weights("gradient"),), cross_entropy_gradient, nothing, Relation.DIFFERENT, when=independent_tuning)


def counterexample() -> Problem:
    """X_r = [1 1] with labels 1 and 0, X_f = 1, w_* = 0."""
    return problem_of([[1, 1]], [[1]], [0], noise=[1, 0, 0])


CLAIM = Claim(
    id="N5",
    source="ours: fine-tuning with cross-entropy",
    short="cross-entropy has a gradient on D_t at w_* exactly when the residual, never 0, is not orthogonal to range(X_t^T)",
    latex=r"\nabla \ell_{CE}(w_*; D_t) \ne 0 \iff P_{\mathrm{range}(X_t^\top)} (\sigma(X_t^\top w_*) - c) \ne 0",
    assumes=(anything,),
    truth=Truth.CONDITIONAL,
    floor=Evidence.EXACT,
    statement=Statement((weights("gradient"),), cross_entropy_gradient, nothing, Relation.DIFFERENT),
    condition=Statement((pure("visible residual"),), visible_residual, no_residual, Relation.DIFFERENT),
    also=(NEVER_FITTED, INDEPENDENT),
    counterexample=counterexample,
    without={
        "identity": "classes are signs and chances are powers of two",
        "enclosure": "a ball that contains 0 does not show which class a label has",
        "descent": "confident predictions round to 1 in double precision",
    },
)
