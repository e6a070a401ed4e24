"""Text into tokens.

In: a text and a pack's `Conventions`. Out: `Tokens`, columns without an object per token. The way in is `Tokenizer.tokenize`.

One pattern (see `pieces`) cuts the text into pieces, each a token with the blanks after it, so that nothing is ever lost:

    leading + "".join(pieces) == text

and offsets are a running sum, computed only for texts in which something was found.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import cached_property, lru_cache
from itertools import accumulate, chain
from operator import itemgetter
from typing import Final
from unicodedata import normalize

import regex

from extractor.span import Span
from extractor.text.conventions import APOSTROPHES, ZERO_WIDTH, Conventions
from extractor.text.paragraphs import paragraph_starts
from extractor.text.pieces import APOSTROPHE, BLANK, WORD, by_apostrophe, pieces_of
from extractor.text.stretches import Cut, Stretches, begins_token

_FOLDED = str.maketrans(
    dict.fromkeys(APOSTROPHES, "'")
    | dict.fromkeys("«»“”„‟″", '"')
    | dict.fromkeys("‹›", "'")
    | dict.fromkeys("‐‑‒–—―−", "-")
    | {"\u00ad": None, "\u200c": None, "\u200d": None}
)
_LAST = itemgetter(-1)
PLAIN: Final = "[a-z\u00df-\u00f6\u00f8-\u024f]"
"""A small Latin letter, which Unicode normalization leaves alone."""
_PLAIN_WORD = re.compile(f"{PLAIN}+").fullmatch
_FOLDED_MARKS = {"<<": '"', ">>": '"', "''": '"', "``": '"'}


class Tokens:
    """The tokens of a text. A position is the boundary before a token; `[start, end)` is a stretch of tokens.

    `pieces` are the tokens with the blanks after them, `forms` without; `leading` are the blanks at the text's start. `breaks`
    are the positions where a paragraph ends, the last one the text's end. Not changed after it is made."""

    def __init__(self, text: str, leading: str, pieces: list[str], forms: Sequence[str], breaks: list[int]) -> None:
        self.text, self.leading, self._pieces, self.forms, self.breaks = text, leading, pieces, forms, breaks

    def __len__(self) -> int:
        return len(self._pieces)

    @property
    def pieces(self) -> list[str]:
        """The tokens with the blanks after them."""
        return self._pieces

    @cached_property
    def starts(self) -> list[int]:
        """The offset of each token's first character."""
        return list(accumulate(map(len, self._pieces[:-1]), initial=len(self.leading))) if self._pieces else []

    @cached_property
    def ends(self) -> list[int]:
        """The offset after each token's last character."""
        return [start + len(form) for start, form in zip(self.starts, self.forms, strict=True)]

    def ending_with(self, characters: str) -> list[int]:
        """The positions of the tokens whose last character is one of these."""
        # Scanning one string sorts most tokens out without Python code for each.
        return [found.start() for found in _any_character(characters).finditer(self._last)] if characters else []

    def that_are(self, forms: frozenset[str], last: str) -> list[int]:
        """The positions of the tokens that are one of some marks, whose last characters these are."""
        given = self.forms
        return [position for position in self.ending_with(last) if given[position] in forms]

    @cached_property
    def _last(self) -> str:
        return "".join(map(_LAST, self.forms))

    def span(self, start: int, end: int) -> Span:
        """The text of tokens `[start, end)`, from the first one's start to the last one's end; empty if there are none."""
        if start >= end:
            offset = self.starts[start] if start < len(self) else len(self.text)
            return Span(offset, offset, "")
        first, last = self.starts[start], self.starts[end - 1] + len(self.forms[end - 1])
        return Span(first, last, self.text[first:last])

    def position(self, offset: int) -> int:
        """The first position at or after a character offset."""
        return bisect_left(self.starts, offset)

    def spaced(self, position: int) -> bool:
        """Whether there are blanks between the token before the position and the one after it, or one of them is missing."""
        return not 0 < position < len(self._pieces) or len(self._pieces[position - 1]) != len(self.forms[position - 1])


@lru_cache(maxsize=16)
def _any_character(characters: str) -> re.Pattern[str]:
    return re.compile(f"[{re.escape(characters)}]")


