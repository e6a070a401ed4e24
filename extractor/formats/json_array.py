"""JSON: one array with all events of the run, one event a line, for programs that read a whole file at once."""

from collections.abc import Iterable, Sequence
from typing import TextIO

from extractor.events.schema import Event
from extractor.formats.jsonl import encoded


def write(results: Iterable[tuple[str, Sequence[Event]]], stream: TextIO) -> None:
    """Write the events of all documents as one array, as they come."""
    before = "["
    for document, events in results:
        for event in events:
            stream.write(f"{before}\n{encoded(document, event)}")
            before = ","
    stream.write("[]\n" if before == "[" else "\n]\n")
