"""Claims for the optimizing search: bounds with a sharp constant, and differences that vanish on thin sets alone."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from theory.losses import unlearning_loss
from theory.models import beyond_remaining, golden, pretrained
from theory.problem import Problem
from verify.assumptions import anything, full_column_rank, noiseless, regularized, scheduled
from verify.claim import Assumption, Claim, Relation, Statement, pure, weights_squared

golden_not_zero = Assumption("golden not zero", "w_g != 0", lambda p: golden(p).sq_norm() != 0)
something_forgotten = Assumption("something to forget", "y_f != 0", lambda p: p.y_f.sq_norm() != 0)
a_sample = Assumption("a sample", "n_f = 1, X_f != 0", lambda p: p.n_f == 1 and p.x_f.sq_norm() != 0)
flat = Assumption("two features", "d = 2, n_r = n_f = k = 1", lambda p: (p.d, p.n_r, p.n_f, p.y_r.shape[1]) == (2, 1, 1, 1))
line = Assumption("one feature", "d = n_r = n_f = k = 1", lambda p: (p.d, p.n_r, p.n_f, p.y_r.shape[1]) == (1, 1, 1, 1))
unit_samples = Assumption("unit samples", "every sample has norm 1", lambda p: all(p.x.columns([j]).sq_norm() == 1 for j in range(p.n)))
unit_teacher = Assumption("unit teacher", "||w_*|| = 1", lambda p: p.teacher.sq_norm() == 1)
orthogonal_sides = Assumption("orthogonal sides", "X_r^T X_f = 0, neither is 0", lambda p: _apart(p))

Sides = tuple[Callable[[Problem], Any], Callable[[Problem], Any]]


def _apart(p: Problem) -> bool:
    return (p.x_r.T @ p.x_f).sq_norm() == 0 and p.x_r.sq_norm() != 0 and p.x_f.sq_norm() != 0


def number(p: Problem, x: Fraction) -> Any:
    """x in the number system of p."""
    return p.system.scalar(x)


def claim(name: str, assumes: tuple[Assumption, ...], sides: Sides, relation: Relation) -> Claim:
    """A claim of which no truth is registered."""
    left, right = sides
    return Claim(
        id=name,
        source="test",
        short=name,
        latex=name,
        assumes=assumes,
        statement=Statement((weights_squared("value"),), left, right, relation),
    )


def cycles(p: Problem, count: int) -> Any:
    """What of w_* is left after ``count`` projections that leave out D_f and D_r in turn, seen by D_f."""
    v = p.teacher
    for _ in range(count):
        v = beyond_remaining(p, v - p.x_f.project(v))
    return p.x_f.project(v).sq_norm()


def product(p: Problem) -> Any:
    """||P_r w_*||^2 ||(I - P_r) w_*||^2."""
    return p.x_r.project(p.teacher).sq_norm() * beyond_remaining(p, p.teacher).sq_norm()


def bounds(share: Fraction) -> dict[str, Claim]:
    """Inequalities that hold for share = 1, sharply, and for no less."""

    def energy(constant: Fraction) -> Callable[[Problem], Any]:
        return lambda p: p.teacher.sq_norm() * number(p, constant * share)

    def squared(constant: Fraction) -> Callable[[Problem], Any]:
        return lambda p: p.teacher.sq_norm() ** 2 * number(p, constant * share)

    def cauchy(p: Problem) -> Any:
        return p.teacher.dot(p.plan.start) ** 2

    def norms(p: Problem) -> Any:
        return p.teacher.sq_norm() * p.plan.start.sq_norm() * number(p, share)

    made: dict[str, tuple[tuple[Assumption, ...], Sides]] = {
        "one cycle": ((noiseless,), (lambda p: cycles(p, 1), energy(Fraction(1, 4)))),
        "two cycles": ((noiseless,), (lambda p: cycles(p, 2), energy(Fraction(27, 256)))),
        "three cycles": ((noiseless,), (lambda p: cycles(p, 3), energy(Fraction(3125, 46656)))),
        "mean of two energies": ((anything,), (product, squared(Fraction(1, 4)))),
        "cauchy schwarz": ((scheduled,), (cauchy, norms)),
        "contraction": ((noiseless, golden_not_zero), (lambda p: beyond_remaining(p, p.teacher).sq_norm(), energy(Fraction(1)))),
        "unit samples, one cycle": ((noiseless, unit_samples), (lambda p: cycles(p, 1), energy(Fraction(1, 4)))),
        "unit teacher, two energies": ((noiseless, unit_teacher), (product, lambda p: number(p, Fraction(1, 4) * share))),
    }
    return {name: claim(name, assumes, sides, Relation.AT_MOST) for name, (assumes, sides) in made.items()}


def never() -> dict[str, Claim]:
    """Differences that are said never to vanish, and do on thin sets that hold rational problems."""

    def loss(p: Problem) -> Any:
        return unlearning_loss(p, golden(p)) * number(p, Fraction(3))

    def retained(p: Problem) -> Any:
        return p.x_f.sq_norm() - p.x_r.project(p.x_f).sq_norm() * number(p, Fraction(3))

    made: dict[str, tuple[tuple[Assumption, ...], Sides]] = {
        "norms as 7 to 5": (
            (noiseless, golden_not_zero),
            (lambda p: pretrained(p).sq_norm() * number(p, Fraction(5)), lambda p: golden(p).sq_norm() * number(p, Fraction(7))),
        ),
        "a share of the labels": ((noiseless, something_forgotten), (loss, lambda p: p.y_f.sq_norm() * number(p, Fraction(2, p.n_f)))),
        "a third of the sample": ((a_sample,), (retained, lambda p: number(p, Fraction(0)))),
        "alpha to lambda": (
            (regularized,),
            (lambda p: p.regularized.alpha * 3, lambda p: p.regularized.decay * 7),
        ),
        "noise as 23 to 17": (
            (anything, golden_not_zero),
            (lambda p: p.y_f.sq_norm() * number(p, Fraction(17)), lambda p: golden(p).sq_norm() * number(p, Fraction(23))),
        ),
        "orthogonal, norms as 11 to 6": (
            (noiseless, orthogonal_sides, golden_not_zero),
            (lambda p: pretrained(p).sq_norm() * number(p, Fraction(6)), lambda p: golden(p).sq_norm() * number(p, Fraction(11))),
        ),
    }
    return {name: claim(name, assumes, sides, Relation.DIFFERENT) for name, (assumes, sides) in made.items()}


def irrational() -> dict[str, Claim]:
    """Differences that vanish, but at no rational problem."""
    made: dict[str, tuple[tuple[Assumption, ...], Sides]] = {
        "norms as 3 to 1": (
            (flat, noiseless, full_column_rank, golden_not_zero),
            (lambda p: pretrained(p).sq_norm(), lambda p: golden(p).sq_norm() * number(p, Fraction(3))),
        ),
        "the root of two": ((regularized,), (lambda p: p.regularized.alpha * p.regularized.alpha, lambda p: number(p, Fraction(2)))),
        "labels by the root of two": (
            (line, noiseless, golden_not_zero),
            (lambda p: p.y_f.sq_norm(), lambda p: p.y_r.sq_norm() * number(p, Fraction(2))),
        ),
    }
    return {name: claim(name, assumes, sides, Relation.DIFFERENT) for name, (assumes, sides) in made.items()}


def truly_never() -> dict[str, Claim]:
    """Differences that never vanish, although they change their sign."""

    def jump(p: Problem) -> Any:
        return p.system.scalar(1 if p.teacher.sq_norm() > 1 else -1)

    def rank(p: Problem) -> Any:
        return 2 * p.x.rank - 3

    made: dict[str, tuple[tuple[Assumption, ...], Sides]] = {
        "a jump": ((anything,), (jump, lambda p: p.system.scalar(0))),
        "a rank": ((anything,), (rank, lambda _: 0)),
    }
    quantity = (pure("value"),)
    return {
        name: Claim(
            id=name,
            source="test",
            short=name,
            latex=name,
            assumes=assumes,
            statement=Statement(quantity, *sides, Relation.DIFFERENT),
        )
        for name, (assumes, sides) in made.items()
    }
