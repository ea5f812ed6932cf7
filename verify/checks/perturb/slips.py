"""The slips of the pen themselves: for one expression, what could have been written in its place."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from verify.checks.perturb.views import VIEWS

NAMES: dict[str, tuple[tuple[str, str], ...]] = {
    "x_r": (("P for P_r", "x"), ("D_t for D_r", "x_t"), ("X_f for X_r", "x_f")),
    "x_t": (("D_r for D_t", "x_r"), ("P for P_t", "x")),
    "x_f": (("X_r for X_f", "x_r"), ("X for X_f", "x")),
    "x": (("P_r for P", "x_r"), ("P_f for P", "x_f")),
    "y_r": (("y_f for y_r", "y_f"), ("y_t for y_r", "y_t"), ("y for y_r", "y")),
    "y_t": (("y_r for y_t", "y_r"),),
    "y_f": (("y_r for y_f", "y_r"), ("y for y_f", "y")),
    "y": (("y_r for y", "y_r"),),
    "n_f": (("1/n_r for 1/n_f", "n_r"), ("1/n for 1/n_f", "n")),
    "n_r": (("1/n_f for 1/n_r", "n_f"), ("1/n for 1/n_r", "n")),
    "n": (("n_r for n", "n_r"), ("n_f for n", "n_f")),
    "teacher": (("0 for w_*", "zero"),),
    "alpha": (("lambda for alpha", "decay"),),
    "decay": (("alpha for lambda", "alpha"),),
}
"""Attributes of a problem that are easily confused."""

NEIGHBOURS = {
    "golden": ("pretrained",),
    "pretrained": ("golden", "projected"),
    "projected": ("pretrained",),
    "option_a": ("option_b", "pretrained"),
    "option_b": ("option_a", "golden"),
    "remaining_loss": ("unlearning_loss",),
    "unlearning_loss": ("remaining_loss",),
    "retained": ("beyond_remaining",),
    "beyond_remaining": ("retained",),
}
"""Functions of the same problem and arguments that are easily confused."""

PROJECTORS = ("beyond_remaining", "retained")
SUMS = {ast.Add: ("+", "-"), ast.Sub: ("-", "+")}
BLOCKS = ("r", "lap", "f")


def slips(node: ast.expr, source: bytes) -> Iterator[tuple[str, str]]:
    """(rule, what is written instead) for each slip that fits ``node``; none for most nodes."""

    def text(part: ast.expr) -> str:
        return str(ast.get_source_segment(source.decode(), part) or ast.unparse(part))

    if isinstance(node, ast.Attribute):
        yield from ((rule, f"{text(node.value)}.{new}") for rule, new in NAMES.get(node.attr, ()) if isinstance(node.value, ast.Name))
        if node.attr == "T":
            yield "transpose left out", text(node.value)
    elif isinstance(node, ast.BinOp):
        yield from _terms(node, text(node.left), text(node.right))
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        yield from _methods(node.func, [text(a) for a in node.args], text(node.func.value))
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        yield from _calls(node, node.func.id, [text(a) for a in node.args])


def _terms(node: ast.BinOp, left: str, right: str) -> Iterator[tuple[str, str]]:
    """A term or a factor dropped, a sign changed."""
    if isinstance(node.left, ast.Tuple):
        return
    if type(node.op) in SUMS:
        was, other = SUMS[type(node.op)]
        yield "term dropped", f"({left})"
        yield "term dropped", f"({right})" if was == "+" else f"(-({right}))"
        yield "sign", f"({left}) {other} ({right})"
    elif isinstance(node.op, ast.Mult | ast.Div):
        yield "factor dropped", f"({left})"
        if isinstance(node.op, ast.Mult):
            yield "factor dropped", f"({right})"
    elif isinstance(node.op, ast.Pow):
        yield "exponent dropped", f"({left})"


def _methods(function: ast.Attribute, arguments: list[str], owner: str) -> Iterator[tuple[str, str]]:
    """A projector for its complement or left out, an inverse or a square left out."""
    if function.attr == "project" and len(arguments) == 1:
        yield "projector for its complement", f"({arguments[0]} - {owner}.project({arguments[0]}))"
        yield "projector left out", f"({arguments[0]})"
    elif function.attr == "inverse":
        yield "inverse left out", owner


def _calls(node: ast.Call, name: str, arguments: list[str]) -> Iterator[tuple[str, str]]:
    """A function for its neighbour, a projector for its complement, a block dropped or added, another problem as its argument."""
    joined = ", ".join(arguments)
    yield from ((f"{other} for {name}", f"{other}({joined})") for other in NEIGHBOURS.get(name, ()))
    if name in PROJECTORS and len(arguments) == 2:
        yield "projector for its complement", f"({arguments[1]} - {name}({joined}))"
    if name == "restricted":
        yield from _blocks(node, arguments)
    if name == "fine_tuned" and len(arguments) == 2:
        yield "fine-tuning left out", f"({arguments[1]})"
    if node.args and isinstance(node.args[0], ast.Name) and node.args[0].id == "p":
        rest = "".join(f", {a}" for a in arguments[1:]) + "".join(f", {ast.unparse(k)}" for k in node.keywords)
        yield from ((rule, f"{name}(seen_through({rule!r}, p){rest})") for rule in VIEWS)


def _blocks(node: ast.Call, arguments: list[str]) -> Iterator[tuple[str, str]]:
    kept = [str(a.value) for a in node.args[2:] if isinstance(a, ast.Constant)]
    choices = {f"block {b} dropped": [k for k in kept if k != b] for b in kept}
    choices |= {f"block {b} added": [*kept, b] for b in BLOCKS if b not in kept}
    for rule, names in choices.items():
        yield rule, f"restricted({', '.join([*arguments[:2], *map(repr, names)])})"
