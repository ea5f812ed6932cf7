(** What is known of the models: ranges, blocks, D_t, and where training ends. *)
From mathcomp Require Import all_ssreflect all_algebra.
From goldengap Require Import Inner Penrose Setting.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Selections.
Variable R : realFieldType.

Lemma mul_colsub m n l q (A : 'M[R]_(m, n)) (B : 'M[R]_(n, l)) (t : 'I_q -> 'I_l) : A *m colsub t B = colsub t (A *m B).
Proof. by apply/matrixP => i j; rewrite !mxE; apply: eq_bigr => a _; rewrite !mxE. Qed.

Lemma rowsub_mul m n l q (A : 'M[R]_(m, n)) (B : 'M[R]_(n, l)) (t : 'I_q -> 'I_m) : rowsub t A *m B = rowsub t (A *m B).
Proof. by apply/matrixP => i j; rewrite !mxE; apply: eq_bigr => a _; rewrite !mxE. Qed.

Lemma tr_colsub m n q (A : 'M[R]_(m, n)) (t : 'I_q -> 'I_n) : (colsub t A)^T = rowsub t A^T.
Proof. by apply/matrixP => i j; rewrite !mxE. Qed.

(** A sum over all samples does not depend on their order. *)
Lemma mul_sub_bij m n l q (A : 'M[R]_(m, n)) (B : 'M[R]_(n, l)) (t : 'I_q -> 'I_n) :
  q = n -> injective t -> colsub t A *m rowsub t B = A *m B.
Proof.
move=> e ti; have cards : (#|'I_n| <= #|'I_q|)%N by rewrite !card_ord e.
apply/matrixP => i j; rewrite !mxE [RHS](reindex t) /=; last exact/onW_bij/inj_card_bij.
by apply: eq_bigr => a _; rewrite !mxE.
Qed.

Lemma rowsubB m n q (A B : 'M[R]_(m, n)) (t : 'I_q -> 'I_m) : rowsub t (A - B) = rowsub t A - rowsub t B.
Proof. by apply/matrixP => i j; rewrite !mxE. Qed.

End Selections.

Section Keep.
Variables (R : realFieldType) (d : nat).
Implicit Types (B : pred 'I_d) (n k : nat).

Lemma keepD B k (v w : 'M[R]_(d, k)) : keep B (v + w) = keep B v + keep B w.
Proof. by apply/matrixP => i j; rewrite !mxE; case: ifP; rewrite ?addr0. Qed.

Lemma keepN B k (v : 'M[R]_(d, k)) : keep B (- v) = - keep B v.
Proof. by apply/matrixP => i j; rewrite !mxE; case: ifP; rewrite ?oppr0. Qed.

Lemma keepB B k (v w : 'M[R]_(d, k)) : keep B (v - w) = keep B v - keep B w.
Proof. by rewrite keepD keepN. Qed.

(** Coordinates that A does not use may be set to zero. *)
Lemma mul_keep B n k (A : 'M[R]_(d, n)) (v : 'M[R]_(d, k)) : (forall i j, ~~ B i -> A i j = 0) -> A^T *m keep B v = A^T *m v.
Proof.
move=> z; apply/matrixP => i j; rewrite !mxE; apply: eq_bigr => a _; rewrite !mxE.
by case: ifP => // /negbT /z ->; rewrite !mul0r.
Qed.

Lemma mul_keep0 B n k (A : 'M[R]_(d, n)) (v : 'M[R]_(d, k)) : (forall i j, B i -> A i j = 0) -> A^T *m keep B v = 0.
Proof.
move=> z; apply/matrixP => i j; rewrite !mxE big1 // => a _; rewrite !mxE.
by case: ifP => [/z ->|_]; rewrite ?mul0r ?mulr0.
Qed.

(** What lies in range(A) has no coordinate that A does not use. *)
Lemma keep_mul B n k (A : 'M[R]_(d, n)) (C : 'M[R]_(n, k)) : (forall i j, ~~ B i -> A i j = 0) -> keep B (A *m C) = A *m C.
Proof.
move=> z; apply/matrixP => i j; rewrite !mxE; case: ifP => // /negbT bi.
by rewrite big1 // => a _; rewrite z ?mul0r.
Qed.

Lemma keep_mul0 B n k (A : 'M[R]_(d, n)) (C : 'M[R]_(n, k)) : (forall i j, B i -> A i j = 0) -> keep B (A *m C) = 0.
Proof.
move=> z; apply/matrixP => i j; rewrite !mxE; case: ifP => // bi.
by rewrite big1 // => a _; rewrite z ?mul0r.
Qed.

Lemma keep_solve B n k (A : 'M[R]_(d, n)) (b : 'M[R]_(n, k)) : (forall i j, ~~ B i -> A i j = 0) -> keep B (solve A b) = solve A b.
Proof. by move=> z; rewrite -[solve A b]proj_solve projE -mulmxA keep_mul. Qed.

Lemma keep_solve0 B n k (A : 'M[R]_(d, n)) (b : 'M[R]_(n, k)) : (forall i j, B i -> A i j = 0) -> keep B (solve A b) = 0.
Proof. by move=> z; rewrite -[solve A b]proj_solve projE -mulmxA keep_mul0. Qed.

Lemma keep_all B k (v : 'M[R]_(d, k)) : (forall i, B i) -> keep B v = v.
Proof. by move=> z; apply/matrixP => i j; rewrite !mxE z. Qed.

Lemma keep_none B k (v : 'M[R]_(d, k)) : (forall i, ~~ B i) -> keep B v = 0.
Proof. by move=> z; apply/matrixP => i j; rewrite !mxE (negbTE (z i)). Qed.

End Keep.

Section Training.
Variable R : realFieldType.
Implicit Types (d n k : nat).

(** Who interpolates already does not move. *)
Lemma nearest_stays d n k (X : 'M[R]_(d, n)) (y : 'M[R]_(n, k)) s : X^T *m s = y -> nearest X y s = s.
Proof. by move=> <-; rewrite /nearest subrr solve0 addr0. Qed.

Lemma nearest0 d n k (X : 'M[R]_(d, n)) (y : 'M[R]_(n, k)) : nearest X y 0 = solve X y.
Proof. by rewrite /nearest mulmx0 subr0 add0r. Qed.

(** Training on labels of a teacher. *)
Lemma nearest_teacher d n k (X : 'M[R]_(d, n)) (y : 'M[R]_(n, k)) w s : X^T *m w = y -> nearest X y s = s + project X (w - s).
Proof. by move=> <-; rewrite /nearest -mulmxBr solve_tr. Qed.

(** In any case what a start has outside range(X) stays, and the rest is solved for. *)
Lemma nearestE d n k (X : 'M[R]_(d, n)) (y : 'M[R]_(n, k)) s : nearest X y s = solve X y + (s - project X s).
Proof. by rewrite /nearest solveB solve_tr addrCA. Qed.

Lemma nearest_fits d n k (X : 'M[R]_(d, n)) (y : 'M[R]_(n, k)) w s : X^T *m w = y -> X^T *m nearest X y s = y.
Proof. by move=> e; rewrite (nearest_teacher _ e) mulmxDr /project mulmxA tr_proj -mulmxDr addrC subrK. Qed.

(** Projecting an interpolator gives the shortest one. *)
Lemma project_interpolator d n k (X : 'M[R]_(d, n)) (y : 'M[R]_(n, k)) w : X^T *m w = y -> project X w = solve X y.
Proof. by move=> <-; rewrite solve_tr. Qed.

Lemma loss_fits d n k (X : 'M[R]_(d, n)) (y : 'M[R]_(n, k)) w : X^T *m w = y -> loss X y w = 0.
Proof. by move=> e; rewrite /loss e subrr sqn0 mul0r. Qed.

Lemma loss_teacher d n k (X : 'M[R]_(d, n)) (y : 'M[R]_(n, k)) w v : X^T *m v = y -> loss X y w = energy X (v - w).
Proof. by move=> <-; rewrite /loss /energy -mulmxBr mulmxBr -sqnN opprB -mulmxBr. Qed.

Lemma gradient_fits d n k (X : 'M[R]_(d, n)) (y : 'M[R]_(n, k)) w : X^T *m w = y -> gradient X y w = 0.
Proof. by move=> e; rewrite /gradient e subrr mulmx0 scaler0. Qed.

End Training.

Section Models.
Variables (R : realFieldType) (d nr nf nt k : nat) (p : problem R d nr nf nt k).
Implicit Types (v w : 'M[R]_(d, k)).

Lemma tr_X w : (X p)^T *m w = col_mx ((Xr p)^T *m w) ((Xf p)^T *m w).
Proof. by rewrite /X tr_row_mx mul_col_mx. Qed.

Lemma fits_both w : ((X p)^T *m w = y p) <-> ((Xr p)^T *m w = yr p /\ (Xf p)^T *m w = yf p).
Proof. by rewrite tr_X /y; split=> [/eq_col_mx|[-> ->]]. Qed.

Lemma proj_X_both : proj (X p) *m Xr p = Xr p /\ proj (X p) *m Xf p = Xf p.
Proof. by have := proj_X (X p); rewrite /X mul_mx_row => /eq_row_mx. Qed.

Lemma proj_Xr : proj (X p) *m Xr p = Xr p. Proof. by case: proj_X_both. Qed.
Lemma proj_Xf : proj (X p) *m Xf p = Xf p. Proof. by case: proj_X_both. Qed.

Lemma proj_Xt : proj (Xr p) *m Xt p = Xt p.
Proof. by rewrite /Xt mul_colsub proj_X. Qed.

Lemma PPr : proj (X p) *m proj (Xr p) = proj (Xr p). Proof. exact/proj_within/proj_Xr. Qed.
Lemma PrP : proj (Xr p) *m proj (X p) = proj (Xr p). Proof. exact/within_proj/proj_Xr. Qed.
Lemma PPf : proj (X p) *m proj (Xf p) = proj (Xf p). Proof. exact/proj_within/proj_Xf. Qed.
Lemma PfP : proj (Xf p) *m proj (X p) = proj (Xf p). Proof. exact/within_proj/proj_Xf. Qed.
Lemma PrPt : proj (Xr p) *m proj (Xt p) = proj (Xt p). Proof. exact/proj_within/proj_Xt. Qed.
Lemma PtPr : proj (Xt p) *m proj (Xr p) = proj (Xt p). Proof. exact/within_proj/proj_Xt. Qed.

Lemma fits_tuned w : (Xr p)^T *m w = yr p -> (Xt p)^T *m w = yt p.
Proof. by move=> e; rewrite /Xt /yt tr_colsub rowsub_mul e. Qed.

Lemma pretrainedE : pretrained p = solve (X p) (y p). Proof. exact: nearest0. Qed.
Lemma goldenE : golden p = solve (Xr p) (yr p). Proof. exact: nearest0. Qed.

Lemma noiseless_consistent w : (X p)^T *m w = y p -> (X p)^T *m pretrained p = y p.
Proof. exact: nearest_fits. Qed.

Lemma consistent_r : (X p)^T *m pretrained p = y p -> (Xr p)^T *m pretrained p = yr p.
Proof. by case/fits_both. Qed.

Lemma consistent_f : (X p)^T *m pretrained p = y p -> (Xf p)^T *m pretrained p = yf p.
Proof. by case/fits_both. Qed.

Lemma golden_of w : (Xr p)^T *m w = yr p -> project (Xr p) w = golden p.
Proof. by rewrite goldenE; exact: project_interpolator. Qed.

Lemma golden_fits w : (Xr p)^T *m w = yr p -> (Xr p)^T *m golden p = yr p.
Proof. exact: nearest_fits. Qed.

Lemma pretrained_of w : (X p)^T *m w = y p -> project (X p) w = pretrained p.
Proof. by rewrite pretrainedE; exact: project_interpolator. Qed.

Lemma project_pretrained : project (X p) (pretrained p) = pretrained p.
Proof. by rewrite pretrainedE project_solve. Qed.

Lemma golden_inside : project (X p) (golden p) = golden p.
Proof. by rewrite goldenE -proj_solve /project mulmxA PPr. Qed.

Lemma fine_tuned_stays w : (Xr p)^T *m w = yr p -> fine_tuned p w = w.
Proof. by move=> e; apply/nearest_stays/fits_tuned. Qed.

(** With independent samples every label is fitted. *)
Lemma full_rank_fits : ((\rank (X p))%:R == (nr + nf)%:R :> R) -> (X p)^T *m pretrained p = y p.
Proof. by rewrite eqr_nat => /eqP r; rewrite pretrainedE fits_any. Qed.

(** D_t = D_r. *)
Lemma tuned_on_all w : nt = nr -> fine_tuned p w = nearest (Xr p) (yr p) w.
Proof.
move=> e; rewrite /fine_tuned /nearest; congr (w + _).
apply/esym/solve_unique.
- by rewrite /Xt /yt tr_colsub !rowsub_mul -!rowsubB !(mul_sub_bij _ _ e (@tuned_inj _ _ _ _ _ _ p)) normal_equations.
have back : proj (Xt p) *m Xr p = Xr p.
  have ti := @tuned_inj _ _ _ _ _ _ p.
  have cards : (#|'I_nr| <= #|'I_nt|)%N by rewrite !card_ord e.
  have [g gt tg] := inj_card_bij ti cards.
  have -> : Xr p = colsub g (Xt p) by apply/matrixP => i j; rewrite !mxE tg.
  by rewrite mul_colsub proj_X.
by rewrite -[solve (Xr p) _]proj_solve mulmxA (proj_within back).
Qed.

Lemma tuned_on_allE w : nt = nr -> fine_tuned p w = golden p + beyond_remaining p w.
Proof. by move=> e; rewrite tuned_on_all // nearestE goldenE. Qed.

(** The blocks. *)
Lemma Xr_rlap i j : ~~ (block_r p i || block_lap p i) -> Xr p i j = 0.
Proof. by rewrite /block_r /block_lap -andb_orr orNb andbT; exact: unused_r. Qed.

Lemma Xf_lapf i j : ~~ (block_lap p i || block_f p i) -> Xf p i j = 0.
Proof. by rewrite /block_f /block_lap -andb_orl orbN andTb; exact: unused_f. Qed.

Lemma Xr_f i j : block_f p i -> Xr p i j = 0.
Proof. by case/andP => ? _; exact: unused_r. Qed.

Lemma Xf_r i j : block_r p i -> Xf p i j = 0.
Proof. by case/andP => _ ?; exact: unused_f. Qed.

Lemma option_a_r : (Xr p)^T *m option_a p = (Xr p)^T *m pretrained p.
Proof. exact/mul_keep/Xr_rlap. Qed.

(** v = v^r + v^lap + v^f where D_f looks: it sees no r. *)
Lemma Xf_split n (v : 'M[R]_(d, n)) :
  (Xf p)^T *m v = (Xf p)^T *m keep (fun i => block_r p i || block_lap p i) v + (Xf p)^T *m keep (block_f p) v.
Proof.
rewrite -mulmxDr; apply/matrixP => i j; rewrite !mxE; apply: eq_bigr => a _; rewrite !mxE.
rewrite /block_r /block_lap /block_f; case e: (in_f p a); last by rewrite unused_f ?e // !mul0r.
by case: (in_r p a); rewrite /= ?addr0 ?add0r.
Qed.

(** Option A errs on D_f by the f block. *)
Lemma option_a_loss : (X p)^T *m pretrained p = y p -> unlearning_loss p (option_a p) = energy (Xf p) (keep (block_f p) (pretrained p)).
Proof.
move=> c; rewrite /unlearning_loss /loss -(consistent_f c) (Xf_split (pretrained p)) /option_a.
by rewrite opprD addrA subrr sub0r sqnN.
Qed.

(** Distinct features. *)
Section Distinct.
Hypothesis distinct : [forall i, ~~ block_lap p i].

Lemma distinct_lap i : block_lap p i = false. Proof. exact/negbTE/(forallP distinct). Qed.

Lemma Xr_perp_Xf : (Xr p)^T *m Xf p = 0.
Proof.
apply/matrixP => i j; rewrite !mxE big1 // => a _; rewrite !mxE.
have := distinct_lap a; rewrite /block_lap.
case e: (in_r p a); last by rewrite unused_r ?e // mul0r.
by move=> /= f; rewrite [X in _ * X]unused_f ?f // mulr0.
Qed.

Lemma Xf_perp_Xr : (Xf p)^T *m Xr p = 0.
Proof. by rewrite -[LHS]trmxK trmx_mul trmxK Xr_perp_Xf trmx0. Qed.

Lemma Xf_in_r i j : block_r p i || block_lap p i -> Xf p i j = 0.
Proof. by rewrite distinct_lap orbF; exact: Xf_r. Qed.

Lemma Xf_f i j : ~~ block_f p i -> Xf p i j = 0.
Proof. by have := @Xf_lapf i j; rewrite distinct_lap. Qed.

Lemma Xr_r i j : ~~ block_r p i -> Xr p i j = 0.
Proof. by have := @Xr_rlap i j; rewrite distinct_lap orbF. Qed.

Lemma Pr_Xf : proj (Xr p) *m Xf p = 0.
Proof. by rewrite -pinvT_mul -mulmxA Xr_perp_Xf mulmx0. Qed.

Lemma Pr_Pf : proj (Xr p) *m proj (Xf p) = 0.
Proof. by rewrite [proj (Xf p)]projE mulmxA Pr_Xf mul0mx. Qed.

Lemma Pf_Pr : proj (Xf p) *m proj (Xr p) = 0.
Proof. by rewrite -[LHS]trmxK trmx_mul !proj_sym Pr_Pf trmx0. Qed.

Lemma Xf_Pr : (Xf p)^T *m proj (Xr p) = 0.
Proof. by rewrite -[LHS]trmxK trmx_mul proj_sym trmxK Pr_Xf trmx0. Qed.

Lemma Xf_golden : (Xf p)^T *m golden p = 0.
Proof. by rewrite goldenE -proj_solve mulmxA Xf_Pr mul0mx. Qed.

(** Training on D is training on D_r and on D_f. *)
Lemma pretrained_distinct : pretrained p = golden p + solve (Xf p) (yf p).
Proof.
rewrite pretrainedE goldenE; apply/esym/solve_unique; last first.
  rewrite mulmxDr; congr (_ + _).
    by rewrite -proj_solve mulmxA PPr.
  by rewrite -proj_solve mulmxA PPf.
have rf : (Xr p)^T *m solve (Xf p) (yf p) = 0 by rewrite -proj_solve projE -!mulmxA mulmxA Xr_perp_Xf mul0mx.
have fr : (Xf p)^T *m solve (Xr p) (yr p) = 0 by rewrite -proj_solve projE -!mulmxA mulmxA Xf_perp_Xr mul0mx.
by rewrite tr_X /X /y !mul_row_col !mulmxDr rf fr !mulmx0 addr0 add0r !normal_equations.
Qed.

Lemma keep_golden : keep (fun i => block_r p i || block_lap p i) (golden p) = golden p.
Proof. by rewrite goldenE keep_solve //; exact: Xr_rlap. Qed.

Lemma option_a_distinct : option_a p = golden p.
Proof. by rewrite /option_a pretrained_distinct keepD keep_golden keep_solve0 ?addr0 //; exact: Xf_in_r. Qed.

Lemma option_b_distinct : option_b p = golden p.
Proof.
by rewrite /option_b pretrained_distinct keepD goldenE keep_solve ?keep_solve0 ?addr0 //; [exact: Xf_r | exact: Xr_r].
Qed.

Lemma P_distinct : proj (X p) = proj (Xr p) + proj (Xf p).
Proof.
apply/esym/(@proj_unique _ _ _ (X p) _ (col_mx (pinv (Xr p)) (pinv (Xf p)))).
- by rewrite linearD /= !proj_sym.
- rewrite /X mul_mx_row !mulmxDl !proj_X Pr_Xf add0r.
  by rewrite -[in proj (Xf p) *m Xr p](proj_X (Xr p)) mulmxA Pf_Pr mul0mx addr0.
by rewrite /X mul_row_col -!projE.
Qed.

End Distinct.
End Models.
