(** Ridge regression: in sample space and in feature space, its descent, and how far it is from the golden model. *)
From mathcomp Require Import all_ssreflect all_algebra.
From goldengap Require Import Inner Penrose Setting Facts Algebra Objective Descent.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.TTheory.
Local Open Scope ring_scope.

Section Ridge.
Variables (R : realFieldType) (d n k : nat) (X : 'M[R]_(d, n)) (y : 'M[R]_(n, k)) (c : R).
Hypothesis pc : 0 < c.
Local Notation w := (ridge_solution X y c).

Lemma features_unit : X *m X^T + c *: 1%:M \in unitmx.
Proof. by have := shifted_unit X^T pc; rewrite trmxK. Qed.

(** X (X^T w - y) + c w = 0. *)
Lemma ridge_normal : X *m (X^T *m w - y) = - (c *: w).
Proof.
rewrite /ridge_solution; set K := X^T *m X + c *: 1%:M.
have uK : K \in unitmx by exact: shifted_unit.
have e : X^T *m X *m (invmx K *m y) + c *: (invmx K *m y) = y.
  by rewrite -[c *: _]mul_scalar_mx -scalemx1 -mulmxDl -/K mulKVmx.
apply/eqP; rewrite -subr_eq0 opprK mulmxBr -{2}e !mulmxDr !mulmxA opprD addrA subrr sub0r.
by rewrite -scalemxAr mulmxA addNr.
Qed.

Lemma ridge_inside : project X w = w.
Proof. by rewrite /project /ridge_solution mulmxA proj_X. Qed.

(** In feature space. *)
Lemma ridge_features v : X *m (X^T *m v - y) = - (c *: v) -> v = w.
Proof.
move=> e; have uF := features_unit.
have : (X *m X^T + c *: 1%:M) *m (v - w) = 0.
  rewrite mulmxDl -scalemxAl mul1mx -mulmxA mulmxBr mulmxBr.
  have -> : X *m (X^T *m v) - X *m (X^T *m w) = X *m (X^T *m v - y) - X *m (X^T *m w - y).
    by rewrite !mulmxBr opprB addrA subrK.
  by rewrite e ridge_normal opprK scalerBr addrACA addNr subrr addr0.
move/(congr1 (mulmx (invmx (X *m X^T + c *: 1%:M)))); rewrite mulKmx // mulmx0 => /eqP.
by rewrite subr_eq0 => /eqP.
Qed.

(** The shortest interpolator, recovered from ridge. *)
Lemma interpolator_from_ridge : solve X y = w + c *: seen_through_inverse X w.
Proof.
apply/esym/solve_unique; last first.
  by rewrite mulmxDr -scalemxAr /seen_through_inverse proj_solve -/(project X w) ridge_inside.
have s : X *m (X^T *m seen_through_inverse X w) = w.
  by rewrite /seen_through_inverse normal_equations /solve trmxK mulmxA -projE -/(project X w) ridge_inside.
rewrite mulmxDr -scalemxAr mulmxDr -scalemxAr s.
by have /eqP := ridge_normal; rewrite mulmxBr subr_eq => /eqP ->; rewrite addrAC addNr add0r.
Qed.

(** ||w_lambda - w_g|| <= c ||(X X^T)^+ w_g||. *)
Lemma ridge_distance : sqn (w - solve X y) <= sqn (seen_through_inverse X (solve X y)) * c ^+ 2.
Proof.
set g := solve X y; set z := seen_through_inverse X g.
have Pz : project X z = z by rewrite /z /seen_through_inverse project_solve.
have Sz : X *m (X^T *m z) = g.
  by rewrite /z /seen_through_inverse normal_equations /solve trmxK mulmxA -projE proj_solve.
set e := w - g.
have eq : X *m (X^T *m e) + c *: e = - (c *: g).
  have := ridge_normal; rewrite mulmxBr => /eqP; rewrite subr_eq => /eqP a.
  by rewrite /e !mulmxBr a normal_equations addrK scalerBr addrA addNr add0r.
have /eqP : X *m (X^T *m (e + c *: z)) + c *: e = 0 by rewrite (mulmxDr X^T) mulmxDr -!scalemxAr Sz addrAC eq addNr.
rewrite addr_eq0 => /eqP /(congr1 (dot (e + c *: z))); rewrite dot_mulr dotNr dotZr => q.
have le : dot (e + c *: z) e <= 0.
  have : 0 <= dot (X^T *m (e + c *: z)) (X^T *m (e + c *: z)) by exact: sqn_ge0.
  by rewrite q oppr_ge0 pmulr_rle0.
