(** w_g minimizes RL and reaches 0 on (X_f, X_f^T w_g); it lies in range(X), where the minimizer is unique. *)
From mathcomp Require Import all_ssreflect all_algebra.
From goldengap Require Import Inner Penrose Setting Facts Algebra Objective Witness.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.TTheory.
Local Open Scope ring_scope.
From statements Require Import R4.

Lemma ends_golden (R : realFieldType) d nr nf nt k (p : problem R d nr nf nt k) :
  by_samples p (1 / nr%:R) (alpha p / nf%:R) ((Xf p)^T *m golden p) = golden p /\
  by_features p (1 / nr%:R) (alpha p / nf%:R) ((Xf p)^T *m golden p) = golden p.
Proof.
have n : row_mx ((1 / nr%:R) *: Xr p) ((alpha p / nf%:R) *: Xf p) *m ((X p)^T *m golden p) =
         row_mx ((1 / nr%:R) *: Xr p) ((alpha p / nf%:R) *: Xf p) *m col_mx (yr p) ((Xf p)^T *m golden p).
  by rewrite tr_X !mul_row_col -!scalemxAl goldenE normal_equations.
have i := golden_inside p; have pa := on_remaining p; have pb := on_forgetting p (alpha_pos p).
by split; [exact: (ends_samples pa pb n i) | exact: (ends_features pa pb n i)].
Qed.

Theorem proof : statement.
Proof.
split; [|split]; last by example (distinct_example 0 0 0); exact: distinct_is_distinct.
  move=> R d nr nf nt k p; have [s t] := ends_golden p.
  have -> : dsubmx (y p - y p + lsubmx ((X p)^T *m X p) *m solve (usubmx (lsubmx ((X p)^T *m X p))) (usubmx (y p - (y p - y p)))) =
            (Xf p)^T *m golden p.
    rewrite subrr subr0 add0r gram_rr gram_r /y col_mxKu -mulmxA -solve_by_gram.
    by rewrite /X tr_row_mx mul_col_mx col_mxKd goldenE.
  by split=> _; rewrite -?/(by_samples _ _ _ _) -?/(by_features _ _ _ _) ?s ?t.
move=> R d nr nf nt k p dis; have [s t] := ends_golden p; rewrite Xf_golden // in s t.
by rewrite subrr; split=> _; rewrite -?/(by_samples _ _ _ _) -?/(by_features _ _ _ _) ?s ?t.
Qed.
