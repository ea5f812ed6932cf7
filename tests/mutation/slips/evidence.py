"""Slips in the rungs of evidence: comparisons, probabilities, primes, searches."""

from tests.mutation.mutating import within

SLIPS = (
    *within(
        "verify.rungs.exact",
        ("a harmless pinned counterexample passes", 'complaints.append("the pinned counterexample does not refute the statement")', "pass"),
        (
            "controls are not looked at",
            "for c in claim.controls if (why := _control_complaint(claim, c))]",
            "for c in () if (why := _control_complaint(claim, c))]",
        ),
        ("a control may drop anything", "if unmet != [control.drops]:", "if False:"),
        ("made data suffice", "if seen.tally.held_with and not seen.tally.real", "if False and not seen.tally.real"),
        ("all instances are varied", "return sum(min(count, REPEATS) for count in self.kinds.values())", "return sum(self.kinds.values())"),
    ),
    *within(
        "verify.rungs.suspicion",
        ("rounding acquits", "stood = not found.fails", "stood = True"),
    ),
    *within(
        "verify.rungs.enclosure_compare",
        ("balls that overlap are equal", "and width(balls) <= allowed", ""),
        (
            "the order of balls by their middles",
            "return False if any(x > 0 for x in balls) else",
            "return False if any(x.mid() > 0 for x in balls) else",
        ),
        ("a narrow ball supports what was not expected", "cap * scale if accept else None", "cap * scale"),
        ("a width of one end", "return 2 * int(mantissa)", "return int(mantissa) // 10**30"),
        ("wide balls count as zero", "CAP = Fraction(1, 10**40)", "CAP = Fraction(1, 10**4)"),
    ),
    *within(
        "verify.rungs.identity.points",
        (
            "primes of 31 bits said to be 61",
            'random_prime(f"{label}/prime {i}", bits)',
            'random_prime(f"{label}/prime {i}", min(bits, 31))',
        ),
        ("both primes of a batch are the same", 'f"{label}/prime {i}", bits', 'f"{label}/prime 0", bits'),
        ("primes of any length", "candidate = draw(1)[0] | low | 1", "candidate = draw(1)[0] | 1"),
        ("D_t is one sample short", "range(p.n_r - n_t, p.n_r)", "range(p.n_r - n_t + (n_t > 3), p.n_r)"),
    ),
    *within(
        "verify.rungs.identity.trial",
        ("both points of a batch are the same", 'f"{label}/point {i}"', 'f"{label}/point 0"'),
        ("the first quantity that vanishes is equal", "if look.unequal:", "if len(look.unequal) == len(statement.quantities):"),
        ("rejected points are counted", "self.points -= AT_ONCE", "pass"),
    ),
    *within(
        "verify.rungs.identity.record",
        (
            "the best stratum in place of the worst",
            "self.log2_failure = max(self.log2_failure, found.log2_failure)",
            "self.log2_failure = min(self.log2_failure or -1.0, found.log2_failure)",
        ),
        ("the union is the last stratum", "self.union + 2.0**found.log2_failure", "2.0**found.log2_failure"),
        ("half of the strata are enough", "ENOUGH = 0.95", "ENOUGH = 0.5"),
        ("a surviving slip is no complaint", "and not self.failing and not self.bites:", "and not self.failing and False:"),
    ),
    *within(
        "verify.rungs.identity.bound",
        (
            "the failure probability of one point twice",
            "points * (per_point - log2(1 - rejected))",
            "2 * points * (per_point - log2(1 - rejected))",
        ),
        ("no prime divides a coefficient", "dividing = floor(height / (bits - 1) + 1e-9)", "dividing = 0"),
        (
            "as many primes as numbers",
            "= floor((high / (log(high) - 1) - low / (log(low) - 1.1)) * (1 - 2**-40))",
            "= high - low",
        ),
        ("divisors do not enlarge the degree", "return bound.degree + sum(d.degree for d in met), bound", "return bound.degree, bound"),
        ("one point is always enough", "return max(1, ceil(TARGET / per_point + 1e-6))", "return 1"),
        ("a target of 2^-10", "TARGET = -100.0", "TARGET = -10.0"),
    ),
    *within(
        "verify.rungs.identity.sound",
        ("the length of primes is not looked at", "if lengths != [bits]:", "if False:"),
        ("points may repeat", "if draw.begins_with in drawn:", "if False:"),
        ("too few points pass", "if failure > target:", "if False:"),
    ),
    *within(
        "verify.rungs.mean_test",
        ("a suspicion is support", "return abs(self._offset) > STANDARD_ERRORS * self.standard_error + rounding", "return False"),
        ("a variance bound is believed", "return self.variance - STANDARD_ERRORS * error > self.spread * (1 + ROUNDING)", "return False"),
        ("half the threshold", "return 2 * log(2 / self.alarm)\n", "return 0.2 * log(2 / self.alarm)\n"),
        ("the test decides early", "return None if self.seen < self.draws else", "return"),
        ("an interval around nothing", "self.claimed - self._reach(-1), self.claimed + self._reach(1)", "self.claimed, self.claimed"),
        ("a false alarm in a thousand", "ALARM = 1e-9", "ALARM = 1e-3"),
        ("a score without its curvature", "np.log1p(scaled + scaled**2 / 2)", "np.log1p(scaled)"),
        (
            "twice the scale",
            "return sqrt(2 * log(2 / self.alarm) / (self.draws * self.spread))",
            "return sqrt(8 * log(2 / self.alarm) / (self.draws * self.spread))",
        ),
    ),
    *within(
        "verify.rungs.search",
        ("a search of ten examples", "max_examples=examples,", "max_examples=min(examples, 10),"),
        (
            "a find that did not survive is no complaint",
            "complaints = [] if len(witnesses) == len(made) else",
            "complaints = [] if True else",
        ),
    ),
)
