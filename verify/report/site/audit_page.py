"""An audit as one page: the answer, the models, the data, classes, what follows, every digit and every claim."""

from __future__ import annotations

import io
import platform
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
import scipy
from markupsafe import Markup
from matplotlib import rc_context

from verify.audit.digits import compact, trusted
from verify.audit.figure import drawn
from verify.audit.first_screen import legend, sentences
from verify.audit.follows import Consequence, consequences
from verify.audit.remedies import needs
from verify.audit.result import Audit
from verify.audit.shares import answer, per_cent
from verify.audit.steps import steps
from verify.audit.text import CLASS_LEGEND, LEGEND, applies, exact_rank_of, features_of, fits_of, remarks, warnings
from verify.files import write_whole
from verify.report.site.environment import templates
from verify.validation.registry import claims_by_id


def write_audit(folder: Path, found: Audit) -> Path:
    """Write ``folder``/index.html, which needs nothing beside it, and return its path. Raises ``OSError`` where that cannot be."""
    path = folder / "index.html"
    write_whole(path, as_page(found))
    return path


def as_page(found: Audit) -> str:
    """The HTML text."""
    report = found.report
    shown = answer(report)
    classes = report.settings.classes
    return (
        templates()
        .get_template("audit.html.j2")
        .render(
            audit=found,
            report=report,
            sentences=sentences(report, shown),
            legend=legend(report),
            rows=[(row, shown.shares[row.model], steps(report, row.model), needs(row.model)) for row in report.rows],
            best=shown.best,
            warnings=warnings(report),
            remarks=remarks(report, found.notes),
            features=features_of(report),
            consistent=fits_of(report),
            classes=classes,
            judged=[row for row in report.rows if row.hits is not None],
            follows=list(_with_formulas(consequences(report))),
            figure=Markup(_figure(found)),
            versions=f"Python {platform.python_version()}, numpy {np.__version__}, scipy {scipy.__version__}",
            legends={"classes": CLASS_LEGEND, "digits": LEGEND},
            trusted=trusted,
            compact=compact,
            per_cent=per_cent,
            exact_rank_of=exact_rank_of,
            applies=applies,
            root="",
        )
    )


def _with_formulas(said: Iterable[Consequence]) -> Iterator[tuple[Consequence, list[tuple[str, str]]]]:
    """Each sentence with the claims that it names, id and LaTeX, where these come up first."""
    left = {i: claim.latex for i, claim in claims_by_id().items()}
    for c in said:
        yield c, [(i, left.pop(i)) for i in c.claims.split(", ") if i in left]


def _figure(found: Audit) -> str:
    """The figure as an SVG with text that can be read and searched."""
    out = io.StringIO()
    with rc_context({"svg.fonttype": "none", "svg.hashsalt": "goldengap", "font.family": "sans-serif"}):
        drawn(found.report, found.title).savefig(out, format="svg", metadata={"Date": None})
    svg = out.getvalue()
    return svg[svg.index("<svg") :].replace("<svg", '<svg role="img" aria-label="Losses of each model and its distance from golden"', 1)
