(** The gradient of the objective is 2 X W r; multiply the step by X^T. *)
From mathcomp Require Import all_ssreflect all_algebra.
From goldengap Require Import Inner Penrose Setting Facts Algebra Objective Descent Witness.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.TTheory.
Local Open Scope ring_scope.
From statements Require Import R5.

Theorem proof : statement.
Proof.
move=> R d nr nf nt k p; have last (w : 'M[R]_(d, k)) : (Xf p)^T *m w - yf p = dsubmx ((X p)^T *m w - col_mx (yr p) (wrong p)) + wrong p - yf p.
  by rewrite tr_X opp_col_mx add_col_mx col_mxKd subrK.
split=> _; last by split=> //; rewrite /unlearning_loss /loss last.
have path := residual_path p (1 / nr%:R) (alpha p / nf%:R)
  (eta p / (1 + eta p * dot (row_mx ((1 / nr%:R) *: Xr p) ((alpha p / nf%:R) *: Xf p)) (X p))) (wrong p) (steps p) (pretrained p).
by split=> //; rewrite /unlearning_loss /loss last path.
Qed.
