(** P = P_r + P_f, an orthogonal sum. *)
From mathcomp Require Import all_ssreflect all_algebra.
From goldengap Require Import Inner Penrose Setting Facts Algebra Witness.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.TTheory.
Local Open Scope ring_scope.
From statements Require Import D3.

Theorem proof : statement.
Proof.
split; last by example (distinct_example 0 0 0); split; [exact: distinct_is_distinct | apply/eqP/distinct_noiseless].
move=> R d nr nf nt k p dis /eqP e; have [er ef] := (fits_both p (teacher p)).1 e.
have s : pretrained p = golden p + project (Xf p) (teacher p).
  by rewrite -(pretrained_of e) -(golden_of er) /project P_distinct // mulmxDl.
split=> //.
  by rewrite -(golden_of er) /project dot_mull proj_sym mulmxA Pr_Pf // mul0mx dot0r.
by rewrite /gap_in_weights s addrAC subrr add0r.
Qed.
