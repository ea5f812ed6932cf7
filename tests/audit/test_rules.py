"""Small rules of the audit: digits that stand, bounds that stay bounds, residues of stored numbers. One test each."""

import numpy as np
import pytest

from theory.arithmetic import FLOAT64, Matrix
from verify.audit.digits import trusted
from verify.audit.exact_rank import PRIME, residues
from verify.audit.rounding import Data, Measured


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (Measured(1.23456789, 0.004), "1.23"),
        (Measured(0.0, 0.11, 1e9), "0 (below 2e-1)"),
        (Measured(0.5, 1.2, 1.0), "5e-1 (±2e+0)"),
    ],
)
def test_a_number_is_shown_as_far_as_its_bound_lets_it(number, shown):
    assert trusted(number) == shown


def test_a_singular_value_is_known_up_to_the_cutoff_and_a_discarded_one_may_be_twice_that():
    data = Data(Matrix(FLOAT64, np.ones((2, 2))))
    assert data.discarded == 2 * data.factor.cutoff > 0
    assert data.smallest == data.factor.singular_values[0] - data.factor.cutoff


def test_a_residual_of_0_has_a_rounding_error_of_its_own():
    one = Matrix(FLOAT64, np.eye(2))
    at = Matrix(FLOAT64, np.ones((2, 1)))
    assert Data(one).training_error(at, at, at - at).predictions > 0


def test_a_negative_number_is_the_prime_less_its_size():
    assert residues(np.array([-1.0, 1.0, 0.0, -0.5])).tolist() == [PRIME - 1, 1, 0, PRIME - 2**60]
