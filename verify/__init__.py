"""Claims about :mod:`theory`, the rungs of evidence that test them, and the verdicts that follow. No formula lives here."""
