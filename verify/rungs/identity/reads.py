"""What the sides of a statement look at, found by letting them look: a side that never asks for D_t need not be tried for every D_t."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from theory.problem import Problem

_DATA = ("system", "d", "n_r", "n_f", "n", "x_r", "x_f", "x", "y_r", "y_f", "y", "zero", "w_star", "teacher", "blocks")
UNRELATED = frozenset((*_DATA, "regularization", "regularized", "schedule", "plan", "solver"))
"""Attributes of a problem that are the same for every D_t. Asking for any other counts as asking for D_t."""


@dataclass(frozen=True, eq=False)
class Watched:
    """A problem that notes which of its attributes are asked for."""

    problem: Problem
    asked: set[str]

    def __getattr__(self, name: str) -> Any:
        """What is asked for the first time; it is kept, so that asking again does not come here."""
        self.asked.add(name)
        found = vars(self)[name] = getattr(self.problem, name)
        return found

    def opened(self) -> Problem:
        """The problem itself, for whoever makes another of it: from then on anything may be asked."""
        self.asked.update(("tuning", "plan"))
        return self.problem


def matters(asked: set[str]) -> tuple[bool, bool]:
    """Whether D_t and whether the step count can make a difference to sides that asked for these attributes.

    Sides that have asked for nothing have not been evaluated: then everything may matter.
    """
    return not asked or not asked <= UNRELATED, not asked or bool(asked & {"schedule", "plan"})
