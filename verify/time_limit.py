"""A limit on the time that one item may take."""

from __future__ import annotations

import _thread
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

AGAIN = 1.0
"""Seconds after which an interruption that someone swallowed is repeated."""


class OutOfTime(BaseException):
    """The limit is reached. No ``Exception``, so that nothing in between takes it for a finding (hypothesis would shrink it)."""


def can_limit() -> bool:
    """Whether limits are kept here: it needs the main thread and a system with interval timers (not Windows)."""
    return hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread()


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise ``OutOfTime`` in the body once ``seconds`` have passed; no limit for 0, or on a system that cannot keep one.

    The interruption comes between two steps of the interpreter: a single call into a C library is waited for.
    """
    if not seconds or not can_limit():
        yield
        return

    interrupted = over = False

    def interrupt(_: int, __: FrameType | None) -> None:
        nonlocal interrupted
        if not over:
            interrupted = True
            raise OutOfTime

    def unraisable(lost: sys.UnraisableHookArgs) -> None:
        if lost.exc_type is KeyboardInterrupt:  # nobody presses Ctrl-C twice for a finalizer
            threading.Timer(0.1, _thread.interrupt_main).start()
        elif lost.exc_type is not OutOfTime:
            reported(lost)

    # raised in a finalizer, or in a callback of the garbage collector, it cannot get out: no defect to report, since it comes again
    reported, sys.unraisablehook = sys.unraisablehook, unraisable
    before = signal.signal(signal.SIGALRM, interrupt)
    started, (others, repeat) = time.monotonic(), signal.setitimer(signal.ITIMER_REAL, seconds, AGAIN)
    try:
        try:
            yield
        finally:
            over = True
    except Exception as error:
        if interrupted:  # a library that was interrupted while it kept its books may complain of something else on the way out
            raise OutOfTime from error
        raise
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
        if others:  # someone else's timer, such as that of pytest-timeout, goes on with what it has left
            signal.setitimer(signal.ITIMER_REAL, max(others - (time.monotonic() - started), 1e-6), repeat)
        sys.unraisablehook = reported
