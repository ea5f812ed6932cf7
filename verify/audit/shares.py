"""How much of the gap between the pretrained and the golden model a model closes, in per cent, with a bound."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction

from verify.audit.digits import WIDE, known
from verify.audit.remedies import OWN, RIDGE, TUNED
from verify.audit.report import Report
from verify.audit.rounding import Measured
from verify.audit.rows import Row

UNKNOWN = Measured(float("nan"), float("inf"))

NO_REMEDY = ("pretrained", "golden", RIDGE, RIDGE + TUNED, OWN)
"""What is compared with the remedies, and is none."""

OF_GOLDEN = "regularized, y' golden"
"""Its labels need the golden model itself: it closes the gap and saves nothing."""


@dataclass(frozen=True)
class Share:
    """100 is golden, 0 no nearer than pretrained, below 0 farther: in loss by |UL - UL(w_g)|, in weights by ||w - w_g||."""

    in_loss: Measured
    in_weights: Measured


@dataclass(frozen=True)
class Answer:
    """The shares of every model, and the remedy that closes most of both gaps; None where there is no gap or nothing is known."""

    shares: dict[str, Share]
    best: str | None


def answer(report: Report) -> Answer:
    """Shares and the best remedy: the greatest certain share in the worse of the two gaps; of equals the first, which costs least."""
    by_name = {row.model: row for row in report.rows}
    start = by_name["pretrained"]
    shares = {name: Share(_in_loss(row, start), _in_weights(row, start)) for name, row in by_name.items()}
    certain = {name: _certain(share) for name, share in shares.items() if name not in (*NO_REMEDY, OF_GOLDEN)}
    best = max(certain, key=lambda name: round(certain[name], 4), default=None)
    return Answer(shares, best if best is not None and certain[best] > 0 else None)


def per_cent(share: Measured) -> str:
    """The share with the digits that are certain, three at most behind nothing; ``-`` where it is unknown."""
    if not known(share):
        return "-"
    with localcontext(WIDE):
        value, error = (Decimal(x.numerator) / Decimal(x.denominator) for x in (Fraction(share.value), Fraction(share.error)))
        if error > Decimal("0.5"):
            return f"{value:.0e} (±{error:.0e})" if abs(value) >= 10**5 else f"{value:.0f} (±{error.to_integral_value('ROUND_CEILING'):f})"
        if abs(value) >= 10**5:
            return f"{value:.1e}"
        text = f"{value:.1f}" if error <= Decimal("0.05") else f"{value:.0f}"
        return text.removeprefix("-") if not float(text) else text


def _certain(share: Share) -> float:
    """The lower end of the smaller share; that in weights alone where UL(w_o) = UL(w_g)."""
    ends = [float(s.value) - float(s.error) for s in (share.in_loss, share.in_weights) if known(s)]
    return min(ends) if known(share.in_weights) else -1.0


def _in_loss(row: Row, start: Row) -> Measured:
    return _closed(_interval(row.gap_in_loss), _interval(start.gap_in_loss))


def _in_weights(row: Row, start: Row) -> Measured:
    return _closed(_roots(row.gap_in_weights), _roots(start.gap_in_weights))


Interval = tuple[Decimal, Decimal]


def _interval(number: Measured) -> Interval | None:
    """[value - error, value + error], no less than 0."""
    if not known(number):
        return None
    value, error = Fraction(number.value), Fraction(number.error)
    with localcontext(WIDE):
        low, high = (Decimal(x.numerator) / Decimal(x.denominator) for x in (max(value - error, Fraction(0)), value + error))
    return low, high


def _roots(number: Measured) -> Interval | None:
    found = _interval(number)
    if found is None:
        return None
    with localcontext(WIDE):
        return found[0].sqrt(), found[1].sqrt()


def _closed(gap: Interval | None, of_start: Interval | None) -> Measured:
    """100 (1 - gap / gap of the pretrained model); the same interval where it is the same number."""
    if gap is None or of_start is None or of_start[0] <= 0:
        return UNKNOWN
    if gap is of_start or (gap == of_start and gap[0] == gap[1]):
        return Measured(Fraction(0), Fraction(0))
    with localcontext(WIDE):
        low, high = 100 * (1 - gap[1] / of_start[0]), 100 * (1 - gap[0] / of_start[1])
        middle, half = (low + high) / 2, (high - low) / 2 + abs(high) * Decimal(10) ** -50
    return Measured(Fraction(middle), Fraction(half))
