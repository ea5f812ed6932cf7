(** A tactic for the algebra of projectors. [by projector_algebra.] closes equalities that follow from
      P P = P,   P^T = P,   P X = X,   X^T P = X^T,   P P_r = P_r = P_r P (and so for f and t),   X X^T w_o = X y,
    from the labels where they are consistent (then w_o = P w and w_g = P_r w for some w), and from bilinearity of <., .>.
    Both sides are multiplied out to sums of words in these letters, and the words must cancel. *)
From mathcomp Require Import all_ssreflect all_algebra.
From goldengap Require Import Inner Penrose Setting Facts Algebra Witness.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.TTheory.
Local Open Scope ring_scope.

Section Words.
Variable R : realFieldType.
Implicit Types (m n l q : nat) (a : R).

(** A rule for A B is one for A B v. *)
Lemma within m n l q (A : 'M[R]_(m, n)) (B : 'M[R]_(n, l)) (C : 'M[R]_(m, l)) (v : 'M[R]_(l, q)) : A *m B = C -> A *m (B *m v) = C *m v.
Proof. by rewrite mulmxA => ->. Qed.

(** And, turned round, one for B^T A^T. *)
Lemma turned m n l (A : 'M[R]_(m, n)) (B : 'M[R]_(n, l)) (C : 'M[R]_(m, l)) : A *m B = C -> B^T *m A^T = C^T.
Proof. by rewrite -trmx_mul => ->. Qed.

Lemma trD m n (A B : 'M[R]_(m, n)) : (A + B)^T = A^T + B^T. Proof. exact: linearD. Qed.
Lemma trN m n (A : 'M[R]_(m, n)) : (- A)^T = - A^T. Proof. exact: linearN. Qed.
Lemma trZ m n a (A : 'M[R]_(m, n)) : (a *: A)^T = a *: A^T. Proof. exact: linearZ. Qed.
Lemma mulZmx m n l a (A : 'M[R]_(m, n)) (B : 'M[R]_(n, l)) : (a *: A) *m B = a *: (A *m B). Proof. by rewrite scalemxAl. Qed.
Lemma mulmxZ m n l a (A : 'M[R]_(m, n)) (B : 'M[R]_(n, l)) : A *m (a *: B) = a *: (A *m B). Proof. by rewrite scalemxAr. Qed.
Lemma solveZ m n l a (A : 'M[R]_(m, n)) (b : 'M[R]_(n, l)) : solve A (a *: b) = a *: solve A b. Proof. exact: mulmxZ. Qed.
Lemma dot_opp m n (A : 'M[R]_(m, n)) : dot A A = dot (- A) (- A). Proof. by rewrite dotNl dotNr opprK. Qed.
Lemma solve_tr_word m n l (A : 'M[R]_(m, n)) (w : 'M[R]_(m, l)) : solve A (A^T *m w) = proj A *m w. Proof. exact: solve_tr. Qed.
End Words.

Section Models.
Variables (R : realFieldType) (d nr nf nt k : nat) (p : problem R d nr nf nt k).

Lemma PXt : proj (X p) *m Xt p = Xt p.
Proof. by rewrite /Xt mul_colsub proj_Xr. Qed.
Lemma PPt : proj (X p) *m proj (Xt p) = proj (Xt p). Proof. exact/proj_within/PXt. Qed.
Lemma PtP : proj (Xt p) *m proj (X p) = proj (Xt p). Proof. exact/within_proj/PXt. Qed.

Lemma XrP : (Xr p)^T *m proj (X p) = (Xr p)^T. Proof. by rewrite -[proj _]proj_sym (turned (proj_Xr p)). Qed.
Lemma XfP : (Xf p)^T *m proj (X p) = (Xf p)^T. Proof. by rewrite -[proj _]proj_sym (turned (proj_Xf p)). Qed.
Lemma XtP : (Xt p)^T *m proj (X p) = (Xt p)^T. Proof. by rewrite -[proj _]proj_sym (turned PXt). Qed.
Lemma XtPr : (Xt p)^T *m proj (Xr p) = (Xt p)^T. Proof. by rewrite -[proj _]proj_sym (turned (proj_Xt p)). Qed.

(** Consistent labels are those of some w. *)
Definition labelled w := [/\ (Xr p)^T *m w = yr p, (Xf p)^T *m w = yf p & (X p)^T *m w = y p].

Lemma labelled_by w : (X p)^T *m w == y p -> labelled w.
Proof. by move/eqP=> e; have [] := (fits_both _ _).1 e. Qed.

Lemma labelled_if : (X p)^T *m pretrained p == y p -> exists w, labelled w.
Proof. by exists (pretrained p); apply: labelled_by. Qed.

Lemma labelled_full : ((\rank (X p))%:R == (nr + nf)%:R :> R) -> exists w, labelled w.
Proof. by move=> /full_rank_fits/eqP; exact: labelled_if. Qed.

Lemma labelled_words w : labelled w ->
  [/\ yr p = (Xr p)^T *m w, yf p = (Xf p)^T *m w, y p = (X p)^T *m w, yt p = (Xt p)^T *m w &
      pretrained p = proj (X p) *m w /\ golden p = proj (Xr p) *m w].
Proof. by move=> [er ef e]; split; rewrite ?(fits_tuned er) // -(pretrained_of e) -(golden_of er). Qed.

(** Tuned on all of D_r. *)
Lemma tuned_word v : nt = nr -> fine_tuned p v = golden p + (v - proj (Xr p) *m v).
Proof. exact: tuned_on_allE. Qed.

Lemma Psolve_r m (b : 'M[R]_(nr, m)) : proj (X p) *m solve (Xr p) b = solve (Xr p) b. Proof. by rewrite -proj_solve mulmxA PPr. Qed.
Lemma Psolve_f m (b : 'M[R]_(nf, m)) : proj (X p) *m solve (Xf p) b = solve (Xf p) b. Proof. by rewrite -proj_solve mulmxA PPf. Qed.
Lemma Psolve_t m (b : 'M[R]_(nt, m)) : proj (X p) *m solve (Xt p) b = solve (Xt p) b. Proof. by rewrite -proj_solve mulmxA PPt. Qed.
Lemma Prsolve_t m (b : 'M[R]_(nt, m)) : proj (Xr p) *m solve (Xt p) b = solve (Xt p) b. Proof. by rewrite -proj_solve mulmxA PrPt. Qed.
End Models.

(** Products of sums become sums of products, *)
Ltac multiply_out :=
  rewrite ?(mulmxDl, mulmxDr, mulmxN, mulNmx, mulZmx, mulmxZ, mulmx0, mul0mx, mulmx1, mul1mx, trD, trN, trZ, trmx1, trmx0, trmxK, trmx_mul,
    solveD, solveN, solveZ, solve0, scalerDr, scalerN, scaler0, oppr0, opprD, opprK, addr0, add0r, subr0, sub0r);
  rewrite -?mulmxA.

(** and each product gets shorter by what is known of the ranges. *)
Ltac shorten p :=
  rewrite ?(proj_sym, proj_id, proj_X, tr_proj, within _ (proj_id _), within _ (proj_X _), within _ (tr_proj _), solve_tr_word, proj_solve,
    normal_equations);
  rewrite ?(PPr p, PrP p, PPf p, PfP p, PrPt p, PtPr p, PPt p, PtP p, proj_Xr p, proj_Xf p, PXt p, proj_Xt p, XrP p, XfP p, XtP p, XtPr p,
    Psolve_r p, Psolve_f p, Psolve_t p, Prsolve_t p);
  rewrite ?(within _ (PPr p), within _ (PrP p), within _ (PPf p), within _ (PfP p), within _ (PrPt p), within _ (PtPr p), within _ (PPt p),
    within _ (PtP p), within _ (proj_Xr p), within _ (proj_Xf p), within _ (PXt p), within _ (proj_Xt p), within _ (XrP p), within _ (XfP p),
    within _ (XtP p), within _ (XtPr p)).

Ltac shorten_distinct p e :=
  rewrite ?(Pr_Pf e, Pf_Pr e, Pr_Xf e, Xf_Pr e, Xr_perp_Xf e, Xf_perp_Xr e);
  rewrite ?(within _ (Pr_Pf e), within _ (Pf_Pr e), within _ (Pr_Xf e), within _ (Xf_Pr e), within _ (Xr_perp_Xf e), within _ (Xf_perp_Xr e)).

(** Losses and models in these letters, *)
Ltac spell :=
  cbv beta delta [remaining_loss unlearning_loss gap_in_weights projected beyond_remaining beyond_forgetting retained sequentially_pretrained
    loss energy gradient seen_through_inverse project sqn].

(** labels by the w that they are of, where there is one, and D_t where it is D_r. *)
Ltac spell_labels p :=
  repeat match goal with all : _ = _ :> nat |- _ => rewrite ?(tuned_word _ all); clear all end;
  cbv beta delta [fine_tuned nearest];
  repeat match goal with
  | e : is_true ((X p)^T *m teacher p == y p) |- _ => apply labelled_by in e
  | e : is_true ((X p)^T *m pretrained p == y p) |- _ => apply labelled_if in e; destruct e as [? e]
  | e : is_true ((\rank (X p))%:R == _) |- _ => apply labelled_full in e; destruct e as [? e]
  end;
  match goal with
  | e : labelled p _ |- _ =>
      destruct (labelled_words e) as [yr_w yf_w y_w yt_w [o_w g_w]]; rewrite ?o_w ?g_w ?yr_w ?yf_w ?yt_w ?y_w; clear yr_w yf_w y_w yt_w o_w g_w
  | _ => rewrite ?(pretrainedE, goldenE)
  end.

(** Inner products: every factor moves to the right side, and sums come out. *)
Ltac expand :=
  rewrite ?dot_mull;
  rewrite ?(dotDl, dotDr, dotNl, dotNr, dotZl, dotZr, dot0l, dot0r, mulrDl, mulrDr, mulNr, mulrN, mul0r, mulr0, mulr2n).

Ltac distinct_words p := match goal with
  | e : is_true [forall i, ~~ block_lap p i] |- _ => rewrite ?(P_distinct e); shorten_distinct p e
  | _ => idtac
  end.

(** Words that occur with both signs cancel, the last one first. *)
Ltac cancel :=
  rewrite ?(opprD, opprK, oppr0, addrA, addr0);
  repeat match goal with
  | |- ?A - ?m = 0 => first [rewrite addrK | rewrite [_ + m + _]addrAC]
  | |- ?A + ?m = 0 => first [rewrite addrNK | rewrite [_ - m + _]addrAC]
  end.

Ltac words_cancel := first [reflexivity | apply/eqP; rewrite -subr_eq0 -[X in X == 0]add0r; apply/eqP; cancel; reflexivity].

(** Two losses are equal where the residuals are, up to the sign. *)
Ltac same_residual := first [congr (_ / _) | idtac];
  first [solve [congr (dot _ _); words_cancel] | rewrite [LHS]dot_opp; congr (dot _ _); words_cancel].

Ltac equality := match goal with p : problem _ _ _ _ _ _ |- _ =>
    spell; spell_labels p;
    repeat (progress (multiply_out; shorten p; distinct_words p));
    first [words_cancel | solve [same_residual] |
      repeat (progress (expand; multiply_out; shorten p; distinct_words p)); words_cancel]
  end.

(** An example that meets the assumptions. *)
Ltac met := lazymatch goal with
  | |- _ /\ _ => split; met
  | |- _ => first [exact (introT eqP (distinct_noiseless _ _)) | exact (introT eqP (distinct_consistent _ _ _))
                 | exact (distinct_independent _ _ _) | exact (distinct_is_distinct _ _ _) | reflexivity | exact I]
  end.

(** Everything that a statement is made of, one part after the other. *)
Ltac parts := lazymatch goal with
  | |- _ /\ _ => split; parts
  | |- and3 _ _ _ => split; parts
  | |- and4 _ _ _ _ => split; parts
  | |- and5 _ _ _ _ _ => split; parts
  | |- exists _, _ => example (distinct_example 0 0 0); met
  | |- forall _, _ => intro; parts
  | |- _ = _ => equality
  | |- _ => progress hnf; parts
  end.

Ltac projector_algebra := parts.
