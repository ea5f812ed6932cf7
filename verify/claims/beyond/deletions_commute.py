"""N17. Deletion requests one after the other end in the golden model, in whichever order they come.

    P_r P_{r + f_n} ... P_{r + f_2..f_n} w_o = w_g    for the order f_1, f_2, ..., f_n of the requests and for its reverse,

where each request projects the model onto the range of the data that are left.

Proof. The ranges are nested, so the projection onto a smaller one after a larger one is the projection onto the smaller: the product is
P_r, whatever came before it, and P_r w_o = w_g (O10). After each request the model is the min-norm interpolator of what is left, because
the labels are consistent. Stops holding where no weights fit the labels.
"""

from theory.arithmetic import Matrix
from theory.models import golden
from theory.problem import Problem
from theory.sequential import deleted_one_by_one
from verify.assumptions import consistent
from verify.claim import Claim, Control, Evidence, Statement, Truth, weights
from verify.counterexample import problem_of


def left(p: Problem) -> tuple[Matrix, Matrix]:
    """After requests in the order of the columns, and in the reverse order."""
    order = range(p.n_f)
    return deleted_one_by_one(p, order), deleted_one_by_one(p, order[::-1])


def right(p: Problem) -> tuple[Matrix, Matrix]:
    """The golden model."""
    return golden(p), golden(p)


def contradictory_labels() -> Problem:
    """The same sample on both sides, labels 1 and -1: w_o = 0, w_g = 1."""
    return problem_of([[1]], [[1]], [0], noise=[1, -1])


CLAIM = Claim(
    id="N17",
    source="ours: deletion requests that come one by one",
    short="consistent labels: deleting D_f sample by sample, each a projection, ends in w_g forwards and backwards",
    latex=r"P_r \cdots P_{D \setminus \{f_1, f_2\}} P_{D \setminus \{f_1\}} w_o = w_g = P_r \cdots P_{D \setminus \{f_n\}} w_o",
    assumes=(consistent,),
    truth=Truth.TRUE,
    floor=Evidence.IDENTITY,
    statement=Statement((weights("w, first to last"), weights("w, last to first")), left, right),
    controls=(Control("consistent", contradictory_labels),),
)
