(** The step is w - eta (grad RL(w) + 2 lambda w), and grad RL lies in range(X_r). *)
From mathcomp Require Import all_ssreflect all_algebra.
From goldengap Require Import Inner Penrose Setting Facts Algebra Objective Descent Ridge Witness.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.TTheory.
Local Open Scope ring_scope.
From statements Require Import R6.

Theorem proof : statement.
Proof.
have pd R d nr nf nt k (p : problem R d nr nf nt k) : 0 < d%:R :> R by rewrite ltr0n; case/and4P: (sizes_pos p).
split=> R d nr nf nt k p; have pc : 0 < decay p * nr%:R by rewrite mulr_gt0 ?decay_pos ?(nr_pos p).
  have u := shifted_unit (Xr p) pc; have e := decay_ends (Xr p) (yr p) (nr_pos p) (decay_pos p).
  have g := interpolator_from_ridge (Xr p) (yr p) pc; rewrite -goldenE in g.
  split=> _; split=> //; split=> //; last by rewrite expr0 scale1r.
  by apply: (@decay_outside _ _ _ _ (Xr p) (yr p)); [exact: (nr_pos p) | exact: (pd _ _ _ _ _ _ p)].
split; first exact: shifted_unit.
by rewrite /gap_in_weights goldenE; exact: ridge_distance.
Qed.
