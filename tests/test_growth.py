"""How time grows, and that nothing changes what is found: generous bounds here, exact figures in `benchmarks/`."""

import gc
import time
from collections.abc import Callable
from itertools import islice
from pathlib import Path

import pytest

from benchmarks.news import articles
from benchmarks.pack import write_patterns
from benchmarks.parts.explosions import EXPLOSIONS, pack_of
from benchmarks.parts.growth import LONG
from benchmarks.patterns import draw
from extractor import Event, Extractor
from extractor.formats.jsonl import encoded
from extractor.matching.match import Matcher
from extractor.matching.plan import State
from tests.italian_pack import TEXTS, italian

NEWS = [text for _, text in islice(articles(), 120)]


def seconds(work: Callable[[], object]) -> float:
    """The least of three times, so that a busy machine counts little."""
    times = []
    for _ in range(3):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return min(times)


@pytest.mark.usefixtures("no_collection")
def test_twice_the_text_takes_about_twice_the_time() -> None:
    text = "\n".join(NEWS[:3])
    italian().extract(text)
    assert seconds(lambda: italian().extract(f"{text}\n{text}")) < 4 * seconds(lambda: italian().extract(text))


@pytest.mark.usefixtures("no_collection")
def test_ten_times_the_rules_take_much_less_than_ten_times_the_time(tmp_path: Path) -> None:
    patterns = draw(NEWS, 600)
    few, many = (Extractor.load(write_patterns(tmp_path / str(count), patterns[:count])) for count in (60, 600))

    def over(extractor: Extractor) -> float:
        return seconds(lambda: [extractor.extract(text) for text in NEWS[:40]])

    over(few), over(many)
    assert over(many) < 5 * over(few)


@pytest.mark.usefixtures("no_collection")
@pytest.mark.parametrize("what", LONG)
def test_twice_the_length_of_a_sentence_or_quotation_takes_about_twice_the_time(what: str) -> None:
    short, long = LONG[what](400), LONG[what](800)
    assert len(long) > 1.7 * len(short)
    italian().extract(short)
    assert seconds(lambda: italian().extract(long)) < 5 * seconds(lambda: italian().extract(short))


@pytest.mark.usefixtures("no_collection")
@pytest.mark.parametrize("name", EXPLOSIONS)
def test_patterns_that_blow_up_elsewhere_take_linear_time(name: str, tmp_path: Path) -> None:
    extractor = Extractor.load(pack_of(EXPLOSIONS[name], tmp_path / "pack"))
    short, long = (EXPLOSIONS[name].text(words) for words in (1500, 3000))
    extractor.extract(short)
    assert seconds(lambda: extractor.extract(long)) < 4 * seconds(lambda: extractor.extract(short))


def test_the_filter_changes_nothing() -> None:
    unfiltered = Extractor(italian().compiled)
    unfiltered.matcher = Matcher(italian().compiled.program, filtered=False)
    texts = [*TEXTS, *NEWS[:4]]
    found = [lines(unfiltered, text) for text in texts]
    assert found == [lines(italian(), text) for text in texts]
    assert any(found)


def test_the_filter_changes_nothing_for_many_rules(tmp_path: Path) -> None:
    extractor = Extractor.load(write_patterns(tmp_path / "pack", draw(NEWS, 400)))
    unfiltered = Extractor(extractor.compiled)
    unfiltered.matcher = Matcher(extractor.compiled.program, filtered=False)
    texts = NEWS[:50]
    found = [lines(unfiltered, text) for text in texts]
    assert found == [lines(extractor, text) for text in texts]
    assert sum(map(len, found)) > 50


def test_how_little_is_remembered_changes_nothing(tmp_path: Path) -> None:
    words = Extractor.load(write_patterns(tmp_path / "pack", draw(NEWS, 200)))
    for extractor, texts in ((italian(), [*TEXTS, *NEWS[:3]]), (words, NEWS[:40])):
        forgetful = Extractor(extractor.compiled)
        forgetful.analyzer.keep(20)
        forgetful.matcher.tables.keep(20)
        forgetful.matcher.tables.conditions.room.limit = 20
        found = [lines(forgetful, text) for text in texts]
        assert found == [lines(extractor, text) for text in texts]
        assert any(found)


def test_the_number_of_processes_changes_nothing() -> None:
    documents = [(str(number), text) for number, text in enumerate([*TEXTS, *NEWS[:12]])]
    one, two = ([(name, records(name, events)) for name, events in italian().pipe(documents, jobs=jobs)] for jobs in (1, 2))
    assert one == two
    assert any(found for _, found in one)


def lines(extractor: Extractor, text: str) -> list[str]:
    """The events of a text as JSON, byte for byte."""
    return records("-", extractor.extract(text))


def records(name: str, events: list[Event]) -> list[str]:
    """The events as JSON, byte for byte."""
    return [encoded(name, event) for event in events]


def test_a_document_leaves_nothing_to_the_garbage_collector() -> None:
    """No object leads back to itself that a document alone had, so that memory is free as soon as the document is done."""
    texts = [*TEXTS, *NEWS[:8]]
    assert any([italian().extract(text) for text in texts])
    gc.collect()
    for text in texts:
        italian().extract(text)
    assert gc.collect() == 0


def test_most_of_what_is_kept_is_nothing_that_the_garbage_collector_walks() -> None:
    """Each full collection goes through all that it tracks, caches included."""
    extractor = Extractor(italian().compiled)
    extractor.extract(NEWS[0])
    gc.collect()
    before = len(gc.get_objects())
    for text in NEWS[:60]:
        extractor.extract(text)
    gc.collect()
    assert len(gc.get_objects()) - before < 1200 * 60


@pytest.mark.usefixtures("no_collection")
def test_states_that_are_forgotten_are_free_at_once() -> None:
    """They lead to one another and back, which alone would leave them to the garbage collector."""
    extractor = Extractor(italian().compiled)
    for text in NEWS[:5]:
        extractor.extract(text)
    matcher = extractor.matcher
    filters = [found for phase in range(len(matcher.phases)) if (found := matcher.filter_of(phase)) is not None]
    known = {id(state) for each in filters for state in each.known.values()}
    for each in filters:
        each.limit = each.count
        each.counted()
    left = sum(isinstance(found, State) and id(found) in known for found in gc.get_objects())
    assert len(known) > 10 * len(filters)
    assert left <= len(filters)  # the empty one of each is made anew, perhaps in the same place
