"""What looks like a slip in the data is noted, with what to do."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from tests.audit.conftest import WriteNpz
from verify.audit.bad_input import BadInputError
from verify.audit.notes import notes_on
from verify.audit.read_csv import Columns
from verify.audit.samples import read_samples

RNG = np.random.default_rng(0)
X, Y = RNG.normal(size=(12, 6)), RNG.normal(size=12)
FORGET = np.arange(12) % 3 == 0


def changed(j: int, column: object) -> np.ndarray:
    x = X.copy()
    x[:, j] = column
    return x


def repeated(target: int, source: int) -> np.ndarray:
    x = X.copy()
    x[target] = x[source]
    return x


NOTED = {
    "constant": (changed(2, 1.0), Y, "feature 2 has the same value in every sample"),
    "counting": (changed(3, np.arange(12)), Y, "feature 3 counts the samples"),
    "counting from one": (changed(3, np.arange(1, 13)), Y, "feature 3 counts the samples"),
    "counting, shuffled": (changed(3, RNG.permutation(12)), Y, "feature 3 counts the samples, in order or shuffled"),
    "mask": (changed(1, FORGET), Y, "feature 1 tells the samples to forget from the others"),
    "mask, the other way": (changed(1, ~FORGET), Y, "feature 1 tells the samples to forget"),
    "scales": (changed(4, X[:, 4] * 1e8), Y, "features differ in size by .*, feature 4 up to .* Divide"),
    "classes": (X, np.arange(12) % 3, r"the targets are 3 integers \(0, 1, 2\): if they are class labels"),
    "across": (repeated(0, 1), Y, "1 of the samples to forget have the features of a remaining one.*cannot be forgotten"),
    "within D_r": (repeated(1, 2), Y, "1 of the samples repeat the features of an earlier remaining one"),
    "within D_f": (repeated(3, 0), Y, "1 of the samples repeat the features of an earlier one to forget"),
}


@pytest.mark.parametrize("name", NOTED)
def test_noted_once_and_nothing_else(name: str) -> None:
    features, targets, note = NOTED[name]
    found = notes_on(features, targets, FORGET)
    assert [bool(re.match(note, text)) for text in found] == [True]


def test_ordinary_columns_are_not_noted() -> None:
    assert notes_on(X, Y, FORGET) == ()
    assert notes_on(changed(0, 2 * RNG.permutation(12)), Y, FORGET) == ()


def test_notes_name_the_columns_of_a_table(csv: Callable[[str], Path]) -> None:
    lines = ["one,a,target,forget", *(f"1,{x},{x * x},{int(x > 3)}" for x in (0.5, 1.5, 2, 3.5, 4.25, 1.125))]
    assert "feature 'one' has the same value" in read_samples(csv("\n".join(lines))).notes[0]


@pytest.mark.parametrize("name", ["", "Unnamed: 0", "  "])
def test_a_column_without_a_name_is_left_out_and_noted(csv: Callable[[str], Path], name: str) -> None:
    samples = read_samples(csv(f"{name},a,target,forget\n0,1,5,0\n1,3,6,1\nx7,2,2,0\n"))
    assert samples.problem.d == 1
    assert "column 1 has no name and is left out" in samples.notes[0]


def test_several_columns_without_a_name_are_refused(csv: Callable[[str], Path]) -> None:
    with pytest.raises(BadInputError, match="every column must have a name; columns 1, 5 have none"):
        read_samples(csv(",a,target,forget,\n0,1,5,0,\n"))


@pytest.mark.parametrize(("opened", "line"), [('a,target,forget\n1,2,0\n"3,4,1\n5,6,0\n', 3), ('"a,target,forget\n1,2,0\n', 1)])
def test_an_open_quote_is_named_by_its_line(csv: Callable[[str], Path], opened: str, line: int) -> None:
    with pytest.raises(BadInputError, match=f"line {line} opens a quote that is not closed"):
        read_samples(csv(opened))


def test_an_open_quote_before_very_many_lines_is_named_by_its_line(csv: Callable[[str], Path]) -> None:
    with pytest.raises(BadInputError, match="line 3 opens a quote that is not closed"):
        read_samples(csv('a,target,forget\n1,2,0\n"3,4,1\n' + "5,6,0\n" * 50_000))


def test_many_columns_are_sorted_in_linear_time() -> None:
    header = ["forget", *(f"target_{i}" for i in range(20_000)), *(f"f{i}" for i in range(100_000))]
    started = time.perf_counter()
    assert len(Columns.of(header).features) == 100_000
    assert time.perf_counter() - started < 10


@pytest.mark.parametrize("text", ["9007199254740993", "-9007199254740994", " 1700000000000000001", "9007199254740993.0", "9" * 40])
def test_integers_beyond_double_precision_are_refused_in_tables(csv: Callable[[str], Path], text: str) -> None:
    with pytest.raises(BadInputError, match=r"column `a` must hold integers up to 2\^53.* on line 3"):
        read_samples(csv(f"a,target,forget\n1,2,0\n{text},4,1\n"))


def test_large_numbers_that_are_no_integers_are_read(csv: Callable[[str], Path]) -> None:
    assert read_samples(csv("a,target,forget\n9007199254740992,2,0\n1.5e20,4,1\n")).problem.d == 1


@pytest.mark.skipif(np.finfo(np.longdouble).max == np.finfo(np.float64).max, reason="long double is double here")
@pytest.mark.parametrize("key", ["features", "targets"])
def test_long_doubles_are_refused(npz: WriteNpz, key: str) -> None:
    value = {"features": np.ones((4, 5)), "targets": np.arange(4.0)}[key].astype(np.longdouble)
    with pytest.raises(BadInputError, match=rf"`{key}` must be float64 or narrower.*write {key}.astype\(float\)"):
        read_samples(npz(**{key: value}))


def test_a_mask_of_integers_says_how_to_write_it(npz: WriteNpz) -> None:
    with pytest.raises(BadInputError, match=r"received dtype int64; write forget.astype\(bool\)"):
        read_samples(npz(forget=np.array([0, 1, 0, 1])))
