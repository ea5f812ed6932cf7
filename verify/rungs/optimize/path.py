"""A difference that changes its sign along a path inside the assumptions: it is 0 in between, be that point rational or not.

Why this refutes "never equal". Both ends are exact problems, on which left - right is known over Q, with opposite signs. Between them the
numbers of the problem move on a straight line; labels are worked out from them. The line is cut into pieces, and both sides and all
assumptions are evaluated on balls that contain every problem of a piece. A ball answers a comparison, a rank or an inverse only
where all numbers inside agree on it, and otherwise refuses. A piece without refusal is therefore one on which the sides are the same
composition of continuous operations: left - right is continuous on it, and each assumption holds on all of it. A continuous function
with opposite signs at the ends vanishes in between.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from theory.arithmetic import RATIONAL, Ball, CannotTell, Matrix, MissingLibrary
from theory.arithmetic.ball import BallMatrix
from theory.arithmetic.ball_number import BallNumber
from theory.arithmetic.flint_names import arb, arb_mat, ctx, fmpq
from theory.problem import Problem, Regularization, Schedule
from verify import assumptions
from verify.claim import Claim, Relation
from verify.claim.sides import listed
from verify.counterexample import as_data
from verify.rungs.optimize.forms import PLAIN
from verify.rungs.optimize.goal import Goal
from verify.rungs.optimize.layout import Array, Layout
from verify.rungs.optimize.roots import exact_difference
from verify.rungs.optimize.sample import meets

BITS = 128
FORMAT = "goldengap-path-1"
"""Names the layout of the data; it is no single problem and cannot be replayed as one."""

DEPTH = 8
"""A piece is halved at most this often."""

HALVINGS = 4
"""A line that cannot be covered is cut down, to the half in which the sign changes, at most this often."""


@dataclass(frozen=True)
class Line:
    """Problems of one layout on the straight line from ``first`` to ``last``, the numbers of two exact problems."""

    layout: Layout
    first: Array
    last: Array

    def piece(self, low: fmpq, high: fmpq) -> Problem:
        """A problem of balls that contains every problem from ``low`` to ``high``, as shares of the line. Raises ``CannotTell``."""
        layout, system = self.layout, Ball(BITS)
        with ctx.workprec(BITS):
            share = arb(low).union(arb(high))
            ends = [[fmpq(int(x.numerator), int(x.denominator)) for x in numbers] for numbers in (self.first, self.last)]
            moving = [arb(a) if a == b else arb(a) + share * arb(b - a) for a, b in zip(*ends, strict=True)]

        def part(name: str) -> Matrix:
            rows, columns = layout.parts[name]
            where = layout.where[name]
            if (self.first[where] == self.last[where]).all():  # it stays: its rank is known exactly
                return Matrix.of(RATIONAL, self.first[where].reshape(rows, columns).tolist(), columns).to(system)
            return Matrix(system, BallMatrix(arb_mat(rows, columns, moving[where])))

        return _assemble(layout, {name: part(name) for name in layout.parts})


def _assemble(layout: Layout, v: dict[str, Matrix]) -> Problem:
    """What :meth:`Layout.problem` makes of plain numbers, in balls."""
    system = v["teacher"].system
    x_r = _stacked(system, v["upper"], layout.d_f, above=False)
    x_f = _stacked(system, v["lower"], layout.d_r, above=True)
    w = v["teacher"]
    y_r, y_f = x_r.T @ w, x_f.T @ w
    if layout.noisy:
        y_r = y_r + v["noise"].rows(range(layout.n_r))
        y_f = y_f + v["noise"].rows(range(layout.n_r, layout.n_r + layout.n_f))
    plan = extra = None
    if layout.steps is not None:
        t = abs(_only(v["eta"]))
        eta = t / (t + 1) * (2 * layout.n_r) / x_r.sq_norm()
        plan = Schedule(v["start"], eta, layout.steps)
    if layout.regularized:
        alpha, decay = (row[0] for row in v["weights"].tolist())
        extra = Regularization(y_f + v["shift"], abs(alpha), abs(decay))
    tuning = tuple(range(layout.n_r)) if layout.tuning is None else layout.tuning
    return Problem(x_r, x_f, y_r, y_f, tuning, w, schedule=plan, regularization=extra)


def _only(a: Matrix) -> BallNumber:
    found: BallNumber = a.tolist()[0][0]
    return found


def _stacked(system: Any, a: Matrix, zeros: int, *, above: bool) -> Matrix:
    """a with rows of zeros above or below it, its exact origin kept."""
    if not zeros:
        return a
    empty = Matrix.zeros(system, zeros, a.shape[1])
    parts = [empty.data, a.data] if above else [a.data, empty.data]
    return Matrix(system, system.stack(parts, 0))


def by_construction(layout: Layout) -> frozenset[str]:
    """Assumptions that every problem of the layout meets, whatever its numbers."""
    names = {assumptions.anything.name}
    if not layout.noisy:
        names |= {assumptions.noiseless.name, assumptions.consistent.name}
    return frozenset(names)


def enclosure(claim: Claim, goal: Goal, p: Problem, layout: Layout) -> Any:
    """left - right on every problem in the balls of p; None where it is not finite or an assumption does not hold on all of them.

    Raises ``CannotTell`` and ``ZeroDivisionError`` where the balls leave a decision open.
    """
    known = by_construction(layout)
    if not all(a.name in known or bool(a.holds(p)) for a in claim.assumes):
        return None
    if goal.when is not None and not goal.allows(p):
        return None
    left, right = (listed(side(p))[0] for side in (goal.statement.left, goal.statement.right))
    difference = left - right
    return None if isinstance(difference, BallNumber) and not difference.value.is_finite() else difference


def stays(claim: Claim, goal: Goal, line: Line, low: fmpq, high: fmpq) -> bool:
    """Whether the argument holds on this piece of the line.

    What balls say is checked against Q at both ends and in the middle, where the balls are points but for rounding: a side that answers
    otherwise in balls (because it asks what kind of numbers it was given, say) is not believed.
    """
    if enclosure(claim, goal, line.piece(low, high), line.layout) is None:
        return False
    for share in (low, (low + high) / 2, high):
        numbers = line.first + (line.last - line.first) * Fraction(int(share.p), int(share.q))
        exact, near = exact_difference(goal, line.layout, numbers), enclosure(claim, goal, line.piece(share, share), line.layout)
        if exact is None or near is None or not meets(claim, goal, line.layout, numbers):
            return False
        if not (near.value.contains(exact) if isinstance(near, BallNumber) else near == exact):
            return False
    return True


def covered(claim: Claim, goal: Goal, line: Line) -> int:
    """How many pieces cover the line, on each of which the argument holds; 0 where some piece cannot be decided."""
    pieces, open_pieces = 0, [(fmpq(0), fmpq(1), 0)]
    while open_pieces:
        low, high, depth = open_pieces.pop()
        try:
            if stays(claim, goal, line, low, high):
                pieces += 1
                continue
        except MissingLibrary:
            return 0
        except (CannotTell, ZeroDivisionError):
            pass  # undecided on so wide a ball
        except Exception:  # what a side or an assumption cannot do in balls, no smaller piece will change
            return 0
        if depth == DEPTH:
            return 0
        middle = (low + high) / 2
        open_pieces += [(low, middle, depth + 1), (middle, high, depth + 1)]
    return pieces


def crossing(claim: Claim, goal: Goal, layout: Layout, first: Array, last: Array) -> dict[str, Any] | None:
    """The path from one exact problem to another as data, where it refutes that the sides of ``goal`` are never equal; else None."""
    scalar = len(goal.statement.quantities) == 1 and goal.statement.relation in (Relation.DIFFERENT, Relation.EQUAL)
    if not scalar or layout.form != PLAIN:
        return None
    ends = [exact_difference(goal, layout, numbers) for numbers in (first, last)]
    if ends[0] is None or ends[1] is None or not ends[0] * ends[1] < 0:
        return None
    for _ in range(HALVINGS):
        pieces = covered(claim, goal, Line(layout, first, last))
        if pieces:
            break
        middle = first + (last - first) * Fraction(1, 2)  # what stands in the way may lie in the half without the change of sign
        sign = exact_difference(goal, layout, middle)
        if not sign or not meets(claim, goal, layout, middle):
            return None
        first, last, ends = (middle, last, [sign, ends[1]]) if sign * ends[1] < 0 else (first, middle, [ends[0], sign])
    else:
        return None
    why = (
        "both sides are continuous and every assumption holds on the straight line between the numbers of the two problems, shown in balls"
    )
    moves = [name for name, where in layout.where.items() if (first[where] != last[where]).any()]
    return {
        "format": FORMAT,
        "claim": claim.id,
        "from": as_data(claim.id, layout.problem(first)),
        "to": as_data(claim.id, layout.problem(last)),
        "left - right": [str(x) for x in ends],
        "moves": moves,
        "pieces": pieces,
        "bits": BITS,
        "why": why,
    }


def between(numbers: Array, others: Array, layout: Layout, names: tuple[str, ...]) -> Array:
    """``numbers`` with the parts named taken from ``others``."""
    moved = np.array(numbers)
    for name in names:
        if name in layout.where:
            moved[layout.where[name]] = others[layout.where[name]]
    return moved
