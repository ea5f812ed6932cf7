"""A verdict in words that are no larger than what is known. The same words stand in the table, the ledger, README and the documentation.

    proved                by a proof assistant, for every size and rank
    identity              an identity on the strata of a stated domain, up to a stated failure probability
    holds on N            N exact instances, none against: an inequality and a limit get no more
    enclosed within e     equal to within e of the scale of the inputs, by ball arithmetic
    average exact / within e   an average integrated exactly, or met to within the smallest error that could have been seen
    conditional           holds exactly where its condition does, with the strength at which each half was seen
    refuted               an exact witness stands behind it
    sufficient only       "exactly when" is false: the condition suffices and is not needed
    necessary only        "exactly when" is false: the condition is needed and does not suffice
    undecided             none of these

Counts count one thing each: instances are single problems; strata are shapes and ranks of problems at random points; designs are
random designs. Where no bound was computed, none is printed.
"""

from __future__ import annotations

import math

from verify.claim import Evidence
from verify.claim.logic import AGAINST, Found
from verify.claim.result import Answer, RungResult
from verify.verdict.conclude import Verdict


def verdict_text(v: Verdict) -> str:
    """The verdict as tables print it."""
    if v.found is Found.UNDECIDED:
        return "undecided"
    if v.found in AGAINST:
        return f"{v.found.value} ({_witness(v)}){_elsewhere(v)}"
    support = _support(v) + _elsewhere(v)
    return f"conditional, {support}" if v.found is Found.CONDITIONAL else support


def _elsewhere(v: Verdict) -> str:
    """What was proved and could not be checked on this machine."""
    return next((f"; {r.note}" for r in v.results if r.answer is Answer.NOT_HERE), "")


def _witness(v: Verdict) -> str:
    """What stands behind a refutation."""
    if v.evidence is Evidence.NUMERICAL:
        rate = next((r.detail.get("false_alarm") for r in v.results if r.against and "false_alarm" in r.detail), None)
        return "by draws" if rate is None else f"by draws, false alarm below {rate:.0e}"
    seen = max((r.evidence for r in v.results if r.against), default=Evidence.NONE)
    witness = "enclosed witness" if seen is Evidence.ENCLOSED else "exact witness"
    return f"proved, {witness}" if v.evidence is Evidence.PROVED else witness


def _support(v: Verdict) -> str:
    strongest = [r for r in v.results if r.votes and r.evidence is v.evidence]
    if v.evidence is Evidence.PROVED:
        return "proved"
    if v.evidence is Evidence.IDENTITY:
        return _identity(strongest[0])
    if v.claim.average is not None:
        return _average(v, strongest)
    compared = max((r.tally.compared for r in strongest), default=0)
    if v.evidence is Evidence.EXACT:
        return f"holds on {compared}"
    if v.evidence is Evidence.ENCLOSED:
        return f"enclosed{_within(strongest)} on {compared}"
    words = {Evidence.HIGH_PRECISION: "in 50 digits", Evidence.SEARCHED: "drawn by a search", Evidence.NUMERICAL: "simulated"}
    return f"holds on {compared} {words.get(v.evidence, '')}".rstrip()


def _within(results: list[RungResult]) -> str:
    """How closely, as a power of ten of the inputs' scale."""
    widest = max((float(r.detail.get("widest", 0.0)) for r in results), default=0.0)
    return f" within 1e{math.ceil(math.log10(widest))}" if widest > 0 else ""


def _identity(r: RungResult) -> str:
    """The domain and the failure probability of a certificate."""
    d = r.detail
    parts = ["identity"]
    if "sizes" in d:
        beyond = d["sizes"].get("larger shapes", 0)
        parts.append(f"sizes to {d['sizes']['every']}" + (f" and {beyond} larger" if beyond else ""))
    if "strata_met" in d:
        parts.append(f"{d['strata_compared']} of {d['strata_met']} strata")
    elif "shapes" in d:
        parts.append(f"{d['shapes']} strata")
    if d.get("log2_failure") is not None:
        parts.append(f"failure < 2^{math.ceil(d['log2_failure'])}")
    return ", ".join(parts)


def _average(v: Verdict, strongest: list[RungResult]) -> str:
    designs = max((len(r.detail.get("integrals", ())) for r in strongest), default=0)
    if v.evidence is Evidence.EXACT and designs:
        return f"average exact on {designs} designs"
    drawn = next((r for r in v.results if r.rung == "expectation"), None)
    resolution = None if drawn is None else drawn.detail.get("resolution")
    count = max((r.tally.compared for r in strongest), default=0)
    return f"average within {resolution:.1%} on {count} comparisons" if resolution is not None else f"average holds on {count} comparisons"


def left_out(v: Verdict) -> list[str]:
    """What a rung had to leave out, in short words for the table: an order, a root, a further fact."""
    out: dict[str, str] = {}
    for r in v.results:
        for what in r.detail.get("left_out", ()):
            out.setdefault(str(what), r.rung)
    return [f"{rung} leaves out {what}" for what, rung in out.items()]
