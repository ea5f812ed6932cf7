"""Running Coq: the library once per process, then a statement, its proof, and a check that the one has the other as its type.

Everything is compiled in a new folder that is gone when the process ends: no compiled file from elsewhere is ever trusted.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import Lock

from verify.proofs.statement import Proposition

LIBRARY = Path(__file__).parent / "library"
ORDER = ("Inner", "Penrose", "Setting", "Facts", "Algebra", "Objective", "Descent", "Ridge", "Witness", "Spectrum", "Projectors")
"""The library's files, each after those that it uses."""

CLOSED = "Closed under the global context"
"""What Coq prints of a theorem that rests on no axiom."""

SECONDS = 240.0
"""The longest that Coq may work on one file."""

FORBIDDEN = re.compile(
    r"\b(Axioms?|Admitted|admit|give_up|Parameters?|Conjectures?|Hypothes[ie]s\s+proof|Declare\s+ML\s+Module|Redirect|Cd|Load|Extraction|Drop|"
    r"Add\s+(?:Rec\s+)?(?:LoadPath|ML\s+Path)|bypass_check|Unset\s+(?:Guard|Positivity|Universe)\s+Check\w*|Set\s+Type\s+In\s+Type)\b"
)
"""Commands that a proof or the library has no use for: they assume, or reach out of Coq. The kernel's own answer decides in any case."""


class NotProved(ValueError):  # noqa: N818 - says what was found, not that someone erred
    """Coq did not accept a file, or not in time, with its message."""


@dataclass(frozen=True)
class Versions:
    """The Coq and the MathComp of this machine."""

    coq: str
    mathcomp: str


@cache
def versions() -> Versions | None:
    """What is installed here; None where there is no Coq with MathComp."""
    if shutil.which("coqc") is None:
        return None
    told = subprocess.run(["coqc", "--print-version"], capture_output=True, text=True, timeout=60, check=False)
    where = subprocess.run(["coqc", "-where"], capture_output=True, text=True, timeout=60, check=False).stdout.strip()
    if told.returncode or not (Path(where) / "user-contrib" / "mathcomp" / "algebra" / "matrix.vo").exists():
        return None
    return Versions(told.stdout.split()[0], _mathcomp())


def _mathcomp() -> str:
    """The version as the system's packages tell it; MathComp itself does not."""
    if shutil.which("dpkg-query") is None:
        return "unknown"
    command = ["dpkg-query", "-W", "-f", "${Version}", "libcoq-mathcomp-algebra"]
    told = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    return told.stdout.split("-")[0] if told.returncode == 0 else "unknown"


def forbidden(source: str) -> str | None:
    """The first command in ``source``, outside comments, that a proof must not contain; None where there is none."""
    found = FORBIDDEN.search(without_comments(source))
    return None if found is None else " ".join(found.group().split())


def without_comments(source: str) -> str:
    """The source with its comments, nested ones too, left out."""
    out, depth, i = [], 0, 0
    while i < len(source):
        if source.startswith("(*", i):
            depth, i = depth + 1, i + 2
        elif depth and source.startswith("*)", i):
            depth, i = depth - 1, i + 2
        else:
            out.append(source[i] if not depth else "")
            i += 1
    return "".join(out)


@cache
def _folder() -> tempfile.TemporaryDirectory[str]:
    """The folder of this process: library, statements, proofs, checks. Kept until the process ends."""
    return tempfile.TemporaryDirectory(prefix="proofs-")


_compiling = Lock()
PLACES = (("library", "goldengap"), ("statements", "statements"), ("proofs", "proofs"), ("checks", "checks"))
"""The folders, and the names by which Coq knows them."""


def library() -> Path:
    """The folder with the library compiled, once in a process."""
    with _compiling:
        return _library()


@cache
def _library() -> Path:
    folder = Path(_folder().name)
    for name, _ in PLACES:
        (folder / name).mkdir(exist_ok=True)  # an attempt before this one may have failed
    for name in ORDER:
        compile_file(folder, folder / "library" / f"{name}.v", (LIBRARY / f"{name}.v").read_text(encoding="utf-8"))
    return folder


