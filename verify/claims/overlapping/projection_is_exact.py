"""O10. The remedy that is exact whatever the overlap, wherever some weights fit the labels: project w_o onto range(X_r).

    w_g = P_r w_o,    and any interpolator of D serves in place of w_o.

Proof. P_r w = X_r^{T+} X_r^T w = X_r^{T+} y_r = w_g for every w with X_r^T w = y_r. Overlap, noise (when interpolated) and rank
do not matter (also Block, Mokhtari, Shakkottai, arXiv:2505.22601, Thm 2). Stops holding where no weights fit the labels: P_r w_o can
then be as far from w_g as w_o is, and plain fine-tuning golden where rank X_r = d (N2).
"""

from theory.arithmetic import Matrix
from theory.models import fine_tuned, golden, option_a, pretrained, projected
from theory.problem import Problem
from verify.assumptions import consistent
from verify.claim import Claim, Control, Evidence, Statement, Truth, weights
from verify.counterexample import problem_of


def left(p: Problem) -> tuple[Matrix, ...]:
    """P_r of the pretrained model, of another interpolator of D, and of a model that was masked and tuned."""
    other = pretrained(p) + far_away(p) - p.x.project(far_away(p))
    return projected(p), p.x_r.project(other), fine_tuned(p, projected(p)), p.x_r.project(option_a(p))


def right(p: Problem) -> tuple[Matrix, ...]:
    """The golden model."""
    return (golden(p),) * 4


def far_away(p: Problem) -> Matrix:
    """Weights that no data asked for: all ones."""
    return p.zero.map(lambda _: p.system.scalar(1))


def contradictory_labels() -> Problem:
    """The same sample on both sides, labels 1 and -1: w_o = 0, w_g = 1."""
    return problem_of([[1]], [[1]], [0], noise=[1, -1])


CLAIM = Claim(
    id="O10",
    source="ours, against abstract s.4 of arXiv:2410.03833v1; arXiv:2505.22601 Thm 2",
    short="consistent labels: projection is exact, P_r w_o = w_g, for any interpolator in place of w_o",
    latex=r"P_r w_o = w_g",
    assumes=(consistent,),
    truth=Truth.TRUE,
    floor=Evidence.IDENTITY,
    statement=Statement(tuple(map(weights, ("P_r w_o", "P_r of another", "(P_r w_o)_t", "P_r A"))), left, right),
    controls=(Control("consistent", contradictory_labels),),
)
