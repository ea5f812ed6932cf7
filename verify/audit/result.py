"""What an audit hands back: numbers with bounds, as text, JSON, a table, HTML and a figure."""

from __future__ import annotations

import html
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from verify.audit.applicability import Applicability
from verify.audit.as_json import as_content, as_json
from verify.audit.layout import Style
from verify.audit.report import Report
from verify.audit.text import as_text

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@dataclass(frozen=True)
class Audit:
    """``report`` holds every number; ``notes`` what a reader should know of the data; ``claims`` which statements apply."""

    report: Report
    notes: tuple[str, ...]
    claims: tuple[Applicability, ...]
    title: str = "audit"

    def as_text(self, width: int | None = None, *, everything: bool = False, style: Style | None = None) -> str:
        """What the command line prints; ``everything`` adds all digits and all claims."""
        chosen = style or Style(max(width or 0, Style().width))
        return as_text(self.report, self.notes, self.claims, chosen, everything=everything)

    def as_dict(self) -> dict[str, Any]:
        """Every number with its bound, as plain values."""
        return as_content(self.report, self.notes, self.claims)

    def to_json(self) -> str:
        """The same as JSON text."""
        return as_json(self.report, self.notes, self.claims).decode()

    def to_frame(self) -> Any:
        """A pandas table, one row a model: values, bounds (``..._error``) and shares in per cent. Needs pandas."""
        try:
            import pandas as pd  # type: ignore[import-not-found,import-untyped,unused-ignore]
        except ImportError as error:
            raise ImportError("`to_frame` needs pandas, which is not installed: pip install pandas") from error
        rows = []
        for row in self.as_dict()["models"]:
            flat: dict[str, Any] = {"model": row["model"]}
            for name, number in row.items():
                if isinstance(number, dict) and "error" in number:
                    flat |= {name: number["value"], f"{name}_error": number["error"]}
            rows.append({**flat, "steps": row["steps"], "needs": row["needs"]})
        return pd.DataFrame(rows).set_index("model")

    def figure(self) -> Figure:
        """A matplotlib figure of losses and distances."""
        from verify.audit.figure import drawn  # slow to import

        return drawn(self.report, self.title)

    def __str__(self) -> str:
        return self.as_text()

    def _repr_html_(self) -> str:
        return f"<pre>{html.escape(self.as_text())}</pre>"

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        printer.text("..." if cycle else self.as_text())
