"""Writing a result file whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from verify.audit.bad_input import BadInputError


def check_writable(path: Path) -> None:
    """Raise ``BadInputError`` now, rather than after the work, when ``path`` cannot be written."""
    if not path.parent.is_dir():
        raise BadInputError(f"{path}: the folder {path.parent} does not exist")
    if path.exists() and not path.is_file():
        raise BadInputError(f"{path}: cannot be written: it is a device or a folder, and a result is a regular file")
    if not os.access(path.parent, os.W_OK):
        raise BadInputError(f"{path}: cannot be written")


def write_atomically(path: Path, content: bytes) -> None:
    """Write beside the target and rename, so that a reader sees the old file or the new one and never half of it."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(0o666 & ~_umask())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _umask() -> int:
    """The process's mask; the system has no way to read it but to set it."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
