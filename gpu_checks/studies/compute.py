"""Compute: how near to golden does a method come within so much of a retraining, and is it nearer than fine-tuning?

An MLP on digits, or on a part of Fashion-MNIST (``--data``); every class is forgotten in turn, in two divisions of the digits. Everything
is trained on from the pretrained models, and is looked at after so many epochs of one run. Compute is what is put
through the model, in samples, as a share of a retraining: who trains on D_f beside D_r pays for both. Of the pretrained models some are
for choosing settings, with validation data, and the others for testing what was chosen. Beside it, what the theory says of a linear
probe: weight decay shrinks what D_r cannot see (R6).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from typing import Any

import numpy as np
import torch

from gpu_checks.data import Dataset, Part, digits
from gpu_checks.data.fashion import CLASSES, balanced, fashion_mnist
from gpu_checks.ensemble import Recipe, members, per_epoch
from gpu_checks.forgetting import class_wise
from gpu_checks.losses import cross_entropy
from gpu_checks.methods import METHODS
from gpu_checks.metrics.measure import Reference, distances, values
from gpu_checks.metrics.outputs import outputs_of
from gpu_checks.models import Params, mlp
from gpu_checks.probe.tuned import Way, left_by_decay
from gpu_checks.runtime import device_of, environment, reproducible
from gpu_checks.seeds import seed_of
from gpu_checks.store import Report, Store
from gpu_checks.studies.settings import THREADS, Settings, progress
from gpu_checks.task import Task, train_golden, train_pretrained
from gpu_checks.wrong_labels import KINDS
from verify.maps.pool import pool

DIGITS = 6
"""What a result keeps of a number."""

ROLES = ("validation", "test")
"""What models are for; the held-out data of the same name are used with them."""


@dataclass(frozen=True)
class Line:
    """One curve over compute for each of ``strengths``: a method, its wrong label where it takes one, and weight decay.

    Args:
        name, method, strengths, wrong, decay: as said.
        pace: what the rate of training is multiplied by.
        group: lines of one group are one method with a choice; "" for a line of its own.
        cost: samples put through the model for one of D_r: FT never sees D_f.
        once: whether the method has no epochs; ``cost`` is then what it takes in all, in epochs over D_r.
        anew: whether what it does in an epoch depends on how many there are, so that each share of a retraining is a run of its own.
        most: the largest share of a retraining at which it is looked at.
    """

    name: str
    method: str
    strengths: tuple[float, ...] = ()
    wrong: str | None = None
    decay: float = 5e-4
    pace: float = 1.0
    group: str = ""
    cost: float = 2.0
    once: bool = False
    anew: bool = False
    most: float = 1.0

    def marks(self, shares: Sequence[float], training: int) -> list[int]:
        """After how many epochs it is looked at, as many as there is time for within each share of a retraining of ``training`` epochs.

        0 alone where it has no epochs.
        """
        within = {int(share * training / self.cost + 1e-9) for share in shares if share <= self.most}
        return [0] if self.once else sorted(within - {0})


ALPHAS = (0.001, 0.01, 0.1, 1.0)
"""The weights of the regularizer."""

FT = tuple(
    Line(name, "ft", decay=decay, pace=pace, group="FT", cost=1.0, most=2.0)
    for name, decay, pace in (
        ("FT", 5e-4, 1.0),
        ("FT without decay", 0.0, 1.0),
        ("FT, 10 x decay", 5e-3, 1.0),
        ("FT, 3 x rate", 5e-4, 3.0),
        ("FT, 3 x rate, 10 x decay", 5e-3, 3.0),
    )
)
"""Fine-tuning may choose its rate and weight decay; all else runs at those of training, so that it is the baseline that has the choice."""


def regularizers(kinds: Sequence[str], alphas: tuple[float, ...]) -> tuple[Line, ...]:
    """A line per wrong label."""
    return tuple(Line(f"CE-FT {wrong}", "ce_ft", alphas, wrong, group="CE-FT") for wrong in kinds)


OTHERS = (
    Line("NegGrad+", "neggrad_plus", (0.001, 0.01)),
    Line("random label", "random_label"),
    # Three of five epochs pass over D_f too, a ninth of D_r. What the teacher answers, once, is not counted.
    Line("SCRUB", "scrub", (0.1, 0.2, 0.5, 1.0), cost=1.1, anew=True),
    # One pass over all data and one over D_f.
    Line("SSD", "ssd", (30.0, 10.0, 7.0, 5.0, 3.0, 1.0), cost=1.3, once=True),
)
"""Baselines. Strengths were set after a first look at the validation models of two cases, classes 3 and 0 in the first division."""

TRAINING = Recipe(epochs=30, batch=64, rate=0.1)


@dataclass(frozen=True)
class Config:
    """``labels`` are forgotten in turn, in each of the ``draws`` of training samples: a case each. A class is a cluster.

    ``validation`` pretrained models are for choosing, ``tested`` for testing; ``references`` golden models are the gold standard, and the
    distance of ``others`` from them is the floor. Of Fashion-MNIST ``each`` training samples of a class are used. Every line is run once
    and looked at after each of ``shares`` of a retraining; within ``budgets`` of them findings are made, by ``metrics``.
    """

    data: str = "digits"
    labels: tuple[int, ...] = tuple(range(10))
    draws: tuple[int, ...] = (1, 2)
    validation: int = 2
    tested: int = 4
    references: int = 10
    others: int = 6
    each: int = 100
    hidden: int = 128
    training: Recipe = TRAINING
    shares: tuple[float, ...] = (1 / 15, 1 / 5, 1 / 3, 2 / 3, 1.0, 2.0)
    budgets: tuple[float, ...] = (1 / 15, 1 / 3, 1.0)
    metrics: tuple[str, ...] = ("UA", "MIA", "UL", "TV", "KL")
    keeps: tuple[str, ...] = ("RA", "TA")
    lines: tuple[Line, ...] = field(default_factory=lambda: (*FT, *regularizers(KINDS, ALPHAS), *OTHERS))
    dtype: str = "float32"

    @property
    def seeds(self) -> int:
        """Pretrained models."""
        return self.validation + self.tested


SIZES = {
    "full": Config(),
    "small": Config(
        labels=(3, 0),
        draws=(1,),
        each=40,
        validation=2,
        tested=2,
        references=4,
        others=2,
        hidden=32,
        training=Recipe(epochs=4, batch=64, rate=0.1),
        shares=(0.5, 1.0, 2.0),
        budgets=(1.0,),
        lines=(*FT[:2], *regularizers(("random",), (0.01, 0.1))),
    ),
}


def for_data(config: Config, data: str) -> Config:
    """The configuration for digits or Fashion-MNIST, of whose larger images the full study takes fewer models and lines."""
    if data != "fashion" or config != SIZES["full"]:
        return replace(config, data=data)
    kept = tuple(line for line in config.lines if line.group != "CE-FT" and line.method != "neggrad_plus")
    labels = regularizers(("random", "runner-up"), (0.01, 0.1, 1.0))
    others = (replace(line, strengths=(0.2, 1.0)) if line.method == "scrub" else line for line in kept if not line.group)
    lines = (*(line for line in kept if line.group), *labels, *others)
    return replace(config, data=data, draws=(1,), validation=2, tested=3, references=8, others=4, hidden=64, lines=lines)


@dataclass(frozen=True, eq=False)
class Bench:
    """One case: its task, and by role the models' rows, the held-out samples and what golden models are there."""

    task: Task
    rows: Mapping[str, Sequence[int]]
    held_out: Mapping[str, Part]
    golden: Mapping[str, Reference]
    names: tuple[str, ...]

    def measured(self, role: str, params: Params) -> dict[str, list[float | None]]:
        """Distance from the golden models by metric, one a model; None for what is not finite."""
        out = outputs_of(self.task, params, self.held_out[role])
        apart = distances(out, values(out, range(len(out.finite)), names=self.names), self.golden[role], self.names)
        return {name: [kept(x) if np.isfinite(x) else None for x in row] for name, row in apart.items()}

    def row(self, params: Params) -> dict[str, dict[str, list[float | None]]]:
        """Role -> metric -> distances, of stacked models in the order of the pretrained ones."""
        return {role: self.measured(role, members(params, rows)) for role, rows in self.rows.items()}


