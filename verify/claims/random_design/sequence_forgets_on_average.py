"""N18. How much of D_f is lost, on average, when D_r is learned after it: Gaussian features, full overlap.

    E UL(w) = n_r (d - n_r)(d - n_f) / (d (d + 2)(d - 1)) ||w_*||^2    for n_r, n_f <= d, and 0 beyond,

w pretrained on D_f from 0 and then on D_r. The loss is largest at n_r = d / 2: few samples disturb little, many determine everything.

Proof. By N7 UL = ||X_f^T Q (I - P_f) w_*||^2 / n_f, Q = I - P_r. X_f = U S^{1/2} with U an orthonormal basis of its range, independent of
S = X_f^T X_f, and E S = d I: E UL = (d / n_f) E ||U^T Q (I - P_f) w_*||^2. Rotating everything makes w_* uniformly random, so that this is
||w_*||^2 / n_f times E of the sum of Q_ij^2 over i <= n_f < j, that is (d - n_f) E Q_12^2, and Q is a uniformly random projector of rank
d - n_r (N6). Spread: a block off the diagonal of a projector has norm at most 1/2.
Stops holding when features belong to one side alone, and for other entries with the same mean and variance.
"""

from theory.arithmetic.system import Scalar
from theory.designs.rotated import rotated_cubature
from theory.losses import unlearning_loss
from theory.problem import Problem
from theory.random_design import RandomDesign
from theory.sequential import sequence_loss_mean, sequence_loss_spread, sequentially_pretrained
from verify.assumptions import full_overlap, gaussian_design
from verify.claim import Average, Claim, Control, Evidence, Statement, Truth, loss


def left(p: Problem) -> Scalar:
    """UL of the model trained on D_f and then on D_r."""
    return unlearning_loss(p, sequentially_pretrained(p))


def right(s: RandomDesign) -> Scalar:
    """The closed form, evaluated as if all features were shared."""
    return sequence_loss_mean(RandomDesign(0, s.d, 0, s.n_r, s.n_f, s.teacher))


def spread(s: RandomDesign) -> Scalar:
    """The bound on the variance, likewise."""
    return sequence_loss_spread(RandomDesign(0, s.d, 0, s.n_r, s.n_f, s.teacher))


def own_features() -> RandomDesign:
    """Three features of six belong to D_r alone: D_f is disturbed less."""
    return RandomDesign(3, 3, 0, n_r=2, n_f=2, teacher=(1,) * 6)


def random_signs() -> RandomDesign:
    """Two samples of two signs are parallel or orthogonal: nothing is ever lost."""
    return RandomDesign(0, 2, 0, n_r=1, n_f=1, teacher=(1, 2), entries="signs")


CLAIM = Claim(
    id="N18",
    source="ours: pretraining in sequence, two tasks of Evron et al. 2022, on average",
    short="Gaussian features, full overlap, D_f then D_r: E UL(w) = n_r (d - n_r)(d - n_f)/(d (d + 2)(d - 1)) ||w_*||^2",
    latex=r"d_{lap} = d,\ n_r, n_f \le d \implies E\,UL(w) = \frac{n_r (d - n_r)(d - n_f)}{d (d + 2)(d - 1)} \|w_*\|^2",
    assumes=(gaussian_design, full_overlap),
    truth=Truth.TRUE,
    floor=Evidence.EXACT,
    statement=Statement((loss("UL(w)"),), left, right),
    controls=(Control("full overlap", own_features), Control("gaussian design", random_signs)),
    average=Average(
        designs=(
            RandomDesign(0, 6, 0, n_r=2, n_f=3, teacher=(1, 2, 0, -1, 1, 1)),
            RandomDesign(0, 5, 0, n_r=3, n_f=1, teacher=(1, 1, 1, 1, 1)),
            RandomDesign(0, 7, 0, n_r=5, n_f=2, teacher=(1, 0, 0, 2, 0, 0, 1)),
        ),
        spread=spread,
        draws=400_000,
        integrable=(
            RandomDesign(0, 2, 0, n_r=1, n_f=1, teacher=(1, 2)),
            RandomDesign(0, 3, 0, n_r=2, n_f=1, teacher=(1, 2, 3)),
            RandomDesign(0, 4, 0, n_r=1, n_f=3, teacher=(1, 0, 1, 2)),
            RandomDesign(0, 6, 0, n_r=5, n_f=2, teacher=(1, 2, 0, -1, 1, 1)),
            RandomDesign(0, 6, 0, n_r=1, n_f=4, teacher=(1, 2, 0, -1, 1, 1)),
        ),
        points=rotated_cubature,
    ),
)
