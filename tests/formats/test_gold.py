"""Gold: what is read, and what is said about a file that can't be used."""

import json
from pathlib import Path

import pytest

from extractor import Filler, Span
from extractor.formats.gold import GoldError, read, short_name

TEXT = "Il sindaco ha detto tutto."
TRIGGER = {"start": 14, "end": 19, "text": "detto"}
SOURCE = {"start": 0, "end": 10, "text": "Il sindaco", "head": {"start": 3, "end": 10, "text": "sindaco"}}
EVENT = {"type": "Say", "trigger": TRIGGER, "roles": {"source": [SOURCE]}, "attributes": {"polarity": "positive"}}
GOOD = {"doc": "a/one.txt", "text": TEXT, "events": [EVENT]}


def written(folder: Path, *records: object) -> str:
    path = folder / "gold.jsonl"
    lines = [record if isinstance(record, str) else json.dumps(record) for record in records]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return str(path)


def test_a_record(tmp_path: Path) -> None:
    (document,) = read(written(tmp_path, "", {**GOOD, "treebank": "x"}))
    (event,) = document.events
    assert (document.name, document.text, event.type, event.attributes) == ("one", TEXT, "Say", {"polarity": "positive"})
    assert event.trigger == Span(14, 19, "detto") and event.resolved == {}
    assert event.roles["source"] == (Filler(0, 10, "Il sindaco", Span(3, 10, "sindaco")),)


def test_what_may_be_left_out(tmp_path: Path) -> None:
    bare = {"type": "*", "trigger": TRIGGER, "resolved": None}
    (document,) = read(written(tmp_path, {"doc": 7, "text": TEXT, "events": [bare]}))
    (event,) = document.events
    assert document.name == "7" and (event.roles, event.attributes, event.resolved) == ({}, {}, {})


def test_a_byte_order_mark_belongs_to_no_record(tmp_path: Path) -> None:
    path = Path(written(tmp_path, GOOD))
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert [document.name for document in read(str(path))] == ["one"]


@pytest.mark.parametrize(("doc", "name"), [("d01", "d01"), ("a/b/d01.txt", "d01"), ("a\\d01.txt", "d01"), ("-", "-")])
def test_short_names(doc: str, name: str) -> None:
    assert short_name(doc) == name


WRONG = [
    ("{", "gold.jsonl:2: not JSON: "),
    ({"doc": "two", "text": TEXT}, "gold.jsonl:2: no record with doc, text and events: "),
    ([], "gold.jsonl:2: no record with doc, text and events: "),
    ({**GOOD, "doc": "two", "events": [{"type": "Say"}]}, "`trigger`"),
    ({**GOOD, "doc": "other/one"}, "gold.jsonl:2: there is a document called one already"),
    (
        {"doc": "two", "text": TEXT, "events": [{**EVENT, "trigger": {"start": 13, "end": 18, "text": "detto"}}]},
        'gold.jsonl:2: two: the text at [13, 18) is not "detto"',
    ),
    ({"doc": "two", "text": TEXT, "events": [{**EVENT, "trigger": {"start": 50, "end": 55, "text": "detto"}}]}, "[50, 55)"),
    ({"doc": "two", "text": TEXT, "events": [{**EVENT, "trigger": {"start": -6, "end": -1, "text": "tutto"}}]}, "[-6, -1)"),
    (
        {"doc": "two", "text": TEXT, "events": [{**EVENT, "roles": {"source": [{**SOURCE, "head": {**TRIGGER, "start": 15}}]}}]},
        "[15, 19)",
    ),
    ({"doc": "two", "text": TEXT, "events": [{**EVENT, "resolved": {"source": [{**TRIGGER, "text": "Detto"}]}}]}, '"Detto"'),
]


@pytest.mark.parametrize(("record", "message"), WRONG)
def test_what_is_wrong_is_said_with_file_and_line(record: object, message: str, tmp_path: Path) -> None:
    with pytest.raises(GoldError) as caught:
        read(written(tmp_path, GOOD, record))
    assert message in str(caught.value) and str(tmp_path / "gold.jsonl:2") in str(caught.value)


def test_a_line_that_is_not_utf_8(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_bytes(b'{"doc": "perch\xe9", "text": "", "events": []}\n')
    with pytest.raises(GoldError, match=r"gold\.jsonl:1: "):
        read(str(path))


def test_no_documents_and_no_file(tmp_path: Path) -> None:
    with pytest.raises(GoldError, match="no documents in this file"):
        read(written(tmp_path))
    with pytest.raises(GoldError, match=r"gone\.jsonl: No such file or directory"):
        read(str(tmp_path / "gone.jsonl"))
    with pytest.raises(GoldError, match="Is a directory"):
        read(str(tmp_path))
