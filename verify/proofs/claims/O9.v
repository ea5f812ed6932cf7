(** X_r = (1, 1), X_f = e_2, w_* = (1, 0): UL(A) = 0, and UL(w_g) = 1/4. *)
From mathcomp Require Import all_ssreflect all_algebra.
From goldengap Require Import Inner Penrose Setting Facts Algebra Witness.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.TTheory.
Local Open Scope ring_scope.
From statements Require Import O9.

Lemma when_spanned : fact1.
Proof.
move=> R d nr nf nt k p /eqP e either; have [er ef] := (fits_both _ _).1 e; have c := noiseless_consistent e.
have [a t] : option_a p = golden p /\ (Xf p)^T *m keep (fun i => block_r p i || block_lap p i) (teacher p) = (Xf p)^T *m golden p.
  case: (boolP [exists i, block_lap p i]) => [/either s | ].
    by rewrite /option_a !spanned_golden // consistent_r.
  rewrite negb_exists => dis; rewrite option_a_distinct // Xf_golden // mul_keep0 // => i j.
  exact: Xf_in_r.
rewrite a; split=> //.
by rewrite /unlearning_loss (loss_teacher _ ef) /energy mulmxBr (Xf_split p (teacher p)) t addrAC subrr add0r.
Qed.

Theorem proof : statement.
Proof.
split; [|split]; last 2 first.
- exact: when_spanned.
- example (distinct_example 0 0 0); split; first exact/eqP/distinct_noiseless.
  by move=> /existsP[i]; rewrite (negbTE (forallP (distinct_is_distinct 0 0 0) i)).
move=> false; have [_] := false _ _ _ _ _ _ overlap_example (introT eqP (one_noiseless _ _ _ _ _ _)).
rewrite overlap_golden /option_a overlap_pretrained keep2 /block_r /block_lap /= !mxE /=.
by rewrite /unlearning_loss /loss /= addr0 !small.
Qed.
