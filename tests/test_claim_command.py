"""Is a statement true and why, and how is it cited: one command answers on one screen."""

import pytest

from verify.__main__ import main
from verify.validation.registry import claims_by_id


def told(capsys, *words):
    assert main(["claim", *words]) == 0
    return capsys.readouterr().out


def test_a_false_claim_is_told_with_its_counterexample_and_its_citation(capsys):
    out = told(capsys, "o7")
    lines = out.splitlines()
    assert lines[0].startswith("O7: refuted")
    for words in ("FALSE:", "X_r = [1; 1]", "REPRODUCED", "EVIDENCE", "HOW TO CITE IT", "(digest ", "removal_is_not_golden.py"):
        assert words in out
    assert max(map(len, lines)) <= 80 and len(lines) <= 80


def test_a_true_claim_is_told_with_its_proof(capsys):
    out = told(capsys, "O1")
    assert "COUNTEREXAMPLE" not in out and "WHY" in out and "identity" in out


@pytest.mark.parametrize("claim", claims_by_id())
def test_every_claim_can_be_told(capsys, claim):
    out = told(capsys, claim)
    assert out.startswith(f"{claim}: ") and "HOW TO CITE IT" in out


def test_words_list_the_claims_that_hold_them(capsys):
    out = told(capsys, "fine-tuning", "leaves")
    assert out.splitlines()[0].split() == ["claim", "verdict", "statement"]
    assert "\nD1 " in out and "\nO7 " not in out
    assert len(told(capsys).splitlines()) > len(claims_by_id())


def test_a_misspelled_id_is_refused_with_what_was_meant(capsys):
    assert main(["claim", "O77"]) == 2
    assert "did you mean O7" in capsys.readouterr().err
    assert main(["claim", "no such words"]) == 2
    assert "without a word, all are listed" in capsys.readouterr().err
