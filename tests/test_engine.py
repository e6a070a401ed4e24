"""The promises of the whole engine: lazy is eager, order and chance don't matter, spans hold their text, no text breaks it."""

import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

import msgspec
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor import Document, Event, Extractor
from extractor.language.parse import parse
from extractor.language.tree import PhaseName
from extractor.matching.waking_words import WakingWords
from extractor.passage import Passage
from extractor.text.analyze import Analyzer
from extractor.text.stretches import Stretches
from extractor.text.tokenize import Tokenizer
from extractor.workers import batches
from tests.italian_pack import ARTICLE, ROOT, RULES, TEXTS, italian

WORDS = ("ha detto", "che", "di", "il ministro", "secondo", "accusando", "è", "l'")
MARKS = ("«", "»", "“", "”", '"', ",", ".", ":", "\n\n", "—")
CUES = WORDS + MARKS
"""Bits that wake the rules, so that invented texts get further than the first phase."""

texts = st.lists(st.one_of(st.sampled_from(CUES), st.text(max_size=8)), max_size=30).map(" ".join)


@given(texts)
@settings(max_examples=150, deadline=None)
def test_any_text_gives_events_whose_spans_hold_their_text(text: str) -> None:
    for event in italian().extract(text):
        for span in every_span(event):
            assert text[span["start"] : span["end"]] == span["text"]


@given(texts)
@settings(max_examples=100, deadline=None)
def test_phases_on_demand_give_what_all_phases_give(text: str) -> None:
    assert italian().extract(text) == list(italian().inspect(text).events)


@cache
def hasty() -> Extractor:
    """The Italian pack, loaded for a few pages."""
    return Extractor.load(RULES, cache=False, brief=True)


@given(texts)
@settings(max_examples=50, deadline=None)
def test_loaded_for_a_few_pages_a_pack_finds_the_same(text: str) -> None:
    assert hasty().compiled.program.scan.always
    assert hasty().extract(text) == italian().extract(text)


def test_what_was_made_for_a_few_pages_is_kept_apart(tmp_path: Path) -> None:
    def scanned(brief: bool) -> bool:
        return not Extractor.load(ROOT / "examples" / "english", cache=tmp_path, brief=brief).compiled.program.scan.always

    assert [scanned(True), scanned(True)] == [False, False]
    assert len(list(tmp_path.iterdir())) == 1
    assert [scanned(False), scanned(True), scanned(False)] == [True, True, True]  # the whole serves both
    assert len(list(tmp_path.iterdir())) == 2


@pytest.mark.parametrize("text", TEXTS)
def test_phases_on_demand_give_what_all_phases_give_on_real_sentences(text: str) -> None:
    assert italian().extract(text) == list(italian().inspect(text).events)


@given(texts)
@settings(max_examples=50, deadline=None)
def test_events_survive_json(text: str) -> None:
    events = italian().extract(ARTICLE[:300] + text)
    assert msgspec.json.decode(msgspec.json.encode(events), type=list[Event]) == events


QUIET = "The square was full on Saturday (nearly).\n\nThen rain in the evening."
"""A text for the English pack, whose few rules leave most words alone."""


def test_a_text_without_a_waking_word_is_not_even_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    english = Extractor.load(ROOT / "examples" / "english")
    assert english.extract(QUIET) == list(english.inspect(QUIET).events) == []
    monkeypatch.setattr(Tokenizer, "tokenize", None)
    assert english.extract(QUIET) == []
    with pytest.raises(TypeError):
        english.extract(f"{QUIET} The mayor said that it rains.")


@given(texts)
@settings(max_examples=100, deadline=None)
def test_where_nothing_wakes_there_is_no_event(text: str) -> None:
    passage = Passage(italian(), Document("-", text))
    for part in [text, *text.split("\n\n"), *text.split(".")]:
        if not italian().waking.possible(part):
            assert list(italian().inspect(part).events) == []
    awake = set(passage._awake())
    for index in range(len(passage.segmentation.sentences)):
        assert passage.cascade.can_start(index) == (index in awake)


