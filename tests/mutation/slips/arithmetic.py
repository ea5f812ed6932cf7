"""Wrong lines of number systems, bounds on degrees included."""

from tests.mutation.mutating import within

SLIPS = (
    *within(
        "theory.arithmetic.full_rank",
        ("coordinates without (F F^T)^-1", "rhs = self._row_gram.solve(self._row_basis * rhs)", "rhs = self._row_basis * rhs"),
        (
            "projection without (C^T C)^-1",
            "return self._column_basis * self._gram.solve(self._column_basis.transpose() * v)",
            "return self._column_basis * (self._column_basis.transpose() * v)",
        ),
    ),
    *within(
        "theory.arithmetic.float64_factor",
        ("singular values multiplied instead of divided", "right.coefficients(rhs) / self", "right.coefficients(rhs) * self"),
        ("complement of the range", "return self.left.combine(self.left", "return v - self.left.combine(self.left"),
    ),
    *within(
        "theory.arithmetic.float64_triangle",
        ("Cholesky without refinement", "w += correction", "w += 0 * correction"),
        ("any condition number is good enough for Cholesky", "reciprocal * condition >= 1", "reciprocal >= 0"),
    ),
    *within(
        "theory.arithmetic.multiprecision",
        ("rank cut at 1e-3", "10**5 * max(d, n) * context.eps", "context.mpf(10) ** -3"),
        ("singular values left out", "multiply(v.T, rhs) / s[:, None]", "multiply(v.T, rhs)"),
    ),
    *within(
        "theory.arithmetic.matrix",
        ("subtraction adds", "self.system.subtract(self.data, other.data)", "self.system.add(self.data, other.data)"),
    ),
    *within(
        "theory.arithmetic.rational",
        (
            "a rational spectrum counts each value once",
            "roots += [-factor[0] / factor[1]] * multiplicity",
            "roots += [-factor[0] / factor[1]]",
        ),
    ),
    *within(
        "theory.arithmetic.ball",
        ("every inner product is known non-negative", "nonnegative=a is b)", "nonnegative=True)"),
    ),
    *within(
        "theory.arithmetic.degrees",
        ("a determinant of degree 1", "determinant = Divisor(n * a.degree,", "determinant = Divisor(a.degree,"),
        (
            "sums keep their own numerators",
            "(da, ha), (db, hb) = a.raised_to(over), b.raised_to(over)",
            "(da, ha), (db, hb) = (a.degree, a.height), (b.degree, b.height)",
        ),
        (
            "degrees of a product do not add",
            "return Bound(a.m, b.n, a.degree + b.degree, height, times(a.over, b.over), min(a.rank, b.rank))",
            "return Bound(a.m, b.n, max(a.degree, b.degree), height, times(a.over, b.over), min(a.rank, b.rank))",
        ),
        ("a power of one less", "for _ in range(power):", "for _ in range(power - 1):"),
        ("half of the degree of the volume", "Divisor(2 * x.rank * x.degree, minors", "Divisor(x.rank * x.degree, minors"),
        ("an adjugate of one degree too few", "adjugate = (n - 1) * a.degree,", "adjugate = (n - 2) * a.degree,"),
        (
            "a quotient's numerator without the divisor's denominator",
            "degree, height = expanded(s.over)\n    return Bound(1, 1, degree, height, divisor_of(s), 1)",
            "degree, height = 0, 0.0\n    return Bound(1, 1, degree, height, divisor_of(s), 1)",
        ),
    ),
    *within(
        "theory.arithmetic.prime_field",
        ("a field of any odd number", "or not is_prime(self.p):", "or self.p % 2 == 0:"),
    ),
    *within(
        "theory.arithmetic.sampled",
        ("divisors of a solution are not kept", "self.divisors.add(*bound.over)", "pass"),
        (
            "rows that may vanish are not kept",
            "self.divisors.add(Divisor(len(rows) * a[-1].degree, len(rows) * a[-1].height))",
            "pass",
        ),
    ),
)
