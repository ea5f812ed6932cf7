"""Verdicts on the abstract's sentences A5 and A6, per metric, data set and kind of forgetting, by rule."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from gpu_checks.seeds import seed_of
from gpu_checks.statistics.paired import Interval, bca, equivalent, greater, holm, two_sided
from gpu_checks.statistics.protocol import Protocol

Sample = np.ndarray
"""Distances from the golden models by one metric, one per training seed, (S,)."""


@dataclass(frozen=True)
class Comparison:
    """One method on one metric against FT and against golden, all p-values after Holm's correction within its family.

    Args:
        narrowed: D(FT) - D(method), positive where the method is closer to golden than FT is.
        p_different: of "the method is as far from golden as FT is".
        excess: D(method) - D(golden), how much farther from golden the method is than other golden models are.
        p_equivalent: of "that excess is beyond the margin".
    """

    method: str
    metric: str
    narrowed: Interval
    p_different: float
    excess: Interval
    p_equivalent: float

    def outcome(self, level: float) -> str:
        """``narrows``, ``widens`` or ``not shown``, against FT."""
        if self.p_different >= level:
            return "not shown"
        return "narrows" if self.narrowed.mean > 0 else "widens"


def compare(distances: Mapping[str, Mapping[str, Sample]], methods: Sequence[str], protocol: Protocol) -> list[Comparison]:
    """Every one of ``methods`` on every metric; they are one family for superiority and one for equivalence.

    ``distances``: method -> metric -> (S,), with "ft" and "golden" among the methods. The rows of all samples are the same seeds.
    """
    pairs = [(method, metric) for method in methods for metric in distances[method]]
    narrowed = [distances["ft"][metric] - distances[method][metric] for method, metric in pairs]
    excess = [distances[method][metric] - distances["golden"][metric] for method, metric in pairs]
    different = holm([two_sided(d) for d in narrowed])
    same = holm([equivalent(d, protocol.margins[metric]) for d, (_, metric) in zip(excess, pairs, strict=True)])
    return [
        Comparison(*pair, _interval(a, protocol, *pair), p, _interval(b, protocol, *pair), q)
        for pair, a, p, b, q in zip(pairs, narrowed, different, excess, same, strict=True)
    ]


def _interval(sample: Sample, protocol: Protocol, *name: str) -> Interval:
    return bca(sample, 1 - protocol.level, protocol.resamples, seed_of("bootstrap", *name))


def saturated(
    distances: Mapping[str, Mapping[str, Sample]], metric: str, regularized: Sequence[str], top: float | None, protocol: Protocol
) -> str:
    """Why the metric decides nothing, or "" if it does. ``top`` is the largest distance there is, if there is one.

    By it, neither the pretrained model nor FT is farther from golden than the margin: both are equivalent to golden (at the level,
    each tested alone: two tests that must both reject need no correction), which covers the case that every model is at 100. Or FT
    and every one of the ``regularized`` methods are within the margin of ``top``.
    """
    margin, golden = protocol.margins[metric], distances["golden"][metric]
    if all(equivalent(distances[m][metric] - golden, margin) < protocol.level for m in ("pretrained", "ft")):
        return "by this metric both the pretrained model and FT are within the margin of golden"
    if top is not None and all(greater(distances[m][metric] - (top - margin)) < protocol.level for m in ("ft", *regularized)):
        return "by this metric FT and every regularized model are as far from golden as can be"
    return ""


def a5(outcomes: Mapping[str, str], ft_excess: Sample, saturation: str, protocol: Protocol) -> tuple[str, str]:
    """Truth of "the regularizer narrows the gap of FT to golden" by one metric, and the reason.

    ``outcomes``: wrong label y' -> narrows, widens or not shown. True where every y' narrows; conditional where one does and one widens;
    false where all widen. What is not shown is neither: it leaves open whichever of these it could change. Unknown, too, where the
    metric is saturated (``saturation``: why), and where no gap is shown: ``ft_excess``, D(FT) - D(golden), (S,), is not above 0.
    """
    if saturation:
        return "unknown", f"saturated: {saturation}"
    if not greater(ft_excess) < protocol.level:
        return "unknown", "no gap is shown: FT may be as near to golden as golden models are to each other"
    reason = "; ".join(f"y' {wrong}: {outcome}" for wrong, outcome in outcomes.items())
    kinds = set(outcomes.values())
    if {"narrows", "widens"} <= kinds:
        return "conditional", reason
    if "not shown" in kinds:
        return "unknown", reason
    return ("true" if "narrows" in kinds else "false"), reason


def a6(ft_excess: Sample, truth_of_a5: str, saturation: str, protocol: Protocol) -> tuple[str, str]:
    """Truth of "experiments show both: FT does not forget, and the regularizer narrows the gap" by one metric, and the reason.

    ``ft_excess``: D(FT) - D(golden), (S,). A5's truth where FT is farther from golden than golden models are from each other; false
    where it is shown to be nearer; unknown where neither is.
    """
    if saturation:
        return "unknown", f"saturated: {saturation}"
    farther, nearer = greater(ft_excess), greater(-ft_excess)
    if farther < protocol.level:
        return truth_of_a5, f"FT is farther from golden than golden models are (p = {farther:.2g}); the regularizer: {truth_of_a5}"
    if nearer < protocol.level:
        return "false", f"FT is nearer to golden than golden models are (p = {nearer:.2g})"
    return "unknown", f"not shown whether FT is farther from golden than golden models are (p = {farther:.2g})"
