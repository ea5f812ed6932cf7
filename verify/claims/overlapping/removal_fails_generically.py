"""O19a. At generic points with overlap, removal does not reach the golden model's loss: where features are shared and D_r leaves directions
open, UL(A) = UL(w_g) holds on a thin set at most.

    d_lap > 0 and n_r < d_r + d_lap:    UL(A) != UL(w_g) at a point of the shape.

Proof. As in O19: UL(A) - UL(w_g) is a rational function of the entries of one shape, and one point at which it is not 0 shows that it is 0
on a thin set at most. Fine-tuning does not move A (O5), so UL(A) is also the loss after fine-tuning, on any D_t. Where n_r >= d_r + d_lap
range(X_r) contains every lap direction at all but a thin set of points, and where d_lap = 0 at all of them: there the two losses are
equal (O9). So the abstract's sentence on removal is true for some shapes and false at almost every problem of all others.
"""

from theory.arithmetic.system import Scalar
from theory.generic import at_a_generic_point
from theory.losses import energy, unlearning_loss
from theory.models import fine_tuned, golden, option_a, pretrained, restricted
from theory.problem import Problem
from verify.assumptions import directions_left, overlapping
from verify.claim import Claim, Control, Evidence, Relation, Statement, Truth, loss
from verify.counterexample import problem_of


def left(p: Problem) -> Scalar:
    """UL of the fine-tuned A at the point."""
    q = at_a_generic_point(p)
    return unlearning_loss(q, fine_tuned(q, option_a(q)))


def right(p: Problem) -> Scalar:
    """UL(w_g) at the point."""
    q = at_a_generic_point(p)
    return unlearning_loss(q, golden(q))


def by_own_block(p: Problem) -> Scalar:
    """||F^T w_o^f||^2 / n_f there."""
    q = at_a_generic_point(p)
    return energy(q.x_f, restricted(q, pretrained(q), "f"))


def by_projection(p: Problem) -> Scalar:
    """||X_f^T (w_* - P_r w_*)||^2 / n_f there."""
    q = at_a_generic_point(p)
    return energy(q.x_f, q.teacher - q.x_r.project(q.teacher))


def distinct_features() -> Problem:
    """X_r = (1, 1, 0), X_f = (0, 0, 1), and so at every point of the shape: A = w_g."""
    return problem_of([[1], [1], [0]], [[0], [0], [1]], [1, 1, 1])


def no_direction_left() -> Problem:
    """X_r = (1, 0), X_f = (1, 1): one remaining sample for one coordinate, so that w_g has the teacher's own."""
    return problem_of([[1], [0]], [[1], [1]], [1, 1])


ONE_POINT = "one point with integer entries for each shape: the rationals decide, and nothing is drawn"

CLAIM = Claim(
    id="O19a",
    source="ours, on abstract s.4 of arXiv:2410.03833v1",
    short="d_lap > 0 and n_r < d_r + d_lap: removal and FT on D_r miss golden, UL(A) != UL(w_g), at generic points of a shape",
    latex=r"d_{lap} > 0,\ n_r < d_r + d_{lap} \implies UL(A) \not\equiv UL(w_g)\ \text{on the problems of a shape}",
    assumes=(overlapping, directions_left),
    truth=Truth.TRUE,
    floor=Evidence.EXACT,
    statement=Statement((loss("UL(A), fine-tuned, at a generic point"),), left, right, Relation.DIFFERENT),
    also=(
        Statement((loss("UL(A), fine-tuned, by O5"),), left, by_own_block),
        Statement((loss("UL(w_g), by O2"),), by_projection, right),
    ),
    controls=(Control("overlapping", distinct_features), Control("directions left", no_direction_left)),
    without=dict.fromkeys(("identity", "enclosure", "high_precision", "descent"), ONE_POINT),
)
