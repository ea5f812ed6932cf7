"""O8. CONDITIONAL: masking followed by fine-tuning on D_r gives the golden model if and only if the masked model is in range(X_r).

    M_t - w_g = (I - P_r) M    for M in {A, B}, always;    hence M_t = w_g iff (I - P_r) M = 0.

Sufficient: range(X_r) contains every lap coordinate direction, and d_lap = 0 is a case of it. Then (I - P_r) w_o = w_o^f.

Proof. M_t = M + X_r^{T+} (y_r - X_r^T M) = (I - P_r) M + w_g. If e_i lies in range(X_r) for every i in lap, then w_o = X c is the sum of
X_r c_r, of the lap part of X_f c_f, both in range(X_r), and of the f part of X_f c_f, orthogonal to it: w_o^f = (I - P_r) w_o. So
A = w_o - w_o^f lies in range(X_r), and so does B = A - w_o^lap. r directions are not needed. Labels need not be interpolated: w_g is
then the shortest least-squares solution on D_r. Counterexample without the condition: the one of O7.
"""

from theory.arithmetic import Matrix
from theory.models import beyond_remaining, fine_tuned, golden, option_a, option_b, pretrained, restricted
from theory.problem import Problem
from verify.assumptions import lap_seen, tuned_on_all
from verify.claim import Claim, Control, Evidence, Statement, Truth, weights
from verify.counterexample import problem_of


def left(p: Problem) -> tuple[Matrix, ...]:
    """The masked models, fine-tuned."""
    return fine_tuned(p, option_a(p)), fine_tuned(p, option_b(p))


def right(p: Problem) -> tuple[Matrix, ...]:
    """The golden model."""
    return golden(p), golden(p)


def out_of_reach(p: Problem) -> tuple[Matrix, ...]:
    """(I - P_r) A and (I - P_r) B."""
    return beyond_remaining(p, option_a(p)), beyond_remaining(p, option_b(p))


def exact_gap(p: Problem) -> tuple[Matrix, ...]:
    """M_t - w_g."""
    return tuple(m_t - w_g for m_t, w_g in zip(left(p), right(p), strict=True))


def nothing(p: Problem) -> tuple[Matrix, ...]:
    """Zero weights, twice."""
    return p.zero, p.zero


def retained_part(p: Problem) -> Matrix:
    """(I - P_r) w_o."""
    return beyond_remaining(p, pretrained(p))


def own_block(p: Problem) -> Matrix:
    """w_o^f."""
    return restricted(p, pretrained(p), "f")


def counterexample() -> Problem:
    """X_r = (1, 1, 0), X_f = (0, 1, 1), w_* = (1, 0, 0)."""
    return problem_of([[1], [1], [0]], [[0], [1], [1]], [1, 0, 0])


def tuned_on_less() -> Problem:
    """X_r = X_f = 1, w_* = 1, D_t empty: range(X_r) is everything and A_t = w_g = 1, but B_t = B = 0."""
    return problem_of([[1]], [[1]], [1], tuning=[])


A_AND_B = (weights("A_t"), weights("B_t"))

CLAIM = Claim(
    id="O8",
    source="abstract s.4 of arXiv:2410.03833v1",
    short="masking + FT on D_r equals golden exactly when (I - P_r) A = (I - P_r) B = 0",
    latex=r"M_t - w_g = (I - P_r) M;\quad M_t = w_g \iff M \in \mathrm{range}(X_r),\ M \in \{A, B\}",
    assumes=(tuned_on_all,),
    truth=Truth.CONDITIONAL,
    floor=Evidence.EXACT,
    statement=Statement(A_AND_B, left, right),
    condition=Statement(A_AND_B, out_of_reach, nothing),
    also=(
        Statement(A_AND_B, exact_gap, out_of_reach),
        Statement(A_AND_B, left, right, when=lap_seen),
        Statement((weights("(I - P_r) w_o"),), retained_part, own_block, when=lap_seen),
    ),
    counterexample=counterexample,
    controls=(Control("tuned on all", tuned_on_less),),
)
