"""Whether a claim's words say what its sides compute: symbols that no side reads, and assumptions that its headline leaves out.

A statement that names alpha and is evaluated by sides that never ask for alpha says more than was looked at. So the words of a claim
(``short`` and ``latex``) are searched for symbols, the sides and assumptions are evaluated on problems that note what they are asked
for, and a symbol of which nothing was asked is listed. A parameter that the words themselves set (``y' = 0``) is bound by them and need
not be read. That a symbol was read does not show that it was used well; that it was not read shows that its word is empty.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from theory.arithmetic import FLOAT64, NotRepresentable
from theory.designs.random import draw
from theory.problem import Problem, Regularization, Schedule
from theory.random_design import RandomDesign
from verify.claim import Claim, Statement

DRAWS = 4
"""Draws of a random design on which the left side of an average is evaluated, all at once."""


def _indexed(letters: str, index: str) -> str:
    """One of ``letters`` with the subscript ``index``, alone or first in braces: w_t, X_t, w_{t,\\lambda}."""
    return rf"(?<![A-Za-z])(?:{letters})_(?:\{{{index}\b|{index}(?![A-Za-z]))"


@dataclass(frozen=True)
class Symbol:
    """A symbol of the words: how it is written, and the attributes of a problem of which at least one must be read.

    ``bound`` is a pattern of words that give the symbol its value themselves.
    """

    name: str
    pattern: str
    read: frozenset[str]
    bound: str = ""

    def occurs(self, words: str) -> bool:
        """Whether the words use the symbol without setting it."""
        found = re.search(self.pattern, words) is not None
        return found and not (self.bound and re.search(self.bound, words))


def _symbol(name: str, pattern: str, *read: str, bound: str = "") -> Symbol:
    return Symbol(name, pattern, frozenset(read), bound)


_WRONG = r"y'|y\^\{?\\prime"
SYMBOLS = (
    _symbol("eta", r"(?<![A-Za-z])\\?eta(?![A-Za-z])", "schedule.eta"),
    _symbol("alpha", r"(?<![A-Za-z])\\?alpha(?![A-Za-z])", "regularization.alpha"),
    _symbol("lambda", r"(?<![A-Za-z])\\?lambda(?![A-Za-z])", "regularization.decay"),
    _symbol("momentum", r"momentum|(?<![A-Za-z])\\?(?:beta|mu)(?![A-Za-z])", "momentum"),
    _symbol("y'", _WRONG, "regularization.wrong", bound=rf"(?:{_WRONG})\s*="),
    _symbol("w_0", _indexed("w|r", "0"), "schedule.start"),
    _symbol("k steps", r"_\{?k\b|\^\{?2?k\b|every step|each step|a step\b", "schedule.steps"),
    _symbol("w_*", r"w_\*|epsilon", "w_star", "teacher"),
    _symbol("D_t", _indexed("D|X|P|y|w|A|B|M|n|f", "t"), "tuning", "n_t", "x_t", "y_t", "tuned"),
    _symbol("D_r", _indexed("D|X|P|y|n", "r") + r"|w_\{?g|(?<![A-Z])RL(?![A-Z])", "x_r", "y_r", "n_r"),
    _symbol("D_f", _indexed("D|X|P|y|n", "f") + r"|(?<![A-Z])UL(?![A-Z])", "x_f", "y_f", "n_f"),
    _symbol("blocks", r"\bF\^|d_\{?lap|\^\{?(?:lap|f|r)\b|option A|option B|UL\(A\)|RL\(A\)|[dD]istinct|full overlap", "blocks", "d_lap"),
    _symbol("any labels", r"(?:all|any|every) labels", "y", "y_r", "y_f", "y_t"),
    _symbol("any start", r"(?:any|every) start|anywhere", "schedule.start"),
    _symbol("any optimizer", r"any optimi[sz]er|whatever the optimi[sz]er|any model|any loss"),
    _symbol("limit", r"converge|\blim|tends? to|-> (?!0)|\\to\b", "solver", "schedule.steps", "regularization.decay"),
    _symbol("divergence", r"diverge|without bound"),
)
"""Symbols and quantifiers. One without attributes is a word that no finite evaluation reads."""

SAID_BY: Mapping[str, str] = {
    "noiseless": r"w_\*|noiseless|common teacher|consistent labels",
    "consistent": r"consistent|interpolate D",
    "full column rank": r"full column rank",
    "distinct": r"[dD]istinct|d_lap = 0",
    "full overlap": r"full overlap",
    "overlapping": r"overlap|d_lap > 0",
    "tuned on all": r"on (?:all of )?D_r|D_t = D_r",
    "scheduled": r"eta|w_0|w_k|r_k|descent|SGD|step|iterates|w_inf|path",
    "stable step": r"eta <",
    "regularized": r"alpha|y'|lambda|regulari[sz]|decay|w_reg",
    "single remaining": r"one remaining sample",
    "single output": r"one output",
    "single forgotten": r"n_f = 1|one sample to forget",
    "several forgotten": r"n_f >= 2",
    "shared beside own": r"d_lap, d_f > 0",
    "noisy": r"noise",
    "tuned on something": r"D_t",
    "few features": r"d <= 14",
    "moderate margin": r"\|m_0\| <= 8",
    "separated": r"at least 1 apart",
    "gaussian design": r"[gG]aussian",
    "far from the peak": r"\|D - n_r\| >= 4",
    "n <= d": r"n <= d",
    "n_r < d": r"n_r < d|law of",
    "lap seen": r"lap direction",
    "something new": r"d_f > 0, or d_lap > 0 and n_r < d_r \+ d_lap",
    "directions left": r"n_r < d_r \+ d_lap",
}
"""How a headline says an assumption. One that says which numbers a system can write down (``of_system``) is no part of a headline."""


def words_of(claim: Claim) -> str:
    """What a claim says of itself to readers of a table."""
    return f"{claim.short}\n{claim.latex}"


def unsaid_assumptions(claim: Claim) -> list[str]:
    """The assumptions, by name, that the headline does not carry. Ones not known here must be named in it or in their own words."""
    return [a.name for a in claim.assumes if a.name != "anything" and not a.of_system and not _says(claim, a.name, a.statement)]


def _says(claim: Claim, name: str, statement: str) -> bool:
    parts = re.split(r" or | and ", name)
    known = [SAID_BY[part] for part in parts if part in SAID_BY]
    return any(re.search(pattern, claim.short) for pattern in [*known, re.escape(name), re.escape(statement)])


def unread_symbols(claim: Claim, problems: Sequence[Problem]) -> list[str]:
    """The symbols of the words of ``claim`` of which no side and no assumption reads anything on ``problems``.

    ``problems`` need not meet the assumptions: those that do are used. An average is evaluated on its own designs instead. Raises
    ``ValueError`` where nothing could be evaluated: then nothing can be said.
    """
    asked = reads(claim, problems)
    return [symbol.name for symbol in SYMBOLS if symbol.occurs(words_of(claim)) and not symbol.read & asked]


def reads(claim: Claim, problems: Sequence[Problem]) -> set[str]:
    """The attributes that the sides and assumptions of ``claim`` ask for, as in :data:`SYMBOLS`; raises as :func:`unread_symbols`."""
    asked: set[str] = set()
    for p in _instances(claim, problems):
        for a in claim.assumes if claim.average is None or isinstance(p, RandomDesign) else ():  # an average assumes of its designs
            a.holds(watched(p, asked))
        for side in _sides(claim, p, asked):
            _evaluate(side, p, asked)
    if not asked:
        raise ValueError(f"`problems` must hold at least one on which claim {claim.id} can be evaluated; received none of {len(problems)}")
    return asked


def _instances(claim: Claim, problems: Iterable[Problem]) -> Iterator[Any]:
    if claim.average is None:
        yield from (p for p in problems if claim.applies_to(p))
        return
    for s in claim.average.designs:
        yield s
        yield draw(s, np.random.default_rng(0), DRAWS)


def _sides(claim: Claim, p: Any, asked: set[str]) -> Iterator[Callable[[Any], Any]]:
    """The sides that speak of p: of an average the right one of designs and the left one of draws, else all whose ``when`` holds."""
    if claim.average is not None:
        yield claim.statement.right if isinstance(p, RandomDesign) else claim.statement.left
        return
    for statement in _statements(claim):
        if statement.when is None or statement.when.holds(watched(p, asked)):
            yield statement.left
            yield statement.right


def _statements(claim: Claim) -> list[Statement]:
    return [claim.statement, *([claim.condition] if claim.condition is not None else []), *claim.also]


def _evaluate(side: Callable[[Any], Any], p: Any, asked: set[str]) -> None:
    """Evaluate the side on p; where p's number system lacks a number that it needs, in double precision."""
    try:
        side(watched(p, asked))
    except NotRepresentable:
        try:
            side(watched(p.to(FLOAT64), asked))
        except (NotRepresentable, ZeroDivisionError):
            return
    except ZeroDivisionError:  # what was asked for until then has been asked for; that it gives up is for the rungs to judge
        return


