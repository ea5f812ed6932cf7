"""The audit from Python: what is accepted, and what comes back."""

from __future__ import annotations

import json
import re
import subprocess
import sys

import numpy as np
import pytest
from scipy import sparse

from tests.audit.conftest import good
from verify.audit import Audit, audit
from verify.audit.bad_input import BadInputError


def test_text_json_html_and_figure():
    found = audit(**good(), title="$mine_{")
    assert isinstance(found, Audit)
    assert str(found) == found.as_text()
    assert found._repr_html_().startswith("<pre>THE ANSWER") and "&lt;" in audit(**good(), ridge=1e-3)._repr_html_().replace("<pre>", "")
    content = json.loads(found.to_json())
    assert content == json.loads(json.dumps(found.as_dict()))
    assert content["answer"]["best"] == "projection"
    assert len(found.figure().axes) == 2


def test_without_pandas_a_table_is_refused_in_one_line(monkeypatch):
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(ImportError, match="`to_frame` needs pandas"):
        audit(**good()).to_frame()


def test_a_table_of_pandas():
    pd = pytest.importorskip("pandas")
    arrays = good()
    frame = pd.DataFrame(arrays["features"], columns=list("abcde"))
    found = audit(frame, pd.Series(arrays["targets"]), pd.Series(arrays["forget"]))
    table = found.to_frame()
    assert table.loc["golden", "share_in_loss"] == pytest.approx(100)
    assert table.loc["golden", "unlearning"] == json.loads(found.to_json())["models"][2]["unlearning"]["value"]
    frame["e"] = "text"
    with pytest.raises(BadInputError, match="`features` must hold numbers only; received text, gaps or objects in column 'e'"):
        audit(frame, arrays["targets"], arrays["forget"])


def test_a_table_of_mixed_types_is_not_rounded():
    pd = pytest.importorskip("pandas")
    frame = pd.DataFrame({"a": [1.5, 2, 3], "b": [True, False, True], "c": [2**53 + 1, 1, 2]})
    with pytest.raises(BadInputError, match=r"`features` must hold integers up to 2\^53.*column 'c' has more"):
        audit(frame, [1.0, 2, 3], np.arange(3) > 1)
    assert audit(frame[["a", "b"]], [1.0, 2, 3], np.arange(3) > 1).report.problem.d == 2


def test_columns_of_pandas_are_named_in_notes():
    pd = pytest.importorskip("pandas")
    frame = pd.DataFrame(np.random.default_rng(0).normal(size=(6, 2)), columns=["a", "b"]).assign(one=1.0)
    assert any("feature 'one'" in note for note in audit(frame, np.arange(6) * 0.7, np.arange(6) > 3).notes)


def test_tensors_of_torch():
    torch = pytest.importorskip("torch")
    arrays = good()
    features = torch.tensor(arrays["features"], requires_grad=True)
    found = audit(features, torch.tensor(arrays["targets"]), torch.tensor(arrays["forget"]))
    assert found.as_dict() == audit(**arrays).as_dict()
    with pytest.raises(
        BadInputError, match=r"`features` must have a type that numpy knows; received torch.bfloat16: write features.float\(\)"
    ):
        audit(features.bfloat16(), arrays["targets"], arrays["forget"])


def test_sparse_and_lists():
    arrays = good()
    lists = audit(arrays["features"].tolist(), arrays["targets"].tolist(), arrays["forget"].tolist())
    assert lists.as_dict() == audit(sparse.csr_array(arrays["features"]), arrays["targets"], arrays["forget"]).as_dict()


REFUSED = {
    "ragged": ({"features": [[1.0, 2], [3]]}, "`features` must be an array with rows of equal length"),
    "objects": ({"targets": ["a", None, 1, 2]}, "`targets` must hold numbers only"),
    "masked": ({"features": np.ma.masked_array(np.ones((4, 5)))}, "`features` must be a plain array"),
    "mask": ({"forget": np.array([0, 1, 0, 1])}, r"`forget` must be a boolean mask; received dtype int64; write forget.astype\(bool\)"),
    "shape": ({"targets": np.ones(3)}, r"`targets` must have 4 rows"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused_by_name(name):
    changed, message = REFUSED[name]
    with pytest.raises(BadInputError, match=message):
        audit(**{**good(), **changed})


def test_other_commands_do_not_load_the_audit():
    code = "import verify.audit.bad_input, sys; sys.exit('verify.audit.report' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_argument_list_is_documented():
    text = audit.__doc__ or ""
    assert all(re.search(rf"^ +{name}: ", text, re.MULTILINE) for name in ("features", "targets", "forget", "ridge", "alpha", "weights"))


def test_an_example_in_the_style_of_scikit_learn():
    """A split, a mask, one call."""
    from sklearn.datasets import load_diabetes
    from sklearn.preprocessing import StandardScaler

    x, y = load_diabetes(return_X_y=True)
    found = audit(StandardScaler().fit_transform(x), y, np.arange(len(y)) < 20, intercept=True)
    assert answer_of(found) == "fine-tuned"


def test_an_example_with_an_extractor_of_torch():
    torch = pytest.importorskip("torch")
    torch.manual_seed(0)
    extractor = torch.nn.Sequential(torch.nn.Linear(4, 40), torch.nn.ReLU())
    with torch.no_grad():
        features = extractor(torch.randn(12, 4))
    found = audit(features, torch.randn(12), np.arange(12) >= 9)
    assert found.report.consistent and answer_of(found) is not None


def answer_of(found: Audit) -> str | None:
    return found.as_dict()["answer"]["best"]
