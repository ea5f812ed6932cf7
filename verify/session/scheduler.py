"""Which worker runs what, where ``-n`` asks for several: work that can be shared is not spread, and a lost worker loses one item."""

from __future__ import annotations

from xdist.scheduler import LoadScopeScheduling
from xdist.workermanage import WorkerController

from verify.rungs.identity.rung import company_of
from verify.validation.registry import load_claims

ENOUGH = 2
"""Items that a worker must hold: it starts one only when it knows which comes after it."""


class SharingScheduler(LoadScopeScheduling):  # type: ignore[misc]  # xdist ships no types
    """Every item is on its own, except that claims at random points that share a pass stay together.

    The largest groups are started first; the rest fills up whatever worker is free.
    """

    def _split_scope(self, nodeid: str) -> str:
        claim_id, _, rung = nodeid.rpartition("::")[2].rpartition("-")
        if rung != "identity":
            return nodeid
        company = {claim.id: company_of(claim) for claim in load_claims()}
        return f"identity, labels {company.get(claim_id, claim_id)}"

    def remove_node(self, node: WorkerController) -> str | None:
        """Take back what a lost worker had not finished, but for the item that it was running: that one is given up and named.

        Units that are finished are dropped: handed to another worker they would hold nothing to do, and it would wait for ever.
        """
        workload = self.assigned_work.pop(node)
        pending = [nodeid for unit in workload.values() for nodeid, done in unit.items() if not done]
        for unit in workload.values():
            if pending and pending[0] in unit:
                unit[pending[0]] = True
        self.workqueue.update({scope: unit for scope, unit in workload.items() if not all(unit.values())})
        for other in self.assigned_work:
            self._reschedule(other)
        return pending[0] if pending else None

    def _reschedule(self, node: WorkerController) -> None:
        """Hand out units until the worker holds enough to go on: a replacement begins with nothing."""
        super()._reschedule(node)
        while self.workqueue and not node.shutting_down and self._pending_of(self.assigned_work[node]) < ENOUGH:
            super()._reschedule(node)
