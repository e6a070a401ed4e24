"""Writes a concordance: hits as lines of keywords in context, frequencies as a list; for people, as TSV, as JSON Lines.

In: hits, a few at a time (a document's, as they come), or counts. Out: text on a stream; every group goes out at once. The ways
in are `write_hits` and `write_counts`.

    table   document   left context, up to the keyword  keyword  right context
    tsv     a header and one line a hit: doc, start, end, left, match, right; control characters, tabs and line ends among
            them, become spaces
    jsonl   one record a hit, with its captures and the mentions that the pattern took
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Final, TextIO

import msgspec

from extractor.authoring.arrange import Count
from extractor.authoring.concordance import Hit

if TYPE_CHECKING:
    from rich.text import Text

CONTEXT: Final = 100
"""Code points of context on either side in TSV and JSON Lines."""

_KEYWORD, _QUIET = "bold yellow", "dim"
_GUTTER, _CUT = "  ", "…"
_SHORT_KEYWORD = 12  # cells; the left context leaves so much room before the rest of the line is halved
_HEADER = ("doc", "start", "end", "left", "match", "right")
_CONTROLS = dict.fromkeys([*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029], " ")

Groups = Iterable[Sequence[Hit]]


class Layout(msgspec.Struct, frozen=True):
    """The cells of a line of the table: the document's name, the left context, at most so many of the right one, and of keyword
    and right context together (None: no limit)."""

    name: int
    left: int
    right: int
    rest: int | None


def layout(columns: int | None, width: int | None) -> Layout:
    """How a line of `columns` cells (None: as long as it takes) is shared out; `width` is the most that each context gets."""
    if columns is None:
        return Layout(24, width or CONTEXT, width or CONTEXT, None)
    name = max(6, min(24, columns // 6))
    room = max(12, columns - name - 3 * len(_GUTTER))
    left = min(max(4, (room - _SHORT_KEYWORD) // 2), width or room)
    return Layout(name, left, width or room, room - left)


def write_hits(groups: Groups, stream: TextIO, form: str, width: int | None = None) -> None:
    """Writes hits as they come, in the format `form`; `width` is the context on either side: cells of the table, code points
    elsewhere. The table fits the terminal."""
    if form == "table":
        _write_table(groups, stream, width)
        return
    if form == "tsv":
        stream.write("\t".join(_HEADER) + "\n")
    line: Callable[[Hit, int], str] = _tsv if form == "tsv" else _json
    for hits in groups:
        if hits:
            stream.write("".join(f"{line(hit, width or CONTEXT)}\n" for hit in hits))
            stream.flush()


def write_counts(counts: Sequence[Count], stream: TextIO, form: str, kind: str) -> None:
    """Writes how often each item was found; `kind` says what the items are."""
    if form == "jsonl":
        for each in counts:
            stream.write(msgspec.json.encode({kind: each.item, "count": each.count}).decode() + "\n")
    elif form == "tsv":
        stream.write(f"count\t{kind}\n")
        for each in counts:
            stream.write(f"{each.count}\t{each.item.translate(_CONTROLS)}\n")
    else:
        from extractor.printable import printable

        digits = len(str(counts[0].count)) if counts else 0
        for each in counts:
            stream.write(f"{each.count:>{digits}}{_GUTTER}{printable(each.item)}\n")


# --- lines for programs -----------------------------------------------------------------------------------------------------


def _contexts(hit: Hit, width: int) -> tuple[str, str]:
    return hit.left[max(0, len(hit.left) - width) :], hit.right[:width]


def _tsv(hit: Hit, width: int) -> str:
    left, right = _contexts(hit, width)
    return "\t".join(str(cell).translate(_CONTROLS) for cell in (hit.doc, hit.start, hit.end, left, hit.text, right))


def _json(hit: Hit, width: int) -> str:
    left, right = _contexts(hit, width)
    record = msgspec.structs.asdict(msgspec.structs.replace(hit, left=left, right=right))
    del record["item"]  # what it counts as is not part of a hit
    return msgspec.json.encode(record).decode()


# --- lines for people ---------------------------------------------------------------------------------------------------------


def _write_table(groups: Groups, stream: TextIO, width: int | None) -> None:
    from rich.text import Text

    from extractor.formats.page import Page

    page = Page(stream)
    shared = layout(page.width if page.is_terminal or width is None else None, width)
    for hits in groups:
        if hits:
            page.print(Text("\n").join(_line(hit, shared) for hit in hits), soft_wrap=True)


def _line(hit: Hit, shared: Layout) -> Text:
    from rich.cells import cell_len
    from rich.text import Text

    from extractor.printable import printable

    left = last_cells(printable(hit.left), shared.left)
    keyword = _middle_cut(printable(hit.text), shared.rest)
    room = shared.right
    if shared.rest is not None:
        room = min(room, max(0, shared.rest - cell_len(keyword) - len(_GUTTER)))
    return Text.assemble(
        (_padded(_name(printable(hit.doc), shared.name), shared.name), _QUIET),
        _GUTTER,
        " " * (shared.left - cell_len(left)) + left,
        _GUTTER,
        (keyword, _KEYWORD),
        (_GUTTER + first_cells(printable(hit.right), room)).rstrip(),
    )


def _name(name: str, width: int) -> str:
    """The document's name; of a path that is too long its last part, and of that its end, which tells more than its beginning."""
    from rich.cells import cell_len

    if cell_len(name) > width:
        name = name.rstrip("/").rpartition("/")[2] or name
    return name if cell_len(name) <= width else _CUT + last_cells(name, width - 1)


def _padded(text: str, width: int) -> str:
    from rich.cells import cell_len

    return text + " " * (width - cell_len(text))


def _middle_cut(text: str, width: int | None) -> str:
    """A text that is too long without its middle: its beginning and its end say what it is."""
    from rich.cells import cell_len

    if width is None or cell_len(text) <= width:
        return text
    end = (width - 3) // 3
    return f"{first_cells(text, width - 3 - end).rstrip()} {_CUT} {last_cells(text, end).lstrip()}"


def first_cells(text: str, width: int) -> str:
    """The longest beginning of a text that takes at most `width` cells of a terminal."""
    from rich.cells import cell_len

    end = min(len(text), width)
    while end and cell_len(text[:end]) > width:
        end -= 1
    while end < len(text) and cell_len(text[: end + 1]) <= width:
        end += 1
    return text[:end]


def last_cells(text: str, width: int) -> str:
    """The longest end of a text that takes at most `width` cells; no mark that belongs to a letter before begins it."""
    from rich.cells import cell_len

    start = max(0, len(text) - width)
    while start < len(text) and cell_len(text[start:]) > width:
        start += 1
    while start and cell_len(text[start - 1 :]) <= width:
        start -= 1
    while 0 < start < len(text) and cell_len(text[start]) == 0:
        start += 1
    return text[start:]
