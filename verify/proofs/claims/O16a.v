(** X_r = (2, 2, 0), X_f = [[0, 0], [0, 1], [1, 1]], w_* = (1, -2, 2): UL(A) = 4, and UL(w_g) = 17/8. *)
From mathcomp Require Import all_ssreflect all_algebra.
From goldengap Require Import Inner Penrose Setting Facts Algebra Witness.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.TTheory.
Local Open Scope ring_scope.
From statements Require Import O16a.

(** Three coordinates. *)
Definition vec3 (a b c : rat) : 'M[rat]_(3, 1) := \matrix_(i, _) (if val i == 0%N then a else if val i == 1%N then b else c).

Lemma mul1_3 a b c e f g : (vec3 a b c)^T *m vec3 e f g = vec1 (a * e + b * f + c * g).
Proof. by apply/matrixP => i j; rewrite !ord1 !(mxE, big_ord_recl, big_ord0) /= addr0 mulr1n addrA. Qed.

Lemma mul3_1 a b c e : vec3 a b c *m vec1 e = vec3 (a * e) (b * e) (c * e).
Proof. by apply/matrixP => i j; rewrite !ord1 !(mxE, big_ord_recl, big_ord0) /= addr0 mulr1n; do 2 case: ifP => // _. Qed.

Lemma add3 a b c e f g : vec3 a b c + vec3 e f g = vec3 (a + e) (b + f) (c + g).
Proof. by apply/matrixP => i j; rewrite !mxE; do 2 case: ifP => // _. Qed.

Definition r := vec3 2%:R 2%:R 0.
Definition f := row_mx (vec3 0 0 1) (vec3 0 1 1).
Definition w := vec3 1 (- 2%:R) 2%:R.
Definition uses_r : pred 'I_3 := fun i => val i != 2%N.
Definition uses_f : pred 'I_3 := fun i => val i != 0%N.

Lemma unused_in_r i j : ~~ uses_r i -> r i j = 0.
Proof. by rewrite negbK mxE => /eqP ->. Qed.

Lemma unused_in_f i j : ~~ uses_f i -> f i j = 0.
Proof. by rewrite negbK mxE => /eqP e; case: split => a; rewrite mxE e. Qed.

Definition q : problem rat_realFieldType 3 1 2 1 1 :=
  @Problem rat_realFieldType 3 1 2 1 1 r f (r^T *m w) (f^T *m w) id w uses_r uses_f 0 1 0 0 1 1 isT id_inj1
    unused_in_r unused_in_f ltr01 ltr01 ltr01.

Lemma noiseless : (X q)^T *m teacher q = y q.
Proof. exact/fits_both. Qed.

Lemma q_pretrained : pretrained q = w.
Proof.
apply: (@pretrained_is_that _ _ _ _ _ _ _ _ (vec1 (1 / 2%:R)) (col_mx (vec1 5%:R) (vec1 (- 3%:R)))) => //=.
by rewrite mul_row_col !mul3_1 !add3.
Qed.

Lemma q_golden : golden q = vec3 (- 1 / 2%:R) (- 1 / 2%:R) 0.
Proof. by apply: (@golden_is_that _ _ _ _ _ _ _ _ (vec1 (- 1 / 4%:R))); rewrite /= ?mul1_3 ?mul3_1. Qed.

Lemma q_blocks : [exists i, block_lap q i] /\ [exists i, block_f q i].
Proof. by split; apply/existsP; [exists (lift ord0 ord0) | exists ord_max]. Qed.

(** The residuals of two samples. *)
Lemma two (v u : 'M[rat]_(1, 1)) : sqn (col_mx v u) = sqn v + sqn u.
Proof. by rewrite /sqn !dotE tr_col_mx mul_row_col linearD. Qed.

Lemma loss_of a b c : unlearning_loss q (vec3 a b c) = ((c - 2%:R) ^+ 2 + (b + c) ^+ 2) / 2%:R.
Proof.
have e : f^T *m vec3 a b c - f^T *m w = col_mx (vec1 (c - 2%:R)) (vec1 (b + c)) :> 'M_(1 + 1, 1).
  rewrite /f tr_row_mx !mul_col_mx opp_col_mx add_col_mx !mul1_3 !opp1 !add1 !mul0r !mul1r !add0r.
  by rewrite addNr subr0.
have -> : unlearning_loss q (vec3 a b c) = sqn (f^T *m vec3 a b c - f^T *m w : 'M_(1 + 1, 1)) / 2%:R by [].
by rewrite e two !sqn1.
Qed.

Theorem proof : statement.
Proof.
have about : (X q)^T *m teacher q == y q by exact/eqP/noiseless.
split; [|split; [|split; [|split]]].
- move=> false; have := false _ _ _ _ _ _ q about (fun e => notF (introT eqP e)) q_blocks.
  have -> : option_a q = vec3 1 (- 2%:R) 0.
    rewrite /option_a q_pretrained; apply/matrixP => i j; rewrite !mxE /block_r /block_lap /= /uses_r /uses_f.
    by case: i => [[|[|[|i]]] l].
  by rewrite q_golden !loss_of.
- by move=> R d nr nf nt k p /eqP/noiseless_consistent c _ _; rewrite option_a_loss.
- by example q; do 2 split=> //; exact: q_blocks.
- move=> R d nr nf nt k p /eqP/fits_both[er ef] _ _.
  by rewrite /unlearning_loss (loss_teacher _ ef) -(golden_of er).
by example q; do 2 split=> //; exact: q_blocks.
Qed.
