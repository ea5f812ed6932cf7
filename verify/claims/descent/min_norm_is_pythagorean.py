"""S1. Every interpolator is the nearest one plus something orthogonal. With w_* in the place of any w with X^T w = y:

    ||w_*||^2 = ||w_o||^2 + ||w_* - w_o||^2,    likewise for w_g;    ||w_* - A||^2 = ||w_t - A||^2 + ||w_* - w_t||^2,

where w_t is fine-tuned from A. So w_o is the only shortest interpolator of D, w_g of D_r, and w_t the only nearest one of D_t.

Proof. X^T (w_* - w_o) = 0, so w_* - w_o is orthogonal to range(X), where w_o lies; Pythagoras. For w_t subtract A throughout.
Stops holding where w does not interpolate: with noise w_* is no interpolator, and the cross term stays.
"""

from theory.arithmetic import Matrix
from theory.arithmetic.system import Scalar
from theory.models import fine_tuned, golden, option_a, pretrained
from theory.problem import Problem
from verify.assumptions import noiseless
from verify.claim import Claim, Control, Evidence, Statement, Truth, weights_squared
from verify.counterexample import problem_of


def left(p: Problem) -> tuple[Scalar, ...]:
    """The squared distance of the interpolator w_* from each start."""
    masked = option_a(p)
    return p.teacher.sq_norm(), p.teacher.sq_norm(), (p.teacher - masked).sq_norm()


def right(p: Problem) -> tuple[Scalar, ...]:
    """The same, through the trained model: two legs of a right angle."""
    masked = option_a(p)
    return (
        _two_legs(p.teacher, pretrained(p), p.zero),
        _two_legs(p.teacher, golden(p), p.zero),
        _two_legs(p.teacher, fine_tuned(p, masked), masked),
    )


def _two_legs(w: Matrix, corner: Matrix, start: Matrix) -> Scalar:
    return (corner - start).sq_norm() + (w - corner).sq_norm()


def with_noise() -> Problem:
    """X_r = e_1, X_f = e_2, w_* = (1, 1), y_r = 1 + 1: w_o = (2, 1), and 2 != 5 + 1."""
    return problem_of([[1], [0]], [[0], [1]], [1, 1], noise=[1, 0])


CLAIM = Claim(
    id="S1",
    source="arXiv:2410.03833v1, setting; public reviews: is the argmin unique",
    short="w_o, w_g, w_t are nearer to their start than any other interpolator w_*: ||w_*||^2 = ||w_o||^2 + ||w_* - w_o||^2",
    latex=r"X^\top w_* = y \implies \|w_*\|^2 = \|w_o\|^2 + \|w_* - w_o\|^2",
    assumes=(noiseless,),
    truth=Truth.TRUE,
    floor=Evidence.IDENTITY,
    statement=Statement(tuple(map(weights_squared, ("||w_*||^2 by w_o", "||w_*||^2 by w_g", "||w_* - A||^2 by w_t"))), left, right),
    controls=(Control("noiseless", with_noise),),
)
