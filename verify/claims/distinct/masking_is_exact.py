"""D4. Distinct features: zeroing the f block of the pretrained model gives the golden model, and fine-tuning leaves it there.

    A = B = w_g,    A_t = B_t = w_g    for every D_t inside D_r.

Proof. X X^T is block diagonal, so the r block of w_o solves the remaining problem alone. w_g interpolates every D_t.
Stops holding when features overlap (O7), and where the labels cannot be interpolated, because D_t then pulls away.
"""

from theory.arithmetic import Matrix
from theory.models import fine_tuned, golden, option_a, option_b
from theory.problem import Problem
from verify.assumptions import consistent, distinct
from verify.claim import Claim, Control, Evidence, Statement, Truth, weights
from verify.counterexample import problem_of


def left(p: Problem) -> tuple[Matrix, ...]:
    """The masked models, before and after fine-tuning."""
    a, b = option_a(p), option_b(p)
    return a, b, fine_tuned(p, a), fine_tuned(p, b)


def right(p: Problem) -> tuple[Matrix, ...]:
    """The golden model."""
    return (golden(p),) * 4


def overlap() -> Problem:
    """One shared coordinate."""
    return problem_of([[1], [1], [0]], [[0], [1], [1]], [1, 0, 0])


def contradictory_labels() -> Problem:
    """The same remaining sample twice with labels 1 and -1, and D_t the first of them: fine-tuning moves to 1."""
    return problem_of([[1, 1], [0, 0]], [[0], [1]], [0, 0], noise=[1, -1, 0], tuning=[0])


CLAIM = Claim(
    id="D4",
    source="abstract s.4 of arXiv:2410.03833v1",
    short="distinct features, consistent labels: zeroing the f block of w_o gives w_g, and FT on any D_t leaves it there",
    latex=r"d_{lap} = 0 \implies w_o^r = w_g,\quad A_t = B_t = w_g",
    assumes=(distinct, consistent),
    truth=Truth.TRUE,
    floor=Evidence.IDENTITY,
    statement=Statement(tuple(map(weights, ("A", "B", "A_t", "B_t"))), left, right),
    controls=(Control("distinct", overlap), Control("consistent", contradictory_labels)),
)
