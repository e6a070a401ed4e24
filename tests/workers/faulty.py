"""A worker in which the engine breaks on some texts, to stand in for `work` in a process of its own."""

import os
import signal
import sys
import time
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NoReturn

from extractor.engine import Extractor
from extractor.events.schema import Event
from extractor.workers.work import work as sound

KILLED, LEFT, DEEP, ONCE, SLOW = "[killed]", "[left]", "[deep]", "[once]", "[slow]"


def work(connection: Connection) -> None:
    """A text that holds one of the words above is fatal; after ONCE stands a file that is there from the first time on."""
    extract = Extractor.extract

    def faulty(self: Extractor, text: str, *, date: str | None = None, name: str = "-") -> list[Event]:
        if KILLED in text:
            os.kill(os.getpid(), signal.SIGKILL)
        if LEFT in text:
            os._exit(7)
        if DEEP in text:
            raise RecursionError("too deep")
        if SLOW in text:
            time.sleep(60)
        if ONCE in text:
            path = Path(text.split(ONCE)[1])
            if not path.exists():
                path.touch()
                os._exit(7)
        return extract(self, text, date=date, name=name)

    Extractor.extract = faulty  # type: ignore[method-assign]
    sound(connection)


def unable(connection: Connection) -> NoReturn:
    """One that dies before it has work."""
    sys.exit(5)
