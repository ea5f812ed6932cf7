"""Every rule for degrees and heights against the true ones: explicit polynomials, and random lines through the space of data."""

from functools import reduce
from itertools import combinations, permutations, product
from math import log2, prod

import pytest
from flint import Ordering, fmpz_mpoly_ctx

from theory.arithmetic import Matrix, NotRepresentable, PrimeField
from theory.arithmetic import degrees as rules
from theory.arithmetic.degrees import Bound, Degrees, Divisor, constant, expanded
from theory.arithmetic.sampled import Sampled
from verify.rungs.identity import sound as identity_sound
from verify.rungs.identity.sound import RULES, UnsoundCertificateError, bounds_of, check_divisors, fits_on_a_line

DEGREES = Degrees()


def polynomials(*shapes):
    """For each (m, n) a table of independent variables over Z."""
    names = [f"x{i}" for i in range(sum(m * n for m, n in shapes))]
    ctx = fmpz_mpoly_ctx.get(names, Ordering.lex)
    variables = iter(ctx.gens())
    return [[[next(variables) for _ in range(n)] for _ in range(m)] for m, n in shapes]


def bounds(*shapes):
    """The same matrices as bounds."""
    return [Matrix(DEGREES, DEGREES.parameters(m, n)) for m, n in shapes]


def size(*entries):
    """The largest degree and log2 of the largest l1 norm of polynomials."""
    entries = [e for e in entries if e != 0]
    return max(e.total_degree() for e in entries), max(log2(sum(abs(int(c)) for c in e.coeffs())) for e in entries)


def times(a, b):
    return [[sum((x * y for x, y in zip(row, column, strict=True)), start=0) for column in zip(*b, strict=True)] for row in a]


def transposed(a):
    return [list(row) for row in zip(*a, strict=True)]


def flat(a):
    return [x for row in a for x in row]


def determinant(a):
    """By Leibniz' formula: nothing is divided by."""
    n = len(a)
    signs = ((-1) ** sum(p[i] > p[j] for i in range(n) for j in range(i + 1, n)) for p in permutations(range(n)))
    terms = [s * prod(a[i][p[i]] for i in range(n)) for s, p in zip(signs, permutations(range(n)), strict=True)]
    return reduce(lambda x, y: x + y, terms)


def adjugate(a):
    n = len(a)
    if n == 1:
        return [[a[0][0] ** 0]]
    kept = {i: [k for k in range(n) if k != i] for i in range(n)}
    return [[(-1) ** (i + j) * determinant([[a[r][c] for c in kept[i]] for r in kept[j]]) for j in range(n)] for i in range(n)]


def vol2(a, r):
    """The sum of the squares of all r x r minors."""
    m, n = len(a), len(a[0])
    minors = [determinant([[a[i][j] for j in js] for i in rows]) for rows in combinations(range(m), r) for js in combinations(range(n), r)]
    return sum((x * x for x in minors[1:]), start=minors[0] * minors[0])


def agrees(true, bound, sharp=True):
    """The bound holds; where ``sharp``, it is the true value."""
    (degree, height), (most, highest) = true, bound
    assert degree <= most
    assert height <= highest + 1e-9
    if sharp:
        assert degree == most


def of(a):
    """Degree and height of the numerator of a bound."""
    return a.data.degree, a.data.height


def over(a):
    return expanded(a.data.over)


@pytest.mark.parametrize("n", [1, 2, 3, 4])
def test_the_determinant_and_the_adjugate_of_an_inverse(n):
    """Degree n and n! terms, exactly; degree n - 1 and (n - 1)! terms for the numerators."""
    (x,), (a,) = polynomials((n, n)), bounds((n, n))
    inverse = a.inverse()
    agrees(size(determinant(x)), over(inverse))
    agrees(size(*flat(adjugate(x))), of(inverse))
    assert size(determinant(x))[1] == pytest.approx(over(inverse)[1])
    assert size(*flat(adjugate(x)))[1] == pytest.approx(of(inverse)[1])