def watched(p: Any, asked: set[str]) -> Any:
    """p, a problem or a random design, as an object that notes in ``asked`` which attributes are asked for."""
    return _watched_design(p, asked) if isinstance(p, RandomDesign) else Watching(p, "", asked)


@dataclass(frozen=True, eq=False)
class Watching:
    """A problem, its schedule or its regularization; ``prefix`` begins the names that are noted, such as ``schedule.``."""

    of: Any
    prefix: str
    asked: set[str]

    def __getattr__(self, name: str) -> Any:
        value = getattr(self.of, name)
        if isinstance(value, Schedule):
            return Watching(value, "schedule.", self.asked)
        if isinstance(value, Regularization):
            return Watching(value, "regularization.", self.asked)
        self.asked.update({f"{self.prefix}{name}", *_PARTS.get(name, ())} if not self.prefix else {f"{self.prefix}{name}"})
        return value


_PARTS = {"x": ("x_r", "x_f"), "y": ("y_r", "y_f"), "n": ("n_r", "n_f")}
"""What asking for the whole asks for as well."""

_OF_DESIGN = {"energy": "teacher", "energies": "teacher", "n": "n_r", "d_r": "blocks", "d_lap": "blocks", "d_f": "blocks", "d": "blocks"}
"""What an attribute of a random design is called here; its data are named by their sizes."""


def _watched_design(s: RandomDesign, asked: set[str]) -> RandomDesign:
    """A design of the same values whose attributes are noted when asked for, in copies of it too."""

    class WatchedDesign(RandomDesign):
        def __getattribute__(self, name: str) -> Any:
            asked.update({name, _OF_DESIGN.get(name, name)} if name[0] != "_" else ())
            return super().__getattribute__(name)

    before = asked.copy()
    made = WatchedDesign(**{f.name: getattr(s, f.name) for f in fields(s)})
    asked.intersection_update(before)  # making it reads all of it
    return made
