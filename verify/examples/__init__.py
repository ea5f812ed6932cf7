"""Claims as a reviewer would write them: one false, one true, and the file that `python -m verify new` starts from."""