def test_small_tables_and_threads_change_nothing() -> None:
    forgetful = Extractor(italian().compiled)
    conventions, tokenizer = forgetful.compiled.conventions, forgetful.tokenizer
    tokenizer.stretches = Stretches(tokenizer._pattern, conventions, "(?!)", kept=7)
    forgetful.analyzer = Analyzer(forgetful.compiled.morphology, tokenizer.fold, cache_size=11)
    forgetful.waking = WakingWords(
        lambda form: forgetful.matcher.wakes(forgetful.analyzer.analyze(form)), tokenizer.stretches, kept=5
    )
    given = [*TEXTS, QUIET] * 2
    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(forgetful.extract, given)) == [italian().extract(text) for text in given]
    assert len(tokenizer.stretches) <= 7 and len(forgetful.waking) <= 5 + 5 + 4


def every_span(event: Event) -> list[dict[str, object]]:
    """The event's spans, as the JSON has them."""
    found: list[dict[str, object]] = []

    def walk(value: object) -> None:
        if isinstance(value, dict):
            if "start" in value:
                found.append(value)
            for inner in value.values():
                walk(inner)
        elif isinstance(value, list | tuple):
            for inner in value:
                walk(inner)

    walk(msgspec.to_builtins(event))
    return found


def shuffled_pack(folder: Path, chance: random.Random) -> Path:
    """A copy of the Italian pack with every statement in a file of its own and all files and lexicon entries in another order."""
    shutil.copytree(RULES, folder)
    for path in sorted(folder.rglob("*.rules")):
        source = path.read_text(encoding="utf-8")
        tree, found = parse(source, path.name)
        assert not found
        lines = source.splitlines()
        starts = [statement.place.line - 1 for statement in tree.statements]
        phase = ""
        for statement, start, end in zip(tree.statements, starts, [*starts[1:], len(lines)], strict=True):
            if isinstance(statement, PhaseName):
                phase = f"phase {statement.name}\n\n"
                continue
            name = f"{chance.randrange(10**9):09}_{path.stem}_{start}.rules"
            (folder / name).write_text(phase + "\n".join(lines[start:end]) + "\n", encoding="utf-8")
        path.unlink()
    for path in sorted((folder / "lexicons").glob("*.yaml")):
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # every scalar as written
        shuffle_lists(content, chance)
        path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return folder


def shuffle_lists(content: object, chance: random.Random) -> None:
    """Puts every list inside in another order."""
    if isinstance(content, list):
        chance.shuffle(content)
    for inner in content.values() if isinstance(content, dict) else content if isinstance(content, list) else ():
        shuffle_lists(inner, chance)


@pytest.mark.parametrize("seed", [1, 2])
def test_the_order_of_files_rules_and_entries_changes_nothing(tmp_path: Path, seed: int) -> None:
    shuffled = Extractor.load(shuffled_pack(tmp_path / "pack", random.Random(seed)))
    for text in TEXTS:
        assert shuffled.extract(text) == italian().extract(text)


def test_the_hash_seed_changes_nothing(tmp_path: Path) -> None:
    article = tmp_path / "article.txt"
    article.write_text(ARTICLE, encoding="utf-8")
    command = [sys.executable, "-m", "extractor", "--no-cache", "--format", "jsonl", str(article)]
    outputs = {
        subprocess.run(
            command, capture_output=True, check=True, cwd=ROOT, env={**os.environ, "PYTHONHASHSEED": seed}
        ).stdout
        for seed in ("0", "1", "12345")
    }
    assert len(outputs) == 1
    assert outputs.pop()


@pytest.mark.parametrize("text", TEXTS)
def test_other_quotation_marks_give_the_same_events(text: str) -> None:
    other = text.translate(str.maketrans({"“": "«", "”": "»", "«": "“", "»": "”"}))
    assert shape(italian().extract(other)) == shape(italian().extract(text))


def shape(events: list[Event]) -> list[object]:
    """What events say, without the characters of their spans."""
    return [
        (
            event.type,
            event.trigger.start,
            {role: [(f.start, f.end) for f in fillers] for role, fillers in event.roles.items()},
            event.attributes,
            {role: [(s.start, s.end) for s in spans] for role, spans in event.resolved.items()},
            event.rule,
        )
        for event in events
    ]


