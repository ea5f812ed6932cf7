"""Files that a careless or a hostile person hands in: valid ones, spoiled at random places, seeded."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from typing import Any

ODD_NUMBERS = (2**63, -(2**63), 2**64, 10**400, -1, 0, 1.5, 1e308, float("nan"), float("inf"), True)
ODD_VALUES = (None, "", "x" * 5000, [], {}, [[[[]]]], "\x1b[31mred", "../../etc", "1/0", "0x10", *ODD_NUMBERS)
ODD_BYTES = (
    b"\x00",
    b"\xff\xfe",
    b'"',
    b"'",
    b",",
    b"\n",
    b"\r",
    b";",
    b"[",
    b"{",
    b"9" * 400,
    b"-",
    b"nan",
    b"1e999",
    b"\xf0\x9f\x98\x80",
    b"",
)


def bytes_of(rng: random.Random, content: bytes) -> bytes:
    """Some bytes of ``content`` changed, cut out, doubled or replaced by odd ones."""
    out = bytearray(content)
    for _ in range(rng.randint(1, 4)):
        at, wide = rng.randrange(len(out) + 1), rng.choice((1, 1, 2, 8, 200))
        how = rng.randrange(6)
        if how == 0:
            out[at : at + wide] = rng.choice(ODD_BYTES)
        elif how == 1:
            out[at:at] = rng.choice(ODD_BYTES) * rng.choice((1, 1, 50))
        elif how == 2:
            out[at : at + wide] = bytes(rng.randrange(256) for _ in range(wide))
        elif how == 3:
            del out[at:]
        elif how == 4:
            out[at:at] = out[at : at + wide] * rng.choice((2, 20))
        elif out:
            out[rng.randrange(len(out))] ^= 1 << rng.randrange(8)
    return bytes(out)


def json_of(rng: random.Random, data: Any) -> bytes:
    """``data`` with one to three of its values replaced, left out, doubled or nested deeply, as JSON; sometimes spoiled as bytes too."""
    made = json.loads(json.dumps(data))
    for _ in range(rng.randint(1, 3)):
        made = _changed(rng, made)
    text = json.dumps(made).encode()
    deep = rng.random()
    if deep < 0.03:
        return b"[" * 100_000 + text
    if deep < 0.06:
        return text.replace(b"null", b"[" * 3000 + b"]" * 3000, 1)
    return bytes_of(rng, text) if deep < 0.3 else text


def _changed(rng: random.Random, value: Any) -> Any:
    """One value somewhere below ``value`` replaced."""
    if isinstance(value, dict) and value and rng.random() < 0.9:
        key = rng.choice(sorted(value))
        how = rng.random()
        if how < 0.08:
            return {k: v for k, v in value.items() if k != key}
        if how < 0.12:
            return value | {"more": rng.choice(ODD_VALUES)}
        return value | {key: _changed(rng, value[key])}
    if isinstance(value, list) and value and rng.random() < 0.9:
        at = rng.randrange(len(value))
        how = rng.random()
        if how < 0.08:
            return value[:at] + value[at + 1 :]
        if how < 0.12:
            return value + value
        return [*value[:at], _changed(rng, value[at]), *value[at + 1 :]]
    return rng.choice(ODD_VALUES)


Spoil = Callable[[random.Random], bytes]