class Tokenizer:
    """Cuts texts into tokens as a pack's conventions say. Not changed after it is made, what it remembers excepted."""

    def __init__(self, conventions: Conventions) -> None:
        self._pattern = pieces_of(conventions)
        self._blanks = regex.compile(rf"{BLANK}*+")
        self.line_breaks = conventions.line_breaks
        self._same = _same_words(conventions)
        together = {word for repair in conventions.run_together for word in (repair.first, repair.second)}
        self._disguised = {*self._same.values(), *map(self.fold, together)}
        self.stretches = Stretches(self._pattern, conventions, f"{WORD}|{APOSTROPHE}")

    def tokenize(self, text: str) -> Tokens:
        """The tokens of the text."""
        blanks = self._blanks.match(text)
        start = blanks.end() if blanks else 0
        pieces: list[str] = []
        forms: list[str] = []
        breaks: list[int] = []
        ends = paragraph_starts(text, start, self.line_breaks)
        add = self._add_slowly if any(character in text for character in ZERO_WIDTH) else self._add
        for begin, end in zip([start, *ends], [*ends, len(text)], strict=True):
            if begin < end:
                add(text, begin, end, pieces, forms)
                breaks.append(len(pieces))
        return Tokens(text, text[:start], pieces, forms, breaks)

    def _add_slowly(self, text: str, begin: int, end: int, pieces: list[str], forms: list[str]) -> None:
        """Adds the tokens of a paragraph, cut in one go."""
        found = self._pattern.findall(text, begin, end)
        pieces += found
        forms += map(_stripped, found)

    def _add(self, text: str, begin: int, end: int, pieces: list[str], forms: list[str]) -> None:
        """Adds the tokens of a paragraph, cut stretch by stretch."""
        body = text[begin:end].rstrip()
        stretches = body.split(" ")
        cuts = self.stretches.cuts(stretches)
        if all(cuts):
            parts = [*chain.from_iterable(cuts)]
            pieces += parts[::2]
            forms += parts[1::2]
        elif all(cut or not stretch or begins_token(stretch) for stretch, cut in zip(stretches, cuts, strict=True)):
            self._add_in_place(text, begin, end, list(zip(stretches, cuts, strict=True)), pieces, forms)
        else:
            self._add_slowly(text, begin, end, pieces, forms)
            return
        pieces[-1] = forms[-1] + text[begin + len(body) : end]

    def _add_in_place(
        self, text: str, begin: int, end: int, cuts: list[tuple[str, Cut]], pieces: list[str], forms: list[str]
    ) -> None:
        """Adds the tokens of a paragraph, those without a cut as they are at their place in the text."""
        for stretch, cut in cuts:
            following = begin + len(stretch) + 1
            if cut:
                pieces += cut[::2]
                forms += cut[1::2]
            elif not stretch:
                # Two spaces side by side: the second one belongs to the piece before, too.
                pieces[-1] += " "
            else:
                while begin < following and (found := self._pattern.match(text, begin, end)):
                    pieces.append(text[begin : min(found.end(), following)])
                    forms.append(pieces[-1].rstrip())
                    begin = found.end()
            begin = following

    def fold(self, form: str) -> str:
        """The form as it is compared: lower case, variants of marks made equal, other spellings of a word replaced."""
        word = form.lower()
        if not word.isascii():
            word = normalize("NFC", word).translate(_FOLDED)
            if "…" in word:
                word = word.replace("…", "...")
        elif word in _FOLDED_MARKS:
            return _FOLDED_MARKS[word]
        elif "`" in word:
            word = word.replace("`", "'")
        return self._same.get(word, word)

    def is_plain(self, word: str) -> bool:
        """Whether a folded word stands in texts as it is, capitals or not, between characters that are no `PLAIN` letters.

        Only with invisible characters or marks that combine it may be written otherwise."""
        return _PLAIN_WORD(word) is not None and word not in self._disguised


def _stripped(form: str) -> str:
    """The form without invisible characters at its end."""
    before = ""
    while form != before:
        before, form = form, form.rstrip().rstrip(ZERO_WIDTH)
    return form


def _same_words(conventions: Conventions) -> dict[str, str]:
    """The words that count as another."""
    same = {}
    for written, word in by_apostrophe(conventions).items():
        same[written] = word
        for accent in "\u0300\u0301":
            same[normalize("NFC", written[:-1] + accent)] = word
    return {**same, **dict(conventions.spelling)}
