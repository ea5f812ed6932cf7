(** The inner product of matrices, entry by entry, and the squared norm that it gives, over any ordered field. *)
From mathcomp Require Import all_ssreflect all_algebra.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.TTheory.
Local Open Scope ring_scope.

(** <A, B> = the sum over all entries of A_ij B_ij, the Frobenius inner product. *)
Definition dot (R : realFieldType) m n (A B : 'M[R]_(m, n)) : R := \sum_i \sum_j A i j * B i j.

(** ||A||^2. *)
Definition sqn (R : realFieldType) m n (A : 'M[R]_(m, n)) : R := dot A A.

Section Inner.
Variable R : realFieldType.
Implicit Types (m n p : nat) (a : R).

Lemma dotE m n (A B : 'M[R]_(m, n)) : dot A B = \tr (A^T *m B).
Proof.
rewrite /dot /mxtrace exchange_big /=; apply: eq_bigr => j _.
by rewrite mxE; apply: eq_bigr => i _; rewrite mxE.
Qed.

Lemma dotC m n (A B : 'M[R]_(m, n)) : dot A B = dot B A.
Proof. by apply: eq_bigr => i _; apply: eq_bigr => j _; rewrite mulrC. Qed.

Lemma dotDl m n (A B C : 'M[R]_(m, n)) : dot (A + B) C = dot A C + dot B C.
Proof. by rewrite !dotE linearD mulmxDl linearD. Qed.

Lemma dotNl m n (A C : 'M[R]_(m, n)) : dot (- A) C = - dot A C.
Proof. by rewrite !dotE linearN mulNmx linearN. Qed.

Lemma dotBl m n (A B C : 'M[R]_(m, n)) : dot (A - B) C = dot A C - dot B C.
Proof. by rewrite dotDl dotNl. Qed.

Lemma dotZl m n a (A C : 'M[R]_(m, n)) : dot (a *: A) C = a * dot A C.
Proof. by rewrite !dotE linearZ /= -scalemxAl linearZ. Qed.

Lemma dotDr m n (A B C : 'M[R]_(m, n)) : dot C (A + B) = dot C A + dot C B.
Proof. by rewrite !(dotC C) dotDl. Qed.

Lemma dotNr m n (A C : 'M[R]_(m, n)) : dot C (- A) = - dot C A.
Proof. by rewrite !(dotC C) dotNl. Qed.

Lemma dotBr m n (A B C : 'M[R]_(m, n)) : dot C (A - B) = dot C A - dot C B.
Proof. by rewrite !(dotC C) dotBl. Qed.

Lemma dotZr m n a (A C : 'M[R]_(m, n)) : dot C (a *: A) = a * dot C A.
Proof. by rewrite !(dotC C) dotZl. Qed.

Lemma dot0l m n (A : 'M[R]_(m, n)) : dot 0 A = 0.
Proof. by rewrite dotE trmx0 mul0mx linear0. Qed.

Lemma dot0r m n (A : 'M[R]_(m, n)) : dot A 0 = 0.
Proof. by rewrite dotC dot0l. Qed.

(** A factor moves to the other side as its transpose. *)
Lemma dot_mull m n p (A : 'M[R]_(m, n)) (B : 'M[R]_(n, p)) (C : 'M[R]_(m, p)) : dot (A *m B) C = dot B (A^T *m C).
Proof. by rewrite !dotE trmx_mul mulmxA. Qed.

Lemma dot_mulr m n p (A : 'M[R]_(m, n)) (B : 'M[R]_(n, p)) (C : 'M[R]_(m, p)) : dot C (A *m B) = dot (A^T *m C) B.
Proof. by rewrite dotC dot_mull dotC. Qed.

Lemma dot1r n (A : 'M[R]_n) : dot A 1%:M = \tr A.
Proof. by rewrite dotE mulmx1 mxtrace_tr. Qed.

Lemma sqn0 m n : sqn (0 : 'M[R]_(m, n)) = 0.
Proof. exact: dot0l. Qed.

Lemma sqnN m n (A : 'M[R]_(m, n)) : sqn (- A) = sqn A.
Proof. by rewrite /sqn dotNl dotNr opprK. Qed.

Lemma sqnZ m n a (A : 'M[R]_(m, n)) : sqn (a *: A) = a ^+ 2 * sqn A.
Proof. by rewrite /sqn dotZl dotZr mulrA expr2. Qed.

Lemma sqnD m n (A B : 'M[R]_(m, n)) : sqn (A + B) = sqn A + dot A B *+ 2 + sqn B.
Proof. by rewrite /sqn dotDl !dotDr [dot B A]dotC mulr2n !addrA. Qed.

Lemma sqnB m n (A B : 'M[R]_(m, n)) : sqn (A - B) = sqn A - dot A B *+ 2 + sqn B.
Proof. by rewrite sqnD sqnN dotNr mulNrn. Qed.

Lemma sqnBC m n (A B : 'M[R]_(m, n)) : sqn (A - B) = sqn (B - A).
Proof. by rewrite -sqnN opprB. Qed.

Lemma sqn_ge0 m n (A : 'M[R]_(m, n)) : 0 <= sqn A.
Proof. by apply: sumr_ge0 => i _; apply: sumr_ge0 => j _; rewrite -expr2 sqr_ge0. Qed.

Lemma sqn_eq0 m n (A : 'M[R]_(m, n)) : (sqn A == 0) = (A == 0).
Proof.
apply/eqP/eqP => [z|->]; last exact: sqn0.
have pos i j : 0 <= A i j * A i j by rewrite -expr2 sqr_ge0.
apply/matrixP => i j; rewrite mxE.
have zi : \sum_j0 A i j0 * A i j0 = 0.
  by apply: (psumr_eq0P (F := fun i0 => \sum_j0 A i0 j0 * A i0 j0)) z i isT => i0 _; apply: sumr_ge0.
have /eqP := psumr_eq0P (fun j0 _ => pos i j0) zi (i := j) isT.
by rewrite mulf_eq0 orbb => /eqP.
Qed.

Lemma sqn_eq0P m n (A : 'M[R]_(m, n)) : sqn A = 0 -> A = 0.
Proof. by move=> /eqP; rewrite sqn_eq0 => /eqP. Qed.

Lemma sqn_gt0 m n (A : 'M[R]_(m, n)) : (0 < sqn A) = (A != 0).
Proof. by rewrite lt_def sqn_ge0 andbT sqn_eq0. Qed.

(** A^T A B = 0 only where A B = 0. *)
Lemma gram_eq0 m n p (A : 'M[R]_(m, n)) (B : 'M[R]_(n, p)) : A^T *m (A *m B) = 0 -> A *m B = 0.
Proof. by move=> z; apply: sqn_eq0P; rewrite /sqn dot_mull z dot0r. Qed.

(** A vector orthogonal to another adds its square: Pythagoras. *)
Lemma pythagoras m n (A B : 'M[R]_(m, n)) : dot A B = 0 -> sqn (A + B) = sqn A + sqn B.
Proof. by rewrite sqnD => ->; rewrite mul0rn addr0. Qed.

End Inner.
