"""Rung ``scale``: the claims, unchanged, on problems as large as the device holds, in float64 on torch.

Every number carries a bound on its own rounding error (:mod:`theory.arithmetic.tracked`), so nothing is tolerated that the
computation itself does not account for: two sides agree when their difference is within its bound and the bound is narrow; they
differ when it is beyond. Runs only when asked for (``python -m gpu_checks scale --device DEVICE``), as torch is optional.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from theory.arithmetic import Matrix, NotRepresentable
from theory.arithmetic.bounded import Bounded
from theory.arithmetic.torch_float64 import TorchFloat64
from theory.designs.large import LargeShape, large
from theory.designs.synthetic import Sizes
from theory.networks.deterministic import deterministic
from theory.problem import Problem
from theory.remembering import Remembering
from verify import assumptions
from verify.claim import Assumption, Claim, Evidence, Relation, Statement, Unit
from verify.claim.compare import VACUOUS, Comparison, compared_sides, size_of
from verify.claim.judge import Judgement, judge_by
from verify.claim.logic import Half, Tally
from verify.claim.result import RungResult, report, sees_in_balls

Seen = dict[str, Any]

SHAPES = (
    LargeShape(Sizes(192, 192, 128, 24, 8), 12),
    LargeShape(Sizes(192, 192, 128, 24, 8), 24),
    LargeShape(Sizes(192, 192, 128, 24, 8), 24, "noisy"),
    LargeShape(Sizes(288, 0, 224, 24, 8), 24),
    LargeShape(Sizes(288, 0, 224, 24, 8), 12, "nothing to forget"),
    LargeShape(Sizes(0, 512, 0, 24, 8), 24),
    LargeShape(Sizes(192, 192, 128, 1, 8), 1),
    LargeShape(Sizes(4, 7, 0, 24, 8), 24, "noisy"),
)
"""d = 512 and n = 32 times a factor; the last has more samples than features. At 32 times: d = 16,384, n = 1,024."""

KEPT = 2
"""Trained models that are kept at a time, each with the matrix of its data."""

MET_BY_CONSTRUCTION = (assumptions.noiseless.name, assumptions.consistent.name, assumptions.stable_step.name)
"""Assumptions that hold for the true data however these are rounded, and are costly or impossible to see in rounded ones."""


@dataclass(frozen=True)
class ScaleBench:
    """Where and how large: ``factors`` multiply the sizes of ``SHAPES``."""

    device: str = "cpu"
    factors: tuple[int, ...] = (1,)
    seed: int = 0

    @property
    def sizes(self) -> list[LargeShape]:
        """All shapes at all factors, smallest first."""
        return [size.scaled(factor) for factor in sorted(self.factors) for size in SHAPES]

    @property
    def system(self) -> TorchFloat64:
        """The number system; a matrix of more than twice the entries of the largest X is refused."""
        return TorchFloat64(self.device, max(2 * max(entries(size) for size in self.sizes), 2**20))


def entries(size: LargeShape) -> int:
    """How many numbers X holds."""
    return size.shape.d * (size.shape.n_r + size.shape.n_f)


Progress = Callable[[str], None]


def survey(claims: Sequence[Claim], bench: ScaleBench, progress: Progress = lambda _: None) -> dict[str, RungResult]:
    """Every claim about single problems on every size, one problem in memory at a time; ``progress`` is called for each problem."""
    seen = [look(claims, bench, size, progress) for size in bench.sizes]
    return {c.id: conclude(c, bench, [one[c.id] for one in seen]) for c in claims if c.average is None}


def problem(bench: ScaleBench, size: LargeShape) -> Problem:
    """The problem of this size. Few trained models stay known: the matrices that they were trained on would fill the memory."""
    return replace(large(bench.system, size, bench.seed), solver=Remembering(most=KEPT))


def look(claims: Sequence[Claim], bench: ScaleBench, size: LargeShape, progress: Progress = lambda _: None) -> dict[str, Seen]:
    """What one problem shows of every claim, as plain data."""
    started = time.perf_counter()
    with deterministic():
        p = problem(bench, size)
        found = {claim.id: _look_at(claim, p, size) for claim in claims if claim.average is None}
    progress(f"d = {p.d}, n = {p.n}, {size.labels}: {time.perf_counter() - started:.1f} s")
    return found


def _look_at(claim: Claim, p: Problem, size: LargeShape) -> Seen:
    """``tally`` of one drawn problem; ``judged`` where the claim speaks of it, ``left out`` where a side cannot be represented."""
    tally, started = Tally(drawn=1), time.perf_counter()
    try:
        found = judge_by(claim, Bounds(p, size)) if applies(claim.assumes, p, size) else None
    except NotRepresentable as reason:
        return {"tally": dict(vars(tally)), "judged": None, "left out": f"d = {p.d}, n = {p.n}: {reason}", "note": ""}
    if found is None:
        return {"tally": dict(vars(tally)), "judged": None, "left out": None, "note": ""}
    if found.worst is None:
        return {"tally": dict(vars(tally)), "judged": None, "left out": f"d = {p.d}, n = {p.n}: {found.left_out[0][1]}", "note": ""}
    found.count(tally)
    c: Any = found.worst
    note = f"{c.quantity} at d = {p.d}, n = {p.n}: difference {c.error:.3g}, bound {c.allowance:.3g} (relative to scale)"
    judged = _entry(p, size, found, time.perf_counter() - started)
    return {"tally": dict(vars(tally)), "judged": judged, "left out": None, "note": "" if found.as_claimed else note}


def conclude(claim: Claim, bench: ScaleBench, seen: Sequence[Seen]) -> RungResult:
    """The evidence of all sizes; ``detail`` lists the sizes judged, the widest relative bound that decided, and what did not fit."""
    tally = Tally(**{name: sum(one["tally"][name] for one in seen) for name in vars(Tally())})
    judged = [one["judged"] for one in seen if one["judged"]]
    left_out = [one["left out"] for one in seen if one["left out"]]
    note = next((one["note"] for one in seen if one["note"]), "")
    if not tally.compared:
        wide = "every bound was too wide to decide" if judged else "no design meets the assumptions"
        note = f"compared at no size: {'; '.join(left_out[:1]) or wide}"
    widest = max((entry["relative bound"] for entry in judged if entry["holds"] is not None), default=0.0)
    detail = {"device": bench.device, "seed": bench.seed, "widest relative bound": widest, "judged": judged, "left out": left_out}
    sees = sees_in_balls(claim)  # bounds show that two sides differ, or their order, and never that they are equal
    failing = tally.failing(claim.condition is not None) & (sees | {Half.FACT})
    found: Seen = next((entry for entry in judged if entry["holds"] is not entry["condition"] and entry["holds"] is not None), {})
    witnesses = {half.value: {"format": "goldengap-scale-1", "seed": bench.seed, "problem": found} for half in failing}
    return report(claim, "scale", tally, Evidence.NUMERICAL, sees=sees, witnesses=witnesses, note=note, detail=detail)


def applies(assumes: Sequence[Assumption], p: Problem, size: LargeShape) -> bool:
    """Whether p meets the assumptions; labels and step size are as the construction makes them."""
    fitted = size.labels != "noisy"
    known = {assumptions.noiseless.name: fitted, assumptions.stable_step.name: True}
    known[assumptions.consistent.name] = fitted or p.x.rank == p.n
    return all(known[a.name] if a.name in MET_BY_CONSTRUCTION else a.holds(p) for a in assumes)


@dataclass(frozen=True)
class Bounds:
    """One large problem; sides are held against the rounding bounds that they carry, in place of a tolerance."""

    p: Problem
    size: LargeShape

    def condition(self, statement: Statement) -> bool | None:
        """Decided by bounds, like everything else here."""
        return compare(statement, self.p).holds

    def applies(self, when: Assumption) -> bool:
        """As the construction makes it, or as the problem shows."""
        return applies((when,), self.p, self.size)

    def compare(self, statement: Statement, expected: bool) -> Comparison:  # noqa: ARG002 - the call of every comparator
        """Both sides against their bounds."""
        return compare(statement, self.p)


def compare(statement: Statement, p: Problem) -> Comparison:
    """Hold both sides against the bounds they carry; errors and bounds are reported relative to the scale of the inputs.

    "=" and "!=" are decided by whether the difference is within its bound, "<=" by whether it may be at most 0; a bound above
    ``VACUOUS`` times the scale decides nothing.
    """
    worst: Comparison | None = None
    for quantity, a, b in compared_sides(statement, p):
        difference, bound = _difference(a, b, statement.relation)
        scale = scale_of(quantity.unit, p)
        apart = difference > bound
        holds: bool | None = apart if statement.relation is Relation.DIFFERENT else not apart
        if bound > VACUOUS * scale and not apart:
            holds = None
        found = Comparison(holds, quantity.name, difference / scale, bound / scale, statement.relation)
        if worst is None or _severity(found) > _severity(worst):
            worst = found
    if worst is None:
        raise ValueError("`quantities` must name at least one quantity; received none")
    return worst


def _severity(c: Comparison) -> tuple[int, float]:
    """Failures before undecided quantities before agreement; within each, the one with the widest bound."""
    return {False: 2, None: 1, True: 0}[c.holds], c.allowance


def _difference(a: Any, b: Any, relation: Relation) -> tuple[float, float]:
    """||a - b||_F (for "<=" the largest entry of a - b) and its bound."""
    if isinstance(a, Matrix):
        data = (a - b).data
        size = float(data.value.max()) if relation is Relation.AT_MOST else data.norm
        return size, data.error
    gap = Bounded.of(a - b)
    return (gap.value if relation is Relation.AT_MOST else abs(gap.value)), gap.error


def scale_of(unit: Unit, p: Problem) -> float:
    """The size of the inputs with this unit: norms of the teacher and the start, of the labels, or 1."""
    return size_of(unit, p.teacher.data.norm + p.plan.start.data.norm, p.y.data.norm, p)


def _entry(p: Problem, size: LargeShape, found: Judgement, seconds: float) -> dict[str, Any]:
    worst: Any = found.worst
    return {
        "d": p.d,
        "n": p.n,
        "n_t": p.n_t,
        "blocks": list(p.blocks.sizes) if p.blocks else [],
        "labels": size.labels,
        "condition": found.condition,
        "holds": found.holds,
        "relative difference": worst.error,
        "relative bound": worst.allowance,
        "seconds": round(seconds, 3),
    }
