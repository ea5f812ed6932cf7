(** Traces of projectors, definite matrices, the Gram matrix in place of the features, and coordinates that a range contains. *)
From mathcomp Require Import all_ssreflect all_algebra.
From goldengap Require Import Inner Penrose Setting Facts.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.TTheory.
Local Open Scope ring_scope.

Section Algebra.
Variable R : realFieldType.
Implicit Types (d n m k : nat).

(** The trace of an idempotent matrix is its rank. *)
Lemma trace_factors n r (C : 'M[R]_(n, r)) (B : 'M[R]_(r, n)) : row_full C -> row_free B ->
  C *m B *m (C *m B) = C *m B -> \tr (C *m B) = r%:R.
Proof.
move=> /row_fullP[D DC] /row_freeP[E BE] /(congr1 (mulmx D)); rewrite !mulmxA DC !mul1mx => /(congr1 (fun M => M *m E)).
by rewrite -!mulmxA BE mulmx1 => BC; rewrite mxtrace_mulC BC mxtrace1.
Qed.

Lemma trace_idempotent n (P : 'M[R]_n) : P *m P = P -> \tr P = (\rank P)%:R.
Proof.
move=> PP; rewrite -[in LHS](mulmx_base P); apply: trace_factors; rewrite ?col_base_full ?row_base_free //.
by rewrite mulmx_base.
Qed.

Lemma rank_proj d n (X : 'M[R]_(d, n)) : \rank (proj X) = \rank X.
Proof.
apply/eqP; rewrite eqn_leq; apply/andP; split; first by rewrite projE mxrankM_maxl.
by rewrite -[in X in (X <= _)%N](proj_X X) mxrankM_maxl.
Qed.

Lemma trace_proj d n (X : 'M[R]_(d, n)) : \tr (proj X) = (\rank X)%:R.
Proof. by rewrite trace_idempotent ?proj_id // rank_proj. Qed.

(** X^T (X^T)^+ is the projector of the samples' side, and X = X X^T (X^T)^+. *)
Lemma proj_tr d n (X : 'M[R]_(d, n)) : X *m proj X^T = X.
Proof. by have := tr_proj X^T; rewrite trmxK. Qed.

(** (X^T)^+ = X G^+ with G = X^T X. *)
Lemma solve_by_gram d n k (X : 'M[R]_(d, n)) (b : 'M[R]_(n, k)) : solve X b = X *m solve (X^T *m X) b.
Proof.
have sym : (X^T *m X)^T = X^T *m X by rewrite trmx_mul trmxK.
have z : X *m (proj (X^T *m X) - 1%:M) = 0.
  by apply: gram_eq0; rewrite mulmxA mulmxBr -{1}sym tr_proj sym mulmx1 subrr.
have same : proj (X^T *m X) = proj X^T.
  apply: proj_same; first by rewrite mulmxA proj_X.
  have /eqP := z; rewrite mulmxBr mulmx1 subr_eq0 => /eqP e.
  by have := congr1 trmx e; rewrite trmx_mul proj_sym.
apply/esym/solve_unique; last by rewrite mulmxA proj_X.
have -> : X^T *m (X *m solve (X^T *m X) b) = proj (X^T *m X) *m b by rewrite /solve sym !mulmxA -projE.
by rewrite same mulmxA proj_tr.
Qed.

(** A matrix with <v, K v> = 0 only at v = 0. *)
Definition definite n (K : 'M[R]_n) := forall m (v : 'M[R]_(n, m)), dot v (K *m v) = 0 -> v = 0.

Lemma definite_unit n (K : 'M[R]_n) : definite K -> K \in unitmx.
Proof.
move=> dK; rewrite -unitmx_tr -row_free_unit -kermx_eq0; apply/eqP/trmx_inj.
have z : K *m (kermx K^T)^T = 0 by apply: trmx_inj; rewrite trmx_mul trmxK mulmx_ker trmx0.
by rewrite trmx0; apply: dK; rewrite z dot0r.
Qed.

Lemma gram_definite d n (X : 'M[R]_(d, n)) : \rank X = n -> definite (X^T *m X).
Proof.
move=> r m v; rewrite -mulmxA dot_mulr trmxK => /sqn_eq0P z.
have /row_fullP[D DX] : row_full X by rewrite /row_full r.
by rewrite -[v]mul1mx -DX -mulmxA z mulmx0.
Qed.

Lemma shifted_definite d n (X : 'M[R]_(d, n)) a : 0 < a -> definite (X^T *m X + a *: 1%:M).
Proof.
move=> pos m v; rewrite mulmxDl -mulmxA -scalemxAl mul1mx dotDr dotZr dot_mulr trmxK => /eqP.
rewrite paddr_eq0; [|exact: sqn_ge0 | exact: mulr_ge0 (ltW pos) (sqn_ge0 _)]; case/andP=> _.
by rewrite mulf_eq0 (gt_eqF pos) /= => /eqP/sqn_eq0P.
Qed.

Lemma shifted_unit d n (X : 'M[R]_(d, n)) a : 0 < a -> X^T *m X + a *: 1%:M \in unitmx.
Proof. by move=> pos; apply/definite_unit/shifted_definite. Qed.

Lemma dsub_mul a b c e (A : 'M[R]_(a + b, c)) (B : 'M[R]_(c, e)) : dsubmx (A *m B) = dsubmx A *m B.
Proof. by rewrite -[in LHS](vsubmxK A) mul_col_mx col_mxKd. Qed.

(** The block of the inverse that belongs to the last coordinates. *)
Section LastBlock.
Variables (a b : nat) (K : 'M[R]_(a + b)).
Hypothesis dK : definite K.
Let S := rsubmx (dsubmx (invmx K)).

Lemma last_block m (v : 'M[R]_(b, m)) : dsubmx (invmx K *m col_mx 0 v) = S *m v.
Proof.
rewrite dsub_mul -[dsubmx (invmx K)]hsubmxK mul_row_col mulmx0 add0r.
by congr (rsubmx _ *m _); rewrite hsubmxK.
Qed.

Lemma last_block_unit : S \in unitmx.
Proof.
apply: definite_unit => m v; rewrite -last_block => z.
have uK := definite_unit dK.
have : invmx K *m col_mx 0 v = 0 :> 'M_(a + b, m).
  apply: dK; rewrite mulmxA mulmxV // mul1mx dotC dotE tr_col_mx -[invmx K *m _]vsubmxK.
  by rewrite mul_row_col trmx0 mul0mx add0r -dotE.
move=> /(congr1 (mulmx K)); rewrite mulmxA mulmxV // mul1mx mulmx0 => /(congr1 dsubmx).
by rewrite col_mxKd linear0.
Qed.

(** Leave-k-out: where y = K [c; 0] + [0; e], S^-1 a_f with a = K^-1 y is e. *)
Lemma leave_out_is k (y : 'M[R]_(a + b, k)) c e : y = K *m col_mx c 0 + col_mx 0 e -> leave_out K y = e.
Proof.
move=> ->; rewrite /leave_out mulmxDr mulmxA mulVmx ?definite_unit // mul1mx.
by rewrite linearD /= col_mxKd add0r last_block mulmxA mulVmx ?last_block_unit // mul1mx.
Qed.
End LastBlock.

(** The matrix that sets every coordinate outside B to zero. *)
Definition mask d (B : pred 'I_d) : 'M[R]_d := keep B 1%:M.

Lemma keepE d k (B : pred 'I_d) (v : 'M[R]_(d, k)) : keep B v = mask B *m v.
Proof.
apply/matrixP => i j; rewrite !mxE (bigD1 i) //= !mxE eqxx big1 ?addr0 => [|a ai].
  by case: ifP; rewrite ?mul1r ?mul0r.
by rewrite !mxE [i == a]eq_sym (negbTE ai) mulr0n if_same mul0r.
Qed.

Lemma mask_sym d (B : pred 'I_d) : (mask B)^T = mask B.
Proof. by apply/matrixP => i j; rewrite !mxE [j == i]eq_sym; case: (altP (i =P j)) => [->|]; rewrite ?if_same. Qed.

Lemma tr_keep d n k (B : pred 'I_d) (A : 'M[R]_(d, n)) (v : 'M[R]_(d, k)) : (keep B A)^T *m v = A^T *m keep B v.
Proof. by rewrite !(keepE B) trmx_mul mask_sym mulmxA. Qed.

End Algebra.

(** Leave-k-out, for samples that are independent. *)
Section LeaveOut.
Variables (R : realFieldType) (d nr nf nt k : nat) (p : problem R d nr nf nt k).

Lemma leave_out_full_rank : (\rank (X p))%:R == (nr + nf)%:R :> R ->
  [/\ (X p)^T *m X p \in unitmx, rsubmx (dsubmx (invmx ((X p)^T *m X p))) \in unitmx &
      yf p - (Xf p)^T *m golden p = leave_out ((X p)^T *m X p) (y p)].
Proof.
move=> full; have r : \rank (X p) = (nr + nf)%N by apply/eqP; rewrite -(eqr_nat R).
have dG := gram_definite r.
split; [exact: definite_unit | exact: last_block_unit |].
have f := golden_fits (consistent_r (full_rank_fits full)).
apply/esym; apply: (leave_out_is dG (c := pinv (Xr p) *m golden p)).
have g : X p *m col_mx (pinv (Xr p) *m golden p) 0 = golden p.
  by rewrite /X mul_row_col mulmx0 addr0 mulmxA -projE goldenE proj_solve.
by rewrite -mulmxA g tr_X f add_col_mx addr0 addrC subrK.
Qed.
End LeaveOut.

(** [A v] has the rank of A exactly when v lies in range(A). *)
Lemma rank_beside (R : realFieldType) d n k (A : 'M[R]_(d, n)) (v : 'M[R]_(d, k)) :
  \rank (row_mx A v) = \rank A <-> project A v = v.
Proof.
have sA : (A^T <= col_mx A^T v^T)%MS by rewrite -{1}[A^T](col_mxKu _ v^T) -[X in usubmx X]mul1mx -[1%:M]vsubmxK mul_col_mx col_mxKu submxMl.
have [_ e] := mxrank_leqif_sup sA; rewrite -tr_row_mx !mxrank_tr tr_row_mx col_mx_sub submx_refl /= in e.
split=> [r | pv].
  have /submxP[D vD] : (v^T <= A^T)%MS by rewrite -e r eqxx.
  by rewrite /project -[v]trmxK vD trmx_mul trmxK mulmxA proj_X.
apply/esym/eqP; rewrite e -pv /project projE -mulmxA trmx_mul submxMl //.
Qed.

(** Every direction of the lap block lies in range(X_r). *)
Section Seen.
Variables (R : realFieldType) (d nr nf nt k : nat) (p : problem R d nr nf nt k).
Let rlap := fun i => block_r p i || block_lap p i.

(** What lies in range(X) has coordinates in r, lap and f alone. *)
Lemma rlap_f m (v : 'M[R]_(d, m)) : project (X p) v = v -> keep rlap v + keep (block_f p) v = v.
Proof.
move=> e; have used i j : ~~ (in_r p i || in_f p i) -> X p i j = 0.
  by rewrite negb_or /X => /andP[? ?]; rewrite mxE; case: split => a; [exact: unused_r | exact: unused_f].
rewrite -[RHS]e /project projE -mulmxA -(keep_mul _ used) mulmxA -projE -/(project _ _) e.
apply/matrixP => i j; rewrite !mxE /rlap /block_r /block_lap /block_f.
by case: (in_r p i); case: (in_f p i); rewrite /= ?addr0 ?add0r.
Qed.

(** What D_f alone has in r and lap it has in lap. *)
Lemma rlap_Xf m (b : 'M[R]_(nf, m)) : keep rlap (Xf p *m b) = keep (block_lap p) (Xf p *m b).
Proof.
rewrite -[RHS]add0r -(keep_mul0 b (@Xf_r _ _ _ _ _ _ p)); apply/matrixP => i j; rewrite !mxE /rlap /block_r /block_lap.
by case: (in_r p i); case: (in_f p i); rewrite /= ?addr0 ?add0r.
Qed.

Lemma Pr_f m (v : 'M[R]_(d, m)) : project (Xr p) (keep (block_f p) v) = 0.
Proof. by rewrite -solve_tr mul_keep0 ?solve0 //; exact: Xr_f. Qed.

Hypothesis seen : [exists i, block_lap p i] -> (\rank (row_mx (Xr p) (keep (block_lap p) (1%:M : 'M[R]_d))))%:R == (\rank (Xr p))%:R :> R.

Lemma seen_lap m (v : 'M[R]_(d, m)) : project (Xr p) (keep (block_lap p) v) = keep (block_lap p) v.
Proof.
case: (boolP [exists i, block_lap p i]) => [/seen | ].
  by rewrite eqr_nat => /eqP/rank_beside e; rewrite keepE /mask /project mulmxA -/(project _ _) e.
by rewrite negb_exists => /forallP no; rewrite keep_none // /project mulmx0.
Qed.

Lemma seen_rlap m (v : 'M[R]_(d, m)) : project (X p) v = v -> project (Xr p) (keep rlap v) = keep rlap v.
Proof.
move=> e; have -> : v = Xr p *m usubmx (pinv (X p) *m v) + Xf p *m dsubmx (pinv (X p) *m v).
  by rewrite -mul_row_col vsubmxK mulmxA -projE -/(X p) -/(project _ _) e.
rewrite keepD keep_mul; last exact: Xr_rlap.
by rewrite /project mulmxDr mulmxA proj_X rlap_Xf -/(project _ _) seen_lap.
Qed.

Lemma option_a_seen : project (Xr p) (option_a p) = option_a p.
Proof. exact/seen_rlap/project_pretrained. Qed.

Lemma option_b_seen : project (Xr p) (option_b p) = option_b p.
Proof.
have -> : option_b p = option_a p - keep (block_lap p) (pretrained p).
  apply/matrixP => i j; rewrite !mxE /block_r /block_lap.
  by case: (in_r p i); case: (in_f p i); rewrite /= ?subr0 ?subrr.
by rewrite /project mulmxBr -/(project _ _) option_a_seen -/(project _ _) seen_lap.
Qed.

Lemma option_a_golden : (Xr p)^T *m pretrained p = yr p -> option_a p = golden p.
Proof. by move=> f; rewrite -option_a_seen; apply: golden_of; rewrite option_a_r. Qed.

(** (I - P_r) v = v^f for v in range(X). *)
Lemma beyond_seen m (v : 'M[R]_(d, m)) : project (X p) v = v -> beyond_remaining p v = keep (block_f p) v.
Proof.
move=> e; rewrite /beyond_remaining -{1 2}(rlap_f e) /project mulmxDr -/(project _ _) seen_rlap // -/(project _ _) Pr_f.
by rewrite addr0 addrAC subrr add0r.
Qed.

End Seen.

(** What v in range(X) has outside range(X_r) is a combination of the new directions Z = (I - P_r) X_f, and known from X_f^T v. *)
Section Step.
Variables (R : realFieldType) (d nr nf nt k : nat) (p : problem R d nr nf nt k).
Local Notation Z := (beyond_remaining p (Xf p)).

Section Orthogonal.
Variables (m : nat) (v : 'M[R]_(d, m)).
Hypotheses (inside : project (X p) v = v) (unseen : project (Xr p) v = 0).

Lemma new_tr : Z^T *m v = (Xf p)^T *m v.
Proof. by rewrite /beyond_remaining linearB /= mulmxBl /project trmx_mul proj_sym -mulmxA -/(project _ v) unseen mulmx0 subr0. Qed.

Lemma new_only : v = Z *m dsubmx (pinv (X p) *m v).
Proof.
set b := dsubmx _; set a := usubmx (pinv (X p) *m v); have e : v = Xr p *m a + Xf p *m b.
  by rewrite -mul_row_col vsubmxK mulmxA -projE -/(X p) -/(project _ _) inside.
rewrite -[LHS]subr0 -unseen e /beyond_remaining /project mulmxDr mulmxBl !mulmxA proj_X.
by rewrite opprD addrACA subrr add0r.
Qed.

Lemma new_known : v = solve Z ((Xf p)^T *m v).
Proof. by rewrite -new_tr solve_tr [in RHS]new_only /project mulmxA proj_X -new_only. Qed.
End Orthogonal.

(** w_o - w_g is such a v where labels are consistent. *)
Lemma step_inside : project (X p) (pretrained p - golden p) = pretrained p - golden p.
Proof. by rewrite /project mulmxBr -/(project _ _) project_pretrained -/(project _ _) golden_inside. Qed.

Lemma step_unseen : (X p)^T *m pretrained p = y p -> project (Xr p) (pretrained p - golden p) = 0.
Proof.
move=> c; rewrite -solve_tr mulmxBr consistent_r // (golden_fits (consistent_r c)) subrr; exact: solve0.
Qed.
End Step.

(** Blocks of the Gram matrix. *)
Section Gram.
Variables (R : realFieldType) (d nr nf nt k : nat) (p : problem R d nr nf nt k).

Lemma gram_r : lsubmx ((X p)^T *m X p) = (X p)^T *m Xr p.
Proof. by rewrite {2}/X mul_mx_row row_mxKl. Qed.

Lemma gram_rr : usubmx (lsubmx ((X p)^T *m X p)) = (Xr p)^T *m Xr p.
Proof. by rewrite gram_r /X tr_row_mx mul_col_mx col_mxKu. Qed.
End Gram.
