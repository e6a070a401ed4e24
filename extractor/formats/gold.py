"""Gold: documents whose events people annotated, one JSON object a line.

In: a file of records `{"doc": …, "text": …, "events": […]}`. Out: `GoldDocument` records whose spans hold what they say. The one
way in is `read`. Keys that are not named here are the annotators' own and left alone.
"""

from collections.abc import Iterator

import msgspec

from extractor.span import Filler, Span

ANY_TYPE = "*"
"""Stands for every event type, in gold that has none."""

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class GoldEvent(msgspec.Struct, frozen=True):
    """An annotated event. The trigger is its head word; roles and `resolved` are as in `Event`."""

    type: str
    trigger: Span
    roles: dict[str, tuple[Filler, ...]] = msgspec.field(default_factory=dict)
    attributes: dict[str, str] = msgspec.field(default_factory=dict)
    antecedents: dict[str, tuple[Span, ...]] | None = msgspec.field(default=None, name="resolved")

    @property
    def resolved(self) -> dict[str, tuple[Span, ...]]:
        """The antecedents by role."""
        return self.antecedents or {}


class GoldDocument(msgspec.Struct, frozen=True):
    """A text with its annotated events, in the file's order."""

    doc: str | int
    text: str
    events: tuple[GoldEvent, ...]

    @property
    def name(self) -> str:
        """The document's name without folder and without `.txt`: texts are matched by it."""
        return short_name(str(self.doc))


class GoldError(Exception):
    """The gold can't be used; the message names file and line."""


def short_name(document: str) -> str:
    """A document's name without folder and without `.txt`."""
    return document.replace("\\", "/").rsplit("/", 1)[-1].removesuffix(".txt")


def read(path: str) -> list[GoldDocument]:
    """The documents of the file at `path`, whole: gold is made by hand and small.

    Raises `GoldError` for a file that can't be read, a line that is no such record, a span that doesn't hold the text at its
    offsets, two documents of one name, and a file without documents."""
    found: dict[str, GoldDocument] = {}
    for number, line in _lines(path):
        document = _document(f"{path}:{number}", line)
        if document.name in found:
            raise GoldError(f"{path}:{number}: there is a document called {document.name} already; names must differ")
        found[document.name] = document
    if not found:
        raise GoldError(f"{path}: no documents in this file")
    return list(found.values())


def _lines(path: str) -> Iterator[tuple[int, bytes]]:
    """The lines that are not blank, with their numbers."""
    try:
        with open(path, "rb") as stream:
            for number, line in enumerate(stream, 1):
                content = line.removeprefix(_BYTE_ORDER_MARK) if number == 1 else line
                if content.strip():
                    yield number, content
    except OSError as error:
        raise GoldError(f"{path}: {error.strerror or error}") from error


def _document(place: str, line: bytes) -> GoldDocument:
    try:
        document = msgspec.json.decode(line, type=GoldDocument)
    except msgspec.ValidationError as error:
        raise GoldError(f"{place}: no record with doc, text and events: {error}") from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:  # the last for lists in lists in lists …
        raise GoldError(f"{place}: not JSON: {error}") from error
    for event in document.events:
        for span in _spans(event):
            if document.text[max(span.start, 0) : max(span.end, 0)] != span.text or span.start > span.end:
                where = f"[{span.start}, {span.end})"
                raise GoldError(f"{place}: {document.doc}: the text at {where} is not {msgspec.json.encode(span.text).decode()}")
    return document


def _spans(event: GoldEvent) -> Iterator[Span]:
    yield event.trigger
    for fillers in event.roles.values():
        for filler in fillers:
            yield filler
            if filler.head is not None:
                yield filler.head
    for antecedents in event.resolved.values():
        yield from antecedents
