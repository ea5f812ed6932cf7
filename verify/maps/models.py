"""The models of a random problem on the maps over the overlap: simulated losses, and the theory's values for the same design.

Features are Gaussian and losses are relative to ||w_*||^2. By the symmetries of the design only the teacher's energy per block
matters: it is in proportion to the overlap on lap and even between r and f, whatever rounding does to the sizes of the blocks.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

import numpy as np

from theory.arithmetic import Matrix
from theory.designs.random import draw
from theory.losses import energy, unlearning_loss
from theory.models import beyond_remaining, fine_tuned, golden, option_a, option_b, pretrained, projected, restricted
from theory.problem import Problem
from theory.random_design import RandomDesign, golden_loss_mean

D, N_F = 39, 8
"""Features and forgetting samples."""

SIMULATED, AVERAGED = 40, 200
"""Problems drawn per point for the simulation, and others for the average of an exact formula that has no closed form."""

TUNED: Mapping[str, Callable[[Problem], Matrix]] = {
    "golden": golden,
    "option_a": lambda p: fine_tuned(p, option_a(p)),
    "option_b": lambda p: fine_tuned(p, option_b(p)),
    "projected": projected,
    "fine_tuned": fine_tuned,
}
"""Every model after its fine-tuning on D_t = D_r, where it has any."""


def design(overlap: float, ratio: float) -> RandomDesign:
    """d_lap = overlap d, the rest shared between r and f, n_r = ratio d; each rounded, n_r at least 1."""
    d_lap, n_r = round(overlap * D), max(1, round(ratio * D))
    d_r = (D - d_lap + 1) // 2
    sizes = (d_r, d_lap, D - d_lap - d_r)
    shared = d_lap / D
    energies = ((1 - shared) / 2, shared, (1 - shared) / 2)
    teacher = [Fraction((energy / size) ** 0.5) for energy, size in zip(energies, sizes, strict=True) if size for _ in range(size)]
    return RandomDesign(*sizes, n_r, N_F, teacher=tuple(teacher))


def grid(resolution: int) -> Sequence[Mapping[str, float]]:
    """The overlap from 0 to 1 by n_r / d from 1 / resolution to 1."""
    overlaps, ratios = np.linspace(0, 1, resolution), np.arange(1, resolution + 1) / resolution
    return [{"overlap": float(overlap), "n_r_over_d": float(ratio)} for overlap in overlaps for ratio in ratios]


def simulated(s: RandomDesign, rng: np.random.Generator) -> dict[str, np.ndarray]:
    """UL / ||w_*||^2 of every model in each of :data:`SIMULATED` draws."""
    p = draw(s, rng, SIMULATED)
    return {name: np.broadcast_to(unlearning_loss(p, model(p)), SIMULATED) / float(s.energy) for name, model in TUNED.items()}


def expected(s: RandomDesign, rng: np.random.Generator) -> dict[str, float]:
    """The same on average, from the theory.

    Golden and projection: closed form (N6, O10). Fine-tuned: 0 (O1). Options A and B: their exact formulas (O5, O6), averaged.
    """
    p = draw(s, rng, AVERAGED)
    scale, whole = float(s.energy), float(golden_loss_mean(s))
    golden_loss = energy(p.x_f, beyond_remaining(p, p.teacher))
    a = averaged(energy(p.x_f, restricted(p, pretrained(p), "f")), golden_loss, whole)
    b = averaged(energy(p.x_f, beyond_remaining(p, p.teacher - option_b(p))), golden_loss, whole)
    return {"golden": whole / scale, "option_a": a / scale, "option_b": b / scale, "projected": whole / scale, "fine_tuned": 0.0}


def averaged(values: np.ndarray, companion: np.ndarray, known: float) -> float:
    """The mean of ``values``, corrected by a companion of the same draws whose mean is known: a regression control variate.

    Exact where the two are proportional, as for the masks on distinct features.
    """
    centred = companion - companion.mean()
    spread = float(centred @ centred)
    slope = float(values @ centred) / spread if spread > 0 else 0.0
    return float(values.mean()) - slope * (float(companion.mean()) - known)
