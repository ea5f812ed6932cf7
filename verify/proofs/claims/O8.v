(** M_t = (I - P_r) M + w_g. A and B have only r and lap coordinates; with distinct features A = B = w_g. *)
From mathcomp Require Import all_ssreflect all_algebra.
From goldengap Require Import Inner Penrose Setting Facts Algebra Witness.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.TTheory.
Local Open Scope ring_scope.
From statements Require Import O8.

Lemma zero_iff (R : realFieldType) m n (g b : 'M[R]_(m, n)) : g + b = g <-> b = 0.
Proof. by split=> [/eqP|->]; rewrite ?addr0 // -subr_eq0 addrAC subrr add0r => /eqP. Qed.

Theorem proof : statement.
Proof.
have about := distinct_is_distinct 0 0 0.
split; [|split; [|split; [|split; [|split; [|split; [|split; [|split; [|split]]]]]]]].
- by move=> R d nr nf nt k p all; rewrite !tuned_on_allE // !zero_iff.
- by example (distinct_example 0 0 0).
- by move=> R d nr nf nt k p all; rewrite !tuned_on_allE // ![golden p + _]addrC !addrK.
- by example (distinct_example 0 0 0).
- move=> R d nr nf nt k p all seen; rewrite !tuned_on_allE // /beyond_remaining.
  by rewrite option_a_seen // option_b_seen // !subrr !addr0.
- by example (distinct_example 0 0 0); split=> // /existsP[i]; rewrite (negbTE (forallP about i)).
- by move=> R d nr nf nt k p _ seen; apply: (beyond_seen seen); rewrite pretrainedE project_solve.
- by example (distinct_example 0 0 0); split=> // /existsP[i]; rewrite (negbTE (forallP about i)).
- example (distinct_example 0 0 0); split=> //.
  by rewrite option_a_distinct // option_b_distinct // goldenE /beyond_remaining project_solve subrr.
example overlap_example; split=> // -[] + _; rewrite /beyond_remaining.
have f : (Xr overlap_example)^T *m option_a overlap_example = yr overlap_example.
  by rewrite option_a_r; exact/consistent_r/one_consistent.
rewrite (golden_of f) overlap_golden /option_a overlap_pretrained keep2 /block_r /block_lap /= !mxE /= opp2 add2 zero2.
by move/eq2 => [].
Qed.
