(** RL(A) = 0, because X_r has no f coordinate; RL(B_t) is O6. *)
From mathcomp Require Import all_ssreflect all_algebra.
From goldengap Require Import Inner Penrose Setting Facts Algebra Witness.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.TTheory.
Local Open Scope ring_scope.
From statements Require Import O18.

Theorem proof : statement.
Proof.
split; [|split; [|split]].
- move=> R d nr nf nt k p /eqP e; have [er ef] := (fits_both _ _).1 e.
  have -> : remaining_loss p (option_a p) = 0.
    by rewrite /remaining_loss loss_fits // option_a_r consistent_r // (noiseless_consistent e).
  split=> //; rewrite subr0 /remaining_loss (loss_teacher _ er).
  by rewrite [fine_tuned p _](nearest_teacher _ (fits_tuned er)) opprD addrA.
- by example (distinct_example 0 0 0); apply/eqP/distinct_noiseless.
- move=> R d nr nf nt k p /eqP/fits_both[er ef] all.
  by rewrite /remaining_loss loss_fits // tuned_on_all // (nearest_fits _ er).
by example (distinct_example 0 0 0); split; [apply/eqP/distinct_noiseless|].
Qed.
