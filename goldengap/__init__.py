"""The public interface: the theory's models and losses, claims of your own, and the audit of your own data.

    >>> import goldengap
    >>> report = goldengap.audit(features, targets, forget)

Names are looked up where they live when they are first used, so that importing this package costs nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from theory import losses, models
    from theory.arithmetic.laws import check_number_system
    from theory.problem import Problem
    from verify import assumptions
    from verify.audit.api import audit
    from verify.audit.result import Audit
    from verify.claim import (
        Assumption,
        Average,
        Claim,
        Control,
        Evidence,
        Quantity,
        Relation,
        Side,
        Statement,
        Truth,
        Unit,
        labels,
        labels_squared,
        loss,
        pure,
        weights,
        weights_squared,
    )
    from verify.counterexample import problem_of
    from verify.rungs.laws import check_rung

__version__ = "0.1.0"

__all__ = [
    "Assumption",
    "Audit",
    "Average",
    "Claim",
    "Control",
    "Evidence",
    "Problem",
    "Quantity",
    "Relation",
    "Side",
    "Statement",
    "Truth",
    "Unit",
    "__version__",
    "assumptions",
    "audit",
    "check_number_system",
    "check_rung",
    "labels",
    "labels_squared",
    "loss",
    "losses",
    "models",
    "problem_of",
    "pure",
    "weights",
    "weights_squared",
]

HOMES = {
    "Audit": "verify.audit.result",
    "Problem": "theory.problem",
    "audit": "verify.audit.api",
    "check_number_system": "theory.arithmetic.laws",
    "check_rung": "verify.rungs.laws",
    "assumptions": "verify",
    "losses": "theory",
    "models": "theory",
    "problem_of": "verify.counterexample",
}
"""Where a name lives; everything else is part of a claim."""


def __getattr__(name: str) -> Any:
    """The object ``name``; raises ``AttributeError`` for what is not in ``__all__``."""
    if name not in __all__:
        raise AttributeError(f"module 'goldengap' has no attribute {name!r}")
    home = HOMES.get(name, "verify.claim")
    if home in ("theory", "verify"):
        return importlib.import_module(f"{home}.{name}")
    return getattr(importlib.import_module(home), name)


def __dir__() -> list[str]:
    return sorted(__all__)
