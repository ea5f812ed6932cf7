"""What claims assume, each a named predicate that is evaluated on the exact instance.

On a float64 problem (a user's own data) ranks are numerical and equality of labels is up to the derived allowance.
"""

from __future__ import annotations

from itertools import pairwise

from theory import descent
from theory.arithmetic import FLOAT64, Matrix, NotRepresentable, hstack, vstack
from theory.blocks import Blocks
from theory.generic import undetermined
from theory.models import pretrained
from theory.problem import Problem
from theory.random_design import RandomDesign
from verify.claim import Assumption
from verify.claim.compare import same
from verify.claim.separation import separated as separated_in_float64


def _blocks(p: Problem | RandomDesign) -> Blocks:
    return p.blocks if p.blocks is not None else Blocks.of(p.x_r, p.x_f)


def _consistent(p: Problem) -> bool:
    return same(p.x.T @ pretrained(p), p.y, p)


def _noiseless(p: Problem) -> bool:
    return _consistent(p) if p.w_star is None else same(p.x.T @ p.w_star, p.y, p)


def _full_row_rank_on_remaining(p: Problem) -> bool:
    blocks = _blocks(p)
    return p.x_r.rank == len(blocks.r) + len(blocks.lap)


def _lap_seen(p: Problem) -> bool:
    lap = _blocks(p).lap
    padded = vstack(Matrix.identity(p.system, p.d), Matrix.zeros(p.system, 1, p.d))
    directions = padded.rows([i if i in lap else p.d for i in range(p.d)])  # zero columns beside them change no rank
    return not lap or hstack(p.x_r, directions).rank == p.x_r.rank


def _rational_spectrum(p: Problem) -> bool:
    try:
        p.x_r.squared_singular_values()
    except NotRepresentable:
        return False
    return p.x_r.rank > 0


def _simple_spectrum(p: Problem) -> bool:
    return _rational_spectrum(p) and all(a != b for a, b in pairwise(p.x_r.squared_singular_values()))


def _has_roots(p: Problem) -> bool:
    try:
        p.system.sqrt(p.system.scalar(2))
    except NotRepresentable:
        return False
    return True


def _single_remaining(p: Problem) -> bool:
    return p.n_r == 1 and p.x_r.rank == 1 and p.y_r.sq_norm() != 0


def _moderate_margin(p: Problem) -> bool:
    """Where it is so, a double tells the bounds of the growth from each other."""
    if p.schedule is None or p.n_r != 1 or p.schedule.steps < 1:
        return False
    pull = p.schedule.eta * p.x_r.sq_norm()
    inner = [abs(v) for row in (p.x_r.T @ p.schedule.start).tolist() for v in row]
    return max(inner) <= 8 and pull <= 1 and 10 * pull >= 1  # type: ignore[no-any-return]  # a bool of the system's numbers; a name for it would be in every digest


def _separated(p: Problem) -> bool:
    """Squared distances by elements of the Gram; n (n - 1) / 2 pairs, which are many in data of a user's own."""
    if p.system == FLOAT64:
        return separated_in_float64(p.x.data)
    gram = (p.x.T @ p.x).tolist()
    pairs = ((i, j) for i in range(p.n) for j in range(i))
    return all(gram[i][i] + gram[j][j] - 2 * gram[i][j] >= 1 for i, j in pairs)


def either(a: Assumption, b: Assumption) -> Assumption:
    """The assumption that a or b holds."""
    return Assumption(f"{a.name} or {b.name}", f"{a.statement}, or {b.statement}", lambda p: a.holds(p) or b.holds(p))


def both(a: Assumption, b: Assumption) -> Assumption:
    """The assumption that a and b hold."""
    return Assumption(f"{a.name} and {b.name}", f"{a.statement}, and {b.statement}", lambda p: a.holds(p) and b.holds(p))


