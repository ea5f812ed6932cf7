"""Slips in the checker itself, and in parts of the theory that no claim reaches: each with the test that must go red."""

from __future__ import annotations

from dataclasses import dataclass

from tests.mutation.mutants import Mutant


@dataclass(frozen=True)
class Slip:
    """A mutant and the test that notices it, as ``pytest`` names it."""

    mutant: Mutant
    killer: str


def _of(killer: str, *mutants: Mutant) -> tuple[Slip, ...]:
    return tuple(Slip(mutant, f"tests/{killer}") for mutant in mutants)


LOGIC, JUDGE, EXACT = "verify.claim.logic", "verify.claim.judge", "verify.rungs.exact"
VERDICT, FOUND = "verify.verdict.conclude", "verify.claim.result"
COMPARE, ENCLOSED, SUSPICION, CERTIFICATE = (
    "verify.claim.compare",
    "verify.rungs.enclosure_compare",
    "verify.rungs.suspicion",
    "verify.counterexample.witness",
)
BOUND, TRIAL, POINTS, RECORD, SOUND = (f"verify.rungs.identity.{name}" for name in ("bound", "trial", "points", "record", "sound"))
MEAN, EXPECTATION, DRIFT, SOURCE, README, KILLS = (
    "verify.rungs.mean_test",
    "verify.rungs.expectation",
    "verify.report.changes",
    "verify.claim.source",
    "verify.report.pages",
    "verify.checks.kills",
)
DEGREES, SAMPLED, RATIONAL, BALL = (f"theory.arithmetic.{name}" for name in ("degrees", "sampled", "rational", "ball"))

