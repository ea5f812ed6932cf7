"""Archives that the user has put into a folder: nothing is downloaded, and nothing but the known layout is unpickled."""

from __future__ import annotations

import hashlib
import io
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

MOST = 2**28
"""Bytes of one member of an archive at most; the largest real one has 155 MB."""


def verified(folder: Path, name: str, md5: str) -> bytes:
    """The content of ``folder / name``, if its MD5 digest is the published one; raises ``ValueError`` that names the file.

    MD5 is what the publishers give. It guards against a damaged or mistaken file; against a hostile one, the restricted reader does.
    """
    path = folder / name
    if not path.is_file():
        raise ValueError(f"`folder` must hold {name}; {path} is not a file")
    content = path.read_bytes()
    found = hashlib.md5(content, usedforsecurity=False).hexdigest()
    if found != md5:
        raise ValueError(f"{path} must have the published MD5 digest {md5}; received {found}")
    return content


def _latin(text: Any, encoding: Any) -> bytes:
    """``_codecs.encode(text, 'latin1')``: how newer pickles of protocol 2 write bytes."""
    if not isinstance(text, str) or encoding != "latin1":
        raise pickle.UnpicklingError("bytes must be written as latin1 text")
    return text.encode("latin1")


def _empty_array(kind: Any, shape: Any, code: Any) -> np.ndarray:
    """``numpy.core.multiarray._reconstruct`` for plain arrays: the empty array that the pickle then fills."""
    if kind is not np.ndarray or shape != (0,) or code not in (b"b", "b"):
        raise pickle.UnpicklingError("only plain numpy arrays may be read")
    return np.ndarray((0,), dtype=np.int8)


def _uint8(code: Any, align: Any = False, copy: Any = False) -> np.dtype:  # noqa: ARG001 - numpy's own signature
    """``numpy.dtype`` for unsigned bytes alone."""
    if code not in (b"u1", "u1", b"uint8", "uint8"):
        raise pickle.UnpicklingError(f"only arrays of unsigned bytes may be read; received dtype {code!r}")
    return np.dtype(np.uint8)


ALLOWED: dict[tuple[str, str], Callable[..., Any] | type] = {
    ("numpy.core.multiarray", "_reconstruct"): _empty_array,
    ("numpy._core.multiarray", "_reconstruct"): _empty_array,
    ("numpy", "ndarray"): np.ndarray,
    ("numpy", "dtype"): _uint8,
    ("_codecs", "encode"): _latin,
}
"""All that the published archives name. Anything else, above all any other callable, is refused."""


class _Reader(pickle.Unpickler):
    """Reads dicts, lists, numbers, bytes and arrays of unsigned bytes."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) not in ALLOWED:
            raise pickle.UnpicklingError(f"the archive asks for {module}.{name}, which is not part of its published layout")
        return ALLOWED[module, name]


def restricted_load(content: bytes, source: str) -> Any:
    """The object in a pickle of the published layout; raises ``ValueError`` that names ``source`` for anything else."""
    try:
        return _Reader(io.BytesIO(content), encoding="bytes").load()
    except (pickle.UnpicklingError, EOFError, TypeError, ValueError, IndexError, KeyError, AttributeError, MemoryError) as error:
        raise ValueError(f"{source} must be a pickle of the published layout; {error}") from error
