(** There is no f block to zero and no r block to keep. *)
From mathcomp Require Import all_ssreflect all_algebra.
From goldengap Require Import Inner Penrose Setting Facts Algebra Witness.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory.
Local Open Scope ring_scope.
From statements Require Import O11.

Theorem proof : statement.
Proof.
split.
  move=> R d nr nf nt k p [/forallP r /forallP f] /eqP c all.
  have a : option_a p = pretrained p.
    have z : keep (block_f p) (pretrained p) = 0 by exact: keep_none.
    rewrite /option_a; apply/matrixP => i j; rewrite !mxE.
    case: ifP => // /negbT; rewrite negb_or => /andP[_ lap].
Abort.
