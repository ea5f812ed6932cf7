(** w_t = P w_* and w_g = P_r w_*; range(X_r) lies in range(X), so P P_r = P_r P = P_r. *)
From mathcomp Require Import all_ssreflect all_algebra.
From goldengap Require Import Inner Penrose Setting Facts Algebra Witness.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.TTheory.
Local Open Scope ring_scope.
From statements Require Import O4.

Theorem proof : statement.
Proof.
have gap R d nr nf nt k (p : problem R d nr nf nt k) : (X p)^T *m teacher p = y p ->
  fine_tuned p (pretrained p) - golden p = retained p (teacher p).
  move=> e; have [er _] := (fits_both _ _).1 e.
  by rewrite fine_tuned_stays ?(consistent_r (noiseless_consistent e)) // -(pretrained_of e) -(golden_of er).
split; [|split; [|split]].
- move=> R d nr nf nt k p /eqP e.
  have Q m (v : 'M_(d, m)) : retained p v = (proj (X p) - proj (Xr p)) *m v by rewrite /retained /project mulmxBl.
  have QQ : (proj (X p) - proj (Xr p)) *m (proj (X p) - proj (Xr p)) = proj (X p) - proj (Xr p).
    by rewrite mulmxBl !mulmxBr !proj_id PPr PrP subrr subr0.
  have sQ : (proj (X p) - proj (Xr p))^T = proj (X p) - proj (Xr p) by rewrite linearB /= !proj_sym.
  split; rewrite ?Q ?mulmx1 //.
  + by rewrite /gap_in_weights gap // Q /sqn dot_mull sQ mulmxA QQ.
  + by rewrite /mxpow /= mulmx1.
  by rewrite dot1r linearB /= !trace_proj.
- by example (distinct_example 0 0 0); apply/eqP/distinct_noiseless.
- by move=> R d nr nf nt k p /eqP e; rewrite /gap_in_weights gap.
by example (distinct_example 0 0 0); apply/eqP/distinct_noiseless.
Qed.
