(** Descent step by step: what every step preserves, where the iterates are, and that a short step never climbs. *)
From mathcomp Require Import all_ssreflect all_algebra.
From goldengap Require Import Inner Penrose Setting Facts Algebra Objective.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.TTheory.
Local Open Scope ring_scope.

(** What each step preserves the iterates preserve. *)
Lemma iter_inv T (P : T -> Prop) (g : T -> T) n x : (forall x, P x -> P (g x)) -> P x -> P (iter n g x).
Proof. by move=> step start; elim: n => //= n ih; apply: step. Qed.

(** What turns one kind of step into another turns iterates into iterates. *)
Lemma iter_morph T U (f : T -> U) (g : T -> T) (h : U -> U) n x : (forall x, f (g x) = h (f x)) -> f (iter n g x) = iter n h (f x).
Proof. by move=> e; elim: n => //= n <-. Qed.

Section Powers.
Variable R : realFieldType.

Lemma mxpowS n (A : 'M[R]_n) i m (v : 'M[R]_(n, m)) : mxpow A i.+1 *m v = A *m (mxpow A i *m v).
Proof. by rewrite /mxpow iterS mulmxA. Qed.

Lemma mxpow_iter n (A : 'M[R]_n) i m (v : 'M[R]_(n, m)) : mxpow A i *m v = iter i (mulmx A) v.
Proof. by elim: i => [|i ih]; rewrite ?mul1mx // mxpowS ih. Qed.
End Powers.

