"""Training by simulated gradient descent on every draw of a random problem at once."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, log

import numpy as np

from theory.arithmetic import Matrix
from theory.descent.optimizers import gradient


@dataclass(frozen=True)
class ManyDescents:
    """A solver for problems over random variables: w <- w - eta gradient(w), eta the best constant step of each draw.

    All draws take as many steps as the slowest needs to contract its distance to the limit by ``contraction``, at most
    ``most_steps``. X_S is taken to have full rank: the smallest singular value that counts is the min(d, n)-th of the used rows.
    """

    contraction: float = 1e-6
    most_steps: int = 5_000

    def __call__(self, x: Matrix, y: Matrix, start: Matrix) -> Matrix:
        used = x.rows(x.nonzero_rows())
        if 0 in used.shape:
            return start
        sigma = np.linalg.svd(np.moveaxis(used.data, 2, 0), compute_uv=False) ** 2
        largest, smallest = sigma[:, 0], sigma[:, -1]
        # descent on (1/n) ||X^T w - y||^2 multiplies component i by 1 - 2 eta sigma_i^2 / n; this eta makes both ends equal
        eta = x.shape[1] / (largest + smallest)
        rate = float(((largest - smallest) / (largest + smallest)).max())
        steps = 1 if rate == 0 else min(self.most_steps, ceil(log(self.contraction) / log(rate)))
        w = start
        for _ in range(steps):
            w = w - gradient(x, y, w) * eta
        return w
