"""The bridge: on the linear probe, what the theory predicts beside what the studies' own code measures.

Squared loss, a linear model started at zero, more features than samples: the theory's setting. Predictions are closed forms over
``theory.Problem``; measurements go through the ensembles, methods, outputs and metrics that all other studies use, with the squared
loss for UL, as it is what these models are trained on. Both are of UL and of its distance from the golden model's.

In the limit the regularizer fits y', whichever it is, so UL there is ||y' - y_f||^2 / n_f, the same for every one-hot y': one of them
stands for all, beside soft ones. After few steps every y' has a UL of its own, and the whole path is compared for one of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
import torch
from torch import Tensor

from gpu_checks.data import Dataset, Part, digits, made_images
from gpu_checks.ensemble import Recipe
from gpu_checks.losses import squared
from gpu_checks.methods import METHODS
from gpu_checks.metrics.accuracy import squared_unlearning_loss
from gpu_checks.metrics.measure import Reference, distances, values
from gpu_checks.metrics.outputs import outputs_of
from gpu_checks.models import Params, linear_probe
from gpu_checks.runtime import device_of, environment, reproducible, timed
from gpu_checks.seeds import generator
from gpu_checks.studies.settings import THREADS, Settings
from gpu_checks.task import Task, train_golden, train_pretrained
from gpu_checks.wrong_labels import KINDS, SOFTENED, wrong_labels
from theory.arithmetic import FLOAT64, Matrix
from theory.losses import unlearning_loss
from theory.models import MODELS
from theory.problem import Problem, Regularization
from theory.regularizer import regularized, unlearning_loss_at


@dataclass(frozen=True)
class Config:
    """``samples`` training samples with ``features`` random Fourier features of bandwidth ``scale``, in float64; a third is forgotten
    where digits are reduced to three classes. ``steps`` of descent with momentum reach the limit where the largest difference is small.
    The regularizer is compared there for the y' in ``limits``, and after ``few`` plain steps for those in ``early``."""

    samples: int = 90
    features: int = 400
    scale: float = 1.2
    steps: int = 800
    momentum: float = 0.9
    path: tuple[int, ...] = (0, 1, 3, 10, 30, 100)
    alphas: tuple[float, ...] = (0.1, 1.0, 10.0)
    overlaps: tuple[float, ...] = (0.0, 0.5, 1.0)
    limits: tuple[str, ...] = ("fixed", SOFTENED, "uniform")
    early: tuple[str, ...] = (*KINDS, SOFTENED)
    few: int = 10


SIZES = {
    "full": Config(),
    "small": Config(samples=45, features=200, steps=300, path=(0, 1, 10), alphas=(1.0, 10.0), overlaps=(0.5,)),
}


@dataclass(frozen=True, eq=False)
class Samples:
    """Features (n, d), one-hot labels (n, k) and forget (n,) of one data set, and samples held out, of the classes that remain."""

    features: np.ndarray
    labels: np.ndarray
    forget: np.ndarray
    held_out: Part


def run(config: Config, settings: Settings, size: str) -> dict[str, Any]:
    """Predicted and measured UL, model by model, on digits and on made images, and the ``seconds`` of the whole run."""
    device = device_of(settings.device)
    with reproducible(THREADS):
        found, seconds = timed(lambda: {name: compare(samples, config, device) for name, samples in settings_of(config)}, device)
        described = environment(device)
    return {
        "format": "goldengap-measurement-1",
        "study": "bridge",
        "size": size,
        "environment": described,
        "seconds": round(seconds, 3),
        "config": asdict(config),
        "found": found,
    }


