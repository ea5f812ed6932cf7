"""Loops over the steps of descent, found again in what they wrote down.

A loop of K steps leaves F(F(...F(w_0))), K deep. Where a term is exactly that, for a K that is counted in steps, it is written as
``iter K F w_0``: then the statement is about every number of steps. That the text is the same at several K shows that nothing else
in it depends on K.

A loop over the singular values s_0, ..., s_m leaves F(...F(w_0, s_j)..., s_m). Where a term is exactly that, it is written as ``foldl``.
"""

from __future__ import annotations

from functools import cache

from theory.arithmetic.terms_syntax import LITERAL, Term, matrix_term, scalar_term


@cache
def with_loops(term: Term) -> Term:
    """``term`` with every loop written as one."""
    return _with_loops(term, {})


def _with_loops(term: Term, memory: dict[Term, Term]) -> Term:
    if term.depth < LITERAL:
        return term
    if term not in memory:
        found, over = _loop(term), _fold(term)
        if over is not None:
            left_out, body, first = over
            parts = (left_out, _with_loops(body, memory), _with_loops(first, memory))
            memory[term] = matrix_term("fold", term.dims, *parts) if term.dims else scalar_term("fold", *parts)
        elif found is not None:
            count, body, first = found
            memory[term] = matrix_term("iterate", term.dims, count, body, _with_loops(first, memory))
        else:
            memory[term] = term.rebuilt({part: _with_loops(part, memory) for part in term.parts()})
    return memory[term]


def _loop(term: Term) -> tuple[int, Term, Term] | None:
    """(K, F applied to a hole, w_0) where ``term`` is F(...F(w_0)), K >= LITERAL deep; None where it is not."""
    if not term.dims:
        return None
    for inner in reversed(term.everything()[:-1]):
        if inner.op != term.op or inner.dims != term.dims or inner.depth < LITERAL - 1:
            continue  # the loop's own last step would be of another kind
        count, at = 1, inner
        while (below := _inside(term, at, inner)) is not None:
            count, at = count + 1, below
        if count >= LITERAL:
            return count, term.rebuilt({inner: matrix_term("current", term.dims)}), at
    return None


def _fold(term: Term) -> tuple[int, Term, Term] | None:
    """(j, F applied to holes, w_0) where ``term`` is F(...F(w_0, s_j)..., s_m), at least LITERAL - 1 deep; None where it is not.

    s_m is the last singular value of all.
    """
    last = next((t for t in term.everything() if t.op == "element" and t.args[0] == t.args[1] - 1), None)
    if last is None or term.depth < LITERAL:
        return None
    for inner in reversed(term.everything()[:-1]):
        if inner.op != term.op or inner.dims != term.dims or inner.depth < LITERAL - 2:
            continue
        left_out, at = int(last.args[0]), inner
        while left_out > 0:
            here = scalar_term("element", left_out - 1, last.args[1])
            below = _inside(term, at, inner, (last, here))
            if below is None:
                break
            left_out, at = left_out - 1, below
        if last.args[1] - left_out >= LITERAL - 1:
            total = matrix_term("total", term.dims) if term.dims else scalar_term("total")
            return left_out, term.rebuilt({inner: total, last: scalar_term("each")}), at
    return None


def _inside(body: Term, t: Term, hole: Term, instead: tuple[Term, Term] | None = None) -> Term | None:
    """What ``t`` has in the place of ``hole``, a part of ``body``, where it is ``body`` else; None where it is not.

    With ``instead``, ``t`` has the second of the two wherever ``body`` has the first.
    """
    found: list[Term] = []
    todo = [(body, t)]
    seen = set()
    while todo:
        a, b = todo.pop()
        if a is hole:
            if found and found[0] is not b:
                return None
            found = [b]
        elif instead is not None and a is instead[0]:
            if b is not instead[1]:
                return None
        elif a is b:
            if instead is not None and a.mentions(instead[0]):
                return None
        elif (a, b) not in seen:
            seen.add((a, b))
            if a.op != b.op or a.dims != b.dims or len(a.args) != len(b.args):
                return None
            for x, y in zip(a.args, b.args, strict=True):
                if isinstance(x, Term) and isinstance(y, Term):
                    todo.append((x, y))
                elif x != y:
                    return None
    return found[0] if found else None
