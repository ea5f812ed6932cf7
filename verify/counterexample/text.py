"""A counterexample file as a person reads it: data, program, both sides, what the claim assumes. No code of :mod:`theory`.

Assumptions with a standard name are checked here on the file's own data, by their meaning and not by the project's predicates.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from verify.replay import M, TooLarge, check, escaped, read, run

SYMBOLS = {"x_r": "X_r", "x_f": "X_f", "y_r": "y_r", "y_f": "y_f", "w_star": "w_*", "start": "w_0", "eta": "eta", "wrong": "y'"}
SYMBOLS |= {"alpha": "alpha", "decay": "lambda"}

WRITTEN = {
    "transpose": "{0}^T",
    "add": "{0} + {1}",
    "subtract": "{0} - {1}",
    "multiply": "{0} {1}",
    "scale": "{0} * {1}",
    "divide": "{0} / {1}",
    "solve": "({0}^T)^+ {1}",
    "project": "P[{0}] {1}",
    "rank": "rank {0}",
    "inner": "<{0}, {1}>",
    "entry": "{0}[{1}, {2}]",
    "order": "sign({0} - {1}) = {2}",
}
"""How a step is written in mathematics; P[A] projects onto range(A). Other operations are written by name."""

SHOWN = (
    "This shows that on these data this program gives these two values, and that the assumptions marked 'holds' hold.",
    "It does not show that the program is the claim's statement: read it, or derive it again with `replay FILE --retrace`.",
)


@dataclass(frozen=True)
class File:
    """A file's content, and every value that its program gives, by name."""

    data: Mapping[str, Any]
    values: Mapping[str, M]

    @cached_property
    def x(self) -> M:
        """X = [X_r X_f]."""
        return M([[*a, *b] for a, b in zip(self.values["x_r"].rows, self.values["x_f"].rows, strict=True)])

    @cached_property
    def y(self) -> M:
        """y = [y_r; y_f]."""
        return M([*self.values["y_r"].rows, *self.values["y_f"].rows])

    @property
    def consistent(self) -> bool:
        """Whether some w has X^T w = y: y adds nothing to the columns of X^T."""
        return M([[*a, *b] for a, b in zip(self.x.t.rows, self.y.rows, strict=True)]).rank() == self.x.rank()

    @property
    def noiseless(self) -> bool:
        """Whether y = X^T w_*; without a teacher, whether one exists."""
        return (self.x.t @ self.values["w_star"]).rows == self.y.rows if "w_star" in self.values else self.consistent

    @cached_property
    def blocks(self) -> dict[str, list[int]]:
        """The file's blocks where its zeros allow them, else what its zeros show."""
        in_r, in_f = ({i for i, row in enumerate(self.values[name].rows) if any(row)} for name in ("x_r", "x_f"))
        given = {name: list(self.data["blocks"][name]) for name in ("r", "lap", "f", "unused")}
        placed = sorted(i for index in given.values() for i in index) == list(range(len(self.x.rows)))
        if placed and not in_f & {*given["r"], *given["unused"]} and not in_r & {*given["f"], *given["unused"]}:
            return given
        return {"r": sorted(in_r - in_f), "lap": sorted(in_r & in_f), "f": sorted(in_f - in_r)}


KNOWN: dict[str, Callable[[File], bool]] = {
    "anything": lambda _: True,
    "noiseless": lambda f: f.noiseless,
    "consistent": lambda f: f.consistent,
    "full column rank": lambda f: f.x.rank() == f.x.n,
    "distinct": lambda f: not f.blocks["lap"],
    "overlapping": lambda f: bool(f.blocks["lap"]),
    "full overlap": lambda f: not f.blocks["r"] and not f.blocks["f"],
    "tuned on all": lambda f: sorted(f.data["tuning"]) == list(range(f.values["x_r"].n)),
    "spanning": lambda f: f.values["x_r"].rank() == len(f.blocks["r"]) + len(f.blocks["lap"]),
    "scheduled": lambda f: "start" in f.values and f.values["eta"].one > 0,
    "single output": lambda f: f.y.n == 1,
    "single remaining": lambda f: f.values["x_r"].n == f.values["x_r"].rank() == 1 and any(map(any, f.values["y_r"].rows)),
}
"""Assumptions by their names in :mod:`verify.assumptions`, and what they mean on the data of a file."""


def explain(text: str) -> tuple[int, list[str]]:
    """The exit status for a file's text, and its whole explanation; raises nothing for any text."""
    status, found = check(text)
    if status == 2 or any(line.startswith(("REFUSED: step", "REFUSED: too large")) for line in found):
        return status, found
    try:
        status, lines = _told(json.loads(text), [line for line in found if line.startswith("REFUSED")])
        return status, [escaped(line) for line in lines]
    except TooLarge as error:
        return 1, [escaped(f"REFUSED: {error}")]
    except (ValueError, KeyError, TypeError, IndexError, AttributeError, ArithmeticError) as error:
        return 2, [escaped(f"not a whole counterexample file: {type(error).__name__}: {error}")]


def _told(data: Mapping[str, Any], refused: list[str]) -> tuple[int, list[str]]:
    """The explanation of a file that ran; ``refused`` is what its checker said."""
    file = File(data, run(dict(data)))
    unmet, assumed = _assumptions(file)
    lines = [f"counterexample to {data['claim']}: {data['says']}", f"  source: {data['source']}", "data"]
    lines += [f"  {symbol} = {file.values[name]}" for name, symbol in SYMBOLS.items() if name in file.values]
    lines += [f"  D_t = columns {data['tuning']} of X_r", "program", *(f"  {_formula(step)}" for step in data["program"])]
    lines += ["sides", *(line for c in data["checks"] for line in _sides(c, file.values)), "assumptions", *assumed]
    refused = refused + [f"REFUSED: the assumption '{name}' does not hold" for name in unmet]
    return int(bool(refused)), lines + (refused or ["REPRODUCED", *SHOWN])


def _formula(step: str) -> str:
    name, _, operation, *operands = step.split()
    operands = [SYMBOLS.get(x, x) for x in operands]
    form = WRITTEN.get(operation)
    return f"{name} = " + (form.format(*operands) if form else f"{operation}({', '.join(operands)})")


def _sides(c: Mapping[str, Any], values: Mapping[str, M]) -> list[str]:
    """Both sides of one check, and their difference."""
    left, right = (values[c[side]["is"]] if c[side]["is"] in values else read(c[side]["is"]) for side in ("left", "right"))
    verdict = "holds" if c["holds"] else "FAILS"
    lines = [f"  {side:<5} = {SYMBOLS.get(c[side]['is'], c[side]['is'])} = {value}" for side, value in (("left", left), ("right", right))]
    return [f"  {c['what']}, {c['quantity']}: left {c['relation']} right {verdict}", *lines, f"  left - right = {left - right}"]


def _assumptions(file: File) -> tuple[list[str], list[str]]:
    """The names of the assumptions that do not hold, and a line on each; 'a or b' holds where a or b does."""
    unmet, lines = [], []
    for name, statement in file.data["assumes"].items():
        parts = name.split(" or ")
        known = [KNOWN[part](file) for part in parts if part in KNOWN]
        answer = "holds" if any(known) else "does NOT hold" if len(known) == len(parts) else "not known here"
        unmet += [name] if answer == "does NOT hold" else []
        lines.append(f"  {name} ({statement}): {answer}")
    return unmet, lines
