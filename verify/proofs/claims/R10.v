(** Reflect the golden predictions at the true labels. *)
From mathcomp Require Import all_ssreflect all_algebra.
From goldengap Require Import Inner Penrose Setting Facts Algebra Objective Witness.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.TTheory.
Local Open Scope ring_scope.
From statements Require Import R10.

Lemma reflected (R : realFieldType) d nr nf nt k (p : problem R d nr nf nt k) : (\rank (X p))%:R == (nr + nf)%:R :> R ->
  limit p (2%:R *: yf p - (Xf p)^T *m golden p) = 2%:R *: pretrained p - golden p.
Proof.
move=> full; have c := full_rank_fits full.
have f : (Xf p)^T *m (2%:R *: pretrained p - golden p) = 2%:R *: yf p - (Xf p)^T *m golden p.
  by rewrite mulmxBr -scalemxAr consistent_f.
rewrite -f; apply: limit_golden.
  have := golden_inside p; have := project_pretrained p; rewrite /project mulmxBr -scalemxAr => -> ->.
  by [].
by rewrite mulmxBr -scalemxAr (golden_fits (consistent_r c)) consistent_r // scaler_nat mulr2n addrK.
Qed.

Theorem proof : statement.
Proof.
have about := distinct_independent 0 0 0.
split; [|split; [|split; [|split]]]; try by example (distinct_example 0 0 0).
- set q := distinct_example 0 0 0 in about *.
  move=> false; have [wide _] := false _ _ _ _ _ _ q about; move: (wide isT).
  have [s _] := full_ends about (2%:R *: yf q - (Xf q)^T *m golden q) (on_remaining q) (on_forgetting q (alpha_pos q)).
  rewrite -/(by_samples q _ _ _) s reflected // distinct_golden distinct_pretrained !small => /eq2[].
  by [].
- move=> R d nr nf nt k p full; have e := reflected full.
  have [s t] := full_ends full (2%:R *: yf p - (Xf p)^T *m golden p) (on_remaining p) (on_forgetting p (alpha_pos p)).
  have three : [/\ remaining_loss p (limit p (2%:R *: yf p - (Xf p)^T *m golden p)) = 0,
    unlearning_loss p (limit p (2%:R *: yf p - (Xf p)^T *m golden p)) = unlearning_loss p (golden p) &
    limit p (2%:R *: yf p - (Xf p)^T *m golden p) = 2%:R *: pretrained p - golden p].
    split=> //; first by rewrite /remaining_loss loss_fits ?limit_r.
    by rewrite /unlearning_loss /loss limit_f // addrAC scaler_nat mulr2n addrK -sqnN opprB.
  by split=> _; rewrite -?/(by_samples _ _ _ _) -?/(by_features _ _ _ _) ?s ?t.
move=> R d nr nf nt k p /full_rank_fits c; exact/golden_of/consistent_r.
Qed.
