"""Slips in what is written, replayed, compared with earlier runs, owed and reported."""

from tests.mutation.mutating import within

SLIPS = (
    *within(
        "verify.counterexample.witness",
        ("no witness is read back", "return data if refutes(from_data(data)) else None", "return None"),
        (
            "a witness against the other half",
            "return found is not None and half in found.fails",
            "return found is not None and bool(found.fails)",
        ),
        ("a counterexample file without its condition", "if claim.condition is not None:\n        yield", "if False:\n        yield"),
        ("an order that no side needs is left out", 'if name in needed or operation == "order":', "if name in needed:"),
    ),
    *within(
        "verify.counterexample.file",
        ("a file of any format", 'if data.get("format") != FORMAT:', "if False:"),
        ("a file's alpha and lambda exchanged", 'for name in ("alpha", "decay")))', 'for name in ("decay", "alpha")))'),
        ("D_t written as the first samples", '"tuning": list(p.tuning),', '"tuning": list(range(len(p.tuning))),'),
    ),
    *within(
        "verify.counterexample.shrink",
        (
            "D_t keeps its numbers when a sample goes",
            "tuple(t - (t > j) for t in d.tuning if t != j)",
            "tuple(t for t in d.tuning if t != j)",
        ),
        ("shrinking without a limit", "if asked > most:", "if False:"),
        ("shrinking leaves the entries", "yield from _simpler_entries(d, name)", "yield from ()"),
    ),
    *within(
        "verify.replay",
        ("any solution of a linear system", "w = self @ (g @ g).eliminate(g @ b)[0]", "w = M(self.t.rows).eliminate(b)[0]"),
        ("the file's word for what fails", 'if fails == c["holds"]:', "if False:"),
        ("the file's values are believed", 'if read(c[side]["value"]).rows != value.rows:', "if False:"),
        ("nothing needs to fail", 'if all(c["holds"] for c in data["checks"]):', "if False:"),
        ("a broken seal", '% SEAL != data["seal"]:', "% SEAL == -1:"),
        ("equal is not at most", '"<=": lambda d: max(d) > 0', '"<=": lambda d: max(d) >= 0'),
        ("different in one entry is not different", '"!=": lambda d: not any(d)', '"!=": lambda d: not all(d)'),
        ("an order is believed", "a.need((a.one > b.one) - (a.one < b.one) == s.one, f", "a.need(True, f"),
        ("a step may replace another", 'if name in values or name[0] != "t":', 'if name[0] != "t":'),
        ("a terminal's escapes are printed", "return status, [escaped(line) for line in lines]", "return status, lines"),
        ("programs of any length", 'if len(data["program"]) > STEPS:', "if False:"),
    ),
    *within(
        "verify.report.pages",
        ("a page of a partial run", ' or not entry["complete"]]', "]"),
        ("a page without some claims", "wrong = sorted(claims.keys() - known.keys())", "wrong = []"),
        ("markers in any order", " or page.index(BEGIN) > page.index(END):", ":"),
    ),
    *within(
        "verify.report.changes",
        ("weaker does not fail", "FAILING = (Kind.WEAKER, Kind.CHANGED, Kind.GONE)", "FAILING = (Kind.CHANGED, Kind.GONE)"),
        ("a changed digest is no change", 'if entry["digest"] != v.claim.digest:', "if False:"),
        ("fewer instances are no news", "if many != few and level >= Evidence.EXACT:", "if False:"),
        ("a larger failure probability is stronger", "Kind.STRONGER if now < before else Kind.WEAKER", "Kind.STRONGER"),
        ("weaker evidence is stronger", "Kind.STRONGER if v.evidence > level else Kind.WEAKER", "Kind.STRONGER"),
        ("a claim that is gone is no news", "for i, e in known.items() if i not in existing]", "for i, e in known.items() if False]"),
        ("a rung that is no longer asked is no news", "for rung in sorted(then.keys() - set(rung_names(v.claim))):", "for rung in ():"),
        ("what passed then may fail now", 'elif entry["passed"] and not v.passed:', "elif False:"),
        ("a rung may answer otherwise", "elif _said(before) != _said(now.as_dict()) and not _elsewhere(before, now):", "elif False:"),
    ),
    *within(
        "verify.report.ledger",
        ("an edited ledger", 'if isinstance(content.get("seal"), str) and seal(content) != content["seal"]:', "if False:"),
        ("a ledger that holds a claim twice", "if doubled := sorted({i for i in ids if ids.count(i) > 1}):", "if doubled := ():"),
        ("sufficient only reads as conditional", "Found.SUFFICIENT: Truth.FALSE,", "Found.SUFFICIENT: Truth.CONDITIONAL,"),
        ("infinity in JSON", "return None if isinstance(value, float) and not math.isfinite(value) else value", "return value"),
    ),
    *within(
        "verify.checks.kills",
        ("rows of claims that were not asked are lost", "    if missing:\n", "    if False:\n"),
        ("slips that survived were not asked about", 'counted[r, "killed"] + counted[r, "alive"]}', 'counted[r, "killed"]}'),
        ("alone although nobody else was asked", 'if len(killers) == 1 and "alive" in f["by_rung"].values():', "if len(killers) == 1:"),
    ),
    *within(
        "verify.session.owed",
        (
            "what was not collected is not owed",
            "elif not self._asked_for(claim, own) and i not in self.collected:",
            "elif i not in self.collected:",
        ),
        ("a selection owes everything", "        if self.selected:\n", "        if False:\n"),
        ("claims with a dash in their name", 'name.rpartition("::")[2].rpartition("-")', 'name.rpartition("::")[2].partition("-")'),
    ),
    *within(
        "verify.session.scheduler",
        ("the item that a worker died of is given out again", "unit[pending[0]] = True", "unit[pending[0]] = False"),
        ("finished units are handed out again", "if not all(unit.values())})", "})"),
        ("a replacement gets one unit", "< ENOUGH:", "< 0:"),
    ),
    *within(
        "verify.session.planted",
        (
            "a rung that agrees with a false plant may speak",
            "if found.answer is Answer.REFUTES and found.found is Found.REFUTED:",
            "if True:",
        ),
    ),
    *within(
        "verify.session.evaluation",
        ("an unfit rung's answers count", "        if self.unfit[key]:\n", "        if False:\n"),
    ),
    *within(
        "verify.audit.digits",
        ("one digit more than the bound lets stand", "_exponent_above(2 * error)", "_exponent_above(error / 5)"),
        ("a bound rounded to nearest", "ROUND_CEILING):.0e}", "ROUND_HALF_EVEN):.0e}"),
        (
            "a vague zero is a zero",
            "<= _decimal(number.scale) * _decimal(NEGLIGIBLE) else _with_bound(value, error)",
            "<= below else _with_bound(value, error)",
        ),
    ),
    *within(
        "verify.audit.rounding",
        (
            "discarded singular values weigh nothing",
            "return 0.0 if self.factor.rank == min(self.x.shape) else 2 * (self.factor.cutoff + self.uncertain)",
            "return 0.0",
        ),
        (
            "the smallest singular value is exact",
            "float(self.factor.singular_values[rank - 1]) - self.factor.spread - self.uncertain, 5e-324)",
            "float(self.factor.singular_values[rank - 1]), 5e-324)",
        ),
        ("a residual without its own rounding", "predictions = min(size + rho,", "predictions = min(size,"),
    ),
    *within(
        "verify.audit.exact_rank",
        ("negative numbers counted as positive", "np.where((x < 0) & (rotated > 0),", "np.where((x < 0) & (rotated < 0),"),
    ),
)
