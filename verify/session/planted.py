"""Before a rung's first answer counts, it must refute a planted statement that is false.

The plant is registered as true, so a rung that always agrees, one that repeats what is registered, and one whose allowance covers
everything all give themselves away. A rung that always refutes is caught by the true claims.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from theory.losses import gap_in_weights
from theory.models import golden, pretrained
from theory.random_design import RandomDesign
from verify.assumptions import anything
from verify.claim import Average, Claim, Evidence, Statement, Truth, weights, weights_squared
from verify.claim.logic import Found
from verify.claim.result import Answer, RungResult
from verify.rungs.rung import Rung
from verify.rungs.workbench import Workbench

INSTANCES = 8
"""Made problems on which the plant is shown to a rung; it is false on most."""

Run = Callable[[Claim, Workbench], RungResult]

PLANTED = Claim(
    id="planted",
    source="false on purpose",
    short="the golden model is the pretrained model",
    latex=r"w_g = w_o",
    assumes=(anything,),
    truth=Truth.TRUE,
    floor=Evidence.EXACT,
    statement=Statement((weights("w_g"),), golden, pretrained),
)


DESIGN = RandomDesign(0, 2, 0, n_r=1, n_f=1, teacher=(1, 1))

PLANTED_ON_AVERAGE = Claim(
    id="planted on average",
    source="false on purpose",
    short="on average, the gap in weights of the pretrained model is four times the teacher's energy",
    latex=r"E\|w_o - w_g\|^2 = 4 \|w_*\|^2",
    assumes=(anything,),
    truth=Truth.TRUE,
    floor=Evidence.NUMERICAL,
    statement=Statement((weights_squared("gap"),), lambda p: gap_in_weights(p, pretrained(p)), lambda s: 4 * _energy(s)),
    average=Average((DESIGN,), lambda s: _energy(s) ** 2, draws=4_000, integrable=(DESIGN,)),
)
"""The gap never exceeds the energy itself, so its variance is below the energy's square and few draws tell."""


def _energy(s: RandomDesign) -> Fraction:
    return sum((Fraction(w) ** 2 for w in s.teacher), Fraction(0))


def plant_for(claim: Claim) -> Claim:
    """The false claim to show a rung before it speaks of ``claim``."""
    return PLANTED if claim.average is None else PLANTED_ON_AVERAGE


def unfit(name: str, run: Run, bench: Workbench, plant: Claim) -> str:
    """Why the answers of the rung ``name`` count for nothing; empty once it has refuted ``plant``, or what its ``distrust`` asks for."""
    if isinstance(run, Rung) and run.distrust is not None:
        why = run.distrust(plant, bench)
        return f"rung {name} cannot be trusted: {why}; none of its answers count" if why else ""
    found = run(plant, bench.few(INSTANCES))
    if found.answer is Answer.REFUTES and found.found is Found.REFUTED:
        return ""
    if found.answer is Answer.UNAVAILABLE:
        return found.note
    said = f"answered {found.answer.value!r} to a planted false statement ({plant.short})"
    return f"rung {name} cannot be trusted: it {said}, where only 'refutes' is right; none of its answers count"
