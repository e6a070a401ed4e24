"""What can go wrong on the command line, and the exit status of each.

A command raises `UsageError` or `OutputError`; `main` turns them into one line on standard error and a status.
"""

import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, TextIO

from extractor.formats.counts import counted
from extractor.printable import in_place

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from extractor.diagnostics import Diagnostic

DONE = 0
FINDINGS = 1
WRONG = 2
FAILED = 3
INTERRUPTED = 130
PIPE_BROKEN = 141


class UsageError(Exception):
    """The command line asks for what can't be done: an unknown type, an output folder that isn't there."""


class OutputError(Exception):
    """The output can't be written: a full disk, a folder without permission."""


def report(message: str) -> None:
    """One message for the user, on standard error. It may name documents, which come from others' data."""
    say(f"extract: {in_place(message)}")


def say(text: str = "") -> None:
    """A line or more on standard error. Where that is closed or full there is nobody to tell, and the work goes on."""
    try:
        print(text, file=sys.stderr, flush=True)
    except OSError:
        silence(sys.stderr)


def silence(stream: TextIO | None) -> None:
    """Point a stream at nothing, so that Python's last flush can't complain about what can't be written."""
    with suppress(OSError, AttributeError):  # no such stream, or not a real one
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())  # type: ignore[union-attr]
        os.close(nowhere)


def show(found: "Iterable[Diagnostic]") -> None:
    """Findings on standard error, each with its place and the line underlined."""
    from extractor.diagnostics import render

    for each in found:
        say(f"{render(each)}\n")


def refuse(what: str, found: "Sequence[Diagnostic]") -> int:
    """Show all that is wrong with `what`, on standard error, and give the status of that."""
    show(found)
    report(f"{what} can't be used: {counted(len(found), 'finding')}")
    return WRONG
