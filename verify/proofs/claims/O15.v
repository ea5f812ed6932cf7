(** X_r = (1, 1), X_f = w_* = (0, 1): A = w_o and UL(A) = 0; B = 0, so B_t = w_g = (1/2, 1/2) and UL(B_t) = 1/4. *)
From mathcomp Require Import all_ssreflect all_algebra.
From goldengap Require Import Inner Penrose Setting Facts Algebra Witness.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.TTheory.
Local Open Scope ring_scope.
From statements Require Import O15.

Definition shared_example := one (vec2 1 1) (vec2 0 1) (vec2 0 1) 0 0 0 id_inj1.

Theorem proof : statement.
Proof.
split; [|split; [|split; [|split]]].
- move=> false; have := false _ _ _ _ _ _ shared_example (introT eqP (one_noiseless _ _ _ _ _ _)) erefl.
  have o : pretrained shared_example = vec2 0 1.
    by apply: (@pretrained_is_that _ _ _ _ _ _ _ _ 0 (vec1 1)); rewrite /= ?addr0 ?small.
  have g : golden shared_example = vec2 (1 / 2%:R) (1 / 2%:R).
    by apply: (@golden_is_that _ _ _ _ _ _ _ _ (vec1 (1 / 2%:R))); rewrite /= ?addr0 ?small.
  have b : option_b shared_example = 0 by rewrite /option_b o keep2 /block_r /= !mxE /= zero2.
  have a : option_a shared_example = vec2 0 1 by rewrite /option_a o keep2 /block_r /block_lap /= !mxE.
  rewrite tuned_on_allE // b a g /beyond_remaining /project mulmx0 subrr addr0.
  by rewrite /unlearning_loss /loss /= addr0 !small.
- move=> R d nr nf nt k p /eqP e _ dis.
  have f := golden_fits (consistent_r (noiseless_consistent e)).
  by rewrite option_a_distinct // option_b_distinct // fine_tuned_stays.
- by example (distinct_example 0 0 0); split; [exact/eqP/distinct_noiseless | split=> //; exact: distinct_is_distinct].
- by move=> R d nr nf nt k p /eqP/noiseless_consistent c _; rewrite option_a_loss.
by example (distinct_example 0 0 0); split=> //; exact/eqP/distinct_noiseless.
Qed.
