"""Claims about averages over random features, and how far a single draw may lie."""
