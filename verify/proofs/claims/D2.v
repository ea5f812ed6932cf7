(** w_g lies in range(X_r), which D_f does not see. *)
From mathcomp Require Import all_ssreflect all_algebra.
From goldengap Require Import Inner Penrose Setting Facts Algebra Witness.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.TTheory.
Local Open Scope ring_scope.
From statements Require Import D2.

Theorem proof : statement.
Proof.
split; last by example (distinct_example 0 0 0); split; [exact: distinct_is_distinct | apply/eqP/distinct_noiseless].
move=> R d nr nf nt k p dis /eqP/fits_both[er ef].
have z := Xf_golden dis.
have ul : unlearning_loss p (golden p) = sqn (yf p) / nf%:R by rewrite /unlearning_loss /loss z sub0r sqnN.
split; rewrite ?z ?subrr //; first by rewrite /remaining_loss loss_fits ?(golden_fits er).
by rewrite ul /energy mul_keep ?ef //; exact: Xf_f.
Qed.
