"""Words say what sides compute: no symbol that nothing reads, no assumption left out of a headline, and every repaired word with
the instance that had shown it false."""

import re
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from theory.arithmetic import RATIONAL, Matrix
from theory.ascent import ascended
from theory.designs import suite, thin
from theory.losses import remaining_loss, unlearning_loss
from theory.models import fine_tuned, golden, option_a, option_b, pretrained, projected
from theory.networks.interpolating import adam_first_steps, interpolating, off_by
from theory.problem import Problem
from theory.random_design import RandomDesign, reset_losses
from theory.regularizer import regularized
from theory.sequential import fourth_power_cosines, sequentially_pretrained, squared_cosines
from verify.assumptions import lap_seen, overlapping, spanning
from verify.assumptions import regularized as given
from verify.claim import Claim, Statement, weights
from verify.counterexample import problem_of
from verify.report.questions import QUESTIONS
from verify.validation.headline import SYMBOLS, reads, unread_symbols, unsaid_assumptions, words_of
from verify.validation.registry import load_claims

CLAIMS = {claim.id: claim for claim in load_claims()}
PINNED = [claim.counterexample() for claim in CLAIMS.values() if claim.counterexample is not None]
PROBLEMS = [*(d.problem for d in thin(suite(), 40)), *PINNED]
README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("claim_id", CLAIMS)
def test_every_symbol_of_a_claim_is_read_by_a_side(claim_id):
    assert unread_symbols(CLAIMS[claim_id], PROBLEMS) == []


@pytest.mark.parametrize("claim_id", CLAIMS)
def test_a_headline_carries_its_assumptions(claim_id):
    assert unsaid_assumptions(CLAIMS[claim_id]) == []


def stated(words, left, right=lambda p: p.zero, **more):
    claim = replace(CLAIMS["O14"], id="X", short=words, latex="", statement=Statement((weights("w"),), left, right), also=())
    return replace(claim, **more)


@pytest.mark.parametrize(
    ("words", "symbol"),
    [
        ("w_g for every alpha > 0", "alpha"),
        ("the limit at eta is w_g", "eta"),
        ("w_g tends to ridge as lambda -> 0", "lambda"),
        ("w_g is what y' gives", "y'"),
        ("descent from w_0 ends at w_g", "w_0"),
        ("w_k = w_g", "k steps"),
        ("w_g = P_r w_*", "w_*"),
        ("w_t = w_g", "D_t"),
        ("w_g ignores X_f", "D_f"),
        ("option A is w_g", "blocks"),
        ("w_g with momentum", "momentum"),
        ("any optimizer gives w_g", "any optimizer"),
        ("ascent diverges from w_g", "divergence"),
        ("ascent from anywhere is w_g", "any start"),
    ],
)
def test_a_symbol_that_no_side_reads_is_listed(words, symbol):
    assert symbol in unread_symbols(stated(words, golden), PROBLEMS)


def test_a_symbol_that_is_read_is_not_listed():
    assert unread_symbols(stated("w_t = w_g", fine_tuned), PROBLEMS) == []
    assert unread_symbols(stated("w_reg at alpha and y'", regularized, assumes=(given,)), PROBLEMS) == []
    assert unread_symbols(stated("y' = 0 gives w_g", golden), PROBLEMS) == []  # the words set y' themselves
    assert unread_symbols(stated("UL(w_g) = w_*", lambda p: p.teacher - golden(p) + p.x_f.solve(p.y_f)), PROBLEMS) == []


def test_parts_of_a_schedule_are_told_apart():
    asked = reads(stated("", lambda p: p.plan.start, lambda p: p.plan.start * p.regularized.decay), PROBLEMS[:40])
    assert {"schedule.start", "regularization.decay"} <= asked
    assert not asked & {"schedule.eta", "schedule.steps", "regularization.alpha", "regularization.wrong"}


def test_nothing_is_said_of_a_claim_that_could_not_be_evaluated():
    with pytest.raises(ValueError, match="`problems` must hold at least one on which claim O1 can be evaluated; received none of 0"):
        unread_symbols(CLAIMS["O1"], [])


