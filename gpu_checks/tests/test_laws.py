"""Every method and every metric keeps its laws, and every law notices what breaks it."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pytest
import torch

from gpu_checks.ensemble import members
from gpu_checks.laws import (
    METHOD_LAWS,
    METRIC_LAWS,
    Measured,
    changes_no_model,
    check_method,
    check_metric,
    golden_is_nearest,
    grids_keep_the_budget,
    is_a_number_of_each_model,
    members_are_alone,
    no_global_state,
    options_are_its_own,
    order_does_not_matter,
    same_seed_same_models,
)
from gpu_checks.methods import METHODS, Method
from gpu_checks.metrics import METRICS, Metric, Of
from gpu_checks.tests.conftest import Trained
from theory.laws import LawError, broken

FT = METHODS["ft"]


@pytest.mark.parametrize("name", METHODS)
def test_every_method_keeps_the_laws(trained: Trained, name: str) -> None:
    check_method(METHODS[name], trained.task, trained.pretrained)


def moved(task, start, seeds, **options):
    return {key: p + torch.rand(()) for key, p in start.items()}


def numpy_moved(task, start, seeds, **options):
    return {key: p + float(np.random.random() > 2) for key, p in start.items()}


def test_one_number_of_numpys_generator_is_noticed(trained: Trained) -> None:
    assert broken(no_global_state, replace(FT, run=numpy_moved), trained.task, trained.pretrained)


def changed(task, start, seeds, **options):
    for p in start.values():
        p += 1
    return dict(start)


def first_decides(task, start, seeds, rate):
    return {key: p + rate[0] for key, p in start.items()}


SPOILED = {
    same_seed_same_models: replace(FT, run=lambda task, start, seeds, rate: {key: p + random.random() for key, p in start.items()}),
    no_global_state: replace(FT, run=moved),
    members_are_alone: replace(FT, run=first_decides),
    options_are_its_own: Method("lenient", changed, {"no such option": 0.0}),
    grids_keep_the_budget: replace(FT, strength="rate", defaults={}, strengths=(0.1, 0.1)),
}


@pytest.mark.parametrize("law", METHOD_LAWS, ids=lambda law: law.__name__)
def test_every_law_notices_a_method_that_breaks_it(trained: Trained, law) -> None:
    assert broken(law, SPOILED[law], trained.task, trained.pretrained)
    assert not broken(law, FT, trained.task, trained.pretrained)


def test_a_method_that_changes_its_start_is_told(trained: Trained) -> None:
    with pytest.raises(LawError, match=r"(?s)must keep the laws of a method; FT breaks .*the pretrained models were changed"):
        check_method(replace(FT, name="FT", run=changed), trained.task, {key: p.clone() for key, p in trained.pretrained.items()})


@pytest.fixture(scope="module")
def on(trained: Trained) -> Measured:
    few = [members(params, range(6)) for params in (trained.pretrained, trained.golden, trained.controls)]
    return Measured(trained.task, *few, trained.held_out)


@pytest.mark.parametrize("name", [name for name, metric in METRICS.items() if metric.of in (Of.VALUE, Of.DISTANCE, Of.SCORE)])
def test_every_metric_keeps_the_laws(on: Measured, name: str) -> None:
    check_metric(METRICS[name], on)


def metric(compute) -> Metric:
    return Metric("mine", "made", 0.01, Of.DISTANCE, compute)


def models(out) -> int:
    return len(out.forgetting)


WRONG = {
    is_a_number_of_each_model: metric(lambda out, golden: np.full(models(out), np.nan)),
    changes_no_model: metric(lambda out, golden: np.random.default_rng().random(models(out))),
    order_does_not_matter: metric(lambda out, golden: np.arange(models(out), dtype=float)),
    golden_is_nearest: metric(lambda out, golden: 1 / (1 + METRICS["TV"].compute(out, golden))),
}


@pytest.mark.parametrize("law", METRIC_LAWS, ids=lambda law: law.__name__)
def test_every_law_notices_a_metric_that_breaks_it(on: Measured, law) -> None:
    assert broken(law, WRONG[law], on)
    assert not broken(law, METRICS["TV"], on)


def test_a_metric_of_sets_is_refused(on: Measured) -> None:
    with pytest.raises(LawError, match="must be of values, distances or scores; KLoM is"):
        check_metric(METRICS["KLoM"], on)
