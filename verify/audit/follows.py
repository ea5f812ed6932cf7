"""What the statements of the suite say about these data: each that applies, in one sentence with its number."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from verify.audit.digits import compact, is_zero, known, root
from verify.audit.remedies import DECAY, EXACT, RIDGE, TUNED
from verify.audit.report import Report
from verify.audit.rounding import Measured
from verify.audit.rows import Row


@dataclass(frozen=True)
class Consequence:
    """A statement's claims and what it says here."""

    claims: str
    sentence: str


@dataclass(frozen=True)
class Facts:
    """What the sentences are made of."""

    report: Report

    def __getitem__(self, model: str) -> Row:
        return next(row for row in self.report.rows if row.model == model)

    def has(self, model: str) -> bool:
        return any(row.model == model for row in self.report.rows)

    @property
    def ranks(self) -> dict[str, int]:
        return {m.name: m.exact_rank for m in self.report.matrices}

    @property
    def full(self) -> bool:
        """X of full column rank."""
        return self.ranks["X"] == self.report.sizes.n

    @property
    def on_all(self) -> bool:
        """D_t = D_r."""
        return self.report.sizes.n_t == self.report.sizes.n_r


def above(number: Measured, other: Measured) -> bool:
    """Whether the number is certainly larger."""
    if not (known(number) and known(other)):
        return False
    return Fraction(number.value) - Fraction(number.error) > Fraction(other.value) + Fraction(other.error)


def consequences(report: Report) -> tuple[Consequence, ...]:
    """Every statement that applies to the data and says something on them. None where a rank was cut: then nothing is certain."""
    if report.cut or any(not known(x) for row in report.rows for x in row.numbers):
        return ()
    facts = Facts(report)
    return tuple(Consequence(*found) for say in SAYINGS for found in say(facts))


Said = Iterator[tuple[str, str]]


def _tuning(f: Facts) -> Said:
    golden, tuned, start = f["golden"], f["fine-tuned"], f["pretrained"]
    if f.report.consistent:
        yield (
            "O1",
            f"fine-tuning on any part of D_r leaves w_o in place: RL = {compact(tuned.remaining)}, UL = {compact(tuned.unlearning)}.",
        )
        if is_zero(golden.unlearning):
            yield "O3", f"the golden model predicts y_f as well, UL(w_g) = {compact(golden.unlearning)}: y_f = X_f^T P_r w_o."
        else:
            yield "O2, O3", f"the golden model forgets, UL(w_g) = {compact(golden.unlearning)}, because y_f is not X_f^T P_r w_o."
        yield "O4", f"fine-tuning misses golden by {compact(root(tuned.gap_in_weights))} in weights, the length of (P - P_r) w_o."
    elif f.on_all:
        if f.ranks["X_r"] == f.ranks["X"]:
            yield "N2", f"D_r spans all {f.ranks['X']} dimensions of the data, so fine-tuning w_o on D_r ends at golden."
        else:
            yield (
                "N2",
                f"fine-tuning on D_r misses golden by {compact(root(tuned.gap_in_weights))} in weights, what w_o has outside D_r's span; "
                f"it moves w_o by {compact(root(tuned.moved or start.gap_in_weights))}.",
            )


