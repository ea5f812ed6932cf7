"""The numbers of an audit: ranks, condition numbers, blocks, and for every model its losses and gaps with error bounds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from theory import losses, models
from theory.arithmetic import Matrix
from theory.blocks import Blocks
from theory.problem import Problem
from verify.audit.rounding import Data, Errors, Measured, gamma, norm, squared

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
        consistent=_is_consistent(p, data["X"], trained["pretrained"]),
        leave_out=_leave_out(p, data["X"], golden.unlearning.value),
    )


def _facts(name: str, of: Data) -> MatrixFacts:
    rank, s = of.factor.rank, of.factor.singular_values
    ambiguous = bool(rank) and float(s[rank - 1]) < NEAR_CUTOFF * of.factor.cutoff
    return MatrixFacts(name, of.x.shape, rank, of.condition(), ambiguous)


@dataclass(frozen=True, eq=False)
class Trained:
    """Weights with bounds on their errors: as seen by X_r, and as seen by X_f."""

    w: Matrix
    on_remaining: Errors
    on_forgetting: Errors

    @property
    def error(self) -> float:
        """A bound on the error of the weights."""
        return self.on_remaining.weights


def _train(p: Problem, whole: Data, remaining: Data) -> dict[str, Trained]:
    """Every model of the table, in its order."""
    w_o, w_g, projected = models.pretrained(p), models.golden(p), models.projected(p)
    known = whole.training_error(w_o, p.y, w_o)
    masked = Errors(known.weights)
    golden = remaining.training_error(w_g, p.y_r, w_g)
    moved = remaining.training_error(projected - w_o, p.y_r * 0.0, projected)
    both = Errors(known.weights + moved.weights, known.predictions + moved.predictions)
    found = {
        "pretrained": Trained(w_o, known, known),
        "golden": Trained(w_g, golden, Errors(golden.weights)),
        "option A": Trained(models.option_a(p), masked, masked),
        "option B": Trained(models.option_b(p), masked, masked),
        "projection": Trained(projected, both, Errors(both.weights)),
    }
    tuned = {f"{name}, fine-tuned": _tuned(p, remaining, start) for name, start in found.items() if name != "golden"}
    tuned["fine-tuned"] = tuned.pop("pretrained, fine-tuned")
    order = ("pretrained", "fine-tuned", "golden", *list(found)[2:], *tuned)
    return {name: (found | tuned)[name] for name in order}


def _tuned(p: Problem, remaining: Data, start: Trained) -> Trained:
    """``start`` fine-tuned on D_t = D_r."""
    w = models.fine_tuned(p, start.w)
    added = remaining.training_error(w, p.y_r, w - start.w)
    error = start.error + added.weights
    return Trained(w, Errors(error, added.predictions + remaining.discarded * start.error), Errors(error))


def _rows(p: Problem, data: Mapping[str, Data], trained: Mapping[str, Trained]) -> tuple[Row, ...]:
    golden = trained["golden"]
    of_golden = _unlearning(p, data["X_f"], golden)
    rows = []
    for name, model in trained.items():
        remaining = data["X_r"].loss(losses.remaining_loss(p, model.w), model.w, p.y_r, model.on_remaining)
        unlearning = _unlearning(p, data["X_f"], model)
        gaps = (Measured(0.0, 0.0),) * 2 if model is golden else _gaps(model, golden, unlearning, of_golden)
        rows.append(Row(name, remaining, unlearning, *gaps))
    return tuple(rows)


def _unlearning(p: Problem, forgetting: Data, model: Trained) -> Measured:
    return forgetting.loss(losses.unlearning_loss(p, model.w), model.w, p.y_f, model.on_forgetting)


def _gaps(model: Trained, golden: Trained, unlearning: Measured, of_golden: Measured) -> tuple[Measured, Measured]:
    """||w - w_g||^2 and |UL(w) - UL(w_g)|; both are 0 by definition for the golden model itself."""
    apart = model.error + golden.error + gamma(1) * (norm(model.w) + norm(golden.w))
    difference = abs(unlearning.value - of_golden.value)
    error = unlearning.error + of_golden.error + gamma(1) * difference
    w = model.w
    return squared((w - golden.w).sq_norm(), apart, w.shape[0] * w.shape[1]), Measured(difference, error)


def _is_consistent(p: Problem, whole: Data, pretrained: Trained) -> bool:
    """Whether rounding alone explains what the pretrained model leaves of y; certain at full column rank."""
    if whole.factor.rank == p.n:
        return True
    left_over = norm(p.x.T @ pretrained.w - p.y)
    return left_over <= whole.evaluation_error(pretrained.w, p.y) + whole.largest * pretrained.error


def _leave_out(p: Problem, whole: Data, golden: float) -> LeaveOut | None:
    """The independent check, where X has full column rank and is conditioned well enough for it to say something."""
    allowance = gamma(p.n) * whole.condition().value ** 4
    if whole.factor.rank < p.n or allowance > LEAVE_OUT_ALLOWANCE:
        return None
    value = losses.leave_out_loss(p)
    return LeaveOut(value, abs(value - golden), allowance * max(golden, p.y.sq_norm() / p.n_f))
