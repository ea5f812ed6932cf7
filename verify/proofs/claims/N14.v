(** X_r = e_1, X_f = e_2, w_* = (1, 1), noise 1 on y_f: UL(w_g) = 4, the formula says 1. *)
From mathcomp Require Import all_ssreflect all_algebra.
From goldengap Require Import Inner Penrose Setting Facts Algebra Witness.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.TTheory.
Local Open Scope ring_scope.
From statements Require Import N14.

Theorem proof : statement.
Proof.
have noisy : (X (distinct_example 1 0 0))^T *m teacher (distinct_example 1 0 0) != y (distinct_example 1 0 0).
  by apply/eqP => /fits_both[_] /=; rewrite !small => /eq1.
have full := distinct_independent 1 0 0.
split; [|split; [|split; [|split]]]; try by example (distinct_example 1 0 0).
- move=> false; have := false _ _ _ _ _ _ (distinct_example 1 0 0) full noisy.
  have t : (Xr (distinct_example 1 0 0))^T *m teacher (distinct_example 1 0 0) = yr (distinct_example 1 0 0) by [].
  rewrite /beyond_remaining (golden_of t) distinct_golden /unlearning_loss /loss /energy /= !small.
  by [].
- move=> R d nr nf nt k p f _; have [G S e] := leave_out_full_rank f.
  by split=> //; split=> //; rewrite -e /unlearning_loss /loss -sqnN opprB.
move=> R d nr nf nt k p _ _; rewrite nearest0 solve_tr.
by rewrite (@loss_teacher _ _ _ _ _ _ _ (teacher p)).
Qed.
