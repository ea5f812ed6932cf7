"""Who is compared: a method with what is not tuned. It stays this value from the choice of settings to verdicts, tables and figures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from gpu_checks.methods import METHODS
from gpu_checks.wrong_labels import KINDS

PRIMARY = "ce_ft"
"""The regularizer that the verdicts are about, as the paper states it."""

CONTROLS = ("golden", "pretrained")


@dataclass(frozen=True)
class Contender:
    """A method, and the wrong label where it takes one.

    Args:
        method: its name in ``METHODS``.
        wrong: the wrong label y', for methods that take one.
        slow: whether its learning rate may not be above that of training.
        rate: the learning rate, where it is given and not chosen.
    """

    method: str
    wrong: str | None = None
    slow: bool = False
    rate: float | None = None

    def __str__(self) -> str:
        """As tables print it, such as "ce_ft runner-up slow" or "ft at 0.05". Nothing reads it back."""
        name = self.method if self.wrong is None else f"{self.method} {self.wrong}"
        return f"{name} at {self.rate:g}" if self.rate is not None else f"{name} slow" if self.slow else name

    @property
    def fixed(self) -> dict[str, str]:
        """Options that are not tuned."""
        return {} if self.wrong is None else {"wrong": self.wrong}

    @property
    def primary(self) -> bool:
        """Whether this is the regularizer that the verdicts are about."""
        return self.method == PRIMARY

    @property
    def control(self) -> bool:
        """Whether this is the golden or the pretrained model."""
        return self.method in CONTROLS

    @property
    def unbound(self) -> Contender:
        """The same at any rate."""
        return replace(self, slow=False)


GOLDEN, PRETRAINED, FT = Contender("golden"), Contender("pretrained"), Contender("ft")


def essential(wrong: tuple[str, ...] = KINDS) -> tuple[Contender, ...]:
    """Both controls, FT and the regularizer with each wrong label; these also slow."""
    plain = (FT, *(Contender(PRIMARY, kind) for kind in wrong))
    return (PRETRAINED, GOLDEN, *plain, *(replace(contender, slow=True) for contender in plain))


def every(wrong: tuple[str, ...] = KINDS) -> tuple[Contender, ...]:
    """Every method; those that take a wrong label, once for each; FT and the regularizer also slow."""
    takes = {name: "wrong" in method.defaults for name, method in METHODS.items()}
    plain = tuple(c for name in METHODS for c in ([Contender(name, w) for w in wrong] if takes[name] else [Contender(name)]))
    return (*plain, *(c for c in essential(wrong) if c.slow))


def listed(contenders: Iterable[Contender]) -> dict[str, dict[str, Any]]:
    """What a result holds, by name, so that its readers have the values again."""
    return {str(contender): asdict(contender) for contender in contenders}


def contenders_of(case: Mapping[str, Any]) -> dict[Contender, str]:
    """The contenders of a case of a result, in its order, each with the name under which the result keeps what was found."""
    return {Contender(**fields): name for name, fields in case["contenders"].items()}
