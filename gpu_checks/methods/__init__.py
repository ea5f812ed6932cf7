"""Every method by name, in the order in which tables list them. Adding one touches its own file and this list."""

from gpu_checks.methods import (
    bad_teacher,
    boundary,
    ce_ft,
    cf_k,
    eu_k,
    ft,
    golden,
    gradient_ascent,
    ice_ft,
    influence,
    kl_ft,
    l1_sparse,
    neggrad_plus,
    pretrained,
    projection,
    random_label,
    rbm,
    salun,
    scrub,
    ssd,
)
from gpu_checks.methods.method import Method

METHODS: dict[str, Method] = {
    module.METHOD.name: module.METHOD
    for module in (
        pretrained,
        golden,
        ft,
        ce_ft,
        kl_ft,
        ice_ft,
        gradient_ascent,
        neggrad_plus,
        random_label,
        l1_sparse,
        salun,
        scrub,
        bad_teacher,
        boundary,
        influence,
        ssd,
        cf_k,
        eu_k,
        rbm,
        projection,
    )
}

__all__ = ["METHODS", "Method"]