def test_the_inverse_of_a_product_has_the_degree_of_the_product_in_each_factor():
    (x, y), (a, b) = polynomials((2, 3), (3, 2)), bounds((2, 3), (3, 2))
    inverse = (a @ b).inverse()
    agrees(size(determinant(times(x, y))), over(inverse))
    agrees(size(*flat(adjugate(times(x, y)))), of(inverse))


@pytest.mark.parametrize("shape", [(1, 1), (2, 3), (3, 2), (1, 4)])
def test_products_are_bounded_exactly(shape):
    m, n = shape
    (x, y), (a, b) = polynomials((m, n), (n, m)), bounds((m, n), (n, m))
    found = size(*flat(times(x, y)))
    agrees(found, of(a @ b))
    assert found[1] == pytest.approx(of(a @ b)[1])
    inner = a.dot(a)
    true = sum((v * v for v in flat(x)), start=0)
    agrees(size(true), (inner.degree, inner.height))
    assert size(true)[1] == pytest.approx(inner.height)


def test_sums_at_two_denominators_take_the_numerators_to_the_common_one():
    """A^{-1} + B^{-1} = (adj A det B + adj B det A) / (det A det B)."""
    (x, y), (a, b) = polynomials((2, 2), (2, 2)), bounds((2, 2), (2, 2))
    total = a.inverse() + b.inverse()
    p, q = determinant(x), determinant(y)
    numerators = [u * q + v * p for u, v in zip(flat(adjugate(x)), flat(adjugate(y)), strict=True)]
    agrees(size(*numerators), of(total))
    assert size(*numerators)[1] == pytest.approx(of(total)[1])
    agrees(size(p * q), over(total))


@pytest.mark.parametrize("order", [1, -1])
def test_the_sum_of_a_polynomial_and_a_quotient_is_bounded_in_either_order(order):
    (x, y), (a, b) = polynomials((2, 2), (2, 2)), bounds((2, 2), (2, 2))
    first, second = [a.inverse(), b][::order]
    numerators = [u + v * determinant(x) for u, v in zip(flat(adjugate(x)), flat(y), strict=True)]
    agrees(size(*numerators), of(first + second))
    agrees(size(*numerators), of(first - second))


def test_stacking_brings_both_parts_to_the_common_denominator():
    from theory.arithmetic import hstack, vstack

    (x, y), (a, b) = polynomials((2, 2), (2, 2)), bounds((2, 2), (2, 2))
    numerators = [*flat(adjugate(x)), *(v * determinant(x) for v in flat(y))]
    for stacked in (hstack(a.inverse(), b), vstack(b, a.inverse())):
        agrees(size(*numerators), of(stacked))


@pytest.mark.parametrize(("d", "n"), [(1, 1), (2, 1), (1, 2), (2, 2), (3, 2), (2, 3)])
def test_the_pseudo_inverse_is_a_cofactor_over_the_volume(d, n):
    """vol^2 X (X^T X)^{-1} y = X adj(X^T X) y for full column rank, and the same with X X^T for full row rank: degree 2 r - 1 + 1."""
    (x, y), (a, b) = polynomials((d, n), (n, 1)), bounds((d, n), (n, 1))
    solved = a.solve(b)
    tall = n <= d
    numerators = times(times(x, adjugate(times(transposed(x), x))), y) if tall else times(adjugate(times(x, transposed(x))), times(x, y))
    agrees(size(*flat(numerators)), of(solved))
    agrees(size(vol2(x, min(d, n))), over(solved))
    projected = a.project(Matrix(DEGREES, DEGREES.parameters(d, 1)))
    assert of(projected)[0] == 2 * min(d, n) + 1
    assert over(projected) == over(solved)


