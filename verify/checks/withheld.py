"""A stand-in for data that were taken away, to learn by trying whether anything reads them."""

from __future__ import annotations

from typing import Any


class Withheld:
    """Raises ``LookupError`` as soon as anyone asks what it holds."""

    def _refuse(self, *_: object) -> Any:
        raise LookupError("these data were taken away")

    __len__ = __iter__ = __eq__ = __bool__ = __hash__ = __getitem__ = __getattr__ = _refuse


WITHHELD = Withheld()
