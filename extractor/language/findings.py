"""A rule file's text and what was found wrong in it.

In: the text, and places in it. Out: `Place`s from Lark's positions, and `Diagnostic` records with the source line.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from extractor.diagnostics import Diagnostic
from extractor.language.tree import Place

if TYPE_CHECKING:
    from lark import Token


class Findings:
    """The text under the parser's eyes and its errors so far. Lines end at `\\n` only, as Lark counts them."""

    def __init__(self, source: str, file: str) -> None:
        self.source = source
        self.file = file
        self.lines = source.split("\n")
        self.diagnostics: list[Diagnostic] = []

    def place(self, where: Token) -> Place:
        """The place of a token."""
        return self.whole(where, where)

    def whole(self, first: Token, last: Token) -> Place:
        """The place of tokens side by side."""
        line, column = first.line or 1, first.column or 1
        return Place(self.file, line, column, last.end_line or line, last.end_column or column)

    def between(self, first: Place, last: Place) -> Place:
        """From the start of one place to the end of another."""
        return Place(self.file, first.line, first.column, last.end_line, last.end_column)

    def begins_line(self, place: Place) -> bool:
        """Nothing stands before the place on its line."""
        return not self.lines[place.line - 1][: place.column - 1].strip(" \t\r\f\v\ufeff\u00a0")

    def report(self, code: str, place: Place, message: str, hint: str = "") -> None:
        """Note an error; what goes over several lines is underlined to the end of its first."""
        source = self.lines[place.line - 1].rstrip("\r")
        end = place.end_column if place.end_line == place.line else len(source) + 1
        self.diagnostics.append(
            Diagnostic(
                code=code,
                message=message,
                file=self.file,
                line=place.line,
                column=place.column,
                end_column=max(end, place.column + 1),
                source=source,
                hint=hint,
            )
        )
