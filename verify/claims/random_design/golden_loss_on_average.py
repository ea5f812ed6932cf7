"""N6. The golden loss on average over Gaussian features: how the overlap matters.

    E UL(w_g) = ||w_*^f||^2 + a ||w_*^lap||^2 + b d_lap (||w_*^r||^2 + ||w_*^lap||^2),
    b = m (D - m) / (D (D + 2)(D - 1)),  a = m (m + 2) / (D (D + 2)) - b,  D = d_r + d_lap,  m = max(D - n_r, 0);  b = 0 where D = 1.

Proof. Let u be w_*^r + w_*^lap as a vector in R^D and Q = I - P_r there. A forgetting sample x has covariance I on its coordinates and
x^T (w_* - w_g) = x^T (w_*^f + (Q u)^lap), so the average over X_f is ||w_*^f||^2 + sum over lap of (Q u)_i^2. Q is a uniformly random
projector of rank m; flipping the sign of a coordinate shows E Q_ij Q_ik = 0 for j != k, hence E (Q u)_i^2 =
E Q_ii^2 u_i^2 + E Q_ij^2 (||u||^2 - u_i^2), and Q_ii is Beta(m/2, (D - m)/2), sum_j Q_ij^2 = Q_ii.
Spread: Var UL(w_g) <= (1 + 2 / n_f) ||w_*||^2 E UL(w_g) - (E UL(w_g))^2, as given X_r the loss is t chi^2_{n_f} / n_f, t <= ||w_*||^2.
Stops holding for other entries with the same mean and variance, and with m = D - n_r < 0 in place of 0.
"""

from dataclasses import replace
from typing import Any

from theory.losses import unlearning_loss
from theory.models import golden
from theory.problem import Problem
from theory.random_design import RandomDesign, golden_loss_mean, golden_loss_spread
from verify.assumptions import gaussian_design, teachers_labels
from verify.claim import Average, Claim, Control, Evidence, Statement, Truth, loss


def left(p: Problem) -> Any:
    """UL(w_g)."""
    return unlearning_loss(p, golden(p))


def right(s: RandomDesign) -> Any:
    """The closed form, evaluated as if there were no noise."""
    return golden_loss_mean(replace(s, noise=0))


DESIGNS = (
    RandomDesign(3, 3, 2, n_r=3, n_f=2, teacher=(1, -2, 1, 2, 0, 1, 1, -1)),
    RandomDesign(4, 2, 0, n_r=2, n_f=4, teacher=(2, 1, -1, 1, 0, 0)),
    RandomDesign(1, 5, 1, n_r=5, n_f=3, teacher=(1, 0, 0, 0, 0, 1, 0)),
    RandomDesign(0, 4, 4, n_r=2, n_f=2, teacher=(0, 3, 0, 0, 1, 0, 0, 0)),
    RandomDesign(2, 2, 2, n_r=6, n_f=2, teacher=(1, 0, 1, 1, 2, 1)),
    RandomDesign(4, 0, 3, n_r=2, n_f=2, teacher=(1, 1, 1, 1, 1, 2, 3)),
    RandomDesign(1, 2, 2, n_r=2, n_f=3, teacher=(0, 0, 0, 2, 1)),
)
"""Partial overlap of every kind; all teacher weight on r, so that b alone matters; m = 0; distinct features; a tight variance bound."""

INTEGRABLE = (
    RandomDesign(1, 1, 1, n_r=1, n_f=1, teacher=(1, 2, -1)),
    RandomDesign(2, 1, 1, n_r=1, n_f=1, teacher=(1, 2, 1, 3)),
    RandomDesign(2, 2, 1, n_r=1, n_f=1, teacher=(1, 0, 1, 2, 1)),
    RandomDesign(2, 2, 1, n_r=3, n_f=1, teacher=(1, 0, 1, 2, 1)),
    RandomDesign(3, 2, 0, n_r=1, n_f=1, teacher=(1, -1, 2, 0, 0)),
    RandomDesign(3, 2, 0, n_r=4, n_f=1, teacher=(1, -1, 2, 0, 0)),
    RandomDesign(0, 6, 0, n_r=1, n_f=1, teacher=(1, 2, 0, -1, 1, 1)),
    RandomDesign(3, 3, 2, n_r=5, n_f=1, teacher=(1, 2, 0, -1, 1, 1, 2, 1)),
    RandomDesign(1, 2, 1, n_r=5, n_f=1, teacher=(1, 2, 1, 3)),
    RandomDesign(0, 1, 2, n_r=1, n_f=1, teacher=(2, 1, 3)),
    RandomDesign(1, 0, 2, n_r=3, n_f=1, teacher=(2, 1, 3)),
    RandomDesign(3, 0, 1, n_r=1, n_f=1, teacher=(1, 2, 3, 1)),
)
"""One remaining sample, one direction left undetermined, or none (m = 0); D = 1, where b is 0; distinct features (d_lap = 0)."""


def random_signs() -> RandomDesign:
    """Entries +-1 with one remaining sample on two coordinates: E Q_11^2 is 1/4, not 3/8."""
    return RandomDesign(1, 1, 0, n_r=1, n_f=1, teacher=(0, 1), entries="signs")


def noisy_labels() -> RandomDesign:
    """The noise of a forgetting label is loss of the golden model."""
    return RandomDesign(2, 4, 1, n_r=1, n_f=2, teacher=(1, 0, 0, 0, 0, 0, 1), noise=1)


CLAIM = Claim(
    id="N6",
    source="ours: how the overlap matters",
    short="Gaussian features, no label noise: E UL(w_g) in closed form for any overlap",
    latex=r"E\,UL(w_g) = \|w_*^f\|^2 + a \|w_*^{lap}\|^2 + b\, d_{lap} (\|w_*^r\|^2 + \|w_*^{lap}\|^2),\ "
    r"b = \frac{m (D - m)}{D (D+2)(D-1)},\ a = \frac{m (m+2)}{D (D+2)} - b,\ D = d_r + d_{lap},\ m = \max(D - n_r, 0)",
    assumes=(gaussian_design, teachers_labels),
    truth=Truth.TRUE,
    floor=Evidence.EXACT,
    statement=Statement((loss("UL(w_g)"),), left, right),
    controls=(Control("gaussian design", random_signs), Control("no label noise", noisy_labels)),
    average=Average(DESIGNS, golden_loss_spread, draws=400_000, integrable=INTEGRABLE),
)
