"""The bridge: on the linear probe, what the theory predicts beside what the studies' own code measures.

Squared loss, a linear model started at zero, more features than samples: the theory's setting. Predictions are closed forms over
``theory.Problem``; measurements go through the ensembles, methods and outputs that all other studies use. Both are of the unlearning
loss UL and of its distance from the golden model's, and the regularizer's are compared along its whole path as well.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
import torch

from gpu_checks.data import Part, digits, made_images
from gpu_checks.data.dataset import Dataset
from gpu_checks.ensemble import Recipe
from gpu_checks.losses import squared
from gpu_checks.methods import METHODS
from gpu_checks.metrics.outputs import Answers, answers
from gpu_checks.models import Params, linear_probe
from gpu_checks.runtime import device_of, environment, reproducible
from gpu_checks.seeds import generator
from gpu_checks.studies.settings import THREADS, Settings
from gpu_checks.task import Task, train_golden, train_pretrained
from gpu_checks.wrong_labels import KINDS, wrong_labels
from theory.arithmetic import FLOAT64, Matrix
from theory.losses import unlearning_loss
from theory.models import MODELS
from theory.problem import Problem, Regularization
from theory.regularizer import regularized, unlearning_loss_at


@dataclass(frozen=True)
class Config:
    """``samples`` training samples with ``features`` random Fourier features of bandwidth ``scale``, in float64; a third is forgotten
    where digits are reduced to three classes. ``steps`` of descent with momentum reach the limit where the largest difference is small."""

    samples: int = 90
    features: int = 400
    scale: float = 1.2
    steps: int = 800
    momentum: float = 0.9
    path: tuple[int, ...] = (0, 1, 3, 10, 30, 100)
    alphas: tuple[float, ...] = (0.1, 1.0, 10.0)
    overlaps: tuple[float, ...] = (0.0, 0.5, 1.0)
    wrong: tuple[str, ...] = KINDS


SIZES = {
    "full": Config(),
    "small": Config(samples=45, features=200, steps=300, path=(0, 1, 10), alphas=(1.0, 10.0), overlaps=(0.5,), wrong=("fixed", "uniform")),
}


def run(config: Config, settings: Settings, size: str) -> dict[str, Any]:
    """Predicted and measured UL, model by model, on digits and on made images."""
    device = device_of(settings.device)
    with reproducible(THREADS):
        found = {name: compare(features, labels, forget, config, device) for name, features, labels, forget in settings_of(config)}
        described = environment(device)
    return {
        "format": "goldengap-measurement-1",
        "study": "bridge",
        "size": size,
        "environment": described,
        "config": asdict(config),
        "found": found,
    }


def settings_of(config: Config) -> Iterator[tuple[str, np.ndarray, np.ndarray, np.ndarray]]:
    """Name, features (n, d), one-hot labels (n, k), forget (n,)."""
    data = digits()
    chosen = torch.cat([(data.train.y == label).nonzero().flatten()[: config.samples // 3] for label in (0, 1, 3)])
    pixels, y = data.train.x[chosen].flatten(1).double().numpy(), data.train.y[chosen].numpy()
    stream = generator("features", config.features)
    frequencies = torch.randn((64, config.features), generator=stream, dtype=torch.float64).numpy() * config.scale
    shifts = torch.rand(config.features, generator=stream, dtype=torch.float64).numpy() * 2 * np.pi
    lifted = np.sqrt(2 / config.features) * np.cos(pixels @ frequencies + shifts)
    yield "digits, random features", lifted, (y[:, None] == [0, 1, 3]).astype(float), y == 3
    for overlap in config.overlaps:
        x, y = _few(made_images(overlap, 400, noise=1.5), 4)
        yield f"made images, overlap {overlap:g}", x, np.eye(4)[y], y == 0


def _few(data: Dataset, each: int) -> tuple[np.ndarray, np.ndarray]:
    """The first ``each`` training images of every class, fewer than they have pixels."""
    rows = torch.cat([(data.train.y == label).nonzero().flatten()[:each] for label in range(data.classes)])
    return data.train.x[rows].flatten(1).numpy(), data.train.y[rows].numpy()


def compare(features: np.ndarray, labels: np.ndarray, forget: np.ndarray, config: Config, device: torch.device) -> dict[str, Any]:
    """UL of every model, predicted and measured, and the largest difference."""
    problem = Problem.from_samples(features, labels, forget)
    step = float(0.9 * problem.n / np.linalg.norm(features, 2) ** 2 / 2)
    task = _task(features, labels, forget, Recipe(config.steps, problem.n, step, config.momentum, decay=0.0), device)
    w_o = train_pretrained(task, [0])
    rows: dict[str, dict[str, float]] = {}
    for name, weights in measured_models(task, w_o).items():
        rows[name] = {"predicted": float(unlearning_loss(problem, MODELS[PREDICTED[name]](problem))), "measured": measured(task, weights)}
    for wrong in config.wrong:
        target = wrong_labels(wrong, task, w_o, [0])
        posed = _posed(problem, target[0].cpu().numpy(), 1.0)
        weights = METHODS["ce_ft"](task, w_o, [0], wrong=wrong, alpha=1.0, rate=step / 2)
        rows[f"ce_ft {wrong}"] = {"predicted": float(unlearning_loss(posed, regularized(posed))), "measured": measured(task, weights)}
    golden = {kind: rows["golden"][kind] for kind in ("predicted", "measured")}
    for row in rows.values():
        row.update({f"{kind} gap": abs(row[kind] - golden[kind]) for kind in ("predicted", "measured")})
    path = path_of_the_regularizer(task, problem, w_o, config, step)
    differences = [abs(row["predicted"] - row["measured"]) for row in (*rows.values(), *path)]
    return {"n_r": problem.n_r, "n_f": problem.n_f, "d": problem.d, "models": rows, "path": path, "largest difference": max(differences)}


PREDICTED = {"pretrained": "pretrained", "golden": "golden", "ft": "fine_tuned", "projection": "projected"}
"""The theory's name of each method."""


