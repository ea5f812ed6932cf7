(** w_g = P_r w_*; X_r has no f coordinate and X_f no r coordinate. *)
From mathcomp Require Import all_ssreflect all_algebra.
From goldengap Require Import Inner Penrose Setting Facts Algebra Witness.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.TTheory.
Local Open Scope ring_scope.
From statements Require Import O2.

Theorem proof : statement.
Proof.
split; last by example (distinct_example 0 0 0); apply/eqP/distinct_noiseless.
move=> R d nr nf nt k p /eqP/fits_both[er ef].
have ul : unlearning_loss p (golden p) = energy (Xf p) (beyond_remaining p (teacher p)).
  by rewrite /unlearning_loss (loss_teacher _ ef) -(golden_of er).
split=> //; first by rewrite /remaining_loss loss_fits ?(golden_fits er).
rewrite ul /energy /beyond_remaining !mulmxBr (mul_keep _ (@Xf_lapf _ _ _ _ _ _ p)).
rewrite -[project (Xr p) (keep _ _)]solve_tr (mul_keep _ (@Xr_rlap _ _ _ _ _ _ p)) solve_tr.
by rewrite -sqnN opprB.
Qed.
