"""Reading .csv: a header of names, one sample a line; every fault is named by column and line."""

from __future__ import annotations

import csv
import math
import re
from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

import numpy as np

from theory.problem import LARGEST_INTEGER
from verify.audit.bad_input import BadInputError
from verify.audit.memory import check_memory
from verify.audit.table import Table

INTEGER = re.compile(r"\s*[+-]?\d+(\.0*)?\s*")

FLAGS = {"0": False, "1": True, "false": False, "true": True}


UNNAMED = re.compile(r"(Unnamed: \d+)?")
"""A column without a name, or with the one that pandas gives it: what `DataFrame.to_csv` writes of the index."""


@dataclass(frozen=True)
class Columns:
    """Positions in a line: which are features, targets, and the forget flag; ``left_out``, where there is one, is none of them."""

    names: tuple[str, ...]
    features: tuple[int, ...]
    targets: tuple[int, ...]
    forget: int
    left_out: int | None = None

    @classmethod
    def of(cls, header: Sequence[str]) -> Columns:
        """Sort the names: `forget`; `target`, or `target_0` to `target_<k-1>`; every other column is a feature."""
        names = tuple(name.strip() for name in header)
        nameless = [i for i, name in enumerate(names) if UNNAMED.fullmatch(name)]
        if len(nameless) > 1:
            raise BadInputError(f"every column must have a name; columns {', '.join(str(i + 1) for i in nameless[:5])} have none")
        doubled = sorted(name for name, count in Counter(names).items() if count > 1)
        if doubled:
            raise BadInputError(f"column names must be unique; used more than once: {', '.join(map(repr, doubled[:5]))}")
        where = {name: i for i, name in enumerate(names)}
        if "forget" not in where:
            raise BadInputError(f"column `forget` is missing; the header has {len(names)} columns, the first {names[0]!r}")
        outputs = {name for name in names if re.fullmatch(r"target(_\d+)?", name)}
        expected = ["target"] if "target" in outputs else [f"target_{i}" for i in range(len(outputs))]
        if not outputs or outputs != set(expected):
            received = ", ".join(sorted(outputs)) or "none"
            raise BadInputError(
                f"column `target`, or columns `target_0`, `target_1`, ... without a hole, must be there; received {received}"
            )
        others = {"forget", *outputs, *(names[i] for i in nameless)}
        features = tuple(i for i, name in enumerate(names) if name not in others)
        return cls(names, features, tuple(where[name] for name in expected), where["forget"], nameless[0] if nameless else None)

    @property
    def notes(self) -> tuple[str, ...]:
        """What was left out."""
        if self.left_out is None:
            return ()
        return (f"column {self.left_out + 1} has no name and is left out, as an index; give it a name to use it as a feature",)


def read_csv(path: Path) -> Table:
    """The table in a file. Raises ``BadInputError``, or ``OSError`` when there is no such file."""
    with path.open(newline="", encoding="utf-8-sig") as file:
        lines = _lines(file)
        _, header = next(lines, (0, None))
        if not header:
            raise BadInputError("the file is empty; the first line must name the columns")
        columns = Columns.of(header)
        rest = path.stat().st_size - sum(map(len, header))
        arrays = _parse(lines, columns, rest)
        return Table(arrays, tuple(columns.names[i] for i in columns.features), columns.notes)


def _lines(file: TextIO) -> Iterator[tuple[int, list[str]]]:
    """The number and the cells of every line. A quote that is still open at its end would swallow the lines that follow."""
    rows, line = csv.reader(file), 0
    while True:
        line += 1
        try:
            row = next(rows, None)
        except UnicodeDecodeError as error:
            raise BadInputError(f"not text in UTF-8: byte {error.start} is {error.object[error.start]:#04x}") from error
        except csv.Error as error:
            opened = rows.line_num > line or "field limit" in str(error)
            raise BadInputError(f"line {line} opens a quote that is not closed" if opened else f"line {line}: {error}") from error
        if row is None:
            return
        if rows.line_num > line or any("\n" in cell for cell in row):
            raise BadInputError(f"line {line} opens a quote that is not closed on that line")
        yield line, row


def _parse(lines: Iterator[tuple[int, list[str]]], columns: Columns, size: int) -> dict[str, np.ndarray]:
    """``size``: bytes left to read, from which the first line tells roughly how many samples are coming."""
    features, targets, forget = array("d"), array("d"), array("b")
    for line, row in lines:
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
        "features": np.frombuffer(features).reshape(n, len(columns.features)),
        "targets": np.frombuffer(targets).reshape(n, len(columns.targets)),
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
        if INTEGER.fullmatch(row[i]) and math.isnan(value):
            raise BadInputError(
                f"column `{names[i]}` must hold integers up to 2^53, which double precision keeps apart; received {row[i]!r} on line {line}"
            )
        if not math.isfinite(value):
            raise BadInputError(f"column `{names[i]}` must be finite; received {row[i]!r} on line {line}")
    return values


def _number(text: str) -> float:
    """float(text), but ``1_000`` is no number here: in data an underscore is a slip, and Python would read past it.

    An integer beyond 2^53 comes out as NaN, which sends the reader to look for the culprit: float64 would replace it by another.
    """
    if "_" in text:
        raise ValueError(text)
    value = float(text)
    if abs(value) < LARGEST_INTEGER or not math.isfinite(value) or not INTEGER.fullmatch(text):
        return value
    return math.nan if abs(int(text.partition(".")[0])) > LARGEST_INTEGER else value
