"""What the pages say of trained networks, made of the results: whole blocks of text, and phrases that must stand in a page word by word."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from gpu_checks.studies.figures.style import Found
from gpu_checks.studies.fronts import FT, fraction, within

CLASSES = "class"

SAID = {"true": "yes", "false": "no", "conditional": "depends on the label", "unknown": "open"}
"""A verdict as the answer to a question."""

ASKED = (
    ("Is a setting of fine-tuning golden?", FT, "equals"),
    ("Is a setting of the regularizer golden?", "CE-FT", "equals"),
    ("Is a setting of the regularizer nearer to golden than fine-tuning?", "CE-FT", "dominates"),
    ("Is a setting of SCRUB nearer to golden than fine-tuning?", "SCRUB", "dominates"),
    ("Is a setting of SSD nearer to golden than fine-tuning?", "SSD", "dominates"),
)
"""The rows of the table of findings: the question, the line and what is asked of it."""


def findings(results: Sequence[Found]) -> str:
    """Markdown: five questions, answered by each metric within each budget, a column per data set and budget."""
    head = ["question", *(f"{result['config']['data']}, {within(share)}" for result in results for share in result["config"]["budgets"])]
    rows = [
        [question, *(_answer(r, share, line, kind) for r in results for share in r["config"]["budgets"])] for question, line, kind in ASKED
    ]
    return table(head, rows)


def _answer(result: Found, share: float, line: str, kind: str) -> str:
    """The metrics by answer, such as "yes: UA, TV; open: UL"."""
    rows = [row for row in result["findings"] if row["line"] == line and row["question"] == kind and abs(row["share"] - share) < 1e-3]
    groups: dict[str, list[str]] = {answer: [] for answer in SAID.values()}
    for row in rows:
        groups[SAID[row["verdict"]]].append(row["metric"])
    return "; ".join(f"{answer}: {', '.join(metrics)}" for answer, metrics in groups.items() if metrics) or "not asked"


def over_compute(result: Found) -> str:
    """Markdown: what the study of compute is, and how near to golden fine-tuning, the regularizer and two baselines come in UA and TV."""
    config = result["config"]
    count = (
        f"each of {len(config['labels'])} classes forgotten in turn in {len(config['draws'])} division{'s' * (len(config['draws']) > 1)}"
    )
    models = f"{config['validation']} models for choosing and {config['tested']} for testing in each case"
    lines = [
        f"- **{config['data'].capitalize()}**, {count}, {models}. Distance above golden models' own, mean [95 % interval over classes]:"
    ]
    shown = {FT: "fine-tuning", "CE-FT": "the regularizer", "SCRUB": "SCRUB", "SSD": "SSD"}
    for line, name in shown.items():
        parts = [f"{metric} {along(result, line, metric)}" for metric in ("UA", "TV")]
        lines.append(f"  - {name}: {'; '.join(parts)}.")
    told = ". ".join(f"{within(share).capitalize()}: {labels(result, share)}" for share in config["budgets"])
    lines.append(f"  - wrong labels with which the regularizer is nearer than fine-tuning, by metric. {told}.")
    return "\n".join(lines) + "\n"


def labels(result: Found, share: float) -> str:
    """Per metric the wrong labels that narrow, and those that widen, such as "UA fixed, random; KL farther uniform"; "none is shown"."""
    told = []
    for row in (row for row in result["verdicts"] if row["sentence"] == "A5" and row["regime"] == within(share)):
        narrow, wide = ([wrong for wrong, how in row["by wrong label"].items() if how == what] for what in ("narrows", "widens"))
        parts = [*([", ".join(narrow)] if narrow else []), *([f"farther {', '.join(wide)}"] if wide else [])]
        told += [f"{row['metric']} {', '.join(parts)}"] if parts else []
    return "; ".join(told) or "none is shown"


def along(result: Found, line: str, metric: str) -> str:
    """The distances within the budgets, such as "0.61 [0.50, 0.72] within 1/3, ... of a retraining"."""
    shares = result["config"]["budgets"]
    rows = [row for row in result["front"] if row["line"] == line and row["metric"] == metric]
    found = [(share, row) for share in shares for row in rows if abs(row["share"] - share) < 1e-3]
    if len({(row["of"], row["strength"], row["at"]) for _, row in found}) == 1:
        return f"{number(found[0][1])} within any of these budgets"
    return ", ".join(f"{number(row)} within {fraction(share)}" for share, row in found) + " of a retraining"


def number(row: Found) -> str:
    """A mean with its interval."""
    return f"{row['mean']:.2f} [{row['low']:.2f}, {row['high']:.2f}]"


def front(result: Found, metric: str) -> str:
    """Markdown: by one metric, every line within every budget: the distance above golden's, and what settings that tie span."""
    shares = result["config"]["budgets"]
    lines = list(dict.fromkeys(row["line"] for row in result["front"]))
    rows = []
    for line in lines:
        cells = {row["share"]: row for row in result["front"] if row["line"] == line and row["metric"] == metric}
        rows.append([line, *(_cell(next((row for at, row in cells.items() if abs(at - share) < 1e-3), None)) for share in shares)])
    return table([metric, *(within(share) for share in shares)], rows)


