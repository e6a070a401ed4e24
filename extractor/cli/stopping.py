"""Being told to end from outside: a closed terminal (SIGHUP) or `kill` (SIGTERM) lets the command tidy up, as Ctrl-C does.

Within `stoppable` such a signal is an exception, so that temporary files and folders go on the way out.
"""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn


class Stopped(BaseException):
    """The program was told to end; no `Exception`, so that nobody takes it for a fault of one document."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.status = 128 + number


@contextmanager
def stoppable() -> Iterator[None]:
    """Raises `Stopped` when a signal comes. One that the caller ignores (`nohup`) stays ignored."""
    before = {}
    try:
        for number in _signals():
            if signal.getsignal(number) == signal.SIG_DFL:
                before[number] = signal.signal(number, _stop)
    except ValueError:  # only the main thread may ask for signals
        pass
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _signals() -> list[signal.Signals]:
    return [signal.SIGTERM] if sys.platform == "win32" else [signal.SIGTERM, signal.SIGHUP]


def _stop(number: int, frame: FrameType | None) -> NoReturn:
    raise Stopped(number)
