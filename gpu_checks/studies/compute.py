"""Compute: how far from golden is fine-tuning after so much of a retraining, with and without weight decay, and how far are others?

An MLP on digits, or on a part of Fashion-MNIST (``--data``); three classes forgotten in turn, in two divisions of the data. Everything is
trained on from the pretrained models at the rate of training, and is looked at after so many epochs of one run. Compute is what is put
through the model, in samples, as a share of a retraining: who trains on D_f beside D_r pays for both. Beside it, what the theory says of a
linear probe: weight decay shrinks what D_r cannot see (R6).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from functools import partial
from typing import Any

import numpy as np
import torch

from gpu_checks.data import Dataset, Part, digits
from gpu_checks.data.fashion import CLASSES, balanced, fashion_mnist
from gpu_checks.ensemble import Recipe, per_epoch
from gpu_checks.forgetting import Split, class_wise
from gpu_checks.losses import cross_entropy
from gpu_checks.methods import METHODS
from gpu_checks.metrics.accuracy import remaining_accuracy, test_accuracy, unlearning_accuracy, unlearning_loss
from gpu_checks.metrics.distribution import divergence, total_variation
from gpu_checks.metrics.outputs import Outputs, outputs_of
from gpu_checks.models import Params, mlp
from gpu_checks.probe.tuned import Way, left_by_decay
from gpu_checks.runtime import device_of, environment, reproducible
from gpu_checks.seeds import seed_of
from gpu_checks.store import Store, digest_of
from gpu_checks.studies import found as tables
from gpu_checks.studies.settings import THREADS, Settings, reporter
from gpu_checks.task import Task, train_golden, train_pretrained

CODE = ("gpu_checks/probe/*.py",)
"""What decides a piece beside the code that all studies share."""

table = tables.compute
"""The result as text."""

DIGITS = 6
"""What a result keeps of a number."""


@dataclass(frozen=True)
class Line:
    """One curve over compute for each of ``strengths``: a method, its wrong label where it takes one, and weight decay."""

    name: str
    method: str
    strengths: tuple[float, ...] = ()
    wrong: str | None = None
    decay: float = 5e-4

    @property
    def cost(self) -> int:
        """Samples put through the model for one of D_r: FT never sees D_f."""
        return 1 if self.method == "ft" else 2


ALPHAS = (0.001, 0.01, 0.1)
LINES = (
    Line("FT", "ft"),
    Line("FT without decay", "ft", decay=0.0),
    *(Line(f"CE-FT {wrong}", "ce_ft", ALPHAS, wrong) for wrong in ("fixed", "random", "runner-up", "uniform")),
    Line("NegGrad+", "neggrad_plus", (0.001, 0.01)),
    Line("random label", "random_label"),
)


TRAINING = Recipe(epochs=30, batch=64, rate=0.1)
SETS = ("digits", "fashion")
"""What ``--data`` names."""


@dataclass(frozen=True)
class Config:
    """``labels`` are forgotten in turn, in each of the ``draws`` of training samples.

    ``seeds`` pretrained models, ``references`` golden models, and as many others as ``seeds``, whose distance is the floor. Of
    Fashion-MNIST ``each`` training samples of a class are used. Every line is run once, and looked at after each of ``epochs``.
    """

    data: str = "digits"
    labels: tuple[int, ...] = (3, 0, 8)
    draws: tuple[int, ...] = (1, 2)
    seeds: int = 10
    references: int = 20
    each: int = 100
    hidden: int = 128
    training: Recipe = TRAINING
    epochs: tuple[int, ...] = (1, 2, 5, 10, 15, 20, 30, 60, 90)
    lines: tuple[Line, ...] = LINES
    dtype: str = "float32"


SIZES = {
    "full": Config(),
    "small": Config(
        labels=(3,),
        draws=(1,),
        each=40,
        seeds=3,
        references=4,
        hidden=32,
        training=Recipe(epochs=4, batch=64, rate=0.1),
        epochs=(1, 4, 8),
        lines=(LINES[0], LINES[1], Line("CE-FT random", "ce_ft", ALPHAS, "random")),
    ),
}


@dataclass(frozen=True, eq=False)
class Bench:
    """One case: its task, held-out samples, and golden models."""

    task: Task
    split: Split
    held_out: Part
    golden: Outputs
    means: Mapping[str, float]

    def row(self, params: Params) -> dict[str, list[float | None]]:
        """Values UA, RA, TA, UL and distances TV and KL from the mean golden model, one a model; None for what is not finite."""
        out = outputs_of(self.task, params, self.held_out)
        with np.errstate(invalid="ignore", over="ignore"):
            found = values(out) | {
                "TV": total_variation(out.forgetting, self.golden.forgetting),
                "KL": divergence(out.forgetting, self.golden.forgetting),
            }
        return {name: [kept(x) if ok else None for x, ok in zip(row, out.finite, strict=True)] for name, row in found.items()}


def run(config: Config, settings: Settings, size: str) -> dict[str, Any]:
    """Every line of every case, each one piece that a killed run keeps."""
    device = device_of(settings.device)
    store = Store(settings.folder, len(config.labels) * len(config.draws) * (3 + len(config.lines)), reporter(settings, "compute"))
    with reproducible(THREADS):
        cases = [(draw, label) for draw in config.draws for label in config.labels]
        found = {f"{config.data}, class {label}, division {draw}": case(config, label, draw, settings, store) for draw, label in cases}
        described = environment(device)
    return {
        "format": "goldengap-measurement-1",
        "study": "compute",
        "size": size,
        "environment": described,
        "code": digest_of(None, {}, "gpu_checks/studies/compute.py", *CODE),
        "seconds": round(store.seconds, 3),
        "config": asdict(config),
        "found": {"cases": found, "unseen": unseen(config, found)},
    }


def case(config: Config, label: int, draw: int, settings: Settings, store: Store) -> dict[str, Any]:
    """One class forgotten in one division of the data."""
    data = loaded(config, draw, settings).to(device_of(settings.device), getattr(torch, config.dtype))
    split, where = class_wise(data, label), f"{config.data} {label}, division {draw}"
    model = mlp(data.train.x[0].numel(), config.hidden, data.classes)
    rows = (split.remaining, split.forgetting)
    task = Task(model, cross_entropy, data.train.x, data.labels(), *rows, config.training, config.training)

    def seeds(role: str, count: int) -> list[int]:
        return [seed_of("compute", where, role, m) for m in range(count)]

    def trained(role: str, count: int, train: Any) -> Params:
        return store.params(f"{where}/{role}", lambda: train(task, seeds(role, count)), task.x.device)

    start = trained("pretrained", config.seeds, train_pretrained)
    references = trained("golden", config.references, train_golden)
    held_out = split.held_out(data.test)
    golden = outputs_of(task, references, held_out)
    bench = Bench(task, split, held_out, golden, {key: float(value.mean()) for key, value in values(golden).items()})
    floor = bench.row(trained("other golden", config.seeds, train_golden))
    n_r = len(split.remaining)
    return {
        **{
            "n_r": n_r,
            "n_f": len(split.forgetting),
            "steps of a retraining": config.training.epochs * per_epoch(n_r, config.training.batch),
        },
        **{"golden means": {key: kept(value) for key, value in bench.means.items()}, "golden": floor, "pretrained": bench.row(start)},
        "lines": {
            line.name: store.json(f"{where}/{line.name}", partial(followed, config, bench, line, start, seeds(line.name, config.seeds)))
            for line in config.lines
        },
    }


def followed(config: Config, bench: Bench, line: Line, start: Params, seeds: list[int]) -> list[dict[str, Any]]:
    """One row per strength and mark: epochs, share of a retraining, and what :meth:`Bench.row` says."""
    method, steps = METHODS[line.method], per_epoch(len(bench.split.remaining), config.training.batch)
    tuning = replace(config.training, epochs=max(config.epochs), decay=line.decay)
    strengths, rows = line.strengths or (None,), []
    many, count = {key: p.repeat(len(strengths), *[1] * (p.ndim - 1)) for key, p in start.items()}, len(seeds)

    def watch(done: int, params: Params) -> None:
        if done % steps or done // steps not in config.epochs:
            return
        epochs = done // steps
        row = bench.row(params)
        for i, strength in enumerate(strengths):
            own = {key: value[i * count : (i + 1) * count] for key, value in row.items()}
            share = line.cost * epochs / config.training.epochs
            rows.append({"strength": strength, "epochs": epochs, "share": kept(share), **own})

    options: dict[str, Any] = {"rate": config.training.rate}
    options |= {} if line.wrong is None else {"wrong": line.wrong}
    if method.strength and line.strengths:
        options[method.strength] = [s for s in line.strengths for _ in seeds]
    method(replace(bench.task, tuning=tuning, watch=watch), many, seeds * len(strengths), **options)
    return sorted(rows, key=lambda row: (row["strength"] or 0.0, row["epochs"]))


def values(out: Outputs) -> dict[str, np.ndarray]:
    """UA, RA, TA and UL of every model."""
    found = {"UA": unlearning_accuracy, "RA": remaining_accuracy, "TA": test_accuracy, "UL": unlearning_loss}
    return {name: metric(out) for name, metric in found.items()}


def unseen(config: Config, found: Mapping[str, Any]) -> dict[str, list[float]]:
    """Per line of FT: what R6 says that so many epochs leave, on a linear probe, of the weights that D_r cannot see; in the first case."""
    steps = next(iter(found.values()))["steps of a retraining"] // config.training.epochs
    rate, momentum = config.training.rate, config.training.momentum
    ways = {line.name: Way("cross-entropy", "SGD", rate, line.decay, momentum=momentum) for line in config.lines if line.method == "ft"}
    return {name: [kept(left_by_decay(way, epochs * steps)) for epochs in config.epochs] for name, way in ways.items()}


def loaded(config: Config, draw: int, settings: Settings) -> Dataset:
    """Digits, or a part of Fashion-MNIST with the first 2,000 of the official test images."""
    if config.data not in SETS:
        raise ValueError(f"`--data` must be one of {', '.join(SETS)}; received {config.data!r}")
    if config.data == "digits":
        return digits(draw)
    images = fashion_mnist(settings.archives)
    rows = balanced(images.train_y, config.each, draw)

    def part(x: np.ndarray, y: np.ndarray) -> Part:
        return Part(torch.from_numpy(x[:, None] / 255.0), torch.from_numpy(y.astype(np.int64)))

    test = part(images.test_x[:2000], images.test_y[:2000])
    return Dataset("fashion", CLASSES, part(images.train_x[rows], images.train_y[rows]), test, test)


def kept(x: float) -> float:
    """A number with as many digits as a result keeps."""
    return float(f"{x:.{DIGITS}g}")
