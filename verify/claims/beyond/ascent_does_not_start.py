"""N16. Gradient ascent on D_f does not start from an interpolating model; from any start its residual on D_f never shrinks.

    w_o:  grad RL(w_o) - alpha grad UL(w_o) = 0, so that descent on RL - alpha UL (NegGrad+) stays at w_o for every alpha;
    w_0:  X_f^T w_k - y_f = (I + (2 eta / n_f) G_f)^k (X_f^T w_0 - y_f) under ascent on UL, no shorter than at the start.

Proof. Both gradients carry the residual as a factor. Ascent turns the sign in S3: all eigenvalues are at least 1. Where the residual at
w_0 is orthogonal to range(X_f^T) they are 1 there, and ascent stays: a w_0 that fits D_f is one. So what ascent methods do in practice
comes from the residual that training left, from minibatch noise, or from a loss that never reaches 0 (N5). Stops holding where w_o does
not interpolate.
"""

from theory.arithmetic import Matrix
from theory.arithmetic.system import Scalar
from theory.ascent import ascended, ascent_residual, ascent_residual_at, negated_step
from theory.problem import Problem
from verify.assumptions import consistent, regularized, scheduled
from verify.claim import Claim, Control, Evidence, Relation, Statement, Truth, labels, labels_squared, weights
from verify.counterexample import problem_of


def left(p: Problem) -> tuple[Matrix, ...]:
    """A step along the gradient of RL - alpha UL at w_o, and the residual on D_f after simulated ascent from w_0."""
    return negated_step(p), ascent_residual(p, ascended(p))


def right(p: Problem) -> tuple[Matrix, ...]:
    """Nothing, and the power of I + (2 eta / n_f) G_f."""
    return p.zero, ascent_residual_at(p)


def at_start(p: Problem) -> Scalar:
    """||X_f^T w_0 - y_f||^2."""
    return ascent_residual(p, p.plan.start).sq_norm()


def at_end(p: Problem) -> Scalar:
    """||X_f^T w_k - y_f||^2."""
    return ascent_residual_at(p).sq_norm()


def contradictory_labels() -> Problem:
    """The same sample on both sides, labels 1 and -1: w_o = 0 fits neither."""
    return problem_of([[1]], [[1]], [0], noise=[1, -1], schedule=([0], "1/4", 1), regularization=([0], 1, 1))


CLAIM = Claim(
    id="N16",
    source="gradient-ascent unlearning (NegGrad+), in the setting of arXiv:2410.03833v1",
    short="consistent labels: RL - alpha UL has gradient 0 at w_o; ascent on UL from w_0 at eta grows r_k by I + (2 eta/n_f) G_f",
    latex=r"\nabla RL(w_o) - \alpha \nabla UL(w_o) = 0,\quad r_k = (I + \tfrac{2\eta}{n_f} G_f)^k r_0",
    assumes=(consistent, regularized, scheduled),
    truth=Truth.TRUE,
    floor=Evidence.IDENTITY,
    statement=Statement((weights("step at w_o"), labels("X_f^T w_k - y_f")), left, right),
    also=(Statement((labels_squared("residual never shorter"),), at_start, at_end, Relation.AT_MOST),),
    controls=(Control("consistent", contradictory_labels),),
)
