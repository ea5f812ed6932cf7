"""What a function computes, as text that stays the same when only its layout does.

Comments, docstrings, annotations, line breaks and the names of parameters and imports do not show; every constant, call and
operator does, and so do the helpers of the same file or folder and whatever a closure holds. What lives elsewhere in this project
appears by its package and name, so that moving a helper to another module changes nothing; what lives in a library appears by its
full name. The text comes from the syntax tree, so it is the same for every Python from 3.11 on. Where
the source cannot be read the byte code takes its place, which still moves with the code but differs between versions.
"""

from __future__ import annotations

import ast
import copy
import functools
import inspect
import linecache
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

from theory.arithmetic import Matrix

HERE = Path(__file__).parents[1]

Node = ast.FunctionDef | ast.Lambda


def describe(value: Any, seen: tuple[CodeType, ...] = ()) -> str:
    """``value`` as text: functions by what they compute, data by content, everything else by its full name."""
    if isinstance(value, FunctionType):
        return "itself" if value.__code__ in seen else _described(value, seen)
    if isinstance(value, functools.partial):
        return f"partial({describe([value.func, *value.args, value.keywords], seen)})"
    if isinstance(value, Matrix):
        return f"{value.system.name} {[[str(x) for x in row] for row in value.tolist()]}"
    if isinstance(value, (tuple, list)):
        return f"[{', '.join(describe(v, seen) for v in value)}]"
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{describe(k, seen)}: {describe(v, seen)}' for k, v in value.items())}}}"
    if isinstance(value, (set, frozenset)):
        return f"{{{', '.join(sorted(describe(v, seen) for v in value))}}}"
    if is_dataclass(value) and not isinstance(value, type):
        inside = (f"{f.name}={describe(v, seen)}" for f in fields(value) if (v := getattr(value, f.name)) is not f.default)
        return f"{type(value).__qualname__}({', '.join(inside)})"
    if isinstance(value, Enum):
        return str(value)
    text = repr(value)
    return said_name(value) if " at 0x" in text or callable(value) or isinstance(value, ModuleType) else text


def full_name(value: Any) -> str:
    """``module.name`` of a function, class or module; of anything else, that of its class."""
    if isinstance(value, ModuleType):
        return value.__name__
    named = value if hasattr(value, "__qualname__") else type(value)
    return f"{named.__module__}.{named.__qualname__}"


def said_name(value: Any) -> str:
    """The name by which a digest knows what lives elsewhere.

    For our own packages ``package.name(parameters)``, whichever module it lives in; else the full name.
    """
    name = full_name(value)
    package, _, rest = name.partition(".")
    if package not in OURS or isinstance(value, ModuleType):
        return name
    parameters = f"({', '.join(inspect.signature(value).parameters)})" if isinstance(value, FunctionType) else ""
    return f"{package}.{rest.rpartition('.')[2]}{parameters}"


OURS = ("theory", "verify")
"""Packages whose functions are known by name, wherever in the package they live."""


def _described(function: FunctionType, seen: tuple[CodeType, ...]) -> str:
    node = node_of(function)
    defaults = [*(function.__defaults__ or ()), *(function.__kwdefaults__ or {}).items()]
    if node is None:
        code = function.__code__
        consts = [c.co_code.hex() if isinstance(c, CodeType) else repr(c) for c in code.co_consts]
        body = f"code {code.co_code.hex()} {code.co_names} {consts}"
    else:
        body = "\n".join(ast.unparse(n) for n in normalized(function, node, said_name))
    known = (*seen, function.__code__)
    helpers = [f"{name}: {describe(value, known)}" for name, value in sorted(references(function).items()) if _shown(function, value)]
    return "\n".join([body, *(f"default {describe(d, known)}" for d in defaults), *helpers])


def _shown(function: FunctionType, value: Any) -> bool:
    """Whether a reference is described in full: data, and functions at home; others stand by name in the text already."""
    if isinstance(value, FunctionType):
        return is_home(function, value)
    return not isinstance(value, (type, ModuleType)) and not (callable(value) and not is_dataclass(value))


def is_home(function: FunctionType, other: FunctionType) -> bool:
    """Whether ``other`` lives in the same file, or beside it in a folder of claims."""
    a, b = Path(function.__code__.co_filename), Path(other.__code__.co_filename)
    return a == b or (a.parent == b.parent and _holds_claims(a.parent))


def _holds_claims(folder: Path) -> bool:
    """Whether ``folder`` is one of claims: a reviewer's, or one of ours. Of the rest of this package every file stands alone."""
    return HERE not in (folder, *folder.parents) or any(HERE / name in (folder, *folder.parents) for name in ("claims", "examples"))


