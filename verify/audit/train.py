"""Every model in float64 with bounds on its weights: residuals of what it minimizes, whatever computed it (see ``rounding``)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from theory import models
from theory.arithmetic import FLOAT64, Matrix, vstack
from theory.problem import Problem
from verify.audit import remedies
from verify.audit.progress import done
from verify.audit.rounding import SLACK, Data, Errors, chain, gamma, in_blocks, norm
from verify.audit.settings import Settings


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


def train(p: Problem, data: Mapping[str, Data], settings: Settings) -> dict[str, Trained]:
    """Every model of the tables, in their order; the exact step is meant for consistent labels."""
    whole, remaining, tuning = data["X"], data["X_r"], data["X_t"]
    w_o = models.pretrained(p)
    known = whole.training_error(w_o, p.y, w_o)
    pretrained = Trained(w_o, known, known)
    done("X")
    w, error = decayed(whole, p.y, Fraction(settings.ridge) * p.n)
    ridge = Trained(w, error, error)
    lifting = whole.factor.rank == p.n or fits(p, whole, pretrained)
    if not lifting:
        whole.factor.release()  # the factorization of X_r, which comes next, needs as much memory
    w_g, projected = models.golden(p), models.projected(p)
    masked = Errors(known.weights)
    of_golden = remaining.training_error(w_g, p.y_r, w_g)
    golden = Trained(w_g, of_golden, Errors(of_golden.weights))
    done("X_r")
    moved = remaining.training_error(projected - w_o, p.y_r * 0.0, projected)
    both = Errors(known.weights + moved.weights, known.predictions + moved.predictions)
    masks = {"option A": models.option_a, "option B": models.option_b} if settings.lift is None else {}
    starts = {
        **{name: Trained(mask(p), masked, masked) for name, mask in masks.items()},
        "projection": Trained(projected, both, Errors(both.weights)),
    }
    w, error = decayed(remaining, p.y_r, Fraction(settings.ridge) * p.n_r)
    found = {
        "pretrained": pretrained,
        "fine-tuned": tuned(p, tuning, pretrained),
        "golden": golden,
        **starts,
        **{name + remedies.TUNED: tuned(p, tuning, start) for name, start in starts.items()},
        **({remedies.EXACT: _exact_step(p, data, pretrained, golden)} if lifting else {}),
        **_regularized(p, data, settings, pretrained, golden),
        remedies.DECAY: Trained(w, error, Errors(error.weights)),
        remedies.RIDGE: ridge,
        remedies.RIDGE + remedies.TUNED: tuned(p, tuning, ridge),
    }
    if settings.own is not None:
        found[remedies.OWN] = Trained(settings.own, Errors(0.0), Errors(0.0))
    return found


def fits(p: Problem, whole: Data, pretrained: Trained) -> bool:
    """Whether rounding alone explains what the pretrained model leaves of y."""
    left_over = norm(p.x.T @ pretrained.w - p.y)
    return left_over <= whole.evaluation_error(pretrained.w, p.y) + whole.largest * pretrained.error


def _golden_predictions(p: Problem, data: Mapping[str, Data], golden: Trained) -> tuple[Matrix, float]:
    """X_f^T w_g and a bound on its error."""
    x_f = data["X_f"]
    return p.x_f.T @ golden.w, x_f.evaluation_error(golden.w, p.y_f) + x_f.largest * golden.error


def _exact_step(p: Problem, data: Mapping[str, Data], pretrained: Trained, golden: Trained) -> Trained:
    predicted, wide = _golden_predictions(p, data, golden)
    return _lifted(p, data["X"], pretrained, p.y_f - predicted, wide, -1.0)


def _regularized(p: Problem, data: Mapping[str, Data], settings: Settings, pretrained: Trained, golden: Trained) -> dict[str, Trained]:
    """At full column rank alpha plays no part (claim R1), and what is asked for is a lift; else least squares on scaled samples."""
    predicted, wide = _golden_predictions(p, data, golden)
    aims = {}
    for wrong in settings.wrong:
        of_golden = wrong.given is None and wrong.name == "golden"
        aims[remedies.regularized_name(wrong)] = (predicted, wide) if of_golden else (remedies.labels(p, wrong), 0.0)
    if data["X"].factor.rank == p.n:
        return {name: _lifted(p, data["X"], pretrained, y - p.y_f, off, 1.0) for name, (y, off) in aims.items()}
    for of in (data["X"], data["X_r"]):
        of.factor.release()  # the factorization of the scaled samples needs as much memory
    c = float(np.sqrt(settings.alpha * p.n_r / p.n_f))
    uncertain = gamma(8) * c * norm(p.x_f) + settings.uncertain * max(1.0, c)
    with _scaled(p, c) as x:
        return {name: _weighted(p, Data(x, uncertain), c, y, off, pretrained) for name, (y, off) in aims.items()}


@contextmanager
def _scaled(p: Problem, c: float) -> Iterator[Matrix]:
    """[X_r, c X_f] in the place of X, for as long as the block runs: a second X may not fit into memory."""
    part = p.x.data[:, p.n_r :]
    kept = part.copy()
    part *= c
    try:
        yield Matrix(FLOAT64, p.x.data)
    finally:
        part[...] = kept


def _lifted(p: Problem, x: Data, start: Trained, aim: Matrix, wide: float, sign: float) -> Trained:
    """start + sign X G^+ [0; aim], where ``aim`` (n_f, k), itself a difference, errs by at most ``wide`` and its own rounding."""
    labels = vstack(p.y_r * 0.0, aim)
    v = p.x.solve(labels)
    added = x.training_error(v, labels, v)
    w = start.w + v * sign
    error = start.error + added.weights + (wide + gamma(1) * norm(aim)) / x.smallest + gamma(1) * norm(w)
    return Trained(w, Errors(SLACK * error), Errors(SLACK * error))


def _weighted(p: Problem, scaled: Data, c: float, y: Matrix, off: float, start: Trained) -> Trained:
    """From ``start`` to the minimizer on [X_r, c X_f] with labels [y_r; c y'], all rounded; ``off`` bounds the error of y'."""
    labels = vstack(p.y_r, y * c)
    w = start.w + scaled.x.solve(labels - scaled.x.T @ start.w)
    added = scaled.training_error(w, labels, w - start.w, SLACK * c * (gamma(8) * norm(y) + off))
    error = start.error + added.weights
    return Trained(w, Errors(error), Errors(error))


def tuned(p: Problem, tuning: Data, start: Trained) -> Trained:
    """``start`` fine-tuned on D_t."""
    w = models.fine_tuned(p, start.w)
    added = tuning.training_error(w, p.y_t, w - start.w)
    error = start.error + added.weights
    seen = added.predictions + tuning.discarded * start.error if p.x_t is p.x_r else np.inf
    return Trained(w, Errors(error, seen), Errors(error))


def decayed(x: Data, y: Matrix, shift: Fraction) -> tuple[Matrix, Errors]:
    """argmin ||X^T w - y||^2 + shift ||w||^2, bounded by its gradient: ||w^ - w|| <= ||X (X^T w^ - y) + shift w^|| / shift."""
    by = float(shift)
    w = Matrix(FLOAT64, x.factor.shrunk(y.data, by))
    d, n = x.x.shape
    residual = in_blocks(x.x.T, w) - y.data
    rho = chain(d) * (x.frobenius * norm(w) + norm(y))
    gradient = in_blocks(x.x, Matrix(FLOAT64, residual)) + w.data * by
    size = float(np.linalg.norm(residual))
    rho += x.uncertain * norm(w)
    wide = chain(n) * x.frobenius * size + x.largest * rho + gamma(4) * (by * norm(w) + x.largest * size) + x.uncertain * size
    g = SLACK * (float(np.linalg.norm(gradient)) + wide)
    lowest = by * (1 - gamma(2)) + (x.smallest**2 * (1 - gamma(4)) if x.factor.rank == d else 0.0)
    return w, Errors(SLACK * g / lowest, SLACK * g / (2 * float(np.sqrt(by))))
