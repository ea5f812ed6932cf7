"""The instances that rungs share in one process, and the work on them that is worth keeping."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from theory.arithmetic import Matrix, NumberSystem
from theory.descent import DescentSolver
from theory.designs import Design, real_designs, suite, thin
from theory.problem import Problem, Solver, nearest_interpolator
from verify.claim import Claim
from verify.compare import Scales


@dataclass(frozen=True, eq=False)
class Remembering:
    """A solver that trains once per data set and start, however many claims ask for the same model.

    The matrices asked about are kept alive, so that their identity can serve as the key. Where they are large, ``most`` limits how many
    answers are kept: those not asked for the longest are dropped first.
    """

    solver: Solver = nearest_interpolator
    known: dict[tuple[int, int, int], tuple[Matrix, ...]] = field(default_factory=dict)
    most: int | None = None

    def __call__(self, x: Matrix, y: Matrix, start: Matrix) -> Matrix:
        key = (id(x), id(y), id(start))
        found = self.known.pop(key, None) or (x, y, start, self.solver(x, y, start))
        self.known[key] = found  # the last one asked for comes last
        if self.most is not None and len(self.known) > self.most:
            del self.known[next(iter(self.known))]
        return found[3]


@dataclass(frozen=True, eq=False)
class Instance:
    """One design with its exact problem, its scales and whatever a rung derived from it."""

    design: Design
    derived: dict[tuple[str, NumberSystem], Problem] = field(default_factory=dict)

    @cached_property
    def exact(self) -> Problem:
        """The problem over Q; its models are trained once."""
        return replace(self.design.problem, solver=Remembering())

    @cached_property
    def scales(self) -> Scales:
        """Condition number and input scales."""
        return Scales(self.exact)

    @property
    def is_real(self) -> bool:
        """Whether the features are measured data."""
        return self.design.family == "real"

    def over(self, system: NumberSystem) -> Problem:
        """The problem in another number system, its models in closed form."""
        return self._derive("closed form", system, Remembering())

    def trained(self, system: NumberSystem, contraction: float) -> Problem:
        """The problem in another number system, its models trained by simulated descent."""
        return self._derive("descent", system, DescentSolver(contraction))

    def _derive(self, kind: str, system: NumberSystem, solver: Solver) -> Problem:
        key = (kind, system)
        if key not in self.derived:
            self.derived[key] = replace(self.exact.to(system), solver=solver)
        return self.derived[key]


@dataclass(frozen=True, eq=False)
class Workbench:
    """Designs for every rung, and the seed that made them."""

    seed: int = 0
    examples: int = 80
    """Problems that the search rung draws per claim."""
    largest_block: int = 2
    """Blocks and sample counts up to which the identity rung tries every shape."""
    thorough: bool = False
    """Whether every slip is put to every rung, not to the cheapest alone."""
    only: tuple[Instance, ...] | None = None
    """The instances to use instead of the full suite and the real data, where given."""
    together: list[Claim] = field(default_factory=list)
    """Claims that will all be asked for, so that a rung may work on them together."""
    kept: dict[str, Any] = field(default_factory=dict)
    """Results of claims that were worked on together, by id, until each is asked for."""

    @cached_property
    def synthetic(self) -> tuple[Instance, ...]:
        """The full suite of made problems."""
        return tuple(Instance(d) for d in suite(self.seed)) if self.only is None else self.only

    @cached_property
    def real(self) -> tuple[Instance, ...]:
        """Problems from measured data."""
        return tuple(Instance(d) for d in real_designs()) if self.only is None else ()

    def instances_for(self, claim: Claim) -> tuple[Instance, ...]:
        """The made problems, the measured ones, and those that the claim itself hands in."""
        own = claim.designs() if claim.designs is not None else ()
        handed_in = (Instance(Design(f"own-{i:03d}", "own", p)) for i, p in enumerate(own))
        return (*self.synthetic, *self.real, *handed_in)

    def few(self, count: int) -> Workbench:
        """A workbench with ``count`` of the made instances and as many examples, sharing the work done on them."""
        kept = {d.name for d in thin([i.design for i in self.synthetic], count)}
        only = tuple(i for i in self.synthetic if i.design.name in kept)
        return replace(self, examples=min(count, self.examples), largest_block=1, only=only, together=[], kept={})

    def sample(self, claim: Claim, count: int, kappa: float) -> list[Instance]:
        """Up to ``count`` made instances that claim speaks of, conditioned below ``kappa``, evenly from every family."""
        fits = {i.design.name: i for i in self.synthetic if claim.applies_to(i.exact) and i.scales.kappa <= kappa}
        return [fits[d.name] for d in thin([i.design for i in fits.values()], count)]
