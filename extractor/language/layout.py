"""Tokens of a clause → lines no longer than a width, broken where the notation itself is put together.

In: the tokens, each a `Word` with the comments before it, put into their brackets by `tree_of`. Out: the `lines` of a `Page`.

What fits on its line stays there. Of what doesn't, long alternatives of a pattern get a line each, with the `|` two columns left
of what they say; everything else goes on below where it began, after a comma, before `or`, `and`, `&`, or between elements.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

WIDTH: Final = 120
"""Columns of a line. A word that is longer stands on a line of its own."""

SHORT: Final = 24
"""Alternatives no longer than this share a line."""

ALTERNATIVES: Final = ("|", "or")

LEVELS: Final = (("=>",), (",",), ALTERNATIVES, ("and",), ("&",))
"""What holds a text together, the loosest first. A comma ends a line, the others begin one."""

BEGINNING: Final = frozenset(("=>", "|", "or", "and", "&", "not"))
"""What stays on the line of what comes after it."""

FAR: Final = 60
"""Up to here a comment behind something keeps its column, so that those of several lines may stand below one another."""


class Comment(NamedTuple):
    """A comment; `column` is where it stood (from 0) if it was behind something on its line, else -1. `apart`: an empty line
    stood before it."""

    text: str
    column: int
    apart: bool


class Word(NamedTuple):
    """A token with the comments before it, and whether a space stands between it and what comes before."""

    text: str
    spaced: bool = True
    comments: tuple[Comment, ...] = ()


class Bracketed(NamedTuple):
    """What stands between brackets, with these."""

    opening: Word
    inner: tuple[Part, ...]
    closing: Word

    @property
    def spaced(self) -> bool:
        """Whether a space stands before it."""
        return self.opening.spaced


Part = Word | Bracketed


class Page:
    """Lines, of which the last is being written."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.line = ""

    @property
    def column(self) -> int:
        """Where the next letter will stand, from 0."""
        return len(self.line)

    def new_line(self, column: int = 0) -> None:
        """Goes on below, at a column; on a line without a word only the column changes."""
        if self.line.strip():
            self.lines.append(self.line.rstrip())
        self.line = " " * column

    def comments(self, comments: Iterable[Comment], column: int) -> None:
        """Writes comments, and what comes after them below. At the margin empty lines are kept."""
        for comment in comments:
            if comment.column >= 0 and (self.line.strip() or self.lines):
                if not self.line.strip():
                    self.line = self.lines.pop()
                self.line = f"{self.line.rstrip()}  ".ljust(comment.column if comment.column <= FAR else 0)
            else:
                self.new_line(column)
                if comment.apart and column == 0 and self.lines:
                    self.lines.append("")
            self.line += comment.text
            self.new_line(column)

    def put(self, parts: Sequence[Part], column: int, aligned: bool = True) -> None:
        """Writes parts; what has no room goes on below at the column, and if it is `aligned` an alternative's `|` left of it."""
        if self.fits(parts):
            self.line += self._gap(parts[0]) + flat(parts)
            return
        marks, pieces = _pieces(parts)
        if len(pieces) == 1:
            pieces = _elements(parts)
        if len(pieces) == 1:
            for part in parts:
                self._broken(part, column)
            return
        left = marks is ALTERNATIVES and aligned
        for before, piece in pairwise([[], *pieces]):
            mark = piece[0].text if isinstance(piece[0], Word) else ""
            apart = left and max(_width(before), _width(piece)) > SHORT
            if before and not apart and self.fits(piece, 1):
                self.line += self._gap(piece[0]) + flat(piece)
            elif before and left:
                self._beginning(piece[0], max(0, column - len(mark) - 1))
                self.put(_unspaced(piece[1:]), column)
            else:
                if before:
                    self.new_line(column)
                self.put(_unspaced(piece), column)

    def fits(self, parts: Sequence[Part], more: int = 0) -> bool:
        """Whether parts have room on this line, with some columns more."""
        return not _commented(parts) and self.column + more + len(flat(parts)) <= WIDTH

    def _gap(self, part: Part) -> str:
        """The space before a part, which isn't needed where a line or a body begins."""
        return " " if part.spaced and self.line.strip() and not self.line.endswith(" ") else ""

    def _beginning(self, mark: Part, column: int) -> None:
        """Begins a line with a mark, and a space after it."""
        assert isinstance(mark, Word)
        self.comments(mark.comments, column)
        self.new_line(column)
        self.line += f"{mark.text} "

    def _broken(self, part: Part, column: int) -> None:
        """Writes a part that has no room; brackets go on below what stands behind the first."""
        if isinstance(part, Word):
            self.comments(part.comments, column)
            self.line += self._gap(part) + part.text
            return
        self._broken(part.opening, column)
        aligned = part.opening.text.endswith("(") and _pieces(part.inner)[0] is ALTERNATIVES
        space = " " * aligned
        self.line += space
        self.put(_unspaced(part.inner), self.column, aligned)
        self.line += space
        self._broken(part.closing, column)


def tree_of(words: Iterable[Word]) -> list[Part]:
    """Words → parts, by their brackets."""
    whole: list[Part] = []
    open_ones: list[tuple[Word, list[Part]]] = []
    for word in words:
        level = open_ones[-1][1] if open_ones else whole
        if word.text[-1] in "([{" and word.text[0] not in "\"'/<":
            open_ones.append((word, []))
        elif open_ones and word.text[0] in ")]}":
            opening, inner = open_ones.pop()
            level = open_ones[-1][1] if open_ones else whole
            level.append(Bracketed(opening, tuple(inner), word))
        else:
            level.append(word)
    return whole


def flat(parts: Iterable[Part]) -> str:
    """Parts on one line."""
    text = ""
    for part in parts:
        if text and part.spaced:
            text += " "
        text += part.text if isinstance(part, Word) else f"{part.opening.text}{flat(part.inner)}{part.closing.text}"
    return text


def _width(parts: Sequence[Part]) -> int:
    return len(flat(parts))


def _commented(parts: Iterable[Part]) -> bool:
    return any(
        part.comments if isinstance(part, Word) else part.opening.comments or part.closing.comments or _commented(part.inner)
        for part in parts
    )


def _pieces(parts: Sequence[Part]) -> tuple[tuple[str, ...], list[list[Part]]]:
    """What holds parts together most loosely (nothing, perhaps), and the parts cut there."""
    for marks in LEVELS:
        pieces: list[list[Part]] = [[]]
        for part in parts:
            cut = isinstance(part, Word) and part.text in marks
            if cut and "," not in marks and pieces[-1]:
                pieces.append([])
            pieces[-1].append(part)
            if cut and "," in marks:
                pieces.append([])
        pieces = [piece for piece in pieces if piece]
        if len(pieces) > 1:
            return marks, pieces
    return (), [list(parts)]


def _elements(parts: Sequence[Part]) -> list[list[Part]]:
    """Parts cut where a space stands, but not behind a word that begins what comes after it."""
    pieces: list[list[Part]] = []
    begun = False
    for part in parts:
        if (part.spaced and not begun) or not pieces:
            pieces.append([])
        pieces[-1].append(part)
        begun = isinstance(part, Word) and part.text in BEGINNING
    return pieces


def _unspaced(parts: Sequence[Part]) -> list[Part]:
    """Parts whose first has no space before it."""
    first, *rest = parts
    if isinstance(first, Word):
        return [first._replace(spaced=False), *rest]
    return [first._replace(opening=first.opening._replace(spaced=False)), *rest]
