"""``python -m tests.mutation.find [WORD ...]``: find a killer for every slip that the table names no valid one of, and write the table.

Asked are, in this order: what the table says, the rungs of ``verify`` (for ``theory``), then the test files that speak of the module,
then those that speak of its package. Only slips whose module and name hold all WORDs are looked at. Exit status 1 where a slip survives.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from functools import cache
from math import inf

from tests.mutation.mutating import ROOT, Mutant
from tests.mutation.slips import SLIPS
from tests.mutation.table import read_killers, write_killers
from tests.mutation.zygote import Zygote

LONG, LOOKED = 5, 60
"""Seconds of CPU time that a killer may take, and that are spent on a rung or a file to find one in it."""

RUNGS = ("exact", "high_precision", "enclosure", "descent", "identity", "search", "cubature", "expectation")


def candidates(mutant: Mutant) -> Iterator[str]:
    """What may notice a slip, the likeliest and cheapest first."""
    package, _, name = mutant.module.rpartition(".")
    files = [f for f in sorted((ROOT / "tests").rglob("test_*.py")) if "mutation" not in f.parts]
    texts = {str(f.relative_to(ROOT)): f.read_text(encoding="utf-8") for f in files}
    much = {f: text.count(name) / len(text) for f, text in texts.items()}
    near = [f for f, text in texts.items() if mutant.module in text or (f"from {package} import" in text and name in text)]
    far = [f for f, text in texts.items() if package in text and f not in near]
    yield from RUNGS if mutant.module.startswith("theory") else ()
    for group in (near, far):
        yield from sorted(group, key=lambda f: (name not in f, -much[f]))


@cache
def clean(zygote: Zygote, killer: str) -> float:
    """The seconds that a killer takes where no slip was made; infinite where it is red there."""
    answer = zygote.ask(-1, [killer])
    return inf if answer["reds"] or "error" in answer else answer["cpu"]


def shorter(zygote: Zygote, index: int, node: str) -> str:
    """The test without the brackets of its parameters, which may be renumbered, where that takes no longer."""
    bare = node.partition("[")[0]
    if bare == node or not (answer := zygote.ask(index, [bare]))["reds"]:
        return node
    return bare if answer["cpu"] < 2 and clean(zygote, bare) < 2 else node


def killer_of(zygote: Zygote, index: int, known: str) -> str:
    """A test that kills the slip and passes without it; "" where no test does."""
    for candidate in (*([known] if known else []), *candidates(SLIPS[index])):
        if reds := zygote.ask(index, [candidate], LOOKED)["reds"]:
            found = next(iter(reds))
            if clean(zygote, found) < LONG:
                return shorter(zygote, index, found)
    return ""


if __name__ == "__main__":
    killers, alive = read_killers(), []
    with Zygote() as zygote:
        for index, mutant in enumerate(SLIPS):
            if mutant.fault:
                raise SystemExit(mutant.fault)
            if not all(word in f"{mutant.module} {mutant.slip}" for word in sys.argv[1:]):
                continue
            begun = time.perf_counter()
            killers[mutant.slip] = killer_of(zygote, index, killers.get(mutant.slip, ""))
            print(f"{time.perf_counter() - begun:6.1f} s  {mutant.slip}: {killers[mutant.slip] or 'ALIVE'}", flush=True)
            alive += [] if killers[mutant.slip] else [mutant.slip]
            write_killers(killers)
    sys.exit(f"alive: {alive}" if alive else 0)
