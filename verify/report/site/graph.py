"""The graph from the abstract's sentences to claims to functions of ``theory``, as an SVG whose labels are links."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

from matplotlib import rc_context
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

Edge = tuple[str, str]
COLUMNS = (0.0, 0.38, 1.0)
"""Where sentences, claims and functions stand, as shares of the width."""


def graph(columns: Sequence[Sequence[str]], edges: Sequence[Edge], style: Mapping[str, Mapping[str, Any]], urls: Mapping[str, str]) -> str:
    """The SVG, without its XML header: one label for each node in three columns, a line for each edge.

    Args:
        columns: the nodes of each column, from top to bottom.
        edges: pairs of nodes.
        style: how a node's label is drawn, as matplotlib takes it; text is black where nothing is said.
        urls: where a node's label leads.
    """
    tallest = max(len(column) for column in columns)
    place = {
        node: (COLUMNS[i], 1.0 - (j + 0.5) / len(column)) for i, column in enumerate(columns) for j, node in enumerate(column) if column
    }
    with rc_context({"svg.fonttype": "none", "svg.hashsalt": "goldengap", "font.family": "sans-serif"}):
        figure = Figure(figsize=(9.0, 0.26 * tallest + 0.3))
        FigureCanvasSVG(figure)
        axes = figure.add_axes((0.04, 0.01, 0.74, 0.98))
        axes.set_axis_off()
        axes.set(xlim=(0, 1), ylim=(0, 1))
        for a, b in edges:
            (x0, y0), (x1, y1) = place[a], place[b]
            axes.plot([x0 + 0.02, x1 - 0.01], [y0, y1], color="#8a8f98", linewidth=0.6, zorder=1, clip_on=False)
        for node, (x, y) in place.items():
            text = axes.text(x, y, node, va="center", ha="left", fontsize=9, zorder=2, **style.get(node, {}))
            text.set_bbox({"facecolor": "white", "edgecolor": "none", "pad": 1.0})
            text.set_url(urls.get(node))
        out = io.StringIO()
        figure.savefig(out, format="svg", metadata={"Date": None})
    svg = out.getvalue()
    return svg[svg.index("<svg") :]
