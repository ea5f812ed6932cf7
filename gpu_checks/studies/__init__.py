"""Every study once: what it asks, what it takes, where its parts are. The help text and the table in README.md are made of this list.

A study is a file here with ``SIZES``, the configurations by size, and either ``run(config, settings, size)``, which returns its result, or
``cases(config)`` and ``case(config, index, settings, store)``, which the comparison of methods goes through. Nothing is imported before a
study is run, so that the list can be read without torch.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from importlib import import_module
from typing import Any


@dataclass(frozen=True)
class Study:
    """A study.

    Args:
        name: of its file here, and on the command line.
        question: what it asks.
        takes: how long a full run takes on two cores.
        figures: the file in ``figures`` that draws its result, with ``figures(result)``.
        table: "module:function" in here, from a result to the text that is printed.
        data: what ``--data`` may name; empty where there is nothing to choose.
        archives: what ``--archives`` names; empty where it reads nothing.
        concludes: "module:function" in here, from a result to what follows from it, where ``run`` does not say it. What concludes decides
            no piece, and may change.
        code: modules that decide its pieces beside what its own file imports; ".*" ends the name of a package whose every file counts.
    """

    name: str
    question: str
    takes: str
    figures: str = "comparison"
    table: str = "result:as_text"
    data: tuple[str, ...] = ()
    archives: str = ""
    concludes: str = ""
    code: tuple[str, ...] = ()

    @property
    def module(self) -> Any:
        """The study's file."""
        return import_module(f"{__name__}.{self.name}")

    @property
    def modules(self) -> tuple[str, ...]:
        """Where the code begins that decides its pieces."""
        return (f"{__name__}.{self.name}", *self.code)

    def config(self, size: str, data: str | None = None) -> Any:
        """The configuration of a size; raises ``ValueError`` for data that is not to be chosen."""
        found = self.module.SIZES[size]
        if not self.data:
            if data is not None:
                choosers = " or ".join(study.name for study in STUDIES.values() if study.data)
                raise ValueError(f"`--data` must be given with {choosers}; received it with {self.name}")
            return found
        if data not in self.data:
            raise ValueError(f"`--data` must be one of {', '.join(self.data)}; received {data or 'none'}")
        return getattr(self.module, "for_data", _with_data)(found, data)

    def run(self, config: Any, settings: Any, size: str) -> dict[str, Any]:
        """The result, as plain data, with the digest of the code that decided it and the commit that holds this code, if there is one."""
        from gpu_checks import provenance

        code = provenance.code_of(self.modules)
        commit = provenance.commit_of(code)
        if hasattr(self.module, "run"):
            result: dict[str, Any] = self.module.run(config, settings, size)
        else:  # by name, for what concludes decides no piece: an import would make it code of every study
            result = _function("run:run_comparison")(self.module, size, config, settings)
        follows = _function(self.concludes)(result) if self.concludes else {}
        return {**follows, **result, "code": provenance.digest(code), "commit": commit}

    def printed(self, result: Mapping[str, Any]) -> str:
        """The result as text."""
        return str(_function(self.table)(result))

    def drawn(self, result: Mapping[str, Any]) -> dict[str, Any]:
        """Figures by name."""
        found: dict[str, Any] = import_module(f"{__name__}.figures.{self.figures}").figures(result)
        return found


def _function(path: str) -> Any:
    """The function "module:function" of a file here."""
    module, _, name = path.partition(":")
    return getattr(import_module(f"{__name__}.{module}"), name)


def _with_data(config: Any, data: str) -> Any:
    return replace(config, data=data)


FASHION = "the four idx files of Fashion-MNIST; unless given, the place of Debian's dataset-fashion-mnist"

ALL = (
    Study(
        "compute",
        "within so much of a retraining, is there a setting of fine-tuning, the regularizer or a baseline that is golden, by each metric?",
        "6 min; fashion 4 min",
        figures="compute",
        table="fronts:as_text",
        concludes="fronts:concluded",
        data=("digits", "fashion"),
        archives=FASHION,
    ),
    Study(
        "features",
        "on real deep features, does every model of the theory do what is predicted; what does fine-tuning forget over compute?",
        "15 min",
        figures="features",
        table="found:features",
        concludes="found:in_short",
        archives=FASHION,
    ),
    Study("digits", "does the regularizer narrow the gap to golden, by each metric, for each wrong label and way to forget?", "14 min"),
    Study("made", "how does that depend on the overlap between classes, from distinct features to full overlap?", "6 min"),
    Study("architectures", "does that depend on the architecture: linear probe, MLP, convnet, ResNet-18?", "18 min"),
    Study(
        "photos",
        "the same on CIFAR-10, CIFAR-100 or SVHN, with ResNet-18",
        "needs a GPU",
        data=("cifar10", "cifar100", "svhn"),
        archives="a folder with the official files of the data set",
    ),
    Study(
        "bridge",
        "on the linear probe, is what the theory predicts what this code measures?",
        "seconds",
        figures="bridge",
        table="found:plain",
    ),
    Study("speed", "how much faster are models trained as one batch than in a loop?", "2 min", figures="speed", table="found:plain"),
    Study(
        "scale",
        "do the claims of `verify`, unchanged, hold at d = 16,384 (CPU) or 131,072 (GPU), within certified rounding bounds?",
        "22 min",
        figures="scale",
        table="found:plain",
        code=("verify.claims.*", "verify.rungs.scale"),
    ),
)

STUDIES: dict[str, Study] = {study.name: study for study in ALL}

__all__ = ["STUDIES", "Study"]
