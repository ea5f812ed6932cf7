"""N6d. How far a single draw of the golden loss may lie, at full overlap: its law, not only its mean.

    UL(w_g) / ||w_*||^2 = B C,   B ~ Beta((d - n_r)/2, n_r/2),   C ~ chi^2_{n_f} / n_f,   independent,   n_r < d.

So its p-quantile is a number, a draw lies below it with probability p, and
E UL(w_g)^2 = ||w_*||^4 m (m + 2) (n_f + 2) / (d (d + 2) n_f), m = d - n_r: relative variance 2 (d - m) / (m (d + 2)) + O(1 / n_f).
Proof. Given X_r, X_f^T Q w_* has iid N(0, ||Q w_*||^2) entries, and Q is a uniformly random projector of rank m.
Spread: p (1 - p) for a share of draws; the fourth moment of B C for the square.
"""

from fractions import Fraction
from typing import Any

from theory.losses import unlearning_loss
from theory.models import golden
from theory.problem import Problem
from theory.random_design import RandomDesign
from theory.random_laws import below, golden_loss_moment, golden_loss_quantile
from verify.assumptions import fewer_remaining, full_overlap, gaussian_design, teachers_labels
from verify.claim import Average, Claim, Control, Evidence, Statement, Truth, pure

LEVELS = tuple(Fraction(k, 100) for k in (10, 25, 50, 75, 95, 99))


def left(p: Problem) -> Any:
    """Per level, whether UL(w_g) is below its quantile; (UL(w_g) / ||w_*||^2)^2."""
    relative = unlearning_loss(p, golden(p)) / p.teacher.sq_norm()
    return *below(relative, [golden_loss_quantile(p.d, p.n_r, p.n_f, level) for level in LEVELS]), relative**2


def right(s: RandomDesign) -> Any:
    """The levels, and the second moment."""
    return *LEVELS, golden_loss_moment(s.d, s.n_r, s.n_f, 2)


def spread(s: RandomDesign) -> Any:
    """p (1 - p), and E (B C)^4 - (E (B C)^2)^2."""
    square = golden_loss_moment(s.d, s.n_r, s.n_f, 4) - golden_loss_moment(s.d, s.n_r, s.n_f, 2) ** 2
    return *(level * (1 - level) for level in LEVELS), square


def own_features() -> RandomDesign:
    """Half of the remaining data's features are theirs alone."""
    return RandomDesign(3, 3, 0, n_r=2, n_f=2, teacher=(1,) * 6)


def random_signs() -> RandomDesign:
    """One sample of three signs a side: UL(w_g) takes few values."""
    return RandomDesign(0, 3, 0, n_r=1, n_f=1, teacher=(1, 0, 0), entries="signs")


CLAIM = Claim(
    id="N6d",
    source="public reviews of arXiv:2410.03833v1: full overlap",
    short="Gaussian features, full overlap, no label noise, n_r < d: the law of UL(w_g), with its quantiles and variance",
    latex=r"d_{lap} = d,\ n_r < d \implies UL(w_g) / \|w_*\|^2 \sim "
    r"\mathrm{Beta}(\tfrac{d - n_r}{2}, \tfrac{n_r}{2}) \cdot \chi^2_{n_f} / n_f",
    assumes=(gaussian_design, teachers_labels, full_overlap, fewer_remaining),
    truth=Truth.TRUE,
    floor=Evidence.NUMERICAL,
    statement=Statement((*(pure(f"P(UL(w_g) <= its {level} quantile)") for level in LEVELS), pure("E UL(w_g)^2")), left, right),
    controls=(Control("full overlap", own_features), Control("gaussian design", random_signs)),
    average=Average(
        designs=(
            RandomDesign(0, 6, 0, n_r=2, n_f=3, teacher=(1, 2, 0, -1, 1, 1)),
            RandomDesign(0, 10, 0, n_r=6, n_f=8, teacher=(1,) * 10),
            RandomDesign(0, 4, 0, n_r=1, n_f=2, teacher=(1, 0, 0, 3)),
        ),
        spread=spread,
        draws=200_000,
    ),
)
