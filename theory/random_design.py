"""Averages over random features: closed forms of expectations and laws when the entries of the blocks are iid N(0, 1).

Notation: D = d_r + d_lap coordinates that the remaining data use, m = max(D - n_r, 0) of their directions left undetermined,
Q = I - P_r on those D coordinates. range(X_r) is a uniformly random subspace, so Q is a uniformly random projector of rank m.
Every function takes a :class:`RandomDesign`; means are exact rationals.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise

from theory.blocks import Blocks


@dataclass(frozen=True)
class RandomDesign:
    """Sizes, teacher and noise of a problem whose features are random.

    Args:
        d_r, d_lap, d_f: block sizes. X_r = [R; L_1; 0] and X_f = [0; L_2; F].
        n_r, n_f: sample counts, each at least 1.
        teacher: w_*, one number per coordinate, in the order r, lap, f.
        n_t: how many of the remaining samples are used to fine-tune; all unless given.
        noise: variance of the Gaussian noise on every label.
        entries: ``gaussian``, or ``signs`` for entries of +1 and -1: the same first three moments, not the same averages.

    Raises ``ValueError`` that names the argument.
    """

    d_r: int
    d_lap: int
    d_f: int
    n_r: int
    n_f: int
    teacher: tuple[Fraction | int, ...]
    n_t: int | None = None
    noise: Fraction | int = 0
    entries: str = "gaussian"

    def __post_init__(self) -> None:
        for name in ("d_r", "d_lap", "d_f"):
            _at_least(name, getattr(self, name), 0)
        _at_least("d_r + d_lap", self.seen, 1)
        _at_least("d_lap + d_f", self.d_lap + self.d_f, 1)
        _at_least("n_r", self.n_r, 1)
        _at_least("n_f", self.n_f, 1)
        _at_least("noise", self.noise, 0)
        if len(self.teacher) != self.d:
            raise ValueError(f"`teacher` must have {self.d} entries, one per coordinate; received {len(self.teacher)}")
        if not 0 <= self.tuned <= self.n_r:
            raise ValueError(f"`n_t` must be from 0 to n_r = {self.n_r}; received {self.n_t}")
        if self.entries not in ("gaussian", "signs"):
            raise ValueError(f"`entries` must be 'gaussian' or 'signs'; received {self.entries!r}")

    @property
    def d(self) -> int:
        """Features."""
        return self.d_r + self.d_lap + self.d_f

    @property
    def n(self) -> int:
        """Samples."""
        return self.n_r + self.n_f

    @property
    def blocks(self) -> Blocks:
        """The coordinates in the order r, lap, f."""
        return Blocks(tuple(range(self.d_r)), tuple(range(self.d_r, self.seen)), tuple(range(self.seen, self.d)))

    @property
    def seen(self) -> int:
        """D, the coordinates that the remaining data use."""
        return self.d_r + self.d_lap

    @property
    def tuned(self) -> int:
        """n_t."""
        return self.n_r if self.n_t is None else self.n_t

    @property
    def undetermined(self) -> int:
        """m = max(D - n_r, 0)."""
        return max(self.seen - self.n_r, 0)

    @property
    def energies(self) -> tuple[Fraction, Fraction, Fraction]:
        """||w_*^r||^2, ||w_*^lap||^2, ||w_*^f||^2."""
        ends = (0, self.d_r, self.seen, self.d)
        r, lap, f = (sum((Fraction(v) ** 2 for v in self.teacher[a:b]), Fraction(0)) for a, b in pairwise(ends))
        return r, lap, f

    @property
    def energy(self) -> Fraction:
        """||w_*||^2."""
        return sum(self.energies, Fraction(0))


def _at_least(name: str, value: Fraction | int, least: int) -> None:
    if value < least:
        raise ValueError(f"`{name}` must be at least {least}; received {value}")


def projector_moments(size: int, rank: int) -> tuple[Fraction, Fraction]:
    """(E Q_ii^2, E Q_ij^2), i != j, of a uniformly random orthogonal projector of this rank on R^size.

    Q_ii is Beta(rank / 2, (size - rank) / 2), which gives E Q_ii = rank / size and the first moment; sum_j Q_ij^2 = Q_ii gives the
    second. With size 1 there is no i != j and the second is 0.
    """
    if size == 1:
        return Fraction(rank), Fraction(0)
    diagonal = Fraction(rank * (rank + 2), size * (size + 2))
    return diagonal, Fraction(rank * (size - rank), size * (size + 2) * (size - 1))


def golden_loss_mean(s: RandomDesign) -> Fraction:
    """E UL(w_g) = ||w^f||^2 + a ||w^lap||^2 + b d_lap (||w^r||^2 + ||w^lap||^2) + noise (1 + d_lap v), b = E Q_ij^2, a = E Q_ii^2 - b.

    With D - n_r >= 0 that is b = m (D - m) / (D (D + 2) (D - 1)), a = m (m + 2) / (D (D + 2)) - b. The noise enters a forgetting
    label once, and each lap coordinate of w_g with v = :func:`noise_gain`.
    """
    r, lap, f = s.energies
    diagonal, b = projector_moments(s.seen, s.undetermined)
    without_noise = f + (diagonal - b) * lap + b * s.d_lap * (r + lap)
    return without_noise + s.noise * (1 + s.d_lap * noise_gain(s)) if s.noise else without_noise


def noise_gain(s: RandomDesign) -> Fraction:
    """E of one squared coordinate of (X_r^T)^+ eps at unit noise: k / (D (|D - n_r| - 1)), k = min(n_r, D).

    ||(X_r^T)^+ eps||^2 is chi^2_k over an independent chi^2 with |D - n_r| + 1 degrees of freedom. Infinite, hence ``ValueError``,
    where n_r is within 1 of D: the peak of double descent.
    """
    spare = abs(s.seen - s.n_r)
    if spare < 2:
        raise ValueError(f"`n_r` must differ from D = {s.seen} by at least 2 for a finite mean under noise; received {s.n_r}")
    return Fraction(min(s.n_r, s.seen), s.seen * (spare - 1))


def golden_loss_spread(s: RandomDesign) -> Fraction:
    """An upper bound on Var UL(w_g).

    Given X_r, UL(w_g) = t chi^2_{n_f} / n_f, so E UL^2 = (1 + 2 / n_f) E t^2. Without noise 0 <= t <= ||w_*||^2, so
    E t^2 <= ||w_*||^2 E t. With noise t <= c + e, c = ||w_*||^2 + noise, e = noise chi^2_k / chi^2_q, q = |D - n_r| + 1,
    whose moments are E e = noise k / (q - 2), E e^2 = noise^2 k (k + 2) / ((q - 2)(q - 4)): finite from |D - n_r| = 4.
    """
    mean = golden_loss_mean(s)
    if not s.noise:
        return Fraction(s.n_f + 2, s.n_f) * s.energy * mean - mean**2
    k, q = min(s.n_r, s.seen), abs(s.seen - s.n_r) + 1
    if q <= 4:
        raise ValueError(f"`n_r` must differ from D = {s.seen} by at least 4 for a finite variance under noise; received {s.n_r}")
    noise = Fraction(s.noise)
    c, e, e_squared = s.energy + noise, noise * k / (q - 2), noise**2 * k * (k + 2) / ((q - 2) * (q - 4))
    return Fraction(s.n_f + 2, s.n_f) * (c**2 + 2 * c * e + e_squared) - mean**2


def retained_spread(s: RandomDesign) -> Fraction:
    """Var ||w_t - w_g||^2, exact: 2 k (q - k) / (q^2 (q + 2)) E^2 for a share Beta(k / 2, (q - k) / 2) of an energy E.

    0 where the gap is the same in every draw: k = 0 or k = q. Raises ``ValueError`` as :func:`retained_mean` does.
    """
    rank, size, energy = _retained(s)
    return Fraction(2 * rank * (size - rank), size**2 * (size + 2)) * energy**2


def retained_mean(s: RandomDesign) -> Fraction:
    """E ||w_t - w_g||^2 = E w_*^T (P - P_r) w_*, where the blocks make it a closed form: full overlap, or distinct features.

    Full overlap: P - P_r is a uniformly random projector of rank min(n, d) - min(n_r, d). Distinct: it is P_f, uniformly random
    on the f block. Otherwise E P depends on how the blocks share columns and no closed form is known to us: ``ValueError``.
    """
    rank, size, energy = _retained(s)
    return Fraction(rank, size) * energy


def _retained(s: RandomDesign) -> tuple[int, int, Fraction]:
    """Rank k of P - P_r, the dimension q that it is uniformly random in, and the teacher's energy E there."""
    if not s.d_lap:
        return min(s.n_f, s.d_f), s.d_f, s.energies[2]
    if s.d_r or s.d_f:
        raise ValueError(f"`d_lap` must be 0 or d = {s.d}; received {s.d_lap}")
    return min(s.n_r + s.n_f, s.d) - min(s.n_r, s.d), s.d, s.energy


