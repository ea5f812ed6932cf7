"""``python -m tests.mutation.noticed INDEX FILE``: run the tests of FILE over one slip of the checker; exit status 1 where one goes red.

INDEX -1 makes no slip. The slip is put in place before anything of the project is imported.
"""

from __future__ import annotations

import sys

import pytest

from tests.mutation.checker import CHECKER
from tests.mutation.kill import MutatingFinder

if __name__ == "__main__":
    index, *files = int(sys.argv[1]), *sys.argv[2:]
    if index >= 0:
        sys.meta_path.insert(0, MutatingFinder(CHECKER[index].mutant))
    sys.exit(pytest.main(["-q", "-x", "-p", "no:cacheprovider", "-p", "no:randomly", *files]))
