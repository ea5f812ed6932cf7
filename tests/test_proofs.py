from __future__ import annotations

import shutil
from dataclasses import replace
from itertools import islice, pairwise
from pathlib import Path

import pytest

from tests.term_evaluation import Evaluator
from theory.arithmetic import Matrix, NotRepresentable
from theory.arithmetic.terms import Terms
from theory.losses import unlearning_loss
from theory.models import fine_tuned, golden, option_a, pretrained
from verify.__main__ import main
from verify.assumptions import anything, consistent, noiseless, rational_spectrum
from verify.checks import proof_slips as slips
from verify.claim import Assumption, Claim, Relation, Statement, loss, weights
from verify.claim.logic import Found
from verify.claim.result import Answer, fits
from verify.claim.sides import listed
from verify.proofs import certificate, coq
from verify.proofs.cases import Refused
from verify.proofs.checking import check_again, check_all
from verify.proofs.leaves import leaves, sides_of
from verify.proofs.skeleton import begun, skeleton
from verify.proofs.statement import proposition
from verify.proofs.symbolic import TYPICAL, sizes_of
from verify.proofs.toplevel import Toplevel
from verify.rungs import proof as rung
from verify.rungs.workbench import Workbench
from verify.validation.registry import claim_in, load_claims

CLAIMS = {claim.id: claim for claim in load_claims()}
PROVED = [claim for claim in CLAIMS.values() if certificate.proof_file(claim) is not None]
OWN = sorted((Path(__file__).parent / "projectors").glob("*.py"))


def needs_coq(test):
    """Compiles proofs for minutes: run with -m slow, where Coq is installed."""
    missing = pytest.mark.skipif(coq.versions() is None, reason="Coq with MathComp is not installed")
    return pytest.mark.slow(missing(test))


W = weights("w")


def a_claim(left, right, assumes=(anything,), relation=Relation.EQUAL, quantity=W):
    return Claim(id="mine", source="test", short="mine", latex="", assumes=assumes, statement=Statement((quantity,), left, right, relation))


def run(claim):
    return rung.run(claim, Workbench())


@pytest.fixture
def elsewhere(tmp_path, monkeypatch):
    """A copy of the proofs, to be tampered with."""
    for name in ("claims", "certificates", "library"):
        shutil.copytree(certificate.HERE / name, tmp_path / name, ignore=shutil.ignore_patterns("*.vo*", "*.glob", ".*"))
    monkeypatch.setattr(certificate, "HERE", tmp_path)
    monkeypatch.setattr(certificate, "LIBRARY", tmp_path / "library")
    return tmp_path


# what is generated


def test_every_typical_size_tells_what_it_is_the_size_of():
    for values in TYPICAL:
        sizes = sizes_of(values)
        assert len(sizes.named()) == len(sizes.values) + 6
        assert min(sizes.values.values()) >= 20


def test_a_proposition_is_the_same_each_time_and_speaks_of_names_alone():
    text = proposition(CLAIMS["O2"]).text
    assert text == proposition(CLAIMS["O2"]).text
    assert "energy (Xf p) (beyond_remaining p (teacher p))" in text
    assert not any(str(size) in text for size in TYPICAL[0].values())


def test_a_false_claim_is_stated_as_a_negation_and_a_conditional_one_as_an_equivalence():
    assert "~ main" in proposition(CLAIMS["O7"]).text
    assert "<->" in proposition(CLAIMS["O3"]).text


def test_no_proposition_is_about_nothing():
    for claim in PROVED:
        text = proposition(claim).text
        universal, existing = text.count("\nforall (R"), text.count("\nexists (R")
        unconditional = sum(1 for part in text.split("Definition ") if "\nforall (R" in part and part.count(" ->\n") == 0)
        assert universal - unconditional - text.count("~ main") <= existing, claim.id


def test_descent_is_stated_for_every_number_of_steps():
    text = proposition(CLAIMS["S3"]).text
    assert "iter (steps p)" in text
    assert "(0 < steps p)%N ->" in text


def values(p):
    return p.x_r.squared_singular_values()


def of_values(function):
    return a_claim(lambda p: function(values(p), p.system.scalar(0)), lambda p: 0, (rational_spectrum,), quantity=loss("s"))


def test_a_sum_over_singular_values_is_a_loop_over_a_list_that_is_assumed_to_be_the_spectrum():
    text = proposition(of_values(sum)).text
    assert "(s : seq R),\n  spectrum (Xr p) s ->" in text
    assert "foldl (fun v x => v + x) 0 s" in text
    assert "foldl (fun v x => v + x) 0 (drop 1 s)" in proposition(of_values(lambda s, zero: sum(s[1:], zero))).text


