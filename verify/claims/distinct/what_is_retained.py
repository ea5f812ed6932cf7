"""D3. Distinct features: what the pretrained model knows beyond the golden one is exactly P_f w_*.

    w_o = w_g + P_f w_*,    <w_g, P_f w_*> = 0,    ||w_o - w_g||^2 = ||P_f w_*||^2.

Proof. range(X) is the orthogonal sum of range(X_r) and range(X_f), so P = P_r + P_f; apply both sides to w_*.
Stops holding when features overlap: then the two ranges need not be orthogonal.
"""

from typing import Any

from theory.losses import gap_in_weights
from theory.models import golden, pretrained
from theory.problem import Problem
from verify.assumptions import distinct, noiseless
from verify.claim import Claim, Control, Evidence, Statement, Truth, weights, weights_squared
from verify.counterexample import problem_of


def left(p: Problem) -> tuple[Any, ...]:
    """The pretrained model, its inner product with what it retains, its gap."""
    return pretrained(p), golden(p).dot(p.x_f.project(p.teacher)), gap_in_weights(p, pretrained(p))


def right(p: Problem) -> tuple[Any, ...]:
    """w_g + P_f w_*, 0, ||P_f w_*||^2."""
    kept = p.x_f.project(p.teacher)
    return golden(p) + kept, 0, kept.sq_norm()


def overlap() -> Problem:
    """One shared coordinate."""
    return problem_of([[1], [1], [0]], [[0], [1], [1]], [1, 0, 0])


def noise() -> Problem:
    """y_f = 1 + 1: the pretrained model learns 2 where w_* has 1."""
    return problem_of([[1], [0]], [[0], [1]], [1, 1], noise=[0, 1])


CLAIM = Claim(
    id="D3",
    source="arXiv:2410.03833v1 Thm 3.2; abstract s.3",
    short="distinct features: w_o = w_g + P_f w_*, an orthogonal sum",
    latex=r"w_o = w_g + P_f w_*,\quad \|w_o - w_g\|^2 = \|P_f w_*\|^2",
    assumes=(distinct, noiseless),
    truth=Truth.TRUE,
    floor=Evidence.IDENTITY,
    statement=Statement((weights("w_o"), weights_squared("<w_g, P_f w_*>"), weights_squared("gap")), left, right),
    controls=(Control("distinct", overlap), Control("noiseless", noise)),
)
