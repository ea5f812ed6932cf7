"""Options of the tests of the machinery; with ``--benchmark-only`` they stand aside."""

from pathlib import Path

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--kill-table", type=Path, metavar="FILE", help="where test_who_kills_what writes its table")


def pytest_ignore_collect(config: pytest.Config) -> bool | None:
    return True if config.getoption("--benchmark-only", default=False) else None
