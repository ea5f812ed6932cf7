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

Lemma largest_le s c : 0 <= c -> {in s, forall x, f x <= c} -> largest s <= c.
Proof.
rewrite /largest; move: (0 : R); elim: s => [|a s ih] v //= vc all; apply: ih => [|x xs]; last by apply: all; rewrite inE xs orbT.
rewrite ler_pdivr_mulr ?ltr0n // mulr_natr mulr2n; have fc : f a <= c by apply: all; rewrite inE eqxx.
by case: (ger0P (v - f a)) => _; rewrite ?opprB; [rewrite addrACA | rewrite [v + _]addrC addrACA]; rewrite subrr addr0 ler_add.
Qed.

Lemma largest_lt s c : 0 < c -> {in s, forall x, f x < c} -> largest s < c.
Proof.
rewrite /largest; move: (0 : R); elim: s => [|a s ih] v //= vc all; apply: ih => [|x xs]; last by apply: all; rewrite inE xs orbT.
rewrite ltr_pdivr_mulr ?ltr0n // mulr_natr mulr2n; have fc : f a < c by apply: all; rewrite inE eqxx.
by case: (ger0P (v - f a)) => _; rewrite ?opprB; [rewrite addrACA | rewrite [v + _]addrC addrACA]; rewrite subrr addr0 ltr_add.
Qed.
End Larger.