def test_an_assumption_that_a_headline_drops_is_listed():
    assert unsaid_assumptions(replace(CLAIMS["R1"], short="every alpha > 0 ends at w_o + X G^-1 [0; y' - y_f]")) == ["full column rank"]
    assert unsaid_assumptions(replace(CLAIMS["O10"], short="projection is exact: P_r w_o = w_g")) == ["consistent"]


def test_every_symbol_has_a_name_of_its_own():
    assert len({symbol.name for symbol in SYMBOLS}) == len(SYMBOLS)


# ---- what was said and is not so


def o7_overlaps_and_matches() -> Problem:
    return problem_of([[1, 0], [1, 1], [0, 0]], [[0], [1], [1]], [1, 2, 3])


def test_overlap_alone_does_not_break_removal():
    """A4 and O7: "false as soon as features overlap"."""
    p = o7_overlaps_and_matches()
    assert overlapping.holds(p)
    assert fine_tuned(p, option_a(p)) == fine_tuned(p, option_b(p)) == golden(p)
    assert "as soon as features" not in README


def test_range_of_lap_directions_is_enough_and_r_directions_are_not_needed():
    """O8 and O9: X_r spans the lap direction and one of two r directions."""
    p = problem_of([[1, 0], [1, 0], [0, 1], [0, 0]], [[0], [0], [1], [1]], [1, 2, 3, 4])
    assert lap_seen.holds(p)
    assert not spanning.holds(p)
    assert fine_tuned(p, option_a(p)) == fine_tuned(p, option_b(p)) == golden(p)
    assert unlearning_loss(p, option_a(p)) == unlearning_loss(p, golden(p)) == 16


def test_ascent_stays_where_the_start_fits_d_f():
    """N16: "diverges from anywhere else": w_0 fits D_f and is not w_o."""
    p = problem_of([[1], [0]], [[0], [1]], [1, 1], schedule=([5, 1], "1/4", 3), regularization=([0], 1, 1))
    assert p.plan.start != pretrained(p)
    assert ascended(p) == p.plan.start


def test_the_sequence_does_not_keep_all_labels():
    """N13 and N7: "for all labels". One range twice, labels -1 and 1: every angle is 0, and D_f is lost."""
    p = problem_of([[1]], [[1]], [0], noise=[-1, 1])
    assert squared_cosines(p) == fourth_power_cosines(p)
    assert unlearning_loss(p, sequentially_pretrained(p)) == 4
    assert "all labels" not in words_of(CLAIMS["N13"])


def test_a_reset_model_tuned_on_more_samples_than_features_loses_nothing():
    """N6f: 1 - n_t / d is negative for n_t > d; the loss is 0."""
    assert reset_losses(RandomDesign(0, 2, 0, n_r=4, n_f=1, teacher=(1, 2), n_t=3)) == (0, 0)
    assert r"\min(n_t, d)" in CLAIMS["N6f"].latex


def test_adams_first_step_need_not_have_full_length():
    """N11: D_t = {x, -x}, labels off by the same amount: the loss is positive, the gradient of the linear network 0."""
    p = problem_of([[1, -1]], [[1]], [1], schedule=([0], "1/4", 1), regularization=([0], 1, 1))
    size = p.system.scalar(Fraction(1, 10**6))
    linear = interpolating(p)[0]
    assert (linear.predictions(p.x_t) - off_by(p, size)).sq_norm() > 0
    assert adam_first_steps(p, size, p.plan.eta)[0].sq_norm() == 0


def test_without_a_ridge_fine_tuning_may_forget_all_the_same():
    """N3: "at lambda = 0 it never does". Where rank X_r = d it ends at the golden model."""
    p = problem_of([[1]], [[1]], [0], noise=[1, -1])
    assert pretrained(p) != golden(p) == fine_tuned(p)


def test_the_control_of_o8_is_what_it_says():
    """It drops D_t = D_r alone: A_t is golden and B_t is not."""
    p = next(c.problem() for c in CLAIMS["O8"].controls if c.drops == "tuned on all")
    assert p.tuning == ()
    assert fine_tuned(p, option_a(p)) == golden(p) != fine_tuned(p, option_b(p))


