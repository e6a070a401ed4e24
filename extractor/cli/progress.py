"""How far a run is: one line on standard error that overwrites itself, on a terminal only."""

import sys
import time

from extractor.formats.counts import counted

_INTERVAL = 0.1  # seconds between two looks of the line


class Progress:
    """Counts documents and what is found in them (`noun`). `hidden`: the terminal already shows the results themselves."""

    def __init__(self, *, hidden: bool, noun: str = "event") -> None:
        self._shown = sys.stderr is not None and sys.stderr.isatty() and not hidden
        self._documents = 0
        self._found = 0
        self._noun = noun
        self._drawn = 0.0

    def step(self, found: int) -> None:
        """One more document, in which so many were found."""
        self._documents += 1
        self._found += found
        now = time.monotonic()
        if self._shown and now - self._drawn >= _INTERVAL:
            self._drawn = now
            told = f"{counted(self._documents, 'document')}, {counted(self._found, self._noun)}"
            print(f"\r\x1b[K{told}", end="", file=sys.stderr, flush=True)

    def clear(self) -> None:
        """Take the line away, before a message or at the end."""
        if self._shown and self._drawn:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)
            self._drawn = 0.0
