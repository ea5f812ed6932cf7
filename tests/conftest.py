"""With ``--benchmark-only`` the tests of the machinery stand aside."""

import pytest


def pytest_ignore_collect(config: pytest.Config) -> bool | None:
    return True if config.getoption("--benchmark-only", default=False) else None
