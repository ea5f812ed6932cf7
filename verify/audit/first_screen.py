"""The answer first: how much fine-tuning forgets, what each remedy closes of the gap, and which is best."""

from __future__ import annotations

from decimal import Decimal, localcontext
from fractions import Fraction

from verify.audit.digits import WIDE, compact, is_zero, known, root, trusted
from verify.audit.layout import Style, table
from verify.audit.remedies import OWN, needs
from verify.audit.report import Report
from verify.audit.rounding import Measured
from verify.audit.rows import Row
from verify.audit.shares import Answer, per_cent
from verify.audit.steps import steps

SHORT = {
    "which features D_r uses": "a mask",
    "which features D_f uses": "a mask",
    "which features D_r uses; D_t": "and D_t",
    "which features D_f uses; D_t": "and D_t",
    "D_r, one solve; D_t": "and D_t",
    "D, training anew; D_t": "and D_t",
    "D_r, training anew": "D_r, anew",
    "D, training anew": "D, anew",
    "D_r, one solve": "solve on D_r",
    "D_f and D_r, one solve": "solve on D",
    "D_f, D_r, and w_g for y'": "D and w_g",
    "D_f and D_r": "D",
}
"""Costs for a narrow terminal."""

LONG = 104
"""Columns from which costs are written in full."""


def first_screen(report: Report, answer: Answer, style: Style) -> str:
    """Sentences, the table of models, and what its columns mean."""
    lines = [style.heading("THE ANSWER"), *(style.wrapped(text) for text in sentences(report, answer)), "", *_table(report, answer, style)]
    return "\n".join([*lines, style.wrapped(legend(report))])


def legend(report: Report) -> str:
    """What the columns of the table of models mean."""
    tuning = "D_r" if report.sizes.n_t == report.sizes.n_r else f"{report.sizes.n_t} of the {report.sizes.n_r} samples of D_r"
    return (
        f"RL, UL: mean squared error on D_r (remaining) and D_f (to forget). loss, weights: per cent closed of the gaps |UL - UL(w_g)| and "
        f"||w - w_g|| that the pretrained model has; below 0 it got wider. steps: of full-batch descent to 1 % of the way. D_t = {tuning}. "
        f"alpha = {report.settings.alpha:g}, ridge lambda = {report.settings.ridge:g}. Every digit shown is certain to one unit; "
        "<B: 0 or below B; ±: bound."
    )


def sentences(report: Report, answer: Answer) -> list[str]:
    """How much fine-tuning forgets and why; the best remedy with its digits; how the user's weights compare."""
    by_name = {row.model: row for row in report.rows}
    golden, tuned = by_name["golden"], by_name["fine-tuned"]
    found = [_caution(report)] if report.cut else []
    share = answer.shares["fine-tuned"]
    gap = by_name["pretrained"].gap_in_loss
    sizes = f"UL is {compact(tuned.unlearning)} after fine-tuning and {trusted(golden.unlearning)} for the golden model"
    if not known(gap):
        found.append("How much the fine-tuned model forgets is unknown: no bound holds here. Rescale the data to sizes near 1.")
    elif is_zero(gap):
        found.append(f"Golden and pretrained model lose the same on D_f: there is nothing to forget in loss. {sizes}.")
    elif report.consistent and not report.cut:
        found.append(
            "The fine-tuned model has 0 % of the golden model's forgetting: some weights fit all labels, so fine-tuning leaves the "
            f"pretrained model where it is (claim O1). {sizes}."
        )
    else:
        found.append(
            f"The fine-tuned model has {per_cent(share.in_loss)} % of the golden model's forgetting in loss, "
            f"{per_cent(share.in_weights)} % in weights: {_reason(report)}. {sizes}."
        )
    if answer.best is not None:
        best, of_best = by_name[answer.best], answer.shares[answer.best]
        in_loss = f"{per_cent(of_best.in_loss)} % of the gap in loss and " if known(of_best.in_loss) else ""
        found.append(
            f"Best: {best.model}. It closes {in_loss}{per_cent(of_best.in_weights)} % of that in weights; RL = {trusted(best.remaining)}, "
            f"UL = {trusted(best.unlearning)}. It needs {needs(best.model)}."
        )
    else:
        found.append("No remedy is certain to close any of the gap.")
    if OWN in by_name:
        found.append(_own(report, answer))
    return found


