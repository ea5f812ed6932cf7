"""The models that the paper compares, as weights (d, k).

Each is one line of mathematics. ``p.solver`` decides whether "train" means the closed form or a simulation.
Source: arXiv:2410.03833v1, setting of Thm 3.2 and 3.4; option A and option B are its two ways to remove the forgetting data's
influence from the pretrained model. The projection is ours.
"""

from __future__ import annotations

from theory.arithmetic import Matrix, vstack
from theory.problem import Problem


def pretrained(p: Problem) -> Matrix:
    """w_o = argmin ||w|| s.t. X^T w = y."""
    return p.solver(p.x, p.y, p.zero)


def golden(p: Problem) -> Matrix:
    """w_g = argmin ||w|| s.t. X_r^T w = y_r: trained from scratch without the forgetting data."""
    return p.solver(p.x_r, p.y_r, p.zero)


def fine_tuned(p: Problem, start: Matrix | None = None) -> Matrix:
    """w_t = argmin ||w - start|| s.t. X_t^T w = y_t; ``start`` is the pretrained model unless given."""
    return p.solver(p.x_t, p.y_t, pretrained(p) if start is None else start)


def option_a(p: Problem) -> Matrix:
    """A = w_o^r + w_o^lap: keep what the remaining data use, zero the f block (a retention-based mask)."""
    return restricted(p, pretrained(p), "r", "lap")


def option_b(p: Problem) -> Matrix:
    """B = w_o^r: zero every coordinate that the forgetting data use (a forget-based mask)."""
    return restricted(p, pretrained(p), "r")


def projected(p: Problem) -> Matrix:
    """P_r w_o: the pretrained model projected onto range(X_r)."""
    return p.x_r.project(pretrained(p))


def restricted(p: Problem, v: Matrix, *names: str) -> Matrix:
    """v with every coordinate outside the named blocks ('r', 'lap', 'f') set to zero: v^r, v^lap, v^r + v^lap, ..."""
    kept = {i for name in names for i in getattr(p.blocks, name)}
    padded = vstack(v, Matrix.zeros(p.system, 1, v.shape[1]))
    return padded.rows([i if i in kept else p.d for i in range(p.d)])


def beyond_remaining(p: Problem, v: Matrix) -> Matrix:
    """(I - P_r) v: what of v the remaining data cannot see, and fine-tuning on them cannot change."""
    return v - p.x_r.project(v)


def retained(p: Problem, v: Matrix) -> Matrix:
    """(P - P_r) v: what of v is known from all of the data but not from the remaining data alone."""
    return p.x.project(v) - p.x_r.project(v)


MODELS = {
    "pretrained": pretrained,
    "fine_tuned": fine_tuned,
    "golden": golden,
    "option_a": option_a,
    "option_b": option_b,
    "projected": projected,
}
"""Every model by name, in the order in which tables list them."""
