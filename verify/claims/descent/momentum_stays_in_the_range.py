"""S6. Mini-batch SGD, heavy-ball and Nesterov have one place to end in, the one where descent ends.

    w_k in w_0 + range(X_S),    where one point interpolates S: w_0 + P_S (w_* - w_0).

Proof. Every step is a combination of earlier steps and of gradients, all in range(X_S); the interpolators in w_0 + range(X_S)
are a single point. Checked on exact iterates: they do not leave, and finishing the training from any of them ends where
training from w_0 does. That the iterates are those of these optimizers is a fact of its own: with A = I - eta (2 / n) X_S X_S^T and
momentum 1/2, three steps take the error w - w_* of heavy-ball through A^3 + A^2 - 3/4 A - 1/4, that of Nesterov through
9/4 A^3 - 5/4 A^2, and that of SGD through one factor I - 2 eta x x^T per sample.
Stops holding for optimizers that rescale coordinates (S7).
"""

from theory.arithmetic import Matrix
from theory.descent import heavy_ball, nesterov, sgd
from theory.models import beyond_remaining
from theory.problem import Problem, nearest_interpolator
from verify.assumptions import noiseless, scheduled
from verify.claim import Claim, Control, Evidence, Statement, Truth, weights
from verify.counterexample import problem_of


def last_iterates(p: Problem) -> tuple[Matrix, ...]:
    """w_k of each of the three optimizers."""
    half = p.system.scalar(1) / 2
    common = (p.x_r, p.y_r, p.plan.start, p.plan.eta, p.plan.steps)
    batches = [[i] for i in range(p.n_r)]
    runs = (sgd(*common, batches=batches), heavy_ball(*common, momentum=half), nesterov(*common, momentum=half))
    return tuple(list(run)[-1] for run in runs)


def left(p: Problem) -> tuple[Matrix, ...]:
    """What leaves the range, and where training ends when it is finished from the iterate."""
    last = last_iterates(p)
    left_out = tuple(beyond_remaining(p, w - p.plan.start) for w in last)
    return left_out + tuple(nearest_interpolator(p.x_r, p.y_r, w) for w in last)


def right(p: Problem) -> tuple[Matrix, ...]:
    """Nothing, and descent's limit."""
    limit = p.plan.start + p.x_r.project(p.teacher - p.plan.start)
    return (p.zero,) * 3 + (limit,) * 3


def third_errors(p: Problem) -> tuple[Matrix, ...]:
    """w_3 - w_* of each."""
    half = p.system.scalar(1) / 2
    common = (p.x_r, p.y_r, p.plan.start, p.plan.eta, 3)
    batches = [[i] for i in range(p.n_r)]
    runs = (sgd(*common, batches=batches), heavy_ball(*common, momentum=half), nesterov(*common, momentum=half))
    return tuple(list(run)[-1] - p.teacher for run in runs)


def through_polynomials(p: Problem) -> tuple[Matrix, ...]:
    """The same from w_0 - w_*, without any recursion."""
    e, eta = p.plan.start - p.teacher, p.plan.eta

    def contracted(v: Matrix, x: Matrix) -> Matrix:
        """(I - (2 eta / n) X X^T) v."""
        return v - x @ (x.T @ v) * (2 * eta / x.shape[1])  # type: ignore[no-any-return]  # numbers are of any type; a name would be in the digest

    a = contracted(e, p.x_r)
    aa = contracted(a, p.x_r)
    aaa = contracted(aa, p.x_r)
    after = e
    for k in range(3):
        after = contracted(after, p.x_r.columns([k % p.n_r]))
    quarter = p.system.scalar(1) / 4
    return after, aaa + aa - (3 * a + e) * quarter, (9 * aaa - 5 * aa) * quarter


def with_noise() -> Problem:
    """X_r = e_1, y_r = 1 + 1: the limit has 2 where w_* has 1."""
    return problem_of([[1], [0]], [[0], [1]], [1, 1], noise=[1, 0], schedule=([0, 0], "1/4", 1))


NAMES = ("SGD", "heavy-ball", "Nesterov")
RECURSIONS = Statement(tuple(weights(f"{n}, error after three steps") for n in NAMES), third_errors, through_polynomials)

CLAIM = Claim(
    id="S6",
    source="arXiv:2410.03833v1, setting",
    short="labels X_S^T w_*: SGD, heavy-ball and Nesterov stay in w_0 + range(X_S), where one point interpolates S",
    latex=r"w_k \in w_0 + \mathrm{range}(X_S)\ \text{for SGD, heavy-ball, Nesterov}",
    assumes=(noiseless, scheduled),
    truth=Truth.TRUE,
    floor=Evidence.IDENTITY,
    statement=Statement(tuple(weights(f"{n} outside range") for n in NAMES) + tuple(weights(f"{n} limit") for n in NAMES), left, right),
    also=(RECURSIONS,),
    controls=(Control("noiseless", with_noise),),
)