have pos := sqn_ge0 (e + c *: z).
have -> : sqn z * c ^+ 2 = sqn (e + c *: z) - dot (e + c *: z) e *+ 2 + sqn e.
  by rewrite -sqnB addrAC subrr add0r sqnZ mulrC.
by rewrite ler_addr subr_ge0; apply: (le_trans _ pos); exact: mulrn_wle0.
Qed.
End Ridge.

(** Weight decay: descent on ||X^T w - y||^2 / n + decay ||w||^2, as two terms, the second with X = I and y = 0. *)
Section Decay.
Variables (R : realFieldType) (d n k : nat) (X : 'M[R]_(d, n)) (y : 'M[R]_(n, k)) (decay : R).
Hypotheses (pn : 0 < n%:R :> R) (pd : 0 < d%:R :> R) (pos : 0 < decay).
Local Notation w_inf := (ridge_solution X y (decay * n%:R)).
Local Notation slope := (fun w : 'M[R]_(d, k) =>
  w - w + (1 / n%:R * n%:R) *: gradient X y w + (decay * d%:R) *: gradient (1%:M : 'M[R]_(d)) (0 : 'M[R]_(d, k)) w).

Lemma decay_slope w : slope w = 2%:R *: (n%:R^-1 *: (X *m (X^T *m w - y)) + decay *: w).
Proof.
rewrite /gradient subrr add0r trmx1 !mul1mx subr0 scalerDr !scalerA; congr (_ *: _ + _ *: _).
  by rewrite div1r mulVf ?gt_eqF // mul1r.
by rewrite mulrCA -mulrA divff ?gt_eqF // mulr1.
Qed.

(** The slope at w is 2 H (w - w_inf). *)
Lemma decay_to_limit w : slope w = 2%:R *: ((1 / n%:R) *: (X *m (X^T *m (w - w_inf))) + decay *: (w - w_inf)).
Proof.
have pc : 0 < decay * n%:R by exact: mulr_gt0.
rewrite decay_slope div1r; congr (_ *: _).
have -> : X *m (X^T *m (w - w_inf)) = X *m (X^T *m w - y) - X *m (X^T *m w_inf - y) by rewrite !mulmxBr opprB addrA subrK.
rewrite (ridge_normal X y pc) opprK scalerDr scalerA mulrC mulfK ?gt_eqF //.
by rewrite scalerBr -addrA [decay *: w_inf + _]addrC subrK.
Qed.

Variable eta : R.
Local Notation step := (fun w => w - eta *: slope w).
Local Notation shrink := (fun w => w - (2%:R * eta) *: ((1 / n%:R) *: (X *m (X^T *m w)) + decay *: w)).

