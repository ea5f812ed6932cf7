"""Which worker runs what, where ``-n`` asks for several: work that can be shared is not spread."""

from __future__ import annotations

from xdist.scheduler import LoadScopeScheduling

from verify.registry import load_claims
from verify.rungs.identity import labels_for


class SharingScheduler(LoadScopeScheduling):
    """Every item is on its own, except that claims at random points that draw their labels alike stay together.

    The largest groups are started first; the rest fills up whatever worker is free.
    """

    def _split_scope(self, nodeid: str) -> str:
        *_, claim_id, rung = ("", *nodeid.split("::"))
        if rung != "identity":
            return nodeid
        labels = {claim.id: labels_for(claim) for claim in load_claims()}
        return f"identity, labels {labels.get(claim_id, claim_id)}"
