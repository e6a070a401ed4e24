"""Several processes: what one gives, in its order; what a worker dies of costs itself only; nothing is left behind."""

import gc
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

from extractor import Document, DocumentError, Extractor, WorkersError
from extractor.workers import batches, pool
from extractor.workers.pool import AHEAD, spread
from extractor.workers.results import Failure, Found
from tests.workers import faulty
from tests.workers.faulty import DEEP, KILLED, LEFT, ONCE, SLOW

PACK = Path(__file__).resolve().parents[2] / "examples" / "english"
SAID = "The mayor said: “We are ready.”"


@cache
def english() -> Extractor:
    return Extractor.load(PACK)


def run(items: list[str | int], jobs: int = 2) -> list[Found | Failure | int]:
    """What comes of texts, named by their numbers, and of what is no text."""
    given = [Document(f"d{number}", item) if isinstance(item, str) else item for number, item in enumerate(items)]
    return list(spread(english().compiled, given, jobs))


def found(number: int, text: str) -> Found:
    return Found(f"d{number}", english().extract(text))


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> None:
    """Workers that some texts kill."""
    monkeypatch.setattr(pool, "work", faulty.work)


@pytest.fixture(autouse=True)
def nothing_is_left(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Batches are small, so that little text makes many."""
    monkeypatch.setattr(batches, "BATCH", 1500)
    yield
    gc.collect()
    assert multiprocessing.active_children() == []


def test_long_short_and_empty_texts_and_what_is_none() -> None:
    texts: list[str | int] = [SAID, 1, "", SAID * 200, *([SAID, ""] * 50), 105, SAID]
    assert run(texts) == [found(n, text) if isinstance(text, str) else text for n, text in enumerate(texts)]


def test_nothing_to_do_starts_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "work", faulty.unable)
    assert run([]) == [] and run([1, 2]) == [1, 2]


def test_no_more_processes_than_batches() -> None:
    results = spread(english().compiled, [Document(f"d{n}", SAID) for n in range(3)], 8)
    next(results)
    assert len(multiprocessing.active_children()) == 1
    assert len(list(results)) == 2


def test_half_a_character_comes_back_as_from_one_process() -> None:
    text = "The \ud800 mayor said: “We are \udfff ready.”"
    assert run([text]) == [found(0, text)]
    assert english().extract(text)


@pytest.mark.usefixtures("broken")
class TestFatalTexts:
    @pytest.mark.parametrize(
        ("fatal", "reason"), [(KILLED, "was ended by SIGKILL, twice"), (LEFT, "ended with status 7, twice")]
    )
    def test_one_that_kills_its_worker(self, fatal: str, reason: str) -> None:
        texts = [f"{SAID} {number}" if number != 13 else fatal for number in range(40)]
        results = run(list(texts))
        assert results[13] == Failure("d13", f"the process that worked on it {reason}")
        assert results[:13] + results[14:] == [found(n, text) for n, text in enumerate(texts) if n != 13]

    def test_several_first_and_last_and_in_long_texts(self) -> None:
        texts = [KILLED, SAID, LEFT, SAID * 100, KILLED * 300, SAID, *[SAID * 100] * 8, LEFT]
        results = run(list(texts))
        assert [n for n, each in enumerate(results) if isinstance(each, Failure)] == [0, 2, 4, 14]
        assert [each for each in results if isinstance(each, Found)] == [
            found(n, text) for n, text in enumerate(texts) if n not in (0, 2, 4, 14)
        ]

    def test_one_that_kills_its_worker_once(self, tmp_path: Path) -> None:
        """As where the machine's memory was needed by somebody else for a moment."""
        text = SAID + ONCE + str(tmp_path / "met")
        assert run([SAID, text, SAID]) == [found(n, each) for n, each in enumerate([SAID, text, SAID])]
        assert (tmp_path / "met").exists()

    def test_an_error_in_one(self) -> None:
        reason = "internal error, please report it: RecursionError: too deep"
        assert run([SAID, DEEP, SAID]) == [found(0, SAID), Failure("d1", reason), found(2, SAID)]

    def test_the_library_raises_or_tells(self) -> None:
        texts = [("a", SAID), ("b", LEFT), ("c", SAID)]
        told: list[tuple[str, str]] = []
        done = [name for name, _ in english().pipe(texts, jobs=2, failed=lambda *failure: told.append(failure))]
        assert (done, told) == (["a", "c"], [("b", "the process that worked on it ended with status 7, twice")])
        results = english().pipe(texts, jobs=2)
        assert next(results) == ("a", english().extract(SAID))
        with pytest.raises(DocumentError, match=r"^b: the process that worked on it ended with status 7, twice$"):
            next(results)

    def test_whoever_stops_listening_waits_for_nothing(self) -> None:
        began = time.monotonic()
        results = spread(english().compiled, [Document("a", SAID * 100), Document("b", SLOW * 1000)], 2)
        assert next(results) == Found("a", english().extract(SAID * 100))
        results.close()
        assert time.monotonic() - began < 30


def test_the_library_raises_or_tells_in_one_process_too(monkeypatch: pytest.MonkeyPatch) -> None:
    def extract(self: Extractor, text: str, **more: object) -> list[object]:
        if text == DEEP:
            raise RecursionError("too deep")
        return []

    monkeypatch.setattr(Extractor, "extract", extract)
    texts = [("a", SAID), ("b", DEEP), ("c", SAID)]
    reason = "internal error, please report it: RecursionError: too deep"
    told: list[tuple[str, str]] = []
    assert [name for name, _ in english().pipe(texts, failed=lambda *failure: told.append(failure))] == ["a", "c"]
    assert told == [("b", reason)]
    with pytest.raises(DocumentError, match=r"^b: internal error") as raised:
        list(english().pipe(texts))
    assert isinstance(raised.value.__cause__, RecursionError)


def test_workers_that_cant_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "work", faulty.unable)
    with pytest.raises(WorkersError, match="no worker process can be started: the last one ended with status 5"):
        run([SAID * 100] * 4)


