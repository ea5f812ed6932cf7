(** X_r has no f coordinate: X_r^T A = X_r^T w_o = y_r. On D_f the missing block costs F^T w_o^f. *)
From mathcomp Require Import all_ssreflect all_algebra.
From goldengap Require Import Inner Penrose Setting Facts Algebra Witness.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.TTheory.
Local Open Scope ring_scope.
From statements Require Import O5.

Theorem proof : statement.
Proof.
split; last by example (distinct_example 0 0 0); apply/eqP/distinct_consistent.
move=> R d nr nf nt k p /eqP c.
have f : (Xr p)^T *m option_a p = yr p by rewrite option_a_r consistent_r.
split; [by rewrite /remaining_loss loss_fits | exact: fine_tuned_stays | | exact: golden_of].
by rewrite /unlearning_loss /loss -(consistent_f c) (Xf_split p (pretrained p)) /option_a opprD addrA subrr sub0r sqnN.
Qed.
