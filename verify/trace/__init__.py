"""Tracing: a claim's sides, evaluated over Q, leave behind the program that a checker of its own can run."""

from verify.trace.number import Number, Untraceable
from verify.trace.system import Table, Tracing

__all__ = ["Number", "Table", "Tracing", "Untraceable"]
