"""The committed table: which killer notices which slip."""

from __future__ import annotations

from pathlib import Path

from tests.mutation.slips import SLIPS

TABLE = Path(__file__).with_name("KILLS.md")

HEAD = """# Who notices which slip

Written by `python -m tests.mutation.find`. A slip is one wrong line, in the theory or in the checker itself. The killer is the claim that
goes red on a rung of evidence (`rung:claim`), or the test that fails.

| slip | module | killer |
|---|---|---|
"""


def read_killers() -> dict[str, str]:
    """The killer of each slip, in the order of the table; "" where none is known."""
    if not TABLE.exists():
        return {}
    rows = [line.strip("| ").split(" | ") for line in TABLE.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    return {slip: killer.strip("`") for slip, _, killer in rows[1:]}


def write_killers(killers: dict[str, str]) -> None:
    """Write the table, slips in the order of the lists."""
    rows = [f"| {m.slip} | {m.module} | `{killers.get(m.slip, '')}` |\n" for m in SLIPS]
    TABLE.write_text(HEAD + "".join(rows), encoding="utf-8")
