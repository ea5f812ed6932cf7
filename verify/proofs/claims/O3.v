(** X_f^T w_g = X_f^T P_r w_*, so the loss is 0 exactly when every forgetting label is predicted. *)
From mathcomp Require Import all_ssreflect all_algebra.
From goldengap Require Import Inner Penrose Setting Facts Algebra Witness.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.TTheory.
Local Open Scope ring_scope.
From statements Require Import O3.

Theorem proof : statement.
Proof.
have key R d nr nf nt k (p : problem R d nr nf nt k) : (X p)^T *m teacher p = y p ->
  unlearning_loss p (golden p) <> 0 <-> yf p <> (Xf p)^T *m project (Xr p) (teacher p).
  move=> /fits_both[er ef]; rewrite (golden_of er) /unlearning_loss /loss.
  have nz : (nf%:R : R) != 0 by rewrite pnatr_eq0 -lt0n; case/and4P: (sizes_pos p).
  split=> ne e; apply: ne; first by rewrite -e subrr sqn0 mul0r.
  move/eqP: e; rewrite mulf_eq0 invr_eq0 (negbTE nz) orbF sqn_eq0 subr_eq0 => /eqP/esym.
  by [].
split; [|split; [|split]].
- by move=> R d nr nf nt k p /eqP; exact: key.
- by example (distinct_example 0 0 0); apply/eqP/distinct_noiseless.
- example (distinct_example 0 0 0); split; first exact/eqP/distinct_noiseless.
  have [er _] := (fits_both _ _).1 (distinct_noiseless 0 0).
  rewrite (golden_of er) distinct_golden /= !small => /eq1.
  by [].
example same_example; split; first exact/eqP/one_noiseless.
have [er _] := (fits_both _ _).1 (one_noiseless (vec1 1) (vec1 1) (vec1 1) 0 0 id_inj1).
by rewrite (golden_of er) same_golden /= addr0.
Qed.
