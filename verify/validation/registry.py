"""Finding the claims: every module below ``verify.claims`` that defines ``CLAIM``, and files of a reviewer's own."""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
import pkgutil
import re
import sys
from dataclasses import fields
from functools import cache
from pathlib import Path
from types import ModuleType

from verify import claims
from verify.claim import Assumption, Average, Claim, Control, Quantity, Statement
from verify.claim.hints import name_hint, nearest


class ClaimFileError(ValueError):
    """A file holds no claim that can be run; the message says how to write one."""


@cache
def load_claims() -> tuple[Claim, ...]:
    """All claims, in the order of their ids. Raises ``ValueError`` for an id that two files use."""
    found = _every_claim()
    ids = [claim.id for claim in found]
    doubled = sorted({i for i in ids if ids.count(i) > 1})
    if doubled:
        raise ValueError(f"claim ids must be unique; used more than once: {doubled}")
    return tuple(sorted(found, key=lambda claim: order(claim.id)))


def claims_by_id() -> dict[str, Claim]:
    """All claims by id; of two with one id the first. Collecting the files says that ids must be unique."""
    out: dict[str, Claim] = {}
    for claim in sorted(_every_claim(), key=lambda claim: order(claim.id)):
        out.setdefault(claim.id, claim)
    return out


def _every_claim() -> list[Claim]:
    modules = [m.name for m in pkgutil.walk_packages(claims.__path__, f"{claims.__name__}.") if not m.ispkg]
    return [importlib.import_module(name).CLAIM for name in modules]


def module_of(claim: Claim) -> ModuleType | None:
    """The module that defines ``claim``; None for a claim that no loaded module with a file holds."""
    return next((m for m in list(sys.modules.values()) if getattr(m, "CLAIM", None) is claim and m.__file__), None)


def file_of(claim: Claim) -> Path | None:
    """The file that defines ``claim``; None where :func:`module_of` finds none."""
    module = module_of(claim)
    return Path(module.__file__) if module is not None and module.__file__ else None


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
    """The claim of the file at ``path``, anywhere; modules beside it can be imported. Raises ``ClaimFileError``.

    A file that could end the run, look at it or change the checker is refused, as far as its text and its import show it.
    """
    from verify.validation.code import file_fault  # it reads claims
    from verify.validation.state import package

    name = f"own_claim_{path.stem}_{hashlib.sha256(str(path.resolve()).encode()).hexdigest()[:8]}"
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise ClaimFileError(f"{path}: a claim file is a Python file, NAME.py")
    module = importlib.util.module_from_spec(spec)
    folder = str(path.resolve().parent)
    known, before = set(sys.modules), dict(package())
    if fault := file_fault(_text(path)):
        raise ClaimFileError(f"{path}: {fault}")
    sys.modules[name] = module
    sys.path.insert(0, folder)
    try:
        spec.loader.exec_module(module)
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        raise ClaimFileError(f"{path}: does not import: {_told(path, error)}") from error
    finally:
        sys.path.remove(folder)
    for beside in _beside(folder, known):
        if fault := file_fault(_text(beside)):
            raise ClaimFileError(f"{beside}: {fault}")
    after = dict(package())
    if changed := sorted(key for key, value in before.items() if after.get(key) != value):
        raise ClaimFileError(f"{path}: a claim may not change the checker; importing it changed {', '.join(changed[:4])}")
    claim = getattr(module, "CLAIM", None)
    if not isinstance(claim, Claim):
        raise ClaimFileError(
            f"{path}: a claim file must define CLAIM = Claim(id=..., assumes=..., statement=...); {_received(module, claim)}\n"
            "  `python -m verify new NAME` writes a file to begin with; a file of helpers in a folder has a name that starts with '_'"
        )
    return claim


def _received(module: ModuleType, claim: object) -> str:
    """What stands in the place of CLAIM; a claim of another name is pointed at."""
    named = sorted(name for name, value in vars(module).items() if isinstance(value, Claim))
    if claim is None and named:
        return f"received none. It defines `{named[0]}`: name it CLAIM"
    return f"received {'none' if claim is None else type(claim).__name__}"


def _text(path: Path) -> str:
    """A file's text; empty where it cannot be read, which importing says better."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""


def _beside(folder: str, known: set[str]) -> list[Path]:
    """The files of ``folder`` that were imported since ``known``."""
    new = (getattr(sys.modules[name], "__file__", None) for name in set(sys.modules) - known)
    return sorted(Path(file) for file in new if file and str(Path(file).resolve().parent) == folder)


def own_claims(path: Path) -> tuple[Claim, ...]:
    """The claims at ``path`` in the order of their files. Raises ``ClaimFileError``, for an id that is in use too."""
    files = {f: claim_in(f) for f in files_in(path)}
    taken = {claim.id: "the package" for claim in load_claims()}
    for file, claim in files.items():
        if claim.id in taken:
            raise ClaimFileError(f"{file}: claim ids must be unique; {claim.id} is used by {taken[claim.id]} too. Give yours another `id`")
        taken[claim.id] = str(file)
    return tuple(files.values())


def _told(path: Path, error: BaseException) -> str:
    """The error, with the line of the file where it came from, and what helps."""
    lines, trace = [], error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == str(path):
            lines.append(trace.tb_lineno)
        trace = trace.tb_next
    where = f" (line {lines[-1]})" if lines else ""
    message, *more = str(error).split("\n")
    return "\n".join([f"{type(error).__name__}: {message}{where}", *more]) + _hint(error)


def _hint(error: BaseException) -> str:
    """What to write, beginning with a line break; empty where that is not known."""
    if not isinstance(error, Exception):
        return "\n  A claim file defines CLAIM and does nothing else: it may not skip or end the run"
    if found := name_hint(error):
        return f"\n  {found}"
    if isinstance(error, TypeError) and "argument" in str(error):
        wrong = re.search(r"(\w+)\.__init__\(\) got an unexpected keyword argument '(\w+)'", str(error))
        kinds = {kind.__name__: kind for kind in (Claim, Statement, Assumption, Quantity, Average, Control)}
        if wrong and wrong[1] in kinds:
            names = [f.name for f in fields(kinds[wrong[1]])]
            near = nearest(wrong[2], names)
            return f"\n  Did you mean `{near[0]}`?" if near else f"\n  {wrong[1]} has the fields {', '.join(names)}"
        if "Claim" in str(error):
            return "\n  `python -m verify new NAME` writes a file that shows every field"
    return ""


def order(claim_id: str) -> tuple[int, str, int, str]:
    """Sorts S2 before S10, N6 before N6a, and the settings as the theory builds up: solutions, distinct, overlapping, the rest."""
    letters, digits, suffix = re.fullmatch(r"(\D*)(\d*)(.*)", claim_id).groups()  # type: ignore[union-attr]  # matches any string
    return ("SDO".find(letters) % 4, letters, int(digits or 0), suffix)
