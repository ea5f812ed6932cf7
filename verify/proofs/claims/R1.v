(** Independent samples fit [y_r; y'], so both terms reach 0 together, whatever their weights. *)
From mathcomp Require Import all_ssreflect all_algebra.
From goldengap Require Import Inner Penrose Setting Facts Algebra Objective Witness.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory.
Local Open Scope ring_scope.
From statements Require Import R1.

Theorem proof : statement.
Proof.
Abort.
