"""One problem of each shape whose data stand in no special position, to tell a thin set of exceptions from the rule.

A loss is a rational function of the data. On the problems of one shape (blocks, n_r, n_f, outputs), whose entries are free, such a
function is either zero everywhere or different from zero outside a thin set, the zeros of a polynomial. So a single point at which it is
not zero shows that it is not zero at generic points: the point is a witness, however it was found. That it is zero at one point shows
nothing; the entries here are spread by a hash, so that none is zero by arrangement.
"""

from __future__ import annotations

from hashlib import shake_256

from theory.arithmetic import Matrix, NotRepresentable, NumberSystem, vstack
from theory.problem import Problem

LARGEST = 97
"""Entries are integers from 1 to this."""


def at_a_generic_point(p: Problem) -> Problem:
    """A noiseless problem of p's shape and number system, D_t = D_r, whose entries depend on their place alone. Needs p's blocks.

    X_r = [R; L_1; 0] and X_f = [0; L_2; F] with no zero in R, L_1, L_2, F; w_* has none either. Raises ``ValueError`` without blocks, and
    ``NotRepresentable`` over a system that rounds: whether a function is zero there is a question of exact arithmetic.
    """
    if p.system.epsilon:
        raise NotRepresentable(f"{p.system.name} rounds: it does not tell a function that vanishes from one that nearly does")
    if p.blocks is None:
        raise ValueError("`p.blocks` must say which coordinates each side uses; received None")
    k = p.y_r.shape[1]
    used_r, used_f = {*p.blocks.r, *p.blocks.lap}, {*p.blocks.lap, *p.blocks.f}
    x_r, x_f = (_spread(p.system, name, p.d, n, used) for name, n, used in (("r", p.n_r, used_r), ("f", p.n_f, used_f)))
    w = _spread(p.system, "w", p.d, k, set(range(p.d)))
    return Problem(x_r, x_f, x_r.T @ w, x_f.T @ w, tuple(range(p.n_r)), w, p.blocks, solver=p.solver)


def undetermined(p: Problem) -> int:
    """max(d_r + d_lap - n_r, 0): how many directions of the coordinates that D_r uses n_r samples in general position leave open."""
    if p.blocks is None:
        raise ValueError("`p.blocks` must say which coordinates each side uses; received None")
    return max(len(p.blocks.r) + len(p.blocks.lap) - p.n_r, 0)


def _spread(system: NumberSystem, name: str, m: int, n: int, used: set[int]) -> Matrix:
    """(m, n), zero in the rows that are not used."""
    rows = [Matrix.of(system, [[_entry(name, i, j) if i in used else 0 for j in range(n)]]) for i in range(m)]
    return vstack(*rows)


def _entry(name: str, i: int, j: int) -> int:
    return int.from_bytes(shake_256(f"{name} {i} {j}".encode()).digest(8)) % LARGEST + 1
