"""Laws of a kind of thing (a number system, a rung, a method, a metric): checks that anyone can run on one of their own.

A law is a function with a docstring that states it. It yields what breaks it: a text that says where, or False where there is nothing
to add. True is a consequence that holds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

Law = Callable[..., Iterator[bool | str]]


class LawError(ValueError):
    """A thing breaks laws of its kind. The message lists every law that it breaks."""


def broken(law: Law, *subject: Any) -> list[str]:
    """What of one law the subject breaks, in words; empty where the law holds. An exception breaks a law."""
    try:
        found = [answer for answer in law(*subject) if answer is not True]
    except Exception as error:  # whatever code of others raises
        return [f"{law.__name__}: {type(error).__name__}: {error}"]
    return [f"{law.__name__}: {law.__doc__}{f' ({answer})' if answer else ''}" for answer in found]


def check(kind: str, name: str, laws: Sequence[Law], *subjects: tuple[Any, ...]) -> None:
    """Check every law on every subject; raises :class:`LawError` with all that is broken."""
    found = [line for subject in subjects for law in laws for line in broken(law, *subject)]
    if found:
        raise LawError(f"`{kind}` must keep the laws of a {kind}; {name} breaks {len(found)}\n  " + "\n  ".join(found))
