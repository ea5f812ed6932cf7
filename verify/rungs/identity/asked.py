"""Slips put to the rung of random points: a few strata of every pattern of empty blocks, at fresh points each time."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from verify.claim import Claim
from verify.claim.judge import Judgement
from verify.rungs.identity.rung import BITS, at_shape, labels_for
from verify.rungs.identity.shapes import Shape, possible, shapes
from verify.rungs.identity.trial import Trial
from verify.rungs.rung import Ask
from verify.rungs.workbench import Instance, Workbench


def notices(claim: Claim, bench: Workbench, told: Instance | None) -> Iterator[Ask]:
    """The cases on which the rung is asked about slips; it takes no instance from others."""
    if told is None:
        yield from (partial(at_points, shape=shape, labels=labels_for(claim), seed=bench.seed) for shape in few_shapes(claim))


def few_shapes(claim: Claim) -> list[Shape]:
    """Of every pattern of empty blocks the largest and the smallest shape up to 2 that can meet the assumptions, largest first."""
    by_pattern: dict[tuple[bool, ...], list[Shape]] = {}
    for s in sorted(shapes(2), key=lambda s: (-s.largest, -s.d - s.n_r - s.n_f)):
        if possible(claim.assumes, s):
            by_pattern.setdefault((not s.d_r, not s.d_lap, not s.d_f), []).append(s)
    return [found[0] for found in by_pattern.values()] + [found[-1] for found in by_pattern.values()]


def at_points(slip: Claim, shape: Shape, labels: str, seed: int) -> Judgement | None:
    """The judgement on one stratum, over all its variations; None where nothing was compared."""
    seen = at_shape(slip, Trial(shape, labels, seed, BITS)).tally
    if not seen.broken and not seen.compared:
        return None
    fails = bool(seen.failed_with or seen.held_without)
    return Judgement(True, None if seen.broken else not fails, None, bool(seen.broken))
