"""The numbers of an audit: ranks, condition numbers, blocks, and for every model its losses and gaps with error bounds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from theory import losses, models
from theory.arithmetic import Matrix
from theory.problem import Blocks, Problem
from verify.audit.rounding import Data, Measured, gamma, norm, squared

NEAR_CUTOFF = 1e3
"""A singular value kept by less than this factor makes the rank ambiguous."""

LEAVE_OUT_ALLOWANCE = 1e-4
"""The leave-k-out form inverts the Gram and a block of the inverse; n kappa^4 u above this leaves too few digits to check."""


@dataclass(frozen=True)
class MatrixFacts:
    """Shape, numerical rank and condition number (over the singular values kept) of X, X_r or X_f."""

    name: str
    shape: tuple[int, int]
    rank: int
    condition: Measured
    ambiguous: bool


@dataclass(frozen=True)
class Row:
    """One model: RL, UL, ||w - w_g||^2 and |UL(w) - UL(w_g)|."""

    model: str
    remaining: Measured
    unlearning: Measured
    gap_in_weights: Measured
    gap_in_loss: Measured


@dataclass(frozen=True)
class LeaveOut:
    """UL(w_g) from the Gram matrix alone, and by how much it may differ from the golden row's."""

    value: float
    difference: float
    allowance: float


@dataclass(frozen=True)
class Report:
    """Everything that the audit found; printed by ``text``, drawn by ``figure``, written by ``as_json``."""

    problem: Problem
    matrices: tuple[MatrixFacts, ...]
    blocks: Blocks
    rows: tuple[Row, ...]
    consistent: bool
    leave_out: LeaveOut | None


def audit(p: Problem) -> Report:
    """Audit a float64 problem with D_t = D_r."""
    data = {"X": Data(p.x), "X_r": Data(p.x_r), "X_f": Data(p.x_f)}
    trained = _train(p, data["X"], data["X_r"])
    rows = _rows(p, data, trained)
    golden = next(row for row in rows if row.model == "golden")
    return Report(
        problem=p,
        matrices=tuple(_facts(name, of) for name, of in data.items()),
        blocks=p.blocks or Blocks.of(p.x_r, p.x_f),
        rows=rows,
        consistent=_is_consistent(p, data["X"], *trained["pretrained"]),
        leave_out=_leave_out(p, data["X"], golden.unlearning.value),
    )


def _facts(name: str, of: Data) -> MatrixFacts:
    rank, s = of.factor.rank, of.factor.singular_values
    ambiguous = bool(rank) and float(s[rank - 1]) < NEAR_CUTOFF * of.factor.cutoff
    return MatrixFacts(name, of.x.shape, rank, of.condition(), ambiguous)


Trained = tuple[Matrix, float]
"""Weights and a bound on their error."""


def _train(p: Problem, whole: Data, remaining: Data) -> dict[str, Trained]:
    """Every model of the table, in its order."""

    def tuned(start: Trained) -> Trained:
        w = models.fine_tuned(p, start[0])
        return w, start[1] + remaining.training_error(w, p.y_r, w - start[0])

    w_o, w_g, projected = models.pretrained(p), models.golden(p), models.projected(p)
    error = whole.training_error(w_o, p.y, w_o)
    found: dict[str, Trained] = {
        "pretrained": (w_o, error),
        "fine-tuned": tuned((w_o, error)),
        "golden": (w_g, remaining.training_error(w_g, p.y_r, w_g)),
        "option A": (models.option_a(p), error),
        "option B": (models.option_b(p), error),
        "projection": (projected, error + remaining.training_error(projected - w_o, p.y_r * 0.0, projected)),
    }
    found |= {f"{name}, fine-tuned": tuned(found[name]) for name in ("option A", "option B", "projection")}
    return found


def _rows(p: Problem, data: Mapping[str, Data], trained: Mapping[str, Trained]) -> tuple[Row, ...]:
    remaining, forgetting = data["X_r"], data["X_f"]
    w_g, golden_error = trained["golden"]
    golden = forgetting.loss(losses.unlearning_loss(p, w_g), w_g, p.y_f, golden_error)
    rows = []
    for name, (w, error) in trained.items():
        unlearning = forgetting.loss(losses.unlearning_loss(p, w), w, p.y_f, error)
        is_golden = name == "golden"  # its gaps are 0 by definition
        apart = error + golden_error + gamma(1) * (norm(w) + norm(w_g))
        gap = squared((w - w_g).sq_norm(), apart, p.d * w.shape[1])
        between = Measured(abs(unlearning.value - golden.value), unlearning.error + golden.error + gamma(1) * unlearning.value)
        rows.append(
            Row(
                name,
                remaining.loss(losses.remaining_loss(p, w), w, p.y_r, error),
                unlearning,
                Measured(0.0, 0.0) if is_golden else gap,
                Measured(0.0, 0.0) if is_golden else between,
            )
        )
    return tuple(rows)


def _is_consistent(p: Problem, whole: Data, w_o: Matrix, error: float) -> bool:
    """Whether rounding alone explains what the pretrained model leaves of y; certain at full column rank."""
    if whole.factor.rank == p.n:
        return True
    left_over = norm(p.x.T @ w_o - p.y)
    return left_over <= whole.evaluation_error(w_o, p.y) + whole.largest * error


def _leave_out(p: Problem, whole: Data, golden: float) -> LeaveOut | None:
    """The independent check, where X has full column rank and is conditioned well enough for it to say something."""
    allowance = gamma(p.n) * whole.condition().value ** 4
    if whole.factor.rank < p.n or allowance > LEAVE_OUT_ALLOWANCE:
        return None
    value = losses.leave_out_loss(p)
    return LeaveOut(value, abs(value - golden), allowance * max(golden, losses.mean_squared(p.x_f, p.y_f)))
