"""The workbench gives every rung instances of every family, small and large, and those that come with a claim."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from types import SimpleNamespace
from typing import Any

import pytest

from theory.arithmetic import FLOAT64
from theory.problem import Problem
from verify.claim import Claim, Truth
from verify.counterexample import problem_of
from verify.rungs import high_precision
from verify.rungs.own_designs import MOST, OWN, DesignsError
from verify.rungs.workbench import SAMPLED, Workbench, account_of, variety_of
from verify.validation.registry import load_claims

BENCH = Workbench()
CLAIMS = {claim.id: claim for claim in load_claims()}
ON_PROBLEMS = [claim for claim in CLAIMS.values() if claim.average is None]
FAMILIES = {i.design.family for i in BENCH.synthetic}
RUNGS = (("high_precision", 16, 1e13), ("descent", 24, 25.0), ("enclosure", 64, 1e13))
"""The rungs that take few instances: how many, and how badly conditioned at most."""


def handing_in(claim: Claim, designs: Any) -> Any:
    """``claim`` with instances of its own."""
    own = SimpleNamespace(**{name: getattr(claim, name) for name in ("id", "assumes", "applies_to")})
    own.designs = designs
    return own


def three() -> list[Problem]:
    return [problem_of([[1], [i]], [[0], [1]], [1, i]) for i in range(3)]


class TestSample:
    @pytest.mark.parametrize(("rung", "most", "kappa"), RUNGS, ids=[r[0] for r in RUNGS])
    def test_every_family_small_and_large_is_seen_by_every_rung(self, rung: str, most: int, kappa: float) -> None:
        seen = defaultdict(set)
        for claim in ON_PROBLEMS:
            for i in BENCH.sample(claim, most, kappa):
                seen[i.design.family].add(i.design.is_large)
        assert set(seen) == FAMILIES
        # with fewer instances than families, a claim sees one size of a family, and always the same: the work on it is shared
        assert sum(True in sizes for sizes in seen.values()) >= len(FAMILIES) / 4  # descent: those conditioned below 5
        assert sum(False in sizes for sizes in seen.values()) >= len(FAMILIES) / 3
        if most > len(FAMILIES):
            assert sum(sizes == {True, False} for sizes in seen.values()) >= 0.9 * len(FAMILIES)

    @pytest.mark.parametrize(("rung", "most", "kappa"), RUNGS, ids=[r[0] for r in RUNGS])
    def test_outputs_and_tuning_sets_vary_in_every_rung(self, rung: str, most: int, kappa: float) -> None:
        found = [i.exact for claim in ON_PROBLEMS for i in BENCH.sample(claim, most, kappa)]
        assert {p.y_r.shape[1] for p in found} == {1, 2, 3}
        assert {(p.n_t > 3, p.n_t == 0, p.n_t == p.n_r) for p in found} >= {(True, False, True), (False, True, False)}
        assert max(p.n_r for p in found) > 4

    @pytest.mark.parametrize(("rung", "most", "kappa"), RUNGS, ids=[r[0] for r in RUNGS])
    def test_no_family_is_taken_twice_before_all_are_taken(self, rung: str, most: int, kappa: float) -> None:
        fit = {i.design.family for i in BENCH.synthetic if i.scales.kappa <= kappa**0.5 and i.exact.d * i.exact.n <= SAMPLED}
        found = [i.design.family for i in BENCH.sample(CLAIMS["O14"], most, kappa)]
        assert len(found) == most
        assert len(set(found)) == min(most, len(fit))

    def test_small_and_easy_ones_come_first(self) -> None:
        found = BENCH.sample(CLAIMS["O14"], 64, 1e13)
        assert not any(i.design.is_large for i in found[:3])
        assert all(i.scales.kappa <= 4 for i in found[:3])


class TestAccount:
    def test_is_plain_data_with_every_family(self) -> None:
        found = account_of(BENCH.synthetic)
        assert json.loads(json.dumps(found)) == found
        assert set(found["families"]) == FAMILIES
        assert sum(found["families"].values()) == found["instances"] == len(BENCH.synthetic)
        assert found["n_r"] == 12

    def test_variety_of_what_a_claim_speaks_of(self) -> None:
        found = variety_of(i for i in BENCH.synthetic if CLAIMS["D1"].applies_to(i.exact))
        assert found.counted >= 200
        assert found.outputs == 3

    def test_every_claim_of_ours_that_is_not_refuted_is_judged_on_enough_varied_instances(self) -> None:
        lacking = {}
        for claim in (claim for claim in ON_PROBLEMS if claim.truth is not Truth.FALSE):  # those need one witness, not many
            found = variety_of(i for i in BENCH.synthetic if claim.applies_to(i.exact))
            if found.counted < 200:
                lacking[claim.id] = found
        assert not lacking


class TestOwn:
    def test_without_any_the_made_ones_are_all(self) -> None:
        assert BENCH.instances_for(CLAIMS["O14"]) is BENCH.synthetic

    def test_they_come_before_the_made_ones_and_are_wrapped_once(self) -> None:
        claim = handing_in(CLAIMS["O14"], three)
        first, again = BENCH.instances_for(claim), BENCH.instances_for(claim)
        assert [i.design.family for i in first[:4]] == [OWN, OWN, OWN, "integer"]
        assert len(first) == 3 + len(BENCH.synthetic)
        assert all(a is b for a, b in zip(first, again, strict=True))

    def test_a_sample_holds_them(self) -> None:
        found = BENCH.sample(handing_in(CLAIMS["O14"], three), 16, 1e13)
        assert sum(i.is_own for i in found) == 3
        assert len(found) == 16

    def test_they_fill_a_sample_that_made_ones_leave_empty(self) -> None:
        claim = handing_in(CLAIMS["O14"], lambda: [p for _ in range(10) for p in three()])
        claim.applies_to = lambda p: p.d == 2 and p.x_f.tolist() == [[0], [1]] and p.n_r == 1 and p.x_r.tolist()[0] == [1]
        found = BENCH.sample(claim, 24, 1e13)
        assert sum(i.is_own for i in found) >= 20

    def test_those_that_miss_an_assumption_are_left_out(self) -> None:
        found = BENCH.sample(handing_in(CLAIMS["D1"], lambda: [problem_of([[1]], [[1]], [1])]), 16, 1e13)
        assert not any(i.is_own for i in found)

    def test_a_rung_judges_them(self) -> None:
        claim = replace(CLAIMS["O14"], id="own")
        object.__setattr__(claim, "designs", three)
        assert high_precision.run(claim, Workbench(only=())).tally.compared == 3

    def test_a_generator_may_go_on_for_ever(self) -> None:
        def endless() -> Iterator[Problem]:
            yield from (problem_of([[1]], [[i]], [1]) for i in count())

        found = Workbench(only=()).instances_for(handing_in(CLAIMS["O14"], endless))
        assert len(found) == MOST
        assert len({i.design.name for i in found}) == MOST

    def test_another_seed_or_fewer_made_ones_keep_them(self) -> None:
        few = BENCH.few(10)
        assert sum(i.is_own for i in few.instances_for(handing_in(CLAIMS["O14"], three))) == 3

    @pytest.mark.parametrize(
        ("designs", "words"),
        [
            (lambda: [problem_of([[1]], [[1]], [1]), 7], "must yield problems; number 1 is of type int"),
            (lambda: [problem_of([[1]], [[1]], [1]).to(FLOAT64)], "must yield problems over the rationals; number 0 is over float64"),
            (lambda: 7, "must return something to iterate over; received int"),
            (lambda: 1 / 0, "must yield problems; it raised ZeroDivisionError: division by zero"),
            (lambda needed: [needed], "must yield problems; it raised TypeError"),
            ([problem_of([[1]], [[1]], [1])], "must be a function without arguments; received list"),
        ],
        ids=["no problem", "float64", "one number", "raises", "wants an argument", "a list"],
    )
    def test_anything_else_is_refused_in_few_words(self, designs: Any, words: str) -> None:
        with pytest.raises(DesignsError) as found:
            Workbench(only=()).instances_for(handing_in(CLAIMS["O14"], designs))
        assert f"`designs` of claim O14 {words}" in str(found.value)
        assert len(str(found.value).splitlines()) <= 5
