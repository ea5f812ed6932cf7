"""Which code a number was made by: a module with all that it imports, read from the working tree or from a commit.

A digest of that code names the folder of a study's pieces and stands in every result, beside the commit that holds the code. Whoever has
the history can work the digest out again, see :func:`at`.
"""

from __future__ import annotations

import ast
import hashlib
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
OURS = ("gpu_checks", "theory", "verify")
PACKAGES = ("gpu_checks", "theory")
"""Where imports are followed to, beside the packages of the modules that are asked for. `verify` decides no piece of most studies."""


@dataclass(frozen=True)
class Tree:
    """Python files by their paths from the root, with "/"."""

    paths: frozenset[str]
    read: Callable[[str], bytes]


def here(root: Path = ROOT) -> Tree:
    """The working tree."""
    found = (path for package in OURS for path in (root / package).rglob("*.py"))
    return Tree(frozenset(path.relative_to(root).as_posix() for path in found), lambda path: (root / path).read_bytes())


def at(commit: str) -> Tree:
    """The files at a commit. Raises ``LookupError`` where there is no history or it lacks the commit."""
    listed = _git("ls-tree", "-r", "--name-only", commit)
    if listed is None:
        raise LookupError(f"`commit` must be in the history of this checkout; received {commit}")
    return Tree(frozenset(listed.decode().splitlines()), lambda path: _git("show", f"{commit}:{path}") or b"")


def code_of(modules: Sequence[str], tree: Tree | None = None) -> dict[str, bytes]:
    """Path -> content of the modules, of all that they import within PACKAGES and their own, in functions too, and of the packages around.

    A name may end in ".*": every module below that package, for code that is found by its folder. Raises ``ModuleNotFoundError`` for a
    module that is not there.
    """
    found: dict[str, bytes] = {}
    tree, followed = tree or here(), {*PACKAGES, *(module.split(".")[0] for module in modules)}
    for module in modules:
        if not _added(module, tree, followed, found):
            raise ModuleNotFoundError(f"`modules` must name modules of {', '.join(OURS)}; received {module}")
    return dict(sorted(found.items()))


def digest(code: Mapping[str, bytes], *decided_by: object) -> str:
    """16 hexadecimal digits for the code and for whatever else decides, such as a configuration, by its ``repr``."""
    total = hashlib.sha256(repr(decided_by).encode())
    for path, content in code.items():
        total.update(f"{path} {len(content)}\n".encode() + content)
    return total.hexdigest()[:16]


def commit_of(code: Mapping[str, bytes]) -> str | None:
    """The newest commit that changed any of the code, if HEAD holds all of it as it is; None otherwise, and where there is no history."""
    head = _git("rev-parse", "HEAD")
    if head is None:
        return None
    tree = at(head.decode().strip())
    if any(path not in tree.paths or tree.read(path) != content for path, content in code.items()):
        return None
    newest = _git("log", "-1", "--format=%H", "--", *code)
    return newest.decode().strip() if newest else None


def _added(module: str, tree: Tree, followed: Set[str], found: dict[str, bytes]) -> bool:
    """Add the file of a module, of the packages around it, and of what these import; False where there is no such module."""
    if module.endswith(".*"):
        below = [path for path in sorted(tree.paths) if path.startswith(module[:-1].replace(".", "/")) and path.endswith(".py")]
        added = [_added(_module(path), tree, followed, found) for path in below]
        return any(added)
    stem = module.replace(".", "/")
    path = next((path for path in (f"{stem}.py", f"{stem}/__init__.py") if path in tree.paths), None)
    if path is None:
        return False
    if path not in found:
        found[path] = tree.read(path)
        package = module.rpartition(".")[0]
        for name in (*_imports(found[path]), *([package] if package else [])):
            if name.split(".")[0] in followed:
                _added(name, tree, followed, found)
    return True


def _module(path: str) -> str:
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def _imports(content: bytes) -> Iterator[str]:
    """Every dotted name that may be a module: what is imported, and for ``from a import b`` both a and a.b."""
    for node in ast.walk(ast.parse(content)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from (node.module, *(f"{node.module}.{alias.name}" for alias in node.names))


def _git(*arguments: str) -> bytes | None:
    """What git prints; None where it is missing, this is no checkout of its own, or it fails."""
    if not (ROOT / ".git").exists():
        return None
    try:
        return subprocess.run(["git", "-C", str(ROOT), *arguments], capture_output=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return None
