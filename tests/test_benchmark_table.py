"""The table of ratios and the roofline say what a run's JSON says."""

from __future__ import annotations

import json
from pathlib import Path
from time import perf_counter, process_time

import pytest

from benchmarks import ceilings
from benchmarks.__main__ import main
from benchmarks.ceilings import Ceilings
from benchmarks.growth import GROWTH, exponent
from benchmarks.race import Entry, race


def entry(row: str, seconds: float, ours: bool, flops: float = 0.0) -> dict:
    info = {"row": row, "ours": ours, "seconds": seconds, "flops": flops, "bytes": flops / 4, "bar": 10.0 if ours else None, "error": 1e-15}
    info |= {"dgemm": 4e9, "copy": 1e9, "share of dgemm": flops / seconds / 4e9}
    return {"group": "all-models", "extra_info": info}


@pytest.fixture
def run(tmp_path: Path) -> Path:
    path = tmp_path / "run.json"
    rows = [entry("peer", 0.06, False), entry("ours", 0.02, True, 4e7), {"group": "other", "extra_info": {}}]
    path.write_text(
        json.dumps({"machine_info": {"python_version": "3", "cpu": {"brand_raw": "a processor"}, "node": "a name"}, "benchmarks": rows})
    )
    return path


def test_ratios_are_to_ours_and_the_machine_stays_unnamed(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(run)]) == 0
    out = capsys.readouterr().out
    assert "a processor" in out
    assert "a name" not in out
    assert "| all-models | ours | 20 | 1 | 10 | 1.0e-15 | 50% |" in out
    assert "| all-models | peer | 60 | 3 |  | 1.0e-15 |  |" in out


def test_the_roofline_is_drawn(run: Path, tmp_path: Path) -> None:
    main([str(run), "--figure", str(tmp_path / "roof.png")])
    assert (tmp_path / "roof.png").read_bytes().startswith(b"\x89PNG")


def test_a_wrong_kernel_is_not_timed() -> None:
    class Unused:
        group = ""

    wrong = Entry("group", "row", kernel=lambda _: 1.0, error=lambda found: abs(found - 2), allowed=0.5)
    with pytest.raises(AssertionError, match=r"row: error 1, allowed 0\.5"):
        race(Unused(), Ceilings(1.0, 1.0), wrong)


def test_an_exponent_is_fitted_and_operations_predict_it() -> None:
    assert exponent([1, 2, 4], [3, 24, 192]) == pytest.approx(3)
    assert exponent([64, 128], [GROWTH[0][0].operations(8192, n) for n in (64, 128)]) == pytest.approx(2)
    for kernel, _, shapes in GROWTH:
        assert len({len(shape) for shape in shapes}) == 1
        assert sum(len(set(sizes)) > 1 for sizes in zip(*shapes, strict=True)) == 1
        small = tuple(min(size, 20) for size in shapes[0])
        kernel.run(kernel.fresh(small))


def test_time_on_the_wall_is_taken_where_blas_has_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    for threads, expected in ((1, process_time), (2, perf_counter)):
        monkeypatch.setattr(ceilings, "threadpool_info", lambda threads=threads: [{"user_api": "blas", "num_threads": threads}])
        assert ceilings.clock() is expected
