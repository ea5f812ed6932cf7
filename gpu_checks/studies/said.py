"""What README.md says of the studies ``features`` and ``compute``, made of their results: phrases that must stand there, word by word."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from gpu_checks.studies.figures.style import Found

CLASSES = "class"


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
