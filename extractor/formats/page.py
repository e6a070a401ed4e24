"""What is written for people, on a terminal or not: rich's console, with our habits.

In: a stream. Out: by `page` the console that writes on it. Nothing in what is printed is taken for markup, and a reader who
went away is a `BrokenPipeError`, as for every other writer, so that the command can end with its own status.
"""

from typing import TextIO

from rich.console import Console


class _Page(Console):
    def on_broken_pipe(self) -> None:
        """Called while the error is handled; rich's own method would end the program with status 1."""
        raise


def page(stream: TextIO) -> Console:
    """The console that writes on `stream`."""
    return _Page(file=stream, highlight=False, emoji=False, markup=False)
