"""Quotations, which may go on over paragraphs.

In: tokens and a pack's conventions. Out: quotations in text order, none crossing another. The way in is `find_quotations`.

Marks are paired paragraph by paragraph (`marks`). A quotation left open at a paragraph's end goes on in the next one, if that
begins with such a mark again or has a closing mark that nothing opened:

    «Abbiamo perso tutto.  ¶  «Ma ricostruiremo», ha detto …          «Abbiamo perso tutto.  ¶  Ma ricostruiremo», ha detto …

Else its mark is left alone, unless an introducer (a colon) stands before it: then it ends with its paragraph.
"""

from __future__ import annotations

from bisect import bisect_left
from itertools import pairwise

import msgspec

from extractor.text.conventions import Conventions
from extractor.text.document import Quotation, QuotationPiece
from extractor.text.marks import Marks, Open, glyphs, mark_positions, pair_marks
from extractor.text.tokenize import Tokens

_FARTHEST = 5
"""How many paragraphs without any mark a quotation may run over."""


def find_quotations(tokens: Tokens, conventions: Conventions) -> tuple[Quotation, ...]:
    """The quotations of a text; `opaque` of their pieces is not known yet (`segment` says it)."""
    table = glyphs(conventions)
    marks = mark_positions(tokens, table)
    if not marks:
        return ()
    paragraphs = _by_paragraph(tokens, marks)
    paired = [pair_marks(tokens, positions, start, end, table) for positions, start, end in paragraphs]
    return _join(tokens, paired, conventions)


def _by_paragraph(tokens: Tokens, marks: list[int]) -> list[tuple[list[int], int, int]]:
    """The marks of each paragraph that has any, with the paragraph's start and end."""
    paragraphs: list[tuple[list[int], int, int]] = []
    start, at = 0, 0
    for end in tokens.breaks:
        first = at
        while at < len(marks) and marks[at] < end:
            at += 1
        if first < at:
            paragraphs.append((marks[first:at], start, end))
        start = end
    return paragraphs


class _Running(msgspec.Struct):
    """What may go on in the next paragraph: the marks left open, one only once it has gone on, and the pieces so far."""

    marks: list[Open]
    pieces: list[QuotationPiece]
    end: int


def _join(tokens: Tokens, paragraphs: list[Marks], conventions: Conventions) -> tuple[Quotation, ...]:
    """Quotations of the pairs, with those that go on over paragraphs put together."""
    found: list[list[QuotationPiece]] = []
    running = _Running([], [], -1)
    for marks in paragraphs:
        pairs = {start: end for start, end in marks.pairs if end > start + 1}
        left = marks.left
        if running.marks:
            before = running
            running = _Running([], [], -1)
            if not _go_on(tokens, before, marks, pairs):
                _give_up(tokens, before, found, conventions)
            elif left and left[0].position == marks.start:
                running = _Running([left[0]], before.pieces, marks.end)
            else:
                found.append(before.pieces)
        found += [[_piece(start, end + 1, True, True)] for start, end in pairs.items()]
        if left and not running.marks:
            running = _Running(left, [], marks.end)
    _give_up(tokens, running, found, conventions)
    whole = [tuple(piece for piece in pieces if piece.inner_start < piece.inner_end) for pieces in found]
    return tuple(Quotation(pieces) for pieces in sorted((p for p in whole if p), key=lambda p: (p[0].start, -p[0].end)))


def _go_on(tokens: Tokens, running: _Running, marks: Marks, pairs: dict[int, int]) -> bool:
    """Whether a running quotation goes on in this paragraph: then it gets its piece there, which is taken out of `pairs`."""
    start = marks.start
    first = tokens.forms[start]
    between = _between(tokens, running.end, start)
    for mark in reversed(running.marks):
        pieces: list[QuotationPiece] = []
        if not between and between is not None and (first == mark.mark or first in mark.closers):
            if start in pairs:
                pieces = [_piece(start, pairs.pop(start) + 1, True, True)]
            elif marks.left and marks.left[0].position == start:
                pieces = [_piece(start, marks.end, True, False)]
        if not pieces and between is not None and marks.strays and marks.strays[0].mark in mark.closers:
            pieces = [_piece(begin, end, False, False) for begin, end in between]
            pieces.append(_piece(start, marks.strays[0].position + 1, False, True))
        if pieces:
            running.pieces += pieces if running.pieces else [_piece(mark.position, running.end, True, False), *pieces]
            return True
    return False


def _between(tokens: Tokens, start: int, end: int) -> list[tuple[int, int]] | None:
    """The paragraphs of `[start, end)`, None if a quotation can't run over so many without a mark."""
    first, last = bisect_left(tokens.breaks, start), bisect_left(tokens.breaks, end)
    if last - first > _FARTHEST:
        return None
    ends = tokens.breaks[first : last + 1]
    return list(pairwise(ends))


def _give_up(tokens: Tokens, running: _Running, found: list[list[QuotationPiece]], conventions: Conventions) -> None:
    """Ends a quotation that was never closed with its last paragraph, if there is reason to think that it was one."""
    if running.pieces:
        found.append(running.pieces)
        return
    for mark in running.marks:
        if mark.position and tokens.forms[mark.position - 1] in conventions.introducers:
            found.append([_piece(mark.position, running.end, True, False)])
            return


def _piece(start: int, end: int, opened: bool, closed: bool) -> QuotationPiece:
    return QuotationPiece(start, end, start + opened, end - closed, False)
