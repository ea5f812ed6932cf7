(** X_r = (1, 1), X_f = e_2, w_* = (1, 0): A_t = A = w_o = (1, 0), and w_g = (1/2, 1/2). *)
From mathcomp Require Import all_ssreflect all_algebra.
From goldengap Require Import Inner Penrose Setting Facts Algebra Witness.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.TTheory.
Local Open Scope ring_scope.
From statements Require Import O7.

Theorem proof : statement.
Proof.
split; [|split].
- move=> false; have [] := false _ _ _ _ _ _ overlap_example (introT eqP (one_noiseless _ _ _ _ _ _)) erefl.
  have c := one_consistent (vec2 1 1) (vec2 0 1) (vec2 1 0) 0 0 id_inj1.
  rewrite fine_tuned_stays; last by rewrite option_a_r; exact: consistent_r.
  rewrite overlap_golden /option_a overlap_pretrained keep2 /block_r /block_lap /= !mxE /= => /eq2[].
  by [].
- move=> R d nr nf nt k p _ all seen; rewrite !tuned_on_allE // /beyond_remaining.
  by rewrite option_a_seen // option_b_seen // !subrr !addr0.
example (distinct_example 0 0 0); split; first exact/eqP/distinct_noiseless.
by split=> // /existsP[i]; rewrite (negbTE (forallP (distinct_is_distinct 0 0 0) i)).
Qed.
