"""The audit from Python."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

from theory.problem import Problem, Regularization
from verify.audit.again import computed_again
from verify.audit.applicability import applicability
from verify.audit.arrays import as_array, names_of
from verify.audit.kernel import kernel_of, lifted
from verify.audit.large import audited_by_blocks, mapped
from verify.audit.options import Options, settings_of, tuning_of
from verify.audit.remedies import labels as wrong_labels
from verify.audit.report import audit as report_of
from verify.audit.result import Audit
from verify.audit.samples import samples_of
from verify.audit.settings import Wrong
from verify.audit.table import Table
from verify.validation.registry import load_claims

WORTH_THREADS = 10**9
"""Multiply-adds of a factorization, about a tenth of a second on one core, below which BLAS gets one thread.

On a busy machine the threads of a small product spend seconds spinning for each other; measured, 16 s against 0.5 s.
"""


def audit(
    features: Any,
    targets: Any,
    forget: Any,
    *,
    ridge: float | None = None,
    alpha: float = 1.0,
    labels: Any = None,
    tuning: Any = None,
    intercept: bool = False,
    weights: Any = None,
    kernel: str = "linear",
    gamma: float | None = None,
    degree: int = 2,
    title: str = "audit",
) -> Audit:
    """How far the models of an unlearning problem are from the golden one, and what each remedy closes of that gap.

    Args:
        features: (n, d) numbers: numpy, torch, pandas or scipy sparse; a whole ``np.load(..., mmap_mode="r")`` with more samples than fit
            into memory is read block by block.
        targets: (n,) or (n, k).
        forget: (n,) booleans, True for the samples to forget.
        ridge: the lambda of weight decay and ridge; a thousandth of a sample's mean squared length where None.
        alpha: the weight of the regularizer on D_f.
        labels: y' of the regularizer: "zero", "runner-up" (for classes), "golden", an array, (name, array), or a list of these; if None,
            all that apply.
        tuning: D_t: a share of the remaining samples, or a mask; all of them where None.
        intercept: adds a feature that is 1; it is regularized as the others are.
        weights: (d,) or (d, k) of your own, to compare.
        kernel: "linear", "rbf" (exp(-gamma ||x - z||^2)) or "polynomial" ((1 + gamma x^T z)^degree): the same models on features phi(x)
            whose inner products it is. Masks and blocks have no meaning there and are left out.
        gamma: of the kernel; 1 / d where None.
        degree: of the polynomial kernel, 1 to 5.
        title: of the figure.

    Raises:
        BadInputError: a ``ValueError`` that names the argument, what it must be and what it was.
    """
    names = names_of(features)
    arrays = {name: as_array(name, value) for name, value in (("features", features), ("targets", targets), ("forget", forget))}
    chosen = labels if labels is None or isinstance(labels, list) else [labels]
    options = Options(
        ridge=ridge,
        alpha=alpha,
        labels=None if chosen is None else [label if isinstance(label, (str, tuple)) else as_array("labels", label) for label in chosen],
        tuning=tuning if tuning is None or isinstance(tuning, (int, float)) else as_array("tuning", tuning),
        intercept=intercept,
        weights=None if weights is None else as_array("weights", weights),
        kernel=kernel,
        gamma=gamma,
        degree=degree,
    )
    in_file = mapped(features)
    if in_file is not None:
        del arrays["features"]
        return audited_by_blocks(in_file, Table(arrays), options, title)
    return audited(Table(arrays, names), options, title)


def audited(table: Table, options: Options, title: str) -> Audit:
    """The audit of a table that was read. The table is emptied: features may fill much of the memory, and the problem has its own."""
    if options.intercept:
        features = table.arrays["features"]
        if features.ndim == 2:
            one = np.ones((len(features), 1), dtype=features.dtype)  # of the same type: integers are checked for size later
            names = None if table.names is None else (*table.names, "intercept")
            table = replace(table, arrays={**table.arrays, "features": np.concatenate([features, one], axis=1)}, names=names)
    samples = samples_of(table, intercept=options.intercept)
    p, forget = samples.problem, np.asarray(table.arrays["forget"])
    table.arrays.clear()
    tuning = tuning_of(p, forget, options.tuning)
    kernel = kernel_of(options.kernel, options.gamma, options.degree, p.d)
    with threadpool_limits(_threads(p)):
        p, lift = (p, None) if kernel is None else lifted(p, kernel)
        p = p.tuned_on(tuning)
        settings = settings_of(p, forget, options, lift)
        first = settings.wrong[0] if settings.wrong else Wrong("zero")
        wrong = wrong_labels(p, first) if first.given is not None else p.y_f - p.y_f
        p = p.with_settings(regularization=Regularization(wrong, settings.alpha, settings.ridge))
        report = computed_again(report_of(p, settings))
        claims = applicability(load_claims(), report)
    return Audit(report, samples.notes, claims, title)


def _threads(p: Problem) -> int | None:
    """How many threads BLAS may use; None leaves it to BLAS."""
    return 1 if p.n * p.d * min(p.n, p.d) < WORTH_THREADS else None
