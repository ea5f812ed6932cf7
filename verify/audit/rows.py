"""A row of the audit's tables: one model, its losses and its gaps to the golden one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from theory import losses
from theory.arithmetic import Matrix
from theory.problem import Problem
from verify.audit.classes import Hits
from verify.audit.remedies import OWN
from verify.audit.rounding import Data, Errors, Measured, gamma, norm, squared
from verify.audit.settings import Settings
from verify.audit.train import Trained


@dataclass(frozen=True)
class Row:
    """One model: RL, UL, ||w - w_g||^2 and |UL(w) - UL(w_g)|.

    ``moved`` is ||w - w_o||^2. Only the user's own weights have ``from_tuned`` = ||w - w_t||^2 and ``outside`` = ||(I - P_r) w||^2, what of
    them no training on D_r from 0 can make. ``hits`` counts right classes on D_r and on D_f, where targets are classes.
    """

    model: str
    remaining: Measured
    unlearning: Measured
    gap_in_weights: Measured
    gap_in_loss: Measured
    moved: Measured | None = None
    from_tuned: Measured | None = None
    outside: Measured | None = None
    hits: tuple[Hits, Hits] | None = None

    @property
    def numbers(self) -> tuple[Measured, Measured, Measured, Measured]:
        """In the order of the table."""
        return self.remaining, self.unlearning, self.gap_in_weights, self.gap_in_loss


def rows_of(p: Problem, data: Mapping[str, Data], trained: Mapping[str, Trained], settings: Settings) -> tuple[Row, ...]:
    """The rows of all models, in their order."""
    golden, start = trained["golden"], trained["pretrained"]
    of_golden = _unlearning(p, data["X_f"], golden)
    rows = []
    for name, model in trained.items():
        remaining = data["X_r"].loss(losses.remaining_loss(p, model.w), model.w, p.y_r, model.on_remaining)
        unlearning = _unlearning(p, data["X_f"], model)
        gaps = (Measured(0.0, 0.0),) * 2 if model is golden else gaps_of(model, golden, unlearning, of_golden)
        moved = Measured(0.0, 0.0) if model is start else apart(model, start)
        row = Row(name, remaining, unlearning, *gaps, moved, hits=_hits(p, settings, model.w, model.error))
        rows.append(row if name != OWN else _own(p, row, model, trained["fine-tuned"], data["X_r"]))
    return tuple(rows)


def _own(p: Problem, row: Row, model: Trained, tuned: Trained, remaining: Data) -> Row:
    seen = p.x_r.project(model.w)
    error = remaining.training_error(seen - model.w, p.y_r * 0.0, seen).weights
    inside = Trained(seen, Errors(error), Errors(error))
    return Row(*(row.model, *row.numbers, row.moved), apart(model, tuned), apart(model, inside), row.hits)


def _unlearning(p: Problem, forgetting: Data, model: Trained) -> Measured:
    return forgetting.loss(losses.unlearning_loss(p, model.w), model.w, p.y_f, model.on_forgetting)


def gaps_of(model: Trained, golden: Trained, unlearning: Measured, of_golden: Measured) -> tuple[Measured, Measured]:
    """||w - w_g||^2 and |UL(w) - UL(w_g)|; both are 0 by definition for the golden model itself."""
    difference = abs(float(unlearning.value) - float(of_golden.value))
    error = float(unlearning.error) + float(of_golden.error) + gamma(1) * difference
    return apart(model, golden), Measured(difference, error, unlearning.scale)


def apart(model: Trained, other: Trained) -> Measured:
    """||w - v||^2."""
    off = model.error + other.error + gamma(1) * (norm(model.w) + norm(other.w))
    sizes = sum(size * size for size in (norm(model.w), norm(other.w)))
    return squared((model.w - other.w).sq_norm(), off, model.w.shape[0] * model.w.shape[1], sizes)


def _hits(p: Problem, settings: Settings, w: Matrix, error: float) -> tuple[Hits, Hits] | None:
    """Right classes on D_r and on D_f; a prediction is off by at most ||x|| (error + gamma ||w||)."""
    classes = settings.classes
    if classes is None:
        return None

    def on(x: Matrix, true: np.ndarray) -> Hits:
        sizes = np.sqrt((x.data**2).sum(axis=0))[:, None] + settings.uncertain
        wide = (sizes * (error + gamma(p.d + 2) * norm(w)) + settings.uncertain * norm(w)) * (1 + 1e-9)
        return classes.judged((x.T @ w).data, wide, true)

    return on(p.x_r, classes.of_r), on(p.x_f, classes.of_f)
