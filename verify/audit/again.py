"""Numbers that float64 leaves in doubt, worked out again: over Q where the data are small, else in balls with bits enough.

In doubt is a number whose bound lets fewer than two digits stand, and every number where a rank was cut although the data as stored
have a higher one. Column scaling would mend some of these in float64, but it changes which weights are the shortest; more digits do not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np

from theory import losses, models
from theory.arithmetic import RATIONAL, Ball, BallNumber, CannotTell, Matrix, NumberSystem
from theory.problem import Problem
from theory.remembering import Remembering
from verify.audit.classes import Hits
from verify.audit.digits import digits, negligible
from verify.audit.progress import done, plan
from verify.audit.remedies import OWN, TUNED, trained
from verify.audit.report import MatrixFacts, Report
from verify.audit.rounding import Measured
from verify.audit.rows import Row
from verify.audit.settings import Settings

EXACT_WORK = 40_000
"""n d min(n, d) k up to which the data go through Q, in about a second."""

BALL_WORK = 15 * 10**6
"""n d min(n, d) k up to which they go through balls: 300 samples with 200 features take some ten seconds."""

DEFICIENT_WORK = 4 * 10**5
"""The same where X or X_r has less than full rank: balls then need an elimination over Q."""

KERNEL_WORK = 3 * 10**6
"""The same for the features of a kernel, which are factored in balls: 140 samples take some ten seconds."""

BITS = (192, 512, 1536, 4096)
"""Precisions that are tried in turn until every number has its digits."""

ENOUGH = 2
"""Digits that a number must have, or it is worked out again."""


BASIC = ("pretrained", "fine-tuned", "golden", *(name + tuned for tuned in ("", TUNED) for name in ("option A", "option B", "projection")))
"""Rows that are shown a second time for the ranks at the cutoff: those that rest on the cutoff of X and of X_r alone."""


def computed_again(report: Report) -> Report:
    """``report`` with its doubtful numbers replaced by exact or certain ones; itself where none is in doubt or the data are too large."""
    if report.problem is None or not _doubtful(report):
        return report
    best = None
    for system in _systems(report):
        try:
            best = _over(report, report.problem, system)
        except (CannotTell, ZeroDivisionError, MemoryError):
            continue
        if not _doubtful(best):
            break
    return report if best is None else best


def _small(report: Report) -> bool:
    """Whether the data go through Q, where a kernel has none of its numbers."""
    return report.work <= EXACT_WORK and report.settings.lift is None


def _doubtful(report: Report) -> bool:
    """Whether a number lacks digits. On small data a zero must be certain; on larger ones a bound far below the data will do."""
    if report.cut:
        return True
    numbers = [*(m.condition for m in report.matrices), *(x for row in report.rows for x in row.numbers)]
    return any(digits(x) < ENOUGH and (_small(report) or not negligible(x)) for x in numbers)


def _systems(report: Report) -> Iterator[NumberSystem]:
    deficient = any(m.exact_rank < min(m.shape) for m in report.matrices)
    if report.settings.lift is not None:
        yield from map(Ball, BITS) if report.work <= KERNEL_WORK else ()
    elif _small(report):
        yield RATIONAL
    elif report.work <= (DEFICIENT_WORK if deficient else BALL_WORK):
        yield from map(Ball, BITS)


def _over(report: Report, problem: Problem, system: NumberSystem) -> Report:
    """The report of the problem over ``system``."""
    lift = report.settings.lift
    p = replace(problem.to(system), solver=Remembering()) if lift is None or not isinstance(system, Ball) else lift.over(problem, system)
    found = {"X": p.x, "X_r": p.x_r, "X_f": p.x_f, "X_t": p.x_t}
    plan(f"again in {system.name} arithmetic", {"matrices": 3.0, **{row.model: 1.0 for row in report.rows}})
    matrices = tuple(_facts(m, found[m.name]) for m in report.matrices)
    done("matrices")
    consistent = _is_consistent(p, report.consistent)
    rows = []
    for name, w in trained(p, report.settings, consistent=bool(consistent)):
        rows.append(_row(p, report.settings, name, w))
        done(name)
    return replace(
        report,
        matrices=matrices,
        rows=tuple(rows),
        consistent=consistent,
        at_cutoff=tuple(row for row in report.rows if row.model in BASIC) if report.cut else (),
        arithmetic=system.name,
    )


def _is_consistent(p: Problem, before: bool | None) -> bool | None:
    """Whether X^T w_o = y: decided over Q, and in balls where they exclude 0."""
    left_over = _ends((p.x.T @ models.pretrained(p) - p.y).sq_norm())
    if p.system == RATIONAL:
        return left_over[0] == 0
    return False if left_over[0] > left_over[1] else before


def _row(p: Problem, settings: Settings, name: str, w: Matrix) -> Row:
    on_r, on_f = ((y.sq_norm() / y.shape[0]) for y in (p.y_r, p.y_f))
    remaining, unlearning = _measured(losses.remaining_loss(p, w), on_r), _measured(losses.unlearning_loss(p, w), on_f)

    def apart(v: Matrix) -> Measured:
        return _measured((w - v).sq_norm(), w.sq_norm() + v.sq_norm())

    none, golden = Measured(0.0, 0.0), name == "golden"
    return Row(
        name,
        remaining,
        unlearning,
        none if golden else apart(models.golden(p)),
        none if golden else _measured(losses.gap_in_loss(p, w), unlearning.value),
        none if name == "pretrained" else apart(models.pretrained(p)),
        apart(models.fine_tuned(p)) if name == OWN else None,
        apart(p.x_r.project(w)) if name == OWN else None,
        _hits(p, settings, w),
    )


def _hits(p: Problem, settings: Settings, w: Matrix) -> tuple[Hits, Hits] | None:
    classes = settings.classes
    if classes is None:
        return None

    def on(x: Matrix, true: np.ndarray) -> Hits:
        ends = [[_ends(v) for v in row] for row in (x.T @ w).tolist()]
        middle = np.array([[_nearest(v) for v, _ in row] for row in ends])
        radius = np.array([[_nearest(r) for _, r in row] for row in ends])
        wide = radius.max(axis=1, keepdims=True) * (1 + 1e-9) + np.abs(middle).max(axis=1, keepdims=True) * 2.0**-51
        return classes.judged(middle, wide, true)

    return on(p.x_r, classes.of_r), on(p.x_f, classes.of_f)


def _nearest(x: Fraction) -> float:
    try:
        return float(x)
    except OverflowError:
        return np.inf if x > 0 else -np.inf


def _facts(before: MatrixFacts, x: Matrix) -> MatrixFacts:
    """Rank and condition number of the matrix as stored."""
    short = x if x.shape[0] >= x.shape[1] else x.T
    rank = short.rank
    if not rank:
        return replace(before, exact_rank=0, certain=True, condition=Measured(1.0, 0.0))
    inverse = short.solve(Matrix.identity(x.system, short.shape[1]))
    (size, wide), (inverse_size, inverse_wide) = _spectral_norm(x), _spectral_norm(inverse)
    value = max(size * inverse_size, Fraction(1))  # which it is at least
    return replace(before, exact_rank=rank, certain=True, condition=Measured(value, value * (wide + inverse_wide + wide * inverse_wide)))


def _spectral_norm(a: Matrix) -> tuple[Fraction, Fraction]:
    """||A|| and a bound on its relative error: A is scaled by a power of two and rounded to float64 first.

    Rounding and LAPACK's backward error move a singular value by at most 4 max(m, n) eps ||A|| (Higham 2002, sec. 20.1).
    """
    numbers = [x for row in a.tolist() for x in row]
    middle, at = _floats([_middle(x) for x in numbers])
    radius, radius_at = _floats([x.value.rad().man_exp() for x in numbers if isinstance(x, BallNumber)])
    exponent = int(at[middle != 0].max(initial=-(2**62)))
    norm = float(np.linalg.norm(np.ldexp(middle, at - exponent).reshape(a.shape), 2))
    wide = float(np.linalg.norm(np.ldexp(radius, np.maximum(radius_at - exponent, -1000))))
    eps = float(np.finfo(np.float64).eps)
    return Fraction(norm) * Fraction(2) ** exponent, Fraction(4 * max(a.shape) * eps + 1.001 * wide / norm)


def _middle(x: Any) -> tuple[int, int]:
    """(m, e) with x = m 2^e: the middle of a ball, or a rational to 64 bits or more."""
    if isinstance(x, BallNumber):
        found: tuple[int, int] = x.value.mid().man_exp()
        return found
    p, q = int(x.p), int(x.q)
    shift = max(0, 64 - p.bit_length() + q.bit_length())
    return (p << shift) // q, -shift


def _floats(pairs: Sequence[tuple[Any, Any]]) -> tuple[np.ndarray, np.ndarray]:
    """m 2^e as (float64 in (-1, 1), exponent), cut to 60 bits: exponents may be beyond those of float64."""
    cut = [(m >> extra, e + extra) for m, e in ((int(m), int(e)) for m, e in pairs) for extra in [max(0, m.bit_length() - 60)]]
    fraction, exponent = np.frexp(np.array([float(m) for m, _ in cut]))
    return fraction, exponent + np.array([e for _, e in cut], dtype=np.int64)


def _measured(number: Any, scale: Any) -> Measured:
    value, error = _ends(number)
    size = scale if isinstance(scale, Fraction) else sum(_ends(scale))
    return Measured(value, error, Fraction(size))


def _ends(number: Any) -> tuple[Fraction, Fraction]:
    """Middle and radius of a ball; the number itself and 0 where it is rational."""
    if not isinstance(number, BallNumber):
        return RATIONAL.fraction(number), Fraction(0)
    ball = number.value
    if not ball.is_finite():
        raise CannotTell(f"anything about {ball}")
    middle, radius = (Fraction(int(m)) * Fraction(2) ** int(e) for m, e in (ball.mid().man_exp(), ball.rad().man_exp()))
    return middle, radius
