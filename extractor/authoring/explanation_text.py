"""An explanation for people: the sentence, its words and mentions, then every rule that was tried and what became of it.

In: an `Explanation`, the text, the rule files. Out: lines on a stream, in colour on a terminal. The one way in is `write`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import TextIO

from rich.cells import cell_len, set_cell_size
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from extractor.authoring.explanation import Attempted, Considered, Explanation, Halt, Made, Resolved, SentenceReport, Word
from extractor.authoring.outcome import NOTHING_TO_DO
from extractor.formats.counts import counted
from extractor.formats.page import Page
from extractor.formats.table import CONTENT, QUIET, SOURCE, TYPE
from extractor.language.tree import Place
from extractor.printable import in_place, printable
from extractor.span import Span

STYLES = {"chosen": "bold green", "lost": "yellow", "refused": "magenta", "stopped": "red"}
BESIDE = 12
"""Columns that the verdicts take, before what is said of an attempt."""

_FEATURES_FIRST = ("lemma", "upos")
_KNOWN = ("trigger", "event", "head", "word")
"""Captures that are not shown where they are the place of the attempt."""


def write(explanation: Explanation, sources: Mapping[str, str], stream: TextIO, limit: int | None = 5) -> None:
    """Writes an explanation. `sources` has the rule files' texts by their names; of the attempts in a phase that failed the
    `limit` nearest are shown (None: all)."""
    page = Page(stream)
    if not explanation.sentences:
        page.print("There is no word in the text.")
    for report in explanation.sentences:
        if page.is_terminal:
            _Sentence(page, explanation, report, sources, limit).write()
            continue
        with page.capture() as captured:
            _Sentence(page, explanation, report, sources, limit).write()
        # rich fills up every cell of a table with blanks.
        stream.writelines(f"{line.rstrip()}\n" for line in captured.get().removesuffix("\n").split("\n"))


class _Sentence:
    def __init__(
        self,
        page: Page,
        explanation: Explanation,
        report: SentenceReport,
        sources: Mapping[str, str],
        limit: int | None,
    ) -> None:
        self.page, self.explanation, self.report = page, explanation, report
        self.sources, self.limit = sources, limit

    def write(self) -> None:
        """Writes all there is to say of the sentence."""
        self.page.print(Rule(style=QUIET))
        self.page.print(self._marked())
        if not self.report.wakes:
            self._note("No word here can start an event, so that extract passes over this sentence.")
        if self.explanation.rule is None:
            self._section("words", _words(self.report.words))
            self._section("mentions", _mentions(self._shown_mentions()))
        for phase, attempts in groupby(self.report.attempts, key=lambda attempt: attempt.phase):
            self._section(phase, self._attempts(list(attempts)))
        if self.report.untried:
            self._note(f"{self.explanation.rule} was not tried: {self.report.untried}")
        for resolved in self.report.resolutions:
            self._section("resolution", _resolved(resolved))
        for unfound in self.explanation.unfound:
            if self._holds(unfound.at):
                rule = f"{unfound.miss.rule} came nearest: " if unfound.miss.rule else ""
                self._note(f"No event was found at {quoted(unfound.at)}; {rule}{printable(unfound.miss.stop)}")

    def _holds(self, place: Span) -> bool:
        return self.report.span.start <= place.start and place.end <= self.report.span.end

    def _marked(self) -> Text:
        """The sentence, with the places asked about underlined."""
        span = self.report.span
        marked = Text(in_place(span.text), style="bold")
        for place in self.explanation.at:
            if self._holds(place):
                marked.stylize("reverse", place.start - span.start, place.end - span.start)
        return marked

    def _note(self, message: str) -> None:
        self.page.print()
        self.page.print(Text(printable(message), style="italic"))

    def _section(self, title: str, table: Table) -> None:
        if table.row_count:
            self.page.print()
            self.page.print(Text(title, style="bold"))
            self.page.print(Padding(table, (0, 0, 0, 2)))

    def _shown_mentions(self) -> list[Made]:
        places = self.explanation.at
        return [
            made
            for made in self.report.mentions
            if not places or any(made.span.start < place.end and place.start < made.span.end for place in places)
        ]

    def _attempts(self, attempts: Sequence[Attempted]) -> Table:
        table = _grid()
        failures = 0
        for attempt in attempts:
            if attempt.reason == NOTHING_TO_DO and self.limit is not None and self.explanation.rule is None:
                continue
            failed = attempt.verdict in ("refused", "stopped")
            failures += failed
            if failed and self.limit is not None and failures > self.limit:
                continue
            table.add_row(Text(attempt.verdict, style=STYLES[attempt.verdict]), self._attempt(attempt))
        if self.limit is not None and failures > self.limit:
            table.add_row("", Text(f"and {failures - self.limit} more that did not match (--all shows them)", style=QUIET))
        return table

    def _attempt(self, attempt: Attempted) -> Text:
        told = Text(attempt.rule, style="bold") if attempt.verdict == "chosen" else Text(attempt.rule)
        told = Text.assemble(told, (f" at {quoted(attempt.at)}", QUIET), (f"  {attempt.makes}" if attempt.makes else "", TYPE))
        if attempt.place is not None and attempt.verdict != "chosen":
            told.append(f"  {attempt.place.file}:{attempt.place.line}", style=QUIET)
        taken = [(name, spans) for name, spans in attempt.taken.items() if name not in _KNOWN or attempt.at not in spans]
        for number, (name, spans) in enumerate(taken):
            told.append(", " if number else "\n").append(f"{name} ", style=QUIET)
            told.append(" … ".join(printable(span.text) for span in spans), style=CONTENT)
        for halt in attempt.halts:
            told.append(f"\n{printable(halt.text)}").append_text(self._elements(halt))
        if attempt.reason and not attempt.halts:
            told.append(f"\n{printable(attempt.reason)}")
        return told

    def _elements(self, halt: Halt) -> Text:
        """The lines of the rule where the elements stand that were waited for, when one rule is asked about."""
        shown = Text()
        for place in halt.places if self.explanation.rule is not None else ():
            source = self.sources.get(place.file, "").split("\n")
            if 0 < place.line <= len(source):
                shown.append(f"\n{place.file}:{place.line}:{place.column}\n", style=QUIET)
                shown.append_text(_underlined(source[place.line - 1], place, self.page.width - BESIDE))
        return shown


def _underlined(line: str, place: Place, width: int) -> Text:
    """A line of a rule with an element underlined. It may be far longer than a terminal's, so only what is near is shown."""
    line = in_place(line)
    start, end = place.column - 1, place.end_column - 1 if place.end_line == place.line else len(line)
    element = _cut(line[start:end], width)
    room = width - cell_len(element)
    before = _cut(line[:start].lstrip()[::-1], max(room // 2, room - cell_len(line[end:])))[::-1]
    after = _cut(line[end:], room - cell_len(before))
    mark = " " * cell_len(before) + "^" * max(1, cell_len(element))
    return Text.assemble(before, element, after, "\n", (mark, STYLES["stopped"]))


def _cut(text: str, width: int) -> str:
    """The beginning of a text that fits into so many columns."""
    return text if cell_len(text) <= width else f"{set_cell_size(text, max(0, width - 1))}…"[: max(0, width)]


def _grid() -> Table:
    """Two columns: a short one, and one that takes the rest."""
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True, min_width=7)
    table.add_column(overflow="fold", ratio=1)
    return table


def _words(words: Sequence[Word]) -> Table:
    """A line for each word: the readings it has now, and those that were taken away."""
    table = _grid()
    for word in words:
        readings = Text(" | ", style=QUIET).join(_reading(reading) for reading in word.after)
        gone = [reading for reading in word.before if reading not in word.after]
        if gone:
            taken = " | ".join(_reading(reading).plain for reading in gone)
            readings.append(f"\nwithout {taken}, by {', '.join(word.removed_by)}", style=QUIET)
        table.add_row(Text(printable(word.span.text), style=CONTENT), readings)
    return table


def _reading(reading: Mapping[str, str]) -> Text:
    """`VERB dire Mood=Ind …`."""
    text = Text(reading.get("upos", "?"), style=TYPE).append(f" {printable(reading.get('lemma', ''))}", style="default not bold")
    others = " ".join(f"{name}={value}" for name, value in sorted(reading.items()) if name not in _FEATURES_FIRST)
    return text.append(f" {printable(others)}".rstrip(), style=f"not bold {QUIET}")


def _mentions(mentions: Sequence[Made]) -> Table:
    """The mentions as a tree: those of one place on one line, what lies inside set in below it."""
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(overflow="fold", ratio=3)
    table.add_column(overflow="fold", ratio=2)
    around: list[Span] = []
    for span, group in groupby(mentions, key=lambda made: made.span):
        here = list(group)
        while around and not (around[-1].start <= span.start and span.end <= around[-1].end):
            around.pop()
        types = Text(f"{'  ' * len(around)}")
        types.append(printable(span.text), style=CONTENT)
        made = Text()
        for number, each in enumerate(here):
            features = " ".join(f"{name}={value}" for name, value in sorted(each.features.items()))
            made.append("\n" if number else "").append(f"{each.type}", style=TYPE)
            made.append(f" {each.rule}", style="").append(f" {printable(features)}".rstrip(), style=QUIET)
        table.add_row(types, made)
        around.append(span)
    return table


def _resolved(resolved: Resolved) -> Table:
    table = _grid()
    place = f"{resolved.place.file}:{resolved.place.line}"
    heading = Text.assemble(resolved.statement, (f" at {quoted(resolved.trigger)}  {place}", QUIET))
    table.add_row("", heading)
    for verdict, candidate in _candidates(resolved):
        table.add_row(Text(verdict, style=STYLES[verdict]), candidate)
    return table


def _candidates(resolved: Resolved) -> Iterator[tuple[str, Text]]:
    """The antecedents in the order of their chances, each with what became of it."""
    best: Considered | None = None
    for each in resolved.considered:
        verdict, why = "refused", each.refused
        if not each.refused:
            verdict, why = ("chosen", "") if best is None else ("lost", _behind(each, best))
            best = best or each
        back = "in the same sentence"
        if each.sentences_back:
            way = "back" if each.sentences_back > 0 else "on"
            back = f"{counted(abs(each.sentences_back), 'sentence')} {way}"
        told = Text(printable(each.span.text), style=SOURCE)
        told.append(f"  {each.type}, {back}{', preferred' if each.preferred else ''}", style=f"not bold default {QUIET}")
        if why:
            told.append(f"\n{printable(why)}", style="not bold default")
        yield verdict, told


def _behind(each: Considered, best: Considered) -> str:
    """Why one that could be meant stands behind the best."""
    if each.sentences_back > best.sentences_back:
        return "it stands further back"
    if best.preferred and not each.preferred:
        return "the one chosen is preferred"
    return "the one chosen stands first after `from`, or nearer, or is longer"


def quoted(span: Span) -> str:
    """The span's text in quotation marks."""
    return f'"{printable(span.text)}"'
