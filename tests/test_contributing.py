"""CONTRIBUTING.md is enough: one thing of each kind is added to a copy of the project by its steps, and works."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.forgery.conftest import Copy, forged

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
copy = forged

CLAIM = (ROOT / "verify/examples/norm_tells_the_gap.py").read_text(encoding="utf-8")
REGISTERED = "    truth=Truth.TRUE,\n    floor=Evidence.IDENTITY,\n    statement=Statement("
HELLO = '''"""Says hello."""


def register(subcommands):
    """Add it."""
    subcommands.add_parser("hello").set_defaults(run=run)


def run(arguments):
    """Say it."""
    print("hello")
    return 0
'''


def command(copy: Copy, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "verify", *arguments], cwd=copy.root, capture_output=True, text=True, check=False)


def test_every_path_and_name_in_the_steps_exists():
    named = {word for word in re.findall(r"`([\w./]+)`", PAGE) if "/" in word}
    assert len(named) > 10
    assert [word for word in named if not (ROOT / word).exists()] == []


def test_a_claim(copy: Copy):
    made = command(copy, "new", "my_claim", "--folder", "verify/claims/overlapping")
    assert made.returncode == 0
    text = CLAIM.replace('id="norm_tells_the_gap"', 'id="O20"').replace("Claim, Statement,", "Claim, Evidence, Statement, Truth,")
    path = copy.root / "verify/claims/overlapping/my_claim.py"
    path.write_text(text.replace("    statement=Statement(", REGISTERED))
    ran = copy.run("-k", "O20-")
    assert ran.status == 0, ran.output
    kills = copy.root / "verify/checks/KILLS.md"
    copy.run("--thorough", "--time-limit", "0", "-k", "O20- and mutants", "--kills", str(kills))
    assert "| O20 | `" in kills.read_text(encoding="utf-8")
    stale = command(copy, "pages", "--readme", "README.md")
    assert stale.returncode == 2
    assert "O20" in stale.stderr
    assert "Make it with `pytest verify --ledger FILE`" in stale.stderr


def test_a_rung(copy: Copy):
    text = (copy.root / "verify/rungs/high_precision.py").read_text()
    (copy.root / "verify/rungs/ninety.py").write_text(text.replace("50 + 4 *", "90 + 4 *").replace('"high_precision"', '"ninety"'))
    copy.edit("verify/rungs/__init__.py", "high_precision, identity,", "high_precision, identity, ninety,")
    line = '    Rung("ninety", Evidence.HIGH_PRECISION, on_problems, ninety.run),\n'
    copy.edit("verify/rungs/__init__.py", "\n)\n\nRUNGS", f"\n{line})\n\nRUNGS")
    ran = copy.run("-k", "O7-ninety or O2-ninety")
    assert "2 passed" in ran.output, ran.output


def test_a_check(copy: Copy):
    (copy.root / "verify/checks/named.py").write_text(
        '"""Every claim has a source."""\n\nfrom verify.checks.result import CheckResult\n\n\n'
        'def run(claim, bench, source):\n    """Passes where it has."""\n'
        '    return CheckResult(claim.id, "named", bool(claim.source), "it has a source")\n'
    )
    copy.edit("verify/checks/__init__.py", "import ablation, converse, mutants", "import ablation, converse, mutants, named")
    copy.edit("verify/checks/__init__.py", '    "mutants": mutants.run,\n', '    "mutants": mutants.run,\n    "named": named.run,\n')
    ran = copy.run("-k", "O7-named")
    assert "1 passed" in ran.output, ran.output


def test_a_map(copy: Copy):
    text = (copy.root / "verify/maps/regularizer.py").read_text()
    (copy.root / "verify/maps/mine.py").write_text(text.replace('MAP = Map("regularizer"', 'MAP = Map("mine"'))
    copy.edit("verify/maps/atlas.py", "import masks, overlap", "import masks, mine, overlap")
    copy.edit("verify/maps/atlas.py", "regularizer.MAP, ", "regularizer.MAP, mine.MAP, ")
    drawn = command(copy, "map", "mine", "--points", "3", "--out", "figures", "--workers", "1")
    assert drawn.returncode == 0, drawn.stderr
    assert (copy.root / "figures/mine.csv").exists()


def test_a_command(copy: Copy):
    (copy.root / "verify/commands/hello.py").write_text(HELLO)
    copy.edit("verify/__main__.py", "import audit,", "import hello, audit,")
    copy.edit("verify/__main__.py", "SUBCOMMANDS = (", "SUBCOMMANDS = (hello.register, ")
    said = command(copy, "hello")
    assert (said.returncode, said.stdout) == (0, "hello\n")


def test_a_number_system(copy: Copy):
    text = (copy.root / "theory/arithmetic/rational.py").read_text()
    assert "class Rational" in text
    (copy.root / "theory/arithmetic/mine.py").write_text(
        '"""The rationals under another name."""\n\nfrom theory.arithmetic.rational import Rational\n\n\n'
        'class Mine(Rational):\n    """They."""\n\n\nMINE = Mine()\n'
    )
    code = (
        "from theory.arithmetic.mine import MINE; from theory.arithmetic.laws import check_number_system; check_number_system(MINE);"
        "print('lawful')"
    )
    said = subprocess.run([sys.executable, "-c", code], cwd=copy.root, capture_output=True, text=True, check=False)
    assert said.stdout == "lawful\n", said.stderr


METHOD = """\"\"\"FT under another name.\"\"\"

