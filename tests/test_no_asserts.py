"""`python -O` takes asserts away: outside tests nothing may rest on one."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("theory", "verify", "gpu_checks", "benchmarks")


@pytest.mark.parametrize("package", PACKAGES)
def test_no_assert_outside_tests(package):
    files = [path for path in (ROOT / package).rglob("*.py") if "tests" not in path.relative_to(ROOT).parts]
    assert files
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in files
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Assert)
    ]
    assert not found
