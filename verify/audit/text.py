"""The audit as printed text."""

from __future__ import annotations

from collections.abc import Sequence

from theory.arithmetic import FLOAT64
from verify.audit.applicability import Applicability
from verify.audit.digits import MOST, known, trusted
from verify.audit.report import NEAR_CUTOFF, LeaveOut, MatrixFacts, Report
from verify.audit.rows import Row

LEGEND = f"""\
RL, UL: mean squared error on the remaining and on the forgetting data. gap w: ||w - w_g||^2. gap UL: |UL(w) - UL(w_g)|.
Digits: a true value is within one unit of the last digit shown (at most {MOST} are shown), or below the bound in brackets, or within
the bound behind ±. Bounds are derived from residuals (see verify/audit/rounding.py), for the data as stored. D_t = D_r."""

AT_CUTOFF = "The same with every singular value at or below the cutoff taken for rounding, that is for the ranks in the column `rank`:"


def as_text(report: Report, notes: Sequence[str], claims: Sequence[Applicability]) -> str:
    """The whole report."""
    parts = [_data(report), _matrices(report), _models(report)]
    if report.leave_out is not None:
        parts.append(_leave_out(report.leave_out))
    parts += [_remarks(report, notes), _claims(claims)]
    return "\n\n".join(part for part in parts if part) + "\n"


def _data(report: Report) -> str:
    p, blocks = report.problem, report.blocks
    samples = f"{p.n} samples: {p.n_r} remaining, {p.n_f} to forget; {p.d} features, {p.y.shape[1]} outputs"
    d_r, d_lap, d_f = blocks.sizes
    return f"{samples}\nblocks: d_r = {d_r}, d_lap = {d_lap}, d_f = {d_f}, unused = {len(blocks.unused)}"


def _matrices(report: Report) -> str:
    header = ("matrix", "shape", "rank", "exact rank", "condition number")
    body = [(m.name, f"{m.shape[0]} x {m.shape[1]}", str(m.rank), _exact_rank(m), trusted(m.condition)) for m in report.matrices]
    return "\n".join([table([header, *body]), *map(_discarded, (m for m in report.matrices if m.rank < min(m.shape)))])


def _exact_rank(m: MatrixFacts) -> str:
    return str(m.exact_rank) if m.certain else f"at least {m.exact_rank}"


def _discarded(m: MatrixFacts) -> str:
    """What the cutoff of one matrix threw away."""
    count = min(m.shape) - m.rank
    return f"{m.name}: {count} of {min(m.shape)} singular values at or below the cutoff {m.cutoff:.1e}, the largest {m.discarded:.1e}"


def _models(report: Report) -> str:
    parts = [_rows(report.rows), LEGEND]
    if report.arithmetic != FLOAT64.name:
        parts.append(f"Worked out in {report.arithmetic} arithmetic, because float64 leaves too few digits.")
    if report.at_cutoff:
        parts += ["", AT_CUTOFF, _rows(report.at_cutoff)]
    return "\n".join(parts)


def _rows(rows: Sequence[Row]) -> str:
    return table([("model", "RL", "UL", "gap w", "gap UL"), *((row.model, *map(trusted, row.numbers)) for row in rows)])


def _leave_out(found: LeaveOut) -> str:
    agrees = "agrees" if found.difference <= found.allowance else "DISAGREES"
    sizes = f"difference {found.difference:.0e}, allowed {found.allowance:.0e}"
    return f"leave-k-out cross-check: UL(w_g) = {found.value:.6g} from the Gram matrix alone; {agrees} ({sizes})"


def warnings(report: Report) -> list[str]:
    """What makes the ranks, and with them every number, depend on the cutoff."""
    found = []
    if ambiguous := [m.name for m in report.matrices if m.ambiguous]:
        found.append(f"rank is ambiguous: a singular value of {', '.join(ambiguous)} lies within a factor {NEAR_CUTOFF:g} of the cutoff")
    for m in report.matrices:
        if m.cut:
            found.append(
                f"{m.name} as stored has rank {_exact_rank(m)}, and {m.rank} at the cutoff: "
                + ("every number is for the lower rank and may be wrong" if report.cut else "the first table is for the data as stored")
            )
    if any(m.cut for m in report.matrices):
        found.append("features that differ by many orders of magnitude (time stamps, identifiers), or samples that nearly repeat, do this:")
        found[-1] += " subtract each column's mean, divide by its deviation, drop repeats, and audit again"
    if any(not known(x) for row in report.rows for x in row.numbers):
        found.append("numbers shown as unknown are beyond what float64 can bound: rescale features and targets to sizes near 1")
    return found


def _remarks(report: Report, notes: Sequence[str]) -> str:
    lines = [f"warning: {warning}" for warning in warnings(report)]
    lines += [f"note: {note}" for note in notes]
    if report.consistent is None:
        lines.append("note: whether some weights fit these targets exactly cannot be told at the cut rank")
    elif not report.consistent:
        lines.append("note: no weights fit these targets (X^T w = y is inconsistent): models are least-squares fits, RL(w_o) > 0")
    return "\n".join(lines)


def _claims(claims: Sequence[Applicability]) -> str:
    if not claims:
        return ""
    header = ("claim", "registered verdict", "applies", "statement")
    return table([header, *((c.claim, c.verdict, _applies(c), c.statement) for c in claims)])


def _applies(c: Applicability) -> str:
    if c.unmet:
        return f"no: needs {', '.join(c.unmet)}"
    return f"not evaluated at this size: {', '.join(c.unknown)}" if c.unknown else "yes"


def table(rows: Sequence[Sequence[str]]) -> str:
    """Columns of equal width, the first row underlined."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "\n".join([lines[0], "  ".join("-" * width for width in widths), *lines[1:]])
