"""Models as pure functions of their parameters."""

from gpu_checks.models.convnet import convnet
from gpu_checks.models.linear import linear_probe
from gpu_checks.models.mlp import mlp
from gpu_checks.models.model import Model, Params
from gpu_checks.models.resnet import resnet18

__all__ = ["Model", "Params", "convnet", "linear_probe", "mlp", "resnet18"]
