"""The types of python-flint that number systems use, or stand-ins where it is not installed."""

from theory.arithmetic.missing import absent

try:
    from flint import arb, arb_mat, ctx, fmpq, fmpq_mat, fmpq_poly, fmpz, nmod, nmod_mat
    from flint.utils.flint_exceptions import DomainError
except ImportError as error:
    arb = arb_mat = ctx = fmpq = fmpq_mat = fmpq_poly = fmpz = nmod = nmod_mat = absent("python-flint", error)
    DomainError = ArithmeticError

__all__ = ["DomainError", "arb", "arb_mat", "ctx", "fmpq", "fmpq_mat", "fmpq_poly", "fmpz", "nmod", "nmod_mat"]
