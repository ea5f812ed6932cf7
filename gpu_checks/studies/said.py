"""What README.md says of the studies ``features`` and ``compute``, made of their results: phrases that must stand there, word by word."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator

from gpu_checks.studies.figures.compute import apart, strength_of
from gpu_checks.studies.figures.style import Found
from gpu_checks.wrong_labels import KINDS

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


def compute(result: Found) -> Iterator[str]:
    """Every phrase with a number, of the study of compute."""
    found, config = result["found"], result["config"]
    cases = found["cases"]
    yield f"{len(config['labels'])} classes in {len(config['draws'])} divisions, {config['seeds']} models each"
    for name, said in (("FT", "with weight decay"), ("FT without decay", "without")):
        marks = ", ".join(f"{ft(cases, name, epochs, 'UA')} after {epochs}" for epochs in (5, 30, 60, 90))
        yield f"{said}: {marks}"
    yield f"RA and TA stay within {most(cases, 'FT', ('RA', 'TA')):.2f} of golden's"
    left = dict(zip(config["epochs"], found["unseen"]["FT"], strict=True))
    yield f"{left[30]:.2f} after 30 epochs and {left[90]:.2f} after 90"
    for told, epochs in (("two thirds of a retraining", (20, 10)), ("one", (30, 15)), ("two", (60, 30))):
        counts = [nearer(cases, f"CE-FT {wrong}", epochs) for wrong in KINDS]
        yield f"after {told} in {', '.join(map(str, counts))}"


def on_the_first_page(compute: Found, features: Found) -> Iterator[str]:
    """What the project's own README says of both."""
    cases = compute["found"]["cases"]
    yield f"forget accuracy is {ft(cases, 'FT', 30, 'UA')} from golden's after the compute of one retraining"
    yield f"{ft(cases, 'FT', 90, 'UA')} after three, by class, with accuracy elsewhere within {most(cases, 'FT', ('RA', 'TA')):.2f}"
    yield f"without weight decay {ft(cases, 'FT without decay', 90, 'UA')} after three"
    data = features["found"]["data"]
    yield f"({data['n']} images of Fashion-MNIST, {data['d']:,} features of EfficientNet-Lite0)"
    yield f"predicted and measured agree to {features['found']['largest difference']:.1e}"


def ft(cases: Found, name: str, epochs: int, key: str) -> str:
    """The distance from golden after so many epochs, over cases."""
    return span(apart(case, row, key) for case in cases.values() for row in case["lines"][name] if row["epochs"] == epochs)


def most(cases: Found, name: str, keys: Iterable[str]) -> float:
    """The largest distance from golden in any case at any mark, rounded up to two places."""
    found = [apart(case, row, key) for case in cases.values() for row in case["lines"][name] for key in keys]
    return math.ceil(max(found) * 100) / 100


def nearer(cases: Found, name: str, epochs: tuple[int, int]) -> int:
    """In how many cases a line, at the strength with the least mean TV, is nearer to golden by TV than FT, each after its own epochs."""
    strength = strength_of(cases, name)
    count = 0
    for case in cases.values():
        (own,) = (row for row in case["lines"][name] if row["strength"] == strength and row["epochs"] == epochs[1])
        (plain,) = (row for row in case["lines"]["FT"] if row["epochs"] == epochs[0])
        count += apart(case, own, "TV") < apart(case, plain, "TV")
    return count
