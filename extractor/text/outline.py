"""Tokens of a text of which somebody knows how many there are and where marks end them; they are cut when they are asked for.

In: the stretches of a text (what stands between blanks), how many tokens each has, the last character of those tokens that end
with a mark. Out, by `outlined`: `Tokens` that say what `Tokenizer.tokenize` says of the text.

Where a few words of a text are asked for, nobody needs most of its tokens: sentences are found around full stops, quotations
around their marks. Offsets of stretches are their lengths added up, if they stand one blank apart:

    text    X tace.\\nY ride: «no».      stretches   X  tace.  Y  ride:  «no».
    lines   0        8                  tokens      0  1      3  4      6
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from itertools import accumulate
from typing import overload

from extractor.span import Span
from extractor.text.conventions import ZERO_WIDTH
from extractor.text.paragraphs import paragraph_starts
from extractor.text.tokenize import Tokenizer, Tokens

Ends = Callable[[str, bool], tuple[list[int], bool]]
"""Gives the positions of tokens whose last character may be one of these, in order, with none left out, and whether it surely is.
If asked, those are left out in which a letter or digit stands before it."""


class Forms(Sequence[str]):
    """The tokens of stretches; those of a stretch are cut when one is first asked for."""

    def __init__(self, stretches: Sequence[str], counts: Iterable[int], cut: Callable[[str], Sequence[str]]) -> None:
        self.first = [*accumulate(counts, initial=0)]
        """The position of each stretch's first token; in the end the number of tokens."""
        self._stretches, self._cut = stretches, cut
        self._known: dict[int, Sequence[str]] = {}

    def __len__(self) -> int:
        return self.first[-1]

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> list[str]: ...
    def __getitem__(self, index: int | slice) -> str | list[str]:
        if isinstance(index, slice):
            return [self[position] for position in range(*index.indices(len(self)))]
        if not 0 <= index < self.first[-1]:
            if not -len(self) <= index < 0:
                raise IndexError(index)
            index += len(self)
        stretch = bisect_right(self.first, index) - 1
        return self.of(stretch)[index - self.first[stretch]]

    def of(self, stretch: int) -> Sequence[str]:
        """The tokens of a stretch."""
        known = self._known.get(stretch)
        if known is None:
            known = self._known[stretch] = self._cut(self._stretches[stretch])
        return known


class Outline(Tokens):
    """The tokens of a text; see `Tokens`. What was cut is remembered, and threads may share it."""

    def __init__(
        self,
        text: str,
        stretches: Sequence[str],
        forms: Forms,
        lines: Sequence[tuple[int, int]],
        ends: Ends,
    ) -> None:
        """`forms` are those of the stretches; `lines` the first stretch of each line that has any, with the offset where that
        begins."""
        super().__init__(text, text[: lines[0][1]], [], forms, [])
        self._cuts, self._first, self._ends = forms, forms.first, ends
        self._letters = [*accumulate(map(len, stretches), initial=0)]
        self._line_stretches = [first for first, _ in lines]
        self._line_offsets = [offset for _, offset in lines]

    def __len__(self) -> int:
        return self._first[-1]

    @property
    def pieces(self) -> list[str]:
        """The tokens with the blanks after them."""
        starts = self.starts
        return [self.text[start:end] for start, end in zip(starts, [*starts[1:], len(self.text)], strict=True)]

    @cached_property
    def starts(self) -> list[int]:
        """The offset of each token's first character."""
        return [*map(self._start, range(len(self)))]

    def _start(self, position: int) -> int:
        stretch = bisect_right(self._first, position) - 1
        before = position - self._first[stretch]
        offset = self._offset(stretch)
        return offset + sum(map(len, self._cuts.of(stretch)[:before])) if before else offset

    def _offset(self, stretch: int) -> int:
        """Where a stretch begins."""
        line = bisect_right(self._line_stretches, stretch) - 1
        first = self._line_stretches[line]
        return self._line_offsets[line] + self._letters[stretch] - self._letters[first] + stretch - first

    def ending_with(self, characters: str) -> list[int]:
        """The positions of the tokens whose last character is one of these."""
        found, sure = self._ends(characters, False) if characters else ([], True)
        return found if sure else [position for position in found if self.forms[position][-1] in characters]

    def that_are(self, forms: frozenset[str], last: str) -> list[int]:
        """The positions of the tokens that are one of some marks, whose last characters these are."""
        bare = not any(form[-2:-1].isalnum() for form in forms)
        found = self._ends(last, bare)[0] if last else []
        return [position for position in found if self.forms[position] in forms]

    def span(self, start: int, end: int) -> Span:
        """The text of tokens `[start, end)`, from the first one's start to the last one's end; empty if there are none."""
        if start >= end:
            offset = self._start(start) if start < len(self) else len(self.text)
            return Span(offset, offset, "")
        first, last = self._start(start), self._start(end - 1) + len(self.forms[end - 1])
        return Span(first, last, self.text[first:last])

    def position(self, offset: int) -> int:
        """The first position at or after a character offset."""
        line = bisect_left(self._line_offsets, offset)
        if line < len(self._line_offsets) and self._line_offsets[line] == offset:
            return self._first[self._line_stretches[line]]
        position = self._first[bisect_left(range(len(self._first) - 1), offset, key=self._offset)]
        while position and self._start(position - 1) >= offset:
            position -= 1
        return position

    def spaced(self, position: int) -> bool:
        """Whether there are blanks between the token before the position and the one after it, or one of them is missing."""
        return not 0 < position < len(self) or self._first[bisect_left(self._first, position)] == position


def outlined(
    text: str,
    stretches: Sequence[str],
    counts: Iterable[int],
    tokenizer: Tokenizer,
    ends: Ends,
) -> Outline | None:
    """The tokens of a text that is these stretches, with so many tokens each; `ends` as for `Outline`. None where two stretches
    of a line stand farther apart than one blank. Each stretch must be one that is cut alone (see `stretches`)."""
    lines = _lines(text, stretches)
    if not lines or any(character in text for character in ZERO_WIDTH):
        return None
    forms = Forms(stretches, counts, tokenizer.stretches.forms)
    found = Outline(text, stretches, forms, lines, ends)
    starts = paragraph_starts(text, lines[0][1], tokenizer.line_breaks)
    found.breaks = [*map(found.position, starts), len(found)]
    return found


def _lines(text: str, stretches: Sequence[str]) -> list[tuple[int, int]] | None:
    """The first stretch of each line, and where it begins; None where two of a line are not one blank apart."""
    lines: list[tuple[int, int]] = []
    first = offset = 0
    for line in text.split("\n"):
        size = len(line.split())
        if size:
            body = line.strip()
            if len(body) != sum(map(len, stretches[first : first + size])) + size - 1:
                return None
            lines.append((first, offset + line.index(body[0])))
            first += size
        offset += len(line) + 1
    return lines
