"""Many documents over several processes: the same results in the same order, a bounded number of documents in memory.

In: a compiled pack, documents, the number of processes. Out: name and events of each document. The one way in is `spread`.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import islice

from extractor.engine import Compiled, Extractor
from extractor.events.schema import Event
from extractor.text.document import Document

BATCH = 16
"""Documents handed over at once: handing over costs about as much as a short text."""

_extractor: Extractor | None = None

Result = tuple[str, list[Event]]


def spread(compiled: Compiled, documents: Iterable[Document], jobs: int) -> Iterator[Result]:
    """The name and the events of each document, in order. At most a few batches for each process are read ahead.

    An error of a document is raised where its result would stand."""
    source = iter(documents)
    waiting: deque[Future[list[Result]]] = deque()
    with ProcessPoolExecutor(jobs, initializer=_prepare, initargs=(compiled,)) as pool:
        try:
            while batch := list(islice(source, BATCH)):
                waiting.append(pool.submit(_extract, batch))
                if len(waiting) > 2 * jobs:
                    yield from waiting.popleft().result()
            while waiting:
                yield from waiting.popleft().result()
        finally:
            # Whoever stops listening should not wait for what was read ahead.
            pool.shutdown(wait=False, cancel_futures=True)


def _prepare(compiled: Compiled) -> None:
    """Runs once in each process."""
    global _extractor
    _extractor = Extractor(compiled)


def _extract(batch: list[Document]) -> list[Result]:
    if _extractor is None:
        raise RuntimeError("the process was not prepared")
    return list(_extractor.pipe(batch))
