"""The page that people read: a rich console as all views want it.

In: a stream. Out: a `Page` to print on. What is printed are texts and parts of rules, so square brackets and colons mean
nothing to it.
"""

from typing import TextIO

from rich.console import Console


class Page(Console):
    """Prints on a stream, in colour and as wide as the terminal where it is one."""

    def __init__(self, stream: TextIO) -> None:
        super().__init__(file=stream, highlight=False, emoji=False, markup=False)

    def on_broken_pipe(self) -> None:
        """Leave it to the command what to do where the reader went away; rich would end the program with a status of its own."""
        raise  # the error that rich is handling when it calls this
