"""JSON Lines: one event a line, in UTF-8.

Offsets count code points of the text as it stands in the file. `record` is the shape of an event in every JSON format.
"""

from collections.abc import Iterable, Sequence
from typing import TextIO

import msgspec

from extractor.events.schema import Event


def write(results: Iterable[tuple[str, Sequence[Event]]], stream: TextIO) -> None:
    """Write the events of each document, one a line; a document's lines go out together."""
    for document, events in results:
        if events:
            stream.write("".join(f"{encoded(document, event)}\n" for event in events))
            stream.flush()


def encoded(document: str, event: Event) -> str:
    """The event's record as one line of JSON, without its end."""
    return msgspec.json.encode(record(document, event)).decode()


def record(document: str, event: Event) -> dict[str, object]:
    """The event's fields, with `doc`, the name of its document, before them."""
    return {"doc": document, **msgspec.structs.asdict(event)}
