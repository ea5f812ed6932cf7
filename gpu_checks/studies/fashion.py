"""Fashion: the study ``compute`` on a part of Fashion-MNIST, cut to what two cores do in minutes: fewer samples, models and lines.

1,000 training samples, one division of them, five models each, one strength of the regularizer. The whole grid is
``compute --data fashion``.
"""

from __future__ import annotations

from dataclasses import replace

from gpu_checks.studies import compute
from gpu_checks.studies.compute import Config, Line

ARCHIVES = "the four idx files of Fashion-MNIST; unless given, the place of Debian's dataset-fashion-mnist"
"""What ``--archives`` names for this study."""

CODE = ("gpu_checks/studies/compute.py", *compute.CODE)
"""What decides a piece beside the code that all studies share."""

LINES = (
    Line("FT", "ft"),
    Line("FT without decay", "ft", decay=0.0),
    Line("CE-FT random", "ce_ft", (0.01,), "random"),
    Line("CE-FT runner-up", "ce_ft", (0.01,), "runner-up"),
    Line("random label", "random_label"),
)

SIZES = {
    "full": Config(data="fashion", labels=(0, 3, 5), draws=(1,), seeds=5, references=10, lines=LINES),
    "small": replace(compute.SIZES["small"], data="fashion", lines=LINES[:1]),
}

run, table = compute.run, compute.table
