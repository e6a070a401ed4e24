"""Stretches: what stands between two spaces, cut into tokens once.

In: what finds pieces, a pack's conventions. Out: the `Cut` of a stretch, from a bounded table. The way in is
`Stretches.cuts`.

News repeats itself, so most of a text is made of stretches that were seen before, and looking one up is far quicker than cutting
it. The table has only those that are cut the same whatever stands around them. All that the pattern can see across a blank is

    G. | Rossi       an initial is one token if a capital follows
    di | Dell'Utri   a surname stays whole after a word or comma
    oi | suoi        two words written as one are known by what follows

and a mark that combines with the blank before it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Final, TypeAlias

import regex

from extractor.text.conventions import ZERO_WIDTH, Conventions, any_of
from extractor.text.pieces import Pieces

Cut: TypeAlias = tuple[str, ...]
"""The pieces of a stretch with the space after it, each followed by its form; nothing where the text around it has a say."""

KEPT: Final = 50_000
"""Stretches kept. A full table is emptied: that is rare, and costs less than keeping every stretch's age."""

LONGEST: Final = 64
"""Characters of a stretch that is kept; longer ones are too rare to come again."""

_LETTERS = "[A-Za-zÀ-ÖØ-öø-ÿ]+"
_PLAIN = re.compile(
    rf"""(["(«“]?)(?:({_LETTERS})(['’]))?({_LETTERS}(?:-{_LETTERS})*|[0-9]+(?:[.,][0-9]+)*)([,;:)"»”]*[.!?]?[)"»”]*)"""
).fullmatch
"""A word or number and what mostly stands around it: what the pattern would find of these is known."""
_AFTER = frozenset(",.;:)?!")
_BESIDE = frozenset("\"(«“,;:)»”.!?")
_CLUSTER = regex.compile(r"\X", regex.V1)
_INITIAL = regex.compile(r"\p{Lu}\.\Z", regex.V1)


class Stretches:
    """Cuts of stretches. Not changed after it is made, its table excepted; threads may share it."""

    def __init__(self, pattern: Pieces, conventions: Conventions, before: str, kept: int = KEPT) -> None:
        """`pattern` is what finds pieces, `before` the pattern of what keeps two words written as one from beginning."""
        self._pattern, self._before, self._surnames = pattern, before, conventions.surnames
        self._table = _Table(self._alone, max(1, kept))
        self._together = tuple(sorted({repair.first + repair.second for repair in conventions.run_together}))
        self._elided = _before_mark(conventions.elisions, "'")
        self._names = _before_mark(conventions.names, "'")
        self._capitals = _before_mark(conventions.surnames, "'")
        self._abbreviated = _before_mark((*conventions.inner_abbreviations, *conventions.final_abbreviations), ".")
        long_marks = {mark for pair in conventions.pairs for mark in (pair.open, pair.close) if len(mark) > 1}
        self._marks = sorted(mark for mark in long_marks if _BESIDE.issuperset(mark))

    @cached_property
    def _surname(self) -> regex.Pattern[str]:
        """The first word of a surname with an apostrophe."""
        return regex.compile(rf"\A(?=\p{{Lu}})(?i:{any_of(self._surnames)})", regex.V1)

    @cached_property
    def _apart(self) -> regex.Pattern[str]:
        """Two words written as one."""
        return regex.compile(rf"(?<!{self._before}){any_of(self._together)}", regex.V1)

    def __len__(self) -> int:
        return len(self._table)

    def cuts(self, stretches: Sequence[str]) -> list[Cut]:
        """The cut of each stretch. Between two stretches stands a blank, or a space for those with a blank inside."""
        return [*map(self._table.__getitem__, stretches)]

    def cut(self, stretch: str) -> Cut:
        """The cut of one stretch."""
        return self._table[stretch]

    def forms(self, stretch: str) -> Sequence[str]:
        """The forms of the stretch's tokens, nothing where the text around it has a say. Those of most that are new aren't
        remembered here: whoever asks remembers what he makes of them."""
        forms = self._plain(stretch)
        return self.cut(stretch)[1::2] if forms is None else forms

    def is_word(self, stretch: str) -> bool:
        """Whether the stretch is surely one token, of plain letters: half of all that are new are."""
        return stretch.isalpha() and stretch.isascii() and not stretch.startswith(self._together)

    def _alone(self, stretch: str) -> Cut:
        if self.is_word(stretch):
            return stretch + " ", stretch
        forms = self._plain(stretch)
        if forms is not None:
            if len(forms) == 2:
                word, mark = forms
                return word, word, mark + " ", mark
            parts = [form for form in forms for _ in range(2)]
            if parts:
                parts[-2] += " "
            return tuple(parts)
        if any(map(stretch.__contains__, self._together)) and self._apart.search(stretch):
            return ()
        if not begins_token(stretch) or any(map(stretch.__contains__, ZERO_WIDTH)):
            return ()
        if stretch[0].isupper() and self._surname.match(stretch):
            return ()
        pieces = self._pattern.findall(stretch + " ")
        if _INITIAL.search(stretch) and self._pattern.findall(stretch + " A")[:-1] != pieces:
            return ()
        return tuple(part for piece in pieces for part in (piece, piece.rstrip()))

    def _plain(self, stretch: str) -> Sequence[str] | None:
        """The forms of a word with what mostly stands around it, as the pattern would find them; None where only the pattern
        knows."""
        if stretch.isascii():  # nearly all that is new is a word, perhaps with a mark
            word, mark = (stretch, "") if stretch.isalpha() else (stretch[:-1], stretch[-1:])
            if word.isalpha() and (not mark or (mark in _AFTER and (mark != "." or self._ends(word)))):
                return () if stretch.startswith(self._together) else (word, mark) if mark else (word,)
        found = _PLAIN(stretch)
        if found is None or any(map(stretch.__contains__, self._marks)):
            return None
        before, elided, apostrophe, word, after = found.groups("")
        if (elided or word).startswith(self._together):
            return ()
        if (elided and not self._is_elided(elided, word)) or (after[:1] == "." and not self._ends(word)):
            return None
        forms = [before] if before else []
        forms += (elided + apostrophe, word, *after) if elided else (word, *after)
        return forms

    def _ends(self, word: str) -> bool:
        """Whether a full stop after the word is a token."""
        return len(word) > 1 and word.lower() not in self._abbreviated

    def _is_elided(self, word: str, following: str) -> bool:
        """Whether a token ends after this word and an apostrophe, before a word that is no name with it. A surname begins with a
        capital as a whole."""
        small = word.lower()
        if small not in self._elided:
            return False
        return not (following[0].isupper() and (small in self._names or (small in self._capitals and word[0].isupper())))


class _Table(dict[str, Cut]):
    """The cuts that are kept."""

    def __init__(self, cut: Callable[[str], Cut], kept: int) -> None:
        super().__init__()
        self._cut, self._kept = cut, kept

    def __missing__(self, stretch: str) -> Cut:
        if len(stretch) > LONGEST:
            return ()
        cut = self._cut(stretch)
        if len(self) >= self._kept:
            self.clear()
        self[stretch] = cut
        return cut


def _before_mark(words: Sequence[str], mark: str) -> frozenset[str]:
    """The words, in lower case, without the mark at their end."""
    return frozenset(word[:-1].lower() for word in words if word.endswith(mark))


def begins_token(stretch: str) -> bool:
    """Whether a token begins with the stretch: it is not empty, and does not begin with what belongs to the blank before it."""
    return bool(stretch) and not stretch[0].isspace() and _CLUSTER.match(" " + stretch[0]).end() == 1  # type: ignore[union-attr]
