(** Singular values: descent in the coordinates of the singular vectors, and its rate. *)
From mathcomp Require Import all_ssreflect all_algebra.
From goldengap Require Import Inner Penrose Setting Facts Algebra Objective Descent Witness.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.TTheory.
Local Open Scope ring_scope.

Section Larger.
Variables (R : realFieldType) (f : R -> R).

(** (v + c + |v - c|) / 2 is the larger of v and c. *)
Lemma larger_l (v c : R) : v <= (v + c + `|v - c|) / 2%:R.
Proof. by rewrite ler_pdivl_mulr ?ltr0n // mulr_natr mulr2n -addrA ler_add2l -ler_subl_addl; exact: ler_norm. Qed.

Lemma larger_r (v c : R) : c <= (v + c + `|v - c|) / 2%:R.
Proof. by rewrite [v + c]addrC distrC larger_l. Qed.

Definition largest (s : seq R) : R := foldl (fun v x => (v + f x + `|v - f x|) / 2%:R) 0 s.

Lemma largest_above s v : let m := foldl (fun v x => (v + f x + `|v - f x|) / 2%:R) v s in v <= m /\ {in s, forall x, f x <= m}.
Proof.
elim: s v => [|a s ih] v //=; have [above all] := ih ((v + f a + `|v - f a|) / 2%:R); split=> [|x].
  exact: le_trans (larger_l _ _) above.
by rewrite inE => /orP[/eqP ->|/all //]; exact: le_trans (larger_r _ _) above.
Qed.

Lemma largest_ge0 s : 0 <= largest s. Proof. by case: (largest_above s 0). Qed.
Lemma largest_ge s x : x \in s -> f x <= largest s. Proof. by case: (largest_above s 0) => _; apply. Qed.
End Larger.

Section Spectrum.
Variables (R : realFieldType) (d n : nat) (X : 'M[R]_(d, n)) (s : seq R) (V : 'M[R]_(d, size s)).
Local Notation D := (diag_mx (\row_i s`_i)).
Hypotheses (pos : all (fun x => 0 < x) s) (ortho : V^T *m V = 1%:M) (eX : X *m X^T = V *m D *m V^T).

Lemma value_in (i : 'I_(size s)) : s`_i \in s. Proof. exact: mem_nth. Qed.
Lemma value_pos (i : 'I_(size s)) : 0 < s`_i. Proof. exact: (allP pos) (value_in i). Qed.

(** ||X^T z||^2 in the coordinates V^T z. *)
Lemma energy_by_value k (z : 'M[R]_(d, k)) : sqn (X^T *m z) = \sum_(i < size s) \sum_j s`_i * (V^T *m z) i j ^+ 2.
Proof.
rewrite /sqn dot_mull trmxK mulmxA eX -mulmxA -mulmxA dot_mulr mul_diag_mx /dot.
by apply: eq_bigr => i _; apply: eq_bigr => j _; rewrite !mxE mulrCA expr2.
Qed.

(** A step shrinks coordinate i by 1 - a s_i. *)
Lemma shrink_by_value k a (z : 'M[R]_(d, k)) (i : 'I_(size s)) j : (V^T *m (z - a *: (X *m (X^T *m z)))) i j = (1 - a * s`_i) * (V^T *m z) i j.
Proof.
by rewrite mulmxBr -scalemxAr !mulmxA -(mulmxA V^T X) eX !mulmxA ortho mul1mx -mulmxA mul_diag_mx !mxE mulrBl mul1r mulrA.
Qed.

Lemma energy_shrinks k a rho (z : 'M[R]_(d, k)) : {in s, forall x, (1 - a * x) ^+ 2 <= rho} ->
  sqn (X^T *m (z - a *: (X *m (X^T *m z)))) <= rho * sqn (X^T *m z).
Proof.
move=> le; rewrite !energy_by_value mulr_sumr; apply: ler_sum => i _; rewrite mulr_sumr; apply: ler_sum => j _.
rewrite shrink_by_value exprMn mulrCA; apply: ler_wpmul2r; last by apply: le; exact: value_in.
by rewrite mulr_ge0 ?sqr_ge0 // ltW ?value_pos.
Qed.
End Spectrum.

(** X_r = e_1 has the singular value 1. *)
Lemma spectrum_e1 : spectrum (vec2 1 0) [:: 1].
Proof.
split=> //; exists (vec2 1 0); first by rewrite mul1_2 mulr1 mulr0 addr0; apply/matrixP => i j; rewrite !mxE !ord1.
rewrite [diag_mx _](_ : _ = 1%:M) ?mulmx1 //; apply/matrixP => i j.
by rewrite !mxE (ord1 (i : 'I_1)) (ord1 (j : 'I_1)).
Qed.

Lemma e1_rank : 0 < (\rank (vec2 1 0))%:R :> rat.
Proof. by rewrite ltr0n lt0n mxrank_eq0; apply/eqP => /matrixP/(_ ord0 ord0)/eqP; rewrite !mxE. Qed.

(** Descent on labels that w fits: the residual shrinks by rho a step. *)
Section Residual.
Variables (R : realFieldType) (d n k : nat) (X : 'M[R]_(d, n)) (y : 'M[R]_(n, k)) (w : 'M[R]_(d, k)) (eta rho : R) (s : seq R).
Hypotheses (fits : X^T *m w = y) (spec : spectrum X s) (rate : {in s, forall x, (1 - 2%:R * eta / n%:R * x) ^+ 2 <= rho}) (pr : 0 <= rho).

Lemma residual_shrinks i v :
  sqn (X^T *m iter i (fun w => w - eta *: gradient X y w) v - y) <= rho ^+ i * sqn (X^T *m v - y).
Proof.
have e u : X^T *m u - y = X^T *m (u - w) by rewrite mulmxBr fits.
case: spec => _ pos [V ortho eX]; elim: i => [|i ih]; first by rewrite expr0 mul1r.
rewrite iterS; move: (iter _ _ _) ih => u ih; rewrite exprS -mulrA; apply: (le_trans _ (ler_wpmul2l pr ih)).
have -> : X^T *m (u - eta *: gradient X y u) - y = X^T *m (u - w - (2%:R * eta / n%:R) *: (X *m (X^T *m (u - w)))).
  by rewrite e /gradient e scalerA addrAC mulrA [eta * _]mulrC.
by rewrite e; exact: (energy_shrinks pos ortho eX).
Qed.
End Residual.
