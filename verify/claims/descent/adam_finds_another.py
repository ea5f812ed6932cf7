"""S7. FALSE: "Adam, started at 0 and stopped at zero training loss, gives the min-norm interpolator".

So it is not true of optimizers in general either. Adam divides every coordinate of the gradient by its own size, so its first step points
along sign(X_S), not along X_S. On one remaining sample x the step |y| / ||x||_1 reaches zero loss at once, at a point that is x / ||x||^2
times y only if all non-zero |x_i| are equal.

Counterexample, d = 2, n_r = 1: X_r = (2, 1), y_r = 3. Adam's first step ends in (1, 1); w_g = (6/5, 3/5).
"""

from theory.arithmetic import Matrix
from theory.descent import adam, sign_step_size
from theory.losses import remaining_loss
from theory.models import golden
from theory.problem import Problem
from verify.assumptions import single_output, single_remaining
from verify.claim import Assumption, Claim, Evidence, Statement, Truth, loss, weights
from verify.counterexample import problem_of


def left(p: Problem) -> Matrix:
    """Adam from 0, stopped when it interpolates."""
    zero = p.system.scalar(0)
    eta = sign_step_size(p.x_r, p.y_r)
    *_, w = adam(p.x_r, p.y_r, p.zero, eta, 1, beta1=zero, beta2=zero, epsilon=zero)
    return w


def right(p: Problem) -> Matrix:
    """The min-norm interpolator of D_r."""
    return golden(p)


REACHES_ZERO_LOSS = Statement((loss("RL(Adam)"),), lambda p: remaining_loss(p, left(p)), lambda p: 0)

EQUAL_SIZES = Assumption("equal sizes", "all non-zero |x_i| are equal", lambda p: len({abs(x) for (x,) in p.x_r.tolist() if x}) == 1)
AGREES_ON_EQUAL_SIZES = Statement((weights("w(Adam), equal |x_i|"),), left, right, when=EQUAL_SIZES)


def counterexample() -> Problem:
    """X_r = (2, 1), X_f = (0, 1), w_* = (1, 1)."""
    return problem_of([[2], [1]], [[0], [1]], [1, 1])


CLAIM = Claim(
    id="S7",
    source="folklore; arXiv:2410.03833v1, setting",
    short="one remaining sample, one output: Adam from 0, stopped at zero loss, gives the min-norm interpolator",
    latex=r"L(w_{Adam}; D_r) = 0 \implies w_{Adam} = \arg\min\{\|w\| : X_r^\top w = y_r\}",
    assumes=(single_remaining, single_output),
    truth=Truth.FALSE,
    floor=Evidence.EXACT,
    statement=Statement((weights("w(Adam)"),), left, right),
    also=(REACHES_ZERO_LOSS, AGREES_ON_EQUAL_SIZES),
    counterexample=counterexample,
    without={"identity": "Adam takes square roots and absolute values"},
)
