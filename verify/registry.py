"""Finding the claims: every module below ``verify.claims`` that defines ``CLAIM``, and files of a reviewer's own."""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
import pkgutil
import re
import sys
from functools import cache
from pathlib import Path

from verify import claims
from verify.claim import Claim


class ClaimFileError(ValueError):
    """A file holds no claim that can be run; the message says how to write one."""


@cache
def load_claims() -> tuple[Claim, ...]:
    """All claims, in the order of their ids. Raises ``ValueError`` for an id that two files use."""
    modules = [m.name for m in pkgutil.walk_packages(claims.__path__, f"{claims.__name__}.") if not m.ispkg]
    found = [importlib.import_module(name).CLAIM for name in modules]
    ids = [claim.id for claim in found]
    doubled = sorted({i for i in ids if ids.count(i) > 1})
    if doubled:
        raise ValueError(f"claim ids must be unique; used more than once: {doubled}")
    return tuple(sorted(found, key=lambda claim: order(claim.id)))


def files_in(path: Path) -> tuple[Path, ...]:
    """The claim files at ``path``: itself, or every .py file below it whose name does not start with '_' or '.'.

    Raises ``ClaimFileError`` where there is none.
    """
    if path.is_file():
        return (path,)
    if not path.is_dir():
        raise ClaimFileError(f"`--claims` must be a file or folder of claims; {path} does not exist")
    found = (f for f in sorted(path.rglob("*.py")) if not any(part[0] in "_." for part in f.relative_to(path).parts))
    files = tuple(found)
    if not files:
        raise ClaimFileError(
            f"`--claims` must be a file or folder of claims; {path} holds no .py file. Begin with `python -m verify new NAME`"
        )
    return files


@cache
def claim_in(path: Path) -> Claim:
    """The claim of the file at ``path``, anywhere; modules beside it can be imported. Raises ``ClaimFileError``."""
    name = f"own_claim_{path.stem}_{hashlib.sha256(str(path.resolve()).encode()).hexdigest()[:8]}"
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise ClaimFileError(f"{path}: a claim file is a Python file, NAME.py")
    module = importlib.util.module_from_spec(spec)
    folder = str(path.resolve().parent)
    sys.modules[name] = module
    sys.path.insert(0, folder)
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        raise ClaimFileError(f"{path}: does not import: {_told(path, error)}") from error
    finally:
        sys.path.remove(folder)
    claim = getattr(module, "CLAIM", None)
    if not isinstance(claim, Claim):
        received = "none" if claim is None else type(claim).__name__
        raise ClaimFileError(
            f"{path}: a claim file must define CLAIM = Claim(id=..., assumes=..., statement=...); received {received}\n"
            "  `python -m verify new NAME` writes a file to begin with; a file of helpers in a folder has a name that starts with '_'"
        )
    return claim


def own_claims(path: Path) -> tuple[Claim, ...]:
    """The claims at ``path`` in the order of their files. Raises ``ClaimFileError``, for an id that is in use too."""
    files = {f: claim_in(f) for f in files_in(path)}
    taken = {claim.id: "the package" for claim in load_claims()}
    for file, claim in files.items():
        if claim.id in taken:
            raise ClaimFileError(f"{file}: claim ids must be unique; {claim.id} is used by {taken[claim.id]} too. Give yours another `id`")
        taken[claim.id] = str(file)
    return tuple(files.values())


def _told(path: Path, error: Exception) -> str:
    """The error, with the line of the file where it came from, and what helps."""
    lines, trace = [], error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == str(path):
            lines.append(trace.tb_lineno)
        trace = trace.tb_next
    where = f" (line {lines[-1]})" if lines else ""
    missing = isinstance(error, TypeError) and "argument" in str(error) and "Claim" in str(error)
    hint = "\n  `python -m verify new NAME` writes a file that shows every field" if missing else ""
    return f"{type(error).__name__}: {error}{where}{hint}"


def order(claim_id: str) -> tuple[int, str, int, str]:
    """Sorts S2 before S10, N6 before N6a, and the settings as the theory builds up: solutions, distinct, overlapping, the rest."""
    letters, digits, suffix = re.fullmatch(r"(\D*)(\d*)(.*)", claim_id).groups()  # type: ignore[union-attr]  # matches any string
    return ("SDO".find(letters) % 4, letters, int(digits or 0), suffix)
