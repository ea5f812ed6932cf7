(** With u = w_o - w_g = Z b, b a row: UL(w_g) = ||Z||^4 ||b||^2 / n_f; and u^f = F b, so UL(A) = ||F||^4 ||b||^2 / n_f. *)
From mathcomp Require Import all_ssreflect all_algebra.
From goldengap Require Import Inner Penrose Setting Facts Algebra Witness.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.TTheory.
Local Open Scope ring_scope.
From statements Require Import O16.

Lemma gram_one (R : realFieldType) d m (A : 'M[R]_(d, 1)) (b : 'M[R]_(1, m)) : A^T *m (A *m b) = sqn A *: b.
Proof. by rewrite mulmxA [A^T *m A]mx11_scalar mul_scalar_mx /sqn dotE trace_mx11. Qed.

Lemma sqn_keep (R : realFieldType) d m (B : pred 'I_d) (v : 'M[R]_(d, m)) : sqn (keep B v) <= sqn v.
Proof.
apply: ler_sum => i _; apply: ler_sum => j _; rewrite !mxE.
by case: ifP => // _; rewrite mul0r -expr2 sqr_ge0.
Qed.

Section OneForgotten.
Variables (R : realFieldType) (d nr nt k : nat) (p : problem R d nr 1 nt k).
Hypothesis c : (X p)^T *m pretrained p = y p.
Let Z := beyond_remaining p (Xf p).
Let F := keep (block_f p) (Xf p).
Let b := dsubmx (pinv (X p) *m (pretrained p - golden p)).

Lemma stepE : pretrained p - golden p = Z *m b.
Proof. by apply: new_only; [exact: step_inside | exact: step_unseen]. Qed.

Lemma F_of_Z : F = keep (block_f p) Z.
Proof. by rewrite /Z /beyond_remaining keepB /project projE -mulmxA keep_mul0 ?subr0 //; exact: Xr_f. Qed.

Lemma golden_loss : unlearning_loss p (golden p) = sqn (sqn Z *: b) / 1%:R.
Proof.
rewrite /unlearning_loss /loss -(consistent_f c) -mulmxBr -sqnN -mulmxN opprB -new_tr ?step_unseen //.
by rewrite stepE gram_one.
Qed.

Lemma mask_loss : unlearning_loss p (option_a p) = sqn (sqn F *: b) / 1%:R.
Proof.
rewrite option_a_loss // /energy -gram_one -[pretrained p](subrK (golden p)) stepE keepD.
rewrite [keep _ (golden p)](_ : _ = 0) ?addr0; last by rewrite goldenE keep_solve0 //; exact: Xr_f.
have Fb : F *m b = keep (block_f p) (Z *m b) by rewrite F_of_Z !keepE mulmxA.
by rewrite -tr_keep -/F Fb mul_keep // => i j /negbTE f; rewrite mxE f.
Qed.
End OneForgotten.

Theorem proof : statement.
Proof.
have about : (X (distinct_example 0 0 0))^T *m pretrained (distinct_example 0 0 0) == y (distinct_example 0 0 0).
  by apply/eqP/distinct_consistent.
split; [|split; [|split]]; try by example (distinct_example 0 0 0).
- move=> R d nr nf nt k p /eqP + one; subst nf => c; rewrite mask_loss // golden_loss // !sqnZ.
  have FZ := F_of_Z p; case: ifP => [|/negbT ne].
    rewrite eqr_nat => /eqP/rank_beside e; have z : beyond_remaining p (Xf p) = 0 by rewrite /beyond_remaining e subrr.
    by rewrite FZ z keepE mulmx0 expr1n mul1r.
  have nz : sqn (beyond_remaining p (Xf p)) != 0.
    rewrite sqn_eq0 subr_eq0; apply: contra ne => /eqP e.
    by rewrite eqr_nat; apply/eqP/rank_beside.
  by rewrite expr_div_n mulrA mulrA divfK // expf_neq0.
move=> R d nr nf nt k p /eqP + one; subst nf => c; rewrite mask_loss // golden_loss // !sqnZ F_of_Z.
have le := sqn_keep (block_f p) (beyond_remaining p (Xf p)).
by rewrite ler_wpmul2r ?invr_ge0 ?ler0n // ler_wpmul2r ?sqn_ge0 // ler_expn2r ?nnegrE ?sqn_ge0.
Qed.