CHECKER: tuple[Slip, ...] = (
    *_of(
        "test_logic.py",
        Mutant(
            "samples outvote a witness", LOGIC, "Found.REFUTED if not sufficient else", "Found.REFUTED if not sufficient and not votes else"
        ),
        Mutant("conditional needs one half", LOGIC, "if {Half.IF, Half.ONLY_IF} <= set(votes)", "if votes"),
        Mutant("the halves exchanged", LOGIC, "return Found.SUFFICIENT if sufficient else", "return Found.NECESSARY if sufficient else"),
        Mutant("any finding agrees with true", LOGIC, "Truth.TRUE: (Found.HOLDS,)", "Truth.TRUE: tuple(Found)"),
        Mutant("holding agrees with false", LOGIC, "Truth.FALSE: (Found.REFUTED,) if", "Truth.FALSE: (Found.REFUTED, Found.HOLDS) if"),
        Mutant("sufficient only agrees with conditional", LOGIC, "(Found.CONDITIONAL,),", "(Found.CONDITIONAL, Found.SUFFICIENT),"),
        Mutant("the statement where the condition fails is not counted", LOGIC, "self.held_without if conditional else 0", "0"),
        Mutant("a broken fact is not counted", LOGIC, "self.broken += broken", "self.broken += 0"),
        Mutant(
            "undecided counts as held",
            LOGIC,
            "if holds is None:\n            self.undecided += 1",
            "if holds is None:\n            self.held_with += 1",
        ),
        Mutant(
            "failures count as votes",
            LOGIC,
            "Half.ONLY_IF: self.failed_without if conditional else 0",
            "Half.ONLY_IF: self.held_without if conditional else 0",
        ),
    ),
    *_of(
        "test_verdicts.py",
        Mutant("a failing count refutes without a witness", FOUND, "unshown = tally.failing(conditional) - against", "unshown = set()"),
        Mutant("complaints are forgotten", VERDICT, "found = Found.UNDECIDED if unexplained else found", "found = found"),
        Mutant(
            "a missing rung is no problem",
            VERDICT,
            "absent = [rung for rung in expected if rung not in {r.rung for r in results}]",
            "absent = []",
        ),
        Mutant("two varied instances are enough", VERDICT, "ENOUGH = 200", "ENOUGH = 2"),
        Mutant("a fact that nobody decided passes", VERDICT, "for name in names if not decided.get(name)]", "for name in names if False]"),
        Mutant(
            "balls vote on equality",
            FOUND,
            "Relation.EQUAL: frozenset({Half.IF}),",
            "Relation.EQUAL: frozenset({Half.IF, Half.ONLY_IF}),",
        ),
        Mutant(
            "balls refute a difference",
            FOUND,
            "Relation.DIFFERENT: frozenset({Half.ONLY_IF}),",
            "Relation.DIFFERENT: frozenset({Half.IF}),",
        ),
        Mutant("no floor", VERDICT, "elif complete and evidence < claim.floor", "elif complete and evidence < Evidence.NONE"),
        Mutant(
            "the weakest evidence for the strongest",
            VERDICT,
            "return max((r.evidence for r in results if r.votes)",
            "return min((r.evidence for r in results if r.votes)",
        ),
        Mutant(
            "silence is no problem",
            VERDICT,
            "return found is Found.UNDECIDED or (claim.truth",
            "return found is Found.UNDECIDED and (claim.truth",
        ),
        Mutant(
            "a refuted fact is passed over",
            VERDICT,
            'if claim.truth is Truth.UNKNOWN else ["a further fact',
            'if True else ["a further fact',
        ),
        Mutant("votes beyond what a rung sees", FOUND, "tally.standing(conditional) & sees", "tally.standing(conditional)"),
    ),
    *_of(
        "test_rungs.py",
        Mutant("further facts are not judged", JUDGE, "for fact in claim.also:\n        try:", "for fact in ():\n        try:"),
        Mutant("the condition is always met", JUDGE, "True if claim.condition is None else by.condition(claim.condition)", "True"),
        Mutant("a failing statement speaks against nothing", JUDGE, "out.add(Half.IF if self.condition else Half.ONLY_IF)", "out.clear()"),
        Mutant("any problem is a witness", CERTIFICATE, "return data if refutes(from_data(data)) else None", "return None"),
        Mutant(
            "a harmless pinned counterexample passes",
            EXACT,
            'complaints.append("the pinned counterexample does not refute the statement")',
            "pass",
        ),
        Mutant(
            "controls are not looked at",
            EXACT,
            "for c in claim.controls if (why := _control_complaint(claim, c))]",
            "for c in () if (why := _control_complaint(claim, c))]",
        ),
        Mutant("a control may drop anything", EXACT, "if unmet != [control.drops]:", "if False:"),
        Mutant("made data suffice", EXACT, "if seen.tally.held_with and not seen.tally.real", "if False and not seen.tally.real"),
        Mutant(
            "all instances are varied",
            EXACT,
            "return sum(min(count, REPEATS) for count in self.kinds.values())",
            "return sum(self.kinds.values())",
        ),
        Mutant(
            "at most means at least",
            COMPARE,
            "signed = exact if relation is Relation.AT_MOST",
            "signed = [-x for x in exact] if relation is Relation.AT_MOST",
        ),
        Mutant(
            "different means equal",
            COMPARE,
            "excess > allowance if statement.relation is Relation.DIFFERENT",
            "excess <= allowance if statement.relation is Relation.DIFFERENT",
        ),
        Mutant("a vague allowance decides", COMPARE, "if relative > VACUOUS:", "if False:"),
        Mutant(
            "the allowance forgets the condition number",
            COMPARE,
            "STAGES * size * Fraction(scales.kappa) ** 2 * epsilon",
            "STAGES * size * epsilon / 10**8",
        ),
        Mutant(
            "an allowance for exact arithmetic",
            COMPARE,
            "if p.system.epsilon == 0:\n        return a == b",
            "if False:\n        return a == b",
        ),
        Mutant("rounding acquits", SUSPICION, "stood = not found.fails", "stood = True"),
    ),
    *_of(
        "test_enclosure.py",
        Mutant("balls that overlap are equal", ENCLOSED, "and width(balls) <= allowed", ""),
        Mutant(
            "the order of balls by their middles",
            ENCLOSED,
            "return False if any(x > 0 for x in balls) else",
            "return False if any(x.mid() > 0 for x in balls) else",
        ),
        Mutant("a narrow ball supports what was not expected", ENCLOSED, "cap * scale if accept else None", "cap * scale"),
        Mutant("a width of one end", ENCLOSED, "return 2 * int(mantissa)", "return int(mantissa) // 10**30"),
    ),
    *_of(
        "test_identity_bite.py",
        Mutant(
            "primes of 31 bits said to be 61",
            POINTS,
            'random_prime(f"{label}/prime {i}", bits)',
            'random_prime(f"{label}/prime {i}", min(bits, 31))',
        ),
        Mutant("both points of a batch are the same", TRIAL, 'f"{label}/point {i}"', 'f"{label}/point 0"'),
        Mutant("both primes of a batch are the same", POINTS, 'f"{label}/prime {i}", bits', 'f"{label}/prime 0", bits'),
        Mutant(
            "the best stratum in place of the worst",
            RECORD,
            "self.log2_failure = max(self.log2_failure, found.log2_failure)",
            "self.log2_failure = min(self.log2_failure or -1.0, found.log2_failure)",
        ),
        Mutant("the union is the last stratum", RECORD, "self.union + 2.0**found.log2_failure", "2.0**found.log2_failure"),
        Mutant("half of the strata are enough", RECORD, "ENOUGH = 0.95", "ENOUGH = 0.5"),
        Mutant("a surviving slip is no complaint", RECORD, "and not self.failing and not self.bites:", "and not self.failing and False:"),
        Mutant(
            "the failure probability of one point twice",
            BOUND,
            "points * (per_point - log2(1 - rejected))",
            "2 * points * (per_point - log2(1 - rejected))",
        ),
        Mutant("the length of primes is not looked at", SOUND, "if lengths != [bits]:", "if False:"),
        Mutant("points may repeat", SOUND, "if draw.begins_with in drawn:", "if False:"),
        Mutant("too few points pass", SOUND, "if failure > target:", "if False:"),
    ),
    *_of(
        "test_expectation.py",
        Mutant(
            "a suspicion is support", MEAN, "return abs(self._offset) > STANDARD_ERRORS * self.standard_error + rounding", "return False"
        ),
        Mutant(
            "a variance bound is believed",
            MEAN,
            "return self.variance - STANDARD_ERRORS * error > self.spread * (1 + ROUNDING)",
            "return False",
        ),
        Mutant("half the threshold", MEAN, "return 2 * log(2 / self.alarm)\n", "return 0.2 * log(2 / self.alarm)\n"),
        Mutant("the test decides early", MEAN, "return None if self.seen < self.draws else", "return"),
        Mutant(
            "an interval around nothing",
            MEAN,
            "self.claimed - self._reach(-1), self.claimed + self._reach(1)",
            "self.claimed, self.claimed",
        ),
    ),
    *_of(
        "test_digest.py",
        Mutant("helpers do not show in a digest", SOURCE, "if _shown(function, value)]", "if False]"),
        Mutant("a digest knows functions by module", SOURCE, "return f\"{package}.{rest.rpartition('.')[2]}{parameters}\"", "return name"),
    ),
    *_of(
        "test_readme.py",
        Mutant("a table of a partial run", README, "if partial or not verdicts:", "if not verdicts:"),
    ),
    *_of(
        "forgery/test_drift.py",
        Mutant("weaker does not fail", DRIFT, "FAILING = (Kind.WEAKER, Kind.CHANGED, Kind.GONE)", "FAILING = (Kind.CHANGED, Kind.GONE)"),
        Mutant("a changed digest is no change", DRIFT, 'if entry["digest"] != v.claim.digest:', "if False:"),
        Mutant("fewer instances are no news", DRIFT, "if many != few and level >= Evidence.EXACT:", "if False:"),
    ),
    *_of(
        "test_problem.py",
        Mutant(
            "tuned_on drops the last index when n_t > 3",
            "theory.problem",
            'object.__setattr__(other, "tuning", tuning)',
            'object.__setattr__(other, "tuning", tuning[:-1] if len(tuning) > 3 else tuning)',
        ),
        Mutant(
            "Problem.to exchanges alpha and lambda",
            "theory.problem",
            "scalar(extra.alpha), scalar(extra.decay))",
            "scalar(extra.decay), scalar(extra.alpha))",
        ),
    ),
    *_of(
        "test_arithmetic.py",
        Mutant(
            "a rational spectrum counts each value once",
            RATIONAL,
            "roots += [-factor[0] / factor[1]] * multiplicity",
            "roots += [-factor[0] / factor[1]]",
        ),
    ),
    *_of(
        "test_networks.py",
        Mutant("ReLU has slope 1 at 0", "theory.networks.network", "one if s > 0 else one * 0", "one if s >= 0 else one * 0"),
        Mutant(
            "network SGD on the first sample only",
            "theory.networks.network",
            "gradient(*singles[k % len(singles)])",
            "gradient(*singles[0])",
        ),
    ),
)
