"""The torch number system: its bounds hold against exact arithmetic, and what cannot be certified is refused."""

import subprocess
import sys
from fractions import Fraction

import pytest
import torch

from theory import models
from theory.arithmetic import RATIONAL, Matrix, NotRepresentable
from theory.arithmetic.torch_float64 import TorchFloat64
from theory.arithmetic.tracked import Tracked, spectral_bound
from theory.designs import real_designs, suite, thin
from theory.losses import leave_out_residual
from theory.networks.deterministic import deterministic
from theory.problem import Problem

SYSTEM = TorchFloat64()
EVERY = (*thin(suite(0), 60), *real_designs())
MODELS = {**models.MODELS, "leave-out residual": leave_out_residual}


def error_of(found: Matrix, exact: Matrix) -> Fraction:
    """||found - exact||_F^2."""
    return RATIONAL.fraction((found.to(RATIONAL) - exact).sq_norm())


def full_rank(p: Problem) -> bool:
    return all(a.rank == min(a.shape) for a in (p.x, p.x_r, *([p.x_t] if p.n_t else [])))


@pytest.mark.parametrize("name", MODELS)
def test_every_model_is_within_its_bound_of_the_exact_one(name):
    compared = 0
    for design in EVERY:
        exact = design.problem
        if not full_rank(exact) or (name == "leave-out residual" and exact.x.rank < exact.n):
            continue
        try:
            found = MODELS[name](exact.to(SYSTEM))
        except NotRepresentable:
            continue
        compared += 1
        assert error_of(found, MODELS[name](exact)) <= Fraction(found.data.error) ** 2, design.name
    assert compared >= 25


def test_the_bound_is_narrow_on_well_conditioned_data():
    generator = torch.Generator().manual_seed(0)
    x, y = (torch.randn(shape, generator=generator, dtype=torch.float64) for shape in ((512, 32), (32, 1)))
    w = Matrix(SYSTEM, SYSTEM.wrap(x)).solve(Matrix(SYSTEM, SYSTEM.wrap(y)))
    assert 0 < w.data.error < 1e-11 * w.data.norm


def test_a_bound_a_million_times_smaller_would_be_broken():
    """The first test can fail: the bounds are not larger than rounding by more than that."""
    broken = 0
    for design in thin(suite(0), 40):
        if full_rank(design.problem):
            found = models.pretrained(design.problem.to(SYSTEM))
            broken += error_of(found, models.pretrained(design.problem)) > (Fraction(found.data.error) / 10**6) ** 2
    assert broken >= 5


def test_a_matrix_that_may_be_rank_deficient_is_refused():
    x = Matrix.of(SYSTEM, [[1, 1], [1, 1], [0, 0]])
    with pytest.raises(NotRepresentable, match="full rank of a 3 x 2 matrix cannot be certified"):
        x.solve(Matrix.of(SYSTEM, [[1], [1]]))


def test_condition_1e12_is_solved_within_its_bound_or_refused():
    outcomes = set()
    for power in range(3, 16):
        nudge = Fraction(1, 2 ** int(power * 3.3))
        rows = [[Fraction(1), Fraction(1)], [Fraction(1), 1 + nudge], [Fraction(2), Fraction(2)]]
        exact = Matrix.of(RATIONAL, rows).solve(Matrix.of(RATIONAL, [[1], [3]]))
        try:
            found = Matrix.of(SYSTEM, rows).solve(Matrix.of(SYSTEM, [[1], [3]]))
        except NotRepresentable:
            outcomes.add("refused")
            continue
        outcomes.add("solved")
        assert error_of(found, exact) <= Fraction(found.data.error) ** 2
    assert outcomes == {"solved", "refused"}


def test_a_singular_inverse_is_a_zero_division_and_a_near_one_is_refused():
    with pytest.raises(ZeroDivisionError, match="the matrix is singular"):
        Matrix.of(SYSTEM, [[1, 2], [2, 4]]).inverse()
    nearly = [[Fraction(1), Fraction(1)], [Fraction(1), 1 + Fraction(1, 2**52)]]
    with pytest.raises(NotRepresentable, match="the inverse cannot be certified"):
        Matrix.of(SYSTEM, nearly).inverse()


@pytest.mark.parametrize("shape", [(5, 5), (200, 7), (7, 200), (300, 300)])
def test_the_spectral_bound_is_above_the_norm_and_close(shape):
    value = torch.randn(shape, generator=torch.Generator().manual_seed(1), dtype=torch.float64)
    largest = float(torch.linalg.matrix_norm(value, 2))
    assert largest <= spectral_bound(Tracked(value)) <= 1.5 * largest


def test_a_matrix_that_is_too_large_is_refused_before_it_is_made():
    with pytest.raises(NotRepresentable, match="a 5 x 5 matrix has more than the 20 entries allowed here"):
        Matrix.identity(TorchFloat64(most_entries=20), 5)
    with pytest.raises(NotRepresentable, match="more than the 2147483648 entries"):
        Matrix.identity(TorchFloat64(), 2**20)  # not even a row of it: 2^40 entries would take minutes and terabytes


def test_the_identity_is_the_same_however_it_is_made():
    rows = [[int(i == j) for j in range(5)] for i in range(5)]
    one, same = Matrix.identity(SYSTEM, 5).data, Matrix.of(SYSTEM, rows).data
    assert torch.equal(one.value, same.value)
    assert one.error == same.error == 0


def test_only_float64_is_taken():
    with pytest.raises(TypeError, match="`value` must be a float64 matrix; received"):
        SYSTEM.wrap(torch.zeros(2, 2))


def test_products_cut_into_pieces_are_the_product():
    a, b = torch.ones((2, 5000), dtype=torch.float64), torch.ones((5000, 1), dtype=torch.float64)
    product = Matrix(SYSTEM, SYSTEM.wrap(a)) @ Matrix(SYSTEM, SYSTEM.wrap(b))
    assert product.data.value.tolist() == [[5000.0], [5000.0]]


def test_settings_are_restored_after_an_exception():
    before = torch.are_deterministic_algorithms_enabled()
    seen = []

    def fail_inside():
        with deterministic():
            seen.append(torch.are_deterministic_algorithms_enabled())
            raise KeyError

    with pytest.raises(KeyError):
        fail_inside()
    assert seen == [True]
    assert torch.are_deterministic_algorithms_enabled() is before


@pytest.mark.parametrize("flags", [[], ["-O"]])
def test_no_rank_is_certified_for_a_matrix_of_ones_with_or_without_asserts(flags):
    """`python -O` takes asserts away; a certificate does not rest on one."""
    program = """
import torch
from theory.arithmetic import Matrix, NotRepresentable
from theory.arithmetic.torch_float64 import TorchFloat64
system = TorchFloat64()
for shape in ((2, 2), (3, 2), (2, 5)):
    ones = Matrix(system, system.wrap(torch.ones(shape, dtype=torch.float64)))
    for asked in (lambda: ones.rank, lambda: ones.project(ones), lambda: ones.solve(ones.T)):
        try:
            print(asked())
        except NotRepresentable as error:
            print("refused:", error)
print(Matrix(system, system.wrap(torch.eye(3, 2, dtype=torch.float64))).rank)
"""
    ran = subprocess.run([sys.executable, *flags, "-c", program], capture_output=True, text=True, check=True)
    *refused, full = ran.stdout.splitlines()
    assert full == "2"
    assert len(refused) == 9
    assert all("full rank of a" in line and "cannot be certified" in line for line in refused)
