"""The comparison of methods with golden models that several studies make: train, choose settings on validation data, test once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import Any

import numpy as np
import torch

from gpu_checks.data import Dataset, Part
from gpu_checks.ensemble import Recipe, distinct, joined, members
from gpu_checks.forgetting import Split
from gpu_checks.losses import cross_entropy
from gpu_checks.methods import METHODS
from gpu_checks.metrics.duration import golden_seconds, seconds
from gpu_checks.metrics.measure import VALUES, Reference, distances, set_ceilings, set_distances, values
from gpu_checks.metrics.outputs import Outputs, outputs_of
from gpu_checks.metrics.relearning import relearning_steps
from gpu_checks.models import Model, Params
from gpu_checks.seeds import seed_of
from gpu_checks.statistics.protocol import Protocol
from gpu_checks.store import Store
from gpu_checks.studies.choice import choose, leading
from gpu_checks.studies.contender import FT, Contender, listed
from gpu_checks.task import Task, sampled, train_golden, train_pretrained

RELEARN_RATE, RELEARN_LEVEL = 0.05, 0.1
"""Relearning: full-batch steps of this size until the mean cross-entropy on D_f is at most this."""


@dataclass(frozen=True, eq=False)
class Case:
    """One data set and one way to forget, the model and how it is trained.

    At most ``asked`` samples each of D_r and D_f are measured, and D_f is learned again in at most ``relearned`` steps.
    """

    name: str
    data: Dataset
    split: Split
    model: Model
    training: Recipe
    tuning: Recipe
    width: int
    asked: int | None = None
    relearned: int = 1200

    @cached_property
    def task(self) -> Task:
        """What the methods are given."""
        split, data = self.split, self.data
        return Task(self.model, cross_entropy, data.train.x, data.labels(), split.remaining, split.forgetting, self.training, self.tuning)

    @cached_property
    def measured(self) -> Task:
        """What models are measured on."""
        return self.task if self.asked is None else sampled(self.task, self.asked, self.name)


Results = dict[str, Any]


def measure_case(case: Case, contenders: Sequence[Contender], protocol: Protocol, store: Store) -> Results:
    """Everything that is measured in one case: the sweep on validation data, the finals, the choice, and the test.

    Nothing is concluded here. ``test`` holds, beside the contenders, FT at every rate chosen for the regularizer: what the rate does is
    thereby told from what the regularizer does. Both are among the ``contenders`` of the result, by the names under which it keeps them.
    """
    bench = _Bench(case, protocol, store)
    found: Results = {"n_r": len(case.split.remaining), "n_f": len(case.split.forgetting), "seeds": bench.seeds}
    found["relearned at most"] = case.relearned
    found |= {"sweep": {}, "finals": {}, "chosen": {}, "test": {}}
    found["golden values"] = store.json(f"{case.name}/golden values", lambda: dict(bench.reference_on("test").means))
    chosen: dict[Contender, Mapping[str, float]] = {}
    for contender in contenders:
        chosen[contender] = _setting(contender, bench, store, found)
        found["test"][str(contender)] = _tested(contender.method, {**contender.fixed, **chosen[contender]}, bench, store)
    found["seconds"] = store.json(f"{case.name}/seconds", lambda: bench.durations(chosen))
    at_rates = {replace(FT, rate=chosen[c]["rate"]): {"rate": chosen[c]["rate"]} for c in contenders if c.primary}
    rates = sorted(at_rates, key=lambda c: c.rate or 0.0)
    found["test"] |= store.json(f"{case.name}/ft at rates", lambda: {str(c): bench.test(FT.method, at_rates[c]) for c in rates})
    found["contenders"] = listed([*contenders, *rates])
    found["chosen"] = {str(contender): setting for contender, setting in (chosen | at_rates).items()}
    return found


def _tested(method: str, options: Mapping[str, Any], bench: _Bench, store: Store) -> Results:
    """The test of one setting, a piece of its own: two contenders may have chosen the same."""
    piece = " ".join([method, *(f"{option}={value}" for option, value in sorted(options.items()))])
    found: Results = store.json(f"{bench.case.name}/test {piece}", partial(bench.test, method, options))
    return found


def _setting(contender: Contender, bench: _Bench, store: Store, found: Results) -> Mapping[str, float]:
    """What is chosen for a contender; the sweep and the finals that decide it are added to ``found``."""
    case, protocol, method, swept = bench.case, bench.protocol, METHODS[contender.method], contender.unbound
    settings = method.grid(protocol.rates, protocol.budget)
    if len(settings) == 1:
        return settings[0]
    tried = store.json(f"{case.name}/sweep {swept}", partial(bench.tried, "tuning", swept, settings))
    allowed = [row for row in tried if not contender.slow or row["setting"]["rate"] <= case.training.rate]
    finalists = [row["setting"] for row in leading(allowed, method, protocol.criterion, protocol.finalists)]
    finals = store.json(f"{case.name}/finals {contender}", partial(bench.tried, "finals", swept, finalists))
    found["sweep"][str(swept)], found["finals"][str(contender)] = tried, finals
    setting: Mapping[str, float] = finals[choose(finals, method, protocol.criterion)]["setting"]
    return setting


def pieces(contenders: Sequence[Contender], protocol: Protocol) -> int:
    """How many pieces :func:`measure_case` asks for in one case, those that two contenders share counted for each."""
    tuned = sum(len(METHODS[c.method].grid(protocol.rates, protocol.budget)) > 1 for c in contenders)
    return 7 + 2 * tuned + len(contenders)


class _Bench:
    """The trained models of one case and what is measured on them; models come from the store."""

    def __init__(self, case: Case, protocol: Protocol, store: Store) -> None:
        self.case, self.protocol, self.device = case, protocol, case.data.train.x.device
        name, task, p = case.name, case.task, protocol
        counts = {"pretrained": p.training_seeds, "tuning": p.tuning_seeds, "finals": p.final_seeds, "reference": p.references}
        self.seeds = {what: [self.seed(what, s) for s in range(count)] for what, count in counts.items()}
        self.models = {
            what: store.params(
                f"{name}/models {what}",
                partial(self.chunked, partial(train_golden if what == "reference" else train_pretrained, task), seeds),
                self.device,
            )
            for what, seeds in self.seeds.items()
        }
        self.references: dict[str, Reference] = {}
        self.usual: float | None = None

    def seed(self, *parts: object) -> int:
        """A seed of this case and draw; pretrained models are the same in every case of a data set."""
        whose = self.case.data.name if parts[0] == "pretrained" else self.case.name
        return seed_of(whose, self.protocol.draw, *parts)

    def chunked(self, train: Callable[[Sequence[int]], Params], seeds: Sequence[int]) -> Params:
        """Train in ensembles of at most ``width`` and check that no two seeds gave the same model."""
        parts = [train(seeds[i : i + self.case.width]) for i in range(0, len(seeds), self.case.width)]
        params = joined(parts)
        if not distinct(params):
            raise RuntimeError("models from different seeds must differ; received two that are equal")
        return params

    def held_out(self, part: str) -> Part:
        """Held-out samples of ``validation`` or ``test`` on which golden models can be right."""
        return self.case.split.held_out(getattr(self.case.data, part))

    def reference_on(self, part: str) -> Reference:
        """The golden models' outputs, with held-out samples from ``part``; computed once."""
        if part not in self.references:
            out = outputs_of(self.case.measured, self.models["reference"], self.held_out(part))
            self.references[part] = Reference.of(out, range(self.protocol.references))
        return self.references[part]

    def unlearned(self, method: str, start: Params, seeds: Sequence[int], options: Mapping[str, Any]) -> Params:
        """Run a method in ensembles of at most ``width``; options may hold one value per member."""
        parts = []
        for i in range(0, len(seeds), self.case.width):
            at = range(i, min(i + self.case.width, len(seeds)))
            own = {k: v if isinstance(v, str) or np.ndim(v) == 0 else [v[j] for j in at] for k, v in options.items()}
            parts.append(METHODS[method](self.case.task, members(start, list(at)), [seeds[j] for j in at], **own))
        return joined(parts)

    def tried(self, what: str, contender: Contender, settings: Sequence[Mapping[str, float]]) -> list[Results]:
        """Every setting on every pretrained model of ``what``, tuning or finals, measured with validation data."""
        count = len(self.seeds[what])
        start = members(self.models[what], list(range(count)) * len(settings))
        seeds = [self.seed("run", what, s) for s in range(count)] * len(settings)
        options = {key: [setting[key] for setting in settings for _ in range(count)] for key in settings[0]}
        found = self.unlearned(contender.method, start, seeds, {**contender.fixed, **options})
        out = outputs_of(self.case.measured, found, self.held_out("validation"))
        measured = self.measured(out, "validation", list(range(count)) * len(settings))
        return [
            {"setting": dict(s), **{kind: {m: v[i * count : (i + 1) * count] for m, v in rows.items()} for kind, rows in measured.items()}}
            for i, s in enumerate(settings)
        ]

    def test(self, method: str, options: Mapping[str, Any]) -> Results:
        """The chosen setting on every training and unlearning seed, measured with test data."""
        p, task = self.protocol, self.case.measured
        groups = np.repeat(np.arange(p.training_seeds), p.unlearning_seeds)
        seeds = [self.seed("run", "test", s, u) for s in range(p.training_seeds) for u in range(p.unlearning_seeds)]
        params = self.unlearned(method, members(self.models["pretrained"], groups.tolist()), seeds, options)
        out = outputs_of(task, params, self.held_out("test"))
        found = self.measured(out, "test", range(len(seeds)))
        steps = self.relearning(params)
        usual = self.usual_relearning()
        found["values"]["relearning"] = steps.tolist()
        found["distances"]["relearning"] = (np.abs(steps - usual) / max(usual, 1.0)).tolist()
        golden = self.reference_on("test").outputs.forgetting
        found["distances"].update(set_distances(out.forgetting, golden, groups))
        return found | {"ceilings": set_ceilings(out.forgetting, golden, groups)}

    def relearning(self, params: Params) -> np.ndarray:
        steps = relearning_steps(self.case.measured, params, RELEARN_LEVEL, rate=RELEARN_RATE, most=self.case.relearned)
        found: np.ndarray = steps.double().cpu().numpy()
        return found

    def usual_relearning(self) -> float:
        """The golden models' mean; computed once."""
        if self.usual is None:
            self.usual = float(self.relearning(self.models["reference"]).mean())
        return self.usual

    def measured(self, out: Outputs, part: str, attacks: Sequence[int]) -> Results:
        """Values and distances as lists, one entry a model; None where a model is not finite.

        ``attacks`` (M) seed each model's membership attack: settings that are to be compared are attacked with the same samples.
        """
        own = values(out, attacks)
        apart = distances(out, own, self.reference_on(part))
        return {"values": _listed({m: own[m] for m in VALUES}), "distances": _listed(apart)}

    def durations(self, chosen: Mapping[Contender, Mapping[str, float]]) -> dict[str, float]:
        """Run-time ratio of each contender to training the golden model, one model at a time."""
        start = members(self.models["pretrained"], [0])
        golden = golden_seconds(self.case.task, 0)
        first = {c.method: c for c in reversed(list(chosen))}  # which wrong label it takes does not change what a method does
        ratios = {method: seconds(self.case.task, start, 0, method, {**c.fixed, **chosen[c]}) / golden for method, c in first.items()}
        return {"golden, seconds": golden, **{str(c): ratios[c.method] for c in chosen}}


def _listed(arrays: Mapping[str, np.ndarray]) -> dict[str, list[float | None]]:
    return {name: [float(f"{x:.7g}") if np.isfinite(x) else None for x in array] for name, array in arrays.items()}


def dtype_of(name: str) -> torch.dtype:
    """float32 or float64."""
    return {"float32": torch.float32, "float64": torch.float64}[name]
