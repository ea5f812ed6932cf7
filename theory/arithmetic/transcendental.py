"""Exponential and arc cosine, for the number systems that have them."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from theory.arithmetic.matrix import NotRepresentable
from theory.arithmetic.system import NumberSystem, Scalar


@runtime_checkable
class Exponential(Protocol):
    """A number system with the exponential, correctly rounded or nearly so."""

    def exp(self, s: Scalar) -> Scalar:
        """e^s."""
        ...


@runtime_checkable
class Transcendental(Exponential, Protocol):
    """One with the arc cosine as well."""

    def acos(self, s: Scalar) -> Scalar:
        """The angle in [0, pi] whose cosine is s, -1 <= s <= 1."""
        ...


def transcendental(system: NumberSystem) -> Transcendental:
    """``system`` as one that has these functions; raises ``NotRepresentable`` where it has not."""
    if not isinstance(system, Transcendental):
        raise NotRepresentable(f"{system.name} has no exponential and no arc cosine")
    return system


def exponential(system: NumberSystem) -> Exponential:
    """``system`` as one that has the exponential; raises ``NotRepresentable`` where it has not."""
    if not isinstance(system, Exponential):
        raise NotRepresentable(f"{system.name} has no exponential")
    return system