def undetermined_energy(s: RandomDesign) -> Fraction:
    """E ||(I - P_r) w_*||^2 at full overlap: (1 - n_r / d) ||w_*||^2 for n_r <= d and 0 beyond; from E P_r = (n_r / d) I alone."""
    if s.d_lap != s.d:
        raise ValueError(f"`d_lap` must be d = {s.d}; received {s.d_lap}")
    return (1 - Fraction(min(s.n_r, s.d), s.d)) * s.energy


def reset_losses(s: RandomDesign) -> tuple[Fraction, Fraction]:
    """(E RL, E UL) of the model tuned from 0 on n_t of the remaining samples at full overlap: option B there, B = 0.

    UL is :func:`undetermined_energy` with n_t for n_r, and so is the loss on each of the n_r - n_t samples that were not tuned on.
    """
    left = undetermined_energy(replace(s, n_r=max(s.tuned, 1), n_t=None)) if s.tuned else s.energy
    return (1 - Fraction(s.tuned, s.n_r)) * left, left


def reset_spreads(s: RandomDesign) -> tuple[Fraction, Fraction]:
    """The variances of the same (RL, UL), exact.

    UL = t chi^2_{n_f} / n_f and RL = (k / n_r) t chi^2_k / k with k = n_r - n_t new samples, t = ||(I - P_t) w_*||^2 and an independent
    chi^2. t is ||w_*||^2 times a Beta(m / 2, n_t / 2), m = max(d - n_t, 0), so that E t^2 = m (m + 2) / (d (d + 2)) ||w_*||^4.
    """
    k, mean, m = s.n_r - s.tuned, reset_losses(s)[1], max(s.d - s.tuned, 0)
    squared = Fraction(m * (m + 2), s.d * (s.d + 2)) * s.energy**2

    def spread(samples: int) -> Fraction:
        return Fraction(samples + 2, samples) * squared - mean**2

    return Fraction(k, s.n_r) ** 2 * spread(k) if k else Fraction(0), spread(s.n_f)
