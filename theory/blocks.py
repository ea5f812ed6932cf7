"""Who uses which coordinate: the blocks r, lap and f of the paper, found from the zeros of the features."""

from __future__ import annotations

from dataclasses import dataclass

from theory.arithmetic import Matrix


@dataclass(frozen=True)
class Blocks:
    """The coordinates by who uses them: ``r`` only the remaining data, ``lap`` both, ``f`` only the forgetting data."""

    r: tuple[int, ...]
    lap: tuple[int, ...]
    f: tuple[int, ...]
    unused: tuple[int, ...] = ()

    @classmethod
    def of(cls, x_r: Matrix, x_f: Matrix) -> Blocks:
        """The blocks that the zeros of X_r and X_f show."""
        in_r, in_f = set(x_r.nonzero_rows()), set(x_f.nonzero_rows())
        r, lap, f = (tuple(sorted(s)) for s in (in_r - in_f, in_r & in_f, in_f - in_r))
        return cls(r, lap, f, tuple(sorted(set(range(x_r.shape[0])) - in_r - in_f)))

    @property
    def sizes(self) -> tuple[int, int, int]:
        """(d_r, d_lap, d_f)."""
        return len(self.r), len(self.lap), len(self.f)


def check_blocks(d: int, given: Blocks, found: Blocks) -> None:
    """Raise ``ValueError`` unless ``given`` places each of d coordinates once and agrees with the zeros behind ``found``."""
    listed = sorted((*given.r, *given.lap, *given.f, *given.unused))
    if listed != list(range(d)):
        raise ValueError(f"`blocks` must place each of the {d} coordinates once; received {given}")
    in_r, in_f = {*found.r, *found.lap}, {*found.f, *found.lap}
    for name, wrong in (("r", in_f & {*given.r, *given.unused}), ("f", in_r & {*given.f, *given.unused})):
        if wrong:
            side = "X_f" if name == "r" else "X_r"
            raise ValueError(f"`blocks.{name}` must hold coordinates where {side} is zero; received {sorted(wrong)}")