(** w_k - w_inf = (I - 2 eta H)^k (w_0 - w_inf). *)
Lemma decay_path i w : iter i step w = w_inf + iter i shrink (w - w_inf).
Proof.
have e (v : 'M[R]_(d, k)) : step v - w_inf = shrink (v - w_inf) by rewrite decay_to_limit scalerA [eta * _]mulrC addrAC.
have m := @iter_morph _ _ (fun v : 'M[R]_(d, k) => v - w_inf) step shrink i w e.
by rewrite -[X in _ + X]m addrC subrK.
Qed.

(** Outside range(X) each step shrinks by 1 - 2 eta lambda. *)
Definition out (v : 'M[R]_(d, k)) := v - project X v.

Lemma decay_outside i w : out (iter i step w) = (1 - 2%:R * eta * decay) ^+ i *: out w.
Proof.
have oB u v : out (u - v) = out u - out v by rewrite /out /project mulmxBr !opprD opprK addrACA.
have oZ a v : out (a *: v) = a *: out v by rewrite /out /project -scalemxAr scalerBr.
have oX (u : 'M_(n, k)) : out (X *m u) = 0 by rewrite /out /project mulmxA proj_X subrr.
elim: i => [|i ih]; first by rewrite expr0 scale1r.
rewrite iterS exprS -[RHS]scalerA -{}ih; move: (iter i step w) => v.
rewrite decay_slope oB 2!oZ -[decay *: v]opprK oB oZ oX scaler0 sub0r -scaleNr oZ scaleNr opprK.
by rewrite scalerBl scale1r !scalerA [eta * _]mulrC.
Qed.

(** Where it ends, by the normal equations of the two terms. *)
Lemma decay_ends : (0 : 'M[R]_(d, k)) + solve (row_mx ((1 / n%:R) *: X) (decay *: (1%:M : 'M[R]_(d))) *m (row_mx X (1%:M : 'M[R]_(d)))^T)
  (row_mx ((1 / n%:R) *: X) (decay *: (1%:M : 'M[R]_(d))) *m (col_mx y (0 : 'M[R]_(d, k)) - (row_mx X (1%:M : 'M[R]_(d)))^T *m (0 : 'M[R]_(d, k)))) = w_inf.
Proof.
have pc : 0 < decay * n%:R by exact: mulr_gt0.
rewrite add0r mulmx0 subr0; apply: (@fit_by_features _ _ _ _ X 1%:M (1 / n%:R) decay) => //; first by rewrite divr_gt0 ?ltr01.
  rewrite tr_row_mx mul_col_mx !mul_row_col trmx1 mul1mx mulmx0 addr0 -!scalemxAl mul1mx.
  have /eqP := ridge_normal X y pc; rewrite mulmxBr subr_eq => /eqP ->.
  by rewrite scalerDr scalerN scalerA div1r mulrC mulfK ?gt_eqF // addrAC addNr add0r.
rewrite /project; have -> : proj (row_mx X 1%:M) = 1%:M; last by rewrite mul1mx.
have := proj_X (row_mx X (1%:M : 'M_d)); rewrite mul_mx_row => /eq_row_mx[_].
by rewrite mulmx1.
Qed.
End Decay.

(** At a step size eta with 2 eta (||X||^2 / n + lambda) <= 1 the distance to the limit shrinks by 1 - 2 eta lambda at least. *)
Section Rate.
Variables (R : realFieldType) (d n k : nat) (X : 'M[R]_(d, n)) (decay eta : R).
Hypotheses (pe : 0 <= eta) (short : 2%:R * eta * (sqn X / n%:R + decay) <= 1).
Local Notation shrink := (fun w : 'M[R]_(d, k) => w - (2%:R * eta) *: ((1 / n%:R) *: (X *m (X^T *m w)) + decay *: w)).

Lemma shrink_bound v : sqn (shrink v) <= sqn v * (1 - 2%:R * eta * decay) ^+ 2.
Proof.
move: short; set h := 2%:R * eta => le1; set q := 1 - h * decay; set b := h / n%:R.
have bq : b * sqn X <= q by rewrite /q ler_subr_addr; apply: le_trans le1; rewrite mulrDr /b mulrAC mulrA.
have pb : 0 <= b by rewrite /b /h divr_ge0 ?mulr_ge0 ?ler0n.
have -> : v - h *: ((1 / n%:R) *: (X *m (X^T *m v)) + decay *: v) = q *: v - b *: (X *m (X^T *m v)).
  by rewrite scalerDr !scalerA div1r /q scalerBl scale1r opprD addrCA addrC.
rewrite sqnB !sqnZ dotZl dotZr dot_mulr.
set s := dot (X^T *m v) _.
have le : sqn (X *m (X^T *m v)) <= sqn X * s.
  by have := sqn_mul X^T (X^T *m v); rewrite trmxK [sqn X^T](_ : _ = sqn X) // /sqn !dotE trmxK mxtrace_mulC.
have ps : 0 <= s by exact: sqn_ge0.
have pq : 0 <= q by exact: le_trans (mulr_ge0 pb (sqn_ge0 _)) bq.
rewrite [sqn v * _]mulrC -addrA ger_addl addrC subr_le0.
apply: (@le_trans _ _ (b ^+ 2 * (sqn X * s))); first by rewrite ler_wpmul2l ?exprn_ge0.
apply: (@le_trans _ _ (q * (b * s))); last first.
  by rewrite mulr2n ler_addl; exact: (mulr_ge0 pq (mulr_ge0 pb ps)).
have -> : b ^+ 2 * (sqn X * s) = b * sqn X * (b * s) by rewrite expr2 mulrACA mulrA.
exact: ler_wpmul2r (mulr_ge0 pb ps) _ _ bq.
Qed.

Lemma shrink_path i v : sqn (iter i shrink v) <= sqn v * (1 - 2%:R * eta * decay) ^+ (2 * i).
Proof.
elim: i => [|i ih]; first by rewrite muln0 expr0 mulr1.
rewrite iterS; apply: (le_trans (shrink_bound _)).
by rewrite mulnS exprD [X in _ <= _ * X]mulrC [X in _ <= X]mulrA; apply: ler_wpmul2r ih; exact: sqr_ge0.
Qed.
End Rate.
