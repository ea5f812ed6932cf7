"""Reading .csv: a header of names, one sample a line; every fault is named by column and line."""

from __future__ import annotations

import csv
import math
import re
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from verify.audit.bad_input import BadInputError
from verify.audit.memory import check_memory

FLAGS = {"0": False, "1": True, "false": False, "true": True}


@dataclass(frozen=True)
class Columns:
    """Positions in a line: which are features, targets, and the forget flag."""

    names: tuple[str, ...]
    features: tuple[int, ...]
    targets: tuple[int, ...]
    forget: int

    @classmethod
    def of(cls, header: Sequence[str]) -> Columns:
        """Sort the names: `forget`; `target`, or `target_0` to `target_<k-1>`; every other column is a feature."""
        names = tuple(name.strip() for name in header)
        doubled = sorted({name for name in names if names.count(name) > 1})
        if doubled:
            raise BadInputError(f"column names must be unique; used more than once: {', '.join(map(repr, doubled))}")
        if "forget" not in names:
            raise BadInputError(f"column `forget` is missing; the header has {len(names)} columns, the first {names[0]!r}")
        outputs = [name for name in names if re.fullmatch(r"target(_\d+)?", name)]
        expected = ["target"] if "target" in outputs else [f"target_{i}" for i in range(len(outputs))]
        if not outputs or sorted(outputs) != sorted(expected):
            received = ", ".join(outputs) or "none"
            raise BadInputError(
                f"column `target`, or columns `target_0`, `target_1`, ... without a hole, must be there; received {received}"
            )
        features = tuple(i for i, name in enumerate(names) if name != "forget" and name not in outputs)
        return cls(names, features, tuple(names.index(name) for name in expected), names.index("forget"))


def read_csv(path: Path) -> dict[str, np.ndarray]:
    """The arrays ``features``, ``targets`` and ``forget``. Raises ``BadInputError``, or ``OSError`` when there is no such file."""
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            lines = csv.reader(file)
            header = next(lines, None)
            if not header:
                raise BadInputError("the file is empty; the first line must name the columns")
            columns = Columns.of(header)
            rest = path.stat().st_size - sum(map(len, header))
            return _parse(lines, columns, rest)
    except UnicodeDecodeError as error:
        raise BadInputError(f"not text in UTF-8: byte {error.start} is {error.object[error.start]:#04x}") from error
    except csv.Error as error:
        raise BadInputError(f"not comma-separated text: {error}") from error


def _parse(lines: Iterator[list[str]], columns: Columns, size: int) -> dict[str, np.ndarray]:
    """``size``: bytes left to read, from which the first line tells roughly how many samples are coming."""
    features, targets, forget = array("d"), array("d"), array("b")
    for row in lines:
        line: int = lines.line_num  # type: ignore[attr-defined]  # csv.reader has it
        if not row:
            continue
        if len(row) != len(columns.names):
            raise BadInputError(f"line {line} must have {len(columns.names)} columns like the header; received {len(row)}")
        if not forget:
            check_memory(size // max(1, sum(map(len, row)) + len(row)), len(columns.features), len(columns.targets))
        features.extend(_numbers(row, columns.features, columns.names, line))
        targets.extend(_numbers(row, columns.targets, columns.names, line))
        flag = row[columns.forget].strip()
        if flag.lower() not in FLAGS:
            raise BadInputError(f"column `forget` must be 0, 1, true or false; received {flag!r} on line {line}")
        forget.append(FLAGS[flag.lower()])
    n = len(forget)
    return {
        "features": np.array(features).reshape(n, len(columns.features)),
        "targets": np.array(targets).reshape(n, len(columns.targets)),
        "forget": np.array(forget, dtype=np.bool_),
    }


def _numbers(row: list[str], at: tuple[int, ...], names: tuple[str, ...], line: int) -> list[float]:
    """The numbers in the given columns of one line; the slow look for the culprit is taken only where there is one."""
    try:
        values = [_number(row[i]) for i in at]
    except ValueError:
        values = [math.nan]
    if math.isfinite(sum(values)):
        return values
    for i in at:
        try:
            value = _number(row[i])
        except ValueError as error:
            raise BadInputError(f"column `{names[i]}` must be numeric; received {row[i]!r} on line {line}") from error
        if not math.isfinite(value):
            raise BadInputError(f"column `{names[i]}` must be finite; received {row[i]!r} on line {line}")
    return values


def _number(text: str) -> float:
    """float(text), but ``1_000`` is no number here: in data an underscore is a slip, and Python would read past it."""
    if "_" in text:
        raise ValueError(text)
    return float(text)
