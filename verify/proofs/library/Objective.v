(** Weighted sums of squared residuals on two data sets: where descent on them ends. *)
From mathcomp Require Import all_ssreflect all_algebra.
From goldengap Require Import Inner Penrose Setting Facts Algebra.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.TTheory.
Local Open Scope ring_scope.

Section Weighted.
Variable R : realFieldType.
Implicit Types (d n m k : nat).

Lemma proj_gram d n (X : 'M[R]_(d, n)) : proj (X^T *m X) = proj X^T.
Proof.
have sym : (X^T *m X)^T = X^T *m X by rewrite trmx_mul trmxK.
have z : X *m (proj (X^T *m X) - 1%:M) = 0.
  by apply: gram_eq0; rewrite mulmxA mulmxBr -{1}sym tr_proj sym mulmx1 subrr.
apply: proj_same; first by rewrite mulmxA proj_X.
have /eqP := z; rewrite mulmxBr mulmx1 subr_eq0 => /eqP e.
by have := congr1 trmx e; rewrite trmx_mul proj_sym.
Qed.

(** For definite W the range of Y W Y^T is that of Y. *)
Lemma proj_weighted d n (Y : 'M[R]_(d, n)) (W : 'M[R]_n) : W^T = W -> definite W -> proj (Y *m W *m Y^T) = proj Y.
Proof.
move=> sW dW; have sS : (Y *m W *m Y^T)^T = Y *m W *m Y^T by rewrite !trmx_mul trmxK sW mulmxA.
apply: proj_same; first by rewrite !mulmxA proj_X.
set S := _ *m Y^T in sS *; apply/eqP; rewrite -subr_eq0; apply/eqP/trmx_inj; rewrite trmx0; apply: dW.
have e : (proj S *m Y - Y) *m W *m Y^T = 0.
  by rewrite !mulmxBl -!(mulmxA (proj S)) proj_X subrr.
rewrite dotE trmxK mulmxA linearB /= mulmxBr trmx_mul mulmxA e mul0mx subrr mxtrace0 //.
Qed.

(** diag(a, ..., a, b, ..., b). *)
Definition weights m n (a b : R) : 'M[R]_(m + n) := block_mx a%:M 0 0 b%:M.

Lemma weights_sym m n a b : (weights m n a b)^T = weights m n a b.
Proof. by rewrite /weights tr_block_mx !tr_scalar_mx !trmx0. Qed.

Lemma weights_definite m n a b : 0 < a -> 0 < b -> definite (weights m n a b).
Proof.
move=> pa pb q v; rewrite -[v]vsubmxK /weights mul_block_col !mul0mx addr0 add0r !mul_scalar_mx.
rewrite dotE tr_col_mx mul_row_col linearD /= -!dotE !dotZr => /eqP.
rewrite paddr_eq0; [|exact: mulr_ge0 (ltW pa) (sqn_ge0 _)|exact: mulr_ge0 (ltW pb) (sqn_ge0 _)].
by rewrite !mulf_eq0 (gt_eqF pa) (gt_eqF pb) /= => /andP[/eqP/sqn_eq0P -> /eqP/sqn_eq0P ->]; rewrite col_mx0.
Qed.

Lemma weighted_features d m n (A : 'M[R]_(d, m)) (B : 'M[R]_(d, n)) a b : row_mx (a *: A) (b *: B) = row_mx A B *m weights m n a b.
Proof. by rewrite /weights mul_row_block !mulmx0 addr0 add0r !mul_mx_scalar. Qed.

Section Fit.
Variables (d m n : nat) (A : 'M[R]_(d, m)) (B : 'M[R]_(d, n)) (a b : R).
Hypotheses (pa : 0 < a) (pb : 0 < b).
Let Y := row_mx A B.
Let YW := row_mx (a *: A) (b *: B).

Variables (k : nat) (r : 'M[R]_(m + n, k)) (v : 'M[R]_(d, k)).
Hypotheses (normal : YW *m (Y^T *m v) = YW *m r) (inside : project Y v = v).

(** The weighted normal equations have one solution in the range: by features, *)
Lemma fit_by_features : solve (YW *m Y^T) (YW *m r) = v.
Proof.
have sS : (YW *m Y^T)^T = YW *m Y^T by rewrite /YW weighted_features -/Y !trmx_mul trmxK weights_sym mulmxA.
rewrite -normal mulmxA -{2}sS solve_tr /project.
by rewrite /YW weighted_features -/Y proj_weighted ?weights_sym //; exact: weights_definite.
Qed.

(** and by samples. *)
Lemma fit_by_samples : Y *m solve (Y^T *m YW *m (Y^T *m Y)) (Y^T *m YW *m r) = v.
Proof.
have sG : (Y^T *m Y)^T = Y^T *m Y by rewrite trmx_mul trmxK.
have eM : Y^T *m YW *m (Y^T *m Y) = (Y^T *m Y) *m weights m n a b *m (Y^T *m Y)^T.
  by rewrite sG /YW weighted_features -/Y !mulmxA.
have sM : (Y^T *m YW *m (Y^T *m Y))^T = Y^T *m YW *m (Y^T *m Y) by rewrite eM !trmx_mul !trmxK weights_sym !mulmxA.
have ev : v = Y *m (pinv Y *m v) by rewrite mulmxA -projE.
have -> : Y^T *m YW *m r = (Y^T *m YW *m (Y^T *m Y))^T *m (pinv Y *m v).
  by rewrite sM -(mulmxA _ (Y^T *m Y)) -(mulmxA Y^T Y) -ev -!(mulmxA Y^T) normal.
rewrite solve_tr /project eM proj_weighted ?weights_sym //; last exact: weights_definite.
by rewrite proj_gram mulmxA proj_tr -ev.
Qed.
End Fit.
End Weighted.

(** RL + alpha UL' from the pretrained model: where it ends, for samples and features in either number. *)
Section Regularized.
Variables (R : realFieldType) (d nr nf nt k : nat) (p : problem R d nr nf nt k).

Lemma nr_pos : 0 < nr%:R :> R. Proof. by rewrite ltr0n; case/and4P: (sizes_pos p). Qed.
Lemma nf_pos : 0 < nf%:R :> R. Proof. by rewrite ltr0n; case/and4P: (sizes_pos p). Qed.
Lemma on_remaining : 0 < 1 / nr%:R :> R. Proof. exact: divr_gt0 ltr01 nr_pos. Qed.
Lemma on_forgetting a : 0 < a -> 0 < a / nf%:R :> R. Proof. by move=> pos; exact: divr_gt0 pos nf_pos. Qed.

Section Ends.
Variables (a b : R) (y' : 'M[R]_(nf, k)).
Local Notation XW := (row_mx (a *: Xr p) (b *: Xf p)).
Local Notation r := (col_mx (yr p) y' - (X p)^T *m pretrained p).

Definition by_samples := pretrained p + X p *m solve ((X p)^T *m XW *m ((X p)^T *m X p)) ((X p)^T *m XW *m r).
Definition by_features := pretrained p + solve (XW *m (X p)^T) (XW *m r).

Hypotheses (pa : 0 < a) (pb : 0 < b).

Section Normal.
Variable w : 'M[R]_(d, k).
Hypotheses (normal : XW *m ((X p)^T *m w) = XW *m col_mx (yr p) y') (inside : project (X p) w = w).

Lemma ends_samples : by_samples = w.
Proof.
rewrite /by_samples (@fit_by_samples _ _ _ _ (Xr p) (Xf p) a b pa pb k r (w - pretrained p)) ?[_ + (_ - _)]addrC ?subrK //.
  by rewrite !mulmxBr normal.
by rewrite /project mulmxBr -/(project _ w) -/(project _ (pretrained p)) inside project_pretrained.
Qed.

Lemma ends_features : by_features = w.
Proof.
rewrite /by_features (@fit_by_features _ _ _ _ (Xr p) (Xf p) a b pa pb k r (w - pretrained p)) ?[_ + (_ - _)]addrC ?subrK //.
  by rewrite !mulmxBr normal.
by rewrite /project mulmxBr -/(project _ w) -/(project _ (pretrained p)) inside project_pretrained.
Qed.
End Normal.

(** Labels that one w fits: its own projection is the end. *)
Lemma ends_fit w : (X p)^T *m w = col_mx (yr p) y' -> by_samples = project (X p) w /\ by_features = project (X p) w.
Proof.
move=> f; have g : (X p)^T *m project (X p) w = col_mx (yr p) y' by rewrite /project mulmxA tr_proj.
have i : project (X p) (project (X p) w) = project (X p) w by rewrite /project mulmxA proj_id.
by split; [apply: ends_samples | apply: ends_features]; rewrite ?g.
Qed.
End Ends.

(** Independent samples. *)
Hypothesis full : (\rank (X p))%:R == (nr + nf)%:R :> R.

Lemma full_fits m (l : 'M[R]_(nr + nf, m)) : (X p)^T *m solve (X p) l = l.
Proof. by apply: fits_any; apply/eqP; rewrite -(eqr_nat R). Qed.

Definition limit (y' : 'M[R]_(nf, k)) := pretrained p + solve (X p) (col_mx (yr p - yr p) (y' - yf p)).

Lemma limitE y' : limit y' = solve (X p) (col_mx (yr p) y').
Proof. by rewrite /limit pretrainedE -solveD /y add_col_mx subrr addr0 [yf p + _]addrC subrK. Qed.

Lemma limit_fits y' : (X p)^T *m limit y' = col_mx (yr p) y'.
Proof. by rewrite limitE full_fits. Qed.

Lemma full_ends a b y' : 0 < a -> 0 < b -> by_samples a b y' = limit y' /\ by_features a b y' = limit y'.
Proof. by move=> pa pb; have := ends_fit pa pb (limit_fits y'); rewrite limitE project_solve. Qed.

Lemma limit_r y' : (Xr p)^T *m limit y' = yr p.
Proof. by have := limit_fits y'; rewrite tr_X => /eq_col_mx[]. Qed.

Lemma limit_f y' : (Xf p)^T *m limit y' = y'.
Proof. by have := limit_fits y'; rewrite tr_X => /eq_col_mx[]. Qed.

Lemma limit_golden w : project (X p) w = w -> (Xr p)^T *m w = yr p -> limit ((Xf p)^T *m w) = w.
Proof. by move=> i f; rewrite limitE -f -tr_X solve_tr. Qed.
End Regularized.

(** Some w solves the weighted normal equations, whatever the rank and the labels. *)
Lemma ends_exist (R : realFieldType) d nr nf nt k (p : problem R d nr nf nt k) (a b : R) (y' : 'M[R]_(nf, k)) : 0 < a -> 0 < b ->
  exists2 w, row_mx (a *: Xr p) (b *: Xf p) *m ((X p)^T *m w) = row_mx (a *: Xr p) (b *: Xf p) *m col_mx (yr p) y' & project (X p) w = w.
Proof.
move=> pa pb; set XW := row_mx _ _; set S := XW *m (X p)^T.
have eXW : XW = X p *m weights nr nf a b by exact: weighted_features.
have eS : S = X p *m weights nr nf a b *m (X p)^T by rewrite /S eXW.
have sS : S^T = S by rewrite eS !trmx_mul trmxK weights_sym mulmxA.
have pS : proj S = proj (X p) by rewrite eS proj_weighted ?weights_sym //; exact: weights_definite.
exists (solve S (XW *m col_mx (yr p) y')); last by rewrite /project -pS proj_solve.
by rewrite mulmxA -/S /solve sS mulmxA -projE pS eXW !mulmxA proj_X.
Qed.
