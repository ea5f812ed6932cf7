"""A test of the mean of independent draws whose false-alarm rate is a theorem, and two looks at the draws that raise suspicions.

Catoni's influence function psi(x) = sign(x) log(1 + |x| + x^2 / 2) obeys exp(+-psi(x)) <= 1 +- x + x^2 / 2. If E X = mu and
Var X <= v, then E exp(+-psi(a (X - mu))) <= 1 + a^2 v / 2 <= exp(a^2 v / 2) for any a > 0, so by Markov's inequality the score
S = sum of psi(a (X_i - mu)) over N independent draws exceeds N a^2 v / 2 + log(2 / alarm) in absolute value with probability at
most ``alarm``. With a = sqrt(2 log(2 / alarm) / (N v)) both terms are equal and the threshold is 2 log(2 / alarm).
No normal approximation, no bounded range: independence and the variance bound are all that it assumes.
Source: Catoni 2012, Challenging the empirical mean and empirical variance, Prop. 2.4.

A generous variance bound makes that test blunt. So a mean far off in standard errors is a suspicion (:attr:`MeanTest.departs`), and a
sample variance above the bound is another (:attr:`MeanTest.bound_fails`). Both rest on the central limit theorem and decide nothing alone.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import ceil, inf, log, sqrt

import numpy as np

ALARM = 1e-9
"""False-alarm probability of one comparison; by Bonferroni a run of up to 999 of them stays below :data:`ALARM_PER_RUN`."""

ALARM_PER_RUN = 1e-6
"""What the false-alarm rates of all comparisons of one run may sum to."""

STANDARD_ERRORS = 6.0
"""A sample moment that is more standard errors off is a suspicion; 2e-9 of the draws of a normal variable are."""

ROUNDING = 1e-9
"""Differences below this share of the values compared are rounding of the draws."""


@dataclass
class MeanTest:
    """The score of one quantity, gathered draw by draw, against the value that is claimed for its mean.

    ``spread`` bounds the variance; ``draws`` is how many will come. ``powers`` holds the sums of (X - claimed)^k, k = 1 to 4.
    """

    claimed: float
    spread: float
    draws: int
    alarm: float = ALARM
    score: float = 0.0
    powers: np.ndarray = field(default_factory=lambda: np.zeros(4))
    seen: int = 0

    def __post_init__(self) -> None:
        if not 0 < self.spread < inf:
            raise ValueError(f"`spread` must be positive and finite; received {self.spread}")
        if self.draws < 1:
            raise ValueError(f"`draws` must be at least 1; received {self.draws}")

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
        squares = centred**2
        self.powers = self.powers + np.array([centred.sum(), squares.sum(), (squares * centred).sum(), (squares**2).sum()])
        self.seen += len(values)

    @property
    def holds(self) -> bool | None:
        """Whether the claimed mean stands; None until every planned draw has come."""
        return None if self.seen < self.draws else abs(self.score) <= self.threshold

    @property
    def mean(self) -> float:
        """The sample mean, for people and for :attr:`departs`; the test does not use it."""
        return self.claimed + self._offset

    @property
    def variance(self) -> float:
        """The sample variance."""
        return max(float(self.powers[1]) / self.seen - self._offset**2, 0.0)

    @property
    def standard_error(self) -> float:
        """The standard error of :attr:`mean`."""
        return sqrt(self.variance / self.seen)

    @property
    def departs(self) -> bool:
        """Whether the sample mean lies more than :data:`STANDARD_ERRORS` of its standard errors from the claim: a suspicion."""
        rounding = ROUNDING * (abs(self.claimed) + sqrt(self.spread))
        return abs(self._offset) > STANDARD_ERRORS * self.standard_error + rounding

    @property
    def bound_fails(self) -> bool:
        """Whether the sample variance s^2 lies above ``spread`` by more than :data:`STANDARD_ERRORS` of its own standard errors.

        The standard error of s^2 is s^2 sqrt((kurtosis - 1) / N), with the kurtosis of the same draws. One huge draw among N raises
        the kurtosis to about N, so that s^2 less six standard errors is below 0: heavy tails make this silent, they do not raise it.
        """
        mean, (m1, m2, m3, m4) = self._offset, self.powers / self.seen
        fourth = max(float(m4 - 4 * mean * m3 + 6 * mean**2 * m2 - 4 * mean**3 * m1 + mean**4), self.variance**2)
        error = sqrt((fourth - self.variance**2) / self.seen)
        return self.variance - STANDARD_ERRORS * error > self.spread * (1 + ROUNDING)

    @property
    def interval(self) -> tuple[float, float]:
        """An interval that holds the mean with probability at least 1 - alarm: every value that the test would not reject, and little more.

        S falls in the value c that is tested, and psi'(x) >= 1 - x^2 / 2 bounds how fast: from c to c + t it falls by at least
        N a (t - a^2 / 2 (q t - g t^2 + t^3 / 3)), g and q being the means of X - c and of (X - c)^2. The interval ends where that
        takes S below -threshold, and likewise on the other side; an end that this does not reach is infinite.
        """
        return self.claimed - self._reach(-1), self.claimed + self._reach(1)

    @property
    def detectable(self) -> float:
        """The error of a claimed mean that is rejected with probability at least 1 - alarm; infinite where none is sure to be.

        With the mean off by e and the same variance bound, E exp(-psi(a (X - mu))) <= exp(-a e + a^2 (v + e^2) / 2), so Markov's
        inequality gives that probability once N (a e - a^2 e^2 / 2) >= threshold + log(2 / alarm) + log(1 / alarm): a quadratic.
        """
        root = 1 - 2 * self._need / self.draws
        return (1 - sqrt(root)) / self.scale if root >= 0 else inf

    @property
    def resolution(self) -> float:
        """:attr:`detectable` relative to the claimed value; infinite where that is 0."""
        return self.detectable / abs(self.claimed) if self.claimed else inf

    def draws_to_see(self, error: float) -> int:
        """How many draws make an error of this size detectable."""
        # N (a e - a^2 e^2 / 2) = need with N a^2 = threshold / v is a quadratic in sqrt(N); below 2 need no error is sure to be seen
        unit = self.threshold / self.spread
        return max(ceil(((2 * self._need + error**2 * unit) / (2 * error)) ** 2 / unit), ceil(2 * self._need))

    @property
    def _need(self) -> float:
        return self.threshold + log(2 / self.alarm) + log(1 / self.alarm)

    @property
    def _offset(self) -> float:
        return float(self.powers[0]) / self.seen

    def _reach(self, side: int) -> float:
        """How far beyond the claimed value :attr:`interval` ends on this side; negative where the claimed value is not in it."""
        g, q, a = side * self._offset, float(self.powers[1]) / self.seen, self.scale
        start = (self.threshold + side * self.score) / (self.seen * a)
        if start <= 0:  # rejected: psi' <= 1, so that S stays below -threshold for at least as far as this back
            return start
        t = start
        for _ in range(100):  # rises to the least t with N a (t - a^2 / 2 (...)) = threshold + side * S, if there is one
            after = start + a**2 / 2 * (q * t - g * t**2 + t**3 / 3)
            if after <= t * (1 + ROUNDING):
                return t * (1 + ROUNDING)
            if a * after > 10:  # beyond any root: with a t > 2 the bound has long begun to rise again
                break
            t = after
        return inf
