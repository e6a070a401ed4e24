"""Pieces of a text: tokens, each with the blanks after it, as one pattern finds them.

In: a pack's `Conventions`. Out, by `pieces_of`: `Pieces`, which matches and finds as the pattern does.

The pattern holds hundreds of words with an apostrophe or a full stop, and to make it takes as long as to
read a page. Only where letters stand before an apostrophe or a full stop can one of them begin, and most such places are plain
enough to be cut without any pattern (see `stretches`). So it is made when it is first needed, and without these words until then.
"""

from __future__ import annotations

import re
from functools import cached_property, lru_cache
from sys import maxsize
from typing import Final
from unicodedata import normalize

import regex

from extractor.text.conventions import APOSTROPHES, ZERO_WIDTH, Conventions, any_of, caseless

BLANK: Final = rf"[\s\x1c-\x1f{ZERO_WIDTH}]"
WORD: Final = r"[\p{L}\p{M}\p{N}_\u00ad\u200c\u200d]"
APOSTROPHE: Final = f"[{APOSTROPHES}]"
_LETTER = r"[\p{L}\p{M}\u00ad\u200c\u200d]"
_HYPHEN = "[-\u2010\u2011]"

_LETTERS = re.compile(r"[^\W\d_]*")
_MARKED = frozenset(f"{APOSTROPHES}.")
_PUNCTUATION = frozenset("’‘«»“”„‹›–—…€°")


class Pieces:
    """What finds pieces. Not changed after it is made; threads may share it."""

    def __init__(self, conventions: Conventions) -> None:
        self._conventions = conventions
        self._whole: regex.Pattern[str] | None = None

    def findall(self, text: str, begin: int = 0, end: int = maxsize) -> list[str]:
        """The pieces of `text[begin:end]`, one after the other."""
        found: list[str] = []
        while self._whole is None:
            piece = self.match(text, begin, end)
            if piece is None:
                return found
            found.append(piece.group())
            begin = piece.end()
        return found + self._whole.findall(text, begin, end)

    def match(self, text: str, begin: int, end: int) -> regex.Match[str] | None:
        """The piece at `begin`, in a text that ends at `end`; None at its end."""
        if self._whole is None:
            if not _may_be_listed(text, begin, end):
                return self._unlisted.match(text, begin, end)
            self._whole = regex.compile(_pattern(self._conventions), regex.V1)
        return self._whole.match(text, begin, end)

    @cached_property
    def _unlisted(self) -> regex.Pattern[str]:
        """What matches where no listed word begins."""
        return regex.compile(_pattern(self._conventions, listed=False), regex.V1)


def _may_be_listed(text: str, begin: int, end: int) -> bool:
    """Whether letters and then an apostrophe or a full stop may stand here; False is certain."""
    at = _LETTERS.match(text, begin, end).end()  # type: ignore[union-attr]
    after = text[at : min(at + 1, end)]
    # Some of what is no letter for `re` is one in a listed word: marks that combine, and what is invisible.
    return (at > begin and after in _MARKED) or not (after.isascii() or after in _PUNCTUATION)


@lru_cache(maxsize=8)
def pieces_of(conventions: Conventions) -> Pieces:
    """What finds the pieces of a text with these conventions."""
    return Pieces(conventions)


def _pattern(conventions: Conventions, listed: bool = True) -> str:
    """The pattern of a piece. A word followed by a plain space or comma needs no closer look, and most are. Without `listed` the
    words are left out that begin with letters before an apostrophe or a full stop."""
    plain = rf"{_run_together(conventions)}|\p{{L}}++(?=[ ,;)\n]|:[^/])"
    apostrophes = rf"(?={_LETTER}++{APOSTROPHE})(?:{_apostrophe_words(conventions)})" if listed else "(?!)"
    dots = rf"(?={_LETTER}++\.)(?:{_dotted_words(conventions)})" if listed else "(?!)"
    kinds = [plain, r"[,;:()]", apostrophes, dots, *_addresses(), _words(conventions), *_numbers(), *_marks(conventions)]
    return rf"(?:{'|'.join(kinds)}|\X){BLANK}*+"


def _run_together(conventions: Conventions) -> str:
    repairs = [
        f"{regex.escape(repair.first)}(?={regex.escape(repair.second)}(?:{repair.before}))" for repair in conventions.run_together
    ]
    starts = "".join(sorted({regex.escape(repair.first[0]) for repair in conventions.run_together}))
    return rf"(?=[{starts}])(?<!{WORD}|{APOSTROPHE})(?:{'|'.join(repairs)})" if repairs else "(?!)"


