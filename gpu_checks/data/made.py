"""A made image task whose overlap between classes is a parameter, so that the theory's block structure is exact.

Eight by eight pixels. The upper half belongs to all classes (the theory's lap block), the lower half is divided into one strip a
class (its r and f blocks). An image of class k is overlap * (pattern + noise) above and (1 - overlap) * (pattern + noise) in strip
k, zero elsewhere. Overlap 0: distinct features. Overlap 1: full overlap.
"""

from __future__ import annotations

import numpy as np

from gpu_checks.data.dataset import Dataset, divided

SIDE, CLASSES = 8, 4
HALF = SIDE * SIDE // 2
STRIP = HALF // CLASSES


def made_images(overlap: float, count: int, noise: float = 0.6, seed: int = 0) -> Dataset:
    """``count`` images, the same number of each of four classes; 60% for training, 20% each for validation and test.

    Raises ``ValueError`` unless 0 <= overlap <= 1 and ``count`` is a positive multiple of 20, which divides evenly.
    """
    if not 0 <= overlap <= 1:
        raise ValueError(f"`overlap` must be between 0 and 1; received {overlap}")
    if count <= 0 or count % (5 * CLASSES):
        raise ValueError(f"`count` must be a positive multiple of {5 * CLASSES}; received {count}")
    rng = np.random.default_rng([seed, count])
    y = np.repeat(np.arange(CLASSES), count // CLASSES)
    shared, own = rng.normal(size=(CLASSES, HALF)), rng.normal(size=(CLASSES, STRIP))
    above = overlap * (shared[y] + noise * rng.normal(size=(count, HALF)))
    strips = np.zeros((count, CLASSES, STRIP))
    strips[np.arange(count), y] = (1 - overlap) * (own[y] + noise * rng.normal(size=(count, STRIP)))
    x = np.concatenate([above, strips.reshape(count, HALF)], axis=1).reshape(count, 1, SIDE, SIDE)
    return Dataset(f"made images, overlap {overlap:g}", CLASSES, *divided(x, y, seed))
