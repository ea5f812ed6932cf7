"""A claim's sides and predicates, evaluated on the symbolic problem along every path that they can take."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from theory.arithmetic import Matrix
from theory.arithmetic.terms import Number, Term, Terms, Unwritable
from theory.arithmetic.terms_syntax import scalar_term
from theory.problem import Problem
from verify.claim import Relation, Statement
from verify.claim.sides import listed
from verify.proofs.loops import with_loops
from verify.proofs.names import folded
from verify.proofs.symbolic import problem_over, system_of

Path = tuple[tuple[Term, bool], ...]


@dataclass(frozen=True)
class Leaf:
    """What comes out at the end of one path: pairs of values, a truth value, or nothing where Python raises."""

    path: Path
    value: Any


def leaves(values: Mapping[str, int], roots: bool, evaluate: Callable[[Problem], Any], spectral: bool = False) -> tuple[Leaf, ...]:
    """The outcome of ``evaluate`` on every path, at these sizes. None stands for a ``ValueError`` or a division by zero."""
    system = system_of(values, roots, spectral)
    return _with_neighbours(tuple(_walk(system, evaluate)))


def _walk(system: Terms, evaluate: Callable[[Problem], Any]) -> Iterator[Leaf]:
    system.branches.begin()
    while True:
        p = problem_over(system)  # a new one each time: what an earlier path computed must not answer for this one
        try:
            value = evaluate(p)
        except (ValueError, ZeroDivisionError):
            value = None
        yield Leaf(tuple((_tidy(condition), answer) for condition, answer in system.branches.path[: system.branches.at]), value)
        del system.branches.path[system.branches.at :]
        if not system.branches.next_path():
            return


DIFFER = scalar_term("neighbours differ")
"""That each singular value differs from the next."""


def _with_neighbours(found: tuple[Leaf, ...]) -> tuple[Leaf, ...]:
    """The leaves with one condition for all where a formula asks of each singular value in turn whether it equals the next."""
    out: dict[Path, Leaf] = {}
    for leaf in found:
        path = _one_condition(leaf.path)
        if out.setdefault(path, Leaf(path, leaf.value)).value != leaf.value:
            raise Unwritable("what comes out depends on which of the singular values are equal")
    return tuple(out.values())


def _one_condition(path: Path) -> Path:
    """``path`` with the answers to s_0 = s_1, s_1 = s_2, ... in one, up to the first that is yes."""
    asked = [i for i, (condition, _) in enumerate(path) if condition.op == "equal" and all(t.op == "element" for t in condition.args)]
    if not asked:
        return path
    pairs = [tuple(t.args[0] for t in path[i][0].args) for i in asked]
    answers, many = [path[i][1] for i in asked], path[asked[0]][0].args[0].args[1]
    whole = asked == list(range(asked[0], asked[0] + len(asked))) and pairs == [(i, i + 1) for i in range(len(asked))]
    if not whole or any(answers[:-1]) or not (answers[-1] or len(asked) == many - 1):
        raise Unwritable("singular values are compared in a way that has no name")
    return (*path[: asked[0]], (DIFFER, not answers[-1]), *path[asked[-1] + 1 :])


def sides_of(statement: Statement) -> Callable[[Problem], tuple[tuple[Term, Relation, Term], ...]]:
    """Evaluates both sides of a statement to pairs of terms."""

    def evaluate(p: Problem) -> tuple[tuple[Term, Relation, Term], ...]:
        left, right = listed(statement.left(p)), listed(statement.right(p))
        if not len(left) == len(right) == len(statement.quantities):
            raise Unwritable("`left` and `right` must give one value per quantity")
        pairs = [(_term(a, p), _term(b, p)) for a, b in zip(left, right, strict=True)]
        for a, b in pairs:
            if a.dims != b.dims or (a.dims and statement.relation is Relation.AT_MOST):
                raise Unwritable("two values of different shapes are compared, or matrices by size")
        return tuple((a, statement.relation, b) for a, b in pairs)

    return evaluate


def _term(value: Any, p: Problem) -> Term:
    if isinstance(value, Matrix):
        return _tidy(value.data)
    if isinstance(value, Number):
        return _tidy(value.term)
    return _tidy(p.system.scalar(value).term)


def _tidy(t: Term) -> Term:
    """With loops and names."""
    if t.op in ("same", "equal", "less", "at most", "invertible", "positive definite"):
        return scalar_term(t.op, *(_tidy(a) for a in t.args))
    return folded(with_loops(t)) if t.op != "inhabited" else t
