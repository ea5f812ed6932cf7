"""RBM, retention-based masking: reset what D_r does not need, then fine-tune on D_r (after arXiv:2410.03833, later versions).

It keeps features that D_r and D_f share, as option A of the theory does; a forget-based mask drops them, as option B. On a linear
model whose features are in blocks, "D_r does not need" is exactly the block that only D_f uses.

Deviations from public code: none is known to be public; the share that is reset is tuned.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from torch import Tensor

from gpu_checks.methods import ft
from gpu_checks.methods.method import Method
from gpu_checks.models import Params
from gpu_checks.saliency import highest, saliency
from gpu_checks.task import Task


def run(task: Task, start: Params, seeds: Sequence[int], *, rate: Tensor, reset: Tensor) -> Params:
    """Set the ``reset`` fraction of the parameters, those with the smallest |gradient of L(w_o; D_r)|, to zero; then FT."""
    kept = highest(saliency(task, start, task.remaining), 1 - reset)
    masked = {name: p * kept[name] for name, p in start.items()}
    return ft.run(task, masked, seeds, rate=rate)


STRENGTHS = (0.0, *(float(s) for s in np.geomspace(0.02, 0.98, 9)))
METHOD = Method("rbm", run, {"rate": 0.02, "reset": 0.2}, "reset", STRENGTHS)
