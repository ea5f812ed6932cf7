"""Training by simulated descent, in place of the closed form, wherever a problem says "train"."""

from __future__ import annotations

from dataclasses import dataclass, field

from theory.arithmetic import Matrix
from theory.arithmetic.system import Scalar
from theory.descent.optimizers import gradient_descent
from theory.descent.spectrum import best_step, rate, steps_to


@dataclass(frozen=True)
class Run:
    """One training run: its data, its schedule, and iterates recorded at steps 0, 1, 2, 4, 8, ... and the last.

    ``left_over`` is rate^steps, the factor by which the distance to the limit has shrunk at least.
    """

    x: Matrix
    y: Matrix
    start: Matrix
    eta: Scalar
    steps: int
    left_over: float
    recorded: tuple[tuple[int, Matrix], ...]

    @property
    def final(self) -> Matrix:
        """The last iterate."""
        return self.recorded[-1][1]


@dataclass(frozen=True, eq=False)
class DescentSolver:
    """Full-batch descent with the best constant step, until the distance to the limit has shrunk by ``contraction``.

    Use as ``Problem(..., solver=DescentSolver())``: every model is then trained by iterating. A run stops at ``most_steps`` even
    if that is too early; ``left_over`` of the run then says by how much. ``runs`` keeps each run, and a training that was run
    already is not run again. ``asked`` holds the keys of the runs that were used since its owner last cleared it.
    """

    contraction: float = 1e-14
    most_steps: int = 20_000
    runs: dict[tuple[int, int, int], Run] = field(default_factory=dict)
    asked: set[tuple[int, int, int]] = field(default_factory=set)

    def __post_init__(self) -> None:
        if not 0 < self.contraction < 1:
            raise ValueError(f"`contraction` must be in (0, 1); received {self.contraction}")
        if self.most_steps < 1:
            raise ValueError(f"`most_steps` must be at least 1; received {self.most_steps}")

    def __call__(self, x: Matrix, y: Matrix, start: Matrix) -> Matrix:
        key = (id(x), id(y), id(start))  # the run keeps all three alive, so an id is not used again
        if key not in self.runs:
            key = self._alike(x, y, start) or key
        if key not in self.runs:
            self.runs[key] = self._train(x, y, start)
        self.asked.add(key)
        return self.runs[key].final

    def _alike(self, x: Matrix, y: Matrix, start: Matrix) -> tuple[int, int, int] | None:
        """The key of a run on equal data from an equal start: weighted data are built anew each time they are trained on."""
        return next((key for key, run in self.runs.items() if run.x == x and run.y == y and run.start == start), None)

    def _train(self, x: Matrix, y: Matrix, start: Matrix) -> Run:
        if x.shape[1] == 0 or x.rank == 0:
            return Run(x, y, start, x.system.scalar(1), 0, 0.0, ((0, start),))
        eta = best_step(x)
        contraction = float(rate(x, eta))
        steps = self.most_steps if contraction >= 1 else min(self.most_steps, steps_to(contraction, self.contraction))
        recorded = tuple((k, w) for k, w in enumerate(gradient_descent(x, y, start, eta, steps)) if k == steps or k & (k - 1) == 0)
        return Run(x, y, start, eta, steps, contraction**steps, recorded)
