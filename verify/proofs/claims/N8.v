(** J on D_r is quadratic: one Newton step ends in its minimizer. The rest is block elimination in K. *)
From mathcomp Require Import all_ssreflect all_algebra.
From goldengap Require Import Inner Penrose Setting Facts Algebra Objective Descent Ridge Witness.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.TTheory.
Local Open Scope ring_scope.
From statements Require Import N8.

Lemma rearranged (V : zmodType) (a b c t : V) : a - b + t = - c -> a + c + t = b.
Proof.
move=> e; apply/eqP; rewrite -subr_eq0.
have -> : a + c + t - b = (a - b + t) + c by rewrite addrAC [a + c - b]addrAC addrAC.
by rewrite e addNr.
Qed.

Theorem proof : statement.
Proof.
split=> R d nr nf nt k p; have pc := decay_pos p; have ur := shifted_unit (Xr p) pc; last first.
  by split=> //; rewrite /gap_in_weights goldenE; exact: ridge_distance.
have u := shifted_unit (X p) pc; have dK := @shifted_definite _ _ _ (X p) _ pc; have uF := features_unit (Xr p) pc.
split=> //; split=> //; split=> //; split; first exact: last_block_unit.
set w := ridge_solution (X p) (y p) (decay p).
have newton : w + (nf%:R / 2%:R) *: (invmx (Xr p *m (Xr p)^T + decay p *: 1%:M) *m gradient (Xf p) (yf p) w) = ridge_solution (Xr p) (yr p) (decay p).
  have nf2 : nf%:R / 2%:R * (2%:R / nf%:R) = 1 :> R by rewrite mulrA divfK ?pnatr_eq0 // divff ?(nz_f p).
  rewrite /gradient -scalemxAr scalerA nf2 scale1r; apply: ridge_features => //; set v := w + _.
  have n := ridge_normal (X p) (y p) pc; rewrite -/w tr_X /X /y opp_col_mx add_col_mx mul_row_col in n.
  have Hv : (Xr p *m (Xr p)^T + decay p *: 1%:M) *m v = Xr p *m yr p.
    rewrite mulmxDr mulKVmx // mulmxDl -scalemxAl mul1mx -mulmxA.
    by apply: rearranged; rewrite -mulmxBr.
  by rewrite mulmxBr -Hv mulmxDl -scalemxAl mul1mx -mulmxA opprD addrA subrr sub0r.
split=> //; rewrite newton; set wr := ridge_solution (Xr p) _ _.
apply/esym; apply: (goldengap.Algebra.leave_out_is dK (c := invmx ((Xr p)^T *m Xr p + decay p *: 1%:M) *m yr p)).
rewrite mulmxDl -scalemxAl mul1mx -mulmxA; have -> : X p *m col_mx (invmx ((Xr p)^T *m Xr p + decay p *: 1%:M) *m yr p) 0 = wr.
  by rewrite /X mul_row_col mulmx0 addr0.
rewrite tr_X scale_col_mx scaler0 !add_col_mx addr0 addr0 [_ + (yf p - _)]addrC subrK /y; congr (col_mx _ _).
by have e := mulKVmx ur (yr p); rewrite mulmxDl -scalemxAl mul1mx -mulmxA in e.
Qed.
