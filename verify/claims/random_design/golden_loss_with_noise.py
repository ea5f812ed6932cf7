"""N6c. Label noise raises the golden loss on average: by its own variance, and by what the golden model fits of it.

    E UL(w_g) = (N6) + s^2 (1 + d_lap v),    v = k / (D (|D - n_r| - 1)),  k = min(n_r, D),  D = d_r + d_lap.

Proof. w_g = P_r w_* + (X_r^T)^+ eps_r, independent of X_f and of eps_f. e = (X_r^T)^+ eps_r is rotation-invariant in R^D, so each lap
coordinate has mean square E ||e||^2 / D, and ||e||^2 / s^2 is chi^2_k over an independent chi^2 with |D - n_r| + 1 degrees of freedom.
The mean is infinite where |D - n_r| <= 1, the peak of double descent; the test needs a variance, hence |D - n_r| >= 4.
Spread: UL(w_g) = t chi^2_{n_f} / n_f with t <= ||w_*||^2 + s^2 + ||e||^2, and E ||e||^4 from the same ratio; equal where the teacher
weighs on f alone and d_r = 0, which one design has. Both signs of D - n_r are met, by draws and by exact sums.
"""

from typing import Any

from theory.losses import unlearning_loss
from theory.models import golden
from theory.problem import Problem
from theory.random_design import RandomDesign, golden_loss_mean, golden_loss_spread
from verify.assumptions import far_from_peak, gaussian_design
from verify.claim import Average, Claim, Control, Evidence, Statement, Truth, loss


def left(p: Problem) -> Any:
    """UL(w_g)."""
    return unlearning_loss(p, golden(p))


def random_signs() -> RandomDesign:
    """Five samples of one sign: their squared norm is 5 in every draw, where Gaussian ones are short now and then."""
    return RandomDesign(0, 1, 0, n_r=5, n_f=8, teacher=(0,), noise=1, entries="signs")


CLAIM = Claim(
    id="N6c",
    source="ours: label noise",
    short="Gaussian features and label noise, |D - n_r| >= 4: E UL(w_g) grows by s^2 (1 + d_lap v)",
    latex=r"E\,UL(w_g) = E\,UL(w_g)|_{s = 0} + s^2 \Bigl(1 + \frac{d_{lap} \min(n_r, D)}{D (|D - n_r| - 1)}\Bigr),\ D = d_r + d_{lap}",
    assumes=(gaussian_design, far_from_peak),
    truth=Truth.TRUE,
    floor=Evidence.EXACT,
    statement=Statement((loss("UL(w_g)"),), left, golden_loss_mean),
    controls=(Control("gaussian design", random_signs),),
    average=Average(
        designs=(
            RandomDesign(3, 5, 2, n_r=4, n_f=2, teacher=(1, 0, 1, 0, 1, 0, 0, 0, 1, 0), noise=2),
            RandomDesign(0, 9, 0, n_r=3, n_f=4, teacher=(1, 0, 0, 0, 0, 0, 0, 0, 1), noise=3),
            RandomDesign(1, 3, 1, n_r=8, n_f=2, teacher=(1, 1, 1, 1, 1), noise=2),
            RandomDesign(0, 2, 0, n_r=8, n_f=4, teacher=(1, 0), noise=3),
            RandomDesign(0, 12, 1, n_r=4, n_f=3, teacher=(0,) * 12 + (1,), noise=4),
        ),
        spread=golden_loss_spread,
        draws=200_000,
        integrable=(
            RandomDesign(0, 5, 0, n_r=1, n_f=1, teacher=(1, 2, 0, -1, 1), noise=3),
            RandomDesign(1, 4, 1, n_r=1, n_f=1, teacher=(1, 2, 0, -1, 1, 2), noise=2),
            RandomDesign(0, 1, 1, n_r=5, n_f=1, teacher=(2, 1), noise=3),
            RandomDesign(1, 0, 1, n_r=6, n_f=1, teacher=(2, 1), noise=2),
        ),
    ),
)
