"""A stand-in for data that are withheld: a computation that reads them raises."""

from __future__ import annotations

from typing import Any


class Withheld:
    """Raises ``LookupError`` at every access."""

    def _refuse(self, *_: object) -> Any:
        raise LookupError("these data are withheld")

    __len__ = __iter__ = __eq__ = __bool__ = __hash__ = __getitem__ = __getattr__ = _refuse


WITHHELD = Withheld()
