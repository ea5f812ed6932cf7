"""N1 onwards: beyond the assumptions of the paper, what its reviewers asked."""
