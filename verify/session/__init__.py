"""How ``pytest verify`` runs: which items, in which order, within which time, and what is concluded from them."""