def test_the_volume_of_lower_rank_grows_with_the_rank_and_the_degree():
    """X = A B of rank 1: vol^2 is the sum of all squared entries, of degree 2 * 1 * 2."""
    (x, y), (a, b) = polynomials((3, 1), (1, 2)), bounds((3, 1), (1, 2))
    solved = (a @ b).solve(Matrix(DEGREES, DEGREES.parameters(2, 1)))
    agrees(size(vol2(times(x, y), 1)), over(solved))


def test_numbers_divide_multiply_and_take_powers():
    (x, y), (a, b) = polynomials((1, 2), (2, 1)), bounds((1, 2), (2, 1))
    p, q = x[0][0] ** 2 + x[0][1] ** 2, y[0][0] ** 2 + y[1][0] ** 2
    ratio = a.sq_norm() / b.sq_norm()
    agrees(size(p), (ratio.degree, ratio.height))
    agrees(size(q), expanded(ratio.over))
    cube = ratio**3
    agrees(size(p**3), (cube.degree, cube.height))
    agrees(size(q**3), expanded(cube.over))
    again = 1 / ratio
    assert (again.degree, expanded(again.over)[0]) == (2, 2)
    assert (ratio + 1).degree == 2
    assert constant(3).height == pytest.approx(log2(3))


def test_a_denominator_used_twice_is_not_squared_by_a_sum_and_is_by_a_product():
    (a,) = bounds((2, 2))
    inverse = a.inverse()
    assert over(inverse + inverse) == over(inverse)
    assert over(inverse @ inverse)[0] == 2 * over(inverse)[0]
    (x,) = polynomials((2, 2))
    both = times(adjugate(x), adjugate(x))
    more = [u + v * determinant(x) for u, v in zip(flat(both), flat(adjugate(x)), strict=True)]
    agrees(size(*more), of(inverse @ inverse + inverse))


def test_a_common_denominator_has_the_higher_power_of_each_factor():
    """A^{-1} / s + A^{-1} A^{-1} over s det^2 A."""
    (x, (s,)), (a, b) = polynomials((2, 2), (1, 1)), bounds((2, 2), (1, 1))
    once, det = adjugate(x), determinant(x)
    again = a.inverse()
    total = again / b.tolist()[0][0] + again @ again
    numerators = [u * det + v * s[0] for u, v in zip(flat(once), flat(times(once, once)), strict=True)]
    agrees(size(*numerators), of(total))
    agrees(size(det * det * s[0]), over(total))


# on lines