Section Spectrum.
Variables (R : realFieldType) (d n : nat) (X : 'M[R]_(d, n)) (s : seq R) (V : 'M[R]_(d, size s)).
Local Notation D := (diag_mx (\row_(i < size s) s`_i)).
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

(** range(X) lies in range(V), where a step shrinks by the rate. *)
Lemma VVX : V *m (V^T *m X) = X.
Proof.
have : X^T *m (V *m V^T - 1%:M) = 0.
  by apply: gram_eq0; rewrite trmxK mulmxA eX mulmxBr mulmx1 !mulmxA -(mulmxA _ V^T V) ortho mulmx1 subrr.
move/(congr1 trmx); rewrite trmx_mul trmxK trmx0 linearB /= trmx_mul trmxK trmx1 mulmxBl mul1mx -mulmxA => /eqP.
by rewrite subr_eq0 => /eqP.
Qed.

(** V keeps lengths, V^T shortens. *)
Lemma sqn_V k (c : 'M[R]_(size s, k)) : sqn (V *m c) = sqn c.
Proof. by rewrite /sqn dot_mull mulmxA ortho mul1mx. Qed.

Lemma bessel k (z : 'M[R]_(d, k)) : sqn (V^T *m z) <= sqn z.
Proof.
rewrite -sqn_V -{2}[z](subrK (V *m (V^T *m z))) addrC pythagoras ?ler_addl ?sqn_ge0 //.
by rewrite dot_mull mulmxBr !mulmxA ortho mul1mx subrr dot0r.
Qed.

(** As many values as the rank, and the largest is at least the average. *)
Lemma values_rank : (size s <= \rank X)%N.
Proof.
have <- : \rank D = size s.
  apply: mxrank_unit; rewrite unitmxE det_diag unitfE; apply/prodf_neq0 => i _.
  by rewrite mxE gt_eqF ?value_pos.
have -> : D = V^T *m X *m (X^T *m V) by rewrite -mulmxA (mulmxA X) eX !mulmxA ortho mul1mx -mulmxA ortho mulmx1.
exact: leq_trans (mxrankM_maxl _ _) (mxrankM_maxr _ _).
Qed.

Hypothesis down : sorted >=%R s.

Lemma value_top x : x \in s -> x <= s`_0.
Proof.
move: down; case: (s) => // a t /= p; rewrite inE => /orP[/eqP -> //|xt].
by have /allP/(_ _ xt) := order_path_min (@ge_trans _ R) p.
Qed.

Lemma size_by_top : sqn X <= (\rank X)%:R * s`_0.
Proof.
have -> : sqn X = \sum_(i < size s) s`_i.
  by rewrite /sqn dotE mxtrace_mulC eX -mulmxA mxtrace_mulC -mulmxA ortho mulmx1 mxtrace_diag; apply: eq_bigr => i _; rewrite mxE.
apply: (@le_trans _ _ (\sum_(i < size s) s`_0)); first by apply: ler_sum => i _; exact/value_top/value_in.
rewrite sumr_const card_ord -[Y in Y <= _]mulr_natl; case: (posnP (size s)) => [z|some].
  by rewrite [Y in Y%:R * _ <= _]z mul0r nth_default ?z // mulr0.
by apply: ler_wpmul2r; rewrite ?ler_nat ?values_rank // ltW // (value_pos (Ordinal some)).
Qed.

Lemma some_value : (0 < \rank X)%N -> s`_0 \in s.
Proof.
case: (posnP (size s)) => [z|some _]; last exact: (value_in (Ordinal some)).
suff -> : X = 0 by rewrite mxrank0.
apply: trmx_inj; rewrite trmx0; apply: sqn_eq0P; rewrite -[X^T]mulmx1 energy_by_value big1 // => i.
by move: (ltn_ord i); rewrite {2}z.
Qed.

(** The projection onto the top singular direction, as a polynomial in X X^T. *)
Hypothesis differ : sorted [rel x z | x != z] s.

Lemma below_top x : x \in drop 1 s -> x < s`_0.
Proof.
move: down differ; case: (s) => [|a [|b t]] //= /andP[ab p] /andP[nab _] xt.
apply: (@le_lt_trans _ _ b); last by rewrite lt_def nab.
by move: xt; rewrite inE => /orP[/eqP -> //|xt]; have /allP/(_ _ xt) := order_path_min (@ge_trans _ R) p.
Qed.

Definition factor k (v : 'M[R]_(d, k)) x := (1 / (s`_0 - x)) *: (X *m (X^T *m v) - x *: (1 *: v)).
Definition top k (v : 'M[R]_(d, k)) := foldl (@factor k) (factor v 0) (drop 1 s).
Definition select k (c : 'M[R]_(size s, k)) : 'M[R]_(size s, k) := \matrix_(i, j) (if val i == 0%N then c i j else 0).

Lemma factors k (c : 'M[R]_(size s, k)) l :
  foldl (@factor k) (V *m c) l = V *m \matrix_(i, j) ((\prod_(x <- l) ((s`_i - x) / (s`_0 - x))) * c i j).
Proof.
elim: l c => [|x l ih] c /=; first by congr (_ *m _); apply/matrixP => i j; rewrite !mxE big_nil mul1r.
have -> : factor (V *m c) x = V *m \matrix_(i, j) ((s`_i - x) / (s`_0 - x) * c i j).
  rewrite /factor scale1r [X *m _]mulmxA eX -!mulmxA (mulmxA V^T) ortho mul1mx scalemxAr -mulmxBr scalemxAr; congr (_ *m _).
  by apply/matrixP => i j; rewrite mul_diag_mx !mxE -mulrBl mulrA div1r [_^-1 * _]mulrC.
by rewrite ih; congr (_ *m _); apply/matrixP => i j; rewrite !mxE big_cons mulrA [X in X * _ = _]mulrC.
Qed.

Lemma topE k (z : 'M[R]_(d, k)) : (0 < \rank X)%N -> top z = V *m select (V^T *m z).
Proof.
move=> /some_value/(allP pos) p0; rewrite /top.
have -> : factor z 0 = V *m \matrix_(i, j) (s`_i / s`_0 * (V^T *m z) i j).
  rewrite /factor scale0r !subr0 [X *m _]mulmxA eX -!mulmxA scalemxAr; congr (_ *m _).
  by apply/matrixP => i j; rewrite mul_diag_mx !mxE mulrA div1r [_^-1 * _]mulrC.
rewrite factors; congr (_ *m _); apply/matrixP => i j; rewrite [LHS]mxE [X in _ * X]mxE [RHS]mxE.
case: eqP => [->|/eqP i0]; last first.
  rewrite (_ : \prod_(x <- _) _ = 0) ?mul0r //; apply/eqP; rewrite prodf_seq_eq0; apply/hasP; exists s`_i.
    move: i0 (ltn_ord i) => /=; case: (nat_of_ord i) => // m _ lt.
    by rewrite -[m.+1]add1n -nth_drop mem_nth // size_drop subn1; case: (size s) lt.
  by rewrite /= subrr mul0r.
by rewrite big1_seq ?mul1r ?divff ?mul1r ?gt_eqF // => x /andP[_ /below_top lt]; rewrite divff // subr_eq0 gt_eqF.
Qed.

Lemma select_le k (c : 'M[R]_(size s, k)) : sqn (select c) <= sqn c.
Proof.
apply: ler_sum => i _; apply: ler_sum => j _; rewrite !mxE; case: ifP => // _.
by rewrite mulr0 -expr2 sqr_ge0.
Qed.

Lemma top_idem k (z : 'M[R]_(d, k)) : (0 < \rank X)%N -> top (top z) = top z.
Proof.
move=> some; rewrite !topE // mulmxA ortho mul1mx; congr (_ *m _).
by apply/matrixP => i j; rewrite !mxE; case: (val i == 0%N).
Qed.

(** The top component grows by |1 - a s_0| a step. *)
Lemma top_grows k a i (z : 'M[R]_(d, k)) : (0 < \rank X)%N ->
  sqn (top z) * (1 - a * s`_0) ^+ (2 * i) <= sqn (iter i (fun v => v - a *: (X *m (X^T *m v))) z).
Proof.
move=> some; rewrite topE // sqn_V; apply: (le_trans _ (bessel _)); apply: (le_trans _ (select_le _)).
rewrite exprM exprAC mulrC -sqnZ le_eqVlt; apply/orP; left; apply/eqP; congr (sqn _).
elim: i => [|i ih]; first by rewrite expr0 scale1r.
rewrite iterS exprS -scalerA {}ih; move: (iter _ _ _) => v.
apply/matrixP => m j; rewrite [LHS]mxE [Y in _ * Y]mxE [RHS]mxE; case: eqP => [e|_]; last by rewrite mulr0.
by rewrite shrink_by_value e.
Qed.

Lemma range_shrinks k a rho (c : 'M[R]_(n, k)) i : 0 <= rho -> {in s, forall x, (1 - a * x) ^+ 2 <= rho} ->
  sqn (iter i (fun v => v - a *: (X *m (X^T *m v))) (X *m c)) <= rho ^+ i * sqn (X *m c).
Proof.
move=> pr le; have inV (u : 'M[R]_(n, k)) : V *m (V^T *m (X *m u)) = X *m u by rewrite (mulmxA V^T) mulmxA VVX.
set step := fun v => _; have inside : V *m (V^T *m iter i step (X *m c)) = iter i step (X *m c).
  apply: (@iter_inv _ (fun v => V *m (V^T *m v) = v)) => // v e.
  by rewrite /step mulmxBr mulmxBr e -!scalemxAr inV.
rewrite -inside -[X *m c]inV !sqn_V inV; elim: i {inside} => [|i ih]; first by rewrite expr0 mul1r.
rewrite iterS exprS -mulrA; apply: le_trans (ler_wpmul2l pr ih); move: (iter _ _ _) => v.
rewrite /sqn /dot mulr_sumr; apply: ler_sum => m _; rewrite mulr_sumr; apply: ler_sum => j _.
rewrite /step !shrink_by_value mulrACA -!expr2; apply: ler_wpmul2r; [exact: sqr_ge0 | apply: le; exact: value_in].
Qed.

(** Where the largest value gives a factor of -1 or below, it is the largest of all. *)
Lemma rate_at_top c m : 0 <= c / m -> 2%:R <= c / m * s`_0 -> (0 < \rank X)%N ->
  largest (fun x => `|1 - c * x / m|) s = c / m * s`_0 - 1.
Proof.
move=> pa a2 /some_value top_in; set a := c / m in pa a2 *.
have fE x : 1 - c * x / m = 1 - a * x by rewrite mulrAC.
have pb : 0 <= a * s`_0 - 1 by rewrite subr_ge0; apply: le_trans a2; rewrite ler1n.
apply/eqP; rewrite eq_le; apply/andP; split.
  apply: largest_le => // x xs; rewrite fE ler_norml opprB !ler_add2l ler_opp2 ler_wpmul2l ?value_top //=.
  apply: (@le_trans _ _ 1); last by rewrite ler_subr_addr.
  by rewrite ler_subl_addr ler_addl mulr_ge0 // ltW //; exact: (allP pos).
apply: le_trans (largest_ge _ top_in); rewrite fE distrC; exact: ler_norm.
Qed.
End Spectrum.

(** X_r = (a, 0) has the singular value a. *)
Lemma spectrum_first (a : rat) : 0 < a -> spectrum (vec2 a 0) [:: a ^+ 2].
Proof.
move=> pa; split=> //=; first by rewrite exprn_gt0.
exists (vec2 1 0); first by rewrite mul1_2 mulr1 mulr0 addr0; apply/matrixP => i j; rewrite !mxE !ord1.
rewrite [diag_mx _](_ : _ = (a ^+ 2)%:M); last by apply/matrixP => i j; rewrite !mxE (ord1 (i : 'I_1)) (ord1 (j : 'I_1)).
have -> : vec2 a 0 = a *: vec2 1 0 by rewrite scale2 mulr1 mulr0.
by rewrite mul_mx_scalar linearZ /= -!scalemxAl -!scalemxAr scalerA expr2.
Qed.

Lemma spectrum_e1 : spectrum (vec2 1 0) [:: 1].
Proof. by have := spectrum_first ltr01; rewrite expr1n. Qed.

Lemma first_rank (a : rat) : 0 < a -> (0 < (\rank (vec2 a 0))%:R :> rat).
Proof. by move=> pa; rewrite ltr0n lt0n mxrank_eq0; apply/eqP => /matrixP/(_ ord0 ord0)/eqP; rewrite !mxE gt_eqF. Qed.

Lemma e1_rank : 0 < (\rank (vec2 1 0))%:R :> rat. Proof. exact: first_rank. Qed.

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

(** The errors of descent. *)
Lemma errors (R : realFieldType) d n k (X : 'M[R]_(d, n)) (y : 'M[R]_(n, k)) (w0 : 'M[R]_(d, k)) eta i :
  iter i (fun w => w - eta *: gradient X y w) w0 - nearest X y w0 =
  iter i (fun v => v - (2%:R * eta / n%:R) *: (X *m (X^T *m v))) (w0 - nearest X y w0).
Proof.
apply: (@iter_morph _ _ (fun w => w - nearest X y w0)) => w.
by rewrite (gradient_to_limit _ _ w0) scalerA addrAC mulrA [eta * _]mulrC.
Qed.

(** Below the threshold no step leads away from the limit. *)
Section Stable.
Variables (R : realFieldType) (d n : nat) (X : 'M[R]_(d, n)) (b : R).
Hypothesis definite : positive_definite (b *: (1%:M : 'M[R]_n) - X^T *m X).

Lemma definite_bound k (u : 'M[R]_(n, k)) : sqn (X *m u) <= b * sqn u.
Proof.
rewrite !sqn_cols mulr_sumr; apply: ler_sum => j _; rewrite !colE -mulmxA -!colE; move: (col j u) => c.
case: (altP (c =P 0)) => [->|nz]; first by rewrite mulmx0 !sqn0 mulr0.
by have := definite nz; rewrite mulmxBl -scalemxAl mul1mx dotBr dotZr subr_gt0 -mulmxA -dot_mull => /ltW.
Qed.

Variables (k : nat) (y : 'M[R]_(n, k)) (w0 w : 'M[R]_(d, k)) (eta : R).
Hypotheses (pe : 0 < eta) (pn : 0 < n%:R :> R) (be : b = n%:R / eta).

Lemma step_closer : sqn (w - eta *: gradient X y w - nearest X y w0) <= sqn (w - nearest X y w0).
Proof.
rewrite (gradient_to_limit _ _ w0) scalerA addrAC; move: (w - _) => v; set a := eta * _.
have pa : 0 < a by exact: mulr_gt0 pe (divr_gt0 (ltr0Sn _ 1) pn).
rewrite sqnB sqnZ dotZr dot_mulr -/(sqn _) -addrA ger_addl addrC subr_le0 expr2 -mulrA -mulrnAr ler_pmul2l //.
apply: (@le_trans _ _ (a * (b * sqn (X^T *m v)))); first by rewrite ler_pmul2l // definite_bound.
have ab : a * b = 2%:R by rewrite be /a [eta * _]mulrC -(mulrA _ eta) [eta * _]mulrC divfK ?gt_eqF // divfK ?gt_eqF.
by rewrite mulrA ab mulr_natl.
Qed.
End Stable.
