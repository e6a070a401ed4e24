"""JSON Lines and the JSON array hold the record that the annotation guidelines describe."""

import io
import json

import pytest

from extractor.formats import json_array, jsonl
from tests.formats.events import ADMIT, SAY, TEXT


def lines_of(results: list) -> list[dict]:
    stream = io.StringIO()
    jsonl.write(results, stream)
    assert stream.getvalue() == "" or stream.getvalue().endswith("\n")
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_one_event_a_line_with_its_document() -> None:
    lines = lines_of([("a.txt", [SAY, ADMIT]), ("empty.txt", []), ("b.txt", [SAY])])
    assert [(line["doc"], line["type"]) for line in lines] == [("a.txt", "Say"), ("a.txt", "Admit"), ("b.txt", "Say")]


def test_the_record() -> None:
    (record,) = lines_of([("a.txt", [SAY])])
    keys = "doc id type trigger roles attributes resolved rule sentence parent date"
    assert list(record) == keys.split()
    assert record["trigger"] == {"start": 11, "end": 19, "text": "ha detto"}
    assert record["roles"]["source"] == [
        {
            "start": 0,
            "end": 10,
            "text": "Il sindaco",
            "head": {"start": 3, "end": 10, "text": "sindaco"},
            "type": "Speaker",
        }
    ]
    assert "head" not in record["roles"]["content"][0]
    assert record["parent"] is None


def test_spans_hold_the_text_at_their_offsets() -> None:
    for record in lines_of([("a.txt", [SAY, ADMIT])]):
        for spans in ([record["trigger"]], *record["roles"].values(), *record["resolved"].values()):
            assert all(TEXT[span["start"] : span["end"]] == span["text"] for span in spans)


@pytest.mark.parametrize("results", [[], [("a.txt", [])], [("a.txt", [SAY]), ("b.txt", [ADMIT, SAY])]])
def test_the_array_holds_the_same_records(results: list) -> None:
    stream = io.StringIO()
    json_array.write(results, stream)
    assert json.loads(stream.getvalue()) == lines_of(results)


def test_letters_are_not_escaped() -> None:
    stream = io.StringIO()
    jsonl.write([("città.txt", [SAY])], stream)
    assert '"doc":"città.txt"' in stream.getvalue()
