"""The audit as printed text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from verify.audit.applicability import Applicability
from verify.audit.digits import MOST, trusted
from verify.audit.report import LeaveOut, MatrixFacts, Report

LEGEND = f"""\
RL, UL: mean squared error on the remaining and on the forgetting data. gap w: ||w - w_g||^2. gap UL: |UL(w) - UL(w_g)|.
Digits: a true value is within one unit of the last digit shown (at most {MOST} are shown), or below the bound in brackets. The
bound is derived from residuals (see verify/audit/rounding.py), for the data as stored and the ranks above. D_t = D_r."""


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
    header = ("matrix", "shape", "rank", "condition number")
    body = [(m.name, f"{m.shape[0]} x {m.shape[1]}", str(m.rank), trusted(m.condition)) for m in report.matrices]
    return table([header, *body])


def _models(report: Report) -> str:
    header = ("model", "RL", "UL", "gap w", "gap UL")
    body = []
    for row in report.rows:
        numbers = (row.remaining, row.unlearning, row.gap_in_weights, row.gap_in_loss)
        body.append((row.model, *map(trusted, numbers)))
    return f"{table([header, *body])}\n{LEGEND}"


def _leave_out(found: LeaveOut) -> str:
    agrees = "agrees" if found.difference <= found.allowance else "DISAGREES"
    sizes = f"difference {found.difference:.0e}, allowed {found.allowance:.0e}"
    return f"leave-k-out cross-check: UL(w_g) = {found.value:.6g} from the Gram matrix alone; {agrees} ({sizes})"


def warnings(matrices: Iterable[MatrixFacts]) -> list[str]:
    """What makes the rank, and with it every number, depend on the cutoff."""
    ambiguous = [m.name for m in matrices if m.ambiguous]
    where = ", ".join(ambiguous)
    return [f"rank is ambiguous: a singular value of {where} lies within a factor 1000 of the cutoff"] if ambiguous else []


def _remarks(report: Report, notes: Sequence[str]) -> str:
    lines = [f"warning: {warning}" for warning in warnings(report.matrices)]
    lines += [f"note: {note}" for note in notes]
    if not report.consistent:
        lines.append("note: no weights fit these targets (X^T w = y is inconsistent): models are least-squares fits, RL(w_o) > 0")
    return "\n".join(lines)


def _claims(claims: Sequence[Applicability]) -> str:
    if not claims:
        return ""
    header = ("claim", "registered verdict", "applies", "statement")
    body = [(c.claim, c.verdict, "yes" if c.applies else f"no: needs {', '.join(c.unmet)}", c.statement) for c in claims]
    return table([header, *body])


def table(rows: Sequence[Sequence[str]]) -> str:
    """Columns of equal width, the first row underlined."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "\n".join([lines[0], "  ".join("-" * width for width in widths), *lines[1:]])
