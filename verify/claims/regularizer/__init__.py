"""R1-R10: the discriminative regularizer, in its squared-loss form."""
