"""The audit of data that need not fit into memory: the same rows, each bounded by a gradient, in a few passes over the file.

Every model is the minimizer of a quadratic J (see ``theory.blockwise``) or pieced together from such minimizers by the features that D_r
uses. With grad J(w^) = -2 g, whatever computed w^,

    sqrt(lambda) ||w^ - w|| and sqrt(c) ||X_S^T (w^ - w)|| <= ||g|| / sqrt(lambda) + rho,

lambda a lower bound on the Hessian's smallest eigenvalue, c the factor of ||X_S^T w - t||^2 in J, g with the rounding of its sum, and rho
what the weighted residuals themselves may be off by: they enter through Hessian^{-1} sqrt(c) X_S, whose norm is at most 1 / sqrt(lambda).
Rounding is bounded as in ``rounding``, with the chain of a sum over blocks. What needs the samples themselves again is not evaluated, and
the report says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

import numpy as np

from theory.arithmetic import FLOAT64, Matrix
from theory.blocks import Blocks
from theory.blockwise import Hessian, Objective, left_over, models_of, squared_residuals
from theory.tree_sums import chain
from verify.audit.bad_input import BadInputError
from verify.audit.block_sums import Side, Summed, judged, scores_of
from verify.audit.classes import Hits
from verify.audit.notes import on_columns, on_samples, on_targets
from verify.audit.options import Options, chosen_settings, positive
from verify.audit.remedies import DECAY, EXACT, OWN, RIDGE, TUNED, regularized_name
from verify.audit.report import Report
from verify.audit.rounding import SLACK, Errors, Measured, gamma, squared
from verify.audit.rows import Row, apart, gaps_of
from verify.audit.settings import Settings, ridge_for
from verify.audit.train import Trained

Array = np.ndarray


@dataclass(frozen=True, eq=False)
class ByBlocks:
    """The audit of ``data`` with ``options``.

    Raises ``BadInputError`` for what the user can mend: options that need all samples at once, features that are not independent.
    """

    data: Summed
    options: Options

    def __post_init__(self) -> None:
        if self.options.tuning is not None:
            raise BadInputError("`tuning` must be left out where features are read block by block: D_t is all of the remaining data")

    @cached_property
    def settings(self) -> Settings:
        """The choices; where a runner-up is asked for, D_f is looked at once for its scores."""
        y, forget, of = self.data.samples.targets, self.data.samples.forget, self.data.sizes
        given = self.options.ridge
        ridge = ridge_for(float(np.trace(self.data.grams.gram[0])) / of.n_r) if given is None else positive("ridge", given)

        def scores() -> Array:
            model = Hessian(self.data.grams, self.data.used[0] | self.data.used[1], 1.0, ridge * of.n).solve(
                self.data.grams.moment.sum(axis=0)
            )
            (found,) = self.data.swept("scores of the ridge model", partial(scores_of, of.n, model))
            chosen: Array = found[forget]
            return chosen

        return chosen_settings(y[~forget], y[forget], of.d, forget, self.options, ridge, scores)

    @cached_property
    def minimized(self) -> Mapping[str, tuple[Objective, Hessian, float, Array]]:
        """What is minimized, its Hessian, a lower bound on the Hessian's eigenvalues, and weights to start from, by name."""
        y, forget, of, s = self.data.samples.targets, self.data.samples.forget, self.data.sizes, self.settings
        (in_r, in_f), (x, x_r, _), (m_r, m_f) = self.data.used, self.data.sides, self.data.grams.moment
        share, both = s.alpha * of.n_r / of.n_f, in_r | in_f
        whole, remaining, mixed = (
            Hessian(self.data.grams, both, 1.0),
            Hessian(self.data.grams, in_r, 0.0),
            Hessian(self.data.grams, both, share),
        )
        decay, ridge = s.ridge * of.n_r, s.ridge * of.n
        w_g = remaining.solve(m_r)
        seen = self.data.grams.gram[1] @ w_g
        found = {
            "golden": (Objective(y), remaining, x_r.lowest, w_g),
            "pretrained": (Objective(y, 1.0), whole, x.lowest, whole.solve(m_r + m_f)),
            EXACT: (Objective(np.where(forget[:, None], y, 0.0), 1.0, through=-1.0), whole, x.lowest, whole.solve(m_f - seen)),
        }
        for wrong in s.wrong:
            labels = y.copy()
            labels[forget] = 0.0 if wrong.given is None else wrong.given.data
            through = 1.0 if wrong.given is None and wrong.name == "golden" else 0.0
            start = mixed.solve(m_r + share * through * seen)
            found[regularized_name(wrong)] = Objective(labels, share, through=through), mixed, min(1.0, share) * x.lowest, start
        for name, objective, used, lowest, moment in (
            (DECAY, Objective(y, shift=decay), in_r, x_r.lowest, m_r),
            (RIDGE, Objective(y, 1.0, ridge), both, x.lowest, m_r + m_f),
        ):
            hessian = Hessian(self.data.grams, used, objective.forgetting, objective.shift)
            found[name] = objective, hessian, (lowest if used.any() else 0.0) + objective.shift, hessian.solve(moment)
        return found

    def _refined(self) -> dict[str, Array]:
        """Weights by name after a step of refinement; two where labels y' are given, whose products with X_f are not known before."""
        names = list(self.minimized)
        objectives = [self.minimized[name][0] for name in names]
        w = np.array([self.minimized[name][3] for name in names])
        for _ in range(1 + any(wrong.given is not None for wrong in self.settings.wrong)):
            (left,) = self.data.swept("refinement", partial(left_over, objectives, w, w[0]))
            step = self.minimized["golden"][1].solve(left.half[0])
            moved = self.data.grams.gram[1] @ step  # what the golden model's labels change by
            for i, (name, objective) in enumerate(zip(names, objectives, strict=True)):
                g = left.half[i] - objective.shift * w[i] + objective.forgetting * objective.through * moved
                w[i] += self.minimized[name][1].solve(g)
        return dict(zip(names, w, strict=True))

    def report(self) -> tuple[Report, tuple[str, ...]]:
        """Every number of the audit, and notes on the data."""
        try:
            known = self._refined()
        except ArithmeticError as error:
            told = "an audit block by block needs that; leave dependent features out, or audit where all samples fit into memory"
            raise BadInputError(f"{error}: {told}") from error
        (in_r, in_f), own = self.data.used, self.settings.own
        models = self._models(known)
        w = np.stack([*models.values(), *([own.data] if own is not None else [])])
        left, sums = self.data.swept(
            "losses",
            partial(left_over, [m[0] for m in self.minimized.values()], np.stack([*known.values()]), known["golden"]),
            partial(squared_residuals, w),
        )
        errors = dict(zip(known, self._errors(known, left), strict=True))
        trained = self._trained(models, errors)
        consistent = self._fits(left.squares[list(known).index("pretrained")], trained["pretrained"])
        rows = tuple(self._rows(trained, sums))
        x, x_r, x_f = (side.facts() for side in self.data.sides)
        blocks = Blocks(*(tuple(np.flatnonzero(flags).tolist()) for flags in (in_r & ~in_f, in_r & in_f, in_f & ~in_r, ~(in_r | in_f))))
        kept = tuple(row for row in rows if consistent or row.model != EXACT)
        return Report(None, self.data.sizes, self.settings, (x, x_r, x_f), blocks, kept, consistent, None), tuple(self._notes())

    def _models(self, known: Mapping[str, Array]) -> dict[str, Array]:
        """The weights of every model, in the order of the tables."""
        in_r, in_f = self.data.used
        six = models_of(known["pretrained"], known["golden"], in_r, in_f)
        starts = {"option A": six["option_a"], "option B": six["option_b"], "projection": six["projected"]}

        def tuned(w: Array) -> Array:
            return np.where(in_r[:, None], known["golden"], w)

        return {
            "pretrained": six["pretrained"],
            "fine-tuned": six["fine_tuned"],
            "golden": six["golden"],
            **starts,
            **{name + TUNED: tuned(w) for name, w in starts.items()},
            EXACT: known["pretrained"] - known[EXACT],
            **{name: known[name] for name in map(regularized_name, self.settings.wrong)},
            DECAY: known[DECAY],
            RIDGE: known[RIDGE],
            RIDGE + TUNED: tuned(known[RIDGE]),
        }

    def _errors(self, known: Mapping[str, Array], left: Any) -> Iterator[tuple[Errors, Errors]]:
        """Bounds on each minimizer, as X_r sees it and as X_f does."""
        _, x_r, x_f = self.data.sides
        d, forget = self.data.sizes.d, self.data.samples.forget
        long = gamma(min(self.data.samples.rows, self.data.samples.n) + chain(self.data.samples.count) + 4)
        norms, of_golden = {name: float(np.linalg.norm(w)) for name, w in known.items()}, 0.0
        for i, (name, (objective, _, lowest, _)) in enumerate(self.minimized.items()):
            g = float(np.linalg.norm(left.half[i] - objective.shift * known[name]))
            g += gamma(4) * objective.shift * norms[name]
            off = 0.0
            for side, factor, chosen, squares in zip(
                (x_r, x_f), (1.0, objective.forgetting), (~forget, forget), left.squares[i], strict=True
            ):
                through = abs(objective.through) if side is x_f else 0.0
                size = side.frobenius * (norms[name] + through * norms["golden"])
                rho = gamma(d + 4) * (size + float(np.linalg.norm(objective.labels[chosen]))) + through * side.largest * of_golden
                g += factor * (long + gamma(4)) * side.frobenius * (SLACK * float(np.sqrt(squares)) + rho)
                off += float(np.sqrt(factor)) * rho
            root = float(np.sqrt(max(lowest, 0.0)))
            seen = SLACK * (g / root + off) if root else np.inf
            weights = seen / root if root else np.inf
            c = objective.forgetting
            if name == "golden":
                of_golden = weights
            yield Errors(weights, seen), Errors(weights, seen / np.sqrt(c) if c else np.inf)

    def _trained(self, models: Mapping[str, Array], errors: Mapping[str, tuple[Errors, Errors]]) -> dict[str, Trained]:
        of_golden, of_start = errors["golden"][0], errors["pretrained"][0].weights
        found = {}
        for name, w in models.items():
            start = name.removesuffix(TUNED)
            if name in ("pretrained", "golden", DECAY, RIDGE) or name.startswith("regularized"):
                on_r, on_f = errors[name]
            elif name == EXACT:
                on_r = on_f = Errors(of_start + errors[EXACT][0].weights + gamma(1) * float(np.linalg.norm(w)))
            elif start != name or name == "fine-tuned":  # X_r sees the golden model's part alone
                total = of_golden.weights + (errors[RIDGE][0].weights if start == RIDGE else of_start)
                on_r, on_f = Errors(total, of_golden.predictions), Errors(total)
            else:
                on_r = on_f = Errors(of_start)
            found[name] = Trained(Matrix(FLOAT64, w), on_r, on_f)
        if self.settings.own is not None:
            found[OWN] = Trained(self.settings.own, Errors(0.0), Errors(0.0))
        return found

    def _loss(self, side: Side, y: Array, model: Trained, squares: float, errors: Errors) -> Measured:
        size = float(np.linalg.norm(y))
        rho = gamma(self.data.sizes.d + 2) * (side.frobenius * float(np.linalg.norm(model.w.data)) + size)
        rho += min(errors.predictions, side.largest * errors.weights)
        of_sum = squared(squares, rho, y.size, size * size)
        return Measured(squares / len(y), of_sum.error / len(y), of_sum.scale / len(y))

    def _fits(self, squares: Array, pretrained: Trained) -> bool:
        """Whether rounding alone explains what the pretrained model leaves of y."""
        x, y = self.data.sides[0], self.data.samples.targets
        rho = gamma(self.data.sizes.d + 2) * (x.frobenius * float(np.linalg.norm(pretrained.w.data)) + float(np.linalg.norm(y)))
        return float(np.sqrt(squares.sum())) <= rho + x.largest * pretrained.error

    def _rows(self, trained: Mapping[str, Trained], sums: Array) -> Iterator[Row]:
        (_, x_r, x_f), (y, forget) = self.data.sides, (self.data.samples.targets, self.data.samples.forget)
        golden, start, zero = trained["golden"], trained["pretrained"], Measured(0.0, 0.0)
        losses = {
            name: (
                self._loss(x_r, y[~forget], model, float(sums[0, i]), model.on_remaining),
                self._loss(x_f, y[forget], model, float(sums[1, i]), model.on_forgetting),
            )
            for i, (name, model) in enumerate(trained.items())
        }
        hits = self._hits(trained)
        for name, model in trained.items():
            remaining, unlearning = losses[name]
            gaps = (zero, zero) if model is golden else gaps_of(model, golden, unlearning, losses["golden"][1])
            moved = zero if model is start else apart(model, start)
            row = Row(name, remaining, unlearning, *gaps, moved, hits=hits.get(name))
            if name == OWN:
                inside = Trained(Matrix(FLOAT64, model.w.data * self.data.used[0][:, None]), Errors(0.0), Errors(0.0))
                row = Row(*(row.model, *row.numbers, row.moved), apart(model, trained["fine-tuned"]), apart(model, inside), row.hits)
            yield row

    def _hits(self, trained: Mapping[str, Trained]) -> dict[str, tuple[Hits, Hits]]:
        """Right classes, where targets are classes: one more pass, because it needs the errors of the weights."""
        classes = self.settings.classes
        if classes is None:
            return {}
        true = np.zeros(self.data.sizes.n, dtype=np.int64)
        true[~self.data.samples.forget], true[self.data.samples.forget] = classes.of_r, classes.of_f
        w = np.stack([model.w.data for model in trained.values()])
        off = np.array([m.error + gamma(self.data.sizes.d + 2) * float(np.linalg.norm(m.w.data)) for m in trained.values()])
        found = self.data.swept("right classes", *(partial(judged, classes, true, w, off, side) for side in (0, 1)))
        return {name: (found[0][i], found[1][i]) for i, name in enumerate(trained)}

    def _notes(self) -> Iterator[str]:
        (ends, _, look), n, d = self.data.first, self.data.sizes.n, self.data.samples.features.shape[1]
        low, high = ends.low[:, :d], ends.high[:, :d]
        lowest, highest = low.min(axis=0), high.max(axis=0)
        yield from on_samples(look.zero, look.hashes, self.data.samples.forget)
        yield from on_targets(self.data.samples.targets)
        same = lowest == highest
        masks = (low == high).all(axis=0) & ~same
        constant = np.flatnonzero(same & (lowest != 0)).tolist()
        yield from on_columns(np.maximum(-lowest, highest), constant, [], np.flatnonzero(masks).tolist(), None)
        if counting := np.flatnonzero(highest - lowest == n - 1).tolist():
            yield f"whether feature {counting[0]} counts the samples was not evaluated at this size"
