"""Data sets."""

from gpu_checks.data.cifar import CIFAR10, CIFAR100, cifar
from gpu_checks.data.dataset import Dataset, Part
from gpu_checks.data.digits import digits
from gpu_checks.data.made import made_images
from gpu_checks.data.svhn import svhn

__all__ = ["CIFAR10", "CIFAR100", "Dataset", "Part", "cifar", "digits", "made_images", "svhn"]
