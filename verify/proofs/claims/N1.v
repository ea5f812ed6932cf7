(** Independent samples fit any labels. *)
From mathcomp Require Import all_ssreflect all_algebra.
From goldengap Require Import Inner Penrose Setting Facts Algebra Witness.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.TTheory.
Local Open Scope ring_scope.
From statements Require Import N1.

Theorem proof : statement.
Proof.
have about := distinct_independent 0 0 0.
split; [|split; [|split]]; try by example (distinct_example 0 0 0).
  move=> R d nr nf nt k p /full_rank_fits c; have f := consistent_r c.
  rewrite fine_tuned_stays //; split=> //; last exact: golden_of.
    by rewrite /remaining_loss loss_fits.
  by rewrite /unlearning_loss loss_fits ?consistent_f.
by move=> R d nr nf nt k p full _; have [] := leave_out_full_rank full.
Qed.
