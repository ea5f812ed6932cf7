"""Which worker runs what, where ``-n`` asks for several: work that can be shared is not spread."""

from __future__ import annotations

from xdist.scheduler import LoadScopeScheduling

from verify.registry import load_claims
from verify.rungs.identity import company_of


class SharingScheduler(LoadScopeScheduling):
    """Every item is on its own, except that claims at random points that share a pass stay together.

    The largest groups are started first; the rest fills up whatever worker is free.
    """

    def _split_scope(self, nodeid: str) -> str:
        claim_id, _, rung = nodeid.rpartition("::")[2].rpartition("-")
        if rung != "identity":
            return nodeid
        company = {claim.id: company_of(claim) for claim in load_claims()}
        return f"identity, labels {company.get(claim_id, claim_id)}"
