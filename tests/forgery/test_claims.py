"""Forged claims: vacuous ones, tautologies, two with one id, and evidence below the floor."""

import textwrap
from dataclasses import replace

import pytest

from tests.forgery.conftest import Copy
from theory.losses import unlearning_loss
from theory.models import golden, pretrained
from verify.claim import Assumption, Statement, loss, weights
from verify.validation.independence import faults
from verify.validation.registry import load_claims

CLAIMS = {claim.id: claim for claim in load_claims()}
O2 = "verify/claims/overlapping/golden_loss.py"
WEAK = """    without=dict.fromkeys(("exact", "enclosure", "descent", "search", "identity"), "left out here"),
    controls="""


def of_golden(p):
    """UL(w_g)."""
    return unlearning_loss(p, golden(p))


def through_a_helper(p):
    return _helper(p) + 0


def _helper(p):
    return of_golden(p)


def spelled_out(p):
    w_g = golden(p)
    return unlearning_loss(p, w_g)


def two_values(p):
    a, b = golden(p), pretrained(p)
    return a, b


def two_other_values(q):
    b = pretrained(q)
    return b, b


def one(left, right, name="UL(w_g)"):
    return replace(CLAIMS["O2"], statement=Statement((loss(name),), left, right), controls=())


@pytest.mark.parametrize(
    ("left", "right", "complaint"),
    [
        (of_golden, of_golden, "has one function for both sides: it compares a thing with itself"),
        (
            of_golden,
            spelled_out,
            "compares UL(w_g) with itself: both sides compute theory.losses.unlearning_loss(_0, theory.models.golden(_0))",
        ),
        (of_golden, lambda q: unlearning_loss(q, golden(q)), "compares UL(w_g) with itself"),
        (golden, lambda p: golden(p), "compares UL(w_g) with itself: both sides compute theory.models.golden(_0)"),
        (through_a_helper, of_golden, "has a `left` that calls its `right`"),
        (of_golden, lambda p: 2 * _helper(p) / 2, "has a `right` that calls its `left`"),
    ],
)
def test_a_claim_that_compares_a_thing_with_itself_is_found_out(left, right, complaint):
    found = faults(one(left, right))
    assert any(complaint in fault for fault in found)


def test_only_the_quantity_that_is_compared_with_itself_is_named():
    both = (weights("w_g"), weights("w_o"))
    found = faults(replace(CLAIMS["O2"], statement=Statement(both, two_values, two_other_values), controls=()))
    assert found == ["`statement` compares w_o with itself: both sides compute theory.models.pretrained(_0)"]


def test_a_further_fact_is_held_to_the_same_rule():
    assert faults(replace(CLAIMS["O2"], also=(Statement((loss("x"),), of_golden, of_golden),)))[0].startswith("`also[0]`")


def test_a_condition_that_is_the_statement_is_no_condition():
    circular = replace(CLAIMS["O3"], condition=CLAIMS["O3"].statement)
    assert faults(circular) == ["`condition` is the statement itself: that it decides where the statement holds is no news"]


@pytest.mark.parametrize("claim", CLAIMS.values(), ids=CLAIMS)
def test_no_claim_of_ours_compares_a_thing_with_itself(claim):
    assert faults(claim) == []


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("    return 0, energy", "    return left(p)\n    return 0, energy", "has a `right` that calls its `left`"),
        ('loss("UL(w_g) by blocks")), left, right)', 'loss("UL(w_g) by blocks")), left, left)', "has one function for both sides"),
    ],
)
def test_such_a_claim_stops_the_run_before_anything_is_computed(forged: Copy, old, new, message):
    forged.edit(O2, old, new)
    ran = forged.run("-k", "O2")
    assert ran.status == 2
    assert "golden_loss.py: claim O2: `statement`" in ran.output
    assert message in ran.output


def test_a_claim_whose_assumptions_never_hold_fails_the_run_and_says_so(forged: Copy):
    never = "from verify.claim import Assumption\nnoiseless = Assumption('never', 'never', lambda p: False)"
    forged.edit(O2, "from verify.assumptions import noiseless", never)
    forged.edit(O2, '    controls=(Control("noiseless", noise_on_forgetting),),\n', "")
    ran = forged.run("-k", "O2 and (exact or search)")
    assert ran.status == 1
    assert "O2: exact: undecided: the assumptions held on none of" in ran.output
    assert "O2: search: undecided: the assumptions held on none of" in ran.output


def test_two_files_with_one_id_fail_the_run(forged: Copy):
    forged.edit("verify/claims/overlapping/gap_in_weights.py", 'id="O4"', 'id="O2"')
    ran = forged.run("-k", "O2 and exact")
    assert ran.status == 2
    assert "claim ids must be unique; O2 is used by" in ran.output
    assert "gap_in_weights.py" in ran.output
    assert "golden_loss.py" in ran.output
    assert "INTERNALERROR" not in ran.output


def test_evidence_below_the_floor_fails_a_run_in_which_every_rung_agrees(forged: Copy):
    forged.edit(O2, "    controls=", WEAK)
    ran = forged.run("-k", "O2")
    assert "FAILED verify" not in ran.output  # every item passed; the verdict did not
    assert "O2: evidence high precision is below the floor identity" in ran.output
    assert ran.status == 1


def test_the_same_run_passes_once_its_evidence_reaches_the_floor(forged: Copy):
    forged.edit(O2, "    controls=", WEAK)
    forged.edit(O2, "floor=Evidence.IDENTITY", "floor=Evidence.HIGH_PRECISION")
    assert forged.run("-k", "O2").status == 0


def test_a_lambda_without_source_is_compared_by_name_only():
    scope = {"unlearning_loss": unlearning_loss, "golden": golden}
    exec(textwrap.dedent("made = lambda p: unlearning_loss(p, golden(p))"), scope)
    assert faults(one(of_golden, scope["made"])) == []


def test_assumptions_are_no_sides():
    never = Assumption("never", "never", of_golden)
    assert faults(replace(CLAIMS["O2"], assumes=(never,), controls=())) == []
