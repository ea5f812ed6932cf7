"""Whether a claim compares a thing with itself: its sides are evaluated where nothing is known of training (``trace.opaque``).

Two sides that agree there, on problems that meet the assumptions and on problems that do not, are one computation in two spellings.
An assumption or condition that compares there what the statement compares is the statement itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from theory.arithmetic import Matrix
from theory.problem import Problem
from verify.claim import Assumption, Claim, Relation, Statement
from verify.claim.sides import SideError, holds_on, values_of
from verify.counterexample.trace.opaque import Opaque, unknown
from verify.counterexample.trace.opaque_number import P
from verify.validation.chosen import spread_out

MULTIPLES = tuple(f for k in range(1, 13) for f in (k, pow(k, -1, P)))
"""Known factors by which a predicate may have multiplied what it compares."""

FEW = 8
"""Problems of each kind on which two sides must have been compared before they are called one."""


def check_self_comparison(claim: Claim, meeting: Sequence[Problem], problems: Sequence[Problem]) -> None:
    """Raise ``SideError`` where a statement of ``claim`` compares a thing with itself or an assumption is the statement."""
    others = _others(claim, problems)
    for name, statement in [("statement", claim.statement), *((f"also[{i}]", fact) for i, fact in enumerate(claim.also))]:
        for quantity in same_quantities(statement, [*meeting, *others]):
            raise SideError(
                f"`{name}` compares {quantity} with itself: both sides are one computation in two spellings, whatever training does\n"
                "  Write `right` a second, independent way: a closed form against a solution, a formula against a model"
            )
    for assumption in (*claim.assumes, *(s.when for s in (claim.statement, *claim.also) if s.when is not None)):
        speaks_for = [s for s in (claim.statement, *claim.also) if assumption in claim.assumes or s.when is assumption]
        if any(is_the_statement(assumption, s, meeting or others) for s in speaks_for):
            coincide = sum(1 for p in problems if claim.applies_to(p))
            raise SideError(
                f"the assumption '{assumption.name}' is the statement itself: it compares the two sides, and holds only where they agree "
                f"({coincide} problems)\n"
                "  What is assumed cannot be found. Say what must be so of the data for the statement to hold"
            )
    if claim.condition is not None and _compared(claim.statement, meeting) and same_question(claim.condition, claim.statement, meeting):
        raise SideError(
            "`condition` is the statement itself in another spelling: that it decides where the statement holds is no news\n"
            "  Say what must be so of the data for the statement to hold"
        )


def _others(claim: Claim, problems: Sequence[Problem]) -> list[Problem]:
    """A few problems that do not meet the assumptions."""
    found: list[Problem] = []
    for p in spread_out(problems):
        if len(found) == 2 * FEW:
            break
        if not claim.applies_to(p):
            found.append(p)
    return found


def same_quantities(statement: Statement, problems: Sequence[Problem]) -> list[str]:
    """The quantities whose two sides agree on every one of ``problems`` although nothing is known of training."""
    agree = [True] * len(statement.quantities)
    compared = 0
    for p in problems:
        found = _sides(statement, unknown(p, Opaque()))
        if found is None:
            continue
        compared += 1
        agree = [good and _equal(a, b) for good, a, b in zip(agree, *found, strict=True)]
        if not any(agree):
            return []
    return [q.name for q, good in zip(statement.quantities, agree, strict=True) if good and compared >= FEW]


def is_the_statement(assumption: Assumption, statement: Statement, problems: Sequence[Problem]) -> bool:
    """Whether ``assumption`` compares the two sides of ``statement`` and never holds where the statement fails."""
    return any(_entails(assumption, statement, problems, products) for products in (False, True))


def _entails(assumption: Assumption, statement: Statement, problems: Sequence[Problem], products: bool) -> bool:
    looked = failed = 0
    for p in problems[:FEW]:
        agreeable = _world(assumption, statement, p, Opaque(0, products, agreeable=True))
        if agreeable is None or _compared(statement, [p]) <= {0}:
            continue
        if not agreeable.looks_at_it:
            return False
        looked += 1
        for salt in range(4 if statement.relation is Relation.AT_MOST else 1):
            world = _world(assumption, statement, p, Opaque(salt, products))
            if world is None or world.holds:
                continue
            if world.assumed:
                return False
            failed += 1
    return looked >= 2 and failed >= 2


@dataclass(frozen=True)
class World:
    """What is so of one problem in one arbitrary arithmetic: whether the predicate compares what the statement does, and what holds."""

    looks_at_it: bool
    holds: bool
    assumed: bool


def _world(assumption: Assumption, statement: Statement, p: Problem, system: Opaque) -> World | None:
    """``assumption`` and ``statement`` on p in ``system``; None where one has no value there."""
    q = unknown(p, system)
    sides = _sides(statement, q)
    if sides is None:
        return None
    wanted = {size for a, b in zip(*sides, strict=True) for size in _differences(a, b)}
    holds = _relation(statement.relation, sides)
    system.seen.clear()
    try:
        assumed = holds_on(assumption, q)
    except SideError:
        raise
    except Exception:  # it asks what this system does not know
        return None
    return World(bool(wanted & {_size(x) for x in system.seen}), holds, assumed)


def _relation(relation: Relation, sides: tuple[tuple[Any, ...], tuple[Any, ...]]) -> bool:
    if relation is Relation.EQUAL:
        return all(_equal(a, b) for a, b in zip(*sides, strict=True))
    if relation is Relation.DIFFERENT:
        return all(not _equal(a, b) for a, b in zip(*sides, strict=True))
    return all(bool(x <= y) for a, b in zip(*sides, strict=True) for x, y in zip(_entries(a), _entries(b), strict=True))


def same_question(condition: Statement, statement: Statement, problems: Sequence[Problem]) -> bool:
    """Whether ``condition`` compares exactly what ``statement`` compares, on every one of ``problems`` where both have values."""
    seen = [(_compared(condition, [p]), _compared(statement, [p])) for p in problems[:FEW]]
    both = [(a, b) for a, b in seen if a and b]
    return len(both) >= 2 and all(a == b for a, b in both) and len(both) == len([1 for a, b in seen if a or b])


def _compared(statement: Statement, problems: Sequence[Problem]) -> frozenset[int]:
    """What ``statement`` compares, as differences up to sign."""
    out: set[int] = set()
    for p in problems:
        sides = _sides(statement, unknown(p, Opaque()))
        out |= {size for a, b in zip(*sides, strict=True) for size in _entrywise(a, b)} if sides is not None else set()
    return frozenset(out)


def _sides(statement: Statement, q: Problem) -> tuple[tuple[Any, ...], tuple[Any, ...]] | None:
    """Both sides, where they have values."""
    try:
        left, right = values_of(statement, "left", q), values_of(statement, "right", q)
        fit = len(left) == len(right) == len(statement.quantities) and all(map(_alike, left, right))
    except SideError:
        raise
    except Exception:  # the system does not know what is asked; the other checks do without it
        return None
    return (left, right) if fit else None


def _alike(a: Any, b: Any) -> bool:
    return isinstance(a, Matrix) == isinstance(b, Matrix) and (not isinstance(a, Matrix) or a.shape == b.shape)


def _equal(a: Any, b: Any) -> bool:
    return all(_value(x) == _value(y) for x, y in zip(_entries(a), _entries(b), strict=True))


def _entries(a: Any) -> list[Any]:
    return [x for row in a.tolist() for x in row] if isinstance(a, Matrix) else [a]


def _value(x: Any) -> Any:
    return x % P if isinstance(x, int) else getattr(x, "value", x)


def _entrywise(a: Any, b: Any) -> Iterator[int]:
    sizes = (_size(_value(x) - _value(y)) for x, y in zip(_entries(a), _entries(b), strict=True))
    return (size for size in sizes if size)


def _differences(a: Any, b: Any) -> Iterator[int]:
    """What a predicate compares that asks whether a is b: entries of a - b, squares of them, the squared norm, the rank; multiples."""
    looked_at = list(_entrywise(a, b))
    if isinstance(a, Matrix):
        looked_at += [(a - b).sq_norm().value, (a - b).rank.value]
    else:
        looked_at += [size * size for size in looked_at] + [((a - b) * (a - b)).value]
    yield from (_size(size * factor) for size in looked_at for factor in MULTIPLES)


def _size(x: int) -> int:
    return min(x % P, -x % P)
