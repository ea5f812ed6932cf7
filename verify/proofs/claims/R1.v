(** Independent samples fit [y_r; y'], so both terms reach 0 together, whatever their weights. *)
From mathcomp Require Import all_ssreflect all_algebra.
From goldengap Require Import Inner Penrose Setting Facts Algebra Objective Descent Witness.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.TTheory.
Local Open Scope ring_scope.
From statements Require Import R1.

Lemma four (R : realFieldType) d nr nf nt k (p : problem R d nr nf nt k) : 0 < 4%:R * alpha p.
Proof. by rewrite mulr_gt0 ?ltr0n ?alpha_pos. Qed.

Theorem proof : statement.
Proof.
have about := distinct_independent 0 0 0.
split; [|split; [|split; [|split; [|split]]]]; try by example (distinct_example 0 0 0).
- move=> R d nr nf nt k p full; have [s t] := full_ends full (wrong p) (on_remaining p) (on_forgetting p (alpha_pos p)).
  have [s4 t4] := full_ends full (wrong p) (on_remaining p) (on_forgetting p (four p)).
  have rl : remaining_loss p (limit p (wrong p)) = 0 by rewrite /remaining_loss loss_fits ?limit_r.
  have ul : unlearning_loss p (limit p (wrong p)) = sqn (wrong p - yf p) / nf%:R by rewrite /unlearning_loss /loss limit_f.
  by split=> _; rewrite -?/(by_samples p _ _ _) -?/(by_features p _ _ _) ?s ?t ?s4 ?t4.
- move=> R d nr nf nt k p full _; have [u _ _] := leave_out_full_rank full; split=> //.
  have fits := full_fits full (col_mx (yr p) (wrong p)); rewrite solve_by_gram in fits.
  rewrite -/(limit p (wrong p)) limitE solve_by_gram; congr (_ *m _).
  by rewrite -[in LHS]fits mulmxA mulKmx.
move=> R d nr nf nt k p full; split=> // _; set S := dot _ _.
have pa := on_remaining p; have pb := on_forgetting p (alpha_pos p).
have S0 : 0 <= S.
  rewrite /S /X dotE tr_row_mx mul_col_row mxtrace_block -!dotE !dotZl.
  exact: addr_ge0 (mulr_ge0 (ltW pa) (sqn_ge0 _)) (mulr_ge0 (ltW pb) (sqn_ge0 _)).
have e0 := ltW (eta_pos p); have below : 0 < 1 + eta p * S by rewrite ltr_paddr ?mulr_ge0 ?ltr01.
apply: (@value_path _ _ _ _ _ _ p (1 / nr%:R) (alpha p / nf%:R)); rewrite -?/S; [exact: ltW | exact: ltW | |].
  by rewrite divr_ge0 // ltW.
by rewrite mulrAC ler_pdivr_mulr // mul1r ler_addr ler01.
Qed.
