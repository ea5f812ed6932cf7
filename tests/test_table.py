"""The closing table uses what a terminal has, and says everything where it is no terminal."""

import pytest

from verify.claim.result import Answer, RungResult
from verify.report.table import HEADER, lines
from verify.validation.registry import load_claims
from verify.verdict import conclude

VERDICTS = [conclude(c, [RungResult(c.id, "exact", Answer.UNDECIDED, note="x" * 40)], ("exact",)) for c in load_claims()]


@pytest.mark.parametrize("width", [80, 100, 132])
def test_it_fits_the_terminal_and_cuts_nothing_off(width):
    shown = lines(VERDICTS, width=width)
    assert max(map(len, shown)) <= width
    text = " ".join(" ".join(shown).split())
    assert "…" not in text
    assert all(f"! {v.claim.id} " in text for v in VERDICTS)


def test_a_wide_terminal_and_a_file_get_every_column():
    assert lines(VERDICTS, width=400) == lines(VERDICTS)
    assert all(name in lines(VERDICTS)[0] for name in HEADER)
