(** w_o interpolates D, so it interpolates every D_t and is its own nearest interpolator. *)
From mathcomp Require Import all_ssreflect all_algebra.
From goldengap Require Import Inner Penrose Setting Facts Algebra Witness.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.TTheory.
Local Open Scope ring_scope.
From statements Require Import O1.

Theorem proof : statement.
Proof.
split; last by example (distinct_example 0 0 0); apply/eqP/distinct_consistent.
move=> R d nr nf nt k p /eqP c; rewrite fine_tuned_stays ?(consistent_r c) //.
by split; rewrite // ?/remaining_loss ?/unlearning_loss loss_fits ?(consistent_r c) ?(consistent_f c).
Qed.
