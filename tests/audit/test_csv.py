"""Reading .csv: every fault is named by column and line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from verify.audit.bad_input import BadInputError
from verify.audit.samples import read_samples

GOOD = "a,target,forget,b\n1,5,0,2\n3,6,1,4\n"

REFUSED = {
    "empty": ("", "the file is empty"),
    "header only": ("a,target,forget\n", "at least one sample on each side"),
    "no forget": ("a,target\n1,2\n", "column `forget` is missing; the header has 2 columns, the first 'a'"),
    "no target": ("a,forget\n1,0\n", "column `target`, or columns `target_0`.*received none"),
    "hole in targets": ("a,target_0,target_2,forget\n1,2,3,0\n", "without a hole.*received target_0, target_2"),
    "both kinds of target": ("a,target,target_0,forget\n1,2,3,0\n", "received target, target_0"),
    "no features": ("target,forget\n1,0\n2,1\n", "`features` must have at least one column"),
    "doubled name": ("a,a,target,forget\n1,2,3,0\n", "column names must be unique; used more than once: 'a'"),
    "text": ("a,target,forget\n1,2,0\nred,3,1\n", "column `a` must be numeric; received 'red' on line 3"),
    "empty cell": ("a,target,forget\n,2,0\n", "column `a` must be numeric; received '' on line 2"),
    "text target": ("a,target,forget\n1,x,0\n", "column `target` must be numeric; received 'x' on line 2"),
    "NaN": ("a,b,target,forget\n1,nan,2,0\n", "column `b` must be finite; received 'nan' on line 2"),
    "overflow": ("a,target,forget\n1,2,0\n1e999,2,1\n", "column `a` must be finite; received '1e999' on line 3"),
    "flag": ("a,target,forget\n1,2,0\n1,2,2\n", "column `forget` must be 0, 1, true or false; received '2' on line 3"),
    "ragged": ("a,target,forget\n1,2\n", "line 2 must have 3 columns like the header; received 2"),
    "one side": ("a,target,forget\n1,2,0\n", "received an empty forgetting set"),
    "too large": ("a,target,forget\n1e300,2,0\n1,2,1\n", "`features` must have its largest magnitude"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused(name: str, csv: Callable[[str], Path]) -> None:
    text, message = REFUSED[name]
    with pytest.raises(BadInputError, match=message):
        read_samples(csv(text))


def test_columns_in_any_order(csv: Callable[[str], Path]) -> None:
    p = read_samples(csv(GOOD)).problem
    np.testing.assert_array_equal(p.x_r.data, [[1], [2]])
    np.testing.assert_array_equal(p.x_f.data, [[3], [4]])
    assert (p.y_r.data[0, 0], p.y_f.data[0, 0]) == (5, 6)


def test_flags_and_blank_lines_and_outputs(csv: Callable[[str], Path]) -> None:
    p = read_samples(csv("\ufefftarget_1,a,target_0,forget\n1,2,3,TRUE\n\n4,5,6, false\n")).problem
    np.testing.assert_array_equal(p.y_f.data, [[3, 1]])
    np.testing.assert_array_equal(p.y_r.data, [[6, 4]])


def test_not_text(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(b"a,target,forget\n\xff\xfe,1,0\n")
    with pytest.raises(BadInputError, match="line 2 is not text in UTF-8: it has the byte 0xff"):
        read_samples(path)


def test_size_is_weighed_before_reading(csv: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("verify.audit.memory.available_memory", lambda: 2**20)
    with pytest.raises(BadInputError, match=r"needs about .* GiB of memory"):
        read_samples(csv(GOOD))


def test_an_underscore_is_no_digit(csv):
    with pytest.raises(BadInputError, match="column `a` must be numeric; received '1_0' on line 2"):
        read_samples(csv("target,forget,a\n1,0,1_0\n2,1,3\n"))
