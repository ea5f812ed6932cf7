"""Check ``ablation``: what every assumption of a claim is for, found by dropping each in turn.

Small problems are searched in order for the first that meets all other assumptions and on which the claim fails; it is written down,
read back and judged once more. Where none is found, the made designs are tried; where none of those fails either, the assumption may
be unnecessary, and the ledger says so. An assumption that others imply cannot be dropped alone: it is dropped with them.

A claim that is false fails with its assumptions and without them. There an assumption makes the refuted statement weaker and the
refutation stronger; what dropping it can break are the claim's further facts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from theory.problem import Problem
from verify import assumptions
from verify.checks import averages
from verify.checks.enumeration import Candidate, Facets, small_problems
from verify.checks.on_problem import Outcome, evaluate, meets, reads_tuning, uses
from verify.checks.result import CheckResult
from verify.claim import Assumption, Claim, Truth
from verify.counterexample import as_data, from_data
from verify.rungs.workbench import Workbench

TRIES = 1000
"""Small problems judged per assumption at most."""

LOOKED_AT = 6000
"""Small problems looked at per assumption, judged or not."""

WEAKER = {assumptions.noiseless.name: assumptions.consistent}
"""What an assumption implies and might be replaced by."""


@dataclass
class Drop:
    """One assumption dropped, with those that imply it, or weakened."""

    assumption: str
    weakened_to: str = ""
    with_it: tuple[str, ...] = ()
    outcome: str = ""
    tries: int = 0
    minimal: bool = False
    why: str = ""
    counterexample: dict[str, Any] | None = None
    undefined: int = 0
    unrepresentable: int = 0
    undefined_on: dict[str, Any] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """One line for people."""
        together = f" (with {', '.join(self.with_it)})" if self.with_it else ""
        change = f"{self.weakened_to} for {self.assumption}" if self.weakened_to else f"without {self.assumption}{together}"
        return f"{change}: {self.outcome}"


def run(claim: Claim, bench: Workbench, source: Path | None = None) -> CheckResult:  # noqa: ARG001 - the same call for every check
    """Drop every assumption of ``claim``; passes when all that was found re-verifies and agrees with the pinned controls."""
    if claim.average is not None:
        return averages.ablation(claim)
    drops = [drop(claim, a, bench) for a in claim.assumes]
    drops += [drop(claim, a, bench, WEAKER[a.name]) for a in claim.assumes if a.name in WEAKER]
    problems = [problem for d in drops for problem in _contradictions(claim, d)]
    detail: dict[str, Any] = {"drops": [vars(d) for d in drops]}
    smallest = None
    if claim.truth in (Truth.FALSE, Truth.CONDITIONAL):
        smallest = smallest_failure(claim, bench)
        detail["smallest_failure"] = smallest
        if smallest is None or not smallest["reverified"]:
            problems.append("no small problem makes the statement fail and survives being written down")
    note = "; ".join(problems) or "; ".join(d.text for d in drops)
    return CheckResult(claim.id, "ablation", not problems, note, detail)


def drop(claim: Claim, dropped: Assumption, bench: Workbench, instead: Assumption | None = None) -> Drop:
    """What happens to ``claim`` on problems that meet all its assumptions but ``dropped``, and ``instead`` where that is given."""
    facets = facets_of(claim, dropped, bench)
    others = [a for a in claim.assumes if a is not dropped]

    def violating(*meeting: Assumption) -> bool:
        return any(not dropped.holds(c.problem) and meets(meeting, c.problem) for c in _candidates(claim, facets, bench))

    if not violating():
        return Drop(dropped.name, outcome="every problem meets it: there is nothing to drop")
    implying = [] if instead else [a for a in others if not violating(a)]
    found = Drop(dropped.name, instead.name if instead else "", tuple(a.name for a in implying))
    kept = [a for a in others if a not in implying] + ([instead] if instead else [])
    _search(claim, dropped, kept, _candidates(claim, facets, bench), found)
    found.outcome = _outcome(claim, found)
    return found


def facets_of(claim: Claim, dropped: Assumption | None, bench: Workbench) -> Facets:
    """Noise, D_t, schedule and wrong labels vary only where what is assumed leaves them open and the claim is about them."""
    kept = {a.name for a in claim.assumes if a is not dropped}
    probe = next((i.exact for i in bench.instances_for(claim) if claim.applies_to(i.exact)), None)
    return Facets(
        noisy=assumptions.noiseless.name not in kept,
        partial=assumptions.tuned_on_all.name not in kept and (probe is None or reads_tuning(claim, probe)),
        scheduled=uses(claim, "schedule", bench),
        regularized=uses(claim, "regularization", bench),
    )


def _first(facets: Facets) -> Iterator[Candidate]:
    for index, candidate in enumerate(small_problems(facets)):
        if index == LOOKED_AT:
            return
        yield candidate


def _candidates(claim: Claim, facets: Facets, bench: Workbench) -> Iterator[Candidate]:
    """Small problems, then the pinned controls, then the claim's own problems and the made designs."""
    yield from _first(facets)
    yield from (Candidate(control.problem(), False, False) for control in claim.controls)
    yield from (Candidate(instance.exact, False, False) for instance in bench.instances_for(claim))