@pytest.mark.parametrize("name", RULES)
def test_no_rule_is_below_the_true_degree_and_none_can_be_lowered_for_nothing(name):
    """The rules hold on a random line, and give no more than twice what is needed."""
    n, q = bounds_of(RULES[name])
    assert fits_on_a_line(RULES[name], n, q)
    assert not fits_on_a_line(RULES[name], n // 2 - (n > 0), q // 2 - (q > 0))


SHARP = ("product", "inverse", "quotient of numbers", "power", "solve, tall", "solve, wide", "sum over two denominators")


@pytest.mark.parametrize("name", SHARP)
def test_for_generic_data_the_rules_give_the_true_degree(name):
    n, q = bounds_of(RULES[name])
    assert not fits_on_a_line(RULES[name], n - 1, q)
    if q:
        assert not fits_on_a_line(RULES[name], n, q - 1)


SLIPS = {
    "a determinant of degree 1": ("inverse", lambda self, a: _with_over(RIGHT["inverse"](self, a), degree=1)),
    "sums at the left denominator": ("add", lambda self, a, b: _at_left(a, b)),
    "stacks at the left denominator": ("stack", lambda self, parts, axis: _stack_at_left(self, parts, axis)),
    "products of the degree of one factor": ("multiply", lambda self, a, b: _lower(RIGHT["multiply"](self, a, b), b.degree)),
    "inner products of the degree of one factor": ("inner", lambda self, a, b: _lower(RIGHT["inner"](self, a, b), b.degree)),
}
RIGHT = {name: getattr(Degrees, name) for name, _ in SLIPS.values()}


def _with_over(bound, degree):
    return Bound(bound.m, bound.n, bound.degree, bound.height, {Divisor(degree, d.height): e for d, e in bound.over.items()}, bound.rank)


def _at_left(a, b):
    rank = min(a.rank + b.rank, a.m, a.n)
    return Bound(a.m, a.n, max(a.degree, b.degree), max(a.height, b.height) + 1, rules.common(a.over, b.over), rank)


def _stack_at_left(self, parts, axis):
    stacked = RIGHT["stack"](self, parts, axis)
    return Bound(stacked.m, stacked.n, max(p.degree for p in parts), stacked.height, stacked.over, stacked.rank)


def _lower(bound, by):
    return Bound(bound.m, bound.n, bound.degree - by, bound.height, bound.over, bound.rank)


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_in_a_rule_stops_the_run(slip, monkeypatch):
    name, wrong = SLIPS[slip]
    identity_sound.check_rules.cache_clear()
    identity_sound.check_rules()
    monkeypatch.setattr(Degrees, name, wrong)
    if name == "add":
        monkeypatch.setattr(rules, "total", _at_left)
    identity_sound.check_rules.cache_clear()
    with pytest.raises(UnsoundCertificateError, match="must bound the degree"):
        identity_sound.check_rules()
    identity_sound.check_rules.cache_clear()


@pytest.mark.parametrize("forgets", ["_inverse", "_factor", "divide_by"])
def test_a_divisor_that_is_not_noted_stops_the_run(forgets, monkeypatch):
    right = getattr(Sampled, forgets)

    def forgetting(self, *arguments):
        noted = set(self.divisors.kept)
        found = right(self, *arguments)
        self.divisors.kept &= noted
        return found

    monkeypatch.setattr(Sampled, forgets, forgetting)
    affected = {"_inverse": "inverse", "_factor": "solve, tall", "divide_by": "quotient of numbers"}[forgets]
    with pytest.raises(UnsoundCertificateError, match="must hold every divisor"):
        check_divisors(affected, RULES[affected])


def test_numbers_that_are_divided_by_are_noted_and_so_are_decisions_by_zero():
    system = Sampled((PrimeField(2**61 - 1),))
    x, y = (Matrix(system, system.parameters([lambda count, k=k: list(range(k, k + count))], 2, 2)) for k in (3, 50))
    _ = x.sq_norm() / y.sq_norm()
    assert [d.degree for d in system.divisors.kept] == [2]
    assert not system.zeros
    assert x.sq_norm() != 0  # nothing is taken for zero here
    assert not system.zeros
    assert x.sq_norm() - x.sq_norm() == 0
    assert [d.degree for d in system.zeros] == [2]
    assert Matrix(system, (x - x).data).nonzero_rows() == ()
    assert sorted(d.degree for d in system.zeros) == [2, 2]


def test_questions_without_an_answer_over_bounds_are_refused():
    for ask in (lambda a: a.norm(), lambda a: a.squared_singular_values()):
        with pytest.raises(NotRepresentable):
            ask(*bounds((2, 2)))


def test_every_true_size_of_small_expressions_is_below_its_bound():
    """Products of up to three of the rules, for all orders: degrees add as they should."""
    (x,), (a,) = polynomials((2, 2)), bounds((2, 2))
    steps = {
        "T": (lambda u: transposed(u), lambda v: v.T),
        "square": (lambda u: times(u, u), lambda v: v @ v),
        "gram": (lambda u: times(transposed(u), u), lambda v: v.T @ v),
        "plus": (lambda u: [[p + q for p, q in zip(r, s, strict=True)] for r, s in zip(u, x, strict=True)], lambda v: v + a),
    }
    for names in product(steps, repeat=3):
        u, v = x, a
        for name in names:
            u, v = steps[name][0](u), steps[name][1](v)
        agrees(size(*flat(u)), of(v), sharp="plus" not in names)
