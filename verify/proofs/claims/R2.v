(** ICE(alpha) is alpha times CE(1 / alpha), so its step of size eta is CE's of size alpha eta. *)
From mathcomp Require Import all_ssreflect all_algebra.
From goldengap Require Import Inner Penrose Setting Facts Algebra Objective Descent Witness.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.TTheory.
Local Open Scope ring_scope.
From statements Require Import R2.

Lemma same_step (R : realFieldType) d nr nf nt k (p : problem R d nr nf nt k) (e : R) (w : 'M[R]_(d, k)) :
  w - e *: (w - w + (alpha p / nr%:R * nr%:R) *: gradient (Xr p) (yr p) w + (1 / nf%:R * nf%:R) *: gradient (Xf p) (wrong p) w) =
  w - (alpha p * e) *: (w - w + (1 / nr%:R * nr%:R) *: gradient (Xr p) (yr p) w +
    (1 / alpha p / nf%:R * nf%:R) *: gradient (Xf p) (wrong p) w).
Proof.
have na : alpha p != 0 by rewrite gt_eqF ?alpha_pos.
rewrite !(divfK (nz_r p)) !(divfK (nz_f p)) subrr !add0r !scalerDr !scalerA.
by rewrite !mulr1 div1r [alpha p * e / _]mulrAC divff // mul1r [e * _]mulrC.
Qed.

Theorem proof : statement.
Proof.
split=> R d nr nf nt k p; split=> _ //.
  by split; [exact: same_step | apply: eq_iter => w; exact: same_step].
rewrite (eq_iter (@same_step _ _ _ _ _ _ p _)); exact: residual_path.
Qed.
