"""Binary cross-entropy of a linear model, in base 2: with integer logits everything but the loss itself is rational.

sigma(z) = 1 / (1 + 2^-z). Base 2 is base e with logits scaled by log 2, so whether a gradient is zero does not depend on it.
"""

from __future__ import annotations

from theory.arithmetic import Matrix, NotRepresentable, NumberSystem
from theory.arithmetic.system import Scalar
from theory.problem import Problem

LARGEST = 512
"""Exponent up to which powers of two are written out."""


def power_of_two(system: NumberSystem, z: Scalar) -> Scalar:
    """2^z; over an exact system raises ``NotRepresentable`` unless z is an integer of at most ``LARGEST``.

    Such a power is taken by doubling and halving inside the system, so that the steps are on record where steps are recorded.
    """
    if system.epsilon:
        return system.scalar(2) ** z
    if abs(z) > LARGEST:
        raise NotRepresentable(f"2^z is not written out for |z| > {LARGEST}")
    power = system.scalar(1)
    while z >= 1:
        power, z = power * 2, z - 1
    while z <= -1:
        power, z = power / 2, z + 1
    if z != 0:
        raise NotRepresentable("2^z is not rational unless z is an integer")
    return power


def residual(p: Problem) -> Matrix:
    """sigma(X_t^T w) - c at w = w_*, (n_t, k): c is 1 where the label is positive, else 0. No entry is ever zero."""
    one = p.system.scalar(1)
    chance = (p.x_t.T @ p.teacher).map(lambda z: one / (one + power_of_two(p.system, -z)))
    return chance - p.y_t.map(lambda s: one if s > 0 else one * 0)


def cross_entropy_gradient(p: Problem) -> Matrix:
    """X_t (sigma(X_t^T w) - c), n_t times the gradient on D_t at w = w_*; zero where D_t is empty. (d, k)."""
    return p.x_t @ residual(p) if p.tuning else p.zero


def visible_residual(p: Problem) -> Matrix:
    """The projection of the residual onto range(X_t^T), (n_t, k): the part that a gradient can see."""
    return p.x_t.T.project(residual(p))
