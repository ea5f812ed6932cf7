"""Where a result file can go."""

from __future__ import annotations

import os
from pathlib import Path

from verify.audit.bad_input import BadInputError


def check_folder(path: Path, option: str) -> None:
    """Raise ``BadInputError`` now where no folder ``path`` can be or be made; ``option`` says who asks."""
    if path.exists() and not path.is_dir():
        raise BadInputError(f"`{option}` must be a folder; {path} is a file")
    above = next((folder for folder in (path, *path.parents) if folder.exists()), path)
    if not above.is_dir() or not os.access(above, os.W_OK):
        raise BadInputError(f"`{option}` must be a folder that can be written; {above} cannot")


def check_writable(path: Path) -> None:
    """Raise ``BadInputError`` now, rather than after the work, when ``path`` cannot be written."""
    if not path.parent.is_dir():
        raise BadInputError(f"{path}: the folder {path.parent} does not exist")
    if path.exists() and not path.is_file():
        raise BadInputError(f"{path}: cannot be written: it is a device or a folder, and a result is a regular file")
    if not os.access(path.parent, os.W_OK):
        raise BadInputError(f"{path}: cannot be written")
