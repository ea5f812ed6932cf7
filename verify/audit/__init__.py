"""The audit of a user's own data: read safely, solve once, print only what the rounding bound lets stand.

``from verify.audit import audit``: the audit from Python, see :func:`verify.audit.api.audit`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from verify.audit.api import audit
    from verify.audit.result import Audit

__all__ = ["Audit", "audit"]


def __getattr__(name: str) -> Any:
    """Loaded when asked for: other commands use parts of this package and need no audit."""
    if name == "audit":
        from verify.audit.api import audit

        return audit
    if name == "Audit":
        from verify.audit.result import Audit

        return Audit
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
