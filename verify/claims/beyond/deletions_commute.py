"""N17. Deletion requests one after the other, each a projection onto the range of the data that are left: after the first the model is
that of the data left, after the last it is golden, first to last and last to first.

    P_{D - f_1} w_o = min-norm model of D - f_1,    ...,    P_r ... P_{D - f_1 - f_2} P_{D - f_1} w_o = w_g.

Proof. Where labels are consistent, the projection of an interpolator of D onto the range of some of the data is their min-norm model (O10
with those data for D_r), and it interpolates them: so it goes from one request to the next. The last projection is P_r whatever came
before, and the ranges are nested: the order makes no difference to w_g. Stops holding where no weights fit the labels.
"""

from theory.arithmetic import Matrix
from theory.models import golden
from theory.problem import Problem
from theory.sequential import deleted_one_by_one, trained_without
from verify.assumptions import consistent
from verify.claim import Claim, Control, Evidence, Statement, Truth, weights
from verify.counterexample import problem_of


def left(p: Problem) -> tuple[Matrix, ...]:
    """After the first and the last request, in the order of the columns and in the reverse order."""
    forwards, backwards = deleted_one_by_one(p, range(p.n_f)), deleted_one_by_one(p, range(p.n_f)[::-1])
    return forwards[0], forwards[-1], backwards[0], backwards[-1]


def right(p: Problem) -> tuple[Matrix, ...]:
    """The model trained without that sample, and the golden model."""
    return trained_without(p, 0), golden(p), trained_without(p, p.n_f - 1), golden(p)


def contradictory_labels() -> Problem:
    """The same sample on both sides, labels 1 and -1: w_o = 0, w_g = 1."""
    return problem_of([[1]], [[1]], [0], noise=[1, -1])


CLAIM = Claim(
    id="N17",
    source="ours: deletion requests that come one by one",
    short="consistent labels: deleting D_f sample by sample, each a projection, gives the model of what is left and ends in w_g",
    latex=r"P_r \cdots P_{D \setminus \{f_1, f_2\}} P_{D \setminus \{f_1\}} w_o = w_g = P_r \cdots P_{D \setminus \{f_n\}} w_o",
    assumes=(consistent,),
    truth=Truth.TRUE,
    floor=Evidence.IDENTITY,
    statement=Statement(tuple(map(weights, ("first of D_f gone", "all gone", "last of D_f gone", "all gone, backwards"))), left, right),
    controls=(Control("consistent", contradictory_labels),),
)