def test_a_pack_is_named_with_a_digest_of_its_files(tmp_path: Path) -> None:
    changed = shutil.copytree(ROOT / "examples" / "english", tmp_path / "pack")
    before = Extractor.load(changed)
    (changed / "lexicons" / "speakers.yaml").open("a", encoding="utf-8").write("# one more line\n")
    after = Extractor.load(changed)
    assert before.pack.startswith("english-reporting 0.1.0 (")
    assert before.pack != after.pack
    assert after.schema()["title"] == f"Events of {after.pack}"


def test_pipe_gives_documents_in_order_and_one_by_one() -> None:
    taken: list[str] = []

    def documents() -> Iterator[Document | tuple[str, str]]:
        for number, text in enumerate(TEXTS):
            taken.append(text)
            yield Document(f"d{number}", text) if number % 2 else (f"d{number}", text)

    results = italian().pipe(documents())
    name, events = next(results)
    assert (name, events, len(taken)) == ("d0", italian().extract(TEXTS[0]), 1)
    assert [name for name, _ in results] == [f"d{number}" for number in range(1, len(TEXTS))]


def test_several_processes_give_the_same_in_the_same_order_and_read_little_ahead(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "BATCH", 2000)
    taken: list[int] = []

    def documents() -> Iterator[tuple[str, str]]:
        for number in range(300):
            taken.append(number)
            yield f"d{number}", TEXTS[number % len(TEXTS)] if number < 40 else f"Il sindaco ha detto che il ponte {number} tiene."

    results = italian().pipe(documents(), jobs=2)
    first = next(results)
    assert len(taken) < 150
    expected = [(name, italian().extract(text)) for name, text in documents()]
    assert [first, *results] == expected


@pytest.mark.parametrize(
    ("text", "given", "date"),
    [
        ("date 2020-10 Il sindaco ha detto che si parte.", None, "2020-10"),
        ("date 2020-10 Il sindaco ha detto che si parte.", "2021-03-01", "2021-03-01"),
        ("Il sindaco ha detto che si parte.", None, None),
    ],
)
def test_a_documents_date_is_given_or_read_from_its_dateline(text: str, given: str | None, date: str | None) -> None:
    assert [event.date for event in italian().extract(text, date=given)] == [date]


@pytest.mark.usefixtures("no_collection")
def test_a_long_sentence_takes_linear_time() -> None:
    clause = "il ministro ha detto che il premier, secondo la sindaca, ha accusato il governo di tacere e "
    italian().extract(clause * 20)
    short, long = (seconds(clause * times) for times in (100, 200))
    # Twice the text; generous, since machines are noisy.
    assert long < 5 * short


@pytest.mark.usefixtures("no_collection")
def test_quotations_that_go_on_take_linear_time() -> None:
    paragraph = "«Siamo pronti», ha detto il ministro. «Lo siamo tutti. Da ieri.» «E domani.» Ha aggiunto che la tregua regge. "
    contents = [len(event.content) for event in italian().extract(paragraph * 20) if event.trigger.text == "ha detto"]
    assert contents == [3] * 20
    short, long = (seconds(paragraph * times) for times in (100, 200))
    assert long < 5 * short


@pytest.mark.usefixtures("no_collection")
def test_antecedents_take_linear_time() -> None:
    paragraph = "Il ministro è arrivato. «Siamo pronti», ha detto. Ha aggiunto che la tregua regge. "

    def resolving(times: int) -> float:
        passage = Passage(italian(), Document("-", paragraph * times))
        passage.events()
        start = time.process_time()
        assert len(passage.resolved()) == 2 * times
        return time.process_time() - start

    resolving(10)
    short, long = max(resolving(25), 0.003), resolving(100)
    # Four times the text; generous, since machines are noisy.
    assert long < 10 * short


def seconds(text: str) -> float:
    start = time.process_time()
    assert len(italian().extract(text)) > 50
    return time.process_time() - start
