"""N19. With cross-entropy fine-tuning never ends, and it forgets in direction: with one remaining sample its margin grows without end, as
fast as the golden model's, while what range(X_r) does not contain stays as it was.

    c k <= (m_k + e^{m_k}) - (m_0 + e^{m_0}) <= c k exp(c / (1 + e^{m_0})),    c = eta ||x_r||^2,    m_k = +- x_r^T w_k,
    (I - P_r) w_k = (I - P_r) w_0,    from any w_0, the pretrained model's place, and from 0, golden's.

Proof. The gradient lies in range(X_r), and m_{k+1} - m_k = c / (1 + e^{m_k}) =: h > 0. e^m is convex: e^m h <= e^{m+h} - e^m <= e^{m+h}
h, so that a step adds between c and c e^h to m + e^m, and h is largest at first. So m_k is log(c k) up to a constant, and the sine of the
angle between w_k and x_r falls as 1 / log k: the direction tends to x_r's, the max-margin solution of D_r, whatever w_0 was. For any
separable D_r the theorem is Soudry et al. 2018, Thm 3: descent from any w_0 tends in direction to the max-margin solution of D_r. That is
golden's limit as well, so fine-tuning forgets D_f, at rate 1 / log k; here it is checked for one sample, where the bounds hold at every
k. x_r = (1, 0), x_f = (-1/10, 1), w_0 = (1, 1), eta = 1: the bounds put the step at which the prediction on x_f changes its sign between
16,838 and 22,033; it is step 22,029. So what the abstract says of fine-tuning (A1, A3) is about losses that reach 0. Stops holding, as
stated, for several remaining samples, whose margins pull at each other.
"""

from theory.arithmetic import Matrix
from theory.arithmetic.system import Scalar
from theory.models import beyond_remaining
from theory.networks.logistic import growth, logistic_descent, most_growth, share_unseen, share_unseen_by_margin
from theory.problem import Problem
from verify.assumptions import moderate_margin, scheduled, single_output, single_remaining
from verify.claim import Claim, Evidence, Relation, Statement, Truth, pure, weights

LONGER = 10
"""Steps taken for each step of the schedule."""


def left(p: Problem) -> tuple[Scalar, ...]:
    """1 and the simulated growth per step, from w_0 and from 0."""
    one, k = p.system.scalar(1), LONGER * p.plan.steps
    return one, growth(p, p.plan.start, k), one, growth(p, p.zero, k)


def right(p: Problem) -> tuple[Scalar, ...]:
    """The simulated growth per step and its bound, from w_0 and from 0."""
    k = LONGER * p.plan.steps
    return growth(p, p.plan.start, k), most_growth(p, p.plan.start), growth(p, p.zero, k), most_growth(p, p.zero)


def last(p: Problem) -> Matrix:
    """w_k, simulated from w_0."""
    *_, w_k = logistic_descent(p, p.plan.start, LONGER * p.plan.steps)
    return w_k


UNSEEN_STAYS = Statement(
    (weights("(I - P_r) w_k"), pure("share outside range(X_r)")),
    lambda p: (beyond_remaining(p, last(p)), share_unseen(p, last(p))),
    lambda p: (beyond_remaining(p, p.plan.start), share_unseen_by_margin(p, p.plan.start, last(p))),
)

BOUNDS = ("c k <= growth, from w_0", "growth <= bound, from w_0", "c k <= growth, from 0", "growth <= bound, from 0")
NO_EXP = "exp exists in high precision and in double precision only"

CLAIM = Claim(
    id="N19",
    source="ours; Soudry et al. 2018, Thm 3, for any separable D_r",
    short="cross-entropy, one remaining sample, one output: m_k + e^(m_k) grows by c = eta ||x_r||^2 a step from w_0 as from 0, "
    "for |m_0| <= 8",
    latex=r"c k \le m_k + e^{m_k} - m_0 - e^{m_0} \le c k\, e^{c / (1 + e^{m_0})},\quad c = \eta \|x_r\|^2,\quad "
    r"(I - P_r) w_k = (I - P_r) w_0",
    assumes=(single_remaining, single_output, scheduled, moderate_margin),
    truth=Truth.TRUE,
    floor=Evidence.HIGH_PRECISION,
    statement=Statement(tuple(map(pure, BOUNDS)), left, right, Relation.AT_MOST),
    also=(UNSEEN_STAYS,),
    without=dict.fromkeys(("identity", "exact", "enclosure", "search"), NO_EXP),
)