def test_a_worker_that_somebody_ends_is_replaced() -> None:
    results = spread(english().compiled, [Document(f"d{number}", SAID * 20) for number in range(24)], 1)
    for number in range(24):
        assert next(results) == found(number, SAID * 20)
        if number in (0, 15):
            for process in multiprocessing.active_children():
                os.kill(process.pid or 0, signal.SIGKILL)
    assert list(results) == []


def test_an_error_of_the_documents_comes_in_its_place() -> None:
    def documents() -> Iterator[Document]:
        yield Document("a", SAID)
        yield Document("b", SAID)
        raise OSError("gone")

    results = english().pipe(documents(), jobs=2)
    assert [next(results)[0], next(results)[0]] == ["a", "b"]
    with pytest.raises(OSError, match="gone"):
        next(results)


@pytest.mark.parametrize("text", ["", SAID * 60])
def test_reading_waits_for_who_listens(text: str) -> None:
    """However many documents there are, a bounded number of them is in memory, of empty ones too."""
    taken = 0

    def documents() -> Iterator[Document]:
        nonlocal taken
        for number in range(100_000):
            taken += 1
            yield Document(f"d{number}", text)

    jobs, each = 2, -(-batches.BATCH // (len(text) + batches.EACH))
    results = spread(english().compiled, documents(), jobs)
    for number in range(5 * each):
        assert next(results) == found(number, text)
    assert taken <= (AHEAD * jobs + 5) * each
    results.close()


def test_threads_may_each_have_their_own() -> None:
    """Nothing is forked, so no lock of another thread's is copied while it is held."""
    results: dict[int, list[Found | Failure | int]] = {}
    at_once: list[Callable[[], None]] = [lambda n=n: results.update({n: run([SAID] * (n + 1))}) for n in range(3)]
    threads = [threading.Thread(target=each) for each in at_once]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == {n: [found(k, SAID) for k in range(n + 1)] for n in range(3)}
