"""Two-layer networks without bias, linear or ReLU, in any number system: predictions, gradient, training, and how far it can move."""

from theory.networks.network import Network, linear_network, relu_network

__all__ = ["Network", "linear_network", "relu_network"]
