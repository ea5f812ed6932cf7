"""N1 onwards: beyond the assumptions of the paper, what its public reviews ask and what we do."""
