"""One process per slip, cheaply: ``python -m tests.mutation.zygote`` imports the libraries once and forks for every job.

A job is a line of JSON on standard input, ``[index of the slip or -1, [killer, ...], seconds]``; the answer is a line on standard output,
``{"reds": {killer: how}, "said": what was printed, "cpu": seconds}``, with ``error`` where the killers could not be asked. Nothing of the
project is imported before the fork.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from types import TracebackType
from typing import Any

from tests.mutation.mutating import ROOT

LIMIT = 20
"""Seconds of CPU time; a slip that needs more, such as an endless loop, is noticed by time. A killer takes a tenth of that."""

WAITED = 10
"""Seconds waited per second of CPU time, before a child that does nothing is given up; that is an error."""

MEMORY = 2**33
"""Bytes of address space that a slip may take."""

LIBRARIES = ("numpy", "scipy.linalg", "scipy.stats", "mpmath", "flint", "hypothesis", "pytest", "tests.mutation.slips")


class Zygote:
    """The process, to be asked about slips; a context manager."""

    def __enter__(self) -> Zygote:
        environment = os.environ | {"OMP_NUM_THREADS": "1", "PYTEST_ADDOPTS": "", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
        command = [sys.executable, "-m", "tests.mutation.zygote"]
        self.process = subprocess.Popen(command, cwd=ROOT, env=environment, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.process.communicate()

    def ask(self, index: int, killers: Sequence[str], seconds: int = LIMIT) -> dict[str, Any]:
        """What these killers say about one slip; index -1 makes none."""
        assert self.process.stdin
        assert self.process.stdout
        print(json.dumps([index, list(killers), seconds]), file=self.process.stdin, flush=True)
        return json.loads(self.process.stdout.readline())


def _child(index: int, killers: Sequence[str], seconds: int) -> dict[str, str]:
    """Makes the slip and asks the killers; the process is spent afterwards."""
    import resource

    from tests.mutation.killer import reds
    from tests.mutation.mutating import MutatingFinder, MutatingLoader
    from tests.mutation.slips import SLIPS

    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    with contextlib.suppress(ValueError):  # not on every system
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    if index >= 0:
        sys.meta_path.insert(0, MutatingFinder(SLIPS[index]))
    found = reds(killers)
    if index >= 0 and not MutatingLoader.used:
        raise RuntimeError(f"{SLIPS[index].module} was not imported by {killers}")
    return found


def _answer(index: int, killers: Sequence[str], seconds: int) -> dict[str, Any]:
    """What a child of this process says."""
    with tempfile.TemporaryFile("w+") as said, tempfile.TemporaryFile("w+") as answer:
        child = os.fork()
        if not child:
            status = 1
            try:
                os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
                os.dup2(said.fileno(), 1)
                os.dup2(said.fileno(), 2)
                json.dump(_child(index, killers, seconds), answer)
                answer.flush()
                status = 0
            except BaseException as error:
                print(f"{type(error).__name__}: {error}", file=sys.stderr, flush=True)
            os._exit(status)
        signal.signal(signal.SIGALRM, lambda *_: os.kill(child, signal.SIGKILL))
        signal.alarm(WAITED * seconds)
        _, status, used = os.wait4(child, 0)
        signal.alarm(0)
        said.seek(0)
        answer.seek(0)
        out = {"said": said.read()[-4000:], "cpu": round(used.ru_utime + used.ru_stime, 2), "reds": {}}
        if status == 0:
            return out | {"reds": json.load(answer)}
        if os.WIFSIGNALED(status) and out["cpu"] >= seconds - 1:
            return out | {"reds": {killers[0]: "time"}}
        return out | {"error": out["said"] or f"status {status}"}


if __name__ == "__main__":
    for library in LIBRARIES:
        importlib.import_module(library)
    early = [name for name in sys.modules if name.split(".")[0] in ("theory", "verify")]
    if early:
        raise SystemExit(f"imported too early to be mutated: {early}")
    for line in sys.stdin:
        print(json.dumps(_answer(*json.loads(line))), flush=True)
