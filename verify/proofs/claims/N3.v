(** The gradient at w is 2 H (w - w_g,lambda), and H >= lambda I. *)
From mathcomp Require Import all_ssreflect all_algebra.
From goldengap Require Import Inner Penrose Setting Facts Algebra Objective Descent Ridge Witness.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.TTheory.
Local Open Scope ring_scope.
From statements Require Import N3.

Theorem proof : statement.
Proof.
have pd R d nr nf nt k (p : problem R d nr nf nt k) : 0 < d%:R :> R by rewrite ltr0n; case/and4P: (sizes_pos p).
have units R d nr nf nt k (p : problem R d nr nf nt k) :
  (X p)^T *m X p + (decay p * (nr + nf)%:R) *: 1%:M \in unitmx /\ (Xr p)^T *m Xr p + (decay p * nr%:R) *: 1%:M \in unitmx.
  by split; apply: shifted_unit; rewrite mulr_gt0 ?decay_pos ?(nr_pos p) // natrD addr_gt0 ?(nr_pos p) ?(nf_pos p).
split=> R d nr nf nt k p; have [u ur] := units _ _ _ _ _ _ p.
  have e := decay_ends (Xr p) (yr p) (nr_pos p) (decay_pos p).
  split=> _; split=> //; split=> //; split=> //; last by rewrite addrC subrK.
  exact: (decay_path (Xr p) (yr p) (nr_pos p) (pd _ _ _ _ _ _ p) (decay_pos p)).
split=> _; split=> //; split=> //; rewrite addrAC subrr add0r.
  have t0 : 0 <= sqn (Xr p) / nr%:R + decay p by rewrite addr_ge0 ?divr_ge0 ?sqn_ge0 ?ler0n // ltW ?decay_pos.
  have e0 := ltW (eta_pos p); have below : 0 < 1 + 2%:R * eta p * (sqn (Xr p) / nr%:R + decay p) by rewrite ltr_paddr ?mulr_ge0 ?ltr01 ?ler0n.
  set e := eta p / _; have pe : 0 <= e by rewrite divr_ge0 // ltW.
  have short : 2%:R * e * (sqn (Xr p) / nr%:R + decay p) <= 1.
    by rewrite /e [2%:R * _]mulrA mulrAC ler_pdivr_mulr // mul1r ler_addr ler01.
  exact: (shrink_path pe short).
by rewrite expr0 mulr1.
Qed.