def measured_models(task: Task, w_o: Params) -> dict[str, Params]:
    """The models that both sides have."""
    return {
        "pretrained": w_o,
        "golden": train_golden(task, [0]),
        "ft": METHODS["ft"](replace(task, tuning=replace(task.tuning, epochs=50)), w_o, [0], rate=task.tuning.rate),
        "projection": METHODS["projection"](task, w_o, [0]),
    }


def path_of_the_regularizer(task: Task, problem: Problem, w_o: Params, config: Config, step: float) -> list[dict[str, float]]:
    """UL after k steps on CE(alpha) without momentum, by the theory's recursion in sample space and by the method's own steps."""
    rows = []
    target = wrong_labels("fixed", task, w_o, [0])
    for alpha in config.alphas:
        # Stable for every weighting: the largest curvature is at most that of D_r plus alpha times that of D_f.
        eta = step / (2 * problem.n * (1 / problem.n_r + alpha / problem.n_f))
        posed = _posed(problem, target[0].cpu().numpy(), alpha)
        for k in config.path:
            short = replace(task, tuning=replace(task.tuning, epochs=k, momentum=0.0))
            weights = METHODS["ce_ft"](short, w_o, [0], wrong="fixed", alpha=alpha, rate=eta)
            predicted = float(unlearning_loss_at(posed, eta, k))
            rows.append({"alpha": alpha, "steps": k, "predicted": predicted, "measured": measured(task, weights)})
    return rows


def _task(features: np.ndarray, labels: np.ndarray, forget: np.ndarray, recipe: Recipe, device: torch.device) -> Task:
    """Full-batch descent: every batch is all of D_r, all of D_f."""
    rows = torch.from_numpy(forget).to(device)
    x, y = torch.from_numpy(np.ascontiguousarray(features)).to(device), torch.from_numpy(labels).to(device)
    model = linear_probe(x.shape[1], y.shape[1])
    return Task(model, squared, x, y, (~rows).nonzero().flatten(), rows.nonzero().flatten(), recipe, recipe)


def _posed(problem: Problem, wrong: np.ndarray, alpha: float) -> Problem:
    """The problem with wrong labels and their weight."""
    return replace(problem, regularization=Regularization(Matrix(FLOAT64, np.ascontiguousarray(wrong)), alpha, 1.0))


def measured(task: Task, params: Params) -> float:
    """UL = (1/n_f) ||outputs - y_f||^2 from the outputs that all metrics are taken from."""
    found: Answers = answers(task.model, params, Part(task.x_f, task.y_f.argmax(dim=1)))
    return float(((found.logits[0] - task.y_f.double().cpu().numpy()) ** 2).sum(axis=-1).mean())


def worst(result: Mapping[str, Any]) -> float:
    """The largest difference between prediction and measurement in the whole result."""
    return max(part["largest difference"] for part in result["found"].values())
