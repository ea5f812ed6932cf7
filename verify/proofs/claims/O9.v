(** X_r = (1, 1), X_f = e_2, w_* = (1, 0): UL(A) = 0, and UL(w_g) = 1/4. *)
From mathcomp Require Import all_ssreflect all_algebra.
From goldengap Require Import Inner Penrose Setting Facts Algebra Witness.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.TTheory.
Local Open Scope ring_scope.
From statements Require Import O9.

Lemma when_seen : fact1.
Proof.
move=> R d nr nf nt k p /eqP e seen; have [er ef] := (fits_both _ _).1 e.
rewrite option_a_golden // ?consistent_r ?(noiseless_consistent e) //; split=> //.
have pX : project (X p) (Xf p) = Xf p by exact: proj_Xf.
rewrite /unlearning_loss (loss_teacher _ ef) -(golden_of er) /energy -tr_keep -(beyond_seen seen pX) /beyond_remaining /project.
by rewrite [(_ - _)^T]linearB /= trmx_mul proj_sym mulmxBl -mulmxA mulmxBr.
Qed.

Theorem proof : statement.
Proof.
split; [|split]; last 2 first.
- exact: when_seen.
- example (distinct_example 0 0 0); split; first exact/eqP/distinct_noiseless.
  by move=> /existsP[i]; rewrite (negbTE (forallP (distinct_is_distinct 0 0 0) i)).
move=> false; have [_] := false _ _ _ _ _ _ overlap_example (introT eqP (one_noiseless _ _ _ _ _ _)).
rewrite overlap_golden /option_a overlap_pretrained keep2 /block_r /block_lap /= !mxE /=.
by rewrite /unlearning_loss /loss /= addr0 !small.
Qed.
