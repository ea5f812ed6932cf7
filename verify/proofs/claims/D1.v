(** As O1; that features are distinct is not used. *)
From mathcomp Require Import all_ssreflect all_algebra.
From goldengap Require Import Inner Penrose Setting Facts Algebra Witness.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.TTheory.
Local Open Scope ring_scope.
From statements Require Import D1.

Theorem proof : statement.
Proof.
split; last by example (distinct_example 0 0 0); split; [exact: distinct_is_distinct | apply/eqP/distinct_consistent].
move=> R d nr nf nt k p _ /eqP c; rewrite fine_tuned_stays ?(consistent_r c) //.
by split; rewrite // ?/remaining_loss ?/unlearning_loss loss_fits ?(consistent_r c) ?(consistent_f c).
Qed.
