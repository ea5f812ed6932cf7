(** The gradient at w is (2 / n) X X^T (w - w_inf), because w_inf satisfies the normal equations. *)
From mathcomp Require Import all_ssreflect all_algebra.
From goldengap Require Import Inner Penrose Setting Facts Algebra Objective Descent Witness.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.TTheory.
Local Open Scope ring_scope.
From statements Require Import S3.

Theorem proof : statement.
Proof.
move=> R d nr nf nt k p; split=> _.
  by rewrite iterate_closed_form /beyond_remaining -iterate_closed_form iterate_inside subrr.
by rewrite /beyond_remaining subrr /project mulmx0 subrr.
Qed.
