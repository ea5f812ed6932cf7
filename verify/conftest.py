"""Leads to the plugin: its hooks are in :mod:`verify.session.plugin`."""

from __future__ import annotations

from pathlib import Path

import pytest

from verify.session import plugin

HERE = Path(__file__).resolve().parent


def pytest_addoption(parser: pytest.Parser, pluginmanager: pytest.PytestPluginManager) -> None:  # noqa: ARG001 - looked up by name
    """Register the plugin, options included, unless that was done. Claims of one copy are never judged by another copy's code."""
    code = Path(plugin.__file__).resolve().parents[1]
    if code != HERE:
        raise pytest.UsageError(
            f"`verify` must be imported from where its claims lie, {HERE}; received the copy at {code}. "
            f"Run `python -m pytest verify` in {HERE.parent}"
        )
    if not pluginmanager.is_registered(plugin):
        pluginmanager.register(plugin, plugin.__name__)
