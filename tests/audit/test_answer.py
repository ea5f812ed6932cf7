"""The first screen: what fine-tuning has of golden's forgetting, the best remedy, and what follows on these data."""

from __future__ import annotations

import io
import re
from fractions import Fraction

import numpy as np
import pytest

from tests.audit.conftest import WriteNpz
from verify.__main__ import main
from verify.audit import audit
from verify.audit.first_screen import first_screen
from verify.audit.follows import consequences
from verify.audit.layout import Style, style_of, table
from verify.audit.result import Audit
from verify.audit.shares import answer, per_cent
from verify.replay import M

SMALLEST = (np.array([[1.0, 1, 0], [0, 1, 1]]), np.array([1.0, 0]), np.array([False, True]))
"""X_r = (1,1,0), X_f = (0,1,1), w_* = (1,0,0): UL(w_g) = 1/4, UL(A) = 1/9."""


def noisy(seed: int = 0) -> Audit:
    """More samples than features: no weights fit."""
    rng = np.random.default_rng(seed)
    return audit(rng.normal(size=(30, 6)), rng.normal(size=30), np.arange(30) >= 24)


def labelled(k: int, one_hot: bool) -> Audit:
    rng = np.random.default_rng(k)
    ids = np.arange(24) % k
    return audit(rng.normal(size=(24, 30)), np.eye(k)[ids] if one_hot else ids, np.arange(24) >= 18)


def said(found: Audit) -> str:
    return " ".join(found.as_text().split())


def test_fine_tuning_forgets_nothing_on_consistent_labels_and_the_reason_is_said():
    text = said(audit(*SMALLEST))
    assert "has 0 % of the golden model's forgetting: some weights fit all labels" in text
    assert "Best: projection. It closes 100.0 % of the gap in loss and 100.0 % of that in weights; RL = 0, UL = 0.25000000." in text


def test_shares_of_the_smallest_counterexample():
    """Option A: loss 1 - (1/4 - 1/9) / (1/4) = 4/9."""
    found = audit(*SMALLEST)
    shares = answer(found.report).shares
    assert per_cent(shares["option A"].in_loss) == "44.4"
    assert per_cent(shares["golden"].in_weights) == "100.0"
    assert per_cent(shares["pretrained"].in_weights) == "0.0"


def test_a_real_share_where_no_weights_fit_but_d_r_does_not_span_the_features():
    x = np.random.default_rng(4).normal(size=(12, 8))
    x[:, 6:] = 0
    x[8:, 7] = 1  # a feature of D_f alone
    found = audit(x, np.random.default_rng(5).normal(size=12), np.arange(12) >= 8)
    share = answer(found.report).shares["fine-tuned"]
    assert found.report.consistent is False
    assert 0 < float(share.in_weights.value) < 100
    assert f"{per_cent(share.in_loss)} % of the golden model's forgetting in loss" in said(found)


def test_where_d_r_spans_everything_fine_tuning_is_the_best():
    text = said(noisy())
    assert "100.0 % of the golden model's forgetting in loss, 100.0 % in weights: D_r spans all that the data span" in text
    assert "Best: fine-tuned." in text


@pytest.mark.parametrize("made", [lambda: audit(*SMALLEST), noisy, lambda: labelled(3, True)])
def test_everything_fits_80_columns_and_the_answer_one_screen(made):
    found = made()
    assert max(map(len, found.as_text(everything=True).splitlines())) <= 80
    assert len(first_screen(found.report, answer(found.report), Style()).splitlines()) <= 36


def test_a_wider_terminal_is_used():
    lines = audit(*SMALLEST).as_text(width=160, everything=True).splitlines()
    assert 80 < max(map(len, lines)) <= 160
    assert any("which features D_r uses" in line for line in lines)


