"""The numbers of an audit: ranks, condition numbers, blocks, and for every model its losses and gaps with error bounds."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from theory import losses
from theory.arithmetic import FLOAT64
from theory.blocks import Blocks
from theory.problem import Problem
from theory.remembering import Remembering
from verify.audit.exact_rank import exact_rank
from verify.audit.progress import done, plan
from verify.audit.remedies import EXACT
from verify.audit.rounding import Data, Measured, gamma, in_range
from verify.audit.rows import Row, rows_of
from verify.audit.settings import Settings, default_ridge
from verify.audit.train import Trained, fits, train

NEAR_CUTOFF = 1e3
"""A singular value kept by less than this factor makes the rank ambiguous."""

LEAVE_OUT_ALLOWANCE = 1e-4
"""The leave-k-out form inverts the Gram and a block of the inverse; n kappa^4 u above this leaves too few digits to check."""


LEAVE_OUT_WORK = 2 * 10**10
"""n^2 d up to which the Gram matrix is made for the leave-k-out check; beyond, it would take as long as the audit."""


@dataclass(frozen=True)
class MatrixFacts:
    """Shape, ranks and condition number of X, X_r or X_f.

    ``rank`` counts the singular values above ``cutoff``, ``discarded`` is the largest of the others. ``exact_rank`` is that of the numbers
    as stored: known, where ``certain``, to be at least this and very likely this; else of a part of a large matrix, at least this.
    ``largest`` is the largest singular value. The condition number is over the singular values that the numbers of the report rest on.
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
    largest: float

    @property
    def cut(self) -> bool:
        """Whether the data as stored have a higher rank than the cutoff leaves."""
        return self.exact_rank > self.rank


@dataclass(frozen=True)
class LeaveOut:
    """UL(w_g) from the Gram matrix alone, and by how much it may differ from the golden row's."""

    value: float
    difference: float
    allowance: float


@dataclass(frozen=True)
class Sizes:
    """How many samples remain, are to be forgotten, and are fine-tuned on; how many features and outputs there are."""

    n_r: int
    n_f: int
    n_t: int
    d: int
    outputs: int

    @property
    def n(self) -> int:
        """Samples."""
        return self.n_r + self.n_f

    @classmethod
    def of(cls, p: Problem) -> Sizes:
        """Those of a problem."""
        return cls(p.n_r, p.n_f, p.n_t, p.d, p.y.shape[1])


@dataclass(frozen=True)
class Report:
    """Everything that the audit found; printed by ``text``, drawn by ``figure``, written by ``as_json``.

    ``problem`` is None where the data were read block by block: what they say beside these numbers was not evaluated. ``consistent`` is
    None where it cannot be told. ``arithmetic`` is the number system of ``rows``; where that is not float64 because a
    rank was cut, ``at_cutoff`` holds the rows for data in which all below the cutoff is taken for rounding.
    """

    problem: Problem | None
    sizes: Sizes
    settings: Settings
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
        of = self.sizes
        return of.n * of.d * min(of.n, of.d) * of.outputs


def audit(p: Problem, settings: Settings | None = None) -> Report:
    """Audit a float64 problem, all in float64; :func:`verify.audit.again.computed_again` mends what it leaves open."""
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):  # what overflows has no bound, and is shown as unknown
        return _audit(p, settings or Settings(default_ridge(p)))


