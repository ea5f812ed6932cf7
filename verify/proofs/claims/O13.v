(** Block elimination. *)
From mathcomp Require Import all_ssreflect all_algebra.
From goldengap Require Import Inner Penrose Setting Facts Algebra Witness.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.TTheory.
Local Open Scope ring_scope.
From statements Require Import O13.

Theorem proof : statement.
Proof.
split; last by example (distinct_example 0 0 0); exact: distinct_independent.
move=> R d nr nf nt k p full; have [G S e] := leave_out_full_rank full.
by split=> //; split=> //; split=> //; rewrite -e /unlearning_loss /loss -sqnN opprB.
Qed.
