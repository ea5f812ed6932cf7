"""O8. CONDITIONAL: masking followed by fine-tuning on D_r gives the golden model if and only if the masked model is in range(X_r).

    M_t - w_g = (I - P_r) M    for M in {A, B}, always;    hence M_t = w_g iff (I - P_r) M = 0.

Sufficient: d_lap = 0, or range(X_r) contains every r and lap coordinate direction.

Proof. M_t = M + X_r^{T+} (y_r - X_r^T M) = (I - P_r) M + w_g. A and B have only r and lap coordinates, which settles the second
sufficient condition; at d_lap = 0 X X^T is block diagonal, so A = B = w_g. Labels need not be interpolated: w_g is then the shortest
least-squares solution on D_r. Counterexample without the condition: the one of O7.
"""

from theory.arithmetic import Matrix
from theory.models import beyond_remaining, fine_tuned, golden, option_a, option_b
from theory.problem import Problem
from verify.assumptions import distinct, either, spanning, tuned_on_all
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


def counterexample() -> Problem:
    """X_r = (1, 1, 0), X_f = (0, 1, 1), w_* = (1, 0, 0)."""
    return problem_of([[1], [1], [0]], [[0], [1], [1]], [1, 0, 0])


def tuned_on_less() -> Problem:
    """Distinct features, so that A_t = w_g, but contradictory labels on D_r and D_t only the first of them."""
    return problem_of([[1, 1, 1], [0, 1, 1], [0, 0, 1]], [[0], [1], [1]], [1, 2, 0], tuning=[])


A_AND_B = (weights("A_t"), weights("B_t"))

CLAIM = Claim(
    id="O8",
    source="abstract s.4 of arXiv:2410.03833v1",
    short="masking + FT on D_r equals golden: exactly when (I - P_r) A = (I - P_r) B = 0",
    latex=r"M_t - w_g = (I - P_r) M;\quad M_t = w_g \iff M \in \mathrm{range}(X_r),\ M \in \{A, B\}",
    assumes=(tuned_on_all,),
    truth=Truth.CONDITIONAL,
    floor=Evidence.EXACT,
    statement=Statement(A_AND_B, left, right),
    condition=Statement(A_AND_B, out_of_reach, nothing),
    also=(
        Statement(A_AND_B, exact_gap, out_of_reach),
        Statement(A_AND_B, left, right, when=either(distinct, spanning)),
    ),
    counterexample=counterexample,
    controls=(Control("tuned on all", tuned_on_less),),
)
