"""N6e. How far a single draw of the gap in weights may lie, at full overlap: it is a Beta variable.

    ||w_t - w_g||^2 / ||w_*||^2 ~ Beta(n_f / 2, (d - n_f) / 2)   for n <= d, whatever n_r is.

Its standard deviation is sqrt(2 f (1 - f) / (d + 2)), f = n_f / d: it concentrates as 1 / sqrt(d).
Proof. P - P_r is a uniformly random projector of rank n_f, and the share of a fixed vector in a uniformly random subspace is that Beta.
Spread: p (1 - p) for a share of draws. Stops holding for n > d, where the rank is d - n_r, and for partial overlap.
"""

from fractions import Fraction
from typing import Any

from theory.losses import gap_in_weights
from theory.models import fine_tuned
from theory.problem import Problem
from theory.random_design import RandomDesign
from theory.random_laws import below, gap_quantile
from verify.assumptions import fewer_than_features, full_overlap, gaussian_design, teachers_labels
from verify.claim import Average, Claim, Control, Evidence, Statement, Truth, pure

LEVELS = tuple(Fraction(k, 100) for k in (10, 25, 50, 75, 95, 99))


def left(p: Problem) -> Any:
    """Per level, whether the gap is below its quantile."""
    relative = gap_in_weights(p, fine_tuned(p)) / p.teacher.sq_norm()
    return below(relative, [gap_quantile(p.d, p.n_f, level) for level in LEVELS])


def right(_: RandomDesign) -> Any:
    """The levels."""
    return LEVELS


def spread(_: RandomDesign) -> Any:
    """p (1 - p)."""
    return tuple(level * (1 - level) for level in LEVELS)


def too_many_samples() -> RandomDesign:
    """n = 7 samples, d = 5: what D_f adds has rank 2, not 4."""
    return RandomDesign(0, 5, 0, n_r=3, n_f=4, teacher=(1, 1, 0, 0, 0))


def own_features() -> RandomDesign:
    """Two features of six belong to D_f alone."""
    return RandomDesign(2, 2, 2, n_r=2, n_f=2, teacher=(1,) * 6)


def random_signs() -> RandomDesign:
    """One sample of three signs a side: the gap takes few values."""
    return RandomDesign(0, 3, 0, n_r=1, n_f=1, teacher=(1, 0, 0), entries="signs")


CLAIM = Claim(
    id="N6e",
    source="public reviews of arXiv:2410.03833v1: full overlap",
    short="Gaussian features, full overlap, no label noise, n <= d: ||w_t - w_g||^2 / ||w_*||^2 is a Beta variable",
    latex=r"d_{lap} = d,\ n \le d \implies \|w_t - w_g\|^2 / \|w_*\|^2 \sim \mathrm{Beta}(\tfrac{n_f}{2}, \tfrac{d - n_f}{2})",
    assumes=(gaussian_design, teachers_labels, full_overlap, fewer_than_features),
    truth=Truth.TRUE,
    floor=Evidence.NUMERICAL,
    statement=Statement(tuple(pure(f"P(gap <= its {level} quantile)") for level in LEVELS), left, right),
    controls=(
        Control("n <= d", too_many_samples),
        Control("full overlap", own_features),
        Control("gaussian design", random_signs),
    ),
    average=Average(
        designs=(
            RandomDesign(0, 6, 0, n_r=2, n_f=2, teacher=(1, 2, 0, -1, 1, 1)),
            RandomDesign(0, 8, 0, n_r=3, n_f=5, teacher=(1,) * 8),
        ),
        spread=spread,
        draws=200_000,
    ),
)
