"""Number systems. One small file each: the only places that know flint, mpmath or numpy."""

from theory.arithmetic.ball import Ball
from theory.arithmetic.ball_number import BallNumber, CannotTell
from theory.arithmetic.draws import DRAWS, Draws
from theory.arithmetic.float64 import FLOAT64, Float64
from theory.arithmetic.matrix import Matrix, NotRepresentable, hstack, vstack
from theory.arithmetic.missing import MissingLibrary
from theory.arithmetic.multiprecision import Multiprecision
from theory.arithmetic.prime_field import PrimeField
from theory.arithmetic.rational import RATIONAL, Rational
from theory.arithmetic.system import Factor, NumberSystem

__all__ = [
    "DRAWS",
    "FLOAT64",
    "RATIONAL",
    "Ball",
    "BallNumber",
    "CannotTell",
    "Draws",
    "Factor",
    "Float64",
    "Matrix",
    "MissingLibrary",
    "Multiprecision",
    "NotRepresentable",
    "NumberSystem",
    "PrimeField",
    "Rational",
    "hstack",
    "vstack",
]
