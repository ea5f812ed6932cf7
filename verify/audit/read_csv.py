"""Reading .csv: a header of names, one sample a line; every fault is named by column and line."""

from __future__ import annotations

import csv
import gzip
import math
import re
import zlib
from array import array
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TextIO

import numpy as np

from theory.problem import LARGEST_INTEGER
from verify.audit.bad_input import BadInputError
from verify.audit.columns import Columns
from verify.audit.memory import check_memory
from verify.audit.table import Table

INTEGER = re.compile(r"\s*[+-]?\d+(\.0*)?\s*")

FLAGS = {"0": False, "1": True, "false": False, "true": True}


def read_csv(path: Path, wanted: Sequence[str] = ()) -> Table:
    """The table in a file, .gz or not. Raises ``BadInputError``, or ``OSError`` when there is no such file.

    Cells are set apart by tabs where the file is a .tsv, by semicolons where the first line has some and no comma, else by commas.
    """
    del wanted  # every column is read
    name = path.name.lower()
    packed = name.endswith(".gz")
    try:
        with gzip.open(path, "rt", newline="", encoding="utf-8-sig") if packed else path.open(newline="", encoding="utf-8-sig") as file:
            first = file.readline()
            file.seek(0)
            tabs = name.removesuffix(".gz").endswith(".tsv")
            lines = _lines(file, "\t" if tabs else ";" if ";" in first and "," not in first else ",")
            _, header = next(lines, (0, None))
            if not header:
                raise BadInputError("the file is empty; the first line must name the columns")
            columns = Columns.of(header)
            arrays = _parse(lines, columns, (_unpacked(path) if packed else path.stat().st_size) - sum(map(len, header)))
            return Table(arrays, tuple(columns.names[i] for i in columns.features), columns.notes)
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise BadInputError(f"not a whole .gz file: {error}") from error
    except UnicodeDecodeError as error:
        raise BadInputError(_not_text(path, packed)) from error


def _not_text(path: Path, packed: bool) -> str:
    """Which line is not UTF-8: the reader decodes in pieces, so lines are looked at again, one by one."""
    with gzip.open(path, "rb") if packed else path.open("rb") as file:
        for number, line in enumerate(file, 1):
            try:
                line.decode("utf-8")
            except UnicodeDecodeError as error:
                return f"line {number} is not text in UTF-8: it has the byte {line[error.start]:#04x}; save the file as UTF-8"
    return "the file is not text in UTF-8"


def _unpacked(path: Path) -> int:
    """The size of a .gz file's content, which its last four bytes say (modulo 2^32)."""
    with path.open("rb") as file:
        file.seek(-4, 2)
        return int.from_bytes(file.read(4), "little")


def _lines(file: TextIO, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """The number and the cells of every line. A quote that is still open at its end would swallow the lines that follow."""
    rows, line = csv.reader(file, delimiter=delimiter), 0
    while True:
        line += 1
        try:
            row = next(rows, None)
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
