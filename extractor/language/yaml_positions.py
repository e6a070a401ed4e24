"""Where each character of a YAML text stands in its file.

In: a `Scalar` and the text of the file. Out: line and column of every character of `scalar.text` and of its end, by `positions`.
Quotation marks, escapes, indentation and folded lines are undone by going along both: what is no white space and no escape
stands in the file as it is, in the same order.
"""

from __future__ import annotations

import re
from typing import Final

from extractor.language.yaml_source import Scalar

_ESCAPE: Final = re.compile(r"\\(?:x\w{2}|u\w{4}|U\w{8}|\n[ \t]*|.)", re.DOTALL)


def positions(scalar: Scalar, text: str) -> list[tuple[int, int]]:
    """Line and column, from 1, of each character and of the end."""
    starts = [0]
    for each in text.split("\n"):
        starts.append(starts[-1] + len(each) + 1)
    begin = starts[scalar.place.line - 1] + scalar.place.column - 1
    end = min(starts[scalar.place.end_line - 1] + scalar.place.end_column - 1, len(text))
    found = []
    line = scalar.place.line
    for offset in _offsets(scalar.text, text[begin:end]):
        while line < len(starts) - 1 and begin + offset >= starts[line]:
            line += 1
        found.append((line, begin + offset - starts[line - 1] + 1))
    return found


def _offsets(value: str, written: str) -> list[int]:
    """For each character of the value, and its end, the offset in what is written."""
    mark = written[:1] if written[:1] in tuple("'\"|>") else ""
    at = written.find("\n") + 1 if mark in ("|", ">") else len(mark)
    found = []
    for character in value:
        size = 1
        if mark == '"' and (escape := _ESCAPE.match(written, _unfolded(written, at, character))):
            at, size = escape.span()[0], len(escape[0])
        elif not character.isspace():
            at = max(written.find(character, at), at)
        found.append(min(at, len(written)))
        at += size
    return [*found, min(at, len(written))]


def _unfolded(written: str, at: int, character: str) -> int:
    """Where an escape may begin: behind the white space of a folded line and behind line breaks that are escaped."""
    if not character.isspace():
        while at < len(written) and written[at].isspace():
            at += 1
    while (gone := re.match(r"\\\n[ \t]*", written[at:])) is not None:
        at += gone.end()
    return at
