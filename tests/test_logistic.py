"""Fine-tuning with cross-entropy: by hand, against another minimizer, and for as long as forgetting takes."""

import math

import numpy as np
import pytest
from sklearn.svm import SVC

from theory.arithmetic import FLOAT64, NotRepresentable
from theory.networks.logistic import growth, logistic_descent, margin, most_growth, pull, share_unseen, share_unseen_by_margin
from verify.assumptions import moderate_margin
from verify.counterexample import problem_of


def example(steps=1):
    """x_r = (1, 0), x_f = (-1/10, 1), w_0 = (1, 1), eta = 1; both classes are 1."""
    return problem_of([[1], [0]], [["-1/10"], [1]], [1, 2], schedule=([1, 1], 1, steps))


def test_the_first_step_by_hand():
    p = example().to(FLOAT64)
    _, w = logistic_descent(p, p.plan.start, 1)
    assert np.allclose(w.data[:, 0], [1 + 1 / (1 + math.e), 1], rtol=0, atol=1e-15)
    assert margin(p, w) == pytest.approx(1 + 1 / (1 + math.e))
    assert pull(p) == 1
    assert growth(p, p.plan.start, 1) == pytest.approx(margin(p, w) + math.exp(margin(p, w)) - 1 - math.e)
    assert most_growth(p, p.plan.start) == pytest.approx(math.exp(1 / (1 + math.e)))


def test_of_the_other_class_the_margin_has_the_other_sign():
    p = problem_of([[1], [0]], [[0], [1]], [-1, 2], schedule=([1, 1], 1, 1)).to(FLOAT64)
    assert margin(p, p.plan.start) == -1
    _, w = logistic_descent(p, p.plan.start, 1)
    assert margin(p, w) > -1


def test_a_share_is_a_squared_sine():
    p = example().to(FLOAT64)
    *_, w = logistic_descent(p, p.plan.start, 50)
    cosine = w.data[0, 0] / np.linalg.norm(w.data)
    assert share_unseen(p, w) == pytest.approx(1 - cosine**2)
    assert share_unseen_by_margin(p, p.plan.start, w) == pytest.approx(1 - cosine**2)


def test_the_forgotten_sample_changes_its_class_near_step_22000():
    """The bounds of N19 say between which steps, to the integer; the simulation says when."""
    p = example().to(FLOAT64)
    needed = 10 + math.exp(10) - 1 - math.e  # m + e^m must grow by this until x_r^T w = 10
    earliest, latest = math.ceil(needed / most_growth(p, p.plan.start)), math.ceil(needed)
    assert (earliest, latest) == (16838, 22033)
    w, flipped = 1.0, 0
    while 1 - w / 10 > 0:
        w, flipped = w + 1 / (1 + math.exp(w)), flipped + 1
    assert flipped == 22029
    assert earliest <= flipped <= latest


def test_the_scalar_recursion_is_the_descent():
    p = example().to(FLOAT64)
    w = 1.0
    for step in list(logistic_descent(p, p.plan.start, 200))[1:]:
        w += 1 / (1 + math.exp(w))
        assert step.data[0, 0] == pytest.approx(w, rel=1e-12)
        assert step.data[1, 0] == 1


def test_several_separable_samples_tend_to_the_max_margin_direction_from_any_start():
    """What the cited theorem says, seen: fine-tuned and golden models come nearer to the max-margin direction, and to each other."""
    rng = np.random.default_rng(3)
    x = np.vstack([rng.standard_normal((3, 4)), np.zeros((1, 4))])
    classes = np.array([1.0, -1, 1, -1])
    svm = SVC(kernel="linear", C=1e9).fit(np.hstack([x, -x]).T, np.hstack([classes, -classes]))  # symmetric data: no intercept
    best = svm.coef_[0] / np.linalg.norm(svm.coef_)
    assert min(classes * (x.T @ best)) > 0

    def angles(start):
        w, seen = np.array(start), []
        for step in range(1, 200_001):
            w = w + x @ (classes / (1 + np.exp(classes * (x.T @ w)))) / 4
            if step in (200, 200_000):
                seen.append(math.acos(min(1.0, w @ best / np.linalg.norm(w))))
        return seen, w

    (early, late), tuned = angles([1.0, -2, 0.5, 3])
    (_, golden), _ = angles([0.0, 0, 0, 0])
    assert late < early / 2
    assert golden < late < 0.4
    assert tuned[3] == 3  # outside range(X_r) nothing moves


def test_only_margins_that_a_double_can_tell_are_spoken_of():
    assert moderate_margin.holds(example())
    assert not moderate_margin.holds(example(steps=0))
    assert not moderate_margin.holds(problem_of([[1], [0]], [[0], [1]], [1, 1], schedule=([9, 0], 1, 1)))
    assert not moderate_margin.holds(problem_of([[1, 1]], [[1]], [1], schedule=([0], "1/2", 1)))
    assert not moderate_margin.holds(problem_of([[1]], [[1]], [1]))


def test_the_rationals_have_no_exponential():
    with pytest.raises(NotRepresentable):
        list(logistic_descent(example(), example().plan.start, 1))
