"""Exact averages over Gaussian X_r and X_f at full overlap, of what a common rotation of the data and the teacher leaves unchanged."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from theory.arithmetic import RATIONAL, Matrix
from theory.designs.integral import directions, hyperplane
from theory.problem import Problem
from theory.random_design import RandomDesign


def rotated_cubature(s: RandomDesign) -> Iterator[tuple[Fraction, Problem]]:
    """Weights and exact problems whose weighted sum is E ||X_f^T u||^2 for u = A w_*, A a polynomial in P_f and of degree 1 in P_r.

    Rotating X_r, X_f and w_* together changes nothing, so range(X_f) may be held fixed, spanned by e_1, ..., e_{n_f}, if w_* is rotated
    instead: a quadratic form in a uniformly random direction has the average of its values at e_1, ..., e_d. X_f = U S^{1/2} with S
    independent of U and E S = d I, so that ||X_f^T u||^2 has the mean of d ||U^T u||^2. P_r or its complement is a random line, as in
    :func:`theory.designs.random.cubature`: n_r = 1 or d - 1. Raises ``ValueError`` for designs that are not of this kind.
    """
    if s.noise or s.entries != "gaussian" or s.d_lap != s.d or s.n_f > s.d or s.d < 2 or (s.n_r != 1 and s.d - s.n_r != 1):
        raise ValueError(f"`s` must have full overlap, no noise, n_f <= d, and n_r = 1 or d - 1 with d >= 2; received {s}")
    x_f = Matrix.identity(RATIONAL, s.d).columns(range(s.n_f))
    for weight, line in directions(s.d, quartic=True):
        columns = [line] if s.n_r == 1 else hyperplane(line)
        x_r = Matrix.of(RATIONAL, list(zip(*columns, strict=True)), s.n_r)
        for i in range(s.d):
            w = Matrix.identity(RATIONAL, s.d).columns([i])
            # w_* of length 1: its squared length, over d directions, and E S = d
            yield weight * s.energy, Problem(x_r, x_f, x_r.T @ w, x_f.T @ w, tuple(range(s.tuned)), w, s.blocks)
