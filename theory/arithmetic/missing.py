"""What stands in for a library that is not installed: everything else still imports, and its use says what is missing."""

from __future__ import annotations

from typing import Any, NoReturn


class MissingLibrary(ImportError):  # noqa: N818 - says what is missing, not that someone erred
    """A number system was used whose library is not installed."""


def absent(library: str, error: ImportError) -> Any:
    """A stand-in for a class that could not be imported from ``library``; all but asking for its type raises ``MissingLibrary``."""

    def refuse(*_: object, **__: object) -> NoReturn:
        raise MissingLibrary(f"{library} cannot be imported ({error})")

    return type(f"{library} is missing", (type,), {"__getattr__": refuse, "__call__": refuse})("absent", (), {})
