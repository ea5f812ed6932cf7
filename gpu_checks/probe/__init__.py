"""The theory's models on a linear probe: predicted by its closed forms, and measured by training that knows none of them."""
