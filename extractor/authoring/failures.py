"""A failed trial as a person reads it: the text, and under it what was expected and what was found.

In: an `ExampleResult`, the width of the page. Out: lines of styled text, by `failure_lines`; `plain` gives them without styles.

            │ «Siamo pronti», ha detto ieri il ministro.
    expected│                               ^^^^^^^^^^^ source
    found   │                          ^^^^^^^^^^^^^^^^ source

A text is broken into rows that fit the page, and only the rows with something to show are shown. Columns are counted in cells of
a terminal, so that wide and combining letters keep the marks in place.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from rich.cells import cell_len
from rich.text import Text

from extractor.authoring.compare import Mark, Problem
from extractor.authoring.examples import ExampleResult
from extractor.printable import printable

EXPECTED, FOUND, KIND, QUIET = "green", "red", "bold red", "dim"
_GUTTER: Final = {"": "           │ ", EXPECTED: "  expected │ ", FOUND: "  found    │ "}
_INSET: Final = "    "
_NARROWEST: Final = 30
"""So many cells a row of text has at least, however narrow the page."""


def failure_lines(result: ExampleResult, width: int) -> Iterator[Text]:
    """The lines of one failed trial, for a page `width` cells wide; what can't be broken may be longer."""
    place = result.place
    yield Text.assemble(
        ("FAILED ", KIND),
        (printable(f"{place.file}:{place.line}:{place.column}"), "bold"),
        f": {printable(result.trial.title)}",
        *([(f" – {printable(result.trial.because)}", QUIET)] if result.trial.because else []),
    )
    for problem in result.problems:
        yield from _folded(Text.assemble("  ", (problem.kind, KIND), f": {printable(problem.message)}"), width)
        yield from _shown(problem, result.trial.text, width)


def plain(result: ExampleResult, width: int) -> str:
    """The same without styles."""
    return "\n".join(line.plain.rstrip() for line in failure_lines(result, width))


def _folded(line: Text, width: int) -> Iterator[Text]:
    """A line, gone on with below where it is too long, set in."""
    for start, end in _rows(line.plain.rstrip(), max(_NARROWEST, width - len(_INSET))):
        yield Text.assemble(_INSET if start else "", line[start:end])


def _shown(problem: Problem, text: str, width: int) -> Iterator[Text]:
    """The rows of the text that the problem is about, each with its marks below."""
    rows = _rows(text, max(_NARROWEST, width - cell_len(_GUTTER[""])))
    sides = ((problem.expected, EXPECTED), (problem.found, FOUND))
    marks = [(mark, style) for side, style in sides for mark in side]
    shown = [row for row in rows if any(_overlap(mark, row) for mark, _ in marks)] or rows[:1]
    before = -1
    for row in shown:
        if row is not shown[0] and row[0] > before + 1:  # a line break may stand between rows
            yield Text.assemble((f"{_GUTTER['']}…", QUIET))
        before = row[1]
        yield Text.assemble((_GUTTER[""], QUIET), "".join(_cell(letter) for letter in text[row[0] : row[1]]).rstrip())
        for mark, style in marks:
            if _overlap(mark, row):
                yield _underlined(mark, style, text, row, width)
    for side, style in sides:
        if not side:
            yield Text.assemble((_GUTTER[style], style), ("nothing", QUIET))


def _underlined(mark: Mark, style: str, text: str, row: tuple[int, int], width: int) -> Text:
    """A line of carets under the part of a mark that stands in a row; the label where the mark begins, behind it if it fits."""
    start, end = max(mark.start, row[0]), min(mark.end, row[1])
    before = sum(cell_len(_cell(letter)) for letter in text[row[0] : start])
    size = max(1, sum(cell_len(_cell(letter)) for letter in text[start:end].rstrip()))
    label = mark.label if mark.start >= row[0] else ""
    carets = "^" * size
    if label and cell_len(_GUTTER[style]) + before + size + 1 + cell_len(label) > width and cell_len(label) < before:
        return Text.assemble((_GUTTER[style], style), " " * (before - cell_len(label) - 1), (f"{label} {carets}", style))
    return Text.assemble((_GUTTER[style], style), " " * before, (f"{carets} {label}".rstrip(), style))


def _overlap(mark: Mark, row: tuple[int, int]) -> bool:
    return mark.start < row[1] and row[0] < mark.end


def _cell(letter: str) -> str:
    """What is shown for a letter: nothing that could steer a terminal."""
    return " " if letter.isspace() else printable(letter)


def _rows(text: str, width: int) -> Sequence[tuple[int, int]]:
    """The text cut at its line breaks and, where a line is wider than the page, between words; start and end of each row."""
    rows: list[tuple[int, int]] = []
    start = 0
    for line in text.split("\n"):
        rows += _broken(text, start, start + len(line), width)
        start += len(line) + 1
    return rows


def _broken(text: str, start: int, end: int, width: int) -> Iterator[tuple[int, int]]:
    """The rows of one line."""
    cells, space, place = 0, start, start
    while place < end:
        cells += cell_len(_cell(text[place]))
        if cells > width and place > start:
            cut = space if space > start else place
            yield start, cut
            start = place = space = cut
            cells = 0
            continue
        place += 1
        if text[place - 1].isspace():
            space = place
    if start < end:
        yield start, end
