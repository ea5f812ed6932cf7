"""Replay a counterexample: ``python -m verify.replay FILE``. Needs the standard library alone, no code of the project.

The file holds data, a program from the data to both sides of a statement, their values, and the relation that fails. All of it is
worked out again with fractions. Exit status: 0 reproduced, 1 something in the file is not so, 2 no whole counterexample file.

A file from a stranger cannot keep this busy: text, steps, digits and work have limits here, which nothing in the file can raise. Its
texts are printed with control characters escaped.
"""

import json
import sys
from fractions import Fraction
from typing import Any

FORMAT, SEAL, ZERO = "goldengap-counterexample-2", 2**127 - 1, Fraction(0)
TEXT, STEPS, SIDE, BITS, WORK = 2**22, 10_000, 10_000, 14_000, 2 * 10**10
"""Most characters of a file, steps of its program, rows or columns of a matrix, bits of a number, and work: some 20 seconds of it."""
INPUTS = ("x_r", "x_f", "y_r", "y_f", "w_star", "start", "eta", "wrong", "alpha", "decay")


class TooLarge(ArithmeticError):  # noqa: N818 - says what the file is
    """The file asks for more than the limits allow."""


class M:
    """A matrix of fractions; ``n`` is its width. ``work`` is what all matrices have cost since :func:`run` began, in some 10 ns."""

    work = 0

    def __init__(self, rows: Any, n: int | None = None) -> None:
        self.n = len(rows[0]) if n is None else n
        self.spend(10 * len(rows) * (self.n + 1), max(len(rows), self.n) > SIDE)
        self.rows = [[*row] for row in rows]
        self.need(all(len(row) == self.n for row in self.rows), "rows differ in length")
        self.bits = bits(self.rows)
        self.spend(0, self.bits > BITS)

    def spend(self, operations: int, beyond: bool = False, bits: int = 0) -> None:
        """Count arithmetic on numbers of so many bits before it is done; refused where limits are passed."""
        M.work += operations * (100 + (bits // 64) ** 2)
        if beyond or M.work > WORK:
            raise TooLarge(f"too large: at most {SIDE} rows or columns, {BITS} bits a number, and some 20 seconds of work")

    def need(self, good: bool, what: str = "shapes do not fit") -> None:
        if not good:
            raise ArithmeticError(what)

    def __sub__(self, other: "M") -> "M":
        self.need((len(self.rows), self.n) == (len(other.rows), other.n))
        return M([[x - y for x, y in zip(*pair, strict=True)] for pair in zip(self.rows, other.rows, strict=True)], self.n)

    def __matmul__(self, other: "M") -> "M":
        self.need(self.n == len(other.rows))
        self.spend(len(self.rows) * other.n * (self.n + 10), bits=self.n * (self.bits + other.bits))  # sums may grow with each term
        return M([[sum((x * y for x, y in zip(r, c, strict=True)), ZERO) for c in other.t.rows] for r in self.rows], other.n)

    def __mul__(self, s: Any) -> "M":
        return M([[x * s for x in row] for row in self.rows], self.n)

    def __str__(self) -> str:
        return "[" + "; ".join(" ".join(map(str, row)) for row in self.rows) + "]" if len(self.rows) * self.n != 1 else str(self.one)

    @property
    def t(self) -> "M":
        return M([[row[j] for row in self.rows] for j in range(self.n)], len(self.rows))

    @property
    def one(self) -> Fraction:
        self.need((len(self.rows), self.n) == (1, 1), "a number is needed")
        return Fraction(self.rows[0][0])

    def pick(self, *index: "M") -> "M":
        self.need(all(i.one.denominator == 1 and 0 <= i.one < len(self.rows) for i in index), "no such row or column")
        return M([self.rows[int(i.one)] for i in index], self.n)

    def eliminate(self, b: "M") -> "tuple[M, int]":
        """Some z with A z = b (free unknowns are 0), and the rank of A; refused where no z exists."""
        rows, pivots = [[*r, *s] for r, s in zip(self.rows, b.rows, strict=True)], list[int]()
        for j in range(self.n):
            k = len(pivots)
            self.spend(len(rows) * (self.n + b.n - j), bits=bits(rows))
            if (i := next((i for i in range(k, len(rows)) if rows[i][j]), None)) is not None:
                rows[i], rows[k] = rows[k], [x / rows[i][j] for x in rows[i]]
                rows = [r if h == k or not r[j] else [x - r[j] * y for x, y in zip(r, rows[k], strict=True)] for h, r in enumerate(rows)]
                pivots.append(j)
        self.need(not any(x for row in rows[len(pivots) :] for x in row[self.n :]), "the equations contradict each other")
        return M([rows[pivots.index(j)][self.n :] if j in pivots else [ZERO] * b.n for j in range(self.n)], b.n), len(pivots)

    def rank(self) -> int:
        return self.eliminate(M([[]] * len(self.rows), 0))[1]

    def solve(self, b: "M") -> "M":
        """(A^T)^+ b by what defines it: w in range(A) with A (A^T w - b) = 0."""
        g = self.t @ self
        w = self @ (g @ g).eliminate(g @ b)[0]
        self.need(not any(any(row) for row in (self @ (self.t @ w - b)).rows), "the normal equations do not hold")
        return w


def bits(rows: Any) -> int:
    """Bits of the longest fraction."""
    return max((x.numerator.bit_length() + x.denominator.bit_length() for row in rows for x in row), default=0)


def table(m: M, n: M, *x: M) -> M:
    """The (m, n) matrix of these numbers, row by row."""
    m.need(m.one * n.one == len(x) and m.one == int(m.one), "numbers do not fill the matrix")
    m.spend(0, max(m.one, n.one) > SIDE)
    return M([[v.one for v in x[i * int(n.one) :][: int(n.one)]] for i in range(int(m.one))], int(n.one))


RUN: dict[str, Any] = {"transpose": lambda a: a.t, "add": lambda a, b: a - b * -1, "subtract": M.__sub__, "multiply": M.__matmul__}
RUN |= {"scale": lambda a, s: a * s.one, "divide": lambda a, s: a * (1 / s.one), "rank": lambda a: M([[Fraction(a.rank())]])}
RUN |= {"solve": M.solve, "project": lambda a, v: a.solve(a.t @ v)}  # the shortest w with A^T w = A^T v is P v
RUN |= {"rows": M.pick, "columns": lambda a, *j: a.t.pick(*j).t, "entry": lambda a, i, j: a.pick(i).t.pick(j)}
RUN |= {"below": lambda *a: M([r for x in a for r in x.rows], a[0].n), "beside": lambda *a: RUN["below"](*(x.t for x in a)).t}
RUN |= {"inner": lambda a, b: M([[sum(((a.t @ b).rows[j][j] for j in range(a.n)), ZERO)]])}
RUN |= {"matrix": table, "order": lambda a, b, s: a.need((a.one > b.one) - (a.one < b.one) == s.one, f"they are {a} and {b}") or s}
FAILS: dict[str, Any] = {"=": any, "<=": lambda d: max(d) > 0, "!=": lambda d: not any(d)}


def read(value: Any) -> M:
    """A matrix or a number, from strings such as '-2/3'."""
    rows = value if isinstance(value, list) else [[value]]
    if any(not isinstance(x, str) or set(x) - set("-/0123456789") for row in rows for x in row):
        raise ValueError(f"numbers are written as strings such as '-2/3'; received {value!r}")
    return M([[Fraction(x) for x in row] for row in rows])


def run(data: dict[str, Any]) -> dict[str, M]:
    """The inputs and the value of every step, by name."""
    named = (data["schedule"] or {}) | (data["regularization"] or {}) | data
    M.work = 0
    values = {name: read(named[name]) for name in INPUTS if named.get(name) is not None}
    if len(data["program"]) > STEPS:
        raise TooLarge(f"too large: a program of at most {STEPS} steps; received {len(data['program'])}")
    for line in data["program"]:
        name, _, operation, *operands = line.split()
        if name in values or name[0] != "t":
            raise ValueError(f"step `{line}` must give a new name, such as t1, its value")
        try:
            values[name] = RUN[operation](*(values[x] if x in values else read(x) for x in operands))
        except ArithmeticError as error:
            raise type(error)(f"step `{line[:200]}`: {error}") from error
    return values


def escaped(text: str) -> str:
    """The text with every character that is not printed, such as a terminal's escape, written out."""
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)


def check(text: str) -> tuple[int, list[str]]:
    """The exit status for a file's text, and what was found, line by line."""
    status, lines = _checked(text)
    return status, [escaped(line) for line in lines]


def _checked(text: str) -> tuple[int, list[str]]:
    try:
        if len(text) > TEXT:
            raise TooLarge(f"too large: a file of at most {TEXT} characters")
        data = json.loads(text)
        if data["format"] != FORMAT or not data["checks"] or data["program"] is None:
            raise ValueError(f"`format` must be {FORMAT!r} with a program and checks; received {data['format']!r}, {data.get('why')}")
        return _hold(data, run(data))
    except ArithmeticError as error:
        return 1, [f"REFUSED: {error}"]
    except (ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError) as error:
        return 2, [f"not a whole counterexample file: {type(error).__name__}: {error}"]


def _hold(data: dict[str, Any], values: dict[str, M]) -> tuple[int, list[str]]:
    """Hold what the file says against ``values``."""
    found, wrong = [], []
    for c in data["checks"]:
        left, right = (values[c[side]["is"]] if c[side]["is"] in values else read(c[side]["is"]) for side in ("left", "right"))
        for side, value in (("left", left), ("right", right)):
            if read(c[side]["value"]).rows != value.rows:
                wrong.append(f"{side} of {c['quantity']}: the file records {read(c[side]['value'])}, recomputed {value}")
        fails = FAILS[c["relation"]]([x for row in (left - right).rows for x in row])
        found.append(f"{c['what']}, {c['quantity']}: {left} {c['relation']} {right} {'fails' if fails else 'holds'}")
        if fails == c["holds"]:
            wrong.append(f"{c['quantity']}: the file says that the relation {'holds' if fails else 'fails'}")
    if all(c["holds"] for c in data["checks"]):
        wrong.append("nothing fails: this is no counterexample")
    rest = json.dumps({name: value for name, value in data.items() if name != "seal"}, sort_keys=True)
    if int.from_bytes(rest.encode(), "big") % SEAL != data["seal"]:
        wrong.append("the file was changed after it was written: its seal does not fit")
    return int(bool(wrong)), found + [f"REFUSED: {reason}" for reason in wrong]


if __name__ == "__main__":
    status, lines = check(open(sys.argv[1], encoding="utf-8", errors="replace").read(TEXT + 1))  # noqa: SIM115 - the process ends here
    sys.exit(print("\n".join(lines)) or status)
