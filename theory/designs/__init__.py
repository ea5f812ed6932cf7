"""Instances: exact problems of every kind that the theory speaks of, made and measured."""

from theory.designs.design import Design, thin
from theory.designs.real import breast_cancer_samples, diabetes_samples, digits_samples, real_designs
from theory.designs.suite import suite
from theory.designs.variety import Variety, families_of, signature, variety

__all__ = [
    "Design",
    "Variety",
    "breast_cancer_samples",
    "diabetes_samples",
    "digits_samples",
    "families_of",
    "real_designs",
    "signature",
    "suite",
    "thin",
    "variety",
]
