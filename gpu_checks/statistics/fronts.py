"""Verdicts on fronts: of all settings within some compute the best one by a metric is chosen on some models, and tested once on others.

The unit of replication is the cluster: a sample (K,) holds one number per cluster, the mean over its cases and models. Tests are over
clusters, and intervals resample clusters as wholes. Distances are above the floor, which is the distance of golden models from golden,
and are clipped at 0: to be nearer to the mean golden model than golden models are is no merit.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum

import numpy as np

from gpu_checks.seeds import seed_of
from gpu_checks.statistics.paired import Interval, bca, greater, holm, mean_and_error
from verify.claim import Truth

ROUNDED = 1e-5
"""Shares of a result have six digits."""

Sample = np.ndarray
"""Distances above the floor by one metric, one per cluster, (K,)."""


@dataclass(frozen=True, eq=False)
class Setting:
    """A setting of a method, at some compute.

    Args:
        line: which method it is of.
        strength: its weight of forgetting, where the method has one.
        share: its compute as a share of a retraining.
        validation, test: metric -> (K,), on the models for choosing and on those for testing.
    """

    line: str
    strength: float | None
    share: float
    validation: Mapping[str, Sample]
    test: Mapping[str, Sample]


@dataclass(frozen=True)
class Rule:
    """How settings are chosen and findings are made.

    Args:
        margins: metric -> how far counts as equal.
        keeps: the metrics of what shall be kept; a setting must be within their margins.
        level: of all tests, after Holm's correction over all of them.
        resamples: of the cluster bootstrap.
    """

    margins: Mapping[str, float]
    keeps: tuple[str, ...] = ("RA", "TA")
    level: float = 0.05
    resamples: int = 9999


@dataclass(frozen=True, eq=False)
class Reached:
    """The best setting within a share by a metric, and the settings that tie with it on the validation models, itself among them."""

    best: Setting
    tied: tuple[Setting, ...]

    def span(self, metric: str) -> tuple[float, float]:
        """The least and the largest test distance of the tied settings."""
        means = [float(one.test[metric].mean()) for one in self.tied]
        return min(means), max(means)


class Question(Enum):
    """What is asked of a line within a share of a retraining, by a metric."""

    EQUALS = "a setting keeps what golden keeps, and equals golden"
    DOMINATES = "a setting keeps what fine-tuning keeps, and is nearer to golden"


@dataclass(frozen=True)
class Finding:
    """One question to one line.

    Args:
        line, metric, share: who is asked, by what, within how much compute.
        question: what.
        strength, at: the setting that was chosen, and its own share; ``of`` the line that it is of.
        tied, span: how many settings tie with it, and the least and largest test distance of these.
        found: what was tested: the distance above the floor, or fine-tuning's minus the line's.
        p_yes, p_no: of "it is not so" and of "it is not the opposite", corrected over all findings.
        verdict: TRUE, FALSE, or UNKNOWN where neither is shown.
    """

    line: str
    metric: str
    share: float
    question: Question
    of: str
    strength: float | None
    at: float
    tied: int
    span: tuple[float, float]
    found: Interval
    p_yes: float
    p_no: float
    verdict: Truth = Truth.UNKNOWN


def reached(settings: Sequence[Setting], share: float, metric: str, rule: Rule) -> Reached | None:
    """What is chosen within a share, by a metric, on the validation models; None where there is no setting.

    Among the settings that keep RA and TA within their margins, or are the least beyond them where none does, the one with the least mean;
    of equal ones the cheapest, then the weakest. A tie is a mean that is not above the best one's by more than its standard error.
    """
    within = [one for one in settings if one.share <= share * (1 + ROUNDED)]
    if not within:
        return None
    beyond = {id(one): max(0.0, *(float(one.validation[m].mean()) - rule.margins[m] for m in rule.keeps)) for one in within}
    least = min(beyond.values())
    allowed = [one for one in within if beyond[id(one)] <= least]
    judged = {id(one): mean_and_error(one.validation[metric]) for one in allowed}
    best = min(allowed, key=lambda one: (judged[id(one)][0], one.share, one.strength or 0.0))
    most = sum(judged[id(best)])
    return Reached(best, tuple(one for one in allowed if judged[id(one)][0] <= most))


def judge(
    lines: Mapping[str, Sequence[Setting]], baseline: str, metrics: Sequence[str], shares: Sequence[float], rule: Rule
) -> list[Finding]:
    """Both questions to every line, of the ``baseline`` only the first; one family of tests.

    Raises ``ValueError`` where there are fewer than two clusters.
    """
    asked = list(_asked(lines, baseline, metrics, shares, rule))
    corrected = holm([p for finding in asked for p in (finding.p_yes, finding.p_no)])
    found = []
    for finding, yes, no in zip(asked, corrected[::2], corrected[1::2], strict=True):
        verdict = Truth.TRUE if yes < rule.level else Truth.FALSE if no < rule.level else Truth.UNKNOWN
        found.append(replace(finding, p_yes=yes, p_no=no, verdict=verdict))
    return found


def interval(sample: Sample, rule: Rule, *name: object) -> Interval:
    """The mean of a sample (K,) with the interval of the cluster bootstrap."""
    if len(sample) < 2:
        raise ValueError(f"`sample` must have at least two clusters; received {len(sample)}")
    return bca(sample, 1 - rule.level, rule.resamples, seed_of("clusters", *name))


def _asked(
    lines: Mapping[str, Sequence[Setting]], baseline: str, metrics: Sequence[str], shares: Sequence[float], rule: Rule
) -> Iterator[Finding]:
    for share in shares:
        for metric in metrics:
            plain = reached(lines[baseline], share, metric, rule)
            for line, settings in lines.items():
                own = reached(settings, share, metric, rule)
                if own is None:
                    continue
                yield _finding(line, metric, share, Question.EQUALS, own, own.best.test[metric], _equals(own.best, metric, rule), rule)
                if line != baseline and plain is not None:
                    gained = plain.best.test[metric] - own.best.test[metric]
                    yield _finding(
                        line, metric, share, Question.DOMINATES, own, gained, _dominates(own.best, plain.best, gained, rule), rule
                    )


def _finding(
    line: str, metric: str, share: float, question: Question, own: Reached, tested: Sample, p: tuple[float, float], rule: Rule
) -> Finding:
    best, shown = own.best, interval(tested, rule, line, metric, share, question.name)
    chosen = (best.line, best.strength, best.share)
    return Finding(line, metric, share, question, *chosen, len(own.tied), own.span(metric), shown, *p)


def _equals(one: Setting, metric: str, rule: Rule) -> tuple[float, float]:
    """p-values: of "it is beyond some margin", and of "it is beyond none", the latter corrected for the margins it looks at.

    Tests that must all reject need no correction (Berger 1982).
    """
    within = [greater(rule.margins[m] - one.test[m]) for m in (metric, *rule.keeps)]
    beyond = [greater(one.test[m] - rule.margins[m]) for m in (metric, *rule.keeps)]
    return max(within), min(1.0, len(beyond) * min(beyond))


def _dominates(one: Setting, plain: Setting, gained: Sample, rule: Rule) -> tuple[float, float]:
    """p-values: of "it is no nearer than fine-tuning, or keeps less", and of "fine-tuning is no nearer than it"."""
    kept = [greater(rule.margins[m] - (one.test[m] - plain.test[m])) for m in rule.keeps]
    return max(greater(gained), *kept), greater(-gained)
