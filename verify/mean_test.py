"""A test of the mean of independent draws whose false-alarm rate is a theorem, not an approximation.

Catoni's influence function psi(x) = sign(x) log(1 + |x| + x^2 / 2) obeys exp(+-psi(x)) <= 1 +- x + x^2 / 2. If E X = mu and
Var X <= v, then E exp(+-psi(a (X - mu))) <= 1 + a^2 v / 2 <= exp(a^2 v / 2) for any a > 0, so by Markov's inequality the score
S = sum of psi(a (X_i - mu)) over N independent draws exceeds N a^2 v / 2 + log(2 / alarm) in absolute value with probability at
most ``alarm``. With a = sqrt(2 log(2 / alarm) / (N v)) both terms are equal and the threshold is 2 log(2 / alarm).
No normal approximation, no bounded range: independence and the variance bound are all that it assumes.
Source: Catoni 2012, Challenging the empirical mean and empirical variance, Prop. 2.4.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import log, sqrt

import numpy as np

ALARM = 1e-9
"""False-alarm probability of one comparison; by Bonferroni a run of up to 999 of them stays below :data:`ALARM_PER_RUN`."""

ALARM_PER_RUN = 1e-6
"""What the false-alarm rates of all comparisons of one run may sum to."""


@dataclass
class MeanTest:
    """The score of one quantity, gathered draw by draw, against the value that is claimed for its mean.

    ``spread`` bounds the variance; ``draws`` is how many will come.
    """

    claimed: float
    spread: float
    draws: int
    alarm: float = ALARM
    score: float = 0.0
    total: float = 0.0
    squares: float = 0.0
    seen: int = 0

    def __post_init__(self) -> None:
        if not 0 < self.spread < float("inf"):
            raise ValueError(f"`spread` must be positive and finite; received {self.spread}")

    @property
    def scale(self) -> float:
        """a = sqrt(2 log(2 / alarm) / (N v))."""
        return sqrt(2 * log(2 / self.alarm) / (self.draws * self.spread))

    @property
    def threshold(self) -> float:
        """2 log(2 / alarm)."""
        return 2 * log(2 / self.alarm)

    def add(self, values: np.ndarray) -> None:
        """Count draws; raises ``ValueError`` where they are not finite or the test has had all it was planned for."""
        if not np.isfinite(values).all():
            raise ValueError("`values` must be finite; received NaN or infinity")
        if self.seen + len(values) > self.draws:
            raise ValueError(f"`values` must bring the draws to at most {self.draws}; received {self.seen} + {len(values)}")
        centred = values - self.claimed
        scaled = self.scale * np.abs(centred)
        self.score += float(np.sum(np.sign(centred) * np.log1p(scaled + scaled**2 / 2)))
        self.total, self.squares = self.total + float(centred.sum()), self.squares + float((centred**2).sum())
        self.seen += len(values)

    @property
    def holds(self) -> bool | None:
        """Whether the claimed mean stands; None until every planned draw has come."""
        return None if self.seen < self.draws else abs(self.score) <= self.threshold

    @property
    def mean(self) -> float:
        """The sample mean, for people; the test does not use it."""
        return self.claimed + self.total / self.seen

    @property
    def standard_error(self) -> float:
        """The standard error of :attr:`mean`."""
        return sqrt(max(self.squares / self.seen - (self.total / self.seen) ** 2, 0.0) / self.seen)

    @property
    def detectable(self) -> float:
        """The error of a claimed mean that is rejected with probability at least 1 - alarm; infinite where none is sure to be.

        With the mean off by e and the same variance bound, E exp(-psi(a (X - mu))) <= exp(-a e + a^2 (v + e^2) / 2), so Markov's
        inequality gives that probability once N (a e - a^2 e^2 / 2) >= threshold + log(2 / alarm) + log(1 / alarm): a quadratic.
        """
        need = self.threshold + log(2 / self.alarm) + log(1 / self.alarm)
        root = 1 - 2 * need / self.draws
        return (1 - sqrt(root)) / self.scale if root >= 0 else float("inf")