@pytest.mark.parametrize(
    "function",
    [
        lambda s, zero: sum(s[:-1], zero),
        lambda s, zero: sum(reversed(s), zero),
        lambda s, zero: sum(s[::2], zero),
        lambda s, zero: s[-1] if s else zero,
        lambda s, zero: zero + len(s),
        lambda s, zero: sum((a * b for a, b in pairwise(s)), zero),
    ],
    ids=["not the last", "backwards", "every second", "the last alone", "how many", "neighbours"],
)
def test_a_loop_over_some_of_the_singular_values_is_refused(function):
    with pytest.raises(Refused, match=r"depends on the sizes|no size of the data"):
        proposition(of_values(function))


def test_a_question_of_each_singular_value_and_the_next_is_one_condition():
    def both(p):
        return p.system.scalar(1) if any(a == b for a, b in pairwise(values(p))) else p.system.scalar(0)

    text = proposition(a_claim(both, lambda p: 0, (rational_spectrum,), quantity=loss("s"))).text
    assert "sorted [rel x z | x != z] s" in text


def test_which_singular_values_are_equal_is_no_question_with_a_name():
    def first(p):
        return p.system.scalar(next((i for i, (a, b) in enumerate(pairwise(values(p)), start=1) if a == b), 0))

    with pytest.raises(Refused, match=r"which of the singular values|no size of the data"):
        proposition(a_claim(first, lambda p: 0, (rational_spectrum,), quantity=loss("s")))


def test_a_slip_in_a_claim_is_another_proposition():
    honest = a_claim(lambda p: fine_tuned(p, option_a(p)), golden, (noiseless,))
    slipped = a_claim(lambda p: fine_tuned(p, option_a(p)), pretrained, (noiseless,))
    assert proposition(honest).text != proposition(slipped).text


