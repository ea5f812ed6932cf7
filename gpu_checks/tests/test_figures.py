"""Every study has figures, and they show what is in the result: every row, at its value."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from gpu_checks.store import HERE, MEASURING, ROOT
from gpu_checks.studies.figures import bridge, comparison, draw, scale, speed
from gpu_checks.studies.figures.style import at_least, blank, highest, log_from

RESULTS = sorted(HERE.glob("results/*-full-*.json"))
NAMES = {"bridge": {"models", "path"}, "speed": {"seconds"}, "scale": {"claims", "path"}}


def names(result: dict[str, Any]) -> set[str]:
    return NAMES.get(result["study"], {"curves", "fronts", "distances"})


def check_drawn(result: dict[str, Any]) -> None:
    """PNGs of every figure, and in them every row at its value."""
    images = draw(result)
    assert set(images) == names(result)
    assert all(png.startswith(b"\x89PNG") for png in images.values())
    found = result.get("found", {})
    if result["study"] == "bridge":
        check_models(bridge.models(found), list(found.values()))
        check_path(bridge.path(found), list(found.values()))
    elif result["study"] == "speed":
        check_speed(speed.seconds(result), found)
    elif result["study"] == "scale":
        check_claims(scale.claims(found["claims"]), found["claims"])
        check_bounds(scale.path(found["path"]), found["path"])
    else:
        check_curves(comparison.curves(result["cases"]), result["cases"])
        check_fronts(comparison.all_fronts(result["cases"]), result["cases"])
        check_bars(comparison.all_distances(result["cases"]), result["cases"])


def scattered(ax: Axes) -> list[tuple[float, float]]:
    """All points that are scattered, sorted."""
    return sorted(tuple(point) for collection in ax.collections for point in np.asarray(collection.get_offsets()).tolist())


def along(ax: Axes) -> list[tuple[float, float]]:
    """All points of lines, sorted; without those across the whole axes."""
    shown = [line for line in ax.get_lines() if list(line.get_xdata()) != [0, 1]]
    return sorted(tuple(point) for line in shown for point in np.asarray(line.get_xydata()).tolist())


def floored(values: Iterable[float], lowest: int) -> list[float]:
    return [float(value) for value in at_least(list(values), lowest)]


def check_models(figure: Figure, parts: list[dict[str, Any]]) -> None:
    for above, below, part in zip(figure.axes[: len(parts)], figure.axes[len(parts) :], parts, strict=True):
        rows = list(part["models"].values())
        assert scattered(above) == sorted((row[f"{kind} gap"], i) for i, row in enumerate(rows) for kind in ("predicted", "measured"))
        apart = [[abs(row[f"predicted{of}"] - row[f"measured{of}"]) for row in rows] for of in ("", " gap")]
        assert scattered(below) == sorted((value, i) for values in apart for i, value in enumerate(floored(values, bridge.LOWEST)))


def check_path(figure: Figure, parts: list[dict[str, Any]]) -> None:
    for above, below, part in zip(figure.axes[: len(parts)], figure.axes[len(parts) :], parts, strict=True):
        rows, steps = part["path"], [row["steps"] for row in part["path"]]
        assert along(above) == sorted((row["steps"], row[kind]) for row in rows for kind in ("predicted", "measured"))
        apart = floored([abs(row["predicted"] - row["measured"]) for row in rows], bridge.LOWEST)
        assert along(below) == sorted(zip(steps, apart, strict=True))


def check_speed(figure: Figure, found: dict[str, Any]) -> None:
    left, right = figure.axes
    rounds = [pair for row in found.values() for pair in row["rounds"]]
    assert sorted(y for _, y in scattered(left)) == sorted(seconds for pair in rounds for seconds in pair)
    assert sorted(y for _, y in scattered(right)) == sorted(alone / together for together, alone in rounds)
    assert [text.get_text() for text in right.texts] == [f"{row['throughput, ensemble over loop']:.2f}" for row in found.values()]
    (asked,) = (line for line in right.get_lines() if str(line.get_label()).startswith("asked"))
    assert set(asked.get_ydata()) <= {4, 20}


def mean(row: dict[str, Any], metric: str) -> float:
    values = row["distances"][metric]
    return float("inf") if None in values else float(np.mean(values))


def check_curves(figure: Figure, cases: list[dict[str, Any]]) -> None:
    """Per wrong label and alpha the rate with the least average gap, and FT as chosen: all from the sweeps."""
    places = [(case, metric) for case in cases for metric in comparison.SHOWN]
    for ax, (case, metric) in zip(figure.axes, places, strict=True):
        sweeps = [rows for name, rows in case["sweep"].items() if name.startswith("ce_ft ")]
        expected = []
        for rows in sweeps:
            for alpha in {row["setting"]["alpha"] for row in rows}:
                best = min((row for row in rows if row["setting"]["alpha"] == alpha), key=lambda row: mean(row, "average gap"))
                expected.append((alpha, mean(best, metric)))
        np.testing.assert_allclose(along(ax), sorted(expected))
        (ft,) = (line for line in ax.get_lines() if line.get_label() == "FT")
        (chosen,) = (row for row in case["sweep"]["ft"] if row["setting"] == case["chosen"]["ft"])
        assert list(ft.get_ydata()) == pytest.approx([mean(chosen, metric)] * 2)


def check_fronts(figure: Figure, cases: list[dict[str, Any]]) -> None:
    """Every setting that was tried once, those of the front once more, and golden."""
    places = [(case, f"UA-{other}") for case in cases for other in ("RA", "TA")]
    for ax, (case, pair) in zip(figure.axes, places, strict=True):
        tried, front = (sum(map(len, points.values())) for points in (case["sweep"], case["fronts"][pair]))
        assert len(scattered(ax)) == tried + front + 1


def check_bars(figure: Figure, cases: list[dict[str, Any]]) -> None:
    """A bar for every method, as long as the table says; a distance below 0 has none."""
    columns = len(figure.axes) // len(cases)
    for i, ax in enumerate(figure.axes):
        table, metric = cases[i // columns]["table"], figure.axes[i % columns].get_title()
        assert [bar.get_width() for bar in ax.patches] == pytest.approx([max(row[metric], 0) for row in table.values()])


def check_claims(figure: Figure, rows: list[dict[str, Any]]) -> None:
    decided = [row for row in rows if row["answer"] != "undecided"]
    judged = [entry for row in decided for entry in row["judged"]]
    assert len(judged) == sum(row["compared"] + row["undecided"] for row in decided)
    expected = floored((entry[f"relative {kind}"] for entry in judged for kind in ("difference", "bound")), scale.LOWEST)
    assert sorted(x for ax in figure.axes for x, _ in scattered(ax)) == sorted(expected)
    labels = [label.get_text() for ax in figure.axes for label in ax.get_yticklabels()]
    assert sorted(label.split(" ")[0] for label in labels) == sorted(row["claim"] for row in rows)
    assert sum(label.endswith("not decided") for label in labels) == len(rows) - len(decided) == len(figure.axes[1].texts)


def check_bounds(figure: Figure, rows: list[dict[str, Any]]) -> None:
    points = [(row["alpha"], row[f"relative {kind}"]) for row in rows for kind in ("difference", "bound")]
    alphas, values = zip(*points, strict=True)
    assert along(figure.axes[0]) == sorted(zip(alphas, floored(values, scale.LOWEST), strict=True))


@pytest.mark.parametrize("path", RESULTS, ids=lambda path: path.stem)
def test_committed_results_have_their_figures(path: Path) -> None:
    result = json.loads(path.read_text(encoding="utf-8"))
    check_drawn(result)
    assert {f"{path.stem}-{name}.png" for name in names(result)} == {png.name for png in path.parent.glob(f"{path.stem}-*.png")}


def test_a_log_axis_has_room_for_zero_and_for_its_largest_value() -> None:
    values = [0.0, -1.0, 3e-20, 2e-9, 0.05]
    top = highest(values, -14)
    assert (top, highest(values[:3], -14), highest([], -14)) == (-1, -14, -14)
    ax = blank(2, 2, 1, 1)[1][0][0]
    log_from(ax, "x", -17, top, 4)
    low, high = ax.get_xlim()
    assert all(low < value < high for value in at_least(values, -17))
    assert next(label.get_text() for label in ax.get_xticklabels()) == r"$\leq 10^{-17}$"


def test_figures_decide_no_piece() -> None:
    """Pieces that were computed are found again after a figure was changed."""
    measuring = [path for pattern in MEASURING for path in ROOT.glob(pattern)]
    assert len(measuring) > 30
    assert not [path for path in measuring if "figures" in path.parts]
