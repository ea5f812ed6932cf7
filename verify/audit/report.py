"""The numbers of an audit: ranks, condition numbers, blocks, and for every model its losses and gaps with error bounds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from theory import losses, models
from theory.arithmetic import FLOAT64, Matrix
from theory.blocks import Blocks
from theory.problem import Problem
from theory.remembering import Remembering
from verify.audit.exact_rank import exact_rank
from verify.audit.rounding import Data, Errors, Measured, gamma, in_range, norm, squared

NEAR_CUTOFF = 1e3
"""A singular value kept by less than this factor makes the rank ambiguous."""

LEAVE_OUT_ALLOWANCE = 1e-4
"""The leave-k-out form inverts the Gram and a block of the inverse; n kappa^4 u above this leaves too few digits to check."""


@dataclass(frozen=True)
class MatrixFacts:
    """Shape, ranks and condition number of X, X_r or X_f.

    ``rank`` counts the singular values above ``cutoff``, ``discarded`` is the largest of the others. ``exact_rank`` is that of the numbers
    as stored: known, where ``certain``, to be at least this and very likely this; else of a part of a large matrix, at least this.
    The condition number is over the singular values that the numbers of the report rest on.
    """

    name: str
    shape: tuple[int, int]
    rank: int
    condition: Measured
    ambiguous: bool
    exact_rank: int
    certain: bool
    cutoff: float
    discarded: float

    @property
    def cut(self) -> bool:
        """Whether the data as stored have a higher rank than the cutoff leaves."""
        return self.exact_rank > self.rank


@dataclass(frozen=True)
class Row:
    """One model: RL, UL, ||w - w_g||^2 and |UL(w) - UL(w_g)|."""

    model: str
    remaining: Measured
    unlearning: Measured
    gap_in_weights: Measured
    gap_in_loss: Measured

    @property
    def numbers(self) -> tuple[Measured, Measured, Measured, Measured]:
        """In the order of the table."""
        return self.remaining, self.unlearning, self.gap_in_weights, self.gap_in_loss


@dataclass(frozen=True)
class LeaveOut:
    """UL(w_g) from the Gram matrix alone, and by how much it may differ from the golden row's."""

    value: float
    difference: float
    allowance: float


@dataclass(frozen=True)
class Report:
    """Everything that the audit found; printed by ``text``, drawn by ``figure``, written by ``as_json``.

    ``consistent`` is None where it cannot be told. ``arithmetic`` is the number system of ``rows``; where that is not float64 because a
    rank was cut, ``at_cutoff`` holds the rows for data in which all below the cutoff is taken for rounding.
    """

    problem: Problem
    matrices: tuple[MatrixFacts, ...]
    blocks: Blocks
    rows: tuple[Row, ...]
    consistent: bool | None
    leave_out: LeaveOut | None
    arithmetic: str = FLOAT64.name
    at_cutoff: tuple[Row, ...] = ()

    @property
    def cut(self) -> bool:
        """Whether the numbers are for ranks below those of the data as stored."""
        return self.arithmetic == FLOAT64.name and any(m.cut for m in self.matrices)

    @property
    def work(self) -> int:
        """n d min(n, d) k: what solving these data costs, up to a factor."""
        p = self.problem
        return p.n * p.d * min(p.n, p.d) * p.y.shape[1]


def audit(p: Problem) -> Report:
    """Audit a float64 problem with D_t = D_r, all in float64; :func:`verify.audit.again.computed_again` mends what it leaves open."""
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):  # what overflows has no bound, and is shown as unknown
        return _audit(p)


def _audit(problem: Problem) -> Report:
    p = replace(problem, solver=Remembering(problem.solver))
    vars(p)["x"] = problem.x  # a second X would cost as much memory as the first
    data = {"X": Data(p.x), "X_r": Data(p.x_r), "X_f": Data(p.x_f)}
    trained = _train(p, data["X"], data["X_r"])
    rows = _rows(p, data, trained)
    bounded = all(map(in_range, (p.x_r, p.x_f, p.y_r, p.y_f)))
    if not bounded:
        rows = tuple(_unknown(row) for row in rows)
    golden = next(row for row in rows if row.model == "golden")
    data["X_r"].factor.release()
    matrices = tuple(_facts(name, of) for name, of in data.items())
    return Report(
        problem=p,
        matrices=matrices,
        blocks=p.blocks or Blocks.of(p.x_r, p.x_f),
        rows=rows,
        consistent=_is_consistent(p, data["X"], matrices[0], trained["pretrained"], bounded),
        leave_out=_leave_out(p, data["X"], golden.unlearning),
    )


def _facts(name: str, of: Data) -> MatrixFacts:
    """The exact rank is looked for only where the cutoff discards something: singular values above it are certainly not 0."""
    rank, s, cutoff = of.factor.rank, of.factor.singular_values, of.factor.cutoff
    ambiguous = bool(rank) and float(s[rank - 1]) < NEAR_CUTOFF * cutoff
    full = rank == len(s)
    exact, certain = (rank, True) if full else exact_rank(of.x.data)
    return MatrixFacts(
        name, of.x.shape, rank, of.condition(), ambiguous, max(rank, exact), certain, cutoff, 0.0 if full else float(s[rank])
    )


def _unknown(row: Row) -> Row:
    """A row without bounds: squares of very small data underflow, and no bound on rounding covers that."""
    none = (replace(number, error=np.inf) if number.value or number.error else number for number in row.numbers)
    return Row(row.model, *none)


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
    w_o = models.pretrained(p)
    known = whole.training_error(w_o, p.y, w_o)
    whole.factor.release()  # the factorization of X_r, which comes next, needs as much memory
    w_g, projected = models.golden(p), models.projected(p)
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
    difference = abs(float(unlearning.value) - float(of_golden.value))
    error = float(unlearning.error) + float(of_golden.error) + gamma(1) * difference
    w, sizes = model.w, sum(size * size for size in (norm(model.w), norm(golden.w)))
    return squared((w - golden.w).sq_norm(), apart, w.shape[0] * w.shape[1], sizes), Measured(difference, error, unlearning.scale)


def _is_consistent(p: Problem, whole: Data, facts: MatrixFacts, pretrained: Trained, bounded: bool) -> bool | None:
    """Whether rounding alone explains what the pretrained model leaves of y; certain at full column rank.

    On a cut rank, or where bounds do not hold, the residual says nothing of the data as stored: there y must add nothing to the rank of
    X^T. None: unknown.
    """
    if facts.exact_rank == p.n:
        return True
    if facts.cut or not bounded:
        together, certain = exact_rank(np.concatenate([p.x.data, p.y.data.T]))
        return together == facts.exact_rank if certain and facts.certain else None
    left_over = norm(p.x.T @ pretrained.w - p.y)
    return left_over <= whole.evaluation_error(pretrained.w, p.y) + whole.largest * pretrained.error


def _leave_out(p: Problem, whole: Data, measured: Measured) -> LeaveOut | None:
    """The independent check, where X has full column rank and is conditioned well enough for it to say something."""
    allowance = gamma(p.n) * np.float64(float(whole.condition().value)) ** 4
    golden = float(measured.value)
    if whole.factor.rank < p.n or not (allowance <= LEAVE_OUT_ALLOWANCE and np.isfinite(float(measured.error))):
        return None
    value = losses.leave_out_loss(p)
    return LeaveOut(value, abs(value - golden), float(allowance) * max(golden, p.y.sq_norm() / p.n_f))