from gpu_checks.methods import ft
from gpu_checks.methods.method import Method

METHOD = Method("mine", ft.run, {"rate": 0.02})
"""
METRIC = """\"\"\"The share of D_f that is classified rightly.\"\"\"

from gpu_checks.metrics.accuracy import accuracy


def right(out, seeds):
    \"\"\"One number a model.\"\"\"
    return accuracy(out.forgetting)
"""
STUDY = """\"\"\"Counts.\"\"\"

SIZES = {"small": 3, "full": 30}


def run(config, settings, size):
    \"\"\"Count.\"\"\"
    environment = {"device": "CPU"}
    return {"format": "mine-1", "study": "mine", "size": size, "environment": environment, "config": config, "found": {"counted": config}}
"""
MEASURED = """
from gpu_checks.tests.test_store import run
from gpu_checks.studies import STUDIES, summary
from gpu_checks.studies.result import as_text
result = run(None)
(case,) = result["cases"]
assert "mine" in case["table"]["golden"] and {v["metric"] for v in result["verdicts"]} >= {"mine"}
assert "mine" in as_text(result) and STUDIES["digits"].drawn(result)
print(next(line for line in summary.margins().splitlines() if "mine" in line))
print("mine" in summary.verdicts().splitlines()[0])
"""


@pytest.fixture
def studies(copy: Copy) -> Copy:
    """A copy with the studies on trained networks, which need torch."""
    pytest.importorskip("torch")
    shutil.copytree(ROOT / "gpu_checks", copy.root / "gpu_checks", ignore=shutil.ignore_patterns("__pycache__"))
    return copy


def python(copy: Copy, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=copy.root,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(copy.root)},
    )


def test_an_unlearning_method(studies: Copy):
    (studies.root / "gpu_checks/methods/mine.py").write_text(METHOD)
    studies.edit("gpu_checks/methods/__init__.py", "    l1_sparse,\n    neg", "    l1_sparse,\n    mine,\n    neg")
    studies.edit("gpu_checks/methods/__init__.py", "        ft,\n        ce_ft,", "        ft,\n        mine,\n        ce_ft,")
    ran = studies.run("-k", "mine or look_of_its_own", path="gpu_checks/tests")
    assert ran.status == 0, ran.output
    assert int(re.search(r"(\d+) passed", ran.output)[1]) > 3, ran.output
    line = '    Line("mine", "mine", cost=1.0),\n'
    studies.edit(
        "gpu_checks/studies/compute.py", '    Line("random label", "random_label"),\n', f'    Line("random label", "random_label"),\n{line}'
    )
    said = python(studies, "-c", "from gpu_checks.studies.compute import SIZES; print([line.name for line in SIZES['full'].lines])")
    assert "'mine'" in said.stdout, said.stderr


def test_a_metric(studies: Copy):
    (studies.root / "gpu_checks/metrics/mine.py").write_text(METRIC)
    file = "gpu_checks/metrics/__init__.py"
    studies.edit(
        file,
        "from gpu_checks.metrics.metric import Metric, Of\n",
        "from gpu_checks.metrics.metric import Metric, Of\nfrom gpu_checks.metrics.mine import right\n",
    )
    studies.edit(
        file,
        "METRICS: dict[str, Metric] = {",
        'ALL = (*ALL, Metric("mine", "share of D_f that is right", 0.03, Of.VALUE, right))\nMETRICS: dict[str, Metric] = {',
    )
    said = python(studies, "-c", MEASURED)
    assert said.stdout == "| mine | share of D_f that is right | 0.03 |\nTrue\n", said.stderr


def test_a_study(studies: Copy):
    (studies.root / "gpu_checks/studies/mine.py").write_text(STUDY)
    figures = "def figures(result):\n    return {}\n"
    (studies.root / "gpu_checks/studies/figures/mine.py").write_text(figures)
    entry = 'Study("mine", "how far does it count?", "seconds", figures="mine", table="found:plain"),\n)\n\nSTUDIES'
    studies.edit("gpu_checks/studies/__init__.py", ")\n\nSTUDIES", f"    {entry}")
    assert "mine (seconds):\n    how far does it count?" in python(studies, "-m", "gpu_checks", "--help").stdout
    ran = python(studies, "-m", "gpu_checks", "mine", "--out", "out", "--checkpoints", "kept")
    assert ran.returncode == 0, ran.stderr
    result = json.loads((studies.root / "out/mine-small-cpu.json").read_text(encoding="utf-8"))
    assert result["found"] == {"counted": 3} and len(result["code"]) == 16 and result["commit"] is None
    table = python(studies, "-c", "from gpu_checks.studies.summary import studies; print(studies())").stdout
    assert "| `mine` | how far does it count? | seconds |" in table


@pytest.mark.parametrize(
    "kind", ["claim", "rung", "check", "number system", "map", "command", "unlearning method", "metric", "study", "slip"]
)
def test_the_page_has_a_list_for_each_kind(kind):
    assert re.search(rf"^## (A|An) {kind}", PAGE, re.MULTILINE)
