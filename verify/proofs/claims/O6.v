(** y_t = X_t^T w_*, so the correction is P_t (w_* - B). *)
From mathcomp Require Import all_ssreflect all_algebra.
From goldengap Require Import Inner Penrose Setting Facts Algebra Witness.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.TTheory.
Local Open Scope ring_scope.
From statements Require Import O6.

Theorem proof : statement.
Proof.
split; [|split; [|split]].
- move=> R d nr nf nt k p /eqP/fits_both[er ef].
  have bt : fine_tuned p (option_b p) = option_b p + project (Xt p) (teacher p - option_b p).
    exact/nearest_teacher/fits_tuned.
  by split; rewrite // ?/remaining_loss ?/unlearning_loss (loss_teacher _ er, loss_teacher _ ef) bt opprD addrA.
- by example (distinct_example 0 0 0); apply/eqP/distinct_noiseless.
- move=> R d nr nf nt k p /eqP/fits_both[er ef] all.
  by rewrite /remaining_loss loss_fits // tuned_on_all // (nearest_fits _ er).
by example (distinct_example 0 0 0); split; [apply/eqP/distinct_noiseless|].
Qed.
