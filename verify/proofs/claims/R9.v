(** X_r = e_1, X_f = (1, 1), w_* = (1, 1): y_f = 2 and the golden model predicts 1, so UL(w_g) = 1; UL(w_reg) = 4. *)
From mathcomp Require Import all_ssreflect all_algebra.
From goldengap Require Import Inner Penrose Setting Facts Algebra Objective Descent Witness.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.TTheory.
Local Open Scope ring_scope.
From statements Require Import R9.

Theorem proof : statement.
Proof.
split; [|split; [|split; [|split]]].
- set q := oblique_example 0; have about := oblique_independent 0.
  move=> false; have [wide _] := false _ _ _ _ _ _ q about; move: (wide isT).
  have [s _] := full_ends about (yf q - yf q) (on_remaining q) (on_forgetting q (alpha_pos q)).
  rewrite -/(by_samples q _ _ _) s /unlearning_loss /loss limit_f // oblique_golden.
  by rewrite subrr sub0r sqnN /= addr0 !small.
- move=> R d nr nf nt k p full dis.
  have [s t] := full_ends full (yf p - yf p) (on_remaining p) (on_forgetting p (alpha_pos p)).
  have u : unlearning_loss p (limit p (yf p - yf p)) = unlearning_loss p (golden p).
    by rewrite /unlearning_loss /loss limit_f // Xf_golden // subrr.
  by split=> _; rewrite -?/(by_samples p _ _ _) -?/(by_features p _ _ _) ?s ?t.
- by example (distinct_example 0 0 0); split; [exact: distinct_independent | exact: distinct_is_distinct].
- move=> R d nr nf nt k p full; have [G S e] := leave_out_full_rank full.
  by split=> //; split=> //; rewrite -e /unlearning_loss /loss -sqnN opprB.
by example (distinct_example 0 0 0); exact: distinct_independent.
Qed.