noiseless = Assumption("noiseless", "y = X^T w_*", _noiseless)
consistent = Assumption("consistent", "some w satisfies X^T w = y", _consistent)
full_column_rank = Assumption("full column rank", "rank X = n", lambda p: p.x.rank == p.n)
distinct = Assumption("distinct", "d_lap = 0", lambda p: not _blocks(p).lap)
overlapping = Assumption("overlapping", "d_lap > 0", lambda p: bool(_blocks(p).lap))
full_overlap = Assumption("full overlap", "d_r = d_f = 0", lambda p: not _blocks(p).r and not _blocks(p).f)
tuned_on_all = Assumption("tuned on all", "D_t = D_r", lambda p: len(p.tuning) == p.n_r)
spanning = Assumption("spanning", "range(X_r) contains every r and lap coordinate direction", _full_row_rank_on_remaining)
lap_seen = Assumption("lap seen", "range(X_r) contains every lap coordinate direction", _lap_seen)
scheduled = Assumption("scheduled", "a start, a step size and a step count are given", lambda p: p.schedule is not None)
stable_step = Assumption(
    "stable step",
    "0 < eta < n_S / sigma_max(X_S)^2",
    lambda p: p.schedule is not None and descent.below_threshold(p.x_r, p.schedule.eta),
)
regularized = Assumption("regularized", "wrong labels y', alpha > 0 and lambda > 0 are given", lambda p: p.regularization is not None)
rational_spectrum = Assumption("rational spectrum", "sigma_i(X_r)^2 can be written down in this number system", _rational_spectrum, True)
simple_spectrum = Assumption("simple spectrum", "the non-zero sigma_i(X_r)^2 can be written down and differ", _simple_spectrum, True)
real_numbers = Assumption("real numbers", "square roots can be written down in this number system", _has_roots, True)
single_remaining = Assumption("single remaining", "n_r = 1, with a non-zero sample and label", _single_remaining)
tuned_on_something = Assumption("tuned on something", "D_t is not empty", lambda p: bool(p.tuning))
independent_tuning = Assumption(
    "independent tuning", "D_t is not empty and its samples are independent", lambda p: bool(p.tuning) and p.x_t.rank == len(p.tuning)
)
single_forgotten = Assumption("single forgotten", "n_f = 1", lambda p: p.n_f == 1)
several_forgotten = Assumption("several forgotten", "n_f >= 2", lambda p: p.n_f >= 2)
shared_and_own = Assumption("shared beside own", "d_lap > 0 and d_f > 0", lambda p: bool(_blocks(p).lap) and bool(_blocks(p).f))
single_output = Assumption("single output", "k = 1", lambda p: p.y_r.shape[1] == 1)
noisy = Assumption("noisy", "y != X^T w_*", lambda p: p.w_star is not None and not _noiseless(p))
few_features = Assumption("few features", "d <= 14", lambda p: p.d <= 14)
moderate_margin = Assumption(
    "moderate margin", "k >= 1, |x_r^T w_0| <= 8 and 1/10 <= eta ||x_r||^2 <= 1, for one remaining sample", _moderate_margin
)
separated = Assumption("separated", "any two samples of D are at least 1 apart", _separated)
something_new = Assumption(
    "something new",
    "d_f > 0, or d_lap > 0 and n_r < d_r + d_lap",
    lambda p: bool(_blocks(p).f) or (bool(_blocks(p).lap) and undetermined(p) > 0),
)
directions_left = Assumption("directions left", "n_r < d_r + d_lap", lambda p: undetermined(p) > 0)
full_row_rank = Assumption("full row rank", "rank X_r = d: under-parameterized", lambda p: p.x_r.rank == p.d)
anything = Assumption("anything", "no assumption: any data, any labels", lambda _: True)
gaussian_design = Assumption(
    "gaussian design",
    "X_r and X_f are random, the entries of their blocks iid N(0, 1)",
    lambda s: isinstance(s, RandomDesign) and s.entries == "gaussian",
)
"""Of a random design; no single data set meets it."""
teachers_labels = Assumption(
    "no label noise", "labels are those of the teacher: s = 0", lambda s: isinstance(s, RandomDesign) and not s.noise
)
"""Of a random design; no single data set meets it. See :data:`noiseless` for a single problem."""
fewer_than_features = Assumption("n <= d", "n <= d", lambda p: p.n <= p.d)
fewer_remaining = Assumption("n_r < d", "n_r < d", lambda p: p.n_r < p.d)
far_from_peak = Assumption(
    "far from the peak", "|d_r + d_lap - n_r| >= 4", lambda p: abs(len(_blocks(p).r) + len(_blocks(p).lap) - p.n_r) >= 4
)
