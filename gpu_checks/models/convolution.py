"""Convolution and pooling of images with channels last, as copies and matrix products.

Under ``vmap`` a matrix product becomes one batched product; torch's own convolution becomes a grouped one, which is several times as
slow on a CPU, as is the gradient of a largest value over two axes.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor
from torch.nn.functional import pad


def convolved(x: Tensor, weight: Tensor, stride: int = 1) -> Tensor:
    """x (B, H, W, C), weight (O, C, k, k) with k odd -> (B, ceil(H / stride), ceil(W / stride), O), zeros around x, no bias."""
    found: Tensor = _Convolution.apply(x, weight, stride)
    return found


def channels_last(x: Tensor) -> Tensor:
    """(B, C, H, W) -> (B, H, W, C)."""
    return x.permute(0, 2, 3, 1)


def halved(x: Tensor) -> Tensor:
    """(B, H, W, C) -> (B, H / 2, W / 2, C), the largest of every 2x2; where two are, they share its gradient."""
    for axis in (1, 2):
        x = torch.maximum(*x.unflatten(axis, (-1, 2)).unbind(axis + 1))
    return x


class _Convolution(torch.autograd.Function):  # type: ignore[misc]  # torch is not followed by mypy
    """A product of patches and weights. What reaches x is the convolution of the gradient, spread out by the stride, with the weights
    turned around; it does not add into places that several patches share, so its order is fixed."""

    generate_vmap_rule = True

    @staticmethod
    def forward(x: Tensor, weight: Tensor, stride: int) -> Tensor:
        return patches(x, weight.shape[-1], stride) @ weight.permute(2, 3, 1, 0).flatten(0, 2)

    @staticmethod
    def setup_context(ctx: Any, inputs: tuple[Tensor, Tensor, int], output: Tensor) -> None:  # noqa: ARG004 - torch asks for it
        x, weight, ctx.stride = inputs
        ctx.save_for_backward(x, weight)

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor | None, Tensor, None]:
        x, weight = ctx.saved_tensors
        _, inputs, size, _ = weight.shape
        seen = patches(x, size, ctx.stride).flatten(0, 2)
        to_weight = (seen.mT @ gradient.flatten(0, 2)).unflatten(0, (size, size, inputs)).permute(3, 2, 0, 1)
        if not ctx.needs_input_grad[0]:
            return None, to_weight, None
        turned = weight.flip(2, 3).permute(2, 3, 0, 1).flatten(0, 2)
        return patches(_spread(gradient, x.shape[1], x.shape[2], ctx.stride), size, 1) @ turned, to_weight, None


def patches(x: Tensor, size: int, stride: int) -> Tensor:
    """(B, H, W, C) -> (B, ceil(H / stride), ceil(W / stride), size^2 C): what each place of a convolution sees, zeros around x."""
    _, height, width, _ = x.shape
    around = size // 2
    if size == 1:
        return x[:, ::stride, ::stride]
    x = pad(x, (0, 0, around, around, around, around))
    return torch.cat([x[:, i : i + height : stride, j : j + width : stride] for i in range(size) for j in range(size)], dim=-1)


def _spread(y: Tensor, height: int, width: int, stride: int) -> Tensor:
    """(B, h, w, C) -> (B, height, width, C): y at every ``stride``-th place, zeros between."""
    if stride == 1:
        return y
    _, h, w, channels = y.shape
    y = pad(y[:, :, None, :, None], (0, 0, 0, stride - 1, 0, 0, 0, stride - 1))
    return y.reshape(-1, h * stride, w * stride, channels)[:, :height, :width]
