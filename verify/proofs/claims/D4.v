(** X X^T is block diagonal: the r block of w_o solves the remaining problem alone. *)
From mathcomp Require Import all_ssreflect all_algebra.
From goldengap Require Import Inner Penrose Setting Facts Algebra Witness.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.TTheory.
Local Open Scope ring_scope.
From statements Require Import D4.

Theorem proof : statement.
Proof.
split; last by example (distinct_example 0 0 0); split; [exact: distinct_is_distinct | apply/eqP/distinct_consistent].
move=> R d nr nf nt k p dis /eqP c; have f := golden_fits (consistent_r c).
by split; rewrite ?option_a_distinct ?option_b_distinct ?fine_tuned_stays.
Qed.
