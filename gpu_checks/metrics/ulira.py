"""U-LiRA: can a likelihood-ratio attack tell unlearned from golden models by their margins on D_f? (Hayes et al. 2024, arXiv:2403.01218)

Per sample, one Gaussian is fitted to the margins of unlearned models and one to those of golden models; a model that the fit has not
seen is called by the larger likelihood. The accuracy is 1/2 where the two cannot be told apart.
"""

from __future__ import annotations

import numpy as np
from scipy.stats import norm

from gpu_checks.metrics.outputs import Answers

LEAST = 1e-3
"""Standard deviation at least, so that samples on which all models agree do not decide by rounding."""


def ulira(unlearned: Answers, golden: Answers, groups: np.ndarray) -> float:
    """Mean balanced accuracy over the samples and over models held out from the fit.

    Each half is fitted once and tested once. Unlearned models are divided by ``groups`` (M,), the number of the pretrained model they
    come from, even against odd: two models from the same one are not independent, and must not be on both sides. Golden models
    alternate.
    """
    own = groups % 2
    reference = np.arange(len(golden.logits)) % 2
    u, g = unlearned.margin, golden.margin
    halves = [balanced_accuracy(u[own == half], g[reference == half], u[own != half], g[reference != half]) for half in (0, 1)]
    return float(np.mean(halves))


def balanced_accuracy(fit_u: np.ndarray, fit_g: np.ndarray, test_u: np.ndarray, test_g: np.ndarray) -> float:
    """Fit on margins (models, n), test on others. Margins must be real numbers: a Gaussian fitted to right and wrong says nothing."""
    for name, margins in (("fit_u", fit_u), ("fit_g", fit_g), ("test_u", test_u), ("test_g", test_g)):
        if margins.dtype.kind != "f":
            raise TypeError(f"`{name}` must be margins, real numbers; received dtype {margins.dtype}")
        if len(margins) < (2 if name.startswith("fit") else 1):
            raise ValueError(f"`{name}` must hold enough models, two to fit and one to test; received {len(margins)}")
    spread = [np.maximum(part.std(axis=0, ddof=1), LEAST) for part in (fit_u, fit_g)]

    def favours_unlearned(margins: np.ndarray) -> np.ndarray:
        own, other = (norm.logpdf(margins, part.mean(axis=0), s) for part, s in zip((fit_u, fit_g), spread, strict=True))
        # A tie is worth half: likelihoods that are the same tell nothing, and must not count as a right answer on one side.
        return np.where(own == other, 0.5, own > other)

    return float((favours_unlearned(test_u).mean() + (1 - favours_unlearned(test_g)).mean()) / 2)