def is_theory(function: FunctionType) -> bool:
    """Whether ``function`` belongs to the mathematics and not to a claim."""
    return (function.__module__ or "").startswith("theory.")


def references(function: FunctionType) -> dict[str, Any]:
    """What the names in ``function``, nested functions included, stand for: globals and the cells of its closure."""
    node = node_of(function)
    names = set(_names(function.__code__)) if node is None else _loaded(node) - _stored(node)
    found = {name: function.__globals__[name] for name in names if name in function.__globals__}
    for name, cell in zip(function.__code__.co_freevars, function.__closure__ or (), strict=True):
        try:
            found[name] = cell.cell_contents
        except ValueError:  # not filled yet: a name that the enclosing function assigns later
            continue
    return found


def _names(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _names(constant)


def _loaded(node: ast.AST) -> set[str]:
    return {n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}


def _stored(node: ast.AST) -> set[str]:
    """Names that ``node`` binds: parameters and variables, its own and those of nested functions."""
    assigned = {n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    return assigned | {n.arg for n in ast.walk(node) if isinstance(n, ast.arg)}


@functools.cache
def _by_first_line(filename: str) -> dict[int, list[Node]]:
    """The functions and lambdas of a file by the line that each begins on; none where it cannot be read."""
    try:
        tree = ast.parse("".join(linecache.getlines(filename)))
    except SyntaxError:
        return {}
    found: dict[int, list[Node]] = {}
    for n in ast.walk(tree):
        if isinstance(n, Node):
            found.setdefault(_first_line(n), []).append(n)
    return found


def node_of(function: FunctionType) -> Node | None:
    """The syntax tree of ``function``; None where its source cannot be read or found."""
    code = function.__code__
    candidates = _by_first_line(code.co_filename).get(code.co_firstlineno, [])
    if code.co_name != "<lambda>":
        return next((n for n in candidates if isinstance(n, ast.FunctionDef) and n.name == code.co_name), None)
    lambdas = [n for n in candidates if isinstance(n, ast.Lambda)]
    at = [(line, column) for line, _, column, _ in code.co_positions() if column is not None and (line, column) != (code.co_firstlineno, 0)]
    if at:
        lambdas = [n for n in lambdas if all(_inside(n.body, *place) for place in at)]  # type: ignore[arg-type]
    elif len(lambdas) > 1:  # Python 3.12 gives a lambda that returns a constant no position
        lambdas = [n for n in lambdas if isinstance(n.body, ast.Constant) and n.body.value in code.co_consts]
    return min(lambdas, key=lambda n: len(ast.unparse(n)), default=None)


def _first_line(node: Node) -> int:
    return int(min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", ()))]))


def _inside(node: ast.expr, line: int, column: int) -> bool:
    return (node.lineno, node.col_offset) <= (line, column) < (node.end_lineno or 0, node.end_col_offset or 0)


def normalized(function: FunctionType, node: Node, name: Callable[[Any], str] = full_name) -> list[ast.stmt]:
    """The statements of ``function`` (for a lambda, its expression) in the normal form; ``name`` says what to call foreign functions."""
    body = [ast.Return(node.body)] if isinstance(node, ast.Lambda) else _without_docstring(node.body)
    form = _NormalForm(function, node, name)
    return [ast.fix_missing_locations(form.visit(copy.deepcopy(statement))) for statement in body]


def _without_docstring(body: list[ast.stmt]) -> list[ast.stmt]:
    kept = [s for s in body if not (isinstance(s, ast.Expr) and isinstance(s.value, ast.Constant))]
    return kept or [ast.Pass()]


class _NormalForm(ast.NodeTransformer):
    """Parameters become _0, _1, ...; foreign functions, classes and modules get their full name; annotations go."""

    def __init__(self, function: FunctionType, node: Node, name: Callable[[Any], str]) -> None:
        self.name = name
        every = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
        self.parameters = {a.arg: f"_{i}" for i, a in enumerate(every)}
        self.function, self.known, self.bound = function, references(function), _stored(node)

    def visit_Name(self, node: ast.Name) -> ast.AST:
        if node.id in self.parameters:
            return ast.Name(self.parameters[node.id], node.ctx)
        value = None if node.id in self.bound else self.known.get(node.id)
        at_home = isinstance(value, FunctionType) and is_home(self.function, value)
        return ast.Name(self.name(value), node.ctx) if isinstance(value, (FunctionType, type, ModuleType)) and not at_home else node

    def visit_arg(self, node: ast.arg) -> ast.AST:
        return ast.arg(self.parameters.get(node.arg, node.arg))

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        self.generic_visit(node)
        return ast.Assign([node.target], node.value, lineno=node.lineno) if node.value else ast.Pass()

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        self.generic_visit(node)
        node.returns, node.body = None, _without_docstring(node.body)
        return node
