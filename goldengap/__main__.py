"""``python -m goldengap``: the console script."""

from __future__ import annotations

import sys

from goldengap.command import main

if __name__ == "__main__":
    sys.exit(main())
