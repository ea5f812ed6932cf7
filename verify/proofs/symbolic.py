"""A problem whose data are names, at sizes that can be told apart: what a claim is evaluated on so that it writes itself down."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from theory.arithmetic import Matrix
from theory.arithmetic.terms import Number, Sizes, Term, Terms, Unwritable
from theory.arithmetic.terms_syntax import LITERAL, constant, matrix_term, scalar_term
from theory.blocks import Blocks
from theory.problem import Problem, Regularization, Schedule

INPUTS = {
    "Xr": ("d", "nr"),
    "Xf": ("d", "nf"),
    "yr": ("nr", "k"),
    "yf": ("nf", "k"),
    "teacher": ("d", "k"),
    "start": ("d", "k"),
    "wrong": ("nf", "k"),
}
"""The data that are matrices, with their shapes: fields of the record ``problem`` in Setting.v."""

NUMBERS = ("eta", "alpha", "decay")
"""The data that are numbers, all positive."""

BLOCKS = ("r", "lap", "f", "unused")

TYPICAL: tuple[Mapping[str, int], ...] = (
    {"nr": 47, "nf": 31, "nt": 23, "k": 29, "steps": 26, "d_r": 79, "d_lap": 58, "d_f": 71, "d_unused": 67},
    {"nr": 37, "nf": 53, "nt": 24, "k": 61, "steps": 21, "d_r": 66, "d_lap": 86, "d_f": 45, "d_unused": 33},
    {"nr": 64, "nf": 27, "nt": 35, "k": 22, "steps": 28, "d_r": 41, "d_lap": 74, "d_f": 85, "d_unused": 55},
    {"nr": 171, "nf": 188, "nt": 93, "k": 47, "steps": 25, "d_r": 61, "d_lap": 38, "d_f": 52, "d_unused": 31},
    {"nr": 243, "nf": 127, "nt": 72, "k": 57, "steps": 22, "d_r": 34, "d_lap": 49, "d_f": 64, "d_unused": 24},
    {"nr": 151, "nf": 222, "nt": 43, "k": 68, "steps": 27, "d_r": 46, "d_lap": 31, "d_f": 39, "d_unused": 53},
)
"""Sizes at which a claim's text must be the same: three with n <= d, three with n > d."""


class Block(tuple[int, ...]):
    """The coordinates of one block. Whether there are any is a question that the formula asks."""

    system: Terms
    name: str

    def __bool__(self) -> bool:
        return self.system.branches.decide(scalar_term("inhabited", self.name))


class SymbolicProblem(Problem):
    """A problem over terms. Only what Python insists on as plain counts is said again here."""

    @property
    def n_t(self) -> int:
        """Samples used to fine-tune."""
        return self.x_t.shape[1]


def sizes_of(values: Mapping[str, int]) -> Sizes:
    """The sizes by name, d included. Raises ``ValueError`` for typical sizes of which two are equal."""
    d = sum(values[f"d_{name}"] for name in BLOCKS)
    return Sizes({"d": d, **values})


def system_of(values: Mapping[str, int], roots: bool = False, spectral: bool = False) -> Terms:
    """The number system at these sizes, with what it knows of the data; with ``spectral``, X_r has a list of squared singular values."""
    sizes = sizes_of(values)
    where = interleaved([values[f"d_{name}"] for name in BLOCKS])
    blocks = {name: frozenset(i for i, at in enumerate(where) if BLOCKS[at] == name) for name in BLOCKS}
    system = Terms(sizes, roots=roots, blocks={f"block_{name}": inside for name, inside in blocks.items()})
    x_r, x_f = term("Xr"), term("Xf")
    system.nonzero[x_r] = tuple(sorted(blocks["r"] | blocks["lap"]))
    system.nonzero[x_f] = tuple(sorted(blocks["f"] | blocks["lap"]))
    if spectral:
        system.spectra[x_r] = LITERAL + values["nr"] % 7
    n_t, n_r = values["nt"], values["nr"]
    system.selections[tuple((7 * i + 3) % n_r if n_r % 7 else (5 * i + 3) % n_r for i in range(n_t))] = "tuned"
    zero, eta = constant(0), scalar_term("input", "eta")
    for name in NUMBERS:
        system.branches.known[scalar_term("less", zero, scalar_term("input", name))] = True
    system.branches.known[scalar_term("equal", eta, scalar_term("over", eta, constant(2)))] = False
    return system


def interleaved(counts: list[int]) -> list[int]:
    """Which block each coordinate is in, no block in one piece: 0 1 2 3 0 1 2 3 ... while there are any left."""
    left, out = list(counts), []
    while any(left):
        for block, more in enumerate(left):
            if more:
                out.append(block)
                left[block] -= 1
    return out


def term(name: str) -> Term:
    """The input of that name."""
    m, n = INPUTS[name]
    return matrix_term("input", ((m,), (n,)), name)


def problem_over(system: Terms) -> Problem:
    """The symbolic problem over ``system``; what Python would check of the data is what the record's fields say."""
    data = {name: Matrix(system, term(name)) for name in INPUTS}

    def number(name: str) -> Number:
        return Number(scalar_term("input", name), system.branches, system.sizes)

    blocks: dict[str, Any] = {}
    for name in BLOCKS:
        block = Block(sorted(system.blocks[f"block_{name}"]))
        block.system, block.name = system, f"block_{name}"
        blocks[name] = block
    (tuning,) = system.selections
    return SymbolicProblem(
        data["Xr"],
        data["Xf"],
        data["yr"],
        data["yf"],
        tuning,
        data["teacher"],
        Blocks(**blocks),
        Schedule(data["start"], number("eta"), system.sizes.values["steps"]),
        Regularization(data["wrong"], number("alpha"), number("decay")),
    )


__all__ = ["Block", "SymbolicProblem", "Unwritable", "problem_over", "system_of"]