def run(config: Config, settings: Settings, size: str) -> dict[str, Any]:
    """Every line of every case, each one piece that a killed run keeps."""
    where = [(draw, label) for draw in config.draws for label in config.labels]
    with progress(settings, f"compute {config.data}", len(where) * (3 + len(config.lines))) as report:
        jobs = [(config, label, draw, settings, report) for draw, label in where]
        if settings.workers == 1:
            found = [case(*job) for job in jobs]
        else:
            with pool(min(settings.workers, len(jobs))) as executor:
                found = list(executor.map(case, *zip(*jobs, strict=True)))
    with reproducible(THREADS):
        described = environment(device_of(settings.device))
    cases = {one["name"]: one for one in found}
    return {
        "size": size,
        "environment": described,
        "seconds": round(sum(one.pop("seconds") for one in found), 3),
        "config": asdict(config),
        "found": {"cases": cases, "unseen": unseen(config, found[0]["steps of a retraining"])},
    }


def case(config: Config, label: int, draw: int, settings: Settings, report: Report) -> dict[str, Any]:
    """One class forgotten in one division of the data."""
    store = Store(settings.folder, report)
    with reproducible(THREADS):
        data = loaded(config, draw, settings).to(device_of(settings.device), getattr(torch, config.dtype))
        split, where = class_wise(data, label), f"{config.data} {label}, division {draw}"
        model = mlp(data.train.x[0].numel(), config.hidden, data.classes)
        rows = (split.remaining, split.forgetting)
        task = Task(model, cross_entropy, data.train.x, data.labels(), *rows, config.training, config.training)

        def trained(role: str, count: int, train: Any) -> Params:
            seeds = [seed_of("compute", where, role, m) for m in range(count)]
            return store.params(f"{where}/{role}", lambda: train(task, seeds), task.x.device)

        start = trained("pretrained", config.seeds, train_pretrained)
        golden = trained("golden", config.references, train_golden)
        others = trained("other golden", config.others, train_golden)
        names = (*config.metrics, *config.keeps)
        held_out = {role: split.held_out(getattr(data, role)) for role in ROLES}
        goldens = {
            role: Reference.of(outputs_of(task, golden, part), range(config.references), names=names) for role, part in held_out.items()
        }
        used = {"validation": range(config.validation), "test": range(config.validation, config.seeds)}
        bench = Bench(task, used, held_out, goldens, names)
        lines = {
            line.name: store.json(f"{where}/{line.name}", partial(followed, config, bench, line, start, where)) for line in config.lines
        }
        return {
            "name": where,
            "label": label,
            "division": draw,
            "n_r": len(split.remaining),
            "n_f": len(split.forgetting),
            "steps of a retraining": config.training.epochs * per_epoch(len(split.remaining), config.training.batch),
            "golden values": {role: {name: kept(x) for name, x in one.means.items()} for role, one in goldens.items()},
            "golden": {role: bench.measured(role, others) for role in ROLES},
            "pretrained": bench.row(start),
            "lines": lines,
            "seconds": store.seconds,
        }


