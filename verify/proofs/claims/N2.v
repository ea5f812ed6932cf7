(** w_t = (I - P_r) w_o + w_g; that w_o lies in the range is decided by ranks. *)
From mathcomp Require Import all_ssreflect all_algebra.
From goldengap Require Import Inner Penrose Setting Facts Algebra Witness.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.TTheory.
Local Open Scope ring_scope.
From statements Require Import N2.

Lemma key (R : realFieldType) d nr nf nt k (p : problem R d nr nf nt k) : nt = nr ->
  (fine_tuned p (pretrained p) = golden p <-> project (Xr p) (pretrained p) = pretrained p).
Proof.
move=> all; rewrite tuned_on_allE // /beyond_remaining; split=> [/eqP | ->]; last by rewrite subrr addr0.
by rewrite -subr_eq0 addrAC subrr add0r subr_eq0 => /eqP/esym.
Qed.

Lemma ranks (R : realFieldType) d n k (A : 'M[R]_(d, n)) (v : 'M[R]_(d, k)) :
  (\rank (row_mx A v))%:R = (\rank A)%:R :> R <-> project A v = v.
Proof. by rewrite -rank_beside; split=> [/eqP | ->] //; rewrite eqr_nat => /eqP. Qed.

Lemma everything (R : realFieldType) d n k (A : 'M[R]_(d, n)) (v : 'M[R]_(d, k)) : (\rank A)%:R == d%:R :> R -> project A v = v.
Proof.
rewrite eqr_nat => /eqP r; apply/rank_beside/eqP; rewrite eqn_leq r rank_leq_row /=.
by rewrite -[X in (X <= _)%N]r -[in X in (X <= _)%N](row_mxKl A v) -[X in lsubmx X]mulmx1 -[1%:M]hsubmxK mul_mx_row row_mxKl mxrankM_maxl.
Qed.

Theorem proof : statement.
Proof.
have full : (\rank (Xr same_example))%:R == 1%:R :> rat by rewrite /= /vec1 mxrank1.
split; [|split; [|split; [|split; [|split; [|split; [|split]]]]]]; try by example same_example.
- by move=> R d nr nf nt k p all; rewrite key // ranks.
- by move=> R d nr nf nt k p all; rewrite tuned_on_allE // addrC addKr.
- move=> R d nr nf nt k p all r; have -> : fine_tuned p (pretrained p) = golden p by apply/key/everything.
  by [].
- by example same_example; split=> //; apply/ranks/everything.
example (distinct_example 0 0 0); split=> // /ranks.
have c := consistent_r (distinct_consistent 0 0 0); rewrite (golden_of c) distinct_golden distinct_pretrained.
by move/eq2 => [].
Qed.
