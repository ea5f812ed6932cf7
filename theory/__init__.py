"""The mathematics of fine-tuning and forgetting in over-parameterized linear regression, each formula once.

A :class:`~theory.problem.Problem` holds the data in one number system; :mod:`theory.models` maps it to weight vectors and
:mod:`theory.losses` maps those to losses and gaps. Nothing here knows a claim, a test or a tolerance.
"""
