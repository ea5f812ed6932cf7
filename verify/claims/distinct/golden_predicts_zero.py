"""D2. Distinct features: the golden model fits D_r and predicts 0 on D_f.

    RL(w_g) = 0,    UL(w_g) = ||F^T w_*^f||^2 / n_f = ||y_f||^2 / n_f.

So it forgets unless y_f = 0 (O3 says exactly when, in general).

Proof. w_g lies in range(X_r), which has no f coordinate, and X_f has nothing else; y_f = F^T w_*^f.
Stops holding when features overlap, and in its first form with noise on y_f.
"""

from typing import Any

from theory.losses import energy, remaining_loss, unlearning_loss
from theory.models import golden, restricted
from theory.problem import Problem
from verify.assumptions import distinct, noiseless
from verify.claim import Claim, Control, Evidence, Statement, Truth, labels, loss
from verify.counterexample import problem_of


def left(p: Problem) -> tuple[Any, ...]:
    """RL and UL of the golden model, and its predictions on D_f."""
    w_g = golden(p)
    return remaining_loss(p, w_g), unlearning_loss(p, w_g), unlearning_loss(p, w_g), p.x_f.T @ w_g


def right(p: Problem) -> tuple[Any, ...]:
    """0, the teacher's f block on D_f, the labels themselves, 0."""
    return 0, energy(p.x_f, restricted(p, p.teacher, "f")), p.y_f.sq_norm() / p.n_f, p.y_f - p.y_f


def overlap() -> Problem:
    """One shared coordinate: y_f = 0, yet UL(w_g) = 1/4."""
    return problem_of([[1], [1], [0]], [[0], [1], [1]], [1, 0, 0])


def noise_on_forgetting() -> Problem:
    """y_f = 1 + 1: UL(w_g) = 4, the teacher's f block says 1."""
    return problem_of([[1], [0]], [[0], [1]], [1, 1], noise=[0, 1])


CLAIM = Claim(
    id="D2",
    source="arXiv:2410.03833v1 Thm 3.2; abstract s.2",
    short="distinct features, labels X^T w_*: the golden model has RL = 0 and predicts 0 on D_f",
    latex=r"RL(w_g) = 0,\quad UL(w_g) = \tfrac{1}{n_f}\|F^\top w_*^f\|^2 = \tfrac{1}{n_f}\|y_f\|^2",
    assumes=(distinct, noiseless),
    truth=Truth.TRUE,
    floor=Evidence.IDENTITY,
    statement=Statement((loss("RL(w_g)"), loss("UL(w_g) by F"), loss("UL(w_g) by y_f"), labels("X_f^T w_g")), left, right),
    controls=(Control("distinct", overlap), Control("noiseless", noise_on_forgetting)),
)
