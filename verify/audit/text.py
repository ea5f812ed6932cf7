"""The audit as printed text: the answer, the data, what follows; every digit and every claim on request."""

from __future__ import annotations

from collections.abc import Sequence

from theory.arithmetic import FLOAT64
from verify.audit.applicability import Applicability
from verify.audit.digits import MOST, compact, known, trusted
from verify.audit.first_screen import LONG, first_screen
from verify.audit.follows import consequences
from verify.audit.layout import Style, table
from verify.audit.report import NEAR_CUTOFF, LeaveOut, MatrixFacts, Report
from verify.audit.rows import Row
from verify.audit.shares import answer

LEGEND = (
    "RL, UL: mean squared error on the remaining and on the forgetting data. gap w: ||w - w_g||^2. gap UL: |UL(w) - UL(w_g)|. "
    f"Digits: a true value is within one unit of the last digit shown (at most {MOST}), or below the bound in brackets, or within "
    "the bound behind ±. Bounds are derived from residuals (see verify/audit/rounding.py), for the data as stored."
)

CLASS_LEGEND = (
    "%: right classes in per cent, a range where rounding or a tie leaves it open. margin: the mean over samples of the score of the own "
    "class less that of the best other one; below 0 the class is missed."
)

AT_CUTOFF = "The same with every singular value at or below the cutoff taken for rounding, that is for the ranks in the column `rank`:"


NOT_EVALUATED = "not evaluated at this size"


def as_text(
    report: Report, notes: Sequence[str], claims: Sequence[Applicability], style: Style | None = None, *, everything: bool = True
) -> str:
    """The whole report; without ``everything`` no table of all digits and no table of all claims."""
    style = style or Style()
    parts = [first_screen(report, answer(report), style), _remarks(report, notes, style), _data(report, style), _classes(report, style)]
    parts.append(_follows(report, style))
    if everything:
        parts += [_models(report, style), _claims(claims, style)]
    else:
        parts.append("All digits and all claims: --all. Every number with its bound: --json FILE.")
    return "\n\n".join(part for part in parts if part) + "\n"


def _data(report: Report, style: Style) -> str:
    of, blocks = report.sizes, report.blocks
    samples = f"{of.n} samples: {of.n_r} remaining, {of.n_f} to forget; {features_of(report)}, {of.outputs} outputs"
    d_r, d_lap, d_f = blocks.sizes
    lines = [style.heading("THE DATA"), style.wrapped(samples, "  ")]
    if report.settings.lift is None:
        lines.append(f"blocks: d_r = {d_r}, d_lap = {d_lap}, d_f = {d_f}, unused = {len(blocks.unused)}")
    header = ("matrix", "shape", "rank", "exact rank", "condition number")
    body = [(m.name, f"{m.shape[0]} x {m.shape[1]}", str(m.rank), exact_rank_of(m), _condition(report, m)) for m in report.matrices]
    lines += table([header, *body])
    lines += [style.wrapped(_discarded(m), "  ") for m in report.matrices if m.rank < min(m.shape) and report.problem is not None]
    if fits := fits_of(report):
        lines.append(f"consistent: {fits}")
    return "\n".join(lines)


def fits_of(report: Report) -> str:
    """Whether some weights fit all targets, in words; empty where that is not known."""
    if report.consistent is None or report.cut:
        return ""
    return "some weights fit all targets exactly" if report.consistent else "no weights fit all targets exactly"


def features_of(report: Report) -> str:
    """How many features there are, and of which kernel."""
    lift = report.settings.lift
    if lift is None:
        return f"{report.sizes.d} features"
    return f"{lift.x.shape[0]} features, {report.sizes.d} of the kernel {lift.kernel}"


def exact_rank_of(m: MatrixFacts) -> str:
    """The rank of the numbers as stored, or what is known of it."""
    return str(m.exact_rank) if m.certain else f"at least {m.exact_rank}"


def _condition(report: Report, m: MatrixFacts) -> str:
    return NOT_EVALUATED if report.problem is None and not known(m.condition) else trusted(m.condition)


def _discarded(m: MatrixFacts) -> str:
    """What the cutoff of one matrix threw away."""
    count = min(m.shape) - m.rank
    return f"{m.name}: {count} of {min(m.shape)} singular values at or below the cutoff {m.cutoff:.1e}, the largest {m.discarded:.1e}"


def _classes(report: Report, style: Style) -> str:
    classes = report.settings.classes
    if classes is None:
        return ""
    shown = [row for row in report.rows if row.hits is not None]
    lines = [style.heading("AS CLASSES"), style.wrapped(CLASS_LEGEND)]
    found = [("model", "% D_r", "% D_f", "margin D_r", "margin D_f", "RL", "UL"), *map(_of_classes, shown)]
    lines += table(found if style.width >= LONG else [line[:5] for line in found])
    by_name = {row.model: row.hits for row in shown}
    chosen = [name for name in ("pretrained", "fine-tuned", "golden") if by_name.get(name)]
    if chosen:
        titles = ("class", "n_r", "n_f", *(f"{name} D_{side}" for name in chosen for side in "rf"))
        body = []
        for i, name in enumerate(classes.names):
            counts = [str(int(hits.count[i])) for hits in by_name[chosen[0]] or ()]
            body.append((name, *counts, *(hits.share(i) for model in chosen for hits in by_name[model] or ())))
        narrow = [h.replace("pretrained", "w_o").replace("fine-tuned", "w_t").replace("golden", "w_g") for h in titles]
        lines += ["", *table([narrow, *body])]
    return "\n".join(lines)


