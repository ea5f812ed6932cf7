"""Checks the types of a claim's parts when the claim is built; the error says how to write them."""

from __future__ import annotations

from enum import Enum
from typing import Any

QUANTITY = "weights('w'), weights_squared, labels, labels_squared, loss or pure, from verify.claim"
STATEMENT = "Statement((weights('w'),), left, right, Relation.EQUAL)"
ASSUMPTION = "Assumption('few features', 'd <= 8', lambda p: p.d <= 8), or one of verify.assumptions"


def refuse(owner: str, name: str, must: str, value: Any, write: str = "") -> None:
    """Raise ``TypeError`` that names the field, the requirement, the value received and, where given, how to write it."""
    shown = value if isinstance(value, (str, int, float, Enum)) or value is None else type(value).__name__
    received = f"{type(value).__name__} {shown!r}" if isinstance(value, (str, int, float)) else str(shown)
    raise TypeError(f"`{name}` of {owner} must be {must}; received {received}" + (f"\n  Write {write}" if write else ""))


def text(owner: str, name: str, value: Any) -> None:
    """A string that says something."""
    if not isinstance(value, str) or (name in ("id", "name") and not value.strip()):
        refuse(owner, name, "a text in quotes", value)


def function(owner: str, name: str, value: Any, write: str) -> None:
    """Something to call."""
    if not callable(value):
        refuse(owner, name, "a function", value, write)


def one(owner: str, name: str, value: Any, kind: type, write: str, *, optional: bool = False) -> None:
    """One ``kind``; for an enumeration the message lists its members."""
    if isinstance(value, kind) or (optional and value is None):
        return
    must = f"one of {', '.join(f'{kind.__name__}.{m.name}' for m in kind)}" if issubclass(kind, Enum) else f"a {kind.__name__}"
    refuse(owner, name, must, value, write)


def several(owner: str, name: str, value: Any, kind: type, write: str) -> None:
    """A tuple of ``kind``."""
    if isinstance(value, kind):
        refuse(owner, name, f"a tuple, even of one {kind.__name__}", value, f"{name}=(x,) for {name}=x")
    if not isinstance(value, tuple):
        refuse(owner, name, f"a tuple of {kind.__name__}", value, f"{name}=(x, y), where x is {write}")
    for element in value:
        if not isinstance(element, kind):
            refuse(owner, name, f"a tuple of {kind.__name__}", element, write)


def condition(owner: str, value: Any, statement: type, assumption: type) -> None:
    """A statement; for an assumption given in its place, the error says how to make a statement of it."""
    if isinstance(value, assumption):
        refuse(
            owner,
            "condition",
            "a Statement that two sides decide",
            value,
            "what the assumption compares as two sides, such as d_lap = 0:\n"
            "  condition=Statement((pure('d_lap'),), lambda p: p.system.scalar(len(p.blocks.lap)), lambda p: p.system.scalar(0))",
        )
    one(owner, "condition", value, statement, STATEMENT, optional=True)
