"""What the certificate of random points rests on, checked where it is used: an error stops the run, it is no finding about a claim.

The argument in IDENTITY.md needs primes of the stated length, independent points, and rules for degrees that give upper bounds. The first
two are looked at for every batch of points. The rules are held against true degrees, on random lines, once per process.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Sequence
from functools import cache
from math import log2

from theory.arithmetic import Matrix, PrimeField, hstack, vstack
from theory.arithmetic.degrees import Divisor, expanded
from theory.arithmetic.sampled import Sampled
from verify.rungs.identity.points import Residues

LARGEST_LINE_PRIME = 2**61 - 1
"""The prime at which degrees are measured."""


MANY = 40
"""Length from which on two independent primes are equal with probability below 2^-30."""


class UnsoundCertificateError(RuntimeError):
    """A premise of the failure probability does not hold, so none may be stated."""


def check_points(primes: Sequence[int], draws: Sequence[Residues], bits: int, drawn: set[bytes]) -> None:
    """Raise ``UnsoundCertificateError`` unless all primes have ``bits`` bits and no point was drawn before; ``drawn`` keeps what was.

    Two independent streams begin with the same 64 bytes with probability 2^-512.
    """
    lengths = sorted({p.bit_length() for p in primes})
    if lengths != [bits]:
        raise UnsoundCertificateError(f"`primes` must have {bits} bits each; received lengths {lengths}")
    if bits >= MANY and len(set(primes)) < len(primes):
        raise UnsoundCertificateError(f"`primes` must be drawn one by one; received {sorted(primes)}")
    for draw in draws:
        if draw.begins_with in drawn:
            raise UnsoundCertificateError(f"`draws` must give points that are independent; received {draw.label} twice")
        drawn.add(draw.begins_with)


def check_kept(met: Iterable[Divisor], kept: Container[Divisor]) -> None:
    """Raise ``UnsoundCertificateError`` unless every divisor that depends on the data was noted when it was divided by."""
    if lost := [d for d in met if d.degree and d not in kept]:
        raise UnsoundCertificateError(f"`kept` must hold every divisor of a side; received none of degree {sorted(d.degree for d in lost)}")


def check_target(failure: float, target: float) -> None:
    """Raise ``UnsoundCertificateError`` where points were accepted that do not bring the failure probability below the target."""
    if failure > target:
        raise UnsoundCertificateError(f"`failure` must be at most 2^{target:g}; received 2^{failure:.2f}: too few points were drawn")


def check_union(worst: float, union: float, count: int) -> None:
    """Raise ``UnsoundCertificateError`` unless ``union`` (log2 of a sum) and ``worst`` (of its largest term) fit each other."""
    if count and not worst - 1e-6 <= union <= worst + log2(count) + 1e-6:
        raise UnsoundCertificateError(
            f"`worst` must be the largest of {count} failure probabilities; received 2^{worst:.1f}, sum 2^{union:.1f}"
        )


Expression = Callable[[Callable[[int, int], Matrix]], Matrix]


def _over_two(parameters: Callable[[int, int], Matrix]) -> Matrix:
    """A sum of two matrices with denominators of their own."""
    a, b = parameters(2, 2), parameters(1, 1)
    found: Matrix = a.inverse() + parameters(2, 2) / b.tolist()[0][0]
    return found


def _powers(parameters: Callable[[int, int], Matrix]) -> Matrix:
    """A sum in which one side has a higher power of a denominator and the other has one more denominator."""
    a, b = parameters(2, 2).inverse(), parameters(1, 1)
    found: Matrix = a / b.tolist()[0][0] + a @ a
    return found


RULES: dict[str, Expression] = {
    "sum over two denominators": _over_two,
    "sum over powers": _powers,
    "product": lambda draw: draw(2, 3) @ draw(3, 2) @ draw(2, 1),
    "inverse": lambda draw: draw(3, 3).inverse(),
    "inverse of a quotient": lambda draw: (draw(2, 2) / draw(1, 1).tolist()[0][0] + draw(2, 2)).inverse(),
    "quotient of numbers": lambda draw: draw(2, 1) * (draw(1, 2).sq_norm() / draw(2, 1).sq_norm()),
    "quotient of quotients": lambda draw: draw(2, 1) / (draw(1, 2).sq_norm() / draw(1, 1).tolist()[0][0]),
    "power": lambda draw: draw(2, 1) * draw(1, 1).tolist()[0][0] ** 3,
    "solve, tall": lambda draw: draw(3, 2).solve(draw(2, 1)),
    "solve, wide": lambda draw: draw(2, 3).solve(draw(3, 1)),
    "solve, of lower rank": lambda draw: (draw(3, 1) @ draw(1, 2)).solve(draw(2, 1)),
    "solve, of a quotient": lambda draw: (draw(3, 2) / draw(1, 1).tolist()[0][0]).solve(draw(2, 1)),
    "project": lambda draw: draw(3, 2).project(draw(3, 1)),
    "side by side": lambda draw: hstack(draw(2, 2).inverse(), draw(2, 1)),
    "one above the other": lambda draw: vstack(draw(1, 2) / draw(1, 1).tolist()[0][0], draw(2, 2).inverse()),
    "entry by entry": lambda draw: draw(2, 2).inverse().map(lambda s: s * s + 1),
    "inner product": lambda draw: draw(2, 1) * draw(2, 2).dot(draw(2, 2).inverse()),
}
"""An expression for each rule of :mod:`theory.arithmetic.degrees`."""


@cache
def check_rules() -> None:
    """Raise ``UnsoundCertificateError`` where a rule gives less than the true degree; once per process."""
    for name, expression in RULES.items():
        n, q = bounds_of(expression)
        if not fits_on_a_line(expression, n, q):
            raise UnsoundCertificateError(f"the rule for '{name}' must bound the degree; received {n} over {q}, which is too low")
    for name, expression in RULES.items():
        check_divisors(name, expression)


def bounds_of(expression: Expression) -> tuple[int, int]:
    """The degree of the numerator and of the denominator that the rules give."""
    system = Sampled((PrimeField(LARGEST_LINE_PRIME),))
    bound = expression(_on_line(system, 1)).data[-1]
    return bound.degree, expanded(bound.over)[0]


def check_divisors(name: str, expression: Expression) -> None:
    """Raise ``UnsoundCertificateError`` where something was divided by and not noted."""
    system = Sampled((PrimeField(LARGEST_LINE_PRIME),))
    value = expression(_on_line(system, 1))
    check_kept(value.data[-1].over, system.divisors)
    if "inverse" in name and not system.divisors.degree:
        raise UnsoundCertificateError(f"`divisors` must hold the determinant of '{name}'; received none")


def fits_on_a_line(expression: Expression, n: int, q: int) -> bool:
    """Whether all entries of the expression are N_i / Q on a random line through the space of its data, deg N_i <= n and deg Q <= q.

    On almost every line the degrees are the total ones. There are more equations N_i(t) = f_i(t) Q(t) than unknowns, so a solution
    exists by chance with probability below 2^-50.
    """
    field = PrimeField(LARGEST_LINE_PRIME)
    values = [_values(expression, field, t) for t in range(1, n + q + 5)]
    entries = len(values[0])
    unknowns = entries * (n + 1) + q + 1
    rows: list[int] = []
    for t, value in enumerate(values, 1):
        powers = [pow(t, k, field.p) for k in range(max(n, q) + 1)]
        for i, entry in enumerate(value):
            own = [0] * (i * (n + 1)) + powers[: n + 1] + [0] * ((entries - 1 - i) * (n + 1))
            rows += own + [-entry * x % field.p for x in powers[: q + 1]]
    return int(field.residues(rows, len(values) * entries, unknowns).rank()) < unknowns


def _values(expression: Expression, field: PrimeField, t: int) -> list[int]:
    value = expression(_on_line(Sampled((field,)), t))
    return [int(x) for x in value.data[0].entries()]


def _on_line(system: Sampled, t: int) -> Callable[[int, int], Matrix]:
    """Data a + t b, with the same a and b at every t."""
    (field,) = system.fields
    start, direction = Residues("line, start", field.p), Residues("line, direction", field.p)

    def draw(count: int) -> list[int]:
        return [(a + t * b) % field.p for a, b in zip(start(count), direction(count), strict=True)]

    return lambda m, n: Matrix(system, system.parameters([draw], m, n))
