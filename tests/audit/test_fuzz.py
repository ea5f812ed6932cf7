"""Random data of every unpleasant kind: each digit and each bound that the audit prints, against fractions and code that shares nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

import numpy as np
import pytest

from theory.problem import Problem
from verify.audit.again import computed_again
from verify.audit.classes import classes_of
from verify.audit.digits import trusted
from verify.audit.report import Report, audit
from verify.audit.rounding import Measured
from verify.audit.settings import Settings
from verify.replay import M

KINDS = ("plain", "scales", "tiny side", "ulp", "repeats", "integers", "time stamps", "intercept", "blocks", "low rank", "zeros", "targets")


def made(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Up to 8 samples, 7 features, 2 outputs; one to three unpleasant kinds at once."""
    n, d, k = int(rng.integers(2, 9)), int(rng.integers(1, 8)), int(rng.integers(1, 3))
    x, y = rng.normal(size=(n, d)), rng.normal(size=(n, k))
    forget = np.zeros(n, dtype=bool)
    forget[rng.choice(n, int(rng.integers(1, n)), replace=False)] = True
    for kind in rng.choice(KINDS, int(rng.integers(1, 4)), replace=False):
        x, y = _spoiled(str(kind), rng, x, y, forget)
    return x, y, forget


def _spoiled(kind: str, rng: np.random.Generator, x: np.ndarray, y: np.ndarray, forget: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    n, d = x.shape
    i, j, column = rng.integers(n), rng.integers(n), rng.integers(d)
    if kind == "scales":
        x = x * 10.0 ** rng.integers(-9, 10, (1, d))
    elif kind == "tiny side":
        x = np.where(forget[:, None] == rng.integers(2), x * 1e-280, x)
    elif kind == "ulp":
        x[i] = np.nextafter(x[j], np.inf)
    elif kind == "repeats":
        x[i] = x[j]
    elif kind == "integers":
        x = np.round(3 * x)
    elif kind == "time stamps":
        x[:, column] = 1.7e18 + 1e11 * np.arange(n)
    elif kind == "intercept":
        x[:, column] = 1
    elif kind == "blocks":
        x[np.ix_(forget, rng.random(d) < 0.4)] = 0
        x[np.ix_(~forget, rng.random(d) < 0.3)] = 0
    elif kind == "low rank":
        x = rng.normal(size=(n, 2)) @ rng.normal(size=(2, d))
    elif kind == "zeros":
        x[i] = 0
    elif kind == "targets":
        y = np.zeros_like(y) if rng.integers(2) else y * 1e-50
    return x, y


def truth(x: np.ndarray, y: np.ndarray, forget: np.ndarray, ridge: float) -> dict[str, list[Fraction]]:
    """RL, UL, gap w, gap UL of every model by Python's fractions; alpha = 1."""

    def exact(a: np.ndarray) -> M:
        return M([[v if isinstance(v, Fraction) else Fraction(float(v)) for v in row] for row in a], a.shape[1])

    x_r, x_f, y_r, y_f = (exact(a) for a in (x[~forget].T, x[forget].T, y[~forget], y[forget]))
    whole, labels = M([[*a, *b] for a, b in zip(x_r.rows, x_f.rows, strict=True)]), M([*y_r.rows, *y_f.rows])
    in_r, in_f = ([any(row) for row in a.rows] for a in (x_r, x_f))

    def masked(keep: list[bool]) -> M:
        return M([row if kept else [Fraction(0)] * w_o.n for row, kept in zip(w_o.rows, keep, strict=True)])

    def tuned(w: M) -> M:
        return w - x_r.solve(x_r.t @ w - y_r)

    w_o, w_g = whole.solve(labels), x_r.solve(y_r)
    a, b = masked(in_r), masked([r and not f for r, f in zip(in_r, in_f, strict=True)])
    starts = {"pretrained": w_o, "option A": a, "option B": b, "projection": x_r.solve(x_r.t @ w_o)}
    found = starts | {f"{name}, fine-tuned".removeprefix("pretrained, "): tuned(w) for name, w in starts.items()} | {"golden": w_g}

    def normal(a: M, rhs: M, shift: Fraction) -> M:
        """The shortest v with (A A^T + shift I) v = A rhs."""
        g = a @ a.t
        return M([[v + shift * (i == j) for j, v in enumerate(row)] for i, row in enumerate(g.rows)]).solve(a @ rhs)

    def regularized(wrong: M) -> M:
        weights = [Fraction(1, len(y_r.rows))] * len(y_r.rows) + [Fraction(1, len(y_f.rows))] * len(y_f.rows)
        weighted = M([[v * c for v, c in zip(row, weights, strict=True)] for row in whole.rows])
        return w_o - (weighted @ whole.t).solve(weighted @ (whole.t @ w_o - M([*y_r.rows, *wrong.rows])))

    z, left = x_f - x_r.solve(x_r.t @ x_f), y_f - x_f.t @ w_g
    if any(any(row) for row in (whole.t @ w_o - labels).rows):  # inconsistent: as float64 has it, which may not notice
        found["exact step"] = w_o - whole.solve(M([*(y_r - y_r).rows, *left.rows]))
    else:
        found["exact step"] = w_o - z.solve(left)
    found["regularized, y' zero"], found["regularized, y' golden"] = regularized(y_f - y_f), regularized(x_f.t @ w_g)
    found["weight decay"] = normal(x_r, y_r, Fraction(ridge) * len(y_r.rows))
    found["ridge"] = normal(whole, labels, Fraction(ridge) * len(labels.rows))
    found["ridge, fine-tuned"] = tuned(found["ridge"])

    def size(m: M) -> Fraction:
        return sum((v * v for row in m.rows for v in row), Fraction(0))

    def numbers(w: M) -> list[Fraction]:
        rl, ul, golden = (size(s.t @ v - t) / len(t.rows) for s, v, t in ((x_r, w, y_r), (x_f, w, y_f), (x_f, w_g, y_f)))
        return [rl, ul, size(w - w_g), abs(ul - golden)]

    return {name: numbers(w) for name, w in found.items()}


def lies(report: Report, true: dict[str, list[Fraction]]) -> Iterator[str]:
    """Every printed text that the true number contradicts."""
    for row in report.rows:
        for measured, number in zip(row.numbers, true[row.model], strict=True):
            text = trusted(measured)
            if not holds(text, number):
                yield f"{row.model}: {text}, true {float(number) if number < 10**300 else number}"


def holds(text: str, number: Fraction) -> bool:
    if text == "unknown":
        return True
    if bound := re.fullmatch(r"0 \(below (.*)\)", text):
        return number <= Fraction(bound[1])
    if bound := re.fullmatch(r"(.*) \(±(.*)\)", text):
        return abs(number - Fraction(bound[1])) <= Fraction(bound[2]) + _unit(bound[1])
    return number == 0 if text == "0" else abs(number - Fraction(text)) <= _unit(text)


def _unit(text: str) -> Fraction:
    digits, _, exponent = text.partition("e")
    return Fraction(10) ** (int(exponent or 0) - len(digits.partition(".")[2]))


def lied(seeds: range) -> list[str]:
    found = []
    for seed in seeds:
        data = made(np.random.default_rng(seed))
        report = audit(Problem.from_samples(*data))
        true = truth(*data, report.settings.ridge)
        if not report.cut:
            found += [f"seed {seed}, float64: {lie}" for lie in lies(report, true)]
        found += [f"seed {seed}: {lie}" for lie in lies(computed_again(report), true)]
    return found


@pytest.fixture(autouse=True)
def no_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Replay refuses large files; these numbers are ours."""
    for name in ("BITS", "WORK"):
        monkeypatch.setattr(f"verify.replay.{name}", 10**15)


def test_no_printed_digit_and_no_bound_is_wrong() -> None:
    assert lied(range(200)) == []


@pytest.mark.slow
def test_no_printed_digit_and_no_bound_is_wrong_in_two_thousand() -> None:
    assert lied(range(200, 2200)) == []


def of_classes(seed: int) -> Iterator[str]:
    """Lies in the table of classes: counts of right classes, mean and least margins, of the models that are easily worked out again."""
    rng = np.random.default_rng(seed)
    x, _, forget = made(rng)
    k = int(rng.integers(2, 4))
    ids = rng.integers(0, k, len(x))
    y = np.eye(k)[ids]
    report = computed_again(audit(Problem.from_samples(x, y, forget), Settings(1.0, classes=classes_of(y[~forget], y[forget]))))
    weights = by_model(x, y, forget)
    for row in report.rows:
        for hits, of in zip(row.hits or (), (~forget, forget), strict=True):
            if row.model not in weights:
                continue
            scores = (M([[Fraction(float(v)) for v in r] for r in x[of]], x.shape[1]) @ weights[row.model]).rows
            margins = [r[i] - max(v for c, v in enumerate(r) if c != i) for r, i in zip(scores, ids[of], strict=True)]
            for c in range(k):
                mine = [m for m, i in zip(margins, ids[of], strict=True) if i == c]
                right = sum(m > 0 for m in mine)
                if not (hits.right[c] <= right <= hits.right[c] + hits.open[c] and hits.count[c] == len(mine)):
                    yield f"seed {seed}, {row.model}: {hits.right[c]} (+{hits.open[c]}) right of class {c}, true {right}"
                for what, number in ((hits.margin(c), sum(mine) / max(1, len(mine))), (hits.least_margin(c), min(mine, default=None))):
                    if mine and not holds(trusted(what), number):
                        yield f"seed {seed}, {row.model}: margin {trusted(what)}, true {float(number)}"


def by_model(x: np.ndarray, y: np.ndarray, forget: np.ndarray) -> dict[str, M]:
    """The pretrained, fine-tuned and golden model in fractions."""

    def exact(a: np.ndarray) -> M:
        return M([[Fraction(float(v)) for v in row] for row in a], a.shape[1])

    x_r, y_r = exact(x[~forget].T), exact(y[~forget])
    w_o = exact(x.T).solve(exact(y))
    return {"pretrained": w_o, "fine-tuned": w_o - x_r.solve(x_r.t @ w_o - y_r), "golden": x_r.solve(y_r)}


def test_no_count_and_no_margin_of_a_class_is_wrong() -> None:
    assert [lie for seed in range(200) for lie in of_classes(seed)] == []


def test_a_wrong_margin_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("verify.audit.classes.Hits.margin", lambda self, at=None: Measured(0.5, 0.0))
    assert any(any(of_classes(seed)) for seed in range(3))


def test_a_wrong_digit_is_seen() -> None:
    x, y, forget = made(np.random.default_rng(0))
    true = {name: [v * (1 + Fraction(1, 10**6)) + Fraction(1, 10**6) for v in row] for name, row in truth(x, y, forget, 1.0).items()}
    assert list(lies(computed_again(audit(Problem.from_samples(x, y, forget))), true))
