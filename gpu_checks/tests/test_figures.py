"""Every study has figures, and they show what is in the result: every row, at its value."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import asdict
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from PIL import Image

from gpu_checks.methods import METHODS
from gpu_checks.provenance import code_of
from gpu_checks.seeds import seed_of
from gpu_checks.statistics.paired import bca
from gpu_checks.studies import STUDIES
from gpu_checks.studies.contender import FT, Contender, contenders_of, every
from gpu_checks.studies.figures import bridge, curves, fronts, scale
from gpu_checks.studies.figures.style import at_least, blank, highest, log_from, look, png
from gpu_checks.studies.record import RESULTS as FOLDER
from gpu_checks.studies.result import read
from gpu_checks.wrong_labels import KINDS
from verify.validation.registry import load_claims

RESULTS = sorted(FOLDER.glob("*-full-*.json"))

NAMES = {
    "bridge": {"models", "path"},
    "speed": {"seconds"},
    "scale": {"claims", "path"},
    "features": {"models", "compute"},
    "compute": {"distance", "alpha"},
}


def kind(result: dict[str, Any]) -> str:
    return result["study"].split(",")[0]


def names(result: dict[str, Any]) -> set[str]:
    return NAMES.get(kind(result), {"curves", "fronts"})


def check_drawn(result: dict[str, Any]) -> None:
    """PNGs of every figure, and in them every row at its value."""
    images = {name: png(figure) for name, figure in STUDIES[kind(result)].drawn(result).items()}
    assert set(images) == names(result)
    assert all(image.startswith(b"\x89PNG") and b"PLTE" in image for image in images.values())
    check_figures(result)


def check_figures(result: dict[str, Any]) -> None:
    drawn = STUDIES[kind(result)].drawn(result)
    assert set(drawn) == names(result)
    found = result.get("found", {})
    if kind(result) == "bridge":
        check_models(drawn["models"], list(found.values()))
        check_path(drawn["path"], list(found.values()))
    elif kind(result) == "speed":
        check_speed(drawn["seconds"], found)
    elif kind(result) == "scale":
        check_claims(drawn["claims"], found["claims"])
        check_bounds(drawn["path"], found["path"])
    elif kind(result) in ("features", "compute"):
        pass  # by the tests of these studies
    else:
        check_curves(drawn["curves"], result)
        check_fronts(drawn["fronts"], result["cases"])


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
    assert set(asked.get_ydata()) <= {4, 20} and list(asked.get_xdata()) == [0, 1]  # over all batch sizes
    passed = sum(row["throughput, ensemble over loop"] >= asked.get_ydata()[0] for row in found.values())
    assert right.get_title().endswith(f": {passed} of {len(found)} batch sizes as asked")


def mean(row: dict[str, Any], metric: str) -> float:
    values = row[curves.SHOWN.get(metric, "values")][metric]
    return float("inf") if None in values else float(np.mean(values))


def labeled(ax: Axes, label: str) -> list[Line2D]:
    return [line for line in ax.get_lines() if line.get_label() == label]


def check_curves(figure: Figure, result: dict[str, Any]) -> None:
    """Per wrong label a line per rate through every alpha, the settings that were chosen, FT as chosen, and golden."""
    assert "fixed learning rates" in title(figure) and "tuning models and validation data" in title(figure)
    cases, axes = result["cases"], iter(figure.axes)
    wrongs = [name for name in cases[0]["sweep"] if name.startswith("ce_ft ")]
    for case, metric, method in ((case, metric, method) for case in cases for metric in curves.SHOWN for method in wrongs):
        ax, rows, chosen = next(axes), case["sweep"][method], case["chosen"]
        for rate in {row["setting"]["rate"] for row in rows}:
            times = rate / result["config"]["training"]["rate"]
            (line,) = labeled(ax, f"rate {rate:g} ({times:.3g} x training)")
            points = sorted((row["setting"]["alpha"], mean(row, metric)) for row in rows if row["setting"]["rate"] == rate)
            np.testing.assert_allclose(line.get_xydata(), points)
        for end in ("", " slow"):
            points = [(row["setting"]["alpha"], mean(row, metric)) for row in rows if row["setting"] == chosen.get(f"{method}{end}")]
            np.testing.assert_allclose([star.get_xydata()[0] for star in labeled(ax, f"chosen{end}")], points)
            levels = [mean(row, metric) for row in case["sweep"]["ft"] if row["setting"] == chosen.get(f"ft{end}")]
            assert [line.get_ydata()[0] for line in labeled(ax, f"ft{end}")] == pytest.approx(levels)
        stars = [star for end in ("", " slow") for star in labeled(ax, f"chosen{end}")]
        assert all(below.get_markersize() > above.get_markersize() for below, above in pairwise(stars))  # one does not hide the other
        (golden,) = labeled(ax, "golden")
        assert golden.get_ydata()[0] == (case["table"]["golden"] if metric == "TV" else case["golden values"])[metric]
    assert next(axes, None) is None


def title(figure: Figure) -> str:
    return figure.legends[0].get_title().get_text()


def check_fronts(figure: Figure, cases: list[dict[str, Any]]) -> None:
    """Every setting that was tried once, those of the front once more, and golden; each method and case somewhere."""
    assert "closer to golden is further down and to the left" in title(figure)
    panels = {ax.get_title(): ax for ax in figure.axes if ax.get_visible()}
    for case in cases:
        groups: dict[str, list[Contender]] = {}
        for contender, name in contenders_of(case).items():
            if name in case["sweep"] and contender != FT:
                groups.setdefault(fronts.LABELED.get(contender.method, "other methods"), [FT]).append(contender)
        for group, methods in groups.items():
            ax, expected, reached = panels.pop(f"{case['case']}: FT and {group}"), [(0.0, 0.0)], []
            for contender in methods:
                name, look = str(contender), fronts.look_of(contender)
                rows = case["sweep"][name]
                points = [tuple(abs(mean(row, m) - case["golden values"][m]) for m in ("UA", "RA")) for row in rows]
                front = [points[i] for i in case["fronts"]["UA-RA"][name]]
                assert not any(a <= x and b <= y and (a, b) != (x, y) for a, b in points for x, y in front)
                expected += [point for point in points if np.isfinite(point).all()] + front
                (line,) = (line for line in ax.get_lines() if line.get_color() == fronts.LOOKS[look][0])
                np.testing.assert_allclose(line.get_xydata(), sorted(front), atol=1e-12)
                if (0.0, 0.0) in points:
                    reached.append(f"{look} {points.count((0.0, 0.0))}")
            np.testing.assert_allclose(scattered(ax), sorted(expected), atol=1e-12)
            (counts,) = (text.get_text() for text in ax.texts)
            assert counts == (f"settings at golden: {', '.join(reached)}" if reached else "")
    assert not panels


def check_claims(figure: Figure, rows: list[dict[str, Any]]) -> None:
    decided = [row for row in rows if row["answer"] in ("agrees", "refutes")]
    judged = [entry for row in decided for entry in row["judged"]]
    assert len(judged) == sum(row["compared"] + row["undecided"] for row in decided)
    expected = floored((entry[f"relative {kind}"] for entry in judged for kind in ("difference", "bound")), scale.LOWEST)
    assert sorted(x for ax in figure.axes for x, _ in scattered(ax)) == sorted(expected)
    labels = [label.get_text() for ax in figure.axes for label in ax.get_yticklabels()]
    signs = {"=": "=", "<=": "≤", "!=": "≠"}
    said = {claim.id: signs[claim.statement.relation.value] for claim in load_claims()}
    assert sorted(label.split()[:2] for label in labels) == sorted([row["claim"], said[row["claim"]]] for row in rows)
    assert "= and ≤ hold, ≠ fails; right of it, the sides differ for certain: ≠ holds, = and ≤ fail" in title(figure)
    for row in decided:
        for entry in (entry for entry in row["judged"] if entry["holds"] is not None):
            right = entry["relative difference"] > entry["relative bound"]
            assert entry["holds"] is (right if said[row["claim"]] == "≠" else not right)
    assert sum(label.endswith("not decided") for label in labels) == len(rows) - len(decided) == len(figure.axes[1].texts)


def check_bounds(figure: Figure, rows: list[dict[str, Any]]) -> None:
    points = [(row["alpha"], row[f"relative {kind}"]) for row in rows for kind in ("difference", "bound")]
    alphas, values = zip(*points, strict=True)
    assert along(figure.axes[0]) == sorted(zip(alphas, floored(values, scale.LOWEST), strict=True))


@pytest.mark.parametrize("path", RESULTS, ids=lambda path: path.stem)
def test_committed_results_have_their_figures(path: Path) -> None:
    result = read(path)
    check_figures(result)
    assert {f"{path.stem}-{name}.png" for name in names(result)} == {png.name for png in path.parent.glob(f"{path.stem}-*.png")}


def test_intervals_are_those_of_the_runs() -> None:
    """Of every method that is compared with nothing, and of every seventh comparison."""
    result, case = one_case()
    protocol = result["config"]["protocol"]
    recorded = {(row["method"], row["metric"]): row["excess"] for row in case["comparisons"][::7]}
    recorded |= {(method, metric): found for method, row in case["excess"].items() for metric, found in row.items()}
    assert {method for method, _ in recorded} >= {"pretrained", "ft", "ft slow"}
    for (method, metric), expected in recorded.items():
        runs = (case["test"][name]["distances"][metric] for name in (method, "golden"))
        own, golden = (np.reshape(row, (protocol["training_seeds"], -1)).mean(axis=1) for row in runs)
        found = bca(own - golden, 1 - protocol["level"], protocol["resamples"], seed_of("bootstrap", method, metric))
        assert asdict(found) == pytest.approx(expected, abs=1e-9)


def test_figures_do_without_slow_choices() -> None:
    result, case = one_case()
    slow = {name for contender, name in contenders_of(case).items() if contender.slow}
    assert slow == {"ft slow", *(f"ce_ft {wrong} slow" for wrong in KINDS)}
    check_figures(result)
    for part in ("test", "table", "chosen", "excess", "contenders"):
        case[part] = {name: found for name, found in case[part].items() if name not in slow}
    check_figures(result)


def one_case() -> tuple[dict[str, Any], dict[str, Any]]:
    """A committed result, cut to its second case."""
    result = read(FOLDER / "architectures-full-cpu.json")
    result["cases"] = [result["cases"][1]]
    return result, result["cases"][0]


def test_every_method_has_a_look_of_its_own() -> None:
    """By color alone, for gray prints by marker and color; a new method needs no line for it."""
    drawn = [contender for contender in every() if not contender.control and not contender.slow]
    assert {contender.method for contender in drawn} == set(METHODS) - {"golden", "pretrained"}
    assert {fronts.look_of(contender) for contender in drawn} == set(fronts.LOOKS)
    assert len({color for color, _ in fronts.LOOKS.values()}) == len(fronts.LOOKS)


def test_rare_colors_survive_the_palette() -> None:
    """One line of a color that nothing else has, among many others."""
    figure, axes = blank(6, 4, 1, 1)
    for place in range(20):
        axes[0][0].plot([0, 1], [place, place + (place == 7)], color=look(place)[0], linewidth=0.8)
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=110)
    before, after = (np.asarray(Image.open(io.BytesIO(file)).convert("RGB")).astype(int) for file in (buffer.getvalue(), png(figure)))
    assert np.abs(before - after).max() < 40 and len(png(figure)) < len(buffer.getvalue())


def test_a_log_axis_has_room_for_zero_and_for_its_largest_value() -> None:
    values = [0.0, -1.0, 3e-20, 2e-9, 0.05]
    top = highest(values, -14)
    assert (top, highest(values[:3], -14), highest([], -14)) == (-1, -14, -14)
    ax = blank(2, 2, 1, 1)[1][0][0]
    log_from(ax, "x", -17, top, 4)
    low, high = ax.get_xlim()
    assert all(low < value < high for value in at_least(values, -17))
    assert next(label.get_text() for label in ax.get_xticklabels()) == r"$\leq 10^{-17}$"


def test_what_draws_and_concludes_decides_no_piece() -> None:
    """Pieces that were computed are found again after a figure or a verdict's rule was changed."""
    for study in STUDIES.values():
        paths = list(code_of(study.modules))
        assert len(paths) > 30
        assert not [
            path for path in paths if "figures" in path or path.endswith(("/fronts.py", "conclusion.py", "verdicts.py", "summary.py"))
        ]
