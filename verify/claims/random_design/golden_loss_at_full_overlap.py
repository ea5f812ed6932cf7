"""N6a. At full overlap the golden loss is, on average, the share of directions that the remaining data leave undetermined.

    d_lap = d:   E UL(w_g) = (1 - n_r / d) ||w_*||^2   for n_r <= d, and 0 beyond.

Proof. Given X_r, the average over a forgetting sample is ||Q w_*||^2 with Q = I - P_r, and E Q = (1 - n_r / d) I by symmetry. First
moments suffice, where N6 takes second moments to the same number.
Spread: as in N6. Stops holding when features belong to one side alone, where the entries can make samples parallel, and with noise (N6c).
"""

from typing import Any

from theory.losses import unlearning_loss
from theory.models import golden
from theory.problem import Problem
from theory.random_design import RandomDesign, golden_loss_spread, undetermined_energy
from verify.assumptions import full_overlap, gaussian_design, teachers_labels
from verify.claim import Average, Claim, Control, Evidence, Statement, Truth, loss


def left(p: Problem) -> Any:
    """UL(w_g)."""
    return unlearning_loss(p, golden(p))


def right(s: RandomDesign) -> Any:
    """(1 - n_r / d) ||w_*||^2, evaluated as if all features were shared."""
    return undetermined_energy(RandomDesign(0, s.d, 0, s.n_r, s.n_f, s.teacher))


def own_features() -> RandomDesign:
    """Half of the remaining data's features are theirs alone: the golden loss is smaller."""
    return RandomDesign(4, 4, 0, n_r=2, n_f=2, teacher=(1,) * 8)


def random_signs() -> RandomDesign:
    """Two samples of three signs are parallel a quarter of the time: E ||Q w_*||^2 is 5/12 ||w_*||^2, not 1/3."""
    return RandomDesign(0, 3, 0, n_r=2, n_f=2, teacher=(1, 1, 1), entries="signs")


def noisy_labels() -> RandomDesign:
    """The golden model cannot foretell the noise of a forgetting label."""
    return RandomDesign(0, 6, 0, n_r=1, n_f=2, teacher=(1, 0, 0, 0, 0, 0), noise=1)


CLAIM = Claim(
    id="N6a",
    source="public reviews of arXiv:2410.03833v1: full overlap",
    short="Gaussian features, full overlap, no label noise: E UL(w_g) = (1 - min(n_r, d)/d) ||w_*||^2",
    latex=r"d_{lap} = d \implies E\,UL(w_g) = (1 - \min(n_r, d) / d)\, \|w_*\|^2",
    assumes=(gaussian_design, teachers_labels, full_overlap),
    truth=Truth.TRUE,
    floor=Evidence.EXACT,
    statement=Statement((loss("UL(w_g)"),), left, right),
    controls=(
        Control("full overlap", own_features),
        Control("gaussian design", random_signs),
        Control("no label noise", noisy_labels),
    ),
    average=Average(
        designs=(
            RandomDesign(0, 6, 0, n_r=2, n_f=3, teacher=(1, 2, 0, -1, 1, 1)),
            RandomDesign(0, 8, 0, n_r=7, n_f=2, teacher=(1, 0, 0, 0, 0, 0, 0, 2)),
            RandomDesign(0, 5, 0, n_r=3, n_f=4, teacher=(1, 1, 1, 1, 1)),
        ),
        spread=golden_loss_spread,
        draws=400_000,
        integrable=(
            RandomDesign(0, 3, 0, n_r=1, n_f=1, teacher=(1, 2, 3)),
            RandomDesign(0, 3, 0, n_r=2, n_f=1, teacher=(1, 2, 3)),
            RandomDesign(0, 6, 0, n_r=5, n_f=1, teacher=(1, 2, 0, -1, 1, 1)),
            RandomDesign(0, 4, 0, n_r=2, n_f=1, teacher=(1, 2, 0, -1)),
            RandomDesign(0, 2, 0, n_r=4, n_f=1, teacher=(1, 2)),
            RandomDesign(0, 1, 0, n_r=1, n_f=1, teacher=(3,)),
        ),
    ),
)
