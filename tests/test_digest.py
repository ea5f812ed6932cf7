"""A claim's digest moves with what the claim says, in words and in code, and with nothing else."""

import importlib.util
import inspect
import pkgutil
from dataclasses import replace
from pathlib import Path

import pytest

import theory
import verify
from theory.models import golden
from verify.claim import Claim
from verify.claim.compare import same
from verify.claim.source import said_name
from verify.report.trusted_base import believe, functions_of, libraries_of
from verify.validation.registry import load_claims
from verify.verdict import conclude

CLAIMS = {claim.id: claim for claim in load_claims()}

TEXT = '''
"""A claim."""
from fractions import Fraction
from theory.losses import unlearning_loss
from theory.models import golden, pretrained
from theory.problem import Problem
from verify.assumptions import distinct, either, noiseless, overlapping
from verify.claim import Assumption, Claim, Evidence, Statement, Truth, loss

FACTOR = 2

def helper(p):
    """Help."""
    return FACTOR * unlearning_loss(p, golden(p))

def left(p: Problem):
    """Left."""
    w = golden(p)  # trained without D_f
    return unlearning_loss(p, w), helper(p)

def scaled(c):
    return lambda p: c * unlearning_loss(p, pretrained(p))

CLAIM = Claim(
    id="X1", source="nobody", short="short", latex="latex", assumes=(either(distinct, overlapping), noiseless),
    truth=Truth.TRUE, floor=Evidence.EXACT,
    statement=Statement((loss("a"), loss("b")), left, lambda p: (unlearning_loss(p, pretrained(p)), 0)),
    also=(Statement((loss("c"),), scaled(Fraction(1, 3)), lambda p: 1, when=Assumption("w", "w", lambda p: p.n > 1)),),
)
'''


def claim_in(folder: Path, text: str) -> Claim:
    path = folder / f"claim_{abs(hash(text))}.py"
    path.write_text(text)
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.CLAIM


SAYS_SOMETHING_ELSE = [
    ('latex="latex"', 'latex="LaTeX"'),
    ("unlearning_loss(p, w), helper", "2 * unlearning_loss(p, w), helper"),
    ("w = golden(p)", "w = pretrained(p)"),
    ("FACTOR = 2", "FACTOR = 3"),
    ("return FACTOR * unl", "return FACTOR + unl"),
    ("pretrained(p)), 0)", "pretrained(p)), 1)"),
    ("pretrained(p)), 0)", "golden(p)), 0)"),
    ("Fraction(1, 3)", "Fraction(1, 4)"),
    ("c * unlearning", "c / unlearning"),
    ("p.n > 1", "p.n > 2"),
    ("either(distinct, overlapping)", "either(distinct, distinct)"),
    ("noiseless),", "overlapping),"),
    ('loss("b")', 'loss("d")'),
    ("import golden, pretrained", "import pretrained, option_a as golden"),
]

SAYS_THE_SAME = [
    ('"""Left."""', '"""The left side, at length."""'),
    ("# trained without D_f", "# anything"),
    ("w = golden(p)  ", "w = (\n        golden(p)\n    )  "),
    ("def helper(p):", "def helper(p: Problem) -> object:"),
    ('id="X1", source="nobody"', 'id="X2", source="somebody"'),
    ("floor=Evidence.EXACT", "floor=Evidence.NUMERICAL"),
    ("from theory.models import golden, pretrained", "from theory.models import pretrained, golden"),
    ("lambda p: c * unlearning_loss(p, pretrained(p))", "lambda q: c * unlearning_loss(q, pretrained(q))"),
    ("FACTOR = 2\n", "FACTOR = 2\nUNUSED = 7\n"),
]


@pytest.mark.parametrize(("old", "new"), SAYS_SOMETHING_ELSE)
def test_a_digest_moves_with_what_is_said(tmp_path, old, new):
    assert old in TEXT
    assert claim_in(tmp_path, TEXT).digest != claim_in(tmp_path, TEXT.replace(old, new)).digest


@pytest.mark.parametrize(("old", "new"), SAYS_THE_SAME)
def test_a_digest_stays_when_only_the_layout_moves(tmp_path, old, new):
    assert old in TEXT
    assert claim_in(tmp_path, TEXT).digest == claim_in(tmp_path, TEXT.replace(old, new)).digest


def test_a_digest_is_the_same_in_every_supported_python(tmp_path):
    """Pinned: a run under another version that does not reproduce it goes red."""
    assert claim_in(tmp_path, TEXT).digest == "2ea938142671"


def test_moving_a_helper_to_another_module_changes_nothing(monkeypatch):
    before = {i: claim.digest for i, claim in CLAIMS.items()}
    monkeypatch.setattr(same, "__module__", "verify.claim.nearby.compare")
    monkeypatch.setattr(golden, "__module__", "theory.trained")
    after = {i: replace(claim).digest for i, claim in CLAIMS.items()}
    assert after == before


def modules_below(*packages):
    for package in packages:
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if found.name.startswith(
                ("theory", "verify.assumptions", "verify.claim.compare", "verify.claim.sides", "verify.counterexample")
            ):
                try:
                    yield importlib.import_module(found.name)
                except ModuleNotFoundError as missing:
                    if missing.name != "torch":  # an extra; no claim's side is a function of those modules
                        raise


def test_names_by_which_a_digest_knows_functions_are_unique():
    """Else a claim could change from one function to another of the same name unseen."""
    known = {}
    for module in modules_below(theory, verify):
        for value in vars(module).values():
            if inspect.isfunction(value) and value.__module__.startswith(("theory", "verify")):
                known.setdefault(said_name(value), set()).add(f"{value.__module__}.{value.__qualname__}")
    named = {name for claim in CLAIMS.values() for name in map(said_name, functions_of(claim))}
    assert {name: places for name, places in known.items() if len(places) > 1 and name in named} == {}


def test_code_without_source_still_has_a_digest_that_moves_with_it():
    digests = set()
    for factor in (1, 2):
        scope = {}
        exec(TEXT.replace("FACTOR * unl", f"{factor} * unl"), scope)
        digests.add(scope["CLAIM"].digest)
    assert len(digests) == 2


def test_digests_differ_between_claims():
    assert len({claim.digest for claim in CLAIMS.values()}) == len(CLAIMS)


def test_what_must_be_believed_names_code_libraries_and_source():
    assert [f.__name__ for f in functions_of(CLAIMS["O7"])] == ["fine_tuned", "golden", "option_a", "option_b", "pretrained"]
    code, transcription = believe(conclude(CLAIMS["O7"], []))
    assert "theory.models (fine_tuned, golden, option_a, option_b, pretrained)" in code
    assert "none, because no rung decided" in code
    assert "abstract s.4 of arXiv:2410.03833v1" in transcription
    assert "verify.claims.overlapping.removal_is_not_golden" in transcription


def test_libraries_are_read_off_the_rungs():
    assert libraries_of("exact") == ("python-flint",)
    assert libraries_of("search") == ("hypothesis", "numpy", "python-flint", "scipy")
    assert {"mpmath", "python-flint"} <= set(libraries_of("high_precision"))
    assert {"mpmath", "numpy", "scipy"} <= set(libraries_of("descent"))
