(** On the top singular direction a step multiplies by 1 - 2 eta s_0 / n, which is -3 or below at twice the threshold. *)
From mathcomp Require Import all_ssreflect all_algebra.
From goldengap Require Import Inner Penrose Setting Facts Algebra Objective Descent Witness Spectrum.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.TTheory.
Local Open Scope ring_scope.
From statements Require Import S4.

Section Steps.
Variables (R : realFieldType) (d nr nf nt k : nat) (p : problem R d nr nf nt k) (s : seq R).
Hypotheses (spec : spectrum (Xr p) s) (differ : sorted [rel x z | x != z] s) (some : (0 < \rank (Xr p))%N).

Lemma size_pos : 0 < sqn (Xr p).
Proof. by rewrite sqn_gt0 -mxrank_eq0 -lt0n. Qed.

Lemma top_pos : 0 < s`_0.
Proof. by case: spec => _ pos [V ortho eX]; apply: (allP pos); exact: some_value eX some. Qed.

(** A step size eta with a = 2 eta / n. *)
Section Step.
Variables (eta b : R).
Hypotheses (pe : 0 < eta) (b1 : 1 <= b) (ab : 1 + b <= 2%:R * eta / nr%:R * s`_0).

Lemma step_fine : eta != eta / 2%:R.
Proof. by rewrite gt_eqF // ltr_pdivr_mulr ?ltr0n // mulr_natr mulr2n ltr_addl. Qed.

