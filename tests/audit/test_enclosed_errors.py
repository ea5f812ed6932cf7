"""What the audit prints on measured data, against the true values enclosed by balls: the printed bounds cover the true errors."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import flint
import numpy as np
import pytest
from flint import arb

from tests.audit.test_rounding import NUMBERS, starts
from theory.arithmetic import FLOAT64, Ball
from theory.designs import breast_cancer_samples, diabetes_samples, digits_samples, real_designs
from theory.problem import Problem
from theory.remembering import Remembering
from verify.audit.report import audit
from verify.audit.rounding import Measured
from verify.rungs.enclosure_compare import ends

BITS = 320
"""Condition numbers reach 10^12 once rounding has made exactly dependent columns nearly dependent, and enter squared twice."""


def part(samples: tuple[np.ndarray, np.ndarray, np.ndarray], n_r: int, n_f: int) -> Problem:
    """The first n_r samples to keep and the first n_f to forget, in double precision."""
    features, targets, forget = samples
    chosen = np.sort(np.concatenate([np.flatnonzero(~forget)[:n_r], np.flatnonzero(forget)[:n_f]]))
    return Problem.from_samples(features[chosen], targets[chosen], forget[chosen])


def rounded(p: Problem) -> Problem:
    """p with its data rounded to doubles, and D_t = D_r as the audit has it."""
    q = p.to(FLOAT64)
    return Problem(q.x_r, q.x_f, q.y_r, q.y_f, tuple(range(q.n_r)))


PROBLEMS = {design.name: lambda d=design: rounded(d.problem) for design in real_designs()} | {
    "64 x 50 digits": lambda: part(digits_samples(), 40, 10),
    "64 x 100 digits": lambda: part(digits_samples(), 80, 20),
    "30 x 25 breast cancer": lambda: part(breast_cancer_samples(), 15, 10),
    "30 x 569 breast cancer": lambda: part(breast_cancer_samples(), 357, 212),
    "10 x 442 diabetes": lambda: part(diabetes_samples(), 442, 442),
}


def enclosed_errors(p: Problem) -> Iterator[tuple[str, Measured, tuple[float, float]]]:
    """(what, measured, [a, b]) with a <= float64 value - true value <= b, for every number of the audit's table.

    The golden model's distance from itself is 0 by definition and left out: balls would only say that it is about 0.
    """
    balls = replace(p.to(Ball(BITS)), solver=Remembering())
    report = audit(p)
    weights = starts(report, balls)
    for row in report.rows:
        w = weights[row.model]
        for name, function in NUMBERS.items():
            if row.model == "golden" and name.startswith("gap"):
                continue
            measured = getattr(row, name)
            with flint.ctx.workprec(BITS):
                yield f"{row.model} {name}", measured, ends(arb(measured.value) - function(balls, w).value)


def covers(measured: Measured, error: tuple[float, float]) -> bool:
    """Whether the printed bound is certain to hold the true error; an enclosure that merely reaches into it does not count."""
    return max(abs(error[0]), abs(error[1])) <= measured.error or (measured.error == 0 and max(map(abs, error)) <= 5e-324)


@pytest.mark.parametrize("name", PROBLEMS)
def test_the_printed_bound_covers_the_enclosed_error(name: str) -> None:
    for what, measured, error in enclosed_errors(PROBLEMS[name]()):
        print(f"{name}: {what} = {measured.value:.6g}, off by [{error[0]:.17g}, {error[1]:.17g}], bound {measured.error:.2g}")
        assert covers(measured, error), f"{what}: off by {error}, bound {measured.error:.1e}"
        assert error[1] - error[0] <= 1e-12 * max(map(abs, error)) + 1e-40, f"{what}: the enclosure {error} is too wide to say anything"


def test_a_bound_below_the_true_error_does_not_pass() -> None:
    found = [(m, e) for _, m, e in enclosed_errors(PROBLEMS["64 x 50 digits"]()) if e[0] > 1e-18 or e[1] < -1e-18]
    assert len(found) >= 10
    assert not any(covers(replace(m, error=min(map(abs, e)) * (1 - 1e-9)), e) for m, e in found)


def test_a_value_that_is_off_by_more_than_its_bound_does_not_pass() -> None:
    for _, m, (low, high) in enclosed_errors(PROBLEMS["64 x 50 digits"]()):
        assert not covers(m, (low + 2.1 * m.error, high + 2.1 * m.error))