def _masks(f: Facts) -> Said:
    golden, (d_r, d_lap, d_f) = f["golden"], f.report.blocks.sizes
    if f.report.settings.lift is not None:
        return  # features of a kernel have no coordinates to mask
    if f.on_all:
        for letter in "AB":
            row = f[f"option {letter}{TUNED}"]
            miss = compact(root(row.gap_in_weights))
            if is_zero(row.gap_in_weights):
                yield "O8", f"masking by option {letter} and fine-tuning on D_r give golden, because (I - P_r) {letter} = 0."
            else:
                yield (
                    "O8",
                    f"masking by option {letter} and fine-tuning on D_r miss golden by {miss} in weights, the length "
                    f"of (I - P_r) {letter}; they would match if D_r spanned {letter}.",
                )
    if f.report.consistent:
        ul = f["option A"].unlearning
        if d_lap == 0:
            yield "D2, D4", f"no feature is shared: golden predicts 0 on D_f, and zeroing the {d_f} features of D_f alone gives golden."
        elif d_r == d_f == 0:
            yield "O11", f"every used feature is shared: option A masks nothing, A = w_o, and option B resets all {d_lap} weights to 0."
        elif f.report.sizes.n_f == 1:
            yield (
                "O16",
                f"option A forgets no more than golden, with one sample to forget: UL = {compact(ul)} of {compact(golden.unlearning)}.",
            )
        elif above(ul, golden.unlearning):
            yield "O16a", f"option A over-forgets: UL = {compact(ul)}, above golden's {compact(golden.unlearning)}."


def _kernel(f: Facts) -> Said:
    if (lift := f.report.settings.lift) is not None:
        yield "O14", f"losses and distances depend on samples through {lift.kernel} alone: what follows holds for this kernel."


def _exact(f: Facts) -> Said:
    if f.report.consistent:
        yield "O10", f"projecting gives golden: ||P_r w_o - w_g||^2 = {compact(f['projection'].gap_in_weights)}, with no step of training."
        if f.has(EXACT):
            size = compact(root(f["pretrained"].gap_in_weights))
            yield "O17", f"one step of length {size} from w_o, (Z^T)^+ (y_f - X_f^T w_g), gives golden, with no retraining."
    elif f.full:
        yield "N1", "X has full column rank: fine-tuning changes nothing and P_r w_o = w_g, with label noise as without."
    if f.report.leave_out is not None:
        found = f.report.leave_out
        agrees = "the same" if found.difference <= found.allowance else "NOT the same"
        yield "O13", f"UL(w_g) = {found.value:.4g} from the Gram matrix alone (leave-k-out): {agrees}."


def _regularizer(f: Facts) -> Said:
    golden = f["golden"].unlearning
    zero = "regularized, y' zero"
    if f.full:
        for row in f.report.rows:
            if not row.model.startswith("regularized") or row.model == "regularized, y' golden":
                continue
            label = row.model.removeprefix("regularized, ")
            twice = Measured(2 * Fraction(golden.value), 2 * Fraction(golden.error))
            narrows = above(twice, row.unlearning) and not is_zero(row.unlearning)
            yield (
                "R1, R3",
                f"{label} ends at RL = 0 and UL = ||y' - y_f||^2/n_f = {compact(row.unlearning)}, for every alpha; it narrows the "
                f"gap in loss where that is between 0 and 2 UL(w_g) = {compact(twice)}: {'yes' if narrows else 'no'}.",
            )
        if f.has(zero) and above(f[zero].unlearning, golden):
            yield "R9", f"y' = 0 over-forgets: UL = {compact(f[zero].unlearning)}, above golden's {compact(golden)}."
    model = "regularized, y' golden"
    if f.has(model) and f.report.consistent:
        yield "R4", f"y' = golden's predictions gives golden for every alpha: ||w - w_g||^2 = {compact(f[model].gap_in_weights)}."


def _ridge(f: Facts) -> Said:
    decay = f"{f.report.settings.ridge:g}"
    yield (
        "N3, R6",
        f"fine-tuning with weight decay lambda = {decay} forgets in time: it ends {compact(root(f[DECAY].gap_in_weights))} from golden in "
        "weights, at the ridge model of D_r, whatever the start.",
    )
    tuned = f[RIDGE + TUNED]
    if f.report.consistent and f.on_all and known(tuned.gap_in_weights) and not is_zero(f[RIDGE].remaining):
        yield (
            "N15",
            f"a model pretrained with that ridge does move when it is fine-tuned on D_r: before, its RL is {compact(f[RIDGE].remaining)}.",
        )


SAYINGS: tuple[Callable[[Facts], Said], ...] = (_kernel, _tuning, _masks, _exact, _regularizer, _ridge)
