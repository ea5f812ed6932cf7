(** Both gradients carry the residual as a factor; ascent turns the sign of the step, so no residual gets shorter. *)
From mathcomp Require Import all_ssreflect all_algebra.
From goldengap Require Import Inner Penrose Setting Facts Algebra Objective Descent Ridge Witness.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.TTheory.
Local Open Scope ring_scope.
From statements Require Import N16.

Section Ascent.
Variables (R : realFieldType) (d nr nf nt k : nat) (p : problem R d nr nf nt k).

Lemma ascent_path (c e : R) i w : c * 2%:R / nf%:R = e ->
  (Xf p)^T *m iter i (fun w => w - c *: (w - w + ((- 1) / nf%:R * nf%:R) *: gradient (Xf p) (yf p) w)) w - yf p =
  iter i (fun w => w + e *: ((Xf p)^T *m (Xf p *m w))) ((Xf p)^T *m w - yf p).
Proof.
move=> <-; apply: (@iter_morph _ _ (fun w : 'M[R]_(d, k) => (Xf p)^T *m w - yf p)) => v.
rewrite subrr add0r divfK ?(nz_f p) // scaleN1r scalerN opprK /gradient scalerA (mulmxDr (Xf p)^T v) -scalemxAr addrAC.
by rewrite mulrA.
Qed.

Lemma climbs (e : R) i (r : 'M[R]_(nf, k)) : 0 <= e -> sqn r <= sqn (iter i (fun w => w + e *: ((Xf p)^T *m (Xf p *m w))) r).
Proof.
move=> pe; apply: (@iter_inv _ (fun v : 'M[R]_(nf, k) => sqn r <= sqn v)) => // v le; apply: (le_trans le).
rewrite sqnD sqnZ dotZr dot_mulr trmxK -addrA ler_addl addr_ge0 //.
  by rewrite mulrn_wge0 // mulr_ge0 // sqn_ge0.
by rewrite mulr_ge0 ?sqr_ge0 ?sqn_ge0.
Qed.
End Ascent.

Theorem proof : statement.
Proof.
have about := distinct_consistent 0 0 0.
split; [|split; [|split]]; try by example (distinct_example 0 0 0); apply/eqP.
  move=> R d nr nf nt k p /eqP c.
  have z a b : pretrained p - pretrained p + a *: gradient (Xr p) (yr p) (pretrained p) + b *: gradient (Xf p) (yf p) (pretrained p) = 0.
    by rewrite !gradient_fits ?consistent_r ?consistent_f // !scaler0 subrr !addr0.
  split=> _; last by split=> //; rewrite z scaler0.
  by split; [rewrite z scaler0 | apply: ascent_path; rewrite [_ * 2%:R]mulrC].
move=> R d nr nf nt k p _; split=> _ //.
have e0 := ltW (eta_pos p); have s0 := sqn_ge0 (Xf p).
by apply: climbs; rewrite !(divr_ge0, mulr_ge0, addr_ge0, ler0n, ler01).
Qed.
