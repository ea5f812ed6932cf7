(** If one w ends the descent for two values of alpha, both gradients are 0 there, and w attains both least values. *)
From mathcomp Require Import all_ssreflect all_algebra.
From goldengap Require Import Inner Penrose Setting Facts Algebra Objective Descent Witness.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.TTheory.
Local Open Scope ring_scope.
From statements Require Import R8.

Lemma at_least (R : realFieldType) d n k (A : 'M[R]_(d, n)) (y : 'M[R]_(n, k)) w :
  A *m (A^T *m w) = A *m y <-> A^T *m w = A^T *m solve A y.
Proof.
split=> [e | ->]; last exact: normal_equations.
apply/eqP; rewrite -subr_eq0 -mulmxBr; apply/eqP; apply: gram_eq0.
by rewrite trmxK !mulmxBr e normal_equations subrr.
Qed.

Lemma moved (V : zmodType) (a c l m : V) : a + c = l + m -> c - m = l - a.
Proof. by move=> e; apply/eqP; rewrite subr_eq addrAC -e addrAC subrr add0r. Qed.

Section Key.
Variables (R : realFieldType) (d nr nf nt k : nat) (p : problem R d nr nf nt k).
Let goal := col_mx ((Xr p)^T *m solve (Xr p) (yr p)) ((Xf p)^T *m solve (Xf p) (wrong p)).

Lemma key (form : R -> 'M[R]_(d, k)) :
  (forall b w, 0 < b -> row_mx ((1 / nr%:R) *: Xr p) (b *: Xf p) *m ((X p)^T *m w) =
     row_mx ((1 / nr%:R) *: Xr p) (b *: Xf p) *m col_mx (yr p) (wrong p) -> project (X p) w = w -> form b = w) ->
  form (alpha p / nf%:R) = form (4%:R * alpha p / nf%:R) <-> goal = (X p)^T *m solve (X p) goal.
Proof.
move=> ends; have pa := on_remaining p; have pb := on_forgetting p (alpha_pos p).
have f4 : 0 < 4%:R * alpha p by rewrite mulr_gt0 ?ltr0n ?alpha_pos.
have p4 := on_forgetting p f4.
split=> [same | fit].
  have [w n i] := ends_exist p (wrong p) pa pb; have [w4 n4 i4] := ends_exist p (wrong p) pa p4.
  have e : w = w4 by rewrite -(ends _ _ pb n i) -(ends _ _ p4 n4 i4).
  rewrite -{}e in n4 i4; move: n n4; rewrite tr_X !mul_row_col -!scalemxAl.
  set x := Xr p *m _; set l := Xr p *m yr p; set z := Xf p *m _; set m := Xf p *m wrong p => n n4.
  have ez : z = m.
    have : (4%:R * alpha p / nf%:R - alpha p / nf%:R) *: (z - m) = 0.
      by rewrite scalerBl !scalerBr (moved n) (moved n4) subrr.
    move/eqP; rewrite scaler_eq0 subr_eq0 subr_eq0 => /orP[|/eqP //].
    rewrite -mulrA -{2}[alpha p / _]mul1r (inj_eq (mulIf _)) ?pnatr_eq1 // gt_eqF //.
  have ex : x = l by move/eqP: n; rewrite ez (inj_eq (addIr _)) => /eqP/(scalerI (lt0r_neq0 pa)).
  have fr := (at_least _ _ _).1 ex; have ff := (at_least _ _ _).1 ez.
  by rewrite /goal -fr -ff -tr_X solve_tr i.
set v := solve (X p) goal in fit; have i : project (X p) v = v by exact: project_solve.
move: fit; rewrite tr_X => /eq_col_mx[fr ff].
have nr' := (at_least _ _ _).2 (esym fr); have nf' := (at_least _ _ _).2 (esym ff).
have n b : row_mx ((1 / nr%:R) *: Xr p) (b *: Xf p) *m ((X p)^T *m v) = row_mx ((1 / nr%:R) *: Xr p) (b *: Xf p) *m col_mx (yr p) (wrong p).
  by rewrite tr_X !mul_row_col -!scalemxAl nr' nf'.
by rewrite (ends _ v pb) // (ends _ v p4).
Qed.
End Key.

Theorem proof : statement.
Proof.
split; [|split; [|split; [|split]]].
- move=> R d nr nf nt k p; split=> _.
    by apply: (@key _ _ _ _ _ _ p (fun b => by_samples p (1 / nr%:R) b (wrong p))) => b w pb n i; exact: (ends_samples (on_remaining p) pb n i).
  by apply: (@key _ _ _ _ _ _ p (fun b => by_features p (1 / nr%:R) b (wrong p))) => b w pb n i; exact: (ends_features (on_remaining p) pb n i).
- move=> R d nr nf nt k p full; have p4 : 0 < 4%:R * alpha p by rewrite mulr_gt0 ?ltr0n ?alpha_pos.
  have [s t] := full_ends full (wrong p) (on_remaining p) (on_forgetting p (alpha_pos p)).
  have [s4 t4] := full_ends full (wrong p) (on_remaining p) (on_forgetting p p4).
  by split=> _; rewrite -?/(by_samples p _ _ _) -?/(by_features p _ _ _) ?s ?t ?s4 ?t4.
- by example (distinct_example 0 0 0); exact: distinct_independent.
- by example (distinct_example 0 0 0); rewrite full_fits //; exact: distinct_independent.
example same_example; rewrite tr_X => /eq_col_mx[] /=.
have f : (vec1 1)^T *m solve (vec1 1) ((vec1 1)^T *m vec1 1) = vec1 1 by rewrite solve_tr /project mulmxA tr_proj !small mulr1.
by rewrite f solve0 mulmx0 => <- /esym; rewrite zero1 => /eq1.
Qed.
