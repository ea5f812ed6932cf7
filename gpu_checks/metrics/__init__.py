"""Every metric once, in the order in which tables list them: functions of what models answer, never of models.

Margins, columns of tables, axes of figures and the table in README.md are made of this list.
"""

from gpu_checks.metrics.accuracy import remaining_accuracy, test_accuracy, unlearning_accuracy, unlearning_loss
from gpu_checks.metrics.distribution import divergence_on_forgetting, total_variation_on_forgetting
from gpu_checks.metrics.membership import mia_efficacy
from gpu_checks.metrics.metric import Metric, Of
from gpu_checks.metrics.relearning import relearning_steps
from gpu_checks.metrics.scores import average_gap, tug_of_war
from gpu_checks.metrics.sets import klom_ceiling, klom_per_seed, ulira_ceiling, ulira_per_seed

ALL = (
    Metric(
        "UA", "share of D_f that is classified wrongly; distance from the golden models' mean",
        0.02, Of.VALUE, lambda out, _: unlearning_accuracy(out), direction=1,
    ),
    Metric("RA", "share of D_r that is classified rightly; likewise", 0.01, Of.VALUE, lambda out, _: remaining_accuracy(out), keeps=True),
    Metric("TA", "the same on held-out data", 0.02, Of.VALUE, lambda out, _: test_accuracy(out), keeps=True),
    Metric(
        "MIA", "share of D_f that a membership attack takes for never seen; likewise",
        0.05, Of.VALUE, lambda out, seeds: mia_efficacy(out, list(seeds)),
    ),
    Metric(
        "UL", "cross-entropy on D_f with the true labels; likewise",
        0.25, Of.VALUE, lambda out, _: unlearning_loss(out), "nats", direction=1,
    ),
    Metric(
        "average gap", "mean of the distances in UA, RA, TA and MIA: the criterion by which settings are chosen",
        0.02, Of.SCORE, average_gap,
    ),
    Metric(
        "tug-of-war", "1 minus the product of 1 minus the distances in UA, RA and TA",
        0.03, Of.SCORE, lambda own, golden: 1 - tug_of_war(own, golden),
    ),
    Metric(
        "TV", "total variation between the model's and the mean golden model's prediction, mean over D_f",
        0.05, Of.DISTANCE, total_variation_on_forgetting,
    ),
    Metric(
        "KL", "divergence of the model's prediction from the mean golden model's, mean over D_f",
        0.10, Of.DISTANCE, divergence_on_forgetting, "nats",
    ),
    Metric(
        "KLoM", "divergence of the margins of a set of models from those of golden models, minus its floor",
        0.50, Of.SET, klom_per_seed, "nats", floored=True, ceiling=klom_ceiling,
    ),
    Metric(
        "U-LiRA", "how far the accuracy of an attack that knows both sets' margins is from 1/2",
        0.05, Of.SET, ulira_per_seed, ceiling=ulira_ceiling,
    ),
    Metric(
        "relearning", "steps until D_f is learned again, as a share of golden's (in steps where golden needs less than one)",
        0.10, Of.PARAMETERS, relearning_steps,
    ),
)  # fmt: skip

METRICS: dict[str, Metric] = {metric.name: metric for metric in ALL}

__all__ = ["METRICS", "Metric", "Of"]
