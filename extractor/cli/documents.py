"""The documents that a command works on, one by one: what fails is reported and left out, the others go on.

In: what `read` gives of the inputs. Out: what the command makes of each, by `Documents.each`.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from math import inf
from stat import S_ISREG
from typing import TYPE_CHECKING, TypeVar

from extractor.cli.problems import OutputError, UsageError, report

if TYPE_CHECKING:
    from extractor.cli.progress import Progress
    from extractor.formats.inputs import Unread
    from extractor.text.document import Document
    from extractor.workers.results import Failure

_T = TypeVar("_T")


def read(inputs: Sequence[str], date: str | None = None) -> Iterator[Document | Unread]:
    """The documents of a command's inputs, as they are read; `-` is standard input. `date` is theirs, in ISO 8601."""
    from extractor.formats import inputs as formats

    return formats.read(inputs, sys.stdin.buffer if sys.stdin else None, date)


def size(inputs: Sequence[str]) -> float:
    """How many bytes of text a command's inputs are, infinite where one isn't a file: then only reading it tells."""
    try:
        found = [os.stat(name) for name in inputs]
    except (OSError, ValueError):
        return inf
    return sum(each.st_size if S_ISREG(each.st_mode) else inf for each in found)


class Documents:
    """Counts the documents that could not be read or worked on."""

    def __init__(self, progress: Progress) -> None:
        self.failed = 0
        self._progress = progress

    def each(
        self, documents: Iterable[Document | Unread], work: Callable[[Document], tuple[_T, int]], again: bool = False
    ) -> Iterator[_T]:
        """What `work` makes of each document; with it, `work` gives how many things were found, for the line of progress.

        `again`: they were all here before, so what fails is known already."""
        return self.made(_worked_on(documents, work), again)

    def made(self, results: Iterable[Unread | Failure | tuple[_T, int]], again: bool = False) -> Iterator[_T]:
        """What was made of each document, as `each` gives it, where the work is done already."""
        for result in results:
            if isinstance(result, tuple):
                made, found = result
                self._progress.step(found)
                yield made
            elif not again:
                self.fail(f"{result.name}: {result.reason}")
        self.end()

    def end(self) -> None:
        """Take the line of progress away."""
        self._progress.clear()

    def fail(self, message: str) -> None:
        """Report a document that failed."""
        self.failed += 1
        self.tell(message)

    def tell(self, message: str) -> None:
        """A message that doesn't run into the line of progress."""
        self._progress.clear()
        report(message)


def _worked_on(
    documents: Iterable[Document | Unread], work: Callable[[Document], tuple[_T, int]]
) -> Iterator[Unread | Failure | tuple[_T, int]]:
    from extractor.formats.inputs import Unread
    from extractor.workers.results import failure

    for document in documents:
        if isinstance(document, Unread):
            yield document
            continue
        try:
            result = work(document)
        except (UsageError, OutputError):
            raise
        except Exception as error:  # a fault of the engine's in one text must not cost the other texts' results
            yield failure(document.name, error)
        else:
            yield result
