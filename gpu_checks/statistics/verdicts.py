"""Verdicts on the abstract's sentences A5 and A6, per metric, data set and kind of forgetting, by rule."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Generic, TypeVar

import numpy as np

from gpu_checks.seeds import seed_of
from gpu_checks.statistics.paired import Interval, bca, equivalent, greater, holm, two_sided_of_all
from gpu_checks.statistics.protocol import UTILITY, Protocol
from verify.claim import Truth

Who = TypeVar("Who", bound=Hashable)
"""Who is compared, such as a Contender; ``str`` of it names it."""

Sample = np.ndarray
"""Distances from the golden models by one metric, one per training seed, (S,)."""


class Outcome(Enum):
    """What a comparison with FT shows; the value is the word for it."""

    NARROWS = "narrows"
    WIDENS = "widens"
    NOT_SHOWN = "not shown"


@dataclass(frozen=True)
class Comparison(Generic[Who]):
    """One method on one metric against FT and against golden, all p-values after Holm's correction within its family.

    Args:
        against: the runs of FT that it is compared with, such as FT at its best rate and FT at the method's own.
        narrowed: for each of these, D(FT) - D(method), positive where the method is closer to golden than FT is.
        p_different: of "the method is not closer to golden than all of them, nor farther than all of them".
        excess: D(method) - D(golden), how much farther from golden the method is than other golden models are.
        p_equivalent: of "that excess is beyond the margin".
    """

    method: Who
    metric: str
    against: tuple[Who, ...]
    narrowed: tuple[Interval, ...]
    p_different: float
    excess: Interval
    p_equivalent: float

    def outcome(self, level: float) -> Outcome:
        """NARROWS where it is closer to golden than every FT, WIDENS where it is farther than every FT, or NOT_SHOWN."""
        if self.p_different >= level:
            return Outcome.NOT_SHOWN
        return Outcome.NARROWS if self.narrowed[0].mean > 0 else Outcome.WIDENS


def compare(
    distances: Mapping[Who, Mapping[str, Sample]], golden: Mapping[str, Sample], methods: Mapping[Who, tuple[Who, ...]], protocol: Protocol
) -> list[Comparison[Who]]:
    """Every one of ``methods`` on every metric; they are one family for superiority and one for equivalence.

    ``distances``: method -> metric -> (S,), and ``golden``: metric -> (S,). The rows of all samples are the same seeds. ``methods``:
    method -> the runs of FT that it must differ from, all in the same direction: no correction is needed for tests that must all
    reject (Berger 1982).
    """
    pairs = [(method, metric) for method in methods for metric in distances[method]]
    narrowed = [[distances[ft][metric] - distances[method][metric] for ft in methods[method]] for method, metric in pairs]
    excess = [distances[method][metric] - golden[metric] for method, metric in pairs]
    different = holm([two_sided_of_all(differences) for differences in narrowed])
    same = holm([equivalent(d, protocol.margins[metric]) for d, (_, metric) in zip(excess, pairs, strict=True)])
    return [
        Comparison(
            who, metric, methods[who], tuple(interval_of(d, protocol, who, metric) for d in a), p, interval_of(b, protocol, who, metric), q
        )
        for (who, metric), a, p, b, q in zip(pairs, narrowed, different, excess, same, strict=True)
    ]


def interval_of(sample: Sample, protocol: Protocol, *name: object) -> Interval:
    """The mean of a sample (S,) with its BCa interval; ``name`` seeds the bootstrap."""
    return bca(sample, 1 - protocol.level, protocol.resamples, seed_of("bootstrap", *name))


def saturated(
    distances: Mapping[str, Sample],
    regularized: Sequence[Sample],
    tops: Sequence[float],
    margin: float,
    level: float,
) -> str:
    """Why a metric decides nothing, or "" if it does.

    ``distances`` by it of "golden", "pretrained" and "ft", and of every ``regularized`` model; ``tops``: the largest distances there are
    of FT and of each of these, empty if there is no largest.

    By it, neither the pretrained model nor FT is farther from golden than the margin: both are equivalent to golden (at the level,
    each tested alone: two tests that must both reject need no correction), which covers the case that every model is at 100. Or FT
    and every one of the ``regularized`` methods are within the margin of the largest distance.
    """
    if all(equivalent(distances[m] - distances["golden"], margin) < level for m in ("pretrained", "ft")):
        return "by this metric both the pretrained model and FT are within the margin of golden"
    everyone = (distances["ft"], *regularized)
    if tops and all(greater(row - (top - margin)) < level for row, top in zip(everyone, tops, strict=True)):
        return "by this metric FT and every regularized model are as far from golden as can be"
    return ""


def no_gap(ft_excess: Sample, margin: float, level: float) -> str:
    """Why FT has no gap to golden that could be narrowed, or "".

    ``ft_excess``, D(FT) - D(golden), (S,), is shown to be within the margin, or not shown to be above 0.
    """
    if equivalent(ft_excess, margin) < level:
        return "no gap: FT is within the margin of golden"
    if not greater(ft_excess) < level:
        return "no gap is shown: FT may be as near to golden as golden models are to each other"
    return ""


def a5(outcomes: Mapping[str, Outcome], absent: str, saturation: str) -> tuple[Truth, str]:
    """Truth of "the regularizer narrows the gap of FT to golden" by one metric, and the reason.

    ``outcomes``: wrong label y' -> narrows, widens or not shown. True where every y' narrows; conditional where one does and one widens;
    false where all widen. What is not shown is neither: it leaves open whichever of these it could change. Unknown, too, where the
    metric is saturated (``saturation``: why). Where there is no gap (``absent``: why) none can be narrowed, but one can be opened.
    """
    if saturation:
        return Truth.UNKNOWN, f"saturated: {saturation}"
    kinds = set(outcomes.values())
    reason = "; ".join(f"y' {wrong}: {outcome.value}" for wrong, outcome in outcomes.items())
    if absent:
        return (Truth.FALSE if kinds == {Outcome.WIDENS} else Truth.UNKNOWN), f"{absent}; {reason}"
    if {Outcome.NARROWS, Outcome.WIDENS} <= kinds:
        return Truth.CONDITIONAL, reason
    if Outcome.NOT_SHOWN in kinds:
        return Truth.UNKNOWN, reason
    return (Truth.TRUE if Outcome.NARROWS in kinds else Truth.FALSE), reason


def a6(metric: str, ft_excess: Sample, truth_of_a5: Truth, saturation: str, protocol: Protocol) -> tuple[Truth, str]:
    """Truth of "experiments show both: FT does not forget, and the regularizer narrows the gap" by one metric, and the reason.

    ``ft_excess``: D(FT) - D(golden), (S,). A5's truth where FT is farther from golden than the margin allows to call equal; false
    where it is shown to be within the margin or nearer than golden models are, unless the metric is about what is kept: to be like
    golden there is not to forget. Unknown otherwise.
    """
    margin, level = protocol.margins[metric], protocol.level
    if saturation:
        return Truth.UNKNOWN, f"saturated: {saturation}"
    if not no_gap(ft_excess, margin, level):
        return truth_of_a5, f"FT is farther from golden than golden models are; the regularizer: {truth_of_a5.value}"
    if metric in UTILITY:
        return Truth.UNKNOWN, "FT may keep what golden keeps, which says nothing of what it forgets"
    if equivalent(ft_excess, margin) < level or greater(-ft_excess) < level:
        return Truth.FALSE, "FT is within the margin of golden: it forgets"
    return Truth.UNKNOWN, "not shown whether FT is farther from golden than golden models are"