def test_a_side_that_depends_on_sizes_without_a_name_is_refused_with_the_reason():
    with pytest.raises(Refused, match=r"depends on the sizes|no size of the data"):
        proposition(a_claim(lambda p: golden(p) * p.system.scalar(p.d // 2), golden))


def test_a_side_that_takes_entries_out_is_refused_with_the_reason():
    with pytest.raises(Refused, match="single entries"):
        proposition(a_claim(lambda p: p.y_f.tolist()[0][0], lambda p: 0, quantity=loss("y")))


def test_an_assumption_that_no_term_meets_is_refused_rather_than_proved_of_nothing():
    with pytest.raises(Refused, match="cannot be met"):
        proposition(a_claim(golden, golden, (Assumption("never", "never", lambda p: False),)))


def test_a_comparison_becomes_a_case_of_the_proposition():
    def positive_part(p):
        gap = unlearning_loss(p, golden(p)) - 1
        return gap if gap > 0 else p.system.scalar(0)

    text = proposition(a_claim(positive_part, lambda p: unlearning_loss(p, golden(p)), relation=Relation.AT_MOST, quantity=loss("UL"))).text
    assert "if 0 < unlearning_loss p (golden p) - 1 then" in text


@pytest.fixture(scope="module")
def exact_problems():
    problems = (instance.exact for instance in Workbench().synthetic[::5])
    return [p for p in problems if p.schedule is not None and p.schedule.steps > 0]


def examples(claim, statement, problems, count=6):
    """The first problems that ``statement`` speaks of."""
    met = (p for p in problems if claim.applies_to(p) and (statement.when is None or statement.when.holds(p)))
    return list(islice(met, count))


def written(sizes, evaluate):
    """The leaves, with singular values where they are needed; None where square roots are: those are not over Q."""
    for spectral in (False, True):
        try:
            return leaves(sizes, False, evaluate, spectral)
        except NotRepresentable:
            continue
    return None


@pytest.mark.parametrize("claim", PROVED, ids=lambda claim: claim.id)
def test_the_terms_say_what_the_claim_says_on_exact_problems(claim, exact_problems):
    compared = 0
    for statement in (claim.statement, *claim.also, *([claim.condition] if claim.condition else [])):
        for p in examples(claim, statement, exact_problems):
            evaluate = Evaluator(p)
            sizes = TYPICAL[0] if p.n <= p.d else {**TYPICAL[3], "steps": TYPICAL[0]["steps"]}
            found = written(sizes, sides_of(statement))
            if found is None:
                continue
            leaf = next(one for one in found if all(evaluate(t) is answer for t, answer in one.path))
            said = [(evaluate(a), evaluate(b)) for a, _, b in leaf.value]
            sides = zip(listed(statement.left(p)), listed(statement.right(p)), strict=True)
            assert all(same(a, c) and same(b, d) for (a, b), (c, d) in zip(said, sides, strict=True)), statement.quantities
            compared += 1
    assert compared >= 5


@pytest.mark.parametrize("claim", PROVED, ids=lambda claim: claim.id)
def test_assumptions_as_terms_hold_where_the_assumptions_hold(claim, exact_problems):
    whens = [statement.when for statement in claim.also if statement.when is not None]
    for assumption in {a.name: a for a in (*claim.assumes, *whens)}.values():
        try:
            found = leaves(TYPICAL[0], False, lambda p, a=assumption: bool(a.holds(p)))
        except NotRepresentable:
            continue
        if len(found) == 1:  # a question of sizes, of which a typical size is one answer
            continue
        for p in exact_problems[::6]:
            evaluate = Evaluator(p)
            leaf = next(one for one in found if all(evaluate(t) is answer for t, answer in one.path))
            assert bool(leaf.value) is held(assumption, p), assumption.name


def held(assumption, p):
    """Whether the assumption holds; where Python cannot evaluate it, it does not."""
    try:
        return bool(assumption.holds(p))
    except (ValueError, ZeroDivisionError):
        return False


def same(a, b):
    return a == b if isinstance(a, Matrix) else (a - b) == 0


# certificates


def test_every_certificate_is_fresh():
    assert len(PROVED) >= 47
    for claim in PROVED:
        data = certificate.read(claim)
        assert data is not None, claim.id
        assert certificate.stale(claim, proposition(claim), certificate.proof_file(claim), data) == "", claim.id


def test_every_claim_without_a_proof_is_named_with_the_reason():
    _, _, table = (certificate.HERE / "TRUST.md").read_text(encoding="utf-8").partition("## What is out of reach")
    named = [name.strip() for line in table.splitlines() if line.startswith("| ") for name in line.split("|")[1].split(",")]
    assert sorted(named[1:]) == sorted(CLAIMS.keys() - {claim.id for claim in PROVED})


@pytest.mark.parametrize("claim", [claim for claim in CLAIMS.values() if claim not in PROVED], ids=lambda claim: claim.id)
def test_a_claim_without_a_proof_is_refused(claim):
    with pytest.raises(Refused):
        proposition(claim)


def test_the_table_of_slips_speaks_of_the_proofs_as_they_are_and_of_no_error():
    for name, row in slips.rows().items():
        assert slips.is_fresh(CLAIMS[name], row), name
        assert "FAILS" not in row, name


def test_a_row_of_another_proof_is_not_fresh():
    row = slips.rows()["O1"]
    assert slips.is_fresh(CLAIMS["O1"], row)
    assert not slips.is_fresh(CLAIMS["O2"], row)
    assert not slips.is_fresh(CLAIMS["O1"], None)


def test_no_proof_and_no_file_of_the_library_assumes_anything():
    for path in (*(certificate.HERE / "claims").glob("*.v"), *(certificate.HERE / "library").glob("*.v")):
        assert coq.forbidden(path.read_text(encoding="utf-8")) is None, path


def test_an_edited_proof_is_stale_on_every_machine(elsewhere, monkeypatch):
    monkeypatch.setattr(coq, "versions", lambda: None)
    path = elsewhere / "claims" / "O1.v"
    path.write_text(path.read_text() + "\n")
    result = run(CLAIMS["O1"])
    assert result.answer is Answer.UNDECIDED
    assert "stale: claims/O1.v" in result.note


def test_an_edited_library_is_stale_on_every_machine(elsewhere, monkeypatch):
    monkeypatch.setattr(coq, "versions", lambda: None)
    path = elsewhere / "library" / "Setting.v"
    path.write_text(path.read_text().replace("nearest (Xr p) (yr p) 0.", "nearest (Xr p) (yr p) (start p)."))
    assert "stale: library/Setting.v" in run(CLAIMS["O1"]).note


def test_a_certificate_for_another_digest_is_stale(elsewhere, monkeypatch):
    monkeypatch.setattr(coq, "versions", lambda: None)
    data = certificate.read(CLAIMS["O1"])
    certificate.write_json(elsewhere / "certificates" / "O1.json", {**data, "digest": "0" * 12})
    assert "stale: the digest" in run(CLAIMS["O1"]).note


def test_a_claim_edited_after_it_was_proved_is_stale(monkeypatch):
    monkeypatch.setattr(coq, "versions", lambda: None)
    edited = replace(CLAIMS["O1"], assumes=(noiseless,), controls=())
    assert "the statement" in run(edited).note


def test_a_mask_read_wrongly_is_stale_without_coq(monkeypatch):
    monkeypatch.setattr(coq, "versions", lambda: None)
    wrong = Terms._masked

    def misread(self, a, index):
        found = wrong(self, a, index)
        return found and type(found)(found.op, (("block_r", "block_f"), found.args[1]), found.dims)

    monkeypatch.setattr(Terms, "_masked", misread)
    assert "the statement" in run(CLAIMS["D4"]).note


def test_without_coq_nothing_is_agreed(monkeypatch):
    monkeypatch.setattr(coq, "versions", lambda: None)
    result = run(CLAIMS["O1"])
    assert result.answer is Answer.NOT_HERE
    assert result.votes == frozenset()
    assert result.note == "proved with Coq 8.16.1, not checked here"


def test_a_stale_certificate_turns_the_run_red_without_coq(elsewhere, monkeypatch):
    monkeypatch.setattr(coq, "versions", lambda: None)
    path = elsewhere / "claims" / "O7.v"
    assert fits(CLAIMS["O7"], run(CLAIMS["O7"]))
    path.write_text(path.read_text() + "\n")
    assert not fits(CLAIMS["O7"], run(CLAIMS["O7"]))
    (elsewhere / "claims" / "O1.v").unlink()
    assert not fits(CLAIMS["O1"], run(CLAIMS["O1"]))


def test_a_number_of_samples_that_an_assumption_fixes_is_stated():
    assert "nf = 1%N ->" in proposition(CLAIMS["O16"]).text
    assert "nf <> 1%N ->" in proposition(CLAIMS["O16a"]).text


SUMMARY = """CONTEXT SUMMARY
===============

* Theory: Set is predicative

* Axioms:
    mathcomp.algebra.matrix.Mx.mx
{}
* Constants/Inductives relying on type-in-type: {}
"""


def test_what_coqchk_lists_is_an_assumption_unless_it_is_a_parameter_of_mathcomp():
    assert coq.assumed(SUMMARY.format("", "<none>")) == ()
    assert coq.assumed(SUMMARY.format("    proofs.O1.cheat", "<none>")) == ("proofs.O1.cheat",)
    assert coq.assumed(SUMMARY.format("    Coq.Logic.Classical_Prop.classic", "<none>")) == ("Coq.Logic.Classical_Prop.classic",)
    assert "type-in-type" in coq.assumed(SUMMARY.format("", "\n    proofs.O1.main"))[-1]
    assert coq.assumed("") == ("coqchk gave no summary",)


def test_a_claim_without_a_proof_is_unavailable():
    assert run(a_claim(golden, golden)).answer is Answer.UNAVAILABLE
    assert rung.applies(a_claim(golden, golden)) == "there is no proof of it"
    assert rung.applies(CLAIMS["O1"]) == ""


def test_a_smuggled_axiom_is_named_without_coq():
    assert coq.forbidden("Axiom cheat : False.") == "Axiom"
    assert coq.forbidden("(* Axiom (* nested *) *) Lemma a : True. Proof. by []. Qed.") is None


# with Coq

HEAD = "From goldengap Require Import Inner Penrose Setting Facts.\nFrom statements Require Import mine.\n"


@needs_coq
def test_a_true_claim_is_proved():
    proof = HEAD + "Theorem proof : statement.\nProof. by move=> R d nr nf nt k p. Qed.\n"
    assert coq.check(proposition(a_claim(golden, golden)), "From mathcomp Require Import all_ssreflect all_algebra.\n" + proof) == ()


@needs_coq
def test_an_axiom_is_reported_by_the_kernel():
    proof = HEAD + "Axiom cheat : forall P : Prop, P.\nTheorem proof : statement.\nProof. exact: cheat. Qed.\n"
    told = coq.check(proposition(a_claim(golden, pretrained)), "From mathcomp Require Import all_ssreflect all_algebra.\n" + proof)
    assert any("cheat" in line for line in told)


@needs_coq
def test_a_proof_of_a_weaker_statement_is_no_proof():
    with pytest.raises(coq.NotProved, match="mine_check"):
        coq.check(proposition(a_claim(golden, pretrained)), HEAD + "Theorem proof : True. Proof. exact I. Qed.\n")


@needs_coq
def test_a_proof_that_says_statement_anew_is_no_proof():
    proof = HEAD + "Module Import mine. Definition statement := True. End mine.\nTheorem proof : statement. Proof. exact I. Qed.\n"
    with pytest.raises(coq.NotProved, match="mine_check"):
        coq.check(proposition(a_claim(golden, pretrained)), proof)


@needs_coq
def test_a_mask_read_wrongly_breaks_the_check_of_names(monkeypatch):
    stated = proposition(CLAIMS["D4"])
    wrong = stated.text.replace("keep (fun i => block_r p i || block_lap p i) (pretrained p).", "keep (block_r p) (pretrained p).")
    assert wrong != stated.text
    with pytest.raises(coq.NotProved):
        coq.check(replace(stated, text=wrong), certificate.proof_file(CLAIMS["D4"]).read_text())


@needs_coq
def test_a_proof_that_fails_decides_nothing(elsewhere):
    path = elsewhere / "claims" / "O1.v"
    path.write_text(path.read_text().replace("fine_tuned_stays", "fine_tuned_moves"))
    claim = CLAIMS["O1"]
    data = certificate.certificate_of(claim, proposition(claim), path, coq.versions(), ())
    certificate.write(claim, data)
    result = run(claim)
    assert result.answer is Answer.UNDECIDED
    assert result.note.startswith("not proved")


@needs_coq
@pytest.mark.parametrize(("claim_id", "found"), [("O1", Found.HOLDS), ("O3", Found.CONDITIONAL), ("O7", Found.REFUTED)])
def test_a_proved_claim_has_the_truth_that_its_proposition_says(claim_id, found):
    result = run(CLAIMS[claim_id])
    assert (result.found, result.note) == (found, "")


@needs_coq
@pytest.mark.parametrize("path", OWN, ids=lambda path: path.stem)
def test_the_tactic_proves_a_reviewers_own_claim(path):
    text, said = begun(proposition(claim_in(path)))
    assert said.endswith("proves it, as the file stands")
    assert "by projector_algebra." in text


@needs_coq
def test_the_tactic_proves_nothing_false():
    text, said = begun(proposition(a_claim(golden, pretrained)))
    assert "does not close it" in said
    assert "projector_algebra" not in text


@needs_coq
def test_a_proof_beside_a_claim_file_counts(tmp_path):
    path = tmp_path / "seen_alike.py"
    shutil.copy(OWN[1], path)
    claim = claim_in(path)
    assert not rung.run(claim, Workbench()).detail
    path.with_suffix(".v").write_text(skeleton(claim, "by projector_algebra.\n"))
    result = rung.run(claim, Workbench())
    assert (result.answer, result.found) == (Answer.AGREES, Found.HOLDS)
    assert result.detail["statement"] == certificate.sha256(proposition(claim).text)


@needs_coq
def test_coqchk_finds_no_axiom():
    found = list(check_all([CLAIMS["O1"], CLAIMS["D4"]], write=False))
    assert all(one.proved for one in found)
    again = check_again(found)
    assert again.proved, again.told


@needs_coq
def test_a_quick_try_accepts_the_claim_and_no_other_and_goes_on_after_one_that_took_too_long():
    honest = proposition(CLAIMS["O10"]).text
    with Toplevel(certificate.proof_file(CLAIMS["O10"]).read_text()) as top:
        for _ in range(2):
            top.tries(honest, coq.SECONDS)
            with pytest.raises(coq.NotProved, match="addrA"):
                top.tries(honest.replace("golden p", "pretrained p"), coq.SECONDS)
            with pytest.raises(coq.NotProved, match="not done after"):
                top.tries(honest, 0)


@needs_coq
def test_no_slip_of_o10_is_proved_that_is_false():
    found = slips.row(CLAIMS["O10"], Workbench())
    assert found.wrong == []
    assert found.counts[slips.BROKEN] >= 5


def test_the_command_prints_a_proposition_and_writes_a_skeleton(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(coq, "versions", lambda: None)
    assert main(["proofs", "state", "O1", "--skeleton", str(tmp_path / "mine.v")]) == 0
    assert "Definition statement" in capsys.readouterr().out
    assert "Theorem proof : statement." in (tmp_path / "mine.v").read_text()
    assert main(["proofs", "state", "S6"]) == 1
    assert main(["proofs", "state", str(tmp_path / "none.py")]) == 2


def test_consistent_labels_are_stated_by_what_python_evaluates():
    assert "(X p)^T *m pretrained p == y p ->" in proposition(a_claim(golden, golden, (consistent,))).text
