"""What I believe, in one sentence of mathematics: fine-tuning does not move the pretrained model, w_t = w_o.

Edit `left`, `right` and `assumes`. Models are in theory.models (pretrained, golden, fine_tuned, option_a, option_b, projected), losses
in theory.losses, and what may be assumed in verify.assumptions. The data are p.x_r, p.x_f (columns are samples), p.y_r, p.y_f,
p.teacher (w_*); X = [X_r X_f] is p.x. Sides are matrices (A @ B, A + B, A.T, c * A, A.solve(b), A.project(v), A.sq_norm()) or numbers.

Both sides are one formula for all numbers: they run over the rationals, modulo a prime, in balls and in floats. A side computes its
value from the problem p alone. It keeps nothing between two calls, draws no random numbers and does not ask in which numbers it runs.

Relations: EQUAL, AT_MOST (<=) and DIFFERENT (!=). For left >= right swap the sides. For left < right write AT_MOST, and a further fact
with DIFFERENT: also=(Statement(..., Relation.DIFFERENT),). Compare squares where a norm would need a root: weights_squared("||w||^2").

"Exactly when": give condition=Statement(...), whose sides are equal exactly where the claim holds. Both directions are checked.

Problems of your own: where the made problems rarely meet what you assume, such as samples of length 1, hand in some that do with
designs=lambda: [problem_of([[1], [0]], [[0], [1]], [1, 2])], the rows of X_r, the rows of X_f and w_*, from verify.counterexample. It may
be a generator. Fewer than 200 problems that meet the assumptions leave a claim undecided.

Averages: E left(p) = right(s) over Gaussian features. The left side acts on a problem, the right side on a random design s (s.d_r, s.d_lap,
s.d_f, s.n_r, s.n_f, s.energy = ||w_*||^2, s.noise). Assume gaussian_design, and give average=Average(designs=(RandomDesign(0, 4, 0, n_r=2,
n_f=1, teacher=(1, 0, 0, 0)),), spread=bound), where bound(s) is a number that the variance of the left side does not exceed. Its proof
belongs into this docstring: the test's rate of false alarms rests on it.

Absolute values and inequalities have no meaning modulo a prime, so that the rung `identity` cannot judge them; the others do. Where
it says so, drop it with a reason: without={"identity": "the left side is an absolute value"}. Comparing squares keeps it.
"""

from theory.arithmetic import Matrix
from theory.models import fine_tuned, pretrained
from theory.problem import Problem
from verify.assumptions import noiseless
from verify.claim import Claim, Relation, Statement, weights


def left(p: Problem) -> Matrix:
    """w_t."""
    return fine_tuned(p)


def right(p: Problem) -> Matrix:
    """w_o."""
    return pretrained(p)


CLAIM = Claim(
    id="starter",
    source="my own",
    short="fine-tuning does not move the pretrained model",
    latex=r"w_t = w_o",
    assumes=(noiseless,),  # (anything,) where there is no assumption
    statement=Statement((weights("w_t"),), left, right, Relation.EQUAL),  # or AT_MOST, DIFFERENT
)
"""Without a registered `truth` the run reports what it finds. Register Truth.TRUE, FALSE or CONDITIONAL to have it enforced."""
