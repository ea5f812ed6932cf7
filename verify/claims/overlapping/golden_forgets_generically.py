"""O19. At generic points the golden model forgets: for every shape in which D_f has a coordinate of its own, or shares one while D_r
leaves directions open, UL(w_g) = 0 holds on a thin set at most.

    d_f > 0, or d_lap > 0 and n_r < d_r + d_lap:    UL(w_g) != 0 at a point of the shape.

Proof. On the problems of one shape (blocks, n_r, n_f; y = X^T w_*, entries free) UL(w_g) is a rational function of the entries. One point
at which it is not 0 shows that it is 0 on the zeros of a polynomial at most: a closed set of measure 0. The point has integer entries, a
fixed number per place. n <= d, with every coordinate used, implies the assumption where D_f is not zero: if d_f = 0,
then n_r < n <= d = d_r + d_lap.
Which points are exceptions: O3. Without the assumption UL(w_g) = 0 at every point at which X_r has full rank: D_r determines
every coordinate that D_f uses.
"""

from theory.arithmetic.system import Scalar
from theory.generic import at_a_generic_point
from theory.losses import energy, unlearning_loss
from theory.models import golden
from theory.problem import Problem
from verify.assumptions import something_new
from verify.claim import Claim, Control, Evidence, Relation, Statement, Truth, loss
from verify.counterexample import problem_of


def left(p: Problem) -> Scalar:
    """UL(w_g) at the point."""
    q = at_a_generic_point(p)
    return unlearning_loss(q, golden(q))


def nothing(p: Problem) -> Scalar:
    """No loss."""
    return p.system.scalar(0)


def by_projection(p: Problem) -> Scalar:
    """||X_f^T (w_* - P_r w_*)||^2 / n_f there."""
    q = at_a_generic_point(p)
    return energy(q.x_f, q.teacher - q.x_r.project(q.teacher))


def everything_known() -> Problem:
    """One coordinate, X_r = X_f = 1: whatever the entries, D_r determines the teacher."""
    return problem_of([[1]], [[1]], [1])


ONE_POINT = "one point with integer entries for each shape: the rationals decide, and nothing is drawn"

CLAIM = Claim(
    id="O19",
    source="ours, on abstract s.2 of arXiv:2410.03833v1",
    short="d_f > 0, or d_lap > 0 and n_r < d_r + d_lap: the golden model forgets, UL(w_g) != 0, at generic points of a shape",
    latex=r"d_f > 0\ \text{or}\ (d_{lap} > 0,\ n_r < d_r + d_{lap}) \implies UL(w_g) \not\equiv 0\ \text{on the problems of a shape}",
    assumes=(something_new,),
    truth=Truth.TRUE,
    floor=Evidence.EXACT,
    statement=Statement((loss("UL(w_g) at a generic point"),), left, nothing, Relation.DIFFERENT),
    also=(Statement((loss("the same, by O2"),), left, by_projection),),
    controls=(Control("something new", everything_known),),
    without=dict.fromkeys(("identity", "enclosure", "high_precision", "descent"), ONE_POINT),
)
