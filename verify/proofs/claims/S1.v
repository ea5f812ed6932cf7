(** w - w_o is orthogonal to range(X), where w_o lies: Pythagoras. *)
From mathcomp Require Import all_ssreflect all_algebra.
From goldengap Require Import Inner Penrose Setting Facts Algebra Witness.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.TTheory.
Local Open Scope ring_scope.
From statements Require Import S1.

Theorem proof : statement.
Proof.
split; last by example (distinct_example 0 0 0); apply/eqP/distinct_noiseless.
move=> R d nr nf nt k p /eqP e; have [er ef] := (fits_both p (teacher p)).1 e.
have two n (A : 'M[R]_(d, n)) y (w s : 'M_(d, k)) : A^T *m w = y -> sqn (w - s) = sqn (nearest A y s - s) + sqn (w - nearest A y s).
  move=> f; rewrite (nearest_teacher s f) addrAC subrr add0r opprD addrA -pythagoras; first by rewrite [X in _ = sqn X]addrC subrK.
  by rewrite /project dot_mull proj_sym mulmxBr mulmxA proj_id subrr dot0r.
split.
- by rewrite -[in LHS](subr0 (teacher p)); exact: two _ (X p) (y p) _ 0 e.
- by rewrite -[in LHS](subr0 (teacher p)); exact: two _ (Xr p) (yr p) _ 0 er.
by exact: two _ (Xt p) (yt p) _ (option_a p) (fits_tuned er).
Qed.