Section OneDataSet.
Variables (R : realFieldType) (d n k : nat) (X : 'M[R]_(d, n)) (y : 'M[R]_(n, k)) (s : 'M[R]_(d, k)).
Let w_inf := nearest X y s.

Lemma nearest_normal : X *m (X^T *m nearest X y s) = X *m y.
Proof. by rewrite /nearest !mulmxDr normal_equations mulmxBr addrC subrK. Qed.

Lemma start_to_limit : s - nearest X y s = X *m solve X^T (s - nearest X y s).
Proof.
rewrite /solve trmxK mulmxA -projE /nearest opprD addrA subrr sub0r mulmxN -/(project _ _).
by rewrite project_solve.
Qed.

(** The gradient at w is (2 / n) X X^T (w - w_inf). *)
Lemma gradient_to_limit w : gradient X y w = (2%:R / n%:R) *: (X *m (X^T *m (w - nearest X y s))).
Proof. by rewrite /gradient !mulmxBr nearest_normal. Qed.

Variable eta : R.
Let step w := w - eta *: gradient X y w.

(** w_k = w_inf + X (I - (2 eta / n) G)^k c, X c = w_0 - w_inf. *)
Lemma iterate_closed_form j :
  iter j step s = nearest X y s + X *m (mxpow (1%:M - (2%:R * eta / n%:R) *: (X^T *m X)) j *m solve X^T (s - nearest X y s)).
Proof.
elim: j => [|j ih]; first by rewrite /= mul1mx -start_to_limit addrC subrK.
rewrite mxpowS; set v := mxpow _ j *m _ in ih *.
rewrite iterS ih /step gradient_to_limit [_ + _ - nearest X y s]addrAC subrr add0r -addrA; congr (_ + _).
rewrite mulmxBl mul1mx mulmxBr -!scalemxAl -!scalemxAr scalerA !mulmxA; congr (_ - _ *: _).
by rewrite mulrA [eta * _]mulrC.
Qed.

(** The iterates stay in w_0 + range(X). *)
Lemma iterate_inside j : project X (iter j step s - s) = iter j step s - s.
Proof.
apply: (@iter_inv _ (fun w => project X (w - s) = w - s)) => [w e|]; last by rewrite subrr /project mulmx0.
rewrite /step addrAC /project mulmxBr -/(project _ _) e; congr (_ - _).
by rewrite /gradient -!scalemxAr mulmxA proj_X.
Qed.
End OneDataSet.

Section CauchySchwarz.
Variable R : realFieldType.

Lemma cauchy_schwarz m n (a b : 'M[R]_(m, n)) : dot a b ^+ 2 <= sqn a * sqn b.
Proof.
case: (altP (b =P 0)) => [-> | nb]; first by rewrite dot0r sqn0 mulr0 expr0n.
have pos : 0 < sqn b by rewrite sqn_gt0.
have := sqn_ge0 (sqn b *: a - dot a b *: b).
rewrite sqnB !sqnZ dotZl dotZr mulr2n opprD addrA -addrA.
have -> : - (sqn b * (dot a b * dot a b)) + dot a b ^+ 2 * sqn b = 0 by rewrite mulrC -expr2 addNr.
by rewrite addr0 expr2 -!mulrA -mulrBr pmulr_rge0 // subr_ge0 -expr2 [sqn b * _]mulrC.
Qed.

Lemma sqn_cols m n (A : 'M[R]_(m, n)) : sqn A = \sum_j sqn (col j A).
Proof.
rewrite /sqn /dot exchange_big; apply: eq_bigr => j _; apply: eq_bigr => i _.
by rewrite big_ord_recl big_ord0 addr0 !mxE.
Qed.

Lemma sqn_mul m n q (A : 'M[R]_(m, n)) (u : 'M[R]_(m, q)) : sqn (A^T *m u) <= sqn A * sqn u.
Proof.
have e i j : (A^T *m u) i j = dot (col i A) (col j u).
  by rewrite mxE; apply: eq_bigr => a _; rewrite big_ord_recl big_ord0 addr0 !mxE.
rewrite [sqn A]sqn_cols [sqn u]sqn_cols big_distrl /=; apply: ler_sum => i _.
rewrite big_distrr /=; apply: ler_sum => j _.
by rewrite e -expr2 cauchy_schwarz.
Qed.
End CauchySchwarz.

(** Descent on RL' = a ||X_r^T w - y_r||^2 + b ||X_f^T w - y'||^2. *)
Section TwoTerms.
Variables (R : realFieldType) (d nr nf nt k : nat) (p : problem R d nr nf nt k).
Variables (a b eta : R) (y' : 'M[R]_(nf, k)).
Local Notation XW := (row_mx (a *: Xr p) (b *: Xf p)).
Local Notation Y := (col_mx (yr p) y').
Local Notation slope := (fun w => w - w + (a * nr%:R) *: gradient (Xr p) (yr p) w + (b * nf%:R) *: gradient (Xf p) y' w).

Lemma nz_r : (nr%:R : R) != 0. Proof. by rewrite gt_eqF ?(nr_pos p). Qed.
Lemma nz_f : (nf%:R : R) != 0. Proof. by rewrite gt_eqF ?(nf_pos p). Qed.

Lemma slopeE w : slope w = 2%:R *: (XW *m ((X p)^T *m w - Y)).
Proof.
rewrite /gradient subrr add0r !scalerA tr_X opp_col_mx add_col_mx mul_row_col -!scalemxAl scalerDr !scalerA.
by congr (_ *: _ + _ *: _); rewrite -mulrA [_ * (_ / _)]mulrC divfK ?nz_r ?nz_f // mulrC.
Qed.

(** r_{k+1} = (I - 2 eta G W) r_k. *)
Lemma residual_path i w : (X p)^T *m iter i (fun w => w - eta *: slope w) w - Y =
  mxpow (1%:M - (2%:R * eta) *: ((X p)^T *m XW)) i *m ((X p)^T *m w - Y).
Proof.
rewrite mxpow_iter; apply: (@iter_morph _ _ (fun w => (X p)^T *m w - Y)) => v.
rewrite slopeE scalerA (mulmxBr (X p)^T v) -scalemxAr addrAC; apply/esym.
by rewrite mulmxBl mul1mx -scalemxAl mulmxA [eta * _]mulrC.
Qed.

(** The objective. *)
Definition value w := 0 + sqn ((Xr p)^T *m w - yr p) * a + sqn ((Xf p)^T *m w - y') * b.

Hypotheses (pa : 0 <= a) (pb : 0 <= b) (pe : 0 <= eta).

Lemma value_step w : eta * dot XW (X p) <= 1 -> value (w - eta *: slope w) <= value w.
Proof.
move=> short; set u := XW *m ((X p)^T *m w - Y).
have eu : u = a *: (Xr p *m ((Xr p)^T *m w - yr p)) + b *: (Xf p *m ((Xf p)^T *m w - y')).
  by rewrite /u tr_X opp_col_mx add_col_mx mul_row_col -!scalemxAl.
have ed : dot XW (X p) = a * sqn (Xr p) + b * sqn (Xf p).
  by rewrite /X dotE tr_row_mx mul_col_row mxtrace_block -!dotE !dotZl.
have part n (A : 'M[R]_(d, n)) l c : sqn (A^T *m (w - c *: u) - l) =
  sqn (A^T *m w - l) - (c * dot (A *m (A^T *m w - l)) u) *+ 2 + c ^+ 2 * sqn (A^T *m u).
  by rewrite (mulmxBr A^T w) -scalemxAr addrAC sqnB sqnZ dotZr dot_mulr trmxK.
have bound : a * sqn ((Xr p)^T *m u) + b * sqn ((Xf p)^T *m u) <= dot XW (X p) * sqn u.
  by rewrite ed mulrDl -!mulrA; apply: ler_add; apply: ler_wpmul2l => //; exact: sqn_mul.
rewrite slopeE -/u scalerA /value !part !add0r.
set c := eta * 2%:R.
have -> : forall q r s t e f : R, (q - r *+ 2 + c ^+ 2 * s) * a + (t - e *+ 2 + c ^+ 2 * f) * b =
  q * a + t * b - ((a * r + b * e) *+ 2 - c ^+ 2 * (a * s + b * f)).
  move=> q r s t e f; rewrite !mulrDl addrACA [q * a + _ + _]addrACA -addrA; congr (_ + _).
  rewrite opprB addrC; congr (_ + _); first by rewrite mulrDr !mulrA [_ * a * s]mulrAC [_ * b * f]mulrAC.
  by rewrite !mulNr !mulrnAl -opprD -mulrnDl [r * a]mulrC [e * b]mulrC.
rewrite ler_subl_addr ler_addl subr_ge0.
have -> : a * (c * dot (Xr p *m ((Xr p)^T *m w - yr p)) u) + b * (c * dot (Xf p *m ((Xf p)^T *m w - y')) u) = c * sqn u.
  by rewrite [a * (c * _)]mulrCA [b * (c * _)]mulrCA -mulrDr; congr (_ * _); rewrite -!dotZl -dotDl -eu.
apply: (@le_trans _ _ (c ^+ 2 * (dot XW (X p) * sqn u))); first by rewrite ler_wpmul2l ?exprn_ge0 ?mulr_ge0 ?ler0n.
rewrite expr2 -mulrA -mulrnAr ler_wpmul2l ?mulr_ge0 ?ler0n // mulrA -mulr_natl ler_wpmul2r ?sqn_ge0 //.
by rewrite /c mulrAC -[X in _ <= X]mul1r ler_wpmul2r ?ler0n.
Qed.

Lemma value_path i w : eta * dot XW (X p) <= 1 -> value (iter i (fun w => w - eta *: slope w) w) <= value w.
Proof.
move=> short; apply: (@iter_inv _ (fun v => value v <= value w)) => // v; exact/le_trans/value_step.
Qed.
End TwoTerms.
