(** P_f P_r (1 - P_f) = 0 says that the projectors commute; its norm is the difference of the traces. *)
From mathcomp Require Import all_ssreflect all_algebra.
From goldengap Require Import Inner Penrose Setting Facts Algebra Objective Descent Witness.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.TTheory.
Local Open Scope ring_scope.
From statements Require Import N13.

Lemma traces_of (R : realFieldType) d (P Q D : 'M[R]_d) : P^T = P -> Q^T = Q -> P *m P = P -> Q *m Q = Q -> D = Q *m P *m (1%:M - Q) ->
  sqn D = \tr (P *m Q) - \tr (P *m Q *m P *m Q).
Proof.
move=> sP sQ PP QQ ->.
have one : (1%:M - Q) *m (1%:M - Q)^T = 1%:M - Q by rewrite linearB /= trmx1 sQ mulmxBl mul1mx mulmxBr mulmx1 QQ subrr subr0.
rewrite /sqn dotE mxtrace_mulC trmx_mul mulmxA -(mulmxA (Q *m P)) one trmx_mul sP sQ.
rewrite mulmxBr mulmx1 mulmxBl linearB /= !mulmxA -(mulmxA Q P P) PP mxtrace_mulC mulmxA QQ [\tr (Q *m P)]mxtrace_mulC.
congr (_ - _); rewrite mxtrace_mulC !mulmxA QQ.
by rewrite -!mulmxA mxtrace_mulC !mulmxA.
Qed.

Section Key.
Variables (R : realFieldType) (d m n : nat) (A : 'M[R]_(d, m)) (B : 'M[R]_(d, n)).
Local Notation P := (proj A).
Local Notation Q := (proj B).
Definition D := Q *m P *m (1%:M - Q).

Lemma seen : B^T *m (1%:M - P) *m (1%:M - Q) = - (B^T *m D).
Proof.
rewrite /D !mulmxA tr_proj [B^T *m (1%:M - P)]mulmxBr mulmx1 mulmxBl.
by rewrite [B^T *m (1%:M - Q)]mulmxBr mulmx1 tr_proj subrr sub0r.
Qed.

Lemma forgotten : B^T *m (1%:M - P) *m (1%:M - Q) = 0 <-> D = 0.
Proof.
rewrite seen; split=> [/eqP | ->]; last by rewrite mulmx0 oppr0.
rewrite oppr_eq0 => /eqP z; rewrite -[D](_ : Q *m D = D); last by rewrite /D !mulmxA proj_id.
by rewrite -pinvT_mul -mulmxA z mulmx0.
Qed.

Lemma traces : sqn D = \tr (P *m Q) - \tr (P *m Q *m P *m Q).
Proof. exact: (traces_of (proj_sym A) (proj_sym B) (proj_id A) (proj_id B) erefl). Qed.
End Key.

Theorem proof : statement.
Proof.
have main_holds : main.
  move=> R d nr nf nt k p; rewrite !dot1r /project !mulmx1 !mulmxA subrr.
  have -> : (Xf p)^T *m beyond_remaining p (beyond_forgetting p 1%:M) = (Xf p)^T *m (1%:M - proj (Xr p)) *m (1%:M - proj (Xf p)).
    by rewrite /beyond_remaining /beyond_forgetting /project mulmx1 -mulmxA mulmxBl mul1mx.
  rewrite forgotten; split=> [z | e].
    by have := traces (Xr p) (Xf p); rewrite z sqn0 => /esym/eqP; rewrite subr_eq0 => /eqP.
  by apply: sqn_eq0P; rewrite traces e subrr.
have distinct_holds : fact1.
  move=> R d nr nf nt k p dis; rewrite subrr /beyond_remaining /beyond_forgetting /project mulmx1 mulmxBr mulmxA Xf_Pr // mul0mx subr0.
  by rewrite mulmxBr mulmx1 tr_proj subrr.
have teacher_holds : fact2.
  move=> R d nr nf nt k p /eqP/fits_both[er ef]; rewrite -ef -mulmxBr -mulmxA; congr (_ *m _).
  rewrite /sequentially_pretrained (nearest_teacher _ er) (nearest_teacher _ ef) subr0 add0r opprD addrA.
  by rewrite /beyond_remaining /beyond_forgetting /project mulmx1 !mulmxBl mul1mx -mulmxA mulmxBl mul1mx.
split=> //; split=> //; split; [|split; [|split; [|split]]] => //.
- by example (distinct_example 0 0 0); exact: distinct_is_distinct.
- by example (distinct_example 0 0 0); exact/eqP/distinct_noiseless.
- by example (distinct_example 0 0 0); apply/main_holds/distinct_holds/distinct_is_distinct.
example (oblique_example 0) => /main_holds /(congr1 (fun M => M *m vec2 1 (-1))).
set q := oblique_example 0.
have pf : project (Xf q) (vec2 1 (-1)) = 0 by rewrite -solve_tr /= mul1_2 !mul1r subrr -zero1 solve0.
have pr : project (Xr q) (vec2 1 (-1)) = vec2 1 0 by rewrite -(oblique_golden 0); apply: golden_of; rewrite /= !small !mul0r.
have e : (Xf q)^T *m beyond_remaining q (beyond_forgetting q 1%:M) *m vec2 1 (-1) = (Xf q)^T *m (vec2 1 (-1) - project (Xr q) (vec2 1 (-1))).
  have u : beyond_forgetting q 1%:M *m vec2 1 (-1) = vec2 1 (-1).
    by rewrite /beyond_forgetting /project mulmx1 mulmxBl mul1mx -/(project (Xf q) _) pf subr0.
  by rewrite -mulmxA {1}/beyond_remaining mulmxBl /project -mulmxA u.
by rewrite e pr subrr mul0mx /= !small => /eq1.
Qed.
