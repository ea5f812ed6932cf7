(** The data of one unlearning problem, the models and the losses, as definitions: what the statements of the claims speak of.
    Every name that a statement uses is checked against the formula that the Python code executes. *)
From mathcomp Require Import all_ssreflect all_algebra.
From goldengap Require Import Inner Penrose.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory.
Local Open Scope ring_scope.

(** Columns are samples. [Xr], [yr] are the remaining data and [Xf], [yf] the data to forget; [tuned] chooses the samples of D_t;
    [in_r] and [in_f] say who uses a coordinate; the rest is what only some claims speak of. *)
Record problem (R : realFieldType) (d nr nf nt k : nat) := Problem {
  Xr : 'M[R]_(d, nr);
  Xf : 'M[R]_(d, nf);
  yr : 'M[R]_(nr, k);
  yf : 'M[R]_(nf, k);
  tuned : 'I_nt -> 'I_nr;
  teacher : 'M[R]_(d, k);
  in_r : pred 'I_d;
  in_f : pred 'I_d;
  start : 'M[R]_(d, k);
  eta : R;
  steps : nat;
  wrong : 'M[R]_(nf, k);
  alpha : R;
  decay : R;
  sizes_pos : [&& (0 < d)%N, (0 < nr)%N, (0 < nf)%N & (0 < k)%N];
  tuned_inj : injective tuned;
  unused_r : forall i j, ~~ in_r i -> Xr i j = 0;
  unused_f : forall i j, ~~ in_f i -> Xf i j = 0;
  eta_pos : 0 < eta;
  alpha_pos : 0 < alpha;
  decay_pos : 0 < decay
}.

Section Generic.
Variable R : realFieldType.

(** v with every coordinate outside B set to zero. *)
Definition keep d k (B : pred 'I_d) (v : 'M[R]_(d, k)) : 'M[R]_(d, k) := \matrix_(i, j) (if B i then v i j else 0).

(** s lists the non-zero squared singular values of X, the largest first: X X^T = V diag(s) V^T with orthonormal columns V. *)
Definition spectrum d n (X : 'M[R]_(d, n)) (s : seq R) := [/\ sorted >=%R s, all (fun x => 0 < x) s
  & exists2 V : 'M[R]_(d, size s), V^T *m V = 1%:M & X *m X^T = V *m diag_mx (\row_i s`_i) *m V^T].

(** u^T A u > 0 for every vector u but 0. *)
Definition positive_definite n (A : 'M[R]_n) := forall u : 'cV[R]_n, u != 0 -> 0 < dot u (A *m u).

(** A^n. *)
Definition mxpow n (A : 'M[R]_n) (i : nat) : 'M[R]_n := iter i (mulmx A) 1%:M.

(** argmin ||w - s|| subject to X^T w = y, the least-squares solution nearest to s. *)
Definition nearest d n k (X : 'M[R]_(d, n)) (y : 'M[R]_(n, k)) (s : 'M[R]_(d, k)) := s + solve X (y - X^T *m s).

(** ||X^T w - y||^2 / n. *)
Definition loss d n k (X : 'M[R]_(d, n)) (y : 'M[R]_(n, k)) (w : 'M[R]_(d, k)) : R := sqn (X^T *m w - y) / n%:R.

(** ||X^T v||^2 / n. *)
Definition energy d n k (X : 'M[R]_(d, n)) (v : 'M[R]_(d, k)) : R := sqn (X^T *m v) / n%:R.

(** The gradient of the mean squared loss. *)
Definition gradient d n k (X : 'M[R]_(d, n)) (y : 'M[R]_(n, k)) (w : 'M[R]_(d, k)) := (2%:R / n%:R) *: (X *m (X^T *m w - y)).

(** Ridge in sample space, shift = n lambda. *)
Definition ridge_solution d n k (X : 'M[R]_(d, n)) (y : 'M[R]_(n, k)) (shift : R) :=
  X *m (invmx (X^T *m X + shift *: 1%:M) *m y).

(** (X X^T)^+ w. *)
Definition seen_through_inverse d n k (X : 'M[R]_(d, n)) (w : 'M[R]_(d, k)) := solve X (solve X^T w).

(** S^-1 a_f with a = G^-1 y and S the block of G^-1 that belongs to D_f. *)
Definition leave_out nr nf k (G : 'M[R]_(nr + nf)) (y : 'M[R]_(nr + nf, k)) :=
  invmx (rsubmx (dsubmx (invmx G))) *m dsubmx (invmx G *m y).
End Generic.

Section Models.
Variables (R : realFieldType) (d nr nf nt k : nat) (p : problem R d nr nf nt k).

(** The blocks of coordinates. *)
Definition block_r : pred 'I_d := fun i => in_r p i && ~~ in_f p i.
Definition block_lap : pred 'I_d := fun i => in_r p i && in_f p i.
Definition block_f : pred 'I_d := fun i => ~~ in_r p i && in_f p i.
Definition block_unused : pred 'I_d := fun i => ~~ in_r p i && ~~ in_f p i.

(** All data, and the data used to fine-tune. *)
Definition X := row_mx (Xr p) (Xf p).
Definition y := col_mx (yr p) (yf p).
Definition Xt := colsub (tuned p) (Xr p).
Definition yt := rowsub (tuned p) (yr p).

(** The samples of D_t among all samples. *)
Definition tuned_of_all : 'I_nt -> 'I_(nr + nf) := fun i => lshift nf (tuned p i).

(** The models. *)
Definition pretrained := nearest X y 0.
Definition golden := nearest (Xr p) (yr p) 0.
Definition fine_tuned s := nearest Xt yt s.
Definition option_a := keep (fun i => block_r i || block_lap i) pretrained.
Definition option_b := keep block_r pretrained.
Definition projected := project (Xr p) pretrained.
Definition beyond_remaining m (v : 'M[R]_(d, m)) := v - project (Xr p) v.
Definition beyond_forgetting m (v : 'M[R]_(d, m)) := v - project (Xf p) v.
Definition retained m (v : 'M[R]_(d, m)) := project X v - project (Xr p) v.
Definition sequentially_pretrained := nearest (Xr p) (yr p) (nearest (Xf p) (yf p) 0).

(** The losses. *)
Definition remaining_loss w := loss (Xr p) (yr p) w.
Definition unlearning_loss w := loss (Xf p) (yf p) w.
Definition gap_in_weights w := sqn (w - golden).
Definition gap_in_loss w := `|unlearning_loss w - unlearning_loss golden|.
End Models.
