(** Small problems over the rationals: that assumptions are met by some data, and where claims that are false fail. *)
From mathcomp Require Import all_ssreflect all_algebra.
From goldengap Require Import Inner Penrose Setting Facts.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Recognized.
Variables (R : realFieldType) (d nr nf nt k : nat) (p : problem R d nr nf nt k).

(** What fits D and is a combination of samples is the pretrained model; likewise for the golden one. *)
Lemma pretrained_is_that w a b : (Xr p)^T *m w = yr p -> (Xf p)^T *m w = yf p -> w = Xr p *m a + Xf p *m b -> pretrained p = w.
Proof.
move=> fr ff e; rewrite -(@pretrained_of _ _ _ _ _ _ p w); last by apply/fits_both.
by rewrite /project e mulmxDr !mulmxA proj_Xr proj_Xf.
Qed.

Lemma golden_is_that w a : (Xr p)^T *m w = yr p -> w = Xr p *m a -> golden p = w.
Proof. by move=> f e; rewrite -(golden_of f) /project e mulmxA proj_X. Qed.
End Recognized.

(** One remaining and one forgetting sample with the teacher's labels, plus noise on the latter. Coordinates as they are used. *)
Section One.
Variables (d nt : nat) (x z w : 'M[rat]_(d.+1, 1)) (noise wrong : 'M[rat]_1) (t : 'I_nt -> 'I_1) (n : nat).

Lemma one_unused (a : 'M[rat]_(d.+1, 1)) i j : ~~ (a i 0 != 0) -> a i j = 0.
Proof. by rewrite negbK ord1 => /eqP. Qed.

Hypothesis ti : injective t.

Definition one : problem rat_realFieldType d.+1 1 1 nt 1 :=
  @Problem rat_realFieldType d.+1 1 1 nt 1 x z (x^T *m w) (z^T *m w + noise) t w (fun i => x i 0 != 0) (fun i => z i 0 != 0) 0 1 n
    wrong 1 1 isT ti (@one_unused x) (@one_unused z) ltr01 ltr01 ltr01.
End One.

Lemma id_inj1 : injective (@id 'I_1). Proof. by []. Qed.

Definition vec2 (a b : rat) : 'M[rat]_(2, 1) := \matrix_(i, _) (if val i == 0%N then a else b).
Definition vec1 (a : rat) : 'M[rat]_1 := a%:M.

(** X_r = e_1, X_f = e_2, w_* = (1, 1), noise u on y_f: distinct features, independent samples, D_t = D_r. *)
Definition distinct_example u v n := one (vec2 1 0) (vec2 0 1) (vec2 1 1) (vec1 u) (vec1 v) n id_inj1.

(** X_r = (1, 1), X_f = e_2, w_* = (1, 0): the second coordinate is shared, and X_r cannot reach it alone. *)
Definition overlap_example := one (vec2 1 1) (vec2 0 1) (vec2 1 0) 0 0 0 id_inj1.

(** X_r = X_f = w_* = 1. *)
Definition same_example := one (vec1 1) (vec1 1) (vec1 1) 0 0 0 id_inj1.

(** Entries of small matrices, one by one. *)
Ltac entries :=
  apply/matrixP; (repeat let i := fresh "i" in case=> [[|[|[|i]]] i]; try by case: i); rewrite !(mxE, big_ord_recl, big_ord0) /=.

Lemma mul1_2 (a b c e : rat) : (vec2 a b)^T *m vec2 c e = vec1 (a * c + b * e).
Proof. by rewrite /vec2 /vec1; apply/matrixP => i j; rewrite !ord1 !(mxE, big_ord_recl, big_ord0) /= addr0 mulr1n. Qed.

Lemma mul2_1 (a b c : rat) : vec2 a b *m vec1 c = vec2 (a * c) (b * c).
Proof.
by apply/matrixP => i j; rewrite !ord1 !(mxE, big_ord_recl, big_ord0) /= addr0 mulr1n; case: ifP.
Qed.

Lemma add2 (a b c e : rat) : vec2 a b + vec2 c e = vec2 (a + c) (b + e).
Proof. by apply/matrixP => i j; rewrite !mxE; case: ifP. Qed.

Lemma opp2 (a b : rat) : - vec2 a b = vec2 (- a) (- b).
Proof. by apply/matrixP => i j; rewrite !mxE; case: ifP. Qed.

Lemma scale2 (a b c : rat) : c *: vec2 a b = vec2 (c * a) (c * b).
Proof. by apply/matrixP => i j; rewrite !mxE; case: ifP. Qed.

Lemma eq2 (a b c e : rat) : vec2 a b = vec2 c e <-> a = c /\ b = e.
Proof.
split=> [/matrixP m|[-> ->] //]; have := m ord0 0; have := m (lift ord0 ord0) 0.
by rewrite !mxE /=.
Qed.

Lemma sqn2 (a b : rat) : sqn (vec2 a b) = a ^+ 2 + b ^+ 2.
Proof. by rewrite /sqn /dot !(big_ord_recl, big_ord0) !mxE /= !addr0 -!expr2. Qed.

Lemma sqn1 (a : rat) : sqn (vec1 a) = a ^+ 2.
Proof. by rewrite /sqn /dot !(big_ord_recl, big_ord0) !mxE /= !addr0 mulr1n -!expr2. Qed.

Lemma add1 (a b : rat) : vec1 a + vec1 b = vec1 (a + b). Proof. by rewrite /vec1 raddfD. Qed.
Lemma opp1 (a : rat) : - vec1 a = vec1 (- a). Proof. by rewrite /vec1 raddfN. Qed.
Lemma mul1 (a b : rat) : vec1 a *m vec1 b = vec1 (a * b). Proof. by rewrite /vec1 -scalar_mxM. Qed.
Lemma tr1 (a : rat) : (vec1 a)^T = vec1 a. Proof. exact: tr_scalar_mx. Qed.
Lemma eq1 (a b : rat) : vec1 a = vec1 b <-> a = b.
Proof. by split=> [/matrixP/(_ 0 0)|-> //]; rewrite !mxE !mulr1n. Qed.
Lemma zero1 : (0 : 'M[rat]_1) = vec1 0. Proof. by rewrite /vec1 raddf0. Qed.
Lemma zero2 : (0 : 'M[rat]_(2, 1)) = vec2 0 0. Proof. by apply/matrixP => i j; rewrite !mxE; case: ifP. Qed.

Definition small := (mul1_2, mul2_1, add2, opp2, scale2, add1, opp1, mul1, tr1, sqn1, sqn2, zero1, zero2).

Lemma keep2 (B : pred 'I_2) (a b : rat) : keep B (vec2 a b) = vec2 (if B ord0 then a else 0) (if B (lift ord0 ord0) then b else 0).
Proof. by apply/matrixP => i j; rewrite !mxE; case: (unliftP ord0 i) => [u ->|->] /=; rewrite ?ord1. Qed.

(** Independent samples. *)
Lemma two_independent u v n : \rank (X (distinct_example u v n)) = 2%N.
Proof.
apply/eqP; rewrite /X /=.
have e : row_mx (vec2 1 0) (vec2 0 1) = 1%:M :> 'M_2.
  apply/matrixP => i j; rewrite !mxE; case: splitP => j' e'; rewrite !mxE.
    by case: (unliftP ord0 i) => [i' ->|->]; rewrite -val_eqE /= e' !ord1.
  by case: (unliftP ord0 i) => [i' ->|->]; rewrite -val_eqE /= e' !ord1.
by rewrite [X in \rank X]e mxrank1.
Qed.

Lemma distinct_is_distinct u v n : [forall i, ~~ block_lap (distinct_example u v n) i].
Proof. by apply/forallP => i; rewrite /block_lap /= !mxE; case: ifP. Qed.

Lemma overlap_pretrained : pretrained overlap_example = vec2 1 0.
Proof.
by apply: (@pretrained_is_that _ _ _ _ _ _ _ _ (vec1 1) (vec1 (-1))); rewrite /= ?addr0 ?small.
Qed.

Lemma overlap_golden : golden overlap_example = vec2 (1 / 2%:R) (1 / 2%:R).
Proof. by apply: (@golden_is_that _ _ _ _ _ _ _ _ (vec1 (1 / 2%:R))); rewrite /= ?addr0 ?small. Qed.

Lemma distinct_pretrained u v n : pretrained (distinct_example u v n) = vec2 1 (1 + u).
Proof.
apply: (@pretrained_is_that _ _ _ _ _ _ _ _ (vec1 1) (vec1 (1 + u))); rewrite /= ?small /= ?mul1r ?mul0r ?addr0 ?add0r ?mulr0 //.
Qed.

Lemma distinct_golden u v n : golden (distinct_example u v n) = vec2 1 0.
Proof. by apply: (@golden_is_that _ _ _ _ _ _ _ _ (vec1 1)); rewrite /= ?small /= ?mul1r ?mul0r ?addr0. Qed.

Lemma same_pretrained : pretrained same_example = vec1 1.
Proof. by apply: (@pretrained_is_that _ _ _ _ _ _ _ _ (vec1 1) 0); rewrite /= ?addr0 ?small. Qed.

Lemma same_golden : golden same_example = vec1 1.
Proof. by apply: (@golden_is_that _ _ _ _ _ _ _ _ (vec1 1)); rewrite /= ?addr0 ?small. Qed.

(** Which assumptions the examples meet. *)
Lemma one_noiseless d nt x z w wrong t n (ti : injective t) : let p := @one d nt x z w 0 wrong t n ti in (X p)^T *m teacher p = y p.
Proof. by move=> p; apply/fits_both; rewrite /= addr0. Qed.

Lemma one_consistent d nt x z w wrong t n (ti : injective t) : let p := @one d nt x z w 0 wrong t n ti in (X p)^T *m pretrained p = y p.
Proof. by move=> p; apply: noiseless_consistent (one_noiseless _ _ _ _ _ _). Qed.

Lemma distinct_noiseless v n : let p := distinct_example 0 v n in (X p)^T *m teacher p = y p.
Proof. by move=> p; apply/fits_both; rewrite /= -zero1 addr0. Qed.

Lemma distinct_consistent u v n : let p := distinct_example u v n in (X p)^T *m pretrained p = y p.
Proof. by move=> p; rewrite distinct_pretrained; apply/fits_both; rewrite /= !small /= !(mul1r, mul0r, addr0, add0r). Qed.

Lemma distinct_independent u v n : (\rank (X (distinct_example u v n)))%:R == (1 + 1)%:R :> rat.
Proof. by rewrite two_independent. Qed.

Ltac example p := exists rat_realFieldType; do 5 eexists; exists p.

(** X_r = e_1, X_f = (1, 1), w_* = (1, 1): independent samples at 45 degrees. *)
Definition oblique_example n := one (vec2 1 0) (vec2 1 1) (vec2 1 1) 0 0 n id_inj1.

Lemma rank_two (x z a b : 'M[rat]_(2, 1)) :
  a^T *m x = vec1 1 -> a^T *m z = vec1 0 -> b^T *m x = vec1 0 -> b^T *m z = vec1 1 -> \rank (row_mx x z) = (1 + 1)%N.
Proof.
move=> ax az bx bz; apply/eqP/row_fullP; exists (col_mx a^T b^T).
by rewrite mul_col_row ax az bx bz -zero1 /vec1 -scalar_mx_block.
Qed.

Lemma oblique_independent n : (\rank (X (oblique_example n)))%:R == (1 + 1)%:R :> rat.
Proof. by rewrite (@rank_two _ _ (vec2 1 (-1)) (vec2 0 1)) ?small. Qed.

Lemma oblique_golden n : golden (oblique_example n) = vec2 1 0.
Proof. by apply: (@golden_is_that _ _ _ _ _ _ _ _ (vec1 1)); rewrite /= ?small. Qed.
