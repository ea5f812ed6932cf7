(** Independent samples: no alpha > 0 changes the limit. *)
From mathcomp Require Import all_ssreflect all_algebra.
From goldengap Require Import Inner Penrose Setting Facts Algebra Objective Witness.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.TTheory.
Local Open Scope ring_scope.
From statements Require Import R7.

Theorem proof : statement.
Proof.
have about := distinct_independent 0 0 0.
split; [|split]; last by example (distinct_example 0 0 0).
  move=> false; have [wide _] := false _ _ _ _ _ _ (distinct_example 0 0 0) about.
  have pos : 0 < 1 + alpha (distinct_example 0 0 0) by [].
  set q := distinct_example 0 0 0 in about pos wide *.
  have [s _] := full_ends about (wrong q) (on_remaining q) (on_forgetting q pos).
  have [t _] := full_ends about (wrong q) (on_remaining q) (on_forgetting q ltr01).
  by apply: (wide isT); rewrite -!/(by_samples q _ _ _) s t.
move=> R d nr nf nt k p full; have [s t] := full_ends full (wrong p) (on_remaining p) (on_forgetting p ltr01).
by split=> _; rewrite -?/(by_samples _ _ _ _) -?/(by_features _ _ _ _) ?s ?t.
Qed.
