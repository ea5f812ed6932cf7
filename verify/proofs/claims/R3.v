(** UL(w_reg) = u and UL(w_t) = 0: |u - g| < g says 0 < u < 2 g. *)
From mathcomp Require Import all_ssreflect all_algebra.
From goldengap Require Import Inner Penrose Setting Facts Algebra Objective Descent Witness.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.TTheory.
Local Open Scope ring_scope.
From statements Require Import R3.

Lemma positive_part (R : realFieldType) (v : R) : (if 0 < v then v <> 0 else 0 <> 0 :> R) <-> 0 < v.
Proof. by case: ltP => [pos | //]; split=> // _; apply/eqP/lt0r_neq0. Qed.

Section Key.
Variables (R : realFieldType) (d nr nf nt k : nat) (p : problem R d nr nf nt k).
Hypothesis full : (\rank (X p))%:R == (nr + nf)%:R :> R.
Let u := sqn (wrong p - yf p) / nf%:R.
Let g := unlearning_loss p (golden p).

Lemma g_ge0 : 0 <= g. Proof. by rewrite /g /unlearning_loss /loss divr_ge0 ?sqn_ge0 ?ler0n. Qed.

Lemma gap_tuned : gap_in_loss p (fine_tuned p (pretrained p)) = g.
Proof.
have c := full_rank_fits full; rewrite fine_tuned_stays ?consistent_r // /gap_in_loss.
by rewrite {1}/unlearning_loss loss_fits ?consistent_f // sub0r normrN ger0_norm ?g_ge0.
Qed.

Lemma gap_limit : gap_in_loss p (limit p (wrong p)) = `|u - g|.
Proof. by rewrite /gap_in_loss {1}/unlearning_loss /loss limit_f. Qed.

Lemma room : (0 < gap_in_loss p (fine_tuned p (pretrained p)) - gap_in_loss p (limit p (wrong p))) =
  (0 < (if 2%:R * g - u < u then 2%:R * g - u else u)).
Proof.
rewrite gap_tuned gap_limit subr_gt0 ltr_distl subrr mulr_natl mulr2n.
case: (ltP (g + g - u) u) => l.
  rewrite subr_gt0; apply/andP/idP => [[] // | lt]; split=> //.
  by apply: lt_trans l; rewrite subr_gt0.
apply/andP/idP => [[] // | pos]; split=> //.
by apply: (@lt_le_trans _ _ (u + u)); rewrite ?ltr_addl // -ler_subr_addr.
Qed.

Lemma left_out : sqn (leave_out ((X p)^T *m X p) (y p)) / nf%:R = g.
Proof. by have [_ _ <-] := leave_out_full_rank full; rewrite /g /unlearning_loss /loss -sqnN opprB. Qed.
End Key.

Lemma condition (R : realFieldType) (a b : R) :
  (if b < a then if 0 < b then b <> 0 else 0 <> 0 :> R else if 0 < a then a <> 0 else 0 <> 0 :> R) <-> 0 < (if b < a then b else a).
Proof. by case: ifP => _; exact: positive_part. Qed.

Theorem proof : statement.
Proof.
have main_holds : main.
  move=> R d nr nf nt k p full; have [s t] := full_ends full (wrong p) (on_remaining p) (on_forgetting p (alpha_pos p)).
  have [G S _] := leave_out_full_rank full.
  by split=> _; rewrite -?/(by_samples p _ _ _) -?/(by_features p _ _ _) ?s ?t positive_part room // left_out // condition; split=> [//|[_ [_]] //].
have u0 : sqn (wrong (distinct_example 0 1 0) - yf (distinct_example 0 1 0)) / 1%:R = 0 by rewrite /= !small.
have u1 : sqn (wrong (distinct_example 0 0 0) - yf (distinct_example 0 0 0)) / 1%:R = 1 by rewrite /= !small.
have g1 v : unlearning_loss (distinct_example 0 v 0) (golden (distinct_example 0 v 0)) = 1.
  by rewrite distinct_golden /unlearning_loss /loss /= !small.
have full v := distinct_independent 0 v 0.
split=> //; split; [|split; [|split; [|split]]].
- by example (distinct_example 0 0 0).
- move=> R d nr nf nt k p full' [_ [_ none]]; rewrite leNgt -subr_gt0 -/(limit p (wrong p)) room // -left_out //.
  by move: none; case: ifP => _ none; apply/negP => pos; move: (none pos); rewrite gt_eqF.
- example (distinct_example 0 1 0); have [G S _] := leave_out_full_rank (full 1).
  by split=> //; split=> //; split=> //; rewrite left_out // g1 u0.
- example (distinct_example 0 0 0); have [G S _] := leave_out_full_rank (full 0).
  by split=> //; split=> //; split=> //; rewrite left_out // g1 u1.
example (distinct_example 0 1 0); split=> // -[_ [_]]; rewrite left_out // g1 u0.
by [].
Qed.
