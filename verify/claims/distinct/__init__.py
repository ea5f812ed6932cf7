"""D1-D4: distinct features, d_lap = 0."""
