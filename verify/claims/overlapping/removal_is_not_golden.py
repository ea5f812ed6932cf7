"""O7. FALSE: "after removing the forgetting data's influence, fine-tuning equals the golden model", for option A and for B.

    A_t = B_t = w_g    (D_t = D_r)

holds when d_lap = 0 (D4) and can fail when features overlap: w_o^lap was fitted to D_f as well, and the part of it outside range(X_r)
is out of fine-tuning's reach. O8 says exactly when it matters: overlap alone does not decide it. With X_r = [[1, 0], [1, 1], [0, 0]]
and X_f = (0, 1, 1) features overlap, and A_t = B_t = w_g for every w_*, because range(X_r) contains the lap direction.

Counterexample, d_r = d_lap = d_f = 1, the smallest with every block: X_r = (1, 1, 0), X_f = (0, 1, 1), w_* = (1, 0, 0).
Then w_o = (2, 1, -1)/3, w_g = (1, 1, 0)/2 and UL(w_g) = 1/4, but UL(A_t) = 1/9 and UL(B_t) = 1/36.
"""

from theory.arithmetic import Matrix
from theory.models import fine_tuned, golden, option_a, option_b
from theory.problem import Problem
from verify.assumptions import lap_seen, noiseless, tuned_on_all
from verify.claim import Claim, Evidence, Statement, Truth, weights
from verify.counterexample import problem_of


def left(p: Problem) -> tuple[Matrix, ...]:
    """The masked models, fine-tuned."""
    return fine_tuned(p, option_a(p)), fine_tuned(p, option_b(p))


def right(p: Problem) -> tuple[Matrix, ...]:
    """The golden model."""
    return golden(p), golden(p)


def counterexample() -> Problem:
    """X_r = (1, 1, 0), X_f = (0, 1, 1), w_* = (1, 0, 0)."""
    return problem_of([[1], [1], [0]], [[0], [1], [1]], [1, 0, 0])


QUANTITIES = (weights("A_t"), weights("B_t"))

CLAIM = Claim(
    id="O7",
    source="abstract s.4 of arXiv:2410.03833v1",
    short="labels X^T w_*: after masking (A or B), fine-tuning on D_r equals the golden model",
    latex=r"A_t = B_t = w_g",
    assumes=(noiseless, tuned_on_all),
    truth=Truth.FALSE,
    floor=Evidence.EXACT,
    statement=Statement(QUANTITIES, left, right),
    also=(Statement(QUANTITIES, left, right, when=lap_seen),),
    counterexample=counterexample,
)
