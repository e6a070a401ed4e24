"""From what the user names to documents: files, folders, globs, JSON Lines, standard input.

In: names as given. Out: `Document` records in the order named, each read when its turn comes, and an `Unread` for what
can't be. The one way in is `read`.

Text is UTF-8 and kept as it stands in the file, so that offsets fit it: line ends are not changed and a byte order mark
is its first character (`open(path, encoding="utf-8", newline="").read()` gives the same text).
"""

import os
from collections.abc import Iterable, Iterator
from typing import BinaryIO, Final

import msgspec

from extractor.text.document import Document

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class Unread(msgspec.Struct, frozen=True):
    """What could not be read: its name and why not."""

    name: str
    reason: str


class _Record(msgspec.Struct):
    """A line of JSON Lines; other keys are the corpus's own and left alone."""

    id: str | int
    text: str


_MAGIC: Final = frozenset("*?[")
"""What makes a name a pattern."""


def read(names: Iterable[str], standard_input: BinaryIO | None, date: str | None = None) -> Iterator[Document | Unread]:
    """The documents that the names stand for. `-` is the standard input; `date` is given to every document."""
    for name in names:
        if name == "-":
            yield from _from_stream(standard_input, date)
        elif os.path.lexists(name):
            yield from _from_path(name, date)
        elif _MAGIC.isdisjoint(name):
            yield Unread(shown(name), "no such file or folder")
        else:
            import glob  # here: few names are patterns

            paths = sorted(glob.glob(name, recursive=True))
            if not paths:
                yield Unread(shown(name), "no file fits this pattern")
            for path in paths:
                yield from _from_path(path, date)


def _from_path(path: str, date: str | None) -> Iterator[Document | Unread]:
    if os.path.isdir(path):
        yield from _from_folder(path, date)
    elif path.endswith(".jsonl"):
        try:
            with open(path, "rb") as lines:
                yield from _records(shown(path), lines, date)
        except OSError as error:
            yield Unread(shown(path), error.strerror or str(error))
    else:
        yield _text_file(path, date)


def _from_folder(folder: str, date: str | None) -> Iterator[Document | Unread]:
    """Every `*.txt` below the folder, by path; links to folders are not followed, so that no loop can arise."""
    empty = True
    unread: list[Unread] = []
    for place, folders, files in os.walk(folder, onerror=lambda error: unread.append(_unlisted(error))):
        folders.sort()
        for file in sorted(files):
            if file.endswith(".txt"):
                empty = False
                yield _text_file(os.path.join(place, file), date)
    yield from unread
    if empty and not unread:
        yield Unread(shown(folder), "no .txt file in this folder")


def _unlisted(error: OSError) -> Unread:
    return Unread(shown(str(error.filename)), error.strerror or str(error))


def _text_file(path: str, date: str | None) -> Document | Unread:
    try:
        with open(path, "rb") as stream:
            return _document(shown(path), stream.read(), date)
    except OSError as error:
        return Unread(shown(path), error.strerror or str(error))
    except MemoryError:
        return Unread(shown(path), "too large for this machine's memory")


def _document(name: str, content: bytes, date: str | None) -> Document | Unread:
    try:
        return Document(name, content.decode(), date)
    except UnicodeDecodeError as error:
        return Unread(name, f"not UTF-8 (byte {error.start}, value 0x{content[error.start]:02x}); convert it first")


def _from_stream(stream: BinaryIO | None, date: str | None) -> Iterator[Document | Unread]:
    """Standard input: JSON Lines if its first line is such a record, else one text called `-`."""
    if stream is None:
        yield Unread("-", "standard input is closed")
        return
    first = stream.readline()
    if first.removeprefix(_BYTE_ORDER_MARK).startswith(b"{") and isinstance(_record("-", first, 1, date), Document):
        yield from _records("-", _chained(first, stream), date)
    else:
        yield _document("-", first + stream.read(), date)


def _chained(first: bytes, rest: Iterable[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest


def _records(source: str, lines: Iterable[bytes], date: str | None) -> Iterator[Document | Unread]:
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield _record(source, line, number, date)


def _record(source: str, line: bytes, number: int, date: str | None) -> Document | Unread:
    if number == 1:
        line = line.removeprefix(_BYTE_ORDER_MARK)
    try:
        found = msgspec.json.decode(line, type=_Record)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:  # the last for lists in lists in lists …
        return Unread(f"{source}:{number}", f"no record with id and text: {error}")
    return Document(str(found.id), found.text, date)


def shown(path: str) -> str:
    """A path as text; bytes of a file name that are not UTF-8 are replaced, since output must be UTF-8."""
    return os.fsencode(path).decode(errors="replace")
