"""Map ``tuning``: RL and UL of every model over n_t, the number of remaining samples that are tuned on (the paper's kind of figure)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np
from matplotlib.figure import Figure

from theory.descent.many import ManyDescents
from theory.designs.random import draw as drawn
from theory.losses import energy, remaining_loss, unlearning_loss
from theory.models import beyond_remaining, option_b, pretrained, restricted
from theory.random_design import RandomDesign, golden_loss_mean, reset_losses
from theory.remembering import Remembering
from verify.maps.map import Map, Row, column, mean_and_error
from verify.maps.models import TUNED, averaged
from verify.maps.style import MODELS, figure, legend, line, points, thinned, tidy

D, N_R, N_F = 100, 40, 10
"""Features, remaining and forgetting samples."""

OVERLAPS = (50, 100)
"""d_lap: half of the features, and all of them."""

TRAINED, AVERAGED = 60, 600
"""Problems per point whose models are trained by simulated descent, and others for formulas that are averaged."""


def design(d_lap: int, n_t: int) -> RandomDesign:
    """What is not shared is split evenly."""
    rest = (D - d_lap) // 2
    return RandomDesign(rest, d_lap, rest, N_R, N_F, teacher=(1,) * D, n_t=n_t)


def settings(resolution: int) -> Sequence[Mapping[str, float]]:
    """n_t from 0 to n_r, for both overlaps."""
    sizes = np.unique(np.round(np.linspace(0, N_R, resolution)))
    return [{"d_lap": d_lap, "n_t": float(n_t)} for d_lap in OVERLAPS for n_t in sizes]


def measure(setting: Row, rng: np.random.Generator) -> Row:
    """Per model and loss: the theory's value, the mean over trained models and its standard error, relative to ||w_*||^2."""
    s = design(int(setting["d_lap"]), int(setting["n_t"]))
    row: dict[str, float] = dict(_theory(s, rng))
    p = replace(drawn(s, rng, TRAINED), solver=Remembering(ManyDescents()))
    for name, model in TUNED.items():
        w = model(p)
        for loss, of in (("UL", unlearning_loss), ("RL", remaining_loss)):
            row |= mean_and_error(f"{loss}_{name}", np.broadcast_to(of(p, w), TRAINED) / float(s.energy))
    return row


def _theory(s: RandomDesign, rng: np.random.Generator) -> Iterator[tuple[str, float]]:
    """Golden and projection: N6. Fine-tuned: 0. Option A: O5, averaged. Option B: N6f at full overlap, else O6, averaged."""
    p = drawn(s, rng, AVERAGED)
    scale, whole = float(s.energy), float(golden_loss_mean(s))
    companion = energy(p.x_f, beyond_remaining(p, p.teacher))
    option_a = averaged(energy(p.x_f, restricted(p, pretrained(p), "f")), companion, whole)
    if s.d_lap == s.d:
        remaining, unlearning = map(float, reset_losses(s))
    else:
        missing = p.teacher - option_b(p)
        missing = missing - p.x_t.project(missing)
        remaining, unlearning = float(energy(p.x_r, missing).mean()), averaged(energy(p.x_f, missing), companion, whole)
    losses = {"golden": whole, "option_a": option_a, "option_b": unlearning, "projected": whole, "fine_tuned": 0.0}
    for name, value in losses.items():
        yield f"UL_{name}_theory", value / scale
        yield f"RL_{name}_theory", remaining / scale if name == "option_b" else 0.0


def draw(rows: Sequence[Row]) -> Figure:
    """A panel per loss and overlap."""
    made, axes = figure(10, 7, 2, 2, share_x=True)
    for across, d_lap in enumerate(OVERLAPS):
        part = [row for row in rows if row["d_lap"] == d_lap]
        few = thinned(part)
        for down, loss in enumerate(("UL", "RL")):
            panel = axes[down, across]
            for name, series in MODELS.items():
                line(panel, column(part, "n_t"), column(part, f"{loss}_{name}_theory"), series)
                points(panel, column(few, "n_t"), column(few, f"{loss}_{name}"), column(few, f"{loss}_{name}_error"), series)
            panel.set(title=f"{loss}, overlap fraction {d_lap / D:g}", ylabel=rf"${loss} / \|w_*\|^2$")
            panel.set_ylim(bottom=-0.03)
            tidy(panel)
            if loss == "RL":
                panel.set_xlabel(f"$n_t$, remaining samples tuned on, of {N_R}")
    legend(made, MODELS.values(), 3)
    made.suptitle(
        f"Losses over the tuning set, $d$ = {D}, $n_r$ = {N_R}, $n_f$ = {N_F}. Lines: theory. Points: trained by gradient descent, 2 s.e."
    )
    return made


MAP = Map("tuning", "RL and UL of every model over n_t at half and full overlap, relative to ||w_*||^2", settings, measure, draw)
