"""Features: the theory on real deep features, in the paper's exact setting: more features than samples, squared loss, min-norm probes.

600 images of Fashion-MNIST become features of a network that was trained on ImageNet; one-hot labels; one class or random samples are
forgotten. Every model of the theory is predicted by its closed form and measured by training that uses none of its formulas. Fine-tuning
by SGD and Adam is then followed over compute, as shares of a retraining, with the squared loss and with cross-entropy.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from functools import partial
from typing import Any

import numpy as np
import torch

from gpu_checks.data.fashion import balanced, fashion_mnist
from gpu_checks.data.lite0 import deep_features, digest
from gpu_checks.probe import measured, predicted
from gpu_checks.probe.samples import Samples, Weights, accuracy, judged
from gpu_checks.probe.tuned import Way, over_compute
from gpu_checks.runtime import device_of, environment, reproducible
from gpu_checks.store import Store
from gpu_checks.studies.settings import THREADS, Settings, progress
from theory.blocks import Blocks
from theory.losses import leave_out_loss

COMPARED = ("UL", "RL", "distance")
"""What is predicted and measured; accuracies are reported beside."""

WAYS = (
    Way("squared", "SGD", 2e-4),
    Way("squared", "Adam", 1e-3),
    Way("cross-entropy", "SGD", 3e-3),
    Way("cross-entropy", "SGD", 3e-3, 1e-2),
    Way("cross-entropy", "Adam", 1e-3),
    Way("cross-entropy", "Adam", 1e-3, 1e-2),
)


@dataclass(frozen=True)
class Config:
    """``each`` training and ``tested`` test images of every class, enlarged to ``side``; drawn by ``seed``.

    Classes in ``labels`` are forgotten, and random ``share`` of the samples, once for each of ``divisions``. The regularizer's limit is
    compared for ``alphas``, its path and weight decay after ``steps``. ``decay`` is a share of the mean squared norm of a sample.
    Training lasts ``epochs`` where losses are not solved; fine-tuning is followed to each of ``shares`` of that.
    """

    each: int = 60
    tested: int = 100
    side: int = 112
    seed: int = 0
    labels: tuple[int, ...] = (0, 3, 5)
    share: float = 0.1
    divisions: tuple[int, ...] = (0, 1)
    alphas: tuple[float, ...] = (0.1, 10.0)
    steps: tuple[int, ...] = (1, 10, 100)
    decay: float = 1e-3
    epochs: int = 100
    shares: tuple[float, ...] = (0.0, 0.05, 0.1, 0.25, 0.5, 1.0, 1.5, 2.0)
    ways: tuple[Way, ...] = WAYS


SIZES = {
    "full": Config(),
    "small": Config(each=9, tested=5, side=64, labels=(0,), divisions=(0,), alphas=(0.1,), steps=(1, 10), epochs=4, shares=(0.0, 0.5, 2.0)),
}


def run(config: Config, settings: Settings, size: str) -> dict[str, Any]:
    """All cases, each one piece that a killed run keeps; raises ``ValueError`` where data or packages are missing."""
    if settings.device != "cpu":
        raise ValueError(f"`--device` must be cpu for the study features, whose least squares are LAPACK's; received {settings.device}")
    device = device_of(settings.device)
    with reproducible(THREADS), progress(settings, "features", 2 + len(config.labels) + len(config.divisions)) as report:
        store = Store(settings.folder, report)
        data = {key: value.numpy() for key, value in store.params("features", partial(extracted, config, settings), device).items()}
        start = {"w": np.zeros((data["x"].shape[1], int(data["y"].max()) + 1))}

        def trained() -> dict[str, torch.Tensor]:
            pace = measured.Pace.of(np.linalg.svd(data["x"], compute_uv=False))
            found = measured.descended(data["x"], np.eye(start["w"].shape[1])[data["y"]], start, pace)
            return {"w": torch.from_numpy(found["w"].copy())}

        w_o = store.params("pretrained", trained, device)["w"].numpy()
        cases = {name: store.json(name, partial(case, config, s, w_o)) for name, s in divisions(config, data).items()}
        described = environment(device)
    return {
        "format": "goldengap-measurement-1",
        "study": "features",
        "size": size,
        "environment": described,
        "seconds": round(store.seconds, 3),
        "config": asdict(config),
        "found": {"data": about(data, w_o), "cases": cases, "largest difference": max(c["largest difference"] for c in cases.values())},
    }


def extracted(config: Config, settings: Settings) -> dict[str, torch.Tensor]:
    """Deep features, pixels and classes of training and test images."""
    images = fashion_mnist(settings.archives)
    found: dict[str, np.ndarray] = {}
    for end, x, y, each in (("", images.train_x, images.train_y, config.each), (" test", images.test_x, images.test_y, config.tested)):
        rows = balanced(y, each, config.seed)
        pixels = x[rows].reshape(len(rows), -1) / 255.0
        found |= {f"x{end}": deep_features(x[rows], config.side), f"pixels{end}": pixels, f"y{end}": y[rows].astype(np.int64)}
    return {key: torch.from_numpy(value) for key, value in found.items()}


def divisions(config: Config, data: Mapping[str, np.ndarray]) -> dict[str, Samples]:
    """What is forgotten, by name."""
    y = data["y"]
    every = Samples(data["x"], y, np.zeros(len(y), bool), data["x test"], data["y test"], int(y.max()) + 1)
    found = {f"class {label}": replace(every, forget=y == label, dropped=label) for label in config.labels}
    for seed in config.divisions:
        chosen = np.zeros(len(y), bool)
        chosen[np.random.default_rng(seed).permutation(len(y))[: round(config.share * len(y))]] = True
        found[f"random {seed}"] = replace(every, forget=chosen)
    return found


def about(data: Mapping[str, np.ndarray], w_o: Weights) -> dict[str, Any]:
    """The features, and the test accuracy of the probe beside one on pixels."""
    sizes = np.linalg.svd(data["x"], compute_uv=False)
    on_pixels = np.linalg.lstsq(data["pixels"], np.eye(w_o.shape[1])[data["y"]], rcond=None)[0]
    return {
        "n": len(data["x"]),
        "d": data["x"].shape[1],
        "tested": len(data["x test"]),
        "sha256": digest(data["x"]),
        "rank": int(np.linalg.matrix_rank(data["x"])),
        "condition": float(sizes[0] / sizes[-1]),
        "test accuracy": accuracy(data["x test"], data["y test"], w_o),
        "test accuracy on pixels": accuracy(data["pixels test"], data["y test"], on_pixels),
    }


def case(config: Config, s: Samples, w_o: Weights) -> dict[str, Any]:
    """Everything about one division of the data. ``w_o`` is the pretrained model that descent has found."""
    p = s.problem
    decay = config.decay * float((s.x**2).sum() / len(s.x))
    by_theory, (by_training, steps) = predicted.models(p), measured.models(s, w_o)
    goldens = by_theory["golden"], by_training["golden"]
    for kind, wrong in predicted.wrong_labels(p).items():
        limit = predicted.regularized(p, wrong)
        for alpha in config.alphas:
            by_theory[f"regularized, {kind}, {alpha:g}"] = limit
            by_training[f"regularized, {kind}, {alpha:g}"] = measured.regularized(s, w_o, wrong, alpha)
    by_theory |= predicted.ridges(p, decay)
    by_training |= {"ridge": measured.ridge(s.x, s.targets, decay), "ridge golden": measured.ridge(*s.remaining, decay)}
    rows = {
        name: {"predicted": judged(s, w, goldens[0]), "measured": judged(s, by_training[name], goldens[1])} for name, w in by_theory.items()
    }
    followed = {"path": path(config, s, w_o), "decayed": decayed(config, s, w_o, decay)}
    apart = [abs(row["predicted"][key] - row["measured"][key]) for row in rows.values() for key in COMPARED]
    apart += [abs(row["predicted"] - row["measured"]) for part in followed.values() for row in part]
    sizes = np.linalg.svd(s.remaining[0], compute_uv=False)
    blocks = Blocks.of(p.x_r, p.x_f)
    return {
        "n_r": p.n_r,
        "n_f": p.n_f,
        "blocks": blocks.sizes,
        "unused": len(blocks.unused),
        "condition of X_r": float(sizes[0] / sizes[-1]),
        "steps of descent": steps,
        "golden UL by leaving out": float(leave_out_loss(p)),
        "models": rows,
        **followed,
        "largest difference": max(apart),
        "tuned": {way.name: over_compute(s, way, config.epochs, config.shares, config.seed, w_o) for way in config.ways},
    }


def path(config: Config, s: Samples, w_o: Weights) -> list[dict[str, float]]:
    """UL after so many plain steps on the regularizer with y' = 0, by the Gram matrix and step by step."""
    (x_r, y_r), (x_f, y_f) = s.remaining, s.forgetting
    wrong, rows = np.zeros_like(y_f), []
    for alpha in config.alphas:
        rate = 0.45 / float(np.linalg.norm(s.x, 2) ** 2 * (1 / len(y_r) + alpha / len(y_f)))
        for k in config.steps:
            w = measured.stepped([(x_r, y_r, 1.0), (x_f, wrong, alpha)], w_o, rate, k)
            found = {"predicted": predicted.path(s.problem, wrong, alpha, rate, k), "measured": judged(s, w, w)["UL"]}
            rows.append({"alpha": alpha, "steps": k, **found})
    return rows


def decayed(config: Config, s: Samples, w_o: Weights, decay: float) -> list[dict[str, Any]]:
    """UL, and the norm of what D_r cannot see, after so many plain steps of fine-tuning with weight decay (R6)."""
    basis, rows = np.linalg.qr(s.remaining[0].T)[0], []

    def unseen(w: Weights) -> float:
        return float(np.linalg.norm(w - basis @ (basis.T @ w)))

    for k in config.steps:
        by_theory, rate, left = predicted.decayed(s.problem, w_o, decay, k)
        w = measured.stepped([(*s.remaining, 1.0)], w_o, rate, k, decay)
        for what, one, other in (("UL", judged(s, by_theory, w)["UL"], judged(s, w, w)["UL"]), ("unseen", left * unseen(w_o), unseen(w))):
            rows.append({"what": what, "steps": k, "predicted": one, "measured": other})
    return rows
