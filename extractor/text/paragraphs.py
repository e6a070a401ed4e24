"""Where paragraphs begin.

In: a text. Out: the offsets at which a new paragraph starts. The way in is `paragraph_starts`.

A blank line always ends a paragraph. A single line break does too in most texts (headlines, lists), but in texts whose lines were
filled to a width it is only a blank: there the next line's first word would not have fitted.
"""

from __future__ import annotations

from collections.abc import Iterator

import regex

from extractor.text.conventions import LineBreaks

_BREAK = regex.compile("(?:\r\n|[\n\r\x0b\x0c\x85\u2028\u2029])[\\s\x1c-\x1f\u200b\u2060\ufeff]*+")
_BLANKS = regex.compile("[\\s\x1c-\x1f\u200b\u2060\ufeff]*+")
_LINE_END = regex.compile("\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
_PARAGRAPH_MARKS = "\x0c\u2029"
_WIDEST, _NARROWEST = 100, 50
_FINAL = ".!?…;:"


def paragraph_starts(text: str, start: int, line_breaks: LineBreaks) -> list[int]:
    """The offsets where paragraphs begin, save the first one's, which begins at `start`."""
    breaks = [(begin, end) for begin, end in _gaps(text, start) if end < len(text)]
    if line_breaks == "paragraph" or not breaks:
        return [end for _, end in breaks]
    single = [
        len(_LINE_END.findall(gap)) == 1 and not any(mark in gap for mark in _PARAGRAPH_MARKS)
        for gap in (text[begin:end] for begin, end in breaks)
    ]
    if line_breaks == "space":
        return [end for (_, end), one in zip(breaks, single, strict=True) if not one]
    begins = [start, *(end for _, end in breaks)]
    lengths = [end - begin for begin, (end, _) in zip(begins, breaks, strict=False)]
    width = max(*lengths, len(text[begins[-1] :].rstrip()), 0)
    return [
        end
        for (_, end), one, length, begin in zip(breaks, single, lengths, begins, strict=False)
        if not (one and _runs_on(text, begin, length, end, width))
    ]


def _gaps(text: str, start: int) -> Iterator[tuple[int, int]]:
    """Every line break after `start`, with the blanks after it."""
    if "\r" in text or text.count("\n") + (not text.endswith("\n")) != len(text.splitlines()):
        yield from (match.span() for match in _BREAK.finditer(text, start))
        return
    # All lines end alike, and looking for one character is quicker than for one of many.
    begin = text.find("\n", start)
    while begin >= 0:
        blanks = _BLANKS.match(text, begin)
        end = blanks.end() if blanks else begin + 1
        yield begin, end
        begin = text.find("\n", end)


def _runs_on(text: str, begin: int, length: int, following: int, width: int) -> bool:
    """Whether the line of `length` at `begin` goes on in the line that begins at `following`."""
    last = text[begin : begin + length].rstrip()[-1]
    if text[following].islower() and last not in _FINAL:
        return True
    if not _NARROWEST <= width <= _WIDEST:
        return False
    word = text[following : following + width].split(None, 1)
    return length + 1 + len(word[0] if word else "") > width