@pytest.mark.parametrize(("variable", "value", "colour"), [("NO_COLOR", "1", False), ("TERM", "dumb", False), ("TERM", "xterm", True)])
def test_colour_only_on_a_terminal(monkeypatch, variable, value, colour):
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    for name in ("NO_COLOR", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv(variable, value)
    assert style_of(Terminal()).colour is colour
    assert not style_of(io.StringIO()).colour
    assert style_of(io.StringIO()).width == 80
    found = audit(*SMALLEST)
    assert ("\x1b[" in found.as_text(style=Style(colour=True))) and "\x1b[" not in found.as_text(style=Style())
    assert re.sub(r"\x1b\[\d+m", "", found.as_text(style=Style(colour=True))) == found.as_text()


def test_all_claims_only_on_request(npz: WriteNpz, capsys):
    path = str(npz())
    assert main(["audit", path]) == 0
    short = capsys.readouterr().out
    assert main(["audit", path, "--all"]) == 0
    long = capsys.readouterr().out
    assert "needs distinct" not in short and "--all" in short
    assert "needs distinct" in long and "ALL DIGITS" in long


def test_statements_are_said_with_their_number():
    found = {c.claims: c.sentence for c in consequences(audit(*SMALLEST).report)}
    assert "UL(w_g) = 0.2500" in found["O2, O3"]
    assert "UL = 0.1111 of 0.2500" in found["O16"]
    assert "misses golden by 0.4082 in weights" in found["O4"]  # 1 / sqrt(6)


def test_masks_that_match_are_said_to_match():
    """Distinct features: zeroing block f gives golden."""
    found = consequences(audit([[1.0, 2, 0, 0], [3, 1, 0, 0], [0, 0, 1, 1]], [1.0, 2, 3], np.array([False, False, True])).report)
    assert any(c.claims == "D2, D4" for c in found)
    assert any("give golden, because (I - P_r) A = 0" in c.sentence for c in found)


def test_nothing_follows_where_a_rank_was_cut(monkeypatch):
    for limit in ("EXACT_WORK", "BALL_WORK", "DEFICIENT_WORK"):
        monkeypatch.setattr(f"verify.audit.again.{limit}", 0)
    times = 2.0**32 + np.random.default_rng(0).integers(0, 4000, 40)
    found = audit(np.column_stack([times, np.ones(40)]), times / 3, np.arange(40) >= 36)
    assert found.report.cut
    assert consequences(found.report) == ()
    assert "WARNING: float64 cut the rank of X" in said(found)


@pytest.mark.parametrize("one_hot", [True, False])
def test_accuracy_of_classes_beside_losses(one_hot):
    found = labelled(3, one_hot)
    rows = {row.model: row.hits for row in found.report.rows}
    on_r, on_f = rows["pretrained"]
    assert (on_r.share(), on_f.share()) == ("100.0", "100.0")  # it fits every label
    assert on_f.count.tolist() == [2, 2, 2] and on_r.count.sum() == 18
    assert rows["golden"][0].share() == "100.0"
    assert 0 <= float(rows["golden"][1].share().partition("-")[0]) < 100
    assert "AS CLASSES" in found.as_text() and "regularized, y' runner-up" in found.as_text()


def test_accuracy_against_a_count():
    rng = np.random.default_rng(8)
    x, ids, forget = rng.normal(size=(40, 5)), np.arange(40) % 4, np.arange(40) >= 30
    row = next(row for row in audit(x, np.eye(4)[ids], forget).report.rows if row.model == "golden")
    w = np.linalg.lstsq(x[~forget], np.eye(4)[ids[~forget]], rcond=None)[0]
    right = (x @ w).argmax(axis=1) == ids
    assert [int(h.right.sum()) for h in row.hits or ()] == [int(right[~forget].sum()), int(right[forget].sum())]


def test_a_tie_is_left_open():
    """Distinct features: golden predicts 0 for every class on D_f."""
    x = np.zeros((8, 4))
    x[:6, :2] = np.random.default_rng(0).normal(size=(6, 2))
    x[6:, 2:] = [[1, 2], [3, 1]]
    row = next(row for row in audit(x, np.eye(2)[np.arange(8) % 2], np.arange(8) >= 6).report.rows if row.model == "golden")
    assert row.hits is not None and row.hits[1].share() == "0.0-100.0"


def test_a_table_wraps_its_last_column():
    lines = table([("a", "b"), ("x", "one two three four five six")], width=20)
    assert max(map(len, lines)) <= 20 and lines[2].startswith("x  one")


@pytest.mark.parametrize("one_hot", [True, False])
def test_margins_are_those_of_fractions(one_hot, monkeypatch):
    """Mean and least margin, of all samples and by class, against the scores of the golden model in exact arithmetic."""
    for name in ("BITS", "WORK"):
        monkeypatch.setattr(f"verify.replay.{name}", 10**15)  # of files; these numbers are ours
    found = labelled(3, one_hot)
    rng, ids, forget = np.random.default_rng(3), np.arange(24) % 3, np.arange(24) >= 18
    x = rng.normal(size=(24, 30))
    y = np.eye(3)[ids] if one_hot else ids[:, None].astype(float)

    def exact(a):
        return M([[Fraction(float(v)) for v in row] for row in a], a.shape[1])

    scores = (exact(x) @ exact(x[~forget].T).solve(exact(y[~forget]))).rows
    if not one_hot:
        scores = [[-abs(row[0] - c) for c in range(3)] for row in scores]
    margins = [row[i] - max(s for c, s in enumerate(row) if c != i) for row, i in zip(scores, ids, strict=True)]
    hits = next(row.hits for row in found.report.rows if row.model == "golden")
    for side, of in zip(hits, (~forget, forget), strict=True):
        for at in (None, 0, 1, 2):
            true = [m for m, i, inside in zip(margins, ids, of, strict=True) if inside and at in (None, i)]
            for measured, number in ((side.margin(at), sum(true) / len(true)), (side.least_margin(at), min(true))):
                assert abs(Fraction(measured.value) - number) <= Fraction(measured.error) < Fraction(1, 10**9)
    text = found.as_text()
    assert "margin D_r" in text and "-" not in [side.margin() for side in hits]
    assert found.as_dict()["models"][2]["classes"]["f"]["least_margins"][0]["error"] < 1e-9


def test_a_class_without_samples_has_no_margin():
    found = audit(np.random.default_rng(1).normal(size=(12, 3)), np.eye(3)[np.arange(12) % 2], np.arange(12) >= 8)
    on_r, _ = next(row.hits for row in found.report.rows if row.model == "golden")
    assert on_r.margin(2) is None and on_r.least_margin(2) is None
    assert found.as_dict()["models"][0]["classes"]["r"]["margins"][2] is None
