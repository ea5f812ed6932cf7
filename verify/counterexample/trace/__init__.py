"""Tracing: a claim's sides, evaluated over Q, leave behind the program that a checker of its own can run."""

from verify.counterexample.trace.number import Number, Untraceable
from verify.counterexample.trace.system import Table, Tracing

__all__ = ["Number", "Table", "Tracing", "Untraceable"]
