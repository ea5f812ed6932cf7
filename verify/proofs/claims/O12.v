(** range(X_r) and range(X_f) are orthogonal and P = P_r + P_f. *)
From mathcomp Require Import all_ssreflect all_algebra.
From goldengap Require Import Inner Penrose Setting Facts Algebra Witness.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.TTheory.
Local Open Scope ring_scope.
From statements Require Import O12.

Theorem proof : statement.
Proof.
split; last by example (distinct_example 0 0 0); split; [exact: distinct_is_distinct | apply/eqP/distinct_noiseless].
move=> R d nr nf nt k p dis /eqP e; have [er ef] := (fits_both p (teacher p)).1 e.
have own v : energy (Xf p) (keep (block_f p) v) = sqn ((Xf p)^T *m v) / nf%:R :> R by rewrite /energy mul_keep //; exact: Xf_f.
have P := P_distinct dis; split.
- by rewrite own /energy /beyond_remaining mulmxBr /project mulmxA Xf_Pr // mul0mx subr0.
- rewrite /retained /project P mulmxDl addrAC subrr add0r /sqn dot_mull proj_sym mulmxA proj_id //.
- by rewrite !own (consistent_f (noiseless_consistent e)) ef.
by rewrite /beyond_remaining option_a_distinct // goldenE project_solve subrr.
Qed.
