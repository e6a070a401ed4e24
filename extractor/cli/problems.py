"""What can go wrong on the command line, and the exit status of each.

A command raises `UsageError` or `OutputError`; `main` turns them into one line on standard error and a status.
"""

import sys

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


def counted(number: int, noun: str) -> str:
    """`1 error`, `2 errors`."""
    return f"{number} {noun}{'' if number == 1 else 's'}"
