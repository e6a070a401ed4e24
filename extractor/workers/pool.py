"""Workers and what they are at: the same results in the same order, a bounded number of documents in memory.

In: a compiled pack, documents, the number of processes. Out: a `Found` or a `Failure` for each document, in order. The one way in
is `spread`.

Processes are *spawned*, not forked: a fork copies threads' locks in whatever state they are and every open connection (a worker
whose parent died would never see the end of its own), and macOS's libraries don't bear it. Spawning is the same on every system
and in every Python; what it costs, a start of about half a second, is paid once and by all workers side by side. Each gets the
pack as data, texts in batches of about equal length, and one batch at a time, when it waits for one: so neither side can be
writing while the other is, and a batch that a worker died of is known. `ProcessPoolExecutor` can't tell that: there, one death
breaks all that is under way.

A batch whose worker died is tried again, each document alone and nothing beside it, so that a text that needs much memory has
all there is and no other is blamed. A document that a worker dies of a second time is a `Failure`.
"""

from __future__ import annotations

import signal
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing import get_context, resource_tracker
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Final, Generic, TypeVar

import msgspec

from extractor.compiled import Compiled
from extractor.text.document import Document
from extractor.workers.batches import Batch, Source, Task
from extractor.workers.results import Failure, Found, WorkersError
from extractor.workers.work import unpacked, work

AHEAD: Final = 4
"""Batches for each worker that are read before the first of them must be done: a long text holds up the order, not the work."""

_T = TypeVar("_T")


def spread(compiled: Compiled, items: Iterable[Document | _T], jobs: int) -> Iterator[Found | Failure | _T]:
    """What is found in each document, in order; what is no `Document` comes out in its place as it is.

    At most `AHEAD` batches for each of the `jobs` processes are read ahead; no more processes are started than there are batches.
    An error of the iterable is raised where its next item would stand. Raises `WorkersError`."""
    pool: _Pool[_T] = _Pool(msgspec.msgpack.encode(compiled), jobs)
    try:
        yield from pool.results(items)
    finally:
        pool.stop()


class _Worker(Generic[_T]):
    """A process, the parent's end of the connection to it, and what it is at. `ready`: it has the pack."""

    def __init__(self, process: BaseProcess, connection: Connection) -> None:
        self.process, self.connection = process, connection
        self.there = self.ready = False
        self.task: Task[_T] | None = None

    def end(self) -> str:
        """Ends the process, unless it has ended by itself; returns how it did, in words. Nothing is lost with it."""
        self.connection.close()
        self.process.join(1)
        self.process.kill()
        self.process.join()
        code = self.process.exitcode or 0
        self.process.close()
        return f"was ended by {_signal(-code)}" if code < 0 else f"ended with status {code}"


def _signal(number: int) -> str:
    with suppress(ValueError):
        return signal.Signals(number).name
    return f"signal {number}"


class _Pool(Generic[_T]):
    """The workers, the youngest last, and what they are still to do: `suspects` are documents that a worker died of once."""

    def __init__(self, compiled: bytes, jobs: int) -> None:
        self._compiled, self._jobs = compiled, jobs
        self._workers: list[_Worker[_T]] = []
        self._tasks: deque[Task[_T]] = deque()
        self._suspects: deque[Task[_T]] = deque()

    def results(self, items: Iterable[Document | _T]) -> Iterator[Found | Failure | _T]:
        """See `spread`."""
        source, window, limit = Source(items), deque[Batch[_T]](), AHEAD * self._jobs
        while True:
            while window and not window[0].left:
                yield from window.popleft().results  # type: ignore[misc]  # no document is left among them
            if not source.ended and len(window) < limit:
                batch = source.batch()
                window.append(batch)
                if batch.left:
                    self._tasks.append(Task(batch, batch.documents))
                self._hand_out()
                self._listen(0)
            elif window:
                self._listen(None)
            elif source.error is not None:
                raise source.error
            else:
                return

    def stop(self) -> None:
        """Ends all workers at once."""
        for worker in self._workers:
            worker.process.kill()
        while self._workers:
            self._workers.pop().end()

    def _hand_out(self) -> None:
        """Gives tasks to workers that wait for one, and starts workers where there are too few."""
        if self._suspects:
            self._start(0 if self._workers else 1)
            if not any(worker.task for worker in self._workers) and self._workers[-1].ready:
                self._give(self._workers[-1], self._suspects.popleft())
            return
        for worker in [each for each in self._workers if each.ready and each.task is None][: len(self._tasks)]:
            self._give(worker, self._tasks.popleft())
        self._start(len(self._tasks))

    def _give(self, worker: _Worker[_T], task: Task[_T]) -> None:
        worker.task = task
        try:
            worker.connection.send(task.batch.given(task.numbers))
        except OSError:
            self._lost(worker)

    def _start(self, wanted: int) -> None:
        """Starts workers until so many are on their way, but no more than there may be in all."""
        coming = sum(not worker.ready for worker in self._workers)
        for _ in range(min(wanted - coming, self._jobs - len(self._workers))):
            try:
                self._workers.append(_started())
            except OSError as error:
                return self._fewer(f"{error.strerror or error}")

    def _listen(self, timeout: float | None) -> None:
        """Takes what workers have to say; waits for it unless the time in seconds is up."""
        speaking = wait([worker.connection for worker in self._workers], timeout)
        for worker in [each for each in self._workers if each.connection in speaking]:
            try:
                self._heard(worker, worker.connection.recv_bytes())
            except (EOFError, OSError):
                self._lost(worker)
        self._hand_out()

    def _heard(self, worker: _Worker[_T], message: bytes) -> None:
        if not worker.there:
            worker.there = True
            worker.connection.send_bytes(self._compiled)
        elif not worker.ready:
            worker.ready = True
        elif worker.task is not None:
            task, worker.task = worker.task, None
            for number, result in zip(task.numbers, unpacked(message), strict=True):
                task.batch.put(number, result)

    def _lost(self, worker: _Worker[_T]) -> None:
        """A worker died: before it had the pack, or of its task."""
        self._workers.remove(worker)
        end, task = worker.end(), worker.task
        if not worker.ready:
            self._fewer(f"the last one {end}")
        elif task is not None and task.again:
            for number in task.numbers:
                task.batch.put(number, Failure(task.batch.name(number), f"the process that worked on it {end}, twice"))
        elif task is not None:
            self._suspects.extend(Task(task.batch, [number], again=True) for number in task.numbers)
            self._start(1)  # which is then the youngest, and gets them

    def _fewer(self, reason: str) -> None:
        """A worker couldn't be started: the others go on without it."""
        self._jobs -= 1
        if not self._workers:
            raise WorkersError(f"no worker process can be started: {reason}")


def _started() -> _Worker[_T]:
    """A new process that is about to say that it is there."""
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=work, args=(theirs,), daemon=True)
    try:
        with _undisturbed():
            process.start()
    finally:
        theirs.close()  # so that its end is seen here
    return _Worker(process, ours)


@contextmanager
def _undisturbed() -> Iterator[None]:
    """No Ctrl-C: what is started here never gets one, not even before it could ask for that, and so can't complain of it."""
    if sys.platform == "win32":
        yield
        return
    # Whoever starts the tracker that all workers share lets Ctrl-C through again, so it is started before.
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
