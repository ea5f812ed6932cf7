"""Maps: how the losses and gaps depend on the setting, as figures with the numbers beside them. ``python -m verify map NAME``."""
