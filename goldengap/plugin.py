"""pytest's entry point: ``pytest --claims PATH`` in any folder. Without ``--claims`` it does nothing and imports nothing."""

from __future__ import annotations

from collections.abc import Generator

import pytest


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(early_config: pytest.Config, args: list[str]) -> Generator[None, None, None]:
    """Register the audit's plugin, options included, where ``--claims`` was typed and no other plugin knows that option.

    This comes after the conftest files, so that an option of theirs is not taken, and the ini option ``pythonpath`` has been heeded.
    """
    yield
    typed = any(arg == "--claims" or str(arg).startswith("--claims=") for arg in args)
    known = hasattr(early_config.option, "claims")
    of_a_worker = hasattr(early_config.option, "suite_seed")
    if (typed and not known) or of_a_worker:
        from verify.session import plugin  # slow to import, and only needed here

        if not early_config.pluginmanager.is_registered(plugin):
            early_config.pluginmanager.register(plugin, plugin.__name__)