def _caution(report: Report) -> str:
    cut = ", ".join(m.name for m in report.matrices if m.cut)
    return f"WARNING: float64 cut the rank of {cut}; the data as stored have a higher one, and every number below may be wrong."


def _reason(report: Report) -> str:
    if report.consistent is None:
        return "whether some weights fit all labels cannot be told at the cut rank"
    ranks = {m.name: m.exact_rank for m in report.matrices}
    if ranks["X_r"] == ranks["X"] and report.sizes.n_t == report.sizes.n_r:
        return "D_r spans all that the data span, so training on it from w_o ends at the golden model (claim N2)"
    if ranks["X"] == report.sizes.n:
        return "fine-tuning cannot see what D_r does not span"
    return "no weights fit all labels, so fine-tuning moves w_o, in the span of D_t alone (claim N2)"


def _own(report: Report, answer: Answer) -> str:
    row = next(row for row in report.rows if row.model == OWN)
    share = answer.shares[OWN]

    def distance(squared: Measured | None) -> str:
        return "unknown" if squared is None else compact(root(squared))

    outside = row.outside
    reach = "in or outside D_r's reach, unknown which"
    if outside is not None and known(outside):
        reach = "inside D_r's reach" if is_zero(outside) else f"outside D_r's reach by {compact(root(outside))}"
    return (
        f"{_verdict(row)} They close {per_cent(share.in_loss)} % of the gap in loss and {per_cent(share.in_weights)} % of that in weights. "
        f"Their distance is {distance(row.gap_in_weights)} from golden, {distance(row.from_tuned)} from fine-tuned, "
        f"{distance(row.moved)} from pretrained; they are {reach}."
    )


GOLDEN = Decimal("1e-6")
"""A distance from golden below this share of the weights' length is what training in floating point leaves."""


def _verdict(row: Row) -> str:
    """Whether the user's weights are the golden model, and to how many digits."""
    gap = row.gap_in_weights
    if not known(gap) or not gap.scale:
        return "Whether your weights are golden is unknown." if not known(gap) else "Your weights are golden: both are 0."
    with localcontext(WIDE):
        numbers = (Fraction(gap.value), Fraction(gap.error), Fraction(gap.scale))
        value, error, scale = (Decimal(x.numerator) / Decimal(x.denominator) for x in numbers)
        high, low = ((value + error) / scale).sqrt(), (max(value - error, Decimal(0)) / scale).sqrt()
        if high <= GOLDEN:
            return f"Your weights are golden to {min(16, -high.adjusted() - 1) if high else 16} digits."
        return "Your weights are not golden." if low > GOLDEN else "Whether your weights are golden cannot be told: the bound is too wide."


def _table(report: Report, answer: Answer, style: Style) -> list[str]:
    rows = [("model", "RL", "UL", "loss", "weights", "steps", "needs")]
    for row in report.rows:
        share, cost = answer.shares[row.model], needs(row.model)
        rows.append(
            (
                row.model,
                compact(row.remaining),
                compact(row.unlearning),
                per_cent(share.in_loss),
                per_cent(share.in_weights),
                steps(report, row.model),
                cost if style.width >= LONG else SHORT.get(cost, cost),
            )
        )
    lines = table(rows, gap=2 if style.width >= LONG else 1, width=style.width)
    return [
        style.good(line) if answer.best and line.startswith(answer.best + " ") and line.split(answer.best)[1][:1] == " " else line
        for line in lines
    ]