def _search(claim: Claim, dropped: Assumption, kept: Sequence[Assumption], candidates: Iterator[Candidate], found: Drop) -> None:
    """Fill ``found`` with the first failure among the candidates that meet ``kept`` but not ``dropped``."""
    small = 0
    for candidate in candidates:
        p = candidate.problem
        if (candidate.small and small == TRIES) or dropped.holds(p) or not meets(kept, p):
            continue
        small += candidate.small
        seen = evaluate(claim, p)
        if seen.outcome is Outcome.UNDEFINED:
            found.undefined += 1
            found.why = found.why or seen.why
            found.undefined_on = found.undefined_on or as_data(claim.id, p)
        elif seen.outcome is Outcome.UNREPRESENTABLE:
            found.unrepresentable += 1
        else:
            found.tries += 1
        if _broke(claim, seen.why, seen.outcome):
            found.counterexample, found.minimal, found.why = as_data(claim.id, p), candidate.minimal, seen.why
            return


def _broke(claim: Claim, why: str, seen: Outcome) -> bool:
    """Whether a failure is one of the claim: for a false claim, of a further fact."""
    return seen is Outcome.FAILS and (claim.truth is not Truth.FALSE or why.startswith("further fact"))


def _outcome(claim: Claim, found: Drop) -> str:
    data = found.counterexample
    if data is not None:
        size = f"d = {len(data['x_r'])}, n = {len(data['y_r']) + len(data['y_f'])}"
        return f"{'minimal' if found.minimal else 'small'} counterexample, {size} ({found.why})"
    if found.undefined:
        return f"undefined on {found.undefined} of {found.undefined + found.tries} problems ({found.why})"
    beyond = f", and not representable over Q on {found.unrepresentable}" if found.unrepresentable else ""
    if claim.truth is Truth.FALSE:
        return f"false with it and without it; no further fact breaks in {found.tries} tries{beyond}"
    return f"no counterexample found in {found.tries} tries: the assumption may be unnecessary{beyond}"


def _contradictions(claim: Claim, found: Drop) -> list[str]:
    """What must not be: a counterexample that does not survive being written down, or a pinned control that disagrees."""
    out = []
    dropped = {found.assumption, *found.with_it}
    weaker = [WEAKER[found.assumption]] if found.weakened_to else []
    kept = [a for a in claim.assumes if a.name not in dropped] + weaker
    pinned = [control.problem() for control in claim.controls if control.drops == found.assumption]
    if found.counterexample is not None and not reverifies(claim, found.assumption, kept, from_data(found.counterexample)):
        out.append(f"what dropping '{found.assumption}' found did not survive re-verification")
    if found.counterexample is None and pinned and not found.weakened_to:
        out.append(f"a control is pinned for '{found.assumption}', but dropping it does no harm: {found.outcome}")
    out += [
        f"the control pinned for '{found.assumption}' is no counterexample"
        for p in pinned
        if evaluate(claim, p).outcome is not Outcome.FAILS
    ]
    return out


def reverifies(claim: Claim, dropped: str, kept: Sequence[Assumption], p: Problem) -> bool:
    """Whether p meets ``kept``, does not meet the assumption named ``dropped``, and makes the claim fail."""
    unmet = any(a.name == dropped and not a.holds(p) for a in claim.assumes)
    seen = evaluate(claim, p)
    return unmet and meets(kept, p) and _broke(claim, seen.why, seen.outcome)


def smallest_failure(claim: Claim, bench: Workbench) -> dict[str, Any] | None:
    """The smallest problem that meets every assumption and on which the statement of a false or conditional claim does not hold.

    Of two with the same d and n, one without noise and with D_t = D_r is the better counterexample.
    """
    full = facets_of(claim, None, bench)
    plain = _first_failure(claim, _first(replace(full, noisy=False, partial=False)))
    found = [c for c in (plain, _first_failure(claim, _candidates(claim, full, bench))) if c is not None]
    if not found:
        return None
    smallest = min(found, key=lambda c: (c.problem.d, c.problem.n))
    data = as_data(claim.id, smallest.problem)
    again = from_data(data)
    reverified = claim.applies_to(again) and evaluate(claim, again).holds is False
    return {"minimal": smallest.minimal, "reverified": reverified, "problem": data}


def _first_failure(claim: Claim, candidates: Iterator[Candidate]) -> Candidate | None:
    return next((c for c in candidates if claim.applies_to(c.problem) and evaluate(claim, c.problem).holds is False), None)
