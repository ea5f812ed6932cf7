"""O12. Distinct features are the case d_lap = 0: these formulas for overlapping features turn into those for distinct ones.

    O2: ||X_f^T (I - P_r) w_*||^2 = ||F^T w_*^f||^2        O4: w_*^T (P - P_r) w_* = ||P_f w_*||^2
    O5: ||F^T w_o^f||^2 = ||F^T w_*^f||^2                   O8: (I - P_r) A = 0

Proof. range(X_r) and range(X_f) are orthogonal and P = P_r + P_f; w_o^f is then P_f w_*, which F^T cannot tell from w_*^f.
Stops holding when features overlap: the same four pairs differ on the counterexample of O7.
"""

from typing import Any

from theory.losses import energy
from theory.models import beyond_remaining, option_a, pretrained, restricted, retained
from theory.problem import Problem
from verify.assumptions import distinct, noiseless
from verify.claim import Claim, Control, Evidence, Statement, Truth, loss, weights, weights_squared
from verify.counterexample import problem_of


def left(p: Problem) -> tuple[Any, ...]:
    """The formulas for overlapping features."""
    w = p.teacher
    return (
        energy(p.x_f, beyond_remaining(p, w)),
        w.dot(retained(p, w)),
        energy(p.x_f, restricted(p, pretrained(p), "f")),
        beyond_remaining(p, option_a(p)),
    )


def right(p: Problem) -> tuple[Any, ...]:
    """The formulas for distinct features."""
    own = energy(p.x_f, restricted(p, p.teacher, "f"))
    return own, p.x_f.project(p.teacher).sq_norm(), own, p.zero


def overlap() -> Problem:
    """X_r = (1, 1, 0), X_f = (0, 1, 1), w_* = (1, 0, 0)."""
    return problem_of([[1], [1], [0]], [[0], [1], [1]], [1, 0, 0])


def noise() -> Problem:
    """X_r = e_1, X_f = e_2, y_f = 1 + 1: w_o^f = 2, w_*^f = 1."""
    return problem_of([[1], [0]], [[0], [1]], [1, 1], noise=[0, 1])


CLAIM = Claim(
    id="O12",
    source="arXiv:2410.03833v1 Thm 3.2 and Thm 3.4",
    short="labels X^T w_*, d_lap = 0: the formulas of O2, O4, O5 and O8 become those of distinct features",
    latex=r"d_{lap} = 0 \implies \|X_f^\top (I - P_r) w_*\| = \|F^\top w_*^f\| = \|F^\top w_o^f\|,\quad (I - P_r) A = 0",
    assumes=(distinct, noiseless),
    truth=Truth.TRUE,
    floor=Evidence.IDENTITY,
    statement=Statement((loss("O2"), weights_squared("O4"), loss("O5"), weights("O8")), left, right),
    controls=(Control("distinct", overlap), Control("noiseless", noise)),
)
