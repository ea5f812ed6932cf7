(** Below the threshold every step shrinks what lies in range(X), by the rate, and leaves the rest. *)
From mathcomp Require Import all_ssreflect all_algebra.
From goldengap Require Import Inner Penrose Setting Facts Algebra Objective Descent Witness Spectrum.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.TTheory.
Local Open Scope ring_scope.
From statements Require Import S2.

Section Rate.
Variables (R : rcfType) (d nr nf nt k : nat) (p : problem R d nr nf nt k) (s : seq R).
Hypothesis spec : spectrum (Xr p) s.
Local Notation rho := (largest (fun x => `|1 - 2%:R * eta p * x / nr%:R|) s).

Lemma distance i : Num.sqrt (sqn (iter i (fun w => w - eta p *: gradient (Xr p) (yr p) w) (start p) - nearest (Xr p) (yr p) (start p))) <=
  rho ^+ i * Num.sqrt (sqn (start p - nearest (Xr p) (yr p) (start p))).
Proof.
have pr : 0 <= rho ^+ i by rewrite exprn_ge0 ?largest_ge0.
rewrite -[X in X * _]ger0_norm // -sqrtr_sqr -sqrtrM ?sqr_ge0 //; apply: ler_wsqrtr.
case: spec => _ _ [V ortho eX]; rewrite errors start_to_limit exprAC.
apply: (range_shrinks ortho eX); [exact: sqr_ge0 | move=> x xs].
have /= le := largest_ge (fun x => `|1 - 2%:R * eta p * x / nr%:R|) xs.
by rewrite -[X in X <= _]real_normK ?num_real // ler_expn2r ?nnegrE ?normr_ge0 ?largest_ge0 // mulrAC.
Qed.

Lemma distance0 i : (\rank (Xr p) <= 0)%N ->
  Num.sqrt (sqn (iter i (fun w => w - eta p *: gradient (Xr p) (yr p) w) (start p) - nearest (Xr p) (yr p) (start p))) <=
  0 ^+ i * Num.sqrt (sqn (start p - nearest (Xr p) (yr p) (start p))).
Proof.
move=> none; have := distance i; case: spec => _ pos [V ortho eX].
have := leq_trans (values_rank pos ortho eX) none; rewrite leqn0 => /nilP z.
by rewrite [X in largest _ X]z.
Qed.
End Rate.

Section Near.
Variables (R : realFieldType) (d nr nf nt k : nat) (p : problem R d nr nf nt k) (s : seq R) (g : R).
Hypotheses (spec : spectrum (Xr p) s) (some : (0 < \rank (Xr p))%N) (g0 : 0 < g) (g1 : g < 1).

Lemma below_one : largest (fun x => `|1 - 2%:R * (nr%:R / s`_0 * g) * x / nr%:R|) s < 1.
Proof.
case: spec => down pos [V ortho eX]; have t0 := allP pos _ (some_value eX some); apply: largest_lt => // x xs.
have x0 := allP pos _ xs; have xt := value_top down xs.
have -> : 2%:R * (nr%:R / s`_0 * g) * x / nr%:R = 2%:R * (g * (x / s`_0)).
  rewrite -(mulrA nr%:R _ g) mulrCA -(mulrA nr%:R _ x) [nr%:R * _]mulrC mulfK ?gt_eqF ?(nr_pos p) // -!mulrA; congr (_ * _).
  by rewrite mulrC -mulrA.
have pos_u : 0 < g * (x / s`_0) by rewrite mulr_gt0 ?divr_gt0.
have le1 : g * (x / s`_0) < 1.
  by apply: le_lt_trans g1; rewrite ger_pmulr // ler_pdivr_mulr // mul1r.
rewrite ltr_norml; apply/andP; split; last by rewrite ltr_subl_addr ltr_addl mulr_gt0 // ltr0n.
by rewrite ltr_subr_addr addrC ltr_subl_addr mulr_natl mulr2n ltr_add.
Qed.
End Near.

