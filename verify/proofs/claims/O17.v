(** w_o - w_g lies in range(Z), and X_f^T (w_o - w_g) = Z^T (w_o - w_g). *)
From mathcomp Require Import all_ssreflect all_algebra.
From goldengap Require Import Inner Penrose Setting Facts Algebra Witness.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.TTheory.
Local Open Scope ring_scope.
From statements Require Import O17.

Lemma step : main.
Proof.
move=> R d nr nf nt k p /eqP c; rewrite -(consistent_f c) -mulmxBr.
by apply: new_known; [exact: step_inside | exact: step_unseen].
Qed.

Theorem proof : statement.
Proof.
have about := distinct_consistent 0 0 0.
split; [exact: step | split; [|split]].
- by example (distinct_example 0 0 0); apply/eqP.
- move=> R d nr nf nt k p c full; have [u s <-] := leave_out_full_rank full; do 2 split=> //.
  by rewrite -step // opprB addrC subrK.
by example (distinct_example 0 0 0); split; [apply/eqP | exact: distinct_independent].
Qed.
