"""Peak memory of a whole audit, against what was promised before the file was read, and against the file."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from verify.audit.memory import promised

STATUS = Path("/proc/self/status")
pytestmark = pytest.mark.skipif(not STATUS.exists(), reason="peak memory is read from /proc")

ROOT = Path(__file__).parents[2]
CODE = """
import sys
from verify.__main__ import main
status = main(["audit", sys.argv[1]])
peak = next(line for line in open("/proc/self/status") if line.startswith("VmHWM"))
sys.stderr.write(f" {1024 * int(peak.split()[1])}")
sys.exit(status)
"""
"""The peak of this program alone: what getrusage says includes the process that started it."""


def peak(path: Path, n: int, d: int) -> tuple[int, str]:
    """Bytes at the peak of auditing (n, d) normal features, and what was printed."""
    rng = np.random.default_rng(0)
    np.savez(path, features=rng.normal(size=(n, d)), targets=rng.normal(size=n), forget=rng.random(n) < 0.1)
    done = subprocess.run([sys.executable, "-c", CODE, str(path)], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return int(done.stderr.split()[-1]), done.stdout


@pytest.mark.parametrize(("n", "d"), [(20_000, 100), (100, 20_000), (700, 700), (600, 1000)])
def test_the_promise_is_kept(tmp_path: Path, n: int, d: int) -> None:
    assert peak(tmp_path / "data.npz", n, d)[0] < promised(n, d, 1)


@pytest.mark.slow
@pytest.mark.parametrize(("n", "d"), [(50_000, 200), (500, 100_000)])
def test_within_four_times_the_file(tmp_path: Path, n: int, d: int) -> None:
    path = tmp_path / "data.npz"
    bytes_at_peak, out = peak(path, n, d)
    assert bytes_at_peak < 4 * path.stat().st_size
    assert bytes_at_peak < promised(n, d, 1)
    assert "golden" in out
