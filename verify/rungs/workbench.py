"""The instances that rungs share in one process, and the work on them that is worth keeping."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from math import ceil, sqrt
from typing import Any
from zlib import crc32

from theory.arithmetic import NumberSystem
from theory.descent import DescentSolver
from theory.designs import Design, Variety, families_of, real_designs, suite, thin, variety
from theory.problem import Problem, Solver
from theory.remembering import Remembering
from verify.claim import Claim
from verify.claim.compare import Scales
from verify.rungs.own_designs import OWN, own_designs

SAMPLED = 64
"""The largest d * n of an instance that :meth:`Workbench.sample` takes: rungs that round pay for an SVD in many digits."""

EASY = 4.0
"""Instances conditioned below this come first: a rung that trains in many digits does so on the first few."""

TURNS = 3
"""Claims begin their samples with different families, at one of so many places; the work on an instance is still shared."""


@dataclass(frozen=True, eq=False)
class Instance:
    """One design with its exact problem, its scales and what rungs derived from it."""

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

    @property
    def is_own(self) -> bool:
        """Whether it was handed in with a claim."""
        return self.design.family == OWN

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
    own: dict[int, tuple[Any, tuple[Instance, ...]]] = field(default_factory=dict)
    """Instances that were handed in with claims, by identity of the function that makes them, which is kept alive."""

    @cached_property
    def synthetic(self) -> tuple[Instance, ...]:
        """The full suite of made problems."""
        return tuple(Instance(d) for d in suite(self.seed)) if self.only is None else self.only

    @cached_property
    def real(self) -> tuple[Instance, ...]:
        """Problems from measured data."""
        return tuple(Instance(d) for d in real_designs()) if self.only is None else ()

    def few(self, count: int) -> Workbench:
        """A workbench with ``count`` of the made instances and as many examples, sharing the work done on them."""
        kept = {d.name for d in thin([i.design for i in self.synthetic], count)}
        only = tuple(i for i in self.synthetic if i.design.name in kept)
        return replace(self, examples=min(count, self.examples), largest_block=1, only=only, together=[], kept={})

    def instances_for(self, claim: Claim) -> Sequence[Instance]:
        """Those that were handed in with the claim, if any, and the made instances. Raises ``DesignsError`` for what is not one.

        Whether they meet the assumptions is asked of each, as of any other instance.
        """
        make = getattr(claim, "designs", None)
        if make is None:
            return self.synthetic
        if id(make) not in self.own:
            self.own[id(make)] = make, tuple(Instance(d) for d in own_designs(claim.id, make))
        return (*self.own[id(make)][1], *self.synthetic)

    def sample(self, claim: Claim, count: int, kappa: float) -> list[Instance]:
        """Up to ``count`` instances that the claim speaks of, evenly from every family, small and easy ones first.

        They are conditioned below ``kappa``, large ones below its root and of moderate size: training takes kappa^2 steps, each the
        dearer the larger the data are.
        Instances handed in with the claim come first: a quarter of the count, or more where made ones do not fill the rest. Where
        ``count`` is less than the number of families, other claims see other families.
        """
        met = (i for i in self.instances_for(claim) if claim.applies_to(i.exact))
        fits = [i for i in met if i.is_own or _is_moderate(i.exact)]
        fits = [i for i in fits if i.scales.kappa <= (sqrt(kappa) if i.design.is_large and not i.is_own else kappa)]
        own, made = [i for i in fits if i.is_own], {i.design.name: i for i in fits if not i.is_own}
        designs = [i.design for i in made.values()]
        turn = crc32(claim.id.encode()) % TURNS * ceil(len(families_of(designs)) / TURNS)
        chosen = [*own[: max(count // 4, count - len(made))], *(made[d.name] for d in thin(designs, count, turn))][:count]
        return sorted(chosen, key=lambda i: (i.design.is_large, i.scales.kappa > EASY))


def _is_moderate(p: Problem) -> bool:
    return p.d * p.n <= SAMPLED


def account_of(instances: Iterable[Instance]) -> dict[str, Any]:
    """Plain data on the instances that a rung used: how many of each family, and how varied they are together.

    The keys are "families" (name to count) and the fields of :class:`theory.designs.Variety`; a ledger can keep it as it is.
    """
    used = list(instances)
    return {"families": families_of(i.design for i in used), **asdict(variety_of(used))}


def variety_of(instances: Iterable[Instance]) -> Variety:
    """How varied the instances are. Ranks that judging has computed are not computed again."""
    return variety(i.exact for i in instances)
