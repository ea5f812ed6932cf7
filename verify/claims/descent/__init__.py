"""S1-S7: what the solutions are and where descent goes."""
