(** In the coordinates of the singular vectors a step multiplies by 1 - 2 eta s_i / n. *)
From mathcomp Require Import all_ssreflect all_algebra.
From goldengap Require Import Inner Penrose Setting Facts Algebra Objective Descent Witness Spectrum.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.TTheory.
Local Open Scope ring_scope.
From statements Require Import S5.

Theorem proof : statement.
Proof.
split; last first.
  by example (distinct_example 0 0 0); exists [:: 1]; split; [exact: spectrum_e1 | split; [exact/eqP/distinct_consistent | exact: e1_rank]].
move=> R d nr nf nt k p s spec /eqP/consistent_r fits some.
split=> steps; rewrite some ?expr0 ?mul1r //.
set rate := foldl _ _ _; have above := largest_ge (fun x => `|1 - 2%:R * eta p * x / nr%:R|) (s := s).
rewrite exprM; apply: (residual_shrinks fits spec _ (sqr_ge0 _)) => x /above le.
by rewrite -[X in X <= _]real_normK ?num_real // ler_expn2r ?nnegrE ?normr_ge0 ?largest_ge0 // mulrAC.
Qed.