def _cell(row: Found | None) -> str:
    if row is None:
        return "no setting"
    chosen = " ".join([*([row["of"]] if row["of"] != row["line"] else []), *([] if row["strength"] is None else [f"{row['strength']:g}"])])
    ties = f"; {row['tied']} tie: {row['span'][0]:.2f} to {row['span'][1]:.2f}" if row["tied"] > 1 else ""
    return f"{number(row)} ({', '.join([*([chosen] if chosen else []), format(row['at'], '.2g')])}{ties})"


def answers(result: Found) -> str:
    """Markdown: A5 and A6 at matched compute, by metric and budget, with the outcome for every wrong label."""
    rows = []
    for share in result["config"]["budgets"]:
        for metric in result["config"]["metrics"]:
            both = {v["sentence"]: v for v in result["verdicts"] if v["regime"] == within(share) and v["metric"] == metric}
            told = ", ".join(f"{wrong} {outcome}" for wrong, outcome in both["A5"]["by wrong label"].items())
            rows.append([within(share), metric, both["A5"]["verdict"], told, both["A6"]["verdict"]])
    return table(["budget", "metric", "A5", "by wrong label", "A6"], rows)


def ties(results: Mapping[str, Found]) -> str:
    """Markdown: of every case of older comparisons, how many finalists tie for each wrong label, and what they span by UL and TV."""
    rows = []
    for result in results.values():
        for case in result["cases"]:
            own = {
                name: tie
                for name, tie in case["ties"].items()
                if case["contenders"][name]["method"] == "ce_ft" and not case["contenders"][name]["slow"]
            }
            for name, tie in own.items():
                spans = [f"{tie['span'][metric][0]:.2f} to {tie['span'][metric][1]:.2f}" for metric in ("UL", "TV")]
                rows.append([case["case"], case["contenders"][name]["wrong"], str(tie["tied"]), *spans])
    return table(["case", "wrong label", "finalists that tie", "UL, distance", "TV, distance"], rows)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table in Markdown."""
    return "\n".join(f"| {' | '.join(line)} |" for line in (head, ["---"] * len(head), *rows)) + "\n"


def features(result: Found) -> Iterator[str]:
    """Every phrase with a number, of the study of deep features."""
    found, data = result["found"], result["found"]["data"]
    cases = found["cases"]
    by_class = {name: case for name, case in cases.items() if name.startswith(CLASSES)}
    yield f"{data['n']} images, d = {data['d']}, rank {data['rank']}, condition {data['condition']:.0f}"
    yield f"right on {data['test accuracy']:.0%} of the test images ({data['test accuracy on pixels']:.0%} on pixels)"
    yield f"agree to {found['largest difference']:.1e} over {len(cases)} divisions"
    yield f"golden's UL is {span(ul(case, 'golden') for case in by_class.values())}, that of fine-tuning 0"
    yield f"at most {max(case['blocks'][2] for case in cases.values())} of {data['d']} features is used by D_f alone"
    yield f"option B, fine-tuned, comes to {span(ul(case, 'option_b, tuned') for case in by_class.values())}"
    yield f"never leaves 0 with SGD (UL below {above(row['UL'] for row in rows(cases, 'squared, SGD')):.0e})"
    yield f"Adam, up to {max(row['UL'] for row in rows(cases, 'squared, Adam')):.2f}"
    way = "cross-entropy, SGD"
    quarter, one, two = (uas(by_class, way, share) for share in (0.25, 1.0, 2.0))
    yield f"UA of {quarter} after a quarter of a retraining, {one} after one, {two} after two"
    yield f"{uas(by_class, f'{way}, decay 0.01', 1.0)} and {uas(by_class, f'{way}, decay 0.01', 2.0)} with weight decay"
    yield f"Adam with decay: {uas(by_class, 'cross-entropy, Adam, decay 0.01', 0.25)} after a quarter"


def features_on_the_first_page(result: Found) -> Iterator[str]:
    """What the project's own README says of deep features."""
    data = result["found"]["data"]
    yield f"({data['n']} images of Fashion-MNIST, {data['d']:,} features of EfficientNet-Lite0)"
    yield f"predicted and measured agree to {result['found']['largest difference']:.1e}"


def ul(case: Found, model: str) -> float:
    """UL of a model, as measured."""
    return float(case["models"][model]["measured"]["UL"])


def rows(cases: Found, way: str) -> list[Found]:
    """Over compute, of all cases."""
    return [row for case in cases.values() for row in case["tuned"][way]["rows"]]


def uas(cases: Found, way: str, share: float) -> str:
    """UA of every case after a share of a retraining."""
    return span(row["UA"] for row in rows(cases, way) if row["share"] == share)


def span(values: Iterable[float]) -> str:
    """The least and the largest, with two places; one number where they look alike."""
    found = sorted(values)
    low, high = f"{found[0]:.2f}", f"{found[-1]:.2f}"
    return low if low == high else f"{low} to {high}"


def above(values: Iterable[float]) -> float:
    """The least power of ten above all values."""
    most = max(values)
    power = 1.0
    while power / 10 > most:
        power /= 10
    return power
