"""What a term says of a problem over Q: an evaluator of its own, to hold the terms against the claims that wrote them."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

from flint import fmpq_mat

from theory.arithmetic import RATIONAL, Matrix, hstack, vstack
from theory.arithmetic.terms import Term
from theory.arithmetic.terms_syntax import Dim
from theory.problem import Problem


class Evaluator:
    """Evaluates terms on one exact problem."""

    def __init__(self, p: Problem) -> None:
        self.p = p
        blocks = {f"block_{name}": set(getattr(p.blocks, name)) for name in ("r", "lap", "f", "unused")}
        self.blocks = blocks
        self.sizes = {"d": p.d, "nr": p.n_r, "nf": p.n_f, "nt": len(p.tuning), "k": p.y_r.shape[1], "1": 1}
        self.sizes |= {f"d_{name[6:]}": len(inside) for name, inside in blocks.items()}
        if p.schedule is not None:
            self.sizes["steps"] = p.schedule.steps
        self.bound: dict[str, Any] = {}

    def size(self, dim: Dim) -> int:
        return sum(self.sizes[name] for name in dim)

    def input(self, name: str) -> Any:
        p = self.p
        if name in ("start", "eta"):
            return getattr(p.plan, name)
        if name in ("wrong", "alpha", "decay"):
            return getattr(p.regularized, name)
        return {"Xr": p.x_r, "Xf": p.x_f, "yr": p.y_r, "yf": p.y_f, "teacher": p.w_star}[name]

    def __call__(self, t: Term, current: Any = None) -> Any:
        if t.op in BINARY:
            return BINARY[t.op](self(t.args[0], current), self(t.args[1], current))
        if t.op in UNARY:
            return UNARY[t.op](self(t.args[0], current))
        return getattr(self, "at_" + t.op.replace(" ", "_"))(t, current)

    def at_input(self, t: Term, _: Any) -> Any:
        return self.input(t.args[0])

    def at_constant(self, t: Term, _: Any) -> Any:
        return RATIONAL.scalar(t.args[0])

    def at_size(self, t: Term, _: Any) -> Any:
        return RATIONAL.scalar(self.size(t.args[0]))

    def at_current(self, _: Term, current: Any) -> Any:
        return current

    def at_zero(self, t: Term, _: Any) -> Matrix:
        return Matrix.zeros(RATIONAL, *map(self.size, t.dims))

    def at_identity(self, t: Term, _: Any) -> Matrix:
        return Matrix.identity(RATIONAL, self.size(t.dims[0]))

    def at_all(self, t: Term, current: Any) -> Matrix:
        value = self(t.args[0], current)
        return Matrix.zeros(RATIONAL, *map(self.size, t.dims)).map(lambda _: value)

    def at_keep(self, t: Term, current: Any) -> Matrix:
        kept = set().union(*(self.blocks[name] for name in t.args[0]))
        v = self(t.args[1], current)
        rows = [row if i in kept else [0] * len(row) for i, row in enumerate(v.tolist())]
        return Matrix.of(RATIONAL, [[RATIONAL.fraction(x) if x else 0 for x in row] for row in rows], v.shape[1])

    def at_power(self, t: Term, current: Any) -> Matrix:
        a = self(t.args[0], current)
        out = Matrix.identity(RATIONAL, a.shape[0])
        for _ in range(self.times(t.args[1])):
            out = out @ a
        return out

    def at_to_the_power(self, t: Term, current: Any) -> Any:
        return self(t.args[0], current) ** self.times(t.args[1])

    def at_iterate(self, t: Term, _: Any) -> Any:
        times, body, first = t.args
        w = self(first)
        for _i in range(self.times(times)):
            w = self(body, w)
        return w

    def at_element(self, t: Term, _: Any) -> Any:
        return self.p.x_r.squared_singular_values()[t.args[0]]

    def at_each(self, _: Term, __: Any) -> Any:
        return self.bound["each"]

    def at_total(self, _: Term, __: Any) -> Any:
        return self.bound["total"]

    def at_fold(self, t: Term, current: Any) -> Any:
        left_out, body, first = t.args
        total, outside = self(first, current), self.bound
        for each in self.p.x_r.squared_singular_values()[left_out:]:
            self.bound = {"each": each, "total": total}
            total = self(body, current)
        self.bound = outside
        return total

    def at_neighbours_differ(self, _: Term, __: Any) -> bool:
        values = self.p.x_r.squared_singular_values()
        return all(a != b for a, b in pairwise(values))

    def at_positive_definite(self, t: Term, current: Any) -> bool:
        a = self(t.args[0], current)
        return all(determinant(a.rows(range(i)).columns(range(i))) > 0 for i in range(1, a.shape[0] + 1))

    def at_named(self, t: Term, current: Any) -> Any:
        name, *arguments = t.args
        values = [self(a, current) for a in arguments]
        if name.coq == "leave_out":
            g, y = values
            inverse, last = g.inverse(), range(self.p.n_r, self.p.n)
            return inverse.rows(last).columns(last).inverse() @ (inverse @ y).rows(last)
        return name.of(self.p, *values) if name.of_problem else name.of(*values)

    def times(self, count: int) -> int:
        """Repetitions: written at the sizes of the first typical vector, where there are 26 steps."""
        a, b = divmod(count, 26) if count >= 20 else (0, count)
        return a * self.sizes.get("steps", 0) + b

    def _part(self, t: Term, current: Any, axis: int, last: bool) -> Matrix:
        a, dim = self(t.args[0], current), t.args[0].dims[axis]
        cut = self.size(dim[:1])
        inside = range(cut, self.size(dim)) if last else range(cut)
        return a.rows(inside) if axis == 0 else a.columns(inside)

    def at_rows_first(self, t: Term, current: Any) -> Matrix:
        return self._part(t, current, 0, False)

    def at_rows_last(self, t: Term, current: Any) -> Matrix:
        return self._part(t, current, 0, True)

    def at_columns_first(self, t: Term, current: Any) -> Matrix:
        return self._part(t, current, 1, False)

    def at_columns_last(self, t: Term, current: Any) -> Matrix:
        return self._part(t, current, 1, True)

    def at_rows_tuned(self, t: Term, current: Any) -> Matrix:
        return self(t.args[0], current).rows(self.p.tuning)

    def at_columns_tuned(self, t: Term, current: Any) -> Matrix:
        return self(t.args[0], current).columns(self.p.tuning)

    at_rows_tuned_of_all, at_columns_tuned_of_all = at_rows_tuned, at_columns_tuned

    def at_inhabited(self, t: Term, _: Any) -> bool:
        return bool(self.blocks[t.args[0]])

    def at_invertible(self, t: Term, current: Any) -> bool:
        a = self(t.args[0], current)
        return a.rank == a.shape[0]


def determinant(a: Matrix) -> Any:
    """By FLINT."""
    return fmpq_mat(a.shape[0], a.shape[0], [x for row in a.tolist() for x in row]).det()


BINARY: dict[str, Callable[[Any, Any], Any]] = {
    "add": lambda a, b: a + b,
    "subtract": lambda a, b: a - b,
    "multiply": lambda a, b: a @ b,
    "scale": lambda s, a: a * s,
    "beside": lambda a, b: hstack(a, b),
    "below": lambda a, b: vstack(a, b),
    "solve": lambda x, b: x.solve(b),
    "project": lambda x, v: x.project(v),
    "inner": lambda a, b: a.dot(b),
    "plus": lambda a, b: a + b,
    "minus": lambda a, b: a - b,
    "times": lambda a, b: a * b,
    "over": lambda a, b: a / b,
    "same": lambda a, b: a == b,
    "equal": lambda a, b: a == b,
    "less": lambda a, b: a < b,
    "at most": lambda a, b: a <= b,
}
UNARY: dict[str, Callable[[Any], Any]] = {
    "transpose": lambda a: a.T,
    "square": lambda a: a.sq_norm(),
    "inverse": lambda a: a.inverse(),
    "rank": lambda a: RATIONAL.scalar(a.rank),
    "abs": abs,
}
