"""Bad Teacher: learn from the pretrained model on D_r, from an untrained one on D_f (Chundawat et al. 2023, arXiv:2205.08096).

Deviations from public code (vikram2000b/bad-teaching-unlearning):

- A step takes a batch of D_r and one of D_f and weighs them as n_r to n_f; there a batch is drawn from both joined.
- The divergence is the sum over classes; there it is their mean, which divides the learning rate by the number of classes.
- SGD with the recipe that all methods share, not Adam; all of D_r, where its experiments take 30 percent.
"""

from __future__ import annotations

from collections.abc import Sequence

from torch import Tensor

from gpu_checks.ensemble import initial
from gpu_checks.losses import cross_entropy
from gpu_checks.methods.method import Method
from gpu_checks.models import Params
from gpu_checks.seeds import seed_of
from gpu_checks.task import Phase, Task, tune


def run(task: Task, start: Params, seeds: Sequence[int], *, rate: Tensor) -> Params:
    """Descend (n_r KL(w_o || w) on D_r + n_f KL(untrained || w) on D_f) / (n_r + n_f), each a mean over its samples.

    A divergence from a teacher and the cross-entropy with its answers differ by what no parameter changes.
    """
    untrained = initial(task.model, [seed_of("bad teacher", seed) for seed in seeds], task.x.dtype, task.x.device)
    good = task.model.all_logits(start, task.x[task.remaining]).softmax(dim=-1)
    bad = task.model.all_logits(untrained, task.x_f).softmax(dim=-1)
    n_r, n_f = len(task.remaining), len(task.forgetting)

    def objective(params: Params, x_r: Tensor, good: Tensor, x_f: Tensor, bad: Tensor) -> Tensor:
        kept = cross_entropy(task.model.logits(params, x_r), good)
        return (n_r * kept + n_f * cross_entropy(task.model.logits(params, x_f), bad)) / (n_r + n_f)

    return tune(task, start, seeds, Phase(objective, remaining=good, forgetting=bad), rate=rate)


METHOD = Method("bad_teacher", run, {"rate": 0.02})