def _audit(problem: Problem, settings: Settings) -> Report:
    p = replace(problem, solver=Remembering(problem.solver))
    vars(p)["x"] = problem.x  # a second X would cost as much memory as the first
    off = settings.uncertain
    data = {"X": Data(p.x, off), "X_r": Data(p.x_r, off), "X_f": Data(p.x_f, off)}
    part = {} if p.x_t is p.x_r else {"X_t": Data(p.x_t, off)}
    plan("models", _costs(p))
    trained = train(p, {"X_t": data["X_r"], **data, **part}, settings)
    done("models")
    bounded = all(map(in_range, (p.x_r, p.x_f, p.y_r, p.y_f)))
    for of in data.values():
        of.factor.release()
    matrices = tuple(_facts(name, of) for name, of in (data | part).items())
    done("X_f")
    consistent = _is_consistent(p, data["X"], matrices[0], trained["pretrained"], bounded)
    if not consistent:
        trained.pop(EXACT, None)
    rows = rows_of(p, data, trained, settings)
    if not bounded or not all(of.is_regular for of in data.values()):
        rows = tuple(_unknown(row) for row in rows)
    golden = next(row for row in rows if row.model == "golden")
    return Report(
        problem=p,
        sizes=Sizes.of(p),
        settings=settings,
        matrices=matrices,
        blocks=p.blocks or Blocks.of(p.x_r, p.x_f),
        rows=rows,
        consistent=consistent,
        leave_out=_leave_out(p, data["X"], golden.unlearning),
    )


def _costs(p: Problem) -> dict[str, float]:
    """Multiply-adds of each step, roughly: factorizations, and products for some sixteen models."""

    def factor(n: int) -> float:
        return float(n) * p.d * min(n, p.d)

    products = 60.0 * p.n * p.d * p.y.shape[1] + (factor(p.n) if p.n > p.d else 0.0)
    return {"X": factor(p.n), "X_r": factor(p.n_r), "models": products, "X_f": factor(p.n_f) + p.n * p.d}


def _facts(name: str, of: Data) -> MatrixFacts:
    """The exact rank is looked for only where the cutoff discards something: singular values above it are certainly not 0."""
    rank, s, cutoff = of.factor.rank, of.factor.singular_values, of.factor.cutoff
    ambiguous = bool(rank) and float(s[rank - 1]) < NEAR_CUTOFF * cutoff
    full = rank == len(s)
    if of.uncertain:  # the numbers as stored are not the data
        exact, certain = rank, full and of.is_regular
    else:
        exact, certain = (rank, True) if full else exact_rank(of.x.data)
    return MatrixFacts(
        name, of.x.shape, rank, of.condition(), ambiguous, max(rank, exact), certain, cutoff, 0.0 if full else float(s[rank]), of.largest
    )


def _unknown(row: Row) -> Row:
    """A row without bounds: squares of very small data underflow, and no bound on rounding covers that."""
    remaining, unlearning, weights, loss = (replace(number, error=np.inf) for number in row.numbers)
    if row.model == "golden":
        _, _, weights, loss = row.numbers  # 0 by definition
    return Row(row.model, remaining, unlearning, weights, loss)


def _is_consistent(p: Problem, whole: Data, facts: MatrixFacts, pretrained: Trained, bounded: bool) -> bool | None:
    """Whether rounding alone explains what the pretrained model leaves of y; certain at full column rank.

    On a cut rank, or where bounds do not hold, the residual says nothing of the data as stored: there y must add nothing to the rank of
    X^T. None: unknown.
    """
    if facts.exact_rank == p.n and (facts.certain or not whole.uncertain):
        return True
    if whole.uncertain and not facts.certain:
        return None
    if facts.cut or not bounded:
        together, certain = exact_rank(np.concatenate([p.x.data, p.y.data.T]))
        return together == facts.exact_rank if certain and facts.certain else None
    return fits(p, whole, pretrained)


def _leave_out(p: Problem, whole: Data, measured: Measured) -> LeaveOut | None:
    """The independent check, where X has full column rank and is conditioned well enough for it to say something."""
    allowance = gamma(p.n) * np.float64(float(whole.condition().value)) ** 4
    golden = float(measured.value)
    if (
        p.n * p.n * p.d > LEAVE_OUT_WORK
        or whole.factor.rank < p.n
        or not (allowance <= LEAVE_OUT_ALLOWANCE and np.isfinite(float(measured.error)))
    ):
        return None
    value = losses.leave_out_loss(p)
    return LeaveOut(value, abs(value - golden), float(allowance) * max(golden, p.y.sq_norm() / p.n_f))
