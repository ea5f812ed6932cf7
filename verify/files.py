"""Names for files, and writing a file whole or not at all."""

from __future__ import annotations

import os
import re
from pathlib import Path


def safe_name(text: str) -> str:
    """``text`` as part of a file's name: letters, digits, '_', '.', '+' and '-' stay, and '_' stands for everything else."""
    return re.sub(r"[^\w.+-]", "_", text)


def write_whole(path: Path, content: str | bytes) -> None:
    """Write beside the target and rename, so that a reader sees the old file or the new one and never half of it.

    Folders that are missing are made. To a device, such as /dev/stdout, it is written straight away.
    """
    data = content.encode() if isinstance(content, str) else content
    if path.exists() and not path.is_file() and not path.is_dir():
        path.write_bytes(data)  # a rename would put a file in the device's place
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with draft.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())  # on the disk before it is renamed
        os.replace(draft, path)
    finally:
        draft.unlink(missing_ok=True)
