"""The templates of the pages."""

from __future__ import annotations

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from verify.report.site import content


def templates() -> Environment:
    """What stands on every page: text is escaped, a name that is not given is an error, LaTeX becomes MathML."""
    env = Environment(
        loader=PackageLoader("verify.report.site"),
        autoescape=select_autoescape(("html", "j2"), default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.globals.update(marks=content.MARKS, content=content)
    env.filters["formula"] = content.formula
    return env
