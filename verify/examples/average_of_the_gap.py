"""TRUE: an average over random data. At full overlap, E ||w_o - w_g||^2 = (n_f / d) ||w_*||^2 for n <= d.

A claim about an average has two kinds of sides: `left` acts on a problem that is drawn, `right` on the random design it is drawn from
(sizes, teacher, noise; see theory.random_design.RandomDesign). `Average` says on which designs the two are compared. It needs a bound on
Var left, per quantity, derived here: the test's false-alarm rate rests on it. A bound that the draws contradict is reported, a mean
that lies far from the claim is never support, and the run prints how small an error it would have seen.

Proof. The gap is w_*^T (P - P_r) w_*, and P - P_r is a uniformly random projector of rank n_f.
Spread: 0 <= gap <= ||w_*||^2 =: W, so Var <= (W - mean) mean. Without noise on the labels; for n > d the rank is d - n_r.
"""

from fractions import Fraction
from typing import Any

from theory.losses import gap_in_weights
from theory.models import pretrained
from theory.problem import Problem
from theory.random_design import RandomDesign
from verify.assumptions import fewer_than_features, full_overlap, gaussian_design, teachers_labels
from verify.claim import Average, Claim, Statement, weights_squared


def left(p: Problem) -> Any:
    """||w_o - w_g||^2 of a drawn problem."""
    return gap_in_weights(p, pretrained(p))


def right(s: RandomDesign) -> Any:
    """(n_f / d) ||w_*||^2: exact numbers where possible, for then an exact sum can be held against them too."""
    return Fraction(s.n_f, s.d) * s.energy


def spread(s: RandomDesign) -> Any:
    """(W - mean) mean."""
    return (s.energy - right(s)) * right(s)


CLAIM = Claim(
    id="average_of_the_gap",
    source="a reviewer's guess",
    short="Gaussian features, no label noise, full overlap, n <= d: E ||w_o - w_g||^2 = (n_f/d) ||w_*||^2",
    latex=r"E\|w_o - w_g\|^2 = \tfrac{n_f}{d} \|w_*\|^2",
    assumes=(gaussian_design, teachers_labels, full_overlap, fewer_than_features),
    statement=Statement((weights_squared("gap"),), left, right),
    average=Average(
        designs=(  # d_r, d_lap, d_f, then samples and the teacher's d numbers; D_t is D_r unless n_t says how many of it
            RandomDesign(0, 6, 0, n_r=2, n_f=2, teacher=(1, 2, 0, -1, 1, 1)),
            RandomDesign(0, 8, 0, n_r=3, n_f=5, teacher=(1, 0, 0, 0, 0, 0, 0, 2)),
        ),
        spread=spread,
        draws=100_000,
    ),
)