Lemma step_rate : largest (fun x => `|1 - 2%:R * eta * x / nr%:R|) s = 2%:R * eta / nr%:R * s`_0 - 1.
Proof.
case: spec => down pos [V ortho eX]; apply: (rate_at_top pos eX down _ _ some).
  by rewrite divr_ge0 ?ler0n // mulr_ge0 ?ler0n // ltW.
by apply: le_trans ab; rewrite -[2%:R]/(1 + 1) ler_add2l.
Qed.

Lemma rate_ge : b <= largest (fun x => `|1 - 2%:R * eta * x / nr%:R|) s.
Proof. by rewrite step_rate ler_subr_addl. Qed.

Lemma grows c i : 0 <= c -> c <= largest (fun x => `|1 - 2%:R * eta * x / nr%:R|) s ->
  sqn (top (Xr p) s (start p - nearest (Xr p) (yr p) (start p))) * c ^+ (2 * i) <=
  sqn (iter i (fun w => w - eta *: gradient (Xr p) (yr p) w) (start p) - nearest (Xr p) (yr p) (start p)).
Proof.
move=> pc; rewrite step_rate => le; case: spec => down pos [V ortho eX]; rewrite errors.
apply: le_trans (top_grows pos ortho eX down differ _ _ _ some); rewrite ler_wpmul2l ?sqn_ge0 //.
by rewrite -[1 - _]opprB !exprM sqrrN !ler_expn2r ?nnegrE ?exprn_ge0 // (le_trans pc).
Qed.
End Step.

Definition far := (2%:R + eta p * sqn (Xr p) / nr%:R) * nr%:R * (\rank (Xr p))%:R / sqn (Xr p).

Lemma twice : 2%:R <= 2%:R + eta p * sqn (Xr p) / nr%:R.
Proof. by rewrite ler_addl divr_ge0 ?ler0n // mulr_ge0 ?sqn_ge0 // ltW ?eta_pos. Qed.

Lemma far_pos : 0 < far.
Proof. by rewrite divr_gt0 ?size_pos // !mulr_gt0 ?(nr_pos p) ?ltr0n // (lt_le_trans _ twice) ?ltr0n. Qed.

Lemma far_large : 1 + 3%:R <= 2%:R * far / nr%:R * s`_0.
Proof.
case: spec => down pos [V ortho eX].
have one : 1 <= (\rank (Xr p))%:R / sqn (Xr p) * s`_0 by rewrite mulrAC ler_pdivl_mulr ?size_pos // mul1r; exact: size_by_top pos ortho eX down.
rewrite /far -(mulrA _ (_%:R) _^-1) [_ * nr%:R * _]mulrAC mulrA mulfK ?gt_eqF ?(nr_pos p) // -!mulrA.
have -> : 1 + 3%:R = 2%:R * (2%:R * 1) :> R by rewrite mulr1 -natrM -mulrS.
by rewrite ler_pmul2l ?ltr0n //; apply: ler_pmul; rewrite ?ler0n ?ler01 // mulrA ?twice //.
Qed.

Section Near.
Variable h : R.
Hypothesis h1 : 1 <= h.

Lemma near_pos : 0 < nr%:R / s`_0 * h.
Proof. by rewrite mulr_gt0 ?divr_gt0 ?(nr_pos p) ?top_pos // (lt_le_trans ltr01). Qed.

Lemma near_large : 1 + h <= 2%:R * (nr%:R / s`_0 * h) / nr%:R * s`_0.
Proof.
rewrite [nr%:R / _ * h]mulrAC -[nr%:R * h / _]mulrA [nr%:R * _]mulrC mulrA mulfK ?gt_eqF ?(nr_pos p) // mulrA divfK ?gt_eqF ?top_pos //.
by rewrite mulr_natl mulr2n ler_add2r.
Qed.
End Near.
End Steps.

Lemma edge (R : realFieldType) : 1 <= (2 ^ 20 + 1)%:R / (2 ^ 20)%:R :> R.
Proof. by rewrite ler_pdivl_mulr ?ltr0n ?expn_gt0 // mul1r ler_nat leq_addr. Qed.

Lemma an_example : exists (R : realFieldType) (d nr nf nt k : nat) (p : problem R d nr nf nt k) (s : seq R),
  spectrum (Xr p) s /\ ((0 < (\rank (Xr p))%:R :> R) /\ sorted [rel x z | x != z] s).
Proof. by example (distinct_example 0 0 0); exists [:: 1]; split; [exact: spectrum_e1 | split=> //; exact: e1_rank]. Qed.

Theorem proof : statement.
Proof.
split.
  move=> R d nr nf nt k p s spec [some differ]; have r := some; rewrite ltr0n in r.
  have ge := rate_ge spec r (far_pos r) (ler1n _ 3) (far_large spec r).
  have pr := lt_le_trans (ltr0Sn _ 2) ge.
  have q i := grows spec differ r (far_pos r) (ler1n _ 3) (far_large spec r) i (ltW pr) (lexx _).
  have more : 1 < 2%:R + eta p * sqn (Xr p) / nr%:R by apply: lt_le_trans (twice p); rewrite ltr1n.
  split=> _; (split; first by rewrite gt_eqF); split=> //; split=> //; (split; first by rewrite gt_eqF ?size_pos);
    (split; first exact: far_pos); (split; first exact: step_fine (far_pos r)).
    by rewrite ler_pdivl_mulr ?exprn_gt0 //; exact: q.
  by rewrite expr0 divr1; have := q 0%N; rewrite muln0 expr0 mulr1.
split; first exact: an_example.
split.
  move=> R d nr nf nt k p s spec [some differ]; have r := some; rewrite ltr0n in r; rewrite some.
  split; first by apply: lt_le_trans (twice p); rewrite ltr1n.
  split; first by rewrite gt_eqF ?size_pos.
  by have ge := rate_ge spec r (far_pos r) (ler1n _ 3) (far_large spec r).
split; first exact: an_example.
split.
  move=> R d nr nf nt k p s [down pos [V ortho eX]] [some differ]; have r := some; rewrite ltr0n in r.
  split; first by rewrite gt_eqF.
  by split=> //; have e := top_idem pos ortho eX down differ (start p - nearest (Xr p) (yr p) (start p)) r.
split; first exact: an_example.
split.
  move=> R d nr nf nt k p s spec [some differ]; have r := some; rewrite ltr0n in r; split=> //.
  by have ge := rate_ge spec r (near_pos spec r (edge R)) (edge R) (near_large spec r (edge R)).
split; first exact: an_example.
split; last exact: an_example.
move=> R d nr nf nt k p s spec [some differ]; have r := some; rewrite ltr0n in r.
have pn := near_pos spec r (edge R); have ln := near_large spec r (edge R).
have q i := grows spec differ r pn (edge R) ln i (le_trans ler01 (edge R)) (rate_ge spec r pn (edge R) ln).
split=> _; (split; first by rewrite gt_eqF); split=> //; split=> //; (split; first exact: step_fine pn); first exact: q.
by have := q 0%N; rewrite muln0.
Qed.
