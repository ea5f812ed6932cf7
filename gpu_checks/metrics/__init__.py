"""Metrics: functions of what models answer, never of models."""
