"""The rung ``identity``: both sides at random points of prime fields. ``IDENTITY.md`` says what a certificate covers."""

from verify.rungs.identity.asked import notices
from verify.rungs.identity.rung import prepare, run

__all__ = ["notices", "prepare", "run"]
