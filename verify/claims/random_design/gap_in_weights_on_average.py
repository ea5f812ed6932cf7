"""N6b. The gap of fine-tuning in weights, on average over Gaussian features.

    full overlap:  E ||w_t - w_g||^2 = (min(n, d) - min(n_r, d)) / d ||w_*||^2, that is (n_f / d) ||w_*||^2 for n <= d;
    distinct:      E ||w_t - w_g||^2 = min(n_f, d_f) / d_f ||w_*^f||^2.

Proof. The gap is w_*^T (P - P_r) w_* (O4). At full overlap P - P_r is a uniformly random projector of rank min(n, d) - min(n_r, d), for
distinct features it is P_f on the f block, of rank min(n_f, d_f); the mean of such a projector is rank / dimension times I.
Spread: the share of w_* in a uniformly random subspace is a Beta variable, whose variance is known. Stops holding for partial overlap,
where E P is no multiple of I on the blocks' union. Every case of the two minima is met: n <= d, n_r < d < n and n_r > d; n_f on either
side of d_f. Where the gap is the same in every draw (n_r >= d, n_f >= d_f) the exact sum alone is asked.
"""

from typing import Any

from theory.losses import gap_in_weights
from theory.models import fine_tuned
from theory.problem import Problem
from theory.random_design import RandomDesign, retained_mean, retained_spread
from verify.assumptions import distinct, either, full_overlap, gaussian_design, teachers_labels
from verify.claim import Average, Claim, Control, Evidence, Statement, Truth, weights_squared


def left(p: Problem) -> Any:
    """||w_t - w_g||^2."""
    return gap_in_weights(p, fine_tuned(p))


def random_signs() -> RandomDesign:
    """One sample of two signs on each side: they are parallel half of the time, and the gap is 0 then."""
    return RandomDesign(0, 2, 0, n_r=1, n_f=1, teacher=(1, 1), entries="signs")


def noisy_labels() -> RandomDesign:
    """Noise on the labels is fitted by w_t and not by w_g."""
    return RandomDesign(0, 4, 0, n_r=1, n_f=1, teacher=(1, 0, 0, 0), noise=1)


CLAIM = Claim(
    id="N6b",
    source="ours: how the overlap matters",
    short="Gaussian features, no label noise: E ||w_t - w_g||^2 in closed form at full overlap and for distinct features",
    latex=r"d_{lap} = d \implies E\|w_t - w_g\|^2 = \tfrac{\min(n, d) - \min(n_r, d)}{d} \|w_*\|^2,\quad "
    r"d_{lap} = 0 \implies E\|w_t - w_g\|^2 = \tfrac{\min(n_f, d_f)}{d_f} \|w_*^f\|^2",
    assumes=(gaussian_design, teachers_labels, either(full_overlap, distinct)),
    truth=Truth.TRUE,
    floor=Evidence.EXACT,
    statement=Statement((weights_squared("gap"),), left, retained_mean),
    controls=(Control("gaussian design", random_signs), Control("no label noise", noisy_labels)),
    average=Average(
        designs=(
            RandomDesign(0, 6, 0, n_r=2, n_f=2, teacher=(1, 2, 0, -1, 1, 1)),
            RandomDesign(0, 8, 0, n_r=3, n_f=5, teacher=(1, 0, 0, 0, 0, 0, 0, 2)),
            RandomDesign(0, 6, 0, n_r=4, n_f=4, teacher=(1, 1, 1, 1, 1, 1)),
            RandomDesign(2, 0, 5, n_r=1, n_f=2, teacher=(1, 1, 2, 1, 1, 0, 1)),
        ),
        spread=retained_spread,
        draws=200_000,
        integrable=(
            RandomDesign(0, 4, 0, n_r=1, n_f=2, teacher=(1, 2, 0, -1)),
            RandomDesign(0, 4, 0, n_r=2, n_f=2, teacher=(1, 2, 0, -1)),
            RandomDesign(0, 3, 0, n_r=2, n_f=3, teacher=(1, 2, 3)),
            RandomDesign(0, 3, 0, n_r=5, n_f=1, teacher=(1, 2, 3)),
            RandomDesign(0, 2, 0, n_r=3, n_f=4, teacher=(1, 2)),
            RandomDesign(2, 0, 3, n_r=1, n_f=1, teacher=(1, 2, 1, 2, 3)),
            RandomDesign(1, 0, 3, n_r=3, n_f=5, teacher=(2, 1, 2, 3)),
        ),
    ),
)
