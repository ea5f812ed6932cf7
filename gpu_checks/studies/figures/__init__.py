"""Figures, a file for each kind of result; ``gpu_checks.studies`` says which draws which study."""
