"""What studies without a comparison of methods found, as the text that they print."""

from __future__ import annotations

import json
from typing import Any

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


def plain(result: Found) -> str:
    """What was found, as JSON."""
    return f"{result['study']}, size {result['size']}, on {result['environment']['device']}\n{json.dumps(result['found'], indent=1)}\n"


def in_short(result: Found) -> dict[str, Any]:
    """What a summary keeps of the features: per case every model's losses and distance as predicted, and fine-tuning at the last mark."""
    cases = result["found"]["cases"]
    return {
        "data": result["found"]["data"],
        "largest difference": result["found"]["largest difference"],
        "models": {
            name: {model: {key: float(f"{row['predicted'][key]:.6g}") for key in SHOWN[:3]} for model, row in case["models"].items()}
            for name, case in cases.items()
        },
        "tuned": {name: {way: tuned["rows"][-1] for way, tuned in case["tuned"].items()} for name, case in cases.items()},
    }