def compile_file(folder: Path, path: Path, text: str, seconds: float = SECONDS) -> str:
    """Write and compile one file; returns what Coq printed. Raises ``NotProved``."""
    path.write_text(text, encoding="utf-8")
    try:
        told = _run(folder, ["coqc", "-q", "-w", "none"], [str(path)], seconds)
    except subprocess.TimeoutExpired as error:
        raise NotProved(f"{path.name}: not done after {seconds:.0f} s") from error
    if told.returncode:
        raise NotProved(f"{path.name}: {_first(told.stderr)}")
    return told.stdout


def _run(folder: Path, command: Sequence[str], arguments: Sequence[str], seconds: float) -> subprocess.CompletedProcess[str]:
    """Run one of Coq's programs on our folders; below everything else on the machine."""
    options = [part for place, name in PLACES for part in ("-Q", str(folder / place), name)]
    below = ["nice"] if shutil.which("nice") else []
    surroundings = {**os.environ, "COQPATH": ""}  # no other library, whatever the user has set
    whole = [*below, *command, *options, *arguments]
    return subprocess.run(whole, capture_output=True, text=True, timeout=seconds, check=False, cwd=folder, env=surroundings)


def _first(message: str) -> str:
    """The gist of an error message of Coq, on one line."""
    lines = " ".join(line.strip() for line in message.splitlines() if line.strip() and not line.startswith("File "))
    return lines[:300] or "refused"


def module_of(claim_id: str) -> str:
    """The name of a claim's files in Coq."""
    name = re.sub(r"\W", "_", claim_id)
    return name if name[:1].isalpha() else f"claim_{name}"


def check(proposition: Proposition, proof: str, seconds: float = SECONDS) -> tuple[str, ...]:
    """Compile statement and proof and have the kernel confirm the type. Returns the axioms it rests on, none if all is well.

    Raises ``NotProved``. The check states the proposition once more in a file of its own, before the proof is loaded, so that nothing
    in the proof's file can change what it says. Several threads may check different claims.
    """
    folder, name = library(), module_of(proposition.claim.id)
    compile_file(folder, folder / "statements" / f"{name}.v", proposition.text)
    compile_file(folder, folder / "proofs" / f"{name}.v", proof, seconds)
    last = f"From proofs Require {name}.\nDefinition checked : statement := proofs.{name}.proof.\nPrint Assumptions checked.\n"
    told = compile_file(folder, folder / "checks" / f"{name}_check.v", proposition.text + "\n" + last).strip()
    return () if told == CLOSED else tuple(told.splitlines()) or ("Coq said nothing of what the theorem rests on",)


PARAMETERS = ("mathcomp.", "Coq.ssr.")
"""Where ``coqchk`` lists fields of module types, which MathComp seals its definitions with, as if they were axioms."""


def check_again(ids: Sequence[str]) -> tuple[str, ...]:
    """``coqchk``, a checker of its own, over the compiled library and the statements, proofs and checks of these claims.

    Returns the axioms and the unsafe definitions that it reports, none if all is well; MathComp and Coq's own library are not checked
    again. Raises ``NotProved`` where it is not installed, or finds a file that is no proof.
    """
    if shutil.which("coqchk") is None:
        raise NotProved("coqchk is not installed")
    names = [module_of(i) for i in ids]
    modules = [f"goldengap.{name}" for name in ORDER]
    modules += [module for name in names for module in (f"statements.{name}", f"proofs.{name}", f"checks.{name}_check")]
    asked = [part for module in modules for part in ("-norec", module)]
    try:
        told = _run(library(), ["coqchk", "-silent", "-o"], asked, SECONDS)
    except subprocess.TimeoutExpired as error:
        raise NotProved(f"coqchk: not done after {SECONDS:.0f} s") from error
    if told.returncode:
        raise NotProved(f"coqchk: {_first(told.stderr)}")
    return assumed(told.stdout + told.stderr)  # it prints its summary to stderr


def assumed(summary: str) -> tuple[str, ...]:
    """What a summary of ``coqchk`` lists as assumed, parameters of MathComp's module types left out."""
    _, _, listed = summary.partition("CONTEXT SUMMARY")
    if "Theory:" not in listed:
        return ("coqchk gave no summary",)
    names = [line.strip() for line in listed.splitlines() if line.startswith("    ")]
    heads = [line.strip() for line in listed.splitlines() if line.startswith("* ") and not line.rstrip().endswith("<none>")]
    wrong = [head for head in heads if not head.startswith(("* Theory:", "* Axioms:"))]
    return tuple([name for name in names if not name.startswith(PARAMETERS)] + wrong)
