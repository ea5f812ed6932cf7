"""Statistics: the protocol, paired comparisons, and verdicts by rule."""
