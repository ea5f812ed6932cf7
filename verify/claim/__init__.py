"""What a claim says, and whether it holds on one problem.

A claim file imports from here: ``from verify.claim import Claim, Statement, Truth``. The other files of this room serve the machinery:
``sides`` evaluates, ``compare`` compares, ``judge`` counts, ``logic`` and ``verdict`` conclude; the room ``verdict`` has the truth table.
"""

from verify.claim.statement import (
    UNSAID,
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

__all__ = [
    "UNSAID",
    "Assumption",
    "Average",
    "Claim",
    "Control",
    "Evidence",
    "Quantity",
    "Relation",
    "Side",
    "Statement",
    "Truth",
    "Unit",
    "labels",
    "labels_squared",
    "loss",
    "pure",
    "weights",
    "weights_squared",
]
