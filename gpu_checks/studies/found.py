"""What the studies ``features`` and ``compute`` found, as the tables that they print."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import fmean

from gpu_checks.studies.figures.compute import PANELS, apart, strength_of
from gpu_checks.studies.figures.style import Found

SHOWN = ("UL", "RL", "distance", "UA", "RA", "TA")


def features(result: Found) -> str:
    """The data; per case every model as predicted, with the largest difference to what was measured; fine-tuning over compute."""
    found = result["found"]
    lines = [f"features, size {result['size']}, on {result['environment']['device']}", str(found["data"])]
    for name, case in found["cases"].items():
        blocks = f"blocks r, lap, f {list(case['blocks'])}, condition of X_r {case['condition of X_r']:.4g}"
        lines += ["", f"{name}: n_r = {case['n_r']}, n_f = {case['n_f']}, {blocks}, {case['steps of descent']} steps of descent"]
        lines.append(f"{'model':30s}" + "".join(f"{key:>10s}" for key in SHOWN) + f"{'apart':>10s}")
        for model, row in case["models"].items():
            off = max(abs(row["predicted"][key] - row["measured"][key]) for key in SHOWN[:3])
            lines.append(f"{model:30s}" + "".join(f"{row['predicted'][key]:10.4g}" for key in SHOWN) + f"{off:10.1e}")
        for way, tuned in case["tuned"].items():
            lines.append(f"{way}: golden UL {tuned['golden']['UL']:.4g}, UA {tuned['golden']['UA']:.3g}")
            lines += [f"  {row['share']:6.2f} UL {row['UL']:9.4g} UA {row['UA']:6.3f} TA {row['TA']:6.3f}" for row in tuned["rows"]]
    return "\n".join([*lines, "", f"largest difference: {found['largest difference']:.2g}"]) + "\n"


def compute(result: Found) -> str:
    """Mean distance from golden over cases and seeds, a row per line and mark; of each line the strength with the least mean TV."""
    cases = result["found"]["cases"]
    lines = [f"compute, size {result['size']}, on {result['environment']['device']}: {', '.join(cases)}"]
    lines += [f"{'line':28s}{'epochs':>7s}{'share':>8s}" + "".join(f"{key:>10s}" for key in PANELS)]
    lines += [f"{'other golden models':43s}" + "".join(f"{floor(cases, key):10.3f}" for key in PANELS)]
    return "\n".join([*lines, *_rows(cases)]) + "\n"


def floor(cases: Found, key: str) -> float:
    """Mean distance of other golden models, over cases."""
    return fmean(apart(case, case["golden"], key) for case in cases.values())


def mean_at(cases: Found, name: str, strength: float | None, epochs: int, key: str) -> float:
    """Mean distance from golden of one line after so many epochs, over cases and seeds."""
    found = [
        (case, row) for case in cases.values() for row in case["lines"][name] if row["strength"] == strength and row["epochs"] == epochs
    ]
    return fmean(apart(case, row, key) for case, row in found)


def at_share(result: Found) -> str:
    """Markdown: distance from golden in UA, UL and TV where lines have cost the same; of each line the strength with the least mean TV."""
    cases, first = result["found"]["cases"], next(iter(result["found"]["cases"].values()))
    marks = {name: {row["share"]: row["epochs"] for row in rows} for name, rows in first["lines"].items()}
    shares = sorted(set.intersection(*(set(own) for own in marks.values())))
    strengths = {name: strength_of(cases, name) for name in marks}
    head = ["share", *(name if s is None else f"{name}, {s:g}" for name, s in strengths.items()), "other golden"]
    lines = [head, ["---"] * len(head)]
    for share in shares:
        cells = [[mean_at(cases, name, s, marks[name][share], key) for key in ("UA", "UL", "TV")] for name, s in strengths.items()]
        cells.append([floor(cases, key) for key in ("UA", "UL", "TV")])
        lines.append([f"{share:.2g}", *(f"{ua:.2f}, {ul:.1f}, {tv:.2f}" for ua, ul, tv in cells)])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def _rows(cases: Found) -> Iterator[str]:
    first = next(iter(cases.values()))
    for name, rows in first["lines"].items():
        strength = strength_of(cases, name)
        said = name if strength is None else f"{name}, {strength:g}"
        for row in rows:
            if row["strength"] == strength:
                cells = "".join(f"{mean_at(cases, name, strength, row['epochs'], key):10.3f}" for key in PANELS)
                yield f"{said:28s}{row['epochs']:7d}{row['share']:8.3f}{cells}"
