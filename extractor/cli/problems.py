"""What can go wrong on the command line, and the exit status of each.

A command raises `UsageError` or `OutputError`; `main` turns them into one line on standard error and a status.
"""

import sys
from typing import TYPE_CHECKING

from extractor.formats.counts import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

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
    """One message for the user, on standard error."""
    print(f"extract: {message}", file=sys.stderr, flush=True)


def refuse(what: str, found: "Sequence[Diagnostic]") -> int:
    """Show all that is wrong with `what`, on standard error, and give the status of that."""
    from extractor.diagnostics import render

    for each in found:
        print(render(each), end="\n\n", file=sys.stderr)
    report(f"{what} can't be used: {counted(len(found), 'finding')}")
    return WRONG
