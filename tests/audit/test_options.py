"""What the user may choose: it does what it says, and what cannot be is refused by name."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest

from tests.audit.conftest import WriteNpz, good
from theory import models
from theory.arithmetic.float64_factor import Float64Factor
from verify.__main__ import main
from verify.audit import audit
from verify.audit.bad_input import BadInputError

RNG = np.random.default_rng(3)
X, Y, FORGET = RNG.normal(size=(8, 12)), RNG.normal(size=8), np.arange(8) >= 6


def row(found, model):
    return next(r for r in found.report.rows if r.model == model)


def test_the_ridge_is_the_one_given():
    found = audit(X, Y, FORGET, ridge=0.5)
    x, y = X[~FORGET], Y[~FORGET]
    w = np.linalg.solve(x.T @ x + 0.5 * 6 * np.eye(12), x.T @ y)
    assert float(row(found, "weight decay").remaining.value) == pytest.approx(((x @ w - y) ** 2).mean())
    assert "ridge lambda = 0.5" in " ".join(found.as_text().split())


def test_alpha_matters_where_the_labels_cannot_all_be_fitted():
    x, y, f = RNG.normal(size=(20, 3)), RNG.normal(size=20), np.arange(20) >= 15
    losses = [float(row(audit(x, y, f, alpha=a), "regularized, y' zero").unlearning.value) for a in (0.1, 10.0)]
    weighted = np.vstack([x[~f], np.sqrt(10.0 * 15 / 5) * x[f]])
    w = np.linalg.lstsq(weighted, np.concatenate([y[~f], np.zeros(5)]), rcond=None)[0]
    assert losses[1] == pytest.approx(((x[f] @ w - y[f]) ** 2).mean())
    assert losses[0] != pytest.approx(losses[1])


@pytest.mark.parametrize("given", ["all", "to forget"])
def test_labels_given_as_numbers(given):
    wrong = RNG.normal(size=8)
    found = audit(X, Y, FORGET, labels=[wrong if given == "all" else wrong[FORGET]])
    assert float(row(found, "regularized, y' given").unlearning.value) == pytest.approx(((wrong - Y)[FORGET] ** 2).mean())
    assert not any(r.model == "regularized, y' zero" for r in found.report.rows)


def test_tuning_on_a_share_and_on_a_mask():
    x, y, f = RNG.normal(size=(20, 4)), RNG.normal(size=20), np.arange(20) >= 15
    half = audit(x, y, f, tuning=0.4)
    assert half.report.problem.n_t == 6
    mask = np.isin(np.arange(20), (0, 2, 5))
    found = audit(x, y, f, tuning=mask)
    w_o = np.linalg.lstsq(x, y, rcond=None)[0]
    w = w_o + np.linalg.pinv(x[mask]) @ (y[mask] - x[mask] @ w_o)
    assert float(row(found, "fine-tuned").unlearning.value) == pytest.approx(((x[f] @ w - y[f]) ** 2).mean())
    assert "D_t = 3 of the 15 samples of D_r" in " ".join(found.as_text().split())
    assert "X_t" in found.as_text()


def test_an_intercept_beside_integers_beyond_double_precision_hides_nothing():
    with pytest.raises(BadInputError, match=r"`features` must hold integers up to 2\^53"):
        audit(np.full((8, 2), 2**53 + 1), Y, FORGET, intercept=True)


def test_an_intercept_is_one_more_feature_and_gets_no_note():
    found = audit(X, Y, FORGET, intercept=True)
    assert found.report.problem.d == 13
    assert (found.report.problem.x.data[12] == 1).all()
    assert not any("same value" in note for note in found.notes)


def test_my_own_weights_are_golden_when_they_are():
    p = audit(X, Y, FORGET).report.problem
    found = audit(X, Y, FORGET, weights=models.golden(p).data[:, 0])
    text = " ".join(found.as_text().split())
    assert "They close 100.0 % of the gap in loss and 100.0 % of that in weights" in text
    assert float(row(found, "your weights").outside.value) < 1e-20


def test_my_own_weights_in_and_outside_the_reach_of_d_r():
    for w, said in ((X[0] * 2, "inside D_r's reach"), (X[0] + X[7], "outside D_r's reach by")):
        found = audit(X, Y, FORGET, weights=w)
        x = X[~FORGET]
        outside = w - np.linalg.pinv(x) @ (x @ w)
        assert float(row(found, "your weights").outside.value) == pytest.approx(outside @ outside, rel=1e-9, abs=1e-20)
        assert said in " ".join(found.as_text().split()) or np.linalg.norm(outside) < 1e-12  # doubles of a multiple may leave an ulp
    w_o = np.linalg.pinv(X) @ Y
    assert float(row(found, "your weights").moved.value) == pytest.approx(((w - w_o) ** 2).sum())


REFUSED = {
    "ridge": ({"ridge": -1}, "`ridge` must be a number from 1e-12 to 1e.12; received -1"),
    "ridge text": ({"ridge": "much"}, "`ridge` must be a number .*received 'much'"),
    "alpha": ({"alpha": 0}, "`alpha` must be a number .*received 0"),
    "alpha nan": ({"alpha": float("nan")}, "`alpha` must be .*received nan"),
    "labels": ({"labels": "best"}, "`labels` must be zero, runner-up, golden, or an array .*received 'best'"),
    "labels shape": ({"labels": [np.ones(3)]}, r"`labels` must have shape \(2, 1\).*received \(3,\)"),
    "labels twice": ({"labels": [np.ones(2), np.ones(2)]}, "`labels` must have different names; received 'given' more than once"),
    "labels infinite": ({"labels": [np.full(2, np.inf)]}, "`labels` must be finite"),
    "runner-up": ({"labels": "runner-up"}, "`labels` runner-up needs targets that are classes"),
    "tuning share": ({"tuning": 1.5}, "`tuning` must be a share above 0 and up to 1, or a mask of samples; received 1.5"),
    "tuning none": ({"tuning": np.zeros(8, dtype=bool)}, "`tuning` must mark at least one remaining sample; received none"),
    "tuning forgotten": (
        {"tuning": np.ones(8, dtype=bool)},
        "`tuning` must mark remaining samples only; received 2 of the samples to forget",
    ),
    "tuning values": ({"tuning": np.arange(8)}, "`tuning` must hold only 0 and 1"),
    "tuning shape": ({"tuning": np.ones(3, dtype=bool)}, r"`tuning` must have one flag per sample, shape \(8,\).*received shape \(3,\)"),
    "weights": ({"weights": np.ones(5)}, r"`weights` must have shape \(12, 1\), one row a feature; received \(5,\)"),
    "weights with intercept": ({"weights": np.ones(12), "intercept": True}, r"\(13, 1\), one row a feature, the intercept last; received"),
    "weights NaN": ({"weights": np.full(12, np.nan)}, "`weights` must be finite"),
    "weights long": ({"weights": np.ones(12, dtype=np.longdouble)}, "`weights` must be real numbers up to double precision"),
    "weights integer": ({"weights": np.full(12, 2**53 + 1)}, r"`weights` must hold integers up to 2\^53"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused_by_name(name):
    options, message = REFUSED[name]
    with pytest.raises(BadInputError, match=message):
        audit(X, Y, FORGET, **options)


def test_columns_of_a_file_as_labels_and_tuning_are_no_features(csv, capsys):
    lines = [f"{x},{y},{x * y},{wrong},{int(i == 1)},{int(i > 2)}" for i, (x, y, wrong) in enumerate(np.round(RNG.normal(size=(5, 3)), 2))]
    path = csv("\n".join(["a,b,target,wrong,tune,forget", *lines]))
    assert main(["audit", str(path), "--labels", "wrong", "--labels", "zero", "--tuning", "tune"]) == 0
    out = capsys.readouterr().out
    assert "2 features" in out and "y' wrong" in out and "D_t = 1 of" in out
    assert main(["audit", str(path), "--labels", "worng"]) == 2
    assert "`--labels` must be zero, runner-up, golden or a column; received 'worng'" in capsys.readouterr().err
    assert main(["audit", str(path), "--tuning", "2"]) == 2
    assert "`tuning` must be a share above 0 and up to 1" in capsys.readouterr().err


def test_several_columns_as_labels_among_very_many(csv, capsys):
    names = [f"f{i}" for i in range(20_000)]
    lines = [",".join(map(str, [*np.eye(1, 20_000, i)[0], i, -i, 0.5, 1.5, int(i == 2)])) for i in range(3)]
    path = csv("\n".join([",".join([*names, "target_0", "target_1", "y_0", "y_1", "forget"]), *lines]))
    started = time.perf_counter()
    assert main(["audit", str(path), "--labels", "y"]) == 0
    assert "y' y " in capsys.readouterr().out
    assert time.perf_counter() - started < 60


def test_arrays_of_an_archive_as_labels(npz: WriteNpz, capsys):
    path = npz(wrong=np.arange(4.0), part=np.array([True, False, False, False]))
    assert main(["audit", str(path), "--labels", "wrong", "--tuning", "part"]) == 0
    assert "y' wrong" in capsys.readouterr().out


def test_my_own_weights_from_a_file(npz: WriteNpz, tmp_path: Path, capsys):
    np.save(tmp_path / "w.npy", np.ones(5))
    assert main(["audit", str(npz()), "--weights", str(tmp_path / "w.npy")]) == 0
    assert "your weights" in capsys.readouterr().out
    assert main(["audit", str(npz()), "--weights", str(tmp_path / "none.npy")]) == 2
    assert "none.npy: cannot be read: No such file" in capsys.readouterr().err


def test_ridge_and_alpha_are_checked_on_the_command_line(npz: WriteNpz, capsys):
    assert main(["audit", str(npz()), "--ridge", "x"]) == 2
    assert "`ridge` must be a number from 1e-12 to 1e+12; received 'x'" in capsys.readouterr().err
    assert main(["audit", str(npz()), "--ridge", "0.1", "--alpha", "2", "--intercept"]) == 0


def test_good_data_stay_good():
    assert audit(**good()).report.problem.d == 5


@pytest.mark.parametrize("shape", [(40, 9), (9, 40), (30, 25)])
def test_shrunk_solutions_are_ridge_regression_however_the_factor_is_held(shape):
    rng = np.random.default_rng(3)
    x, rhs = rng.normal(size=shape), rng.normal(size=(shape[1], 2))
    u, s, vt = np.linalg.svd(x, full_matrices=False)
    expected = u @ ((s / (s * s + 0.3))[:, None] * (vt @ rhs))
    np.testing.assert_allclose(Float64Factor(x).shrunk(rhs, 0.3), expected, atol=1e-13)


@pytest.mark.parametrize(
    ("off", "said"),
    [(0.0, "Your weights are golden to 1"), (1e-9, "Your weights are golden to 9 digits"), (1e-3, "Your weights are not golden.")],
)
def test_whether_my_weights_are_golden_is_said_first(off, said):
    golden = np.linalg.lstsq(X[~FORGET], Y[~FORGET], rcond=None)[0]
    text = " ".join(audit(X, Y, FORGET, weights=golden * (1 + off)).as_text().split())
    assert said in text


def test_weights_of_zeros_are_golden_where_golden_is_zero():
    found = audit(np.eye(3), [0.0, 0.0, 1.0], np.array([False, False, True]), weights=np.zeros(3))
    assert "Your weights are golden" in found.as_text()
