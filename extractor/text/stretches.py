"""Stretches: what stands between two spaces, cut into tokens once.

In: the pattern of a piece, a pack's conventions. Out: the `Cut` of a stretch, from a bounded table. The way in is
`Stretches.cuts`.

News repeats itself, so most of a text is made of stretches that were seen before, and looking one up is far quicker than cutting
it. The table has only those that are cut the same whatever stands around them. All that the pattern can see across a blank is

    G. | Rossi       an initial is one token if a capital follows
    di | Dell'Utri   a surname stays whole after a word or comma
    oi | suoi        two words written as one are known by what follows

and a mark that combines with the blank before it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, TypeAlias

import regex

from extractor.text.conventions import ZERO_WIDTH, Conventions, any_of

Cut: TypeAlias = tuple[str, ...]
"""The pieces of a stretch with the space after it, each followed by its form; nothing where the text around it has a say."""

KEPT: Final = 50_000
"""Stretches kept. A full table is emptied: that is rare, and costs less than keeping every stretch's age."""

LONGEST: Final = 64
"""Characters of a stretch that is kept; longer ones are too rare to come again."""

_PLAIN_MARKS = frozenset(",;)")
_BASIC = "\u0250"
"""Letters up to here are the same in every version of Unicode."""
_CLUSTER = regex.compile(r"\X", regex.V1)
_INITIAL = regex.compile(r"\p{Lu}\.\Z", regex.V1)


class Stretches:
    """Cuts of stretches. Not changed after it is made, its table excepted; threads may share it."""

    def __init__(self, pattern: regex.Pattern[str], conventions: Conventions, before: str, kept: int = KEPT) -> None:
        """`pattern` is that of a piece, `before` that of what keeps two words written as one from beginning."""
        self._pattern, self._kept = pattern, max(1, kept)
        self._table: dict[str, Cut] = {}
        self._together = sorted({repair.first + repair.second for repair in conventions.run_together})
        self._surname = regex.compile(rf"\A(?=\p{{Lu}})(?i:{any_of(conventions.surnames)})", regex.V1)
        self._apart = regex.compile(rf"(?<!{before}){any_of(self._together)}", regex.V1)

    def __len__(self) -> int:
        return len(self._table)

    def cuts(self, stretches: Sequence[str]) -> list[Cut]:
        """The cut of each stretch. Between two stretches stands a blank, or a space for those with a blank inside."""
        try:
            return [*map(self._table.__getitem__, stretches)]
        except KeyError:
            return [*map(self.cut, stretches)]

    def cut(self, stretch: str) -> Cut:
        """The cut of one stretch."""
        cut = self._table.get(stretch)
        if cut is None:
            if len(stretch) > LONGEST:
                return ()
            cut = self._alone(stretch)
            if len(self._table) >= self._kept:
                self._table.clear()
            self._table[stretch] = cut
        return cut

    def _alone(self, stretch: str) -> Cut:
        if any(map(stretch.__contains__, self._together)) and self._apart.search(stretch):
            return ()
        # A plain word, mostly, or one with a comma: what the pattern would find is known.
        word, mark = (stretch[:-1], stretch[-1]) if stretch[-1:] in _PLAIN_MARKS else (stretch, "")
        if word.isalpha() and max(word) < _BASIC:
            return (word, word, mark + " ", mark) if mark else (word + " ", word)
        if not begins_token(stretch) or self._surname.match(stretch) or any(map(stretch.__contains__, ZERO_WIDTH)):
            return ()
        pieces = self._pattern.findall(stretch + " ")
        if _INITIAL.search(stretch) and self._pattern.findall(stretch + " A")[:-1] != pieces:
            return ()
        return tuple(part for piece in pieces for part in (piece, piece.rstrip()))


def begins_token(stretch: str) -> bool:
    """Whether a token begins with the stretch: it is not empty, and does not begin with what belongs to the blank before it."""
    return bool(stretch) and not stretch[0].isspace() and _CLUSTER.match(" " + stretch[0]).end() == 1  # type: ignore[union-attr]
