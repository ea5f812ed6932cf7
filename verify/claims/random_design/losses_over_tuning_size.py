"""N6f. After a full reset, the losses fall with the number of samples that are tuned on, to 0 at n_t = d (the paper's kind of curve).

    d_lap = d, so B = 0:   E UL(B_t) = u,   E RL(B_t) = (1 - n_t / n_r) u,   u = (1 - min(n_t, d) / d) ||w_*||^2.

Proof. B_t = P_t w_*, with P_t a uniformly random projector of rank min(n_t, d). A sample outside D_t is independent of P_t, its average
loss is E ||(I - P_t) w_*||^2 = u; a sample in D_t is fitted. n_t = n_r is the golden model (N6a).
Spread: ||(I - P_t) w_*||^2 is a Beta variable, times an independent chi^2 of the samples that are averaged over. Where n_t >= d both
losses are 0 in every draw, and the exact sum alone is asked. Stops holding where D_r has features of its own, which option B keeps, for
entries that can make samples parallel, and with label noise.
"""

from typing import Any

from theory.losses import remaining_loss, unlearning_loss
from theory.models import fine_tuned, option_b
from theory.problem import Problem
from theory.random_design import RandomDesign, reset_losses, reset_spreads
from verify.assumptions import full_overlap, gaussian_design, teachers_labels
from verify.claim import Average, Claim, Control, Evidence, Statement, Truth, loss


def left(p: Problem) -> Any:
    """RL(B_t), UL(B_t)."""
    b_t = fine_tuned(p, option_b(p))
    return remaining_loss(p, b_t), unlearning_loss(p, b_t)


def right(s: RandomDesign) -> Any:
    """The two means, evaluated as if all features were shared."""
    return reset_losses(RandomDesign(0, s.d, 0, s.n_r, s.n_f, s.teacher, s.n_t))


def spread(s: RandomDesign) -> Any:
    """The two bounds, likewise."""
    return reset_spreads(RandomDesign(0, s.d, 0, s.n_r, s.n_f, s.teacher, s.n_t))


def own_features() -> RandomDesign:
    """Four features of eight belong to D_r alone: option B keeps them."""
    return RandomDesign(4, 4, 0, n_r=4, n_f=2, teacher=(1,) * 8, n_t=2)


def random_signs() -> RandomDesign:
    """Two tuned samples of three signs are parallel a quarter of the time."""
    return RandomDesign(0, 3, 0, n_r=3, n_f=2, teacher=(1, 1, 1), n_t=2, entries="signs")


def noisy_labels() -> RandomDesign:
    """Noise on the labels is a loss that no number of tuned samples takes away."""
    return RandomDesign(0, 6, 0, n_r=2, n_f=2, teacher=(1, 0, 0, 0, 0, 0), n_t=1, noise=1)


CLAIM = Claim(
    id="N6f",
    source="public reviews of arXiv:2410.03833v1: full overlap",
    short="Gaussian features, full overlap, no label noise: RL and UL of a reset model over n_t in closed form",
    latex=r"d_{lap} = d \implies E\,UL(B_t) = u,\ E\,RL(B_t) = (1 - \tfrac{n_t}{n_r})\, u,\ "
    r"u = (1 - \tfrac{\min(n_t, d)}{d}) \|w_*\|^2",
    assumes=(gaussian_design, teachers_labels, full_overlap),
    truth=Truth.TRUE,
    floor=Evidence.EXACT,
    statement=Statement((loss("RL(B_t)"), loss("UL(B_t)")), left, right),
    controls=(
        Control("full overlap", own_features),
        Control("gaussian design", random_signs),
        Control("no label noise", noisy_labels),
    ),
    average=Average(
        designs=(
            RandomDesign(0, 8, 0, n_r=5, n_f=3, teacher=(1, 2, 0, -1, 1, 1, 0, 0), n_t=2),
            RandomDesign(0, 8, 0, n_r=5, n_f=3, teacher=(1, 2, 0, -1, 1, 1, 0, 0), n_t=4),
            RandomDesign(0, 6, 0, n_r=4, n_f=2, teacher=(1,) * 6, n_t=0),
        ),
        spread=spread,
        draws=200_000,
        integrable=(
            RandomDesign(0, 3, 0, n_r=3, n_f=1, teacher=(1, 2, 3), n_t=2),
            RandomDesign(0, 4, 0, n_r=2, n_f=1, teacher=(1, 2, 0, -1), n_t=1),
            RandomDesign(0, 3, 0, n_r=1, n_f=1, teacher=(1, 2, 3), n_t=0),
            RandomDesign(0, 2, 0, n_r=4, n_f=1, teacher=(1, 2), n_t=3),
            RandomDesign(0, 2, 0, n_r=3, n_f=1, teacher=(1, 2), n_t=3),
        ),
    ),
)