def test_projection_needs_labels_that_some_weights_fit():
    """O10: "in every setting". Here the projection is as far from golden as w_o is, and plain fine-tuning is golden."""
    p = problem_of([[1]], [[1]], [0], noise=[1, -1])
    assert projected(p) == pretrained(p) != golden(p)
    assert fine_tuned(p) == golden(p)
    assert not re.search(r"in every\s+setting", README)


def test_a_tall_problem_shows_the_same_of_projection():
    rng = np.random.default_rng(0)
    x = Matrix.of(RATIONAL, rng.integers(-3, 4, (3, 12)).tolist())
    y = Matrix.of(RATIONAL, rng.integers(-3, 4, (12, 1)).tolist())
    p = Problem(x.columns(range(9)), x.columns(range(9, 12)), y.rows(range(9)), y.rows(range(9, 12)), tuple(range(9)))
    assert projected(p) == pretrained(p) != golden(p) == fine_tuned(p)


def test_the_regularizers_sentence_needs_full_column_rank():
    """A5 as it stood: X_r = X_f = 1, y = 1, y' = 2: u = 1, UL(w_g) = 0, and the UL of w_reg is neither."""
    p = problem_of([[1]], [[1]], [1], regularization=([2], 1, 1))
    assert RATIONAL.fraction(unlearning_loss(p, regularized(p))) == Fraction(1, 4)
    paragraph = README[README.index("In short, of the abstract") :].split("\n\n")[0]
    assert "full column rank" in paragraph
    assert "squared loss" in paragraph


def both_losses(p: Problem) -> tuple[Fraction, Fraction]:
    """UL(A) and UL(B_t)."""
    losses = (unlearning_loss(p, option_a(p)), unlearning_loss(p, fine_tuned(p, option_b(p))))
    return RATIONAL.fraction(losses[0]), RATIONAL.fraction(losses[1])


def test_the_masks_are_compared_fairly():
    """O15: both orders of UL(A) and UL(B_t) with D_t = D_r."""
    less = CLAIMS["O15"].counterexample()
    assert less.tuning == tuple(range(less.n_r))
    assert both_losses(less) == (0, Fraction(1, 4))
    more = problem_of([[1], [1], [0]], [[0], [1], [1]], [1, 0, 0])
    assert both_losses(more) == (Fraction(1, 9), Fraction(1, 36))
    assert remaining_loss(more, fine_tuned(more, option_b(more))) == 0


# ---- what a source says must be so

NOT_ASKED = ("noise", "Adam", "under-parameterized", "sequence", "strongly", "ridge", "cross-entropy")
"""What the four public reviews do not mention."""


def asked_by_reviews(claim: Claim) -> str:
    found = re.search(r"public reviews[^;]*", claim.source)
    return found.group() if found else ""


@pytest.mark.parametrize("claim_id", CLAIMS)
def test_a_source_credits_reviews_with_what_they_ask(claim_id):
    claim = CLAIMS[claim_id]
    assert not any(word in asked_by_reviews(claim) for word in NOT_ASKED)
    assert not re.search(r"(?<!public )reviewers? of", claim.source)


def test_questions_say_who_asks():
    asked = [q.text for q in QUESTIONS if not q.ours]
    assert not any(word in text for text in asked for word in NOT_ASKED)
    assert any("noise" in q.text for q in QUESTIONS if q.ours)


def test_squared_loss_says_that_the_paper_has_a_divergence():
    for claim_id in ("R1", "R2", "R3", "R4", "R5", "R9", "R10"):
        assert "KL term" in CLAIMS[claim_id].source, claim_id
    assert "arXiv:2410.08557" in CLAIMS["R4"].source
    assert "claimed by nobody" in CLAIMS["R7"].source


def test_no_submission_number_is_cited():
    root = Path(__file__).parents[1]
    texts = [*root.glob("*.md"), *root.glob("verify/**/*.py"), *root.glob("theory/**/*.py"), *root.glob("gpu_checks/**/*.py")]
    assert not [str(f) for f in texts if re.search(r"submission\s+\d{4}", f.read_text(encoding="utf-8"))]
