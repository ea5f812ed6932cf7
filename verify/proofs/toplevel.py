"""One Coq that tries a proof on many statements: what the proof imports is loaded once, and every try begins there.

Quicker than :func:`verify.proofs.coq.check` by far, and it decides less: what is accepted here has to be checked there.
"""

from __future__ import annotations

import os
import re
import select
import subprocess
import time
from types import TracebackType

from verify.proofs import coq

STATE = re.compile(r"<prompt>\S+ < (\d+) \|")
STATEMENT = re.compile(r"^From statements Require Import \w+\.$", re.MULTILINE)
NAMES = re.compile(r"^Lemma \w+_is .*?^Proof\. by \[\]\. Qed\.\n", re.DOTALL | re.MULTILINE)
"""The lemmas that a statement has for its names: they say the same whatever a claim says with these names."""


class Toplevel:
    """``coqtop`` with all that one proof imports, as a context manager. Begins anew after a try that took too long."""

    def __init__(self, proof: str) -> None:
        self.head, self.body = STATEMENT.split(coq.without_comments(proof), maxsplit=1)
        self.process: subprocess.Popen[bytes] | None = None
        self.base = self.asked = 0

    def __enter__(self) -> Toplevel:
        self._start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._stop()

    def tries(self, statement: str, seconds: float) -> None:
        """Give the proof to ``statement``, the text of a proposition. Raises ``NotProved`` where it is not accepted, or late."""
        stated = NAMES.sub("", coq.without_comments(statement))
        stated = stated[stated.index("\nDefinition ") :]  # what stands before are imports, and the proof has them as well
        text = f"Module stated. {stated} End stated. Import stated. {self.body} Check (proof : stated.statement)."
        if self.process is None:
            self._start()
        self._say(f"BackTo {self.base}.", coq.SECONDS)
        until = time.monotonic() + seconds
        for sentence in re.split(r"(?<=\.)\s+", text.strip()):
            told = self._say(sentence, until - time.monotonic())
            if "Error" in told:
                raise coq.NotProved(" ".join(told.partition("Error")[2].partition("<prompt>")[0].split())[:300])

    def _start(self) -> None:
        options = [part for place, name in coq.PLACES for part in ("-Q", str(coq.library() / place), name)]
        self.process = subprocess.Popen(
            ["coqtop", "-emacs", "-q", "-w", "none", *options],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env={**os.environ, "COQPATH": ""},
        )
        told = self._say(f"{self.head}\nSet Silent.", coq.SECONDS)
        if "Error" in told:
            raise coq.NotProved(told[-300:])
        self.base = int(STATE.findall(told)[-1])

    def _stop(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.communicate()
            self.process = None

    def _say(self, sentence: str, seconds: float) -> str:
        """What Coq answers. A question about a name that is not there marks the end of the answer."""
        if self.process is None or self.process.stdin is None or self.process.stdout is None:
            raise coq.NotProved("Coq is not running")
        self.asked += 1
        self.process.stdin.write(f"{sentence}\nLocate no_such_name_{self.asked}.\n".encode())
        self.process.stdin.flush()
        told, until = "", time.monotonic() + seconds
        while f"No object of basename no_such_name_{self.asked}\n" not in told:
            if not select.select([self.process.stdout], [], [], max(0.0, until - time.monotonic()))[0]:
                self._stop()
                raise coq.NotProved(f"not done after {seconds:.0f} s")
            more = os.read(self.process.stdout.fileno(), 1 << 16)
            if not more:
                self._stop()
                raise coq.NotProved("Coq ended, not done after all")
            told += more.decode(errors="replace")
        return told
