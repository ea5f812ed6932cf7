"""A counterexample as a file: written, shrunk, traced, explained in words, and replayed by a program that shares no code with the rest."""

from verify.counterexample.file import FORMAT, as_data, from_data, problem_of, write_json

__all__ = ["FORMAT", "as_data", "from_data", "problem_of", "write_json"]
