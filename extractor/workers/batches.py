"""Batches of documents: what workers are handed at once, and what came of it.

In: documents and what else stands between them. Out, by `Source.batch`: a `Batch` of about the same length each time.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, Generic, NamedTuple, TypeVar

from extractor.text.document import Document
from extractor.workers.results import Failure, Found

BATCH: Final = 20_000
"""Code points of text handed over at once, unless a single text has more: some hundredths of a second of work at least, a
hundred times what handing over costs."""

EACH: Final = 200
"""Code points that a document counts for beside its text, so that empty ones fill a batch too."""

_T = TypeVar("_T")


class Batch(Generic[_T]):
    """Items in order; `results` has what came of each, and `left` is the number of documents of which nothing has come yet."""

    def __init__(self, items: list[Document | _T]) -> None:
        self.results: list[Document | Found | Failure | _T] = list(items)
        self.documents = [number for number, item in enumerate(items) if isinstance(item, Document)]
        self.left = len(self.documents)

    def put(self, number: int, result: Found | Failure) -> None:
        """What came of a document."""
        self.results[number] = result
        self.left -= 1

    def name(self, number: int) -> str:
        """The name of a document."""
        return self.given([number])[0][0]

    def given(self, numbers: Iterable[int]) -> list[tuple[str, str, str | None]]:
        """The documents with these numbers as they are handed over."""
        documents = (self.results[number] for number in numbers)
        return [(each.name, each.text, each.date) for each in documents if isinstance(each, Document)]


class Source(Generic[_T]):
    """Items, batch by batch. An error on the way is kept until all that came before it is out."""

    def __init__(self, items: Iterable[Document | _T]) -> None:
        self._items = iter(items)
        self.ended = False
        self.error: Exception | None = None

    def batch(self) -> Batch[_T]:
        """The next items, at least one unless there are no more."""
        items: list[Document | _T] = []
        room = BATCH
        while room > 0 and not self.ended:
            try:
                item = next(self._items)
            except StopIteration:
                self.ended = True
            except Exception as error:
                self.ended, self.error = True, error
            else:
                items.append(item)
                room -= EACH + (len(item.text) if isinstance(item, Document) else 0)
        return Batch(items)


class Task(NamedTuple, Generic[_T]):
    """Documents of a batch, by number, that a worker is to look at; `again`: a worker has died of that."""

    batch: Batch[_T]
    numbers: list[int]
    again: bool = False