def settings_of(config: Config) -> Iterator[tuple[str, Samples]]:
    """Names and samples of the data sets."""
    data, kept = digits(), (0, 1, 3)
    chosen = torch.cat([(data.train.y == label).nonzero().flatten()[: config.samples // 3] for label in kept])
    stream = generator("features", config.features)
    frequencies = torch.randn((64, config.features), generator=stream, dtype=torch.float64).numpy() * config.scale
    shifts = torch.rand(config.features, generator=stream, dtype=torch.float64).numpy() * 2 * np.pi

    def lifted(x: Tensor) -> np.ndarray:
        found: np.ndarray = np.sqrt(2 / config.features) * np.cos(x.flatten(1).double().numpy() @ frequencies + shifts)
        return found

    y, others = data.train.y[chosen].numpy(), data.validation.where(data.validation.y < 2)  # classes 0 and 1 are columns 0 and 1
    held_out = Part(torch.from_numpy(lifted(others.x)), others.y)
    yield "digits, random features", Samples(lifted(data.train.x[chosen]), (y[:, None] == kept).astype(float), y == 3, held_out)
    for overlap in config.overlaps:
        yield f"made images, overlap {overlap:g}", _few(made_images(overlap, 400, noise=1.5), 4)


def _few(data: Dataset, each: int) -> Samples:
    """The first ``each`` training images of every class, fewer than they have pixels; class 0 is forgotten."""
    rows = torch.cat([(data.train.y == label).nonzero().flatten()[:each] for label in range(data.classes)])
    y, others = data.train.y[rows].numpy(), data.validation.where(data.validation.y != 0)
    features = data.train.x[rows].flatten(1).numpy()
    return Samples(features, np.eye(data.classes)[y], y == 0, Part(others.x.flatten(1), others.y))


def compare(samples: Samples, config: Config, device: torch.device) -> dict[str, Any]:
    """UL and its gap to golden of every model, predicted and measured, and the largest difference."""
    problem = Problem.from_samples(samples.features, samples.labels, samples.forget)
    step = float(0.9 * problem.n / np.linalg.norm(samples.features, 2) ** 2 / 2)
    task = _task(samples, Recipe(config.steps, problem.n, step, config.momentum, decay=0.0), device)
    held_out = samples.held_out.to(device, torch.float64)
    w_o, golden = train_pretrained(task, [0]), outputs_of(task, train_golden(task, [0, 1]), held_out)
    bench = Bench(task, problem, w_o, held_out, Reference.of(golden, [0, 0], squared_unlearning_loss), step)
    rows = {name: bench.row(float(unlearning_loss(problem, MODELS[PREDICTED[name]](problem))), w) for name, w in bench.models().items()}
    for wrong in config.limits:
        posed = bench.posed(wrong, 1.0)
        weights = METHODS["ce_ft"](task, w_o, [0], wrong=wrong, alpha=1.0, rate=step / 2)
        rows[f"ce_ft {wrong}"] = bench.row(float(unlearning_loss(posed, regularized(posed))), weights)
    for wrong in config.early:
        rows[f"ce_ft {wrong}, {config.few} steps"] = bench.after(config.few, wrong, 1.0)
    path = [{"alpha": alpha, "steps": k, **bench.after(k, "fixed", alpha)} for alpha in config.alphas for k in config.path]
    every = [*rows.values(), *path]
    for row in every:
        row["predicted gap"] = abs(row["predicted"] - rows["golden"]["predicted"])
    differences = [abs(row[f"predicted{of}"] - row[f"measured{of}"]) for row in every for of in ("", " gap")]
    return {"n_r": problem.n_r, "n_f": problem.n_f, "d": problem.d, "models": rows, "path": path, "largest difference": max(differences)}


PREDICTED = {"pretrained": "pretrained", "golden": "golden", "ft": "fine_tuned", "projection": "projected"}
"""The theory's name of each method."""


@dataclass(frozen=True, eq=False)
class Bench:
    """One data set's task and problem, which are the same, its pretrained model, and what models are measured with."""

    task: Task
    problem: Problem
    w_o: Params
    held_out: Part
    golden: Reference
    step: float

    def models(self) -> dict[str, Params]:
        """The models that both sides have."""
        task, w_o = self.task, self.w_o
        return {
            "pretrained": w_o,
            "golden": train_golden(task, [0]),
            "ft": METHODS["ft"](replace(task, tuning=replace(task.tuning, epochs=50)), w_o, [0], rate=task.tuning.rate),
            "projection": METHODS["projection"](task, w_o, [0]),
        }

    def row(self, predicted: float, params: Params) -> dict[str, float]:
        """UL as predicted and, with its gap to golden, as the studies measure it."""
        out = outputs_of(self.task, params, self.held_out)
        own = values(out, [0], squared_unlearning_loss)
        apart = distances(out, own, self.golden)
        return {"predicted": predicted, "measured": float(own["UL"][0]), "measured gap": float(apart["UL"][0])}

    def after(self, k: int, wrong: str, alpha: float) -> dict[str, float]:
        """UL after k steps on CE(alpha) without momentum, by the theory's recursion in sample space and by the method's own steps."""
        problem = self.problem
        # Stable for every weighting: the largest curvature is at most that of D_r plus alpha times that of D_f.
        eta = self.step / (2 * problem.n * (1 / problem.n_r + alpha / problem.n_f))
        short = replace(self.task, tuning=replace(self.task.tuning, epochs=k, momentum=0.0))
        weights = METHODS["ce_ft"](short, self.w_o, [0], wrong=wrong, alpha=alpha, rate=eta)
        return self.row(float(unlearning_loss_at(self.posed(wrong, alpha), eta, k)), weights)

    def posed(self, wrong: str, alpha: float) -> Problem:
        """The problem with wrong labels and their weight."""
        target = wrong_labels(wrong, self.task, self.w_o, [0])[0].cpu().numpy()
        return replace(self.problem, regularization=Regularization(Matrix(FLOAT64, np.ascontiguousarray(target)), alpha, 1.0))


def _task(samples: Samples, recipe: Recipe, device: torch.device) -> Task:
    """Full-batch descent: every batch is all of D_r, all of D_f."""
    rows = torch.from_numpy(samples.forget).to(device)
    x, y = torch.from_numpy(np.ascontiguousarray(samples.features)).to(device), torch.from_numpy(samples.labels).to(device)
    model = linear_probe(x.shape[1], y.shape[1])
    return Task(model, squared, x, y, (~rows).nonzero().flatten(), rows.nonzero().flatten(), recipe, recipe)


def worst(result: Mapping[str, Any]) -> float:
    """The largest difference between prediction and measurement in the whole result."""
    return float(max(part["largest difference"] for part in result["found"].values()))
