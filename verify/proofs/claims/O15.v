(** X_r = X_f = w_* = 1 with D_t empty: A = w_o and UL(A) = 0, B = 0 and UL(B_t) = 1. *)
From mathcomp Require Import all_ssreflect all_algebra.
From goldengap Require Import Inner Penrose Setting Facts Algebra Witness.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.TTheory.
Local Open Scope ring_scope.
From statements Require Import O15.

Theorem proof : statement.
Proof.
have own R d nr nf nt k (p : problem R d nr nf nt k) : (X p)^T *m pretrained p = y p ->
  energy (Xf p) (keep (block_f p) (pretrained p)) = unlearning_loss p (option_a p).
  move=> c; rewrite /unlearning_loss /loss -(consistent_f c) (Xf_split p (pretrained p)) /option_a.
  by rewrite opprD addrA subrr sub0r sqnN.
split; [|split; [|split; [|split]]].
- move=> false; have := false _ _ _ _ _ _ untuned_example (introT eqP (one_noiseless _ _ _ _ _ _)).
  have -> : option_b untuned_example = 0.
    by apply: keep_none => i; rewrite ord1 /block_r /= !mxE.
  rewrite /fine_tuned nearest_stays; last by apply/matrixP => -[].
  rewrite -own; last exact: one_consistent.
  rewrite keep_none; last by move=> i; rewrite ord1 /block_f /= !mxE.
  rewrite /energy mulmx0 sqn0 mul0r /unlearning_loss /loss mulmx0 sub0r sqnN /= addr0 !small.
  by [].
- move=> R d nr nf nt k p /eqP e dis.
  have f := golden_fits (consistent_r (noiseless_consistent e)).
  by rewrite option_a_distinct // option_b_distinct // fine_tuned_stays.
- by example (distinct_example 0 0 0); split; [exact/eqP/distinct_noiseless | exact: distinct_is_distinct].
- by move=> R d nr nf nt k p /eqP/noiseless_consistent/own.
by example (distinct_example 0 0 0); exact/eqP/distinct_noiseless.
Qed.
