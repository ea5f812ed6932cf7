"""Every model of the audit, in any number system, and what each costs in words."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from theory import models, regularizer, ridge
from theory.arithmetic import Matrix, vstack
from theory.problem import Problem
from verify.audit.settings import Settings, Wrong

NEEDS = {
    "pretrained": "nothing",
    "fine-tuned": "D_t",
    "golden": "D_r, training anew",
    "option A": "which features D_r uses",
    "option B": "which features D_f uses",
    "projection": "D_r, one solve",
    "exact step": "D_f and D_r, one solve",
    "weight decay": "D_r",
    "ridge": "D, training anew",
    "your weights": "",
}
"""What a model needs beside w_o; those that are fine-tuned need D_t as well."""

EXACT, DECAY, RIDGE, OWN, TUNED = "exact step", "weight decay", "ridge", "your weights", ", fine-tuned"


def needs(name: str) -> str:
    """What the model of that name costs, in words."""
    if name.startswith("regularized"):
        return "D_f, D_r, and w_g for y'" if name == regularized_name(Wrong("golden")) else "D_f and D_r"
    start = name.removesuffix(TUNED)
    return NEEDS[name] if start == name else f"{NEEDS[start]}; D_t".removeprefix("nothing; ")


def regularized_name(wrong: Wrong) -> str:
    """As the table calls the model."""
    return f"regularized, y' {wrong.name}"


def labels(p: Problem, wrong: Wrong) -> Matrix:
    """y' (n_f, k)."""
    if wrong.given is not None:
        return wrong.given.to(p.system)
    return p.x_f.T @ models.golden(p) if wrong.name == "golden" else regularizer.uniform_labels(p)


def lifted(p: Problem, on_forgetting: Matrix) -> Matrix:
    """X G^+ [0; v], (d, k): moves the predictions on D_f by v (n_f, k) and leaves those on D_r, where labels allow it."""
    return p.x.solve(vstack(p.y_r - p.y_r, on_forgetting))


def exact_step(p: Problem) -> Matrix:
    """w_o - X G^+ [0; y_f - X_f^T w_g]: claim O17's step, for consistent labels."""
    return models.pretrained(p) - lifted(p, p.y_f - p.x_f.T @ models.golden(p))


def regularized(p: Problem, wrong: Wrong, alpha: float) -> Matrix:
    """Where descent on RL + alpha ||X_f^T w - y'||^2 / n_f from w_o ends; no roots are taken where X has full rank."""
    y = labels(p, wrong)
    if p.x.rank == p.n:
        return models.pretrained(p) + lifted(p, y - p.y_f)
    factor = p.system.scalar(Fraction(alpha))
    if p.x.rank < p.d:
        return regularizer.regularized(p, y, factor)
    objective = regularizer.ce(p, y, factor)
    return (objective.weighted_x @ p.x.T).inverse() @ (objective.weighted_x @ objective.y)


def ridge_solution(x: Matrix, y: Matrix, shift: Fraction) -> Matrix:
    """The minimizer of ||X^T w - y||^2 + shift ||w||^2, by the smaller of the two normal equations."""
    by, (d, n) = x.system.scalar(shift), x.shape
    if n <= d:
        return ridge.ridge_solution(x, y, by)
    found: Matrix = (x @ x.T + Matrix.identity(x.system, d) * by).inverse() @ (x @ y)
    return found


def trained(p: Problem, settings: Settings, *, consistent: bool) -> Iterator[tuple[str, Matrix]]:
    """Every model with its name, in the order of the tables; the exact step only where labels are consistent, masks without a kernel."""
    yield "pretrained", models.pretrained(p)
    yield "fine-tuned", models.fine_tuned(p)
    yield "golden", models.golden(p)
    masked = {"option A": models.option_a(p), "option B": models.option_b(p)} if settings.lift is None else {}
    starts = {**masked, "projection": models.projected(p)}
    yield from starts.items()
    for name, w in starts.items():
        yield name + TUNED, models.fine_tuned(p, w)
    if consistent:
        yield EXACT, exact_step(p)
    for wrong in settings.wrong:
        yield regularized_name(wrong), regularized(p, wrong, settings.alpha)
    decay = Fraction(settings.ridge)
    yield DECAY, ridge_solution(p.x_r, p.y_r, decay * p.n_r)
    shrunk = ridge_solution(p.x, p.y, decay * p.n)
    yield RIDGE, shrunk
    yield RIDGE + TUNED, models.fine_tuned(p, shrunk)
    if settings.own is not None:
        yield OWN, settings.own.to(p.system)