def followed(config: Config, bench: Bench, line: Line, start: Params, where: str) -> list[dict[str, Any]]:
    """One row per strength and mark: epochs, share of a retraining, and what :meth:`Bench.row` says."""
    method, steps = METHODS[line.method], per_epoch(len(bench.task.remaining), config.training.batch)
    marks = line.marks(config.shares, config.training.epochs)
    strengths, rows = line.strengths or (None,), []
    many = {key: p.repeat(len(strengths), *[1] * (p.ndim - 1)) for key, p in start.items()}
    count, seeds = config.seeds, [seed_of("compute", where, line.name, m) for m in range(config.seeds)]

    def look(params: Params, epochs: int) -> None:
        share = kept(line.cost * (1 if line.once else epochs) / config.training.epochs)
        for i, strength in enumerate(strengths):
            own = bench.row(members(params, range(i * count, (i + 1) * count)))
            rows.append({"strength": strength, "epochs": epochs, "share": share, **own})

    def watch(done: int, params: Params) -> None:
        if done % steps == 0 and done // steps in marks:
            look(params, done // steps)

    options: dict[str, Any] = {"rate": line.pace * config.training.rate} if "rate" in method.defaults else {}
    options |= {} if line.wrong is None else {"wrong": line.wrong}
    if method.strength and line.strengths:
        options[method.strength] = [s for s in line.strengths for _ in seeds]
    for epochs in marks if line.anew else marks[-1:]:
        tuning = replace(config.training, epochs=max(epochs, 1), decay=line.decay)
        by_itself = line.anew or line.once
        end = method(replace(bench.task, tuning=tuning, watch=None if by_itself else watch), many, seeds * len(strengths), **options)
        if by_itself:
            look(end, epochs)
    return sorted(rows, key=lambda row: (row["strength"] or 0.0, row["epochs"]))


def unseen(config: Config, steps_of_a_retraining: int) -> dict[str, list[float]]:
    """Per line of FT: what R6 says that so much of a retraining leaves, on a linear probe, of the weights that D_r cannot see."""
    rate, momentum = config.training.rate, config.training.momentum
    ways = {
        line.name: Way("cross-entropy", "SGD", line.pace * rate, line.decay, momentum=momentum)
        for line in config.lines
        if line.method == "ft"
    }
    return {name: [kept(left_by_decay(way, round(share * steps_of_a_retraining))) for share in config.shares] for name, way in ways.items()}


def loaded(config: Config, draw: int, settings: Settings) -> Dataset:
    """Digits, or a part of Fashion-MNIST with the first 2,000 of the official test images, half for validation and half for the test."""
    if config.data not in ("digits", "fashion"):
        raise ValueError(f"`--data` must be one of digits, fashion; received {config.data!r}")
    if config.data == "digits":
        return digits(draw)
    images = fashion_mnist(settings.archives)
    rows = balanced(images.train_y, config.each, draw)

    def part(x: np.ndarray, y: np.ndarray) -> Part:
        return Part(torch.from_numpy(x[:, None] / 255.0), torch.from_numpy(y.astype(np.int64)))

    held_out = [part(images.test_x[own], images.test_y[own]) for own in (slice(0, 2000, 2), slice(1, 2000, 2))]
    return Dataset("fashion", CLASSES, part(images.train_x[rows], images.train_y[rows]), *held_out)


def kept(x: float) -> float:
    """A number with as many digits as a result keeps."""
    return float(f"{x:.{DIGITS}g}")
