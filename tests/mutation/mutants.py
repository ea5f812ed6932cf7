"""Wrong formulas: each a plausible slip in one line of ``theory``, as a replacement of source text that occurs once."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Mutant:
    """``old`` becomes ``new`` in ``module``; ``slip`` says what mistake that is."""

    slip: str
    module: str
    old: str
    new: str


PROBLEM, BLOCKS, MODELS, LOSSES, GRAM = (f"theory.{name}" for name in ("problem", "blocks", "models", "losses", "gram"))
OPTIMIZERS, STEPS, CLOSED = (f"theory.descent.{name}" for name in ("optimizers", "steps", "closed_form"))
SPECTRUM = "theory.descent.spectrum"
FULL_RANK, FLOAT64_FACTOR, MULTI, MATRIX = (
    f"theory.arithmetic.{name}" for name in ("full_rank", "float64_factor", "multiprecision", "matrix")
)

OBJECTIVE, REGULARIZER, RIDGE, KERNELS, SEQUENTIAL, REMOVAL, ASCENT = (
    f"theory.{name}" for name in ("objective", "regularizer", "ridge", "kernels", "sequential", "removal", "ascent")
)
NETWORK, ENTROPY, TRAINING = (f"theory.networks.{name}" for name in ("network", "cross_entropy", "training"))

MUTANTS = (
    Mutant("sign of the correction", PROBLEM, "start + x.solve(y - x.T @ start)", "start - x.solve(y - x.T @ start)"),
    Mutant("the start left out of the residual", PROBLEM, "start + x.solve(y - x.T @ start)", "start + x.solve(y)"),
    Mutant("the start left out of the result", PROBLEM, "start + x.solve(y - x.T @ start)", "x.solve(y - x.T @ start)"),
    Mutant("D_r for D_t in the features", PROBLEM, "else self.x_r.columns(self.tuning)", "else self.x_r"),
    Mutant("D_t's labels in reverse order", PROBLEM, "else self.y_r.rows(self.tuning)", "else self.y_r.rows(self.tuning[::-1])"),
    Mutant("X stacked forgetting first", PROBLEM, "hstack(self.x_r, self.x_f)", "hstack(self.x_f, self.x_r)"),
    Mutant("y stacked forgetting first", PROBLEM, "vstack(self.y_r, self.y_f)", "vstack(self.y_f, self.y_r)"),
    Mutant("lap counted as r", BLOCKS, "(in_r - in_f, in_r & in_f, in_f - in_r)", "(in_r, in_r - in_r, in_f - in_r)"),
    Mutant("lap counted as f", BLOCKS, "(in_r - in_f, in_r & in_f, in_f - in_r)", "(in_r - in_f, in_r - in_r, in_f)"),
    Mutant("r and f exchanged", BLOCKS, "(in_r - in_f, in_r & in_f, in_f - in_r)", "(in_f - in_r, in_r & in_f, in_r - in_f)"),
    Mutant("pretrained on D_r only", MODELS, "p.solver(p.x, p.y, p.zero)", "p.solver(p.x_r, p.y_r, p.zero)"),
    Mutant("golden on all of D", MODELS, "p.solver(p.x_r, p.y_r, p.zero)", "p.solver(p.x, p.y, p.zero)"),
    Mutant("golden on D_t", MODELS, "p.solver(p.x_r, p.y_r, p.zero)", "p.solver(p.x_t, p.y_t, p.zero)"),
    Mutant("golden on D_f", MODELS, "p.solver(p.x_r, p.y_r, p.zero)", "p.solver(p.x_f, p.y_f, p.zero)"),
    Mutant("fine-tuned on D_r instead of D_t", MODELS, "p.solver(p.x_t, p.y_t, pretrained(p)", "p.solver(p.x_r, p.y_r, pretrained(p)"),
    Mutant("fine-tuned from zero", MODELS, "pretrained(p) if start is None else start", "p.zero"),
    Mutant("fine-tuning ignores its start", MODELS, "pretrained(p) if start is None else start", "pretrained(p)"),
    Mutant("option A drops lap", MODELS, 'pretrained(p), "r", "lap")', 'pretrained(p), "r")'),
    Mutant("option A keeps f", MODELS, 'pretrained(p), "r", "lap")', 'pretrained(p), "r", "lap", "f")'),
    Mutant("option A from the golden model", MODELS, 'restricted(p, pretrained(p), "r", "lap")', 'restricted(p, golden(p), "r", "lap")'),
    Mutant("option B keeps lap", MODELS, 'pretrained(p), "r")', 'pretrained(p), "r", "lap")'),
    Mutant("projection onto range(X)", MODELS, "p.x_r.project(pretrained(p))", "p.x.project(pretrained(p))"),
    Mutant("projection onto range(X_f)", MODELS, "p.x_r.project(pretrained(p))", "p.x_f.project(pretrained(p))"),
    Mutant("the complement of the projection", MODELS, "return p.x_r.project(pretrained(p))", "return beyond_remaining(p, pretrained(p))"),
    Mutant("P for P_r", MODELS, "return v - p.x_r.project(v)", "return v - p.x.project(v)"),
    Mutant("P_r for its complement", MODELS, "return v - p.x_r.project(v)", "return p.x_r.project(v)"),
    Mutant("P_f for P - P_r", MODELS, "return p.x.project(v) - p.x_r.project(v)", "return p.x_f.project(v)"),
    Mutant("P for P - P_r", MODELS, "return p.x.project(v) - p.x_r.project(v)", "return p.x.project(v)"),
    Mutant("the mask keeps what it should drop", MODELS, "i if i in kept else p.d", "p.d if i in kept else i"),
    Mutant("missing 1/n", LOSSES, "(x.T @ w - y).sq_norm() / y.shape[0]", "(x.T @ w - y).sq_norm()"),
    Mutant("1/d for 1/n", LOSSES, "(x.T @ w - y).sq_norm() / y.shape[0]", "(x.T @ w - y).sq_norm() / x.shape[0]"),
    Mutant("1/d for 1/n in the quadratic form", LOSSES, "(x.T @ v).sq_norm() / x.shape[1]", "(x.T @ v).sq_norm() / x.shape[0]"),
    Mutant("missing 1/n_f in leave-out", LOSSES, "leave_out_residual(p).sq_norm() / p.n_f", "leave_out_residual(p).sq_norm()"),
    Mutant("1/n_r for 1/n_f in leave-out", LOSSES, "leave_out_residual(p).sq_norm() / p.n_f", "leave_out_residual(p).sq_norm() / p.n_r"),
    Mutant("the loss adds the labels", LOSSES, "x.T @ w - y)", "x.T @ w + y)"),
    Mutant("UL on D_r", LOSSES, "loss(p.x_f, p.y_f, w)", "loss(p.x_r, p.y_r, w)"),
    Mutant("RL on D_f", LOSSES, "loss(p.x_r, p.y_r, w)", "loss(p.x_f, p.y_f, w)"),
    Mutant("gap to the pretrained model", LOSSES, "(w - golden(p)).sq_norm()", "(w - p.zero).sq_norm()"),
    Mutant("leave-out takes the remaining block", GRAM, "held_out = range(n_r, g.shape[0])", "held_out = range(n_r)"),
    Mutant("leave-out forgets to invert S", GRAM, "columns(held_out).inverse() @ a_f", "columns(held_out) @ a_f"),
    Mutant("leave-out uses G for its inverse", GRAM, "inverse = g.inverse()", "inverse = g"),
    Mutant("golden predictions from all samples", GRAM, "remaining = range(n_r)", "remaining = range(g.shape[0])"),
    Mutant("Gram predictions lose their start", GRAM, "solve((y - start).rows(on))", "solve(y.rows(on))"),
    Mutant("gradient with the wrong sign", OPTIMIZERS, "x @ (x.T @ w - y)", "x @ (y - x.T @ w)"),
    Mutant("gradient without the factor 2", OPTIMIZERS, "w.system.scalar(2) / n", "w.system.scalar(1) / n"),
    Mutant("gradient without 1/n", OPTIMIZERS, "w.system.scalar(2) / n", "w.system.scalar(2)"),
    Mutant(
        "momentum applied to the weights",
        STEPS,
        "slope(w, k) * eta + (w - before) * momentum",
        "slope(w, k) * eta + w * momentum",
    ),
    Mutant("extrapolation from zero", STEPS, "ahead = w + (w - before) * momentum", "ahead = w * (1 + momentum)"),
    Mutant("Adam without the root", STEPS, ".map(system.sqrt)", ""),
    Mutant("closed form one step late", CLOSED, "power(step, k) @ coordinates", "power(step, k + 1) @ coordinates"),
    Mutant("closed form with the sign of the step", CLOSED, "identity(x.system, n) - (x.T @ x)", "identity(x.system, n) + (x.T @ x)"),
    Mutant("closed form without the factor 2", CLOSED, "(2 * eta / n)", "(eta / n)"),
    Mutant("closed form without its limit", CLOSED, "return limit + x @", "return x @"),
    Mutant("top component not normalized", CLOSED, "/ (largest - other)", "/ largest"),
    Mutant("rate without the factor 2", SPECTRUM, "abs(1 - 2 * eta * s / x.shape[1])", "abs(1 - eta * s / x.shape[1])"),
    Mutant("rate by the smallest factor", SPECTRUM, "(a + b + abs(a - b)) / 2", "(a + b - abs(a - b)) / 2"),
    Mutant("threshold test by trace sign", SPECTRUM, "(n / eta) - x.T @ x)", "(n / eta) + x.T @ x)"),
    Mutant("coordinates without (F F^T)^-1", FULL_RANK, "return (f * f.transpose()).inv() * f", "return f"),
    Mutant(
        "projection without (C^T C)^-1",
        FULL_RANK,
        "return self._dual * (self._column_basis.transpose() * v)",
        "return self._column_basis * (self._column_basis.transpose() * v)",
    ),
    Mutant("singular values multiplied instead of divided", FLOAT64_FACTOR, "v.coefficients(rhs) / self", "v.coefficients(rhs) * self"),
    Mutant("complement of the range", FLOAT64_FACTOR, "return u.combine(u.coefficients(v))", "return v - u.combine(u.coefficients(v))"),
    Mutant("rank cut at 1e-3", MULTI, "10**5 * max(d, n) * context.eps", "context.mpf(10) ** -3"),
    Mutant("singular values left out", MULTI, "multiply(v.T, rhs) / s[:, None]", "multiply(v.T, rhs)"),
    Mutant("subtraction adds", MATRIX, "self.system.subtract(self.data, other.data)", "self.system.add(self.data, other.data)"),
    Mutant("weights without n in the gradient", OBJECTIVE, "(t.weight * t.x.shape[1])", "t.weight"),
    Mutant("sample-space path without the factor 2", OBJECTIVE, "(2 * eta)\n", "eta\n"),
    Mutant("samples scaled by the weight, not its root", OBJECTIVE, "roots = [sqrt(t.weight * n)", "roots = [(t.weight * n)"),
    Mutant("unweighted normal equations", OBJECTIVE, "weighted = self.x.T @ self.weighted_x", "weighted = self.x.T @ self.x"),
    Mutant(
        "alpha on the remaining term",
        REGULARIZER,
        "_objective(p, p.system.scalar(1), factor, wrong)",
        "_objective(p, factor, p.system.scalar(1), wrong)",
    ),
    Mutant("the right labels for the wrong ones", REGULARIZER, "y_f = p.regularized.wrong if", "y_f = p.y_f if"),
    Mutant("UL on the path against y'", REGULARIZER, "(residual + p.regularized.wrong - p.y_f)", "residual"),
    Mutant("room up to UL(w_g) only", REGULARIZER, "2 * leave_out_loss(p) - u", "leave_out_loss(p) - u"),
    Mutant("one least value for both terms", REGULARIZER, "p.x_r.T @ p.x_r.solve(p.y_r), p.x_f.T", "p.y_r, p.x_f.T"),
    Mutant("lambda not scaled by n_r", RIDGE, "return p.regularized.decay * p.n_r", "return p.regularized.decay"),
    Mutant(
        "weight decay without the factor 2", RIDGE, "1 - 2 * decay_step(p) * p.regularized.decay", "1 - decay_step(p) * p.regularized.decay"
    ),
    Mutant("ridge inverse applied to X X^T once too few", RIDGE, "x.solve(x.T.solve(w))", "x.solve(x.T @ w)"),
    Mutant("kernel without its constant", KERNELS, "z = with_bias(x)\n    return", "z = x\n    return"),
    Mutant("NTK without the first layer", KERNELS, "2 * u * open_angle", "u * open_angle"),
    Mutant(
        "sequence in the other order",
        SEQUENTIAL,
        "p.solver(p.x_r, p.y_r, p.solver(p.x_f, p.y_f, p.zero))",
        "p.solver(p.x_f, p.y_f, p.solver(p.x_r, p.y_r, p.zero))",
    ),
    Mutant("cosines for their squares", SEQUENTIAL, "return p.x_r.project(p.x_f.project(v))", "return p.x_r.project(v)"),
    Mutant("Newton's step the wrong way", REMOVAL, "w + half_hessian.inverse()", "w - half_hessian.inverse()"),
    Mutant("Newton's Hessian on all of D", REMOVAL, "p.x_r @ p.x_r.T + Matrix", "p.x @ p.x.T + Matrix"),
    Mutant("ascent that descends", ASCENT, "-p.system.scalar(1) / p.n_f", "p.system.scalar(1) / p.n_f"),
    Mutant("back-propagation ignores ReLU", NETWORK, "(take.entrywise(back, self._slopes(z)) if self.rectified else back)", "back"),
    Mutant("output layer's gradient sees no activation", NETWORK, "r.T @ active)", "r.T @ z)"),
    Mutant("network residual without its labels", NETWORK, "(active @ output - y)", "(active @ output)"),
    Mutant("cross-entropy classes swapped with labels", ENTROPY, "one if s > 0 else one * 0", "one if s > 0 else s * 0 + one / 2"),
    Mutant(
        "motion bound without the residual's growth", TRAINING, "eta * (2 / b) * size * m * residual", "eta * (2 / b) * m * residual / 4"
    ),
)
