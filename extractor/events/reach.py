"""What an antecedent can be by its place: near enough before the trigger, and not inside somebody else's words.

In: the mentions of a sentence, the quotations of a document. Out: the mentions before a trigger or inside it, and whether a place
is quoted apart. The way in is `Reach`, made once for a document.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Final

from extractor.events.nesting import Nest
from extractor.matching.lattice import Mention
from extractor.text.document import Quotation, QuotationPiece

FARTHEST: Final = 1_000
"""How many tokens before a trigger an antecedent is looked for. Three sentences of news have a hundred; in one that never ends
each event would else be compared with all others."""


class Reach:
    """What stands before a trigger, and in it."""

    def __init__(self, mentions: Callable[[int], Sequence[Mention]], quotations: Sequence[Quotation]) -> None:
        """`mentions` gives those of a sentence; no piece of a quotation crosses another."""
        self._mentions = mentions
        self._by_end: dict[int, tuple[Sequence[Mention], list[int], list[int]]] = {}
        self._quotations = quotations

    @cached_property
    def _nested(self) -> tuple[list[tuple[QuotationPiece, Quotation]], Nest]:
        pieces = [(piece, quotation) for quotation in self._quotations for piece in quotation.pieces]
        pieces.sort(key=lambda each: (each[0].start, -each[0].end))
        return pieces, Nest([(piece.start, piece.end) for piece, _ in pieces])

    def before(self, sentence: int, position: int) -> list[Mention]:
        """The mentions of the sentence that end at the position or at most `FARTHEST` tokens before, in the sentence's order."""
        return self._ending(sentence, position - FARTHEST, position)

    def inside(self, sentence: int, start: int, end: int) -> list[Mention]:
        """The mentions of the sentence that lie in tokens `[start, end)`, in the sentence's order."""
        return [mention for mention in self._ending(sentence, start, end) if mention.start >= start]

    def _ending(self, sentence: int, low: int, high: int) -> list[Mention]:
        """The mentions that end at a position from `low` to `high`, both included."""
        if sentence not in self._by_end:
            mentions = self._mentions(sentence)
            order = sorted(range(len(mentions)), key=lambda number: mentions[number].end)
            self._by_end[sentence] = (mentions, order, [mentions[number].end for number in order])
        mentions, order, ends = self._by_end[sentence]
        first, last = bisect_left(ends, low), bisect_right(ends, high)
        return [mentions[number] for number in sorted(order[first:last])]

    def is_quoted_apart(self, start: int, end: int, low: int, high: int) -> bool:
        """Whether tokens `[start, end)` are inside a quotation (which is not inside itself) that doesn't hold `[low, high)`."""
        pieces, nest = self._nested
        number = nest.innermost(start)
        while number >= 0:
            piece, quotation = pieces[number]
            if piece.start < start and end < piece.end:
                if piece.start <= low and high <= piece.end:
                    # So do all quotations around it.
                    return False
                if not _holds(quotation.pieces, low, high):
                    return True
            number = nest.parents[number]
        return False


def _holds(pieces: Sequence[QuotationPiece], low: int, high: int) -> bool:
    index = bisect_right(pieces, low, key=lambda piece: piece.start) - 1
    return index >= 0 and high <= pieces[index].end