def _of_classes(row: Row) -> tuple[str, ...]:
    """Right classes and mean margins of one model, then its losses."""
    hits = row.hits or ()
    margins = ("-" if (mean := h.margin()) is None else compact(mean, 3) for h in hits)
    return (row.model, *(h.share() for h in hits), *margins, compact(row.remaining), compact(row.unlearning))


def _follows(report: Report, style: Style) -> str:
    found = consequences(report)
    if not found:
        return ""
    return "\n".join([style.heading("WHAT FOLLOWS"), *(style.wrapped(f"{c.claims + ':':8}{c.sentence}", " " * 8) for c in found)])


def _models(report: Report, style: Style) -> str:
    parts = [style.heading("ALL DIGITS"), _rows(report.rows, style), style.wrapped(LEGEND)]
    if report.arithmetic != FLOAT64.name:
        parts.append(f"Worked out in {report.arithmetic} arithmetic, because float64 leaves too few digits.")
    if report.at_cutoff:
        parts += ["", style.wrapped(AT_CUTOFF), _rows(report.at_cutoff, style)]
    if report.leave_out is not None:
        parts += ["", _leave_out(report.leave_out)]
    return "\n".join(parts)


def _rows(rows: Sequence[Row], style: Style) -> str:
    """In full where that fits; else closer, then shorter."""
    lines = [("model", "RL", "UL", "gap w", "gap UL"), *((row.model, *map(trusted, row.numbers)) for row in rows)]
    for most in (MOST, MOST, 7, 6, 5, 4):
        shown = table(lines, gap=2 if most == MOST else 1)
        if max(map(len, shown)) <= style.width:
            break
        lines[1:] = [(row.model, *(compact(x, most) for x in row.numbers)) for row in rows]
    return "\n".join(shown)


def _leave_out(found: LeaveOut) -> str:
    agrees = "agrees" if found.difference <= found.allowance else "DISAGREES"
    sizes = f"difference {found.difference:.0e}, allowed {found.allowance:.0e}"
    return f"leave-k-out cross-check: UL(w_g) = {found.value:.6g} from the Gram matrix alone;\n{agrees} ({sizes})"


def warnings(report: Report) -> list[str]:
    """What makes the ranks, and with them every number, depend on the cutoff."""
    found = []
    if ambiguous := [m.name for m in report.matrices if m.ambiguous]:
        found.append(f"rank is ambiguous: a singular value of {', '.join(ambiguous)} lies within a factor {NEAR_CUTOFF:g} of the cutoff")
    for m in report.matrices:
        if m.cut:
            found.append(
                f"{m.name} as stored has rank {exact_rank_of(m)}, and {m.rank} at the cutoff: "
                + ("every number is for the lower rank and may be wrong" if report.cut else "the numbers above are for the data as stored")
            )
    if any(m.cut for m in report.matrices):
        found.append("features that differ by many orders of magnitude (time stamps, identifiers), or samples that nearly repeat, do this:")
        found[-1] += " subtract each column's mean, divide by its deviation, drop repeats, and audit again"
    if any(not known(x) for row in report.rows for x in row.numbers):
        found.append("numbers shown as unknown are beyond what float64 can bound: rescale features and targets to sizes near 1")
    return found


def remarks(report: Report, notes: Sequence[str]) -> list[str]:
    """Notes on the data, and whether labels can be fitted."""
    found = [f"note: {note}" for note in notes]
    if report.consistent is None:
        found.append("note: whether some weights fit these targets exactly cannot be told at the cut rank")
    elif not report.consistent:
        found.append("note: no weights fit these targets (X^T w = y is inconsistent): models are least-squares fits, RL(w_o) > 0")
    return found


def _remarks(report: Report, notes: Sequence[str], style: Style) -> str:
    lines = [style.warning(style.wrapped(f"warning: {warning}", "  ")) for warning in warnings(report)]
    return "\n".join([*lines, *(style.wrapped(line, "  ") for line in remarks(report, notes))])


def _claims(claims: Sequence[Applicability], style: Style) -> str:
    if not claims:
        return ""
    header = ("claim", "verdict", "applies: statement")
    body = [(c.claim, c.verdict, f"{applies(c)}: {c.statement}") for c in claims]
    return "\n".join([style.heading("ALL CLAIMS"), *table([header, *body], width=style.width)])


def applies(c: Applicability) -> str:
    """Whether a claim speaks of the data, and if not, why."""
    if c.unmet:
        return f"no, needs {', '.join(c.unmet)}"
    return f"{NOT_EVALUATED}, {', '.join(c.unknown)}" if c.unknown else "yes"