def _apostrophe_words(conventions: Conventions) -> str:
    names, surnames = any_of(conventions.names), any_of(conventions.surnames)
    accents = tuple(word for word in by_apostrophe(conventions) if word.endswith("'"))
    ending = any_of([*conventions.truncated, *accents])
    split_off = any_of([word for word in conventions.split_off if word[0] in APOSTROPHES])
    inside = any_of([word for word in conventions.split_off if word[0] not in APOSTROPHES])
    return "|".join(
        [
            rf"{caseless(names)}(?=\p{{Lu}}){WORD}++",
            rf"(?<=[\p{{L}},] )(?=\p{{Lu}}){caseless(surnames)}(?=\p{{Lu}}){WORD}++",
            caseless(any_of(conventions.elisions)),
            rf"{caseless(ending)}(?!{_LETTER})",
            caseless(
                rf"{_LETTER}++(?={split_off}(?!{_LETTER}))|{_LETTER}+?(?={inside}(?!{_LETTER}))|(?<={_LETTER}){inside}(?!{_LETTER})"
            ),
        ]
    )


def _dotted_words(conventions: Conventions) -> str:
    domains = any_of(conventions.domains)
    abbreviations = any_of([*conventions.inner_abbreviations, *conventions.final_abbreviations])
    label = r"[\p{L}\p{N}-]{1,63}"
    return "|".join(
        [
            rf"(?:\p{{L}}\.){{2,}}\p{{Lu}}?(?!\p{{L}}|{APOSTROPHE})",
            rf"{caseless(abbreviations)}(?!\p{{Ll}})",
            rf"\p{{Lu}}\.(?={BLANK}*\p{{Lu}}|-\p{{Lu}})",
            rf"(?:{label}\.){{1,8}}{domains}(?![\p{{L}}\p{{N}}]|{APOSTROPHE})(?:/[^\s<>\"«»“”]*[^\s<>\"«»“”.,;:!?)])?",
        ]
    )


def _addresses() -> list[str]:
    return [
        caseless(r"https?://|www\.") + r"(?:[^\s<>\"«»“”]*[^\s<>\"«»“”.,;:!?')’\]])",
        r"(?=[\p{L}\p{N}._+-]{1,64}@)[\p{L}\p{N}._+-]{1,64}@[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63}){1,8}",
        r"[@#][\p{L}\p{M}\p{N}_]++",
    ]


def _words(conventions: Conventions) -> str:
    split_off = any_of(conventions.split_off)
    apart = rf"(?!{caseless(split_off)}(?!{_LETTER}))" if conventions.split_off else ""
    return rf"(?=\p{{L}}|_){WORD}++(?:(?:{_HYPHEN}|{apart}{APOSTROPHE}(?=\p{{L}})){WORD}++)*+"


def _numbers() -> list[str]:
    digits = r"\p{Nd}++(?:[.,:/'’\u2010-\u2013-]\p{Nd}++)*+"
    suffix = rf"(?:[°ºª]|\p{{Lu}}{{1,2}}(?!\p{{L}})|{_HYPHEN}?\p{{Ll}}++)?+"
    return [digits + suffix, rf"{APOSTROPHE}\p{{Nd}}{{2}}(?!{WORD})"]


def _marks(conventions: Conventions) -> list[str]:
    long_marks = {mark for pair in conventions.pairs for mark in (pair.open, pair.close) if len(mark) > 1}
    glyphs = "|".join(regex.escape(mark) for mark in sorted(long_marks, key=lambda mark: (-len(mark), mark))) or "(?!)"
    clipped = rf"{caseless(any_of(conventions.clipped))}(?!{WORD})"
    split_off = any_of([word for word in conventions.split_off if word[0] in APOSTROPHES])
    return [clipped, rf"(?<={_LETTER}){caseless(split_off)}(?!{_LETTER})", glyphs, r"[.!?…]++", r"[-–—]++"]


def by_apostrophe(conventions: Conventions) -> dict[str, str]:
    """Accented words by their spelling with an apostrophe: perche' → perché."""
    return {normalize("NFD", word)[:-1] + "'": word for word in conventions.accented if len(normalize("NFD", word)) > len(word)}
