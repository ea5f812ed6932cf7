"""A property that is worked out once."""

from __future__ import annotations

from functools import cached_property
from typing import Any, Self, TypeVar, overload

T = TypeVar("T")


class kept(cached_property[T]):  # noqa: N801 - written like ``property``
    """``functools.cached_property`` without its lock, which Python 3.12 dropped: small matrices are made and transposed by the million.

    Two threads that ask at the same moment may both work it out; what is kept must not depend on which of them is later.
    """

    @overload
    def __get__(self, instance: None, owner: type[Any] | None = None) -> Self: ...
    @overload
    def __get__(self, instance: object, owner: type[Any] | None = None) -> T: ...
    def __get__(self, instance: object | None, owner: type[Any] | None = None) -> Self | T:
        if instance is None:
            return self
        value: T = self.func(instance)
        vars(instance)[self.func.__name__] = value
        return value
