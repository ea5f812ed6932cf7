(** Training on S leaves of the distance to the teacher what lies outside range(S): twice, from the teacher itself. *)
From mathcomp Require Import all_ssreflect all_algebra.
From goldengap Require Import Inner Penrose Setting Facts Algebra Witness.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.TTheory.
Local Open Scope ring_scope.
From statements Require Import N7.

Theorem proof : statement.
Proof.
split; last by example (distinct_example 0 0 0); apply/eqP/distinct_noiseless.
move=> R d nr nf nt k p /eqP/fits_both[er ef].
have s : sequentially_pretrained p = teacher p - beyond_remaining p (beyond_forgetting p (teacher p)).
  rewrite /sequentially_pretrained (nearest_teacher _ er) (nearest_teacher _ ef) add0r subr0.
  rewrite /beyond_remaining /beyond_forgetting; set a := project (Xf p) _; set q := project (Xr p) _.
  by rewrite opprB opprB addrCA [teacher p + _]addrCA subrr addr0 addrC.
split=> //; first by rewrite /remaining_loss loss_fits // /sequentially_pretrained (nearest_fits _ er).
by rewrite s /unlearning_loss (loss_teacher _ ef) opprB addrCA subrr addr0.
Qed.
