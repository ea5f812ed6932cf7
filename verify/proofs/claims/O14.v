(** (X_S^T)^+ = X_S G_SS^+; multiply each model by X^T. *)
From mathcomp Require Import all_ssreflect all_algebra.
From goldengap Require Import Inner Penrose Setting Facts Algebra Witness.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.TTheory.
Local Open Scope ring_scope.
From statements Require Import O14.

Theorem proof : statement.
Proof.
move=> R d nr nf nt k p; have gr : lsubmx ((X p)^T *m X p) = (X p)^T *m Xr p.
  by rewrite [X in _ *m X]/X mul_mx_row row_mxKl.
have grr : usubmx (lsubmx ((X p)^T *m X p)) = (Xr p)^T *m Xr p.
  by rewrite gr /X tr_row_mx mul_col_mx col_mxKu.
have gt : colsub (tuned_of_all p) ((X p)^T *m X p) = (X p)^T *m Xt p.
  rewrite -mul_colsub; congr (_ *m _); apply/matrixP => i j; rewrite !mxE.
  by rewrite (unsplitK (inl _)).
have rt m (v : 'M_(d, m)) : rowsub (tuned_of_all p) ((X p)^T *m v) = (Xt p)^T *m v.
  rewrite -rowsub_mul; congr (_ *m _); apply/matrixP => i j; rewrite !mxE.
  by rewrite (unsplitK (inl _)).
have yt : rowsub (tuned_of_all p) (y p) = yt p.
  by apply/matrixP => i j; rewrite !mxE (unsplitK (inl _)).
have e0 : (X p)^T *m pretrained p = (X p)^T *m X p *m solve ((X p)^T *m X p) (y p).
  by rewrite pretrainedE solve_by_gram mulmxA.
split=> //.
- by rewrite subrr subr0 add0r grr gr goldenE [solve (Xr p) _]solve_by_gram mulmxA /y col_mxKu.
by rewrite -e0 gt rt rowsubB yt rt /fine_tuned /nearest mulmxDr [solve (Xt p) _]solve_by_gram mulmxA.
Qed.
