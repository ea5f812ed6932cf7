(** P_r w = w_g for every w with X_r^T w = y_r. *)
From mathcomp Require Import all_ssreflect all_algebra.
From goldengap Require Import Inner Penrose Setting Facts Algebra Witness.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.TTheory.
Local Open Scope ring_scope.
From statements Require Import O10.

Theorem proof : statement.
Proof.
split; last by example (distinct_example 0 0 0); apply/eqP/distinct_consistent.
move=> R d nr nf nt k p /eqP/consistent_r c.
have g : projected p = golden p by apply: golden_of.
split; rewrite ?g //.
- by rewrite /project -addrA mulmxDr mulmxBr !mulmxA PrP subrr addr0; exact: golden_of.
- exact/fine_tuned_stays/(golden_fits c).
by apply: golden_of; rewrite option_a_r.
Qed.
