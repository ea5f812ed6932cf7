"""Scale: the claims of ``verify``, unchanged, on problems as large as the device holds; and the regularizer's path, predicted and run.

Every number carries a bound on its own rounding error, so what is reported is a difference beside its bound, not a tolerance. The
path (claim R5) is held against simulated descent over alpha and steps on the largest overlapping problem.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from fractions import Fraction
from functools import partial
from typing import Any

import torch

from gpu_checks.runtime import device_of, environment, peak_memory, reproducible, timed
from gpu_checks.store import Store
from gpu_checks.studies.settings import Settings, progress
from theory.problem import Problem, Regularization, Schedule
from verify.claim import Claim, Truth
from verify.rungs.scale import ScaleBench, compare, conclude, look
from verify.rungs.scale import problem as problem_of
from verify.validation.registry import load_claims

PATH = "R5"
"""The claim about the regularizer's path."""

REGISTERED = {"holds": "true", "refuted": "false", "conditional": "conditional"}
"""What is found, in the words in which claims are registered."""

SHOWN = ("d", "n", "holds", "relative difference", "relative bound")
"""What a result keeps of every problem that a claim was judged on."""


@dataclass(frozen=True)
class Config:
    """``factors`` multiply d = 512 and n = 32; the largest is ``on_cpu`` or ``on_gpu``, by the device."""

    factors: tuple[int, ...] = (1,)
    on_cpu: int = 32
    on_gpu: int = 256
    alphas: tuple[Fraction, ...] = tuple(Fraction(4) ** k for k in range(-4, 5))
    steps: tuple[int, ...] = (1, 4, 16, 64)
    seed: int = 0


SIZES = {"full": Config(), "small": Config(on_cpu=2, on_gpu=32, alphas=(Fraction(1, 16), Fraction(1), Fraction(16)), steps=(1, 8))}
"""full: d = 16,384 and n = 1,024 on a CPU, d = 131,072 and n = 8,192 on a GPU."""


def run(config: Config, settings: Settings, size: str) -> dict[str, Any]:
    """Every claim at every size, then the path; each problem is one piece that a killed run keeps."""
    device = device_of(settings.device)
    bench = bench_of(config, settings.device)
    claims = [claim for claim in load_claims() if claim.average is None]
    with reproducible(), progress(settings, "scale", len(bench.sizes) + len(config.alphas) + 1) as report:
        store = Store(settings.folder, report)
        seen = [
            store.json(f"scale/{index} d={s.shape.d} n={s.shape.n_r + s.shape.n_f}", partial(look, claims, bench, s))
            for index, s in enumerate(bench.sizes)
        ]
        path = list(_path(config, bench, claims, store))
        most = store.json("scale/memory", partial(memory, device))
        described = environment(device)
    found = {claim.id: conclude(claim, bench, [one[claim.id] for one in seen]) for claim in claims}
    rows = [row_of(claim, found[claim.id].as_dict()) for claim in claims]
    return {
        "format": "goldengap-measurement-1",
        "study": "scale",
        "size": size,
        "environment": described,
        "seconds": store.seconds,
        "memory in GiB": most,
        "config": json.loads(json.dumps(asdict(config), default=str)),
        "found": {"claims": rows, "path": path, "summary": summary(rows, path)},
    }


def bench_of(config: Config, device: str) -> ScaleBench:
    """The sizes that the device is asked for."""
    largest = config.on_gpu if device.startswith("cuda") else config.on_cpu
    return ScaleBench(device, (*config.factors, largest), config.seed)


def row_of(claim: Claim, result: dict[str, Any]) -> dict[str, Any]:
    """One claim in short: what was found beside what is registered, every difference beside its bound, the widest bound, the time."""
    judged = result["detail"]["judged"]
    silent = claim.truth is Truth.FALSE and result["answer"] == "agrees"  # random problems on which a false claim stood say nothing
    return {
        "claim": claim.id,
        "registered": claim.truth.value,
        "found": REGISTERED.get(result["found"], "unknown"),
        "answer": "silent" if silent else result["answer"],
        "compared": result["compared"],
        "undecided": result["tally"]["undecided"],
        "largest d x n": max(([entry["d"], entry["n"]] for entry in judged), default=None),
        "widest relative bound": result["detail"]["widest relative bound"],
        "seconds": round(sum(entry["seconds"] for entry in judged), 3),
        "left out": sorted(set(result["detail"]["left out"])),
        "note": "it stood on the problems that were drawn, which says nothing of a claim that is false" if silent else result["note"],
        "judged": [{key: entry[key] for key in SHOWN} for entry in judged],
    }


def _path(config: Config, bench: ScaleBench, claims: Sequence[Claim], store: Store) -> Iterator[dict[str, Any]]:
    """Prediction against simulation over alpha x steps, one piece per alpha; the problem is made when the first piece needs it."""
    (claim,) = (c for c in claims if c.id == PATH)
    size = next(s for s in reversed(bench.sizes) if s.shape.d_lap and s.shape.d_r and s.shape.n_r > 1 and s.labels == "teacher")
    made: list[Problem] = []

    def problem() -> Problem:
        if not made:
            made.append(problem_of(bench, size))
        return made[0]

    for alpha in config.alphas:
        yield from store.json(f"scale/path alpha={float(alpha):g}", partial(_along, claim, problem, alpha, config.steps))


def _along(claim: Claim, problem: Callable[[], Problem], alpha: Fraction, steps: Sequence[int]) -> list[dict[str, Any]]:
    """The claim's two sides at one alpha after each number of steps."""
    p = problem()
    known = p.regularized
    rows = []
    for k in steps:
        plan = Schedule(p.plan.start, p.plan.eta, k)
        q = p.with_settings(schedule=plan, regularization=Regularization(known.wrong, p.system.scalar(alpha), known.decay))
        found, seconds = timed(partial(compare, claim.statement, q), torch.device(p.x.data.value.device))
        rows.append(
            {
                "d": p.d,
                "n": p.n,
                "alpha": float(alpha),
                "steps": k,
                "holds": found.holds,
                "quantity": found.quantity,
                "relative difference": found.error,
                "relative bound": found.allowance,
                "seconds": round(seconds, 3),
            }
        )
    return rows


def summary(rows: Sequence[dict[str, Any]], path: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """How many claims were decided as registered, otherwise, or not at all; and the path's widest bound."""
    decided = [row for row in rows if row["answer"] in ("agrees", "refutes")]
    return {
        "as registered": sum(row["found"] == row["registered"] for row in decided),
        "otherwise": [row["claim"] for row in decided if row["found"] != row["registered"]],
        "not decided": {row["claim"]: row["note"] for row in rows if row not in decided},
        "widest relative bound": max((row["widest relative bound"] for row in decided), default=None),
        "path holds": sum(row["holds"] is True for row in path),
        "path compared": len(path),
        "widest relative bound of the path": max((row["relative bound"] for row in path), default=None),
    }


def memory(device: torch.device) -> float | None:
    """GiB in use at the most: on the GPU, or by this process, its libraries included; None where the system does not say."""
    if device.type == "cuda":
        return float(round(torch.cuda.max_memory_allocated(device) / 2**30, 2))
    peak = peak_memory()
    return None if peak is None else round(peak / 2**30, 2)
