"""N10. Gaussian kernel and NTK: fine-tuning changes no prediction, and the golden model's are those of leave-k-out.

    K_{:t} correction = 0:  f_t = f_o = y on D,    y_f - f_g = S^{-1} a_f,    a = K^{-1} y,  S = (K^{-1})_ff.

Proof. Both kernels are positive definite on samples that differ (the NTK on [x; 1], where no two are parallel: Du et al. 2019), so K
is invertible, every label is fitted and O1 and O13 apply in feature space (N9). That these are the two kernels is a fact of its own, at
every pair of samples: RBF is the product of its one-dimensional kernels; the NTK per |x| |z| is (2 u (pi - theta) + sin theta) / pi,
u = cos theta, and 2 (||x||^2 + 1) at x itself. No number system has these kernels exactly: high precision is the strongest evidence
here. Stops holding for two equal samples with different labels; that they are at least 1 apart is assumed to keep K well conditioned.
"""

from theory.arithmetic import Matrix
from theory.gram import fine_tuned_predictions, golden_predictions, leave_out
from theory.kernels import gaussian, gaussian_by_features, ntk, ntk_of_itself, ntk_sines, of_itself, squared_sines
from theory.problem import Problem
from verify.assumptions import separated
from verify.claim import Claim, Evidence, Statement, Truth, labels, labels_squared, pure


def left(p: Problem) -> tuple[Matrix, ...]:
    """Fine-tuned predictions, and the golden model's residual on D_f, for both kernels."""
    kernels = (gaussian(p.x), ntk(p.x))
    tuned = tuple(fine_tuned_predictions(k, p.y, p.tuning) for k in kernels)
    return tuned + tuple(p.y_f - golden_predictions(k, p.y, p.n_r).rows(range(p.n_r, p.n)) for k in kernels)


def right(p: Problem) -> tuple[Matrix, ...]:
    """The labels, and leave-k-out."""
    return (p.y, p.y, *(leave_out(k, p.y, p.n_r) for k in (gaussian(p.x), ntk(p.x))))


BOTH_LAYERS = Statement((labels_squared("NTK(x, x)"),), lambda p: of_itself(ntk(p.x)), lambda p: ntk_of_itself(p.x))
PRODUCT = Statement((pure("RBF(x, z)"),), lambda p: gaussian(p.x), lambda p: gaussian_by_features(p.x))
ANGLES = Statement((pure("sine part of NTK(x, z)^2"),), lambda p: ntk_sines(p.x).map(lambda s: s * s), lambda p: squared_sines(p.x))

CLAIM = Claim(
    id="N10",
    source="ours: kernel form of arXiv:2410.03833v1 Thm 3.4; infinitely wide networks",
    short="RBF and NTK, samples at least 1 apart: FT changes no prediction on D; golden by leave-k-out",
    latex=r"f_t = f_o = y\ \text{on}\ D,\quad y_f - f_g = S^{-1} a_f\ \text{for}\ K = \mathrm{RBF},\ \mathrm{NTK}",
    assumes=(separated,),
    truth=Truth.TRUE,
    floor=Evidence.HIGH_PRECISION,
    statement=Statement(tuple(map(labels, ("RBF f_t", "NTK f_t", "RBF y_f - f_g", "NTK y_f - f_g"))), left, right),
    also=(BOTH_LAYERS, PRODUCT, ANGLES),
    without={
        "identity": "exp and acos exist in high precision and in double precision only",
        "exact": "exp and acos exist in high precision and in double precision only",
        "enclosure": "exp and acos exist in high precision and in double precision only",
        "search": "exp and acos exist in high precision and in double precision only",
        "descent": "the kernels' condition numbers are not those of X",
    },
)