Lemma just_below (R : realFieldType) m : (1 < m)%N -> 0 < (m - 1)%:R / m%:R :> R /\ (m - 1)%:R / m%:R < 1 :> R.
Proof.
move=> m1; have m0 : (0 < m)%N by exact: ltnW.
have pm : 0 < m%:R :> R by rewrite ltr0n.
split; first by rewrite divr_gt0 // ltr0n subn_gt0.
by rewrite ltr_pdivr_mulr // mul1r ltr_nat subn1 prednK.
Qed.

Lemma edge (R : realFieldType) : 0 < (2 ^ 20 - 1)%:R / (2 ^ 20)%:R :> R /\ (2 ^ 20 - 1)%:R / (2 ^ 20)%:R < 1 :> R.
Proof. exact: just_below (leq_ltn_trans (isT : (1 <= 20)%N) (ltn_expl 20 (isT : (1 < 2)%N))). Qed.

(** X_r = (1/2, 0), X_f = (0, 1), eta = 1. *)
Definition slow := one (vec2 (1 / 2%:R) 0) (vec2 0 1) (vec2 1 1) 0 0 0 id_inj1.

Lemma slow_example : [/\ (X slow)^T *m teacher slow == y slow, spectrum (Xr slow) [:: (1 / 2%:R) ^+ 2],
  positive_definite ((1%:R / eta slow) *: (1%:M : 'M_1) - (Xr slow)^T *m Xr slow) & 0 < (\rank (Xr slow))%:R :> rat].
Proof.
split; first exact/eqP/one_noiseless; first exact: spectrum_first; last exact: first_rank.
move=> u nz; have -> : (1%:R / eta slow) *: (1%:M : 'M_1) - (Xr slow)^T *m Xr slow = (3%:R / 4%:R)%:M.
  by rewrite mul1_2 /= scale_scalar_mx -/(vec1 _) -[_%:M]/(vec1 _) opp1 add1.
by rewrite mul_scalar_mx dotZr mulr_gt0 // sqn_gt0.
Qed.

Theorem proof : statement.
Proof.
have [fits spec definite some] := slow_example.
split; first by move=> R d nr nf nt k p /eqP/fits_both[fr _] _; exact: nearest_teacher.
split; first by example slow.
split.
  move=> R d nr nf nt k p _ definite'.
  have closer w := step_closer definite' (yr p) (start p) w (eta_pos p) (nr_pos p) (erefl _).
  by split=> _; rewrite ?addn1 ?iterS; exact: closer.
split; first by example slow.
split.
  move=> R d nr nf nt k p s spec' _ _; split=> none; case: ifP => [_|/negbT]; rewrite -?leNgt ?lern0.
  - exact: distance.
  - by move=> /eqP r; apply: (distance0 spec'); rewrite r.
  - exact: (distance spec' 0).
  by move=> /eqP r; apply: (distance0 spec' 0); rewrite r.
split; first by example slow; exists [:: (1 / 2%:R) ^+ 2].
have near (R : realFieldType) d nr nf nt k (p : problem R d nr nf nt k) s (spec' : spectrum (Xr p) s) (r : 0 < (\rank (Xr p))%:R :> R) :
  largest (fun x => `|1 - 2%:R * (nr%:R / s`_0 * ((2 ^ 20 - 1)%:R / (2 ^ 20)%:R)) * x / nr%:R|) s < 1.
  by have [g0 g1] := edge R; apply: (below_one spec' _ g0 g1); rewrite -(ltr0n R).
split; first by move=> R d nr nf nt k p s spec' _ _ r; split=> //; have /ltW := near _ _ _ _ _ _ p s spec' r.
split; first by example slow; exists [:: (1 / 2%:R) ^+ 2].
split; last by example slow; exists [:: (1 / 2%:R) ^+ 2].
by move=> R d nr nf nt k p s spec' _ _ r; split=> //; have := near _ _ _ _ _ _ p s spec' r; rewrite lt_neqAle => /andP[/eqP].
Qed.
