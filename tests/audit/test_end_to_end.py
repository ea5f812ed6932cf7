"""Random data of every unpleasant kind, read off the printed page: every digit is right and every bound holds, against fractions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal, localcontext
from fractions import Fraction

import numpy as np
import pytest

from tests.audit.test_fuzz import holds, made, truth
from verify.audit import audit
from verify.audit.digits import WIDE

MODELS = (
    "pretrained",
    "fine-tuned",
    "golden",
    "option A",
    "option B",
    "projection",
    "option A, fine-tuned",
    "option B, fine-tuned",
    "projection, fine-tuned",
    "exact step",
    "regularized, y' zero",
    "regularized, y' golden",
    "weight decay",
    "ridge",
    "ridge, fine-tuned",
)


def cells(text: str) -> dict[str, list[str]]:
    """The numbers behind every model of a printed table."""
    found = {}
    for line in text.splitlines():
        name = max((m for m in MODELS if line.startswith(m + " ")), key=len, default=None)
        if name is not None:
            rest = re.sub(r"(\S+) \(±(\S+)\)", r"\1±\2", line[len(name) :]).replace("0 (below ", "<").replace(")", "")
            found.setdefault(name, rest.split())
    return found


def as_full(text: str) -> str:
    """The short forms of a narrow table as those that :func:`holds` reads."""
    if text.startswith("<"):
        return f"0 (below {text[1:]})"
    return re.sub(r"^(.*)±(.*)$", r"\1 (±\2)", text)


def shares(gaps: list[Fraction], start: list[Fraction]) -> tuple[Fraction | None, Fraction | None]:
    """Per cent of the gaps in loss and in weights that are closed, to 55 digits; None where there is no gap."""
    of_weights, of_loss = gaps
    with localcontext(WIDE):
        ratio = None if not start[0] else of_weights / start[0]
        root = None if ratio is None else Fraction((Decimal(ratio.numerator) / Decimal(ratio.denominator)).sqrt())
    return None if not start[1] else 100 * (1 - of_loss / start[1]), None if root is None else 100 * (1 - root)


def right(text: str, number: Fraction | None) -> bool:
    """Whether a printed share is the true one; ``-`` says nothing."""
    if text == "-":
        return True
    return number is not None and holds(as_full(text), number)


def lies(seed: int) -> Iterator[str]:
    x, y, forget = made(np.random.default_rng(seed))
    found = audit(x, y, forget, labels=["zero", "golden"])
    true = truth(x, y, forget, found.report.settings.ridge)
    if found.report.cut:
        return
    page = found.as_text(everything=True)
    first, all_digits = (page.split("\nRL, UL: ")[i].split("\nmodel ")[-1] for i in (0, 1))
    short, full = cells(first), cells(all_digits)
    names = [row.model for row in found.report.rows]
    assert list(short) == list(full) == names
    for name in names:
        rl, ul, weights, loss = numbers = true[name]
        for text, number in zip(full[name], numbers, strict=True):
            if not holds(as_full(text), number):
                yield f"seed {seed} {name}: {text}, true {float(number) if number < 10**300 else 'huge'}"
        closed = shares([weights, loss], true["pretrained"][2:])
        for text, number in zip(short[name][:4], (rl, ul, *closed), strict=True):
            if not (holds(as_full(text), number) if number in (rl, ul) else right(text, number)):
                yield f"seed {seed} {name}, first screen: {text}, true {number and float(number) if (number or 0) < 10**300 else 'huge'}"


def test_twenty_pages() -> None:
    assert [lie for seed in range(20) for lie in lies(seed)] == []


@pytest.fixture(autouse=True)
def no_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Replay refuses large files; these numbers are ours."""
    for name in ("BITS", "WORK"):
        monkeypatch.setattr(f"verify.replay.{name}", 10**15)


@pytest.mark.slow
def test_two_hundred_pages() -> None:
    assert [lie for seed in range(20, 220) for lie in lies(seed)] == []


def test_a_lie_is_seen() -> None:
    assert right("44.4", Fraction(400, 9)) and not right("44.6", Fraction(400, 9)) and not right("44.4", None)
    assert cells("option A, fine-tuned  0 (below 2e-3)  1e-3 (±2e-4)  5")["option A, fine-tuned"] == ["<2e-3", "1e-3±2e-4", "5"]
