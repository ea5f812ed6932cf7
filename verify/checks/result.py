"""What a check says: whether it passed, in one line why, and everything it found as plain data."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class CheckResult:
    """One check of one claim. A check is not evidence for the claim; it is evidence that the claim says something and is tested.

    Attributes:
        claim, check: whose and which.
        passed: whether the run may pass.
        note: one line for people.
        detail: all findings, as plain data.
        seconds: how long it took.
    """

    claim: str
    check: str
    passed: bool
    note: str
    detail: dict[str, Any] = field(default_factory=dict)
    seconds: float = 0.0

    def as_dict(self) -> dict[str, Any]:
        """Plain data for the ledger and for transport between processes."""
        return {**vars(self), "seconds": round(self.seconds, 3)}

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> CheckResult:
        """The inverse of :meth:`as_dict`."""
        return cls(**data)
