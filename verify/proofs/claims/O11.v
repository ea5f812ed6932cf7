(** There is no f block to zero and no r block to keep. *)
From mathcomp Require Import all_ssreflect all_algebra.
From goldengap Require Import Inner Penrose Setting Facts Algebra Witness.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.TTheory.
Local Open Scope ring_scope.
From statements Require Import O11.

Theorem proof : statement.
Proof.
split; last first.
  example same_example; split; last by split=> //; apply/eqP/one_consistent.
  by split; apply/forallP => i; rewrite ord1 /block_r /block_f /= !mxE.
move=> R d nr nf nt k p [/forallP r /forallP f] /eqP c all.
have lap i j : ~~ (block_r p i || block_lap p i) -> X p i j = 0.
  rewrite (negbTE (r i)) /= => nl; have := f i; have := r i; move: nl; rewrite /block_r /block_lap /block_f /X mxE.
  case er: (in_r p i); case ef: (in_f p i) => // _ _ _.
  by case: split => j'; [apply: unused_r | apply: unused_f]; rewrite ?er ?ef.
have a : option_a p = pretrained p by rewrite /option_a pretrainedE keep_solve.
have b : option_b p = 0 by exact: keep_none.
split; rewrite // ?a ?b ?tuned_on_all //.
by rewrite /unlearning_loss loss_fits ?consistent_f.
Qed.
