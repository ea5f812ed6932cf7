"""Results name the code that made them, and what has no code in the history is no evidence."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from gpu_checks import provenance
from gpu_checks.provenance import Tree, at, code_of, commit_of, digest, here
from gpu_checks.studies import STUDIES
from gpu_checks.studies.record import RESULTS, evidence
from gpu_checks.studies.result import LARGEST, files_of, read
from verify.report.recorded import recorded_studies

COMMITTED = sorted(RESULTS.glob("*-full-*.json"))


def tree(**files: str) -> Tree:
    paths = {f"gpu_checks/{name.replace('__', '/')}.py": text.encode() for name, text in files.items()}
    return Tree(frozenset(paths), lambda path: paths[path])


FILES = {"a": "from gpu_checks import b", "b": "def f():\n    import gpu_checks.c.d", "c__d": "import numpy", "other": "x = 1"}


def test_the_code_of_a_module_is_what_it_imports() -> None:
    """Also in functions; not what nothing imports, and nothing of other packages."""
    found = code_of(["gpu_checks.a"], tree(**FILES, **{"c__ini": ""}))
    assert list(found) == ["gpu_checks/a.py", "gpu_checks/b.py", "gpu_checks/c/d.py"]
    with pytest.raises(ModuleNotFoundError, match=r"must name modules of gpu_checks, theory, verify; received gpu_checks\.none"):
        code_of(["gpu_checks.none"], tree(**FILES))


@pytest.mark.parametrize(("changed", "differs"), [("a", True), ("c__d", True), ("other", False)])
def test_a_change_counts_where_it_is_imported(changed: str, differs: bool) -> None:
    before, after = (digest(code_of(["gpu_checks.a"], tree(**files))) for files in (FILES, FILES | {changed: FILES[changed] + "\n#"}))
    assert (before != after) is differs


def test_what_else_decides_is_in_the_digest() -> None:
    code = {"a.py": b"x"}
    assert len({digest(code), digest(code, 1), digest(code, 2), digest({"a.py": b"y"}), digest({"b.py": b"x"})}) == 5
    assert digest({"a": b"b", "c": b""}) != digest({"a": b"", "c": b"b"})


def test_a_study_rests_on_methods_metrics_and_models_and_not_on_the_command_line() -> None:
    for study in STUDIES.values():
        paths = set(code_of(study.modules))
        assert f"gpu_checks/studies/{study.name}.py" in paths
        assert not paths & {"gpu_checks/__main__.py", "gpu_checks/command.py"}
    paths = set(code_of(STUDIES["compute"].modules))
    assert paths >= {f"gpu_checks/{name}.py" for name in ("task", "ensemble", "methods/ce_ft", "metrics/accuracy", "models/mlp", "store")}
    assert any(path.startswith("verify/claims/") for path in code_of(STUDIES["scale"].modules))


def history() -> None:
    """Skip, and say why, where commits cannot be looked up: in an export, or in a clone without its history."""
    if not (provenance.ROOT / ".git").exists():
        pytest.skip("this copy of the project has no history, so that the code of results cannot be looked up")
    shallow = subprocess.run(
        ["git", "-C", str(provenance.ROOT), "rev-parse", "--is-shallow-repository"], capture_output=True, text=True, check=False
    )
    if shallow.stdout.strip() != "false":
        pytest.skip("this clone is shallow: the commits that results name are not in it")


@pytest.mark.parametrize("path", COMMITTED, ids=lambda path: path.stem)
def test_the_digest_of_a_result_is_that_of_the_commit_it_names(path: Path) -> None:
    history()
    result = json.loads(path.read_text(encoding="utf-8"))
    if result["commit"] is None:
        assert path.name not in evidence(RESULTS)
        return
    study = STUDIES[path.stem.split("-")[0]]
    assert digest(code_of(study.modules, at(result["commit"]))) == result["code"]


def test_the_commit_of_code_is_one_that_holds_it() -> None:
    history()
    code = code_of(["gpu_checks.seeds"], at("HEAD"))
    commit = commit_of(code)
    assert commit is not None and code_of(["gpu_checks.seeds"], at(commit)) == code
    assert commit_of(code | {"gpu_checks/seeds.py": b"edited"}) is None
    assert commit_of(code | {"gpu_checks/new.py": b""}) is None
    with pytest.raises(LookupError, match="`commit` must be in the history"):
        at("0" * 40)


def test_nothing_is_said_of_commits_where_there_is_no_history(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(provenance, "ROOT", tmp_path)
    assert commit_of({}) is None and here(tmp_path).paths == frozenset()


def test_the_evidence_is_full_results_whose_commit_is_known() -> None:
    """What verdicts of the audit rest on."""
    named = evidence(RESULTS)
    assert [study.study for study in recorded_studies()] == [read(RESULTS / name)["study"] for name in named]
    for name in named:
        result = read(RESULTS / name)
        assert result["size"] == "full" and result["commit"] and result["code"]


@pytest.mark.parametrize(("change", "listed"), [({}, True), ({"size": "small"}, False), ({"commit": None}, False), ({"code": None}, False)])
def test_a_small_result_or_one_of_unknown_code_is_no_evidence(tmp_path: Path, change: dict[str, str], listed: bool) -> None:
    parts = {"format": "goldengap-study-2", "study": "s", "sentence": "A6", "truth": "true", "summary": "", "size": "full"}
    (tmp_path / "x.json").write_text(json.dumps(parts | {"code": "0123456789abcdef", "commit": "0" * 40} | change))
    assert evidence(tmp_path) == (["x.json"] if listed else [])


@pytest.mark.parametrize("path", COMMITTED, ids=lambda path: path.stem)
def test_summaries_are_short_and_rows_are_those_they_name(path: Path) -> None:
    assert path.stat().st_size <= LARGEST
    result = read(path)
    assert files_of(result, path.stem)[path.name] == path.read_bytes()


def test_rows_of_another_result_are_refused(tmp_path: Path) -> None:
    files = files_of({"study": "s", "found": list(range(30_000))}, "x")
    assert set(files) == {"x.json", "x.rows.json.xz"} and files == files_of({"study": "s", "found": list(range(30_000))}, "x")
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    assert read(tmp_path / "x.json")["found"][-1] == 29_999
    (tmp_path / "x.rows.json.xz").write_bytes(files["x.rows.json.xz"][:-1] + b"?")
    with pytest.raises(ValueError, match=r"`rows` of x\.json must have the SHA-256"):
        read(tmp_path / "x.json")


def test_the_history_is_asked_and_not_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where git is missing nothing is said, and nothing fails."""
    monkeypatch.setitem(os.environ, "PATH", "")
    assert commit_of({"gpu_checks/seeds.py": b""}) is None
