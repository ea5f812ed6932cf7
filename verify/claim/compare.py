"""Every comparison and every tolerance of the project.

Over an exact system two sides are equal or they are not. Over a rounded one a difference counts as zero when it is below an
allowance that is derived from the unit roundoff, the dimensions, the condition number, the step count of a simulation and the
scale of the *inputs*, never from the answer; when the allowance itself is too wide to mean anything, nothing is decided.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np

from theory.arithmetic import FLOAT64, Matrix
from theory.problem import Problem
from verify.claim import Quantity, Relation, Statement, Unit
from verify.claim.sides import values_of

VACUOUS = Fraction(1, 10**6)
"""A relative allowance above this decides nothing."""

NOTHING = Fraction(0)

STAGES = 4
"""The longest chain of solves behind one quantity: pretrain, mask or project, fine-tune, evaluate."""


@dataclass(frozen=True)
class Scales:
    """Sizes of the inputs of one problem, in double precision: good to a few digits, which is all that a scale needs."""

    p: Problem
    least: float = 1.0
    """A condition number that the problem is taken to have at least: that of data derived from it."""

    def at_least(self, kappa: float) -> Scales:
        """The same scales for data of this condition number, where it is larger."""
        return self if kappa <= self.kappa else Scales(self.p, kappa)

    @cached_property
    def singular_values(self) -> list[np.ndarray]:
        """Non-zero singular values of X, X_r and (where not empty) X_t."""
        matrices = [self.p.x, self.p.x_r, *([self.p.x_t] if self.p.n_t else [])]
        found = [np.sqrt(np.array(m.to(FLOAT64).squared_singular_values())) for m in matrices]
        return [s for s in found if len(s)] or [np.ones(1)]

    @cached_property
    def kappa(self) -> float:
        """The largest condition number on a range among X, X_r, X_t."""
        return float(max(self.least, *(s[0] / s[-1] for s in self.singular_values)))

    @cached_property
    def norm(self) -> float:
        """||X||, the spectral norm."""
        return float(max(s[0] for s in self.singular_values))

    @cached_property
    def weights(self) -> float:
        """What ||w|| may reach: the teacher's norm where labels are its own, else ||y|| / sigma_min; plus the start's norm."""
        p = self.p
        start = 0.0 if p.schedule is None else _norm(p.schedule.start)
        teacher = 0.0 if p.w_star is None else _norm(p.w_star)
        fitted = _norm(p.y) / min(s[-1] for s in self.singular_values)
        noiseless = p.w_star is not None and p.system.epsilon == 0 and p.x.T @ p.w_star == p.y
        return start + teacher + (0.0 if noiseless else fitted)

    def of(self, unit: Unit) -> float:
        """The scale of a quantity with this unit."""
        return size_of(unit, self.weights, self.norm * self.weights + _norm(self.p.y), self.p)


def condition_of(a: Matrix) -> float:
    """The condition number of a on its range, in double precision; 1 for a matrix of zeros."""
    values = np.sqrt(np.array(a.to(FLOAT64).squared_singular_values())) if 0 not in a.shape else np.ones(0)
    return float(values[0] / values[-1]) if len(values) else 1.0


def size_of(unit: Unit, weights: float, labels: float, p: Problem) -> float:
    """The size of a quantity with this unit on p, where weights and labels have the sizes given."""
    table = {
        Unit.WEIGHTS: weights,
        Unit.WEIGHTS_SQUARED: weights**2,
        Unit.LABELS: labels,
        Unit.LABELS_SQUARED: labels**2,
        Unit.LOSS: labels**2 / min(p.n_r, p.n_f),
        Unit.PURE: 1.0,
    }
    return table[unit]


def _norm(a: Matrix) -> float:
    return float(np.linalg.norm(a.to(FLOAT64).data))


def closed_form_allowance(epsilon: Fraction, scales: Scales) -> Fraction:
    """STAGES * (d + n)^2 * kappa^2 * eps, relative to the scale of the inputs.

    A pseudo-inverse from an SVD is backward stable with a constant below (d + n)^2 (Higham 2002, sec. 20.1), and the solution
    of a least-squares problem moves by at most kappa^2 times a relative change of its data (Wedin 1973; kappa suffices where
    the labels are consistent, kappa^2 is needed with noise and wherever the Gram is inverted).
    """
    size = (scales.p.d + scales.p.n) ** 2
    return STAGES * size * Fraction(scales.kappa) ** 2 * epsilon


def descent_allowance(epsilon: Fraction, scales: Scales, steps: int, left_over: float) -> Fraction:
    """STAGES * kappa * (steps * (d + n) * eps + left_over), relative to the scale of the inputs.

    Each step of a stable descent commits a rounding error of at most (d + n) eps times the scale, none of which later steps
    enlarge, so ``steps`` of them add up at worst linearly (components outside range(X_S) do not contract). ``left_over`` is
    the contraction rate^steps that the run stopped at. A later stage sees the earlier one's error through (X^T)^+ X^T, kappa.
    """
    rounding = steps * (scales.p.d + scales.p.n) * epsilon
    return STAGES * Fraction(scales.kappa) * (rounding + Fraction(left_over))


@dataclass(frozen=True)
class Comparison:
    """What comparing two sides gave: whether the relation holds (None: cannot be decided) and the worst quantity."""

    holds: bool | None
    quantity: str
    error: float
    allowance: float
    relation: Relation = Relation.EQUAL

    @property
    def ratio(self) -> float:
        """Error over allowance; 0 where nothing differs, and where the two sides are meant to differ."""
        if self.relation is Relation.DIFFERENT:
            return 0.0
        return 0.0 if self.error == 0 else float(np.inf) if self.allowance == 0 else self.error / self.allowance

    @property
    def words(self) -> str:
        """The comparison for people."""
        if self.holds is None:
            return f"{self.quantity}: the allowance, {self.allowance:.3g} of the scale, is too wide to decide anything"
        return f"{self.quantity}: error {self.error:.3g}, allowance {self.allowance:.3g}"


def compare(statement: Statement, p: Problem, relative: Fraction, scales: Scales | None) -> Comparison:
    """Evaluate both sides of ``statement`` on p and hold the relation against the allowance ``relative`` * scale.

    With ``relative`` 0 the comparison is exact and ``scales`` is not used. Raises ``ValueError`` when the sides do not yield the
    quantities that the statement declares.
    """
    compared = compared_sides(statement, p)
    if relative and relative > VACUOUS:
        return Comparison(None, statement.quantities[0].name, 0.0, float(relative))
    worst = Comparison(True, statement.quantities[0].name, 0.0, 0.0)
    for quantity, a, b in compared:
        allowance = relative * Fraction(scales.of(quantity.unit)) if relative and scales else NOTHING
        excess = _largest_excess(a, b, statement.relation, p)
        within = not excess or excess <= allowance
        good = not within if statement.relation is Relation.DIFFERENT else within
        found = Comparison(good, quantity.name, _display(excess), _display(allowance), statement.relation)
        if (worst.holds and not good) or (worst.holds == good and found.ratio >= worst.ratio):
            worst = found
    return worst


def compared_sides(statement: Statement, p: Problem) -> list[tuple[Quantity, Any, Any]]:
    """Both sides of ``statement`` on p, quantity by quantity; raises ``ValueError`` when they do not yield what it declares."""
    left, right = values_of(statement, "left", p), values_of(statement, "right", p)
    if not len(left) == len(right) == len(statement.quantities):
        counts = f"{len(left)} and {len(right)} values for {len(statement.quantities)} quantities"
        raise ValueError(f"`left` and `right` must give one value per quantity; received {counts}")
    return list(zip(statement.quantities, left, right, strict=True))


def _largest_excess(a: Any, b: Any, relation: Relation, p: Problem) -> Fraction:
    """The largest |a - b|; for <=, the largest a - b, and 0 where a <= b."""
    if isinstance(a, Matrix) != isinstance(b, Matrix) or (isinstance(a, Matrix) and a.shape != b.shape):
        raise ValueError(f"`left` and `right` must have the same shape; received {_shape(a)} and {_shape(b)}")
    if not p.system.epsilon and a == b:
        return NOTHING
    differences = [x for row in (a - b).tolist() for x in row] if isinstance(a, Matrix) else [a - b]
    exact = [x if isinstance(x, (int, Fraction)) else p.system.fraction(x) for x in differences]
    signed = exact if relation is Relation.AT_MOST else [abs(x) for x in exact]
    return Fraction(max([0, *signed]))


def _shape(a: Any) -> str:
    return str(a.shape) if isinstance(a, Matrix) else "a scalar"


def _display(x: Fraction) -> float:
    try:
        return float(x)
    except OverflowError:
        return float("inf")


def same(a: Matrix, b: Matrix, p: Problem) -> bool:
    """Whether two matrices of labels agree: exactly over an exact system, else within the closed-form allowance."""
    if p.system.epsilon == 0:
        return a == b
    scales = Scales(p)
    allowance = min(VACUOUS, closed_form_allowance(p.system.epsilon, scales)) * Fraction(scales.of(Unit.LABELS))
    return _largest_excess(a, b, Relation.EQUAL, p) <= allowance
