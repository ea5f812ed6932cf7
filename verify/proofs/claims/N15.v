(** X_r = e_1, X_f = e_2, w_* = (1, 1), lambda = 1: fine-tuning reaches RL = 0, which ridge does not. *)
From mathcomp Require Import all_ssreflect all_algebra.
From goldengap Require Import Inner Penrose Setting Facts Algebra Objective Descent Ridge Witness.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.TTheory.
Local Open Scope ring_scope.
From statements Require Import N15.

Lemma pos (R : realFieldType) d nr nf nt k (p : problem R d nr nf nt k) : 0 < decay p * (nr + nf)%:R.
Proof. by rewrite mulr_gt0 ?decay_pos // natrD addr_gt0 ?(nr_pos p) ?(nf_pos p). Qed.

Theorem proof : statement.
Proof.
have c := distinct_consistent 0 0 0.
have about : (X (distinct_example 0 0 0))^T *m pretrained (distinct_example 0 0 0) == y (distinct_example 0 0 0) by apply/eqP.
split; [|split; [|split; [|split]]]; try by example (distinct_example 0 0 0); split=> //.
- set q := distinct_example 0 0 0 in c about *; move=> false.
  set r := ridge_solution (X q) (y q) (decay q * 2%:R).
  have stays : fine_tuned q r = r by apply: (false _ _ _ _ _ _ q about erefl); exact: (shifted_unit (X q) (pos q)).
  have fit : (Xr q)^T *m r = yr q.
    by rewrite -stays tuned_on_all // (nearest_fits _ (consistent_r c)).
  have n := ridge_normal (X q) (y q) (pos q); rewrite -/r tr_X /X /y opp_col_mx add_col_mx mul_row_col fit subrr mulmx0 add0r in n.
  have /(congr1 (mulmx (Xr q)^T)) := n; rewrite mulmxA mulmxN -scalemxAr fit.
  have -> : (Xr q)^T *m Xf q = 0 by rewrite /= mul1_2 mul1r mul0r addr0 -zero1.
  rewrite mul0mx => /esym/eqP; rewrite oppr_eq0 scaler_eq0 => /orP[/eqP z|/eqP z]; first by have := pos q; rewrite z ltxx.
  by move: z; rewrite /= !small => /eq1.
- move=> R d nr nf nt k p _ all; split; first exact: (shifted_unit (X p) (pos p)).
  by rewrite tuned_on_allE // addrC addKr.
move=> R d nr nf nt k p _ all; split; first exact: (shifted_unit (X p) (pos p)).
apply: (decay_ends (X p) (y p)); last exact: decay_pos.
by rewrite natrD addr_gt0 ?(nr_pos p) ?(nf_pos p).
Qed.
