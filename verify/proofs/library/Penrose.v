(** The Moore-Penrose inverse: it satisfies Penrose's four equations, and nothing else does. *)
From mathcomp Require Import all_ssreflect all_algebra.
From goldengap Require Import Inner.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory.
Local Open Scope ring_scope.

(** Penrose's four equations: B is the pseudo-inverse of A. *)
Definition penrose (R : realFieldType) m n (A : 'M[R]_(m, n)) (B : 'M[R]_(n, m)) :=
  [/\ A *m B *m A = A, B *m A *m B = B, (A *m B)^T = A *m B & (B *m A)^T = B *m A].

Section Existence.
Variable R : realFieldType.

Lemma penrose_unique m n (A : 'M[R]_(m, n)) (B C : 'M[R]_(n, m)) : penrose A B -> penrose A C -> B = C.
Proof.
move=> [b1 b2 b3 b4] [c1 c2 c3 c4].
have e : A *m B = A *m C.
  rewrite -[LHS]b3 -[in LHS]c1 -(mulmxA (A *m C)) trmx_mul b3 c3.
  by rewrite mulmxA b1.
have f : B *m A = C *m A.
  rewrite -[LHS]b4 -[in LHS]c1 -(mulmxA A C A) mulmxA trmx_mul b4 c4.
  by rewrite -mulmxA (mulmxA A B A) b1.
by rewrite -b2 f -mulmxA e mulmxA c2.
Qed.

(** The Gram matrix of independent columns is invertible. *)
Lemma gram_unit m r (C : 'M[R]_(m, r)) : row_full C -> C^T *m C \in unitmx.
Proof.
move=> /row_fullP[D DC]; rewrite -row_free_unit -kermx_eq0; apply/eqP.
have z : (C^T *m C) *m (kermx (C^T *m C))^T = 0.
  by apply: trmx_inj; rewrite trmx_mul trmxK trmx0 trmx_mul trmxK mulmx_ker.
have := gram_eq0 (eq_trans (mulmxA _ _ _) z).
move/(congr1 (mulmx D)); rewrite mulmxA DC mul1mx mulmx0 => /(congr1 trmx).
by rewrite trmxK trmx0.
Qed.

Definition pinv_def m n (A : 'M[R]_(m, n)) : 'M[R]_(n, m) :=
  (row_base A)^T *m invmx (row_base A *m (row_base A)^T) *m (invmx ((col_base A)^T *m col_base A) *m (col_base A)^T).

(** With A = C B, the columns of C and the rows of B independent, B^T (B B^T)^-1 (C^T C)^-1 C^T satisfies the equations. *)
Lemma penrose_factors m r n (C : 'M[R]_(m, r)) (B : 'M[R]_(r, n)) : row_full C -> row_free B ->
  penrose (C *m B) (B^T *m invmx (B *m B^T) *m (invmx (C^T *m C) *m C^T)).
Proof.
move=> fC fB; have uC := gram_unit fC.
have uB : B *m B^T \in unitmx.
  by rewrite -[X in X *m B^T]trmxK; apply: gram_unit; rewrite /row_full mxrank_tr.
set M := B *m B^T in uB *; set G := C^T *m C in uC *.
have sM : (invmx M)^T = invmx M by rewrite trmx_inv trmx_mul trmxK.
have sG : (invmx G)^T = invmx G by rewrite trmx_inv trmx_mul trmxK.
have e1 : C *m B *m (B^T *m invmx M *m (invmx G *m C^T)) = C *m invmx G *m C^T.
  by rewrite !mulmxA -(mulmxA C B) -/M -(mulmxA C M) mulmxV // mulmx1.
have e2 : B^T *m invmx M *m (invmx G *m C^T) *m (C *m B) = B^T *m invmx M *m B.
  by rewrite !mulmxA -(mulmxA _ C^T C) -/G -(mulmxA _ (invmx G) G) mulVmx // mulmx1.
split.
- by rewrite e1 -!mulmxA (mulmxA C^T C B) -/G (mulmxA (invmx G)) mulVmx // mul1mx.
- by rewrite e2 -!mulmxA (mulmxA B B^T) -/M (mulmxA M) mulmxV // mul1mx.
- by rewrite e1 !trmx_mul trmxK sG mulmxA.
- by rewrite e2 !trmx_mul trmxK sM mulmxA.
Qed.

Lemma pinv_def_penrose m n (A : 'M[R]_(m, n)) : penrose A (pinv_def A).
Proof.
by rewrite -[X in penrose X]mulmx_base; apply: penrose_factors; [exact: col_base_full | exact: row_base_free].
Qed.

End Existence.

(** A^+. Sealed: all that is known of it is that it satisfies Penrose's equations. *)
Fact seal : unit. Proof. by []. Qed.
Definition pinv := locked_with seal (fun (R : realFieldType) m n (A : 'M[R]_(m, n)) => pinv_def A).
Arguments pinv {R m n} A : rename.

Lemma pinvP (R : realFieldType) m n (A : 'M[R]_(m, n)) : penrose A (pinv A).
Proof. rewrite /pinv unlock; exact: pinv_def_penrose. Qed.

(** (X^T)^+ b: the shortest least-squares solution w of X^T w = b. *)
Definition solve (R : realFieldType) d n k (X : 'M[R]_(d, n)) (b : 'M[R]_(n, k)) : 'M[R]_(d, k) := pinv X^T *m b.

(** X X^+, the orthogonal projector onto range(X). *)
Definition proj (R : realFieldType) d n (X : 'M[R]_(d, n)) : 'M[R]_d := locked_with seal (X *m pinv X).

(** X X^+ v, the orthogonal projection of v onto range(X). *)
Definition project (R : realFieldType) d n k (X : 'M[R]_(d, n)) (v : 'M[R]_(d, k)) : 'M[R]_(d, k) := proj X *m v.

Section Projectors.
Variable R : realFieldType.
Implicit Types (d n m k : nat).

Lemma pinv_eq m n (A : 'M[R]_(m, n)) B : penrose A B -> pinv A = B.
Proof. exact/penrose_unique/pinvP. Qed.

Lemma projE d n (X : 'M[R]_(d, n)) : proj X = X *m pinv X.
Proof. by rewrite /proj unlock. Qed.

Lemma pinv_tr m n (A : 'M[R]_(m, n)) : pinv A^T = (pinv A)^T.
Proof.
apply: pinv_eq; case: (pinvP A) => a1 a2 a3 a4; split.
- by rewrite -trmx_mul -trmx_mul mulmxA a1.
- by rewrite -trmx_mul -trmx_mul mulmxA a2.
- by rewrite -trmx_mul a4.
- by rewrite -trmx_mul a3.
Qed.

Lemma pinvT_mul d n (X : 'M[R]_(d, n)) : pinv X^T *m X^T = proj X.
Proof. by rewrite pinv_tr -trmx_mul projE; case: (pinvP X). Qed.

Lemma proj_sym d n (X : 'M[R]_(d, n)) : (proj X)^T = proj X.
Proof. by rewrite projE; case: (pinvP X). Qed.

Lemma proj_id d n (X : 'M[R]_(d, n)) : proj X *m proj X = proj X.
Proof. by rewrite projE mulmxA; case: (pinvP X) => ->. Qed.

(** P X = X. *)
Lemma proj_X d n (X : 'M[R]_(d, n)) : proj X *m X = X.
Proof. by rewrite projE; case: (pinvP X). Qed.

(** X^T P = X^T. *)
Lemma tr_proj d n (X : 'M[R]_(d, n)) : X^T *m proj X = X^T.
Proof. by rewrite -[proj X]proj_sym -trmx_mul proj_X. Qed.

Lemma proj_pinvT d n (X : 'M[R]_(d, n)) : proj X *m pinv X^T = pinv X^T.
Proof. by rewrite -pinvT_mul; case: (pinvP X^T). Qed.

(** Two matrices with one range have one projector: range(A) within range(X) says P_X A = A. *)
Lemma proj_within d n m (X : 'M[R]_(d, n)) (A : 'M[R]_(d, m)) : proj X *m A = A -> proj X *m proj A = proj A.
Proof. by move=> e; rewrite projE [proj A]projE mulmxA -projE e. Qed.

Lemma within_proj d n m (X : 'M[R]_(d, n)) (A : 'M[R]_(d, m)) : proj X *m A = A -> proj A *m proj X = proj A.
Proof. by move=> e; rewrite -[proj A]proj_sym -[proj X]proj_sym -trmx_mul proj_within. Qed.

Lemma proj_same d n m (X : 'M[R]_(d, n)) (A : 'M[R]_(d, m)) : proj X *m A = A -> proj A *m X = X -> proj A = proj X.
Proof. by move=> e f; rewrite -(within_proj e) proj_within. Qed.

Lemma proj_unique d n (X : 'M[R]_(d, n)) (P : 'M[R]_d) Z : P^T = P -> P *m X = X -> P = X *m Z -> P = proj X.
Proof.
move=> sP PX e; have PP : proj X *m P = P by rewrite e mulmxA proj_X.
have : P *m proj X = proj X by rewrite projE mulmxA PX.
by move=> /(congr1 trmx); rewrite trmx_mul proj_sym sP PP.
Qed.

(** Solving. *)
Lemma solve_tr d n k (X : 'M[R]_(d, n)) (w : 'M[R]_(d, k)) : solve X (X^T *m w) = project X w.
Proof. by rewrite /solve /project mulmxA pinvT_mul. Qed.

Lemma project_solve d n k (X : 'M[R]_(d, n)) (b : 'M[R]_(n, k)) : project X (solve X b) = solve X b.
Proof. by rewrite /solve /project mulmxA proj_pinvT. Qed.

Lemma proj_solve d n k (X : 'M[R]_(d, n)) (b : 'M[R]_(n, k)) : proj X *m solve X b = solve X b.
Proof. exact: project_solve. Qed.

Lemma solveD d n k (X : 'M[R]_(d, n)) (a b : 'M[R]_(n, k)) : solve X (a + b) = solve X a + solve X b.
Proof. exact: mulmxDr. Qed.

Lemma solveN d n k (X : 'M[R]_(d, n)) (b : 'M[R]_(n, k)) : solve X (- b) = - solve X b.
Proof. exact: mulmxN. Qed.

Lemma solveB d n k (X : 'M[R]_(d, n)) (a b : 'M[R]_(n, k)) : solve X (a - b) = solve X a - solve X b.
Proof. exact: mulmxBr. Qed.

Lemma solve0 d n k (X : 'M[R]_(d, n)) : solve X (0 : 'M[R]_(n, k)) = 0.
Proof. exact: mulmx0. Qed.

(** The normal equations: X X^T (X^T)^+ b = X b. *)
Lemma normal_equations d n k (X : 'M[R]_(d, n)) (b : 'M[R]_(n, k)) : X *m (X^T *m solve X b) = X *m b.
Proof.
rewrite /solve (mulmxA X^T).
case: (pinvP X^T) => p1 _ p3 _.
by rewrite mulmxA -[X *m _]trmxK trmx_mul p3 p1 trmxK.
Qed.

(** What satisfies the normal equations and lies in range(X) is the solution. *)
Lemma solve_unique d n k (X : 'M[R]_(d, n)) (b : 'M[R]_(n, k)) w : X *m (X^T *m w) = X *m b -> proj X *m w = w -> w = solve X b.
Proof.
move=> e r; apply/eqP; rewrite -subr_eq0; apply/eqP.
have z : X^T *m (w - solve X b) = 0.
  apply: gram_eq0; rewrite trmxK mulmxBr mulmxBr e normal_equations subrr //.
have : proj X *m (w - solve X b) = 0 by rewrite -pinvT_mul -mulmxA z mulmx0.
by rewrite mulmxBr r proj_solve.
Qed.

(** Independent columns can be given any values. *)
Lemma fits_any d n k (X : 'M[R]_(d, n)) (b : 'M[R]_(n, k)) : \rank X = n -> X^T *m solve X b = b.
Proof.
move=> rX; have /row_freeP[D DX] : row_free X^T by rewrite /row_free mxrank_tr rX.
have DX' : D^T *m X = 1%:M by rewrite -[X in D^T *m X]trmxK -trmx_mul DX trmx1.
by have := congr1 (mulmx D^T) (normal_equations X b); rewrite !(mulmxA D^T) DX' !mul1mx.
Qed.

End Projectors.
