"""Slips in what a claim is: how it is judged, concluded about, and refused."""

from tests.mutation.mutating import within

SLIPS = (
    *within(
        "verify.claim.logic",
        ("samples outvote a witness", "Found.REFUTED if not sufficient else", "Found.REFUTED if not sufficient and not votes else"),
        ("conditional needs one half", "if {Half.IF, Half.ONLY_IF} <= set(votes)", "if votes"),
        ("the halves exchanged", "return Found.SUFFICIENT if sufficient else", "return Found.NECESSARY if sufficient else"),
        ("any finding agrees with true", "Truth.TRUE: (Found.HOLDS,)", "Truth.TRUE: tuple(Found)"),
        ("holding agrees with false", "Truth.FALSE: (Found.REFUTED,) if", "Truth.FALSE: (Found.REFUTED, Found.HOLDS) if"),
        ("sufficient only agrees with conditional", "(Found.CONDITIONAL,),", "(Found.CONDITIONAL, Found.SUFFICIENT),"),
        ("the statement where the condition fails is not counted", "self.held_without if conditional else 0", "0"),
        ("a broken fact is not counted", "self.broken += broken", "self.broken += 0"),
        (
            "undecided counts as held",
            "if holds is None:\n            self.undecided += 1",
            "if holds is None:\n            self.held_with += 1",
        ),
        (
            "failures count as votes",
            "Half.ONLY_IF: self.failed_without if conditional else 0",
            "Half.ONLY_IF: self.held_without if conditional else 0",
        ),
        ("undecided holds", "Found.HOLDS if Half.IF in votes else Found.UNDECIDED", "Found.HOLDS"),
        (
            "a failing count only where both halves are asked",
            "seen = {Half.IF: self.failed_with, Half.ONLY_IF",
            "seen = {Half.IF: self.failed_with * conditional, Half.ONLY_IF",
        ),
    ),
    *within(
        "verify.claim.result",
        ("a failing count refutes without a witness", "unshown = tally.failing(conditional) - against", "unshown = set()"),
        ("balls vote on equality", "Relation.EQUAL: frozenset({Half.IF}),", "Relation.EQUAL: frozenset({Half.IF, Half.ONLY_IF}),"),
        ("balls refute a difference", "Relation.DIFFERENT: frozenset({Half.ONLY_IF}),", "Relation.DIFFERENT: frozenset({Half.IF}),"),
        ("votes beyond what a rung sees", "tally.standing(conditional) & sees", "tally.standing(conditional)"),
        ("a witness that refutes a fact holds", "found = Found.REFUTED if against == {Half.FACT} else found", "found = found"),
    ),
    *within(
        "verify.claim.judge",
        ("further facts are not judged", "for fact in claim.also:\n        try:", "for fact in ():\n        try:"),
        ("the condition is always met", "True if claim.condition is None else by.condition(claim.condition)", "True"),
        ("a failing statement speaks against nothing", "out.add(Half.IF if self.condition else Half.ONLY_IF)", "out.clear()"),
        (
            "the last further fact decides",
            "broken = broken or (found if found.holds is False else None)",
            "broken = found if found.holds is False else None",
        ),
        ("a broken fact is as claimed", "self.holds is self.condition and not self.broken", "self.holds is self.condition"),
        (
            "a condition that cannot be told decides",
            "holds = None if main is None or condition is None else main.holds",
            "holds = None if main is None else main.holds",
        ),
        (
            "a failing control need not meet the assumptions",
            "if not claim.applies_to(p):\n        return False",
            "if False:\n        return False",
        ),
    ),
    *within(
        "verify.claim.compare",
        (
            "at most means at least",
            "signed = exact if relation is Relation.AT_MOST",
            "signed = [-x for x in exact] if relation is Relation.AT_MOST",
        ),
        (
            "different means equal",
            "good = not within if statement.relation is Relation.DIFFERENT else within",
            "good = within",
        ),
        ("a vague allowance decides", "if relative and relative > VACUOUS:", "if False:"),
        (
            "the allowance forgets the condition number",
            "STAGES * size * Fraction(scales.kappa) ** 2 * epsilon",
            "STAGES * size * epsilon / 10**8",
        ),
        (
            "labels agree where none is larger",
            "_largest_excess(a, b, Relation.EQUAL, p) <= allowance",
            "_largest_excess(a, b, Relation.AT_MOST, p) <= allowance",
        ),
        ("an allowance of a tenth still decides", "VACUOUS = Fraction(1, 10**6)", "VACUOUS = Fraction(1, 10)"),
        ("the steps of a simulation are not counted", "rounding = steps * (scales", "rounding = (scales"),
        ("a loss scaled by the larger sample", "labels**2 / min(p.n_r, p.n_f)", "labels**2 / max(p.n_r, p.n_f)"),
        (
            "the first quantity decides for all",
            "if (worst.holds and not good) or (worst.holds == good and found.ratio >= worst.ratio):",
            "if quantity is compared[0][0]:",
        ),
    ),
    *within(
        "verify.claim.source",
        ("helpers do not show in a digest", "if _shown(function, value)]", "if False]"),
        ("a digest knows functions by module", "return f\"{package}.{rest.rpartition('.')[2]}{parameters}\"", "return name"),
    ),
    *within(
        "verify.verdict.conclude",
        ("complaints are forgotten", "found = Found.UNDECIDED if unexplained else found", "found = found"),
        ("a missing rung is no problem", "absent = [rung for rung in expected if rung not in {r.rung for r in results}]", "absent = []"),
        ("two varied instances are enough", "ENOUGH = 200", "ENOUGH = 2"),
        ("a fact that nobody decided passes", "for name in names if not decided.get(name)]", "for name in names if False]"),
        ("no floor", "elif complete and evidence < claim.floor", "elif complete and evidence < Evidence.NONE"),
        (
            "the weakest evidence for the strongest",
            "return max((r.evidence for r in results if r.votes)",
            "return min((r.evidence for r in results if r.votes)",
        ),
        ("silence is no problem", "return found is Found.UNDECIDED or (claim.truth", "return found is Found.UNDECIDED and (claim.truth"),
        ("a refuted fact is passed over", 'if claim.truth is Truth.UNKNOWN else ["a further fact', 'if True else ["a further fact'),
        (
            "points of prime fields counted as instances",
            'if r.evidence is not Evidence.IDENTITY and r.rung not in ("identity", "proof"))',
            ")",
        ),
        ("a rung that could not run is no problem", "return found not in AGAINST or claim.truth is not Truth.UNKNOWN", "return False"),
        (
            "a run of some rungs is complete",
            "complete = {r.rung for r in results} >= set(rung_names(claim))\n    absent",
            "complete = bool(results)\n    absent",
        ),
    ),
    *within(
        "verify.validation.self_comparison",
        ("a thing may be compared with itself", "for quantity in same_quantities(statement, [*meeting, *others]):", "for quantity in ():"),
        ("two problems make two sides one", "if good and compared >= FEW]", "if good]"),
        ("an assumption may be the statement", "return looked >= 2 and failed >= 2", "return False"),
        (
            "a condition may be the statement",
            "return len(both) >= 2 and all(a == b for a, b in both)",
            "return False and all(a == b for a, b in both)",
        ),
    ),
    *within(
        "verify.validation.units",
        ("any unit is right", "if powers in WRITE and powers != POWERS[quantity.unit]:", "if False:"),
        ("losses grow like labels", "Unit.LOSS: (2, 0),", "Unit.LOSS: (1, 0),"),
    ),
    *within(
        "verify.validation.facts",
        ("a fact that never applies", "if fact.when is not None and not applies:", "if False:"),
        ("a fact without values", "not any(_has_a_value(fact, p) for p in applies):", "False:"),
        ("assumptions that exclude each other", "and not met[a] & met[b]:", "and False:"),
    ),
    *within(
        "verify.validation.handed_in",
        ("no problems handed in", "    if not found:\n", "    if False:\n"),
        ("ten problems of one's own are enough", "list(islice(designs(), MOST))", "list(islice(designs(), 10))"),
        ("problems in floating point", "or p.system is not RATIONAL:", "or False:"),
    ),
    *within(
        "verify.validation.independence",
        ("one function for both sides", "if left is right:", "if False:"),
    ),
    *within(
        "verify.validation.averages",
        ("a side that answers twice differently", "if once != again:", "if False:"),
        ("a design that breaks an assumption", "        if unmet:\n", "        if False:\n"),
    ),
)
