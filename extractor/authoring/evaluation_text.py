"""An evaluation for people: figures, rules, causes of misses, and errors with their sentences; in colour on a terminal.

In: an `Evaluation`, how many errors to show. Out: text on a stream. The one way in is `write`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TextIO

from rich.table import Table
from rich.text import Text

from extractor.authoring.evaluation import CauseFigures, Change, Error, Evaluation, RuleFigures
from extractor.authoring.scoring import Figure
from extractor.authoring.side_by_side import in_sentence, side_by_side
from extractor.formats.counts import counted
from extractor.formats.gold import ANY_TYPE
from extractor.formats.page import Page
from extractor.printable import printable

HEADING, NAME, QUIET = "bold", "cyan", "dim"
GOLD, FOUND, WRONG = "green", "magenta", "bold red"
_COLUMN = 6  # characters of a column of numbers with the blank after it
_NARROWEST = 12  # characters of the column of rules


def write(evaluation: Evaluation, stream: TextIO, shown: int) -> None:
    """Write the evaluation, with the first `shown` errors."""
    page = Page(stream)
    gold = evaluation.scores.measures["trigger"].gold
    page.print(Text(evaluation.pack, style=HEADING))
    page.print(f"{counted(evaluation.documents, 'document')}, {counted(gold, 'gold event')}\n")
    page.print(_figures("measure", evaluation.scores.measures.items()), "")
    if evaluation.scores.attributes:
        page.print(_attributes(evaluation), "")
    page.print(_figures("event type", evaluation.scores.types.items()), "")
    if evaluation.rules:
        _rules(page, evaluation.rules)
    if evaluation.causes:
        page.print(_causes(evaluation.causes), "")
    _errors(page, evaluation.errors, shown)


def _figures(name: str, rows: Iterable[tuple[str, Figure]]) -> Table:
    table = _table(name, "precision", "recall", "F1", "right", "found", "gold")
    for row, figure in rows:
        shares = (f"{share:.3f}" for share in (figure.precision, figure.recall, figure.f1))
        table.add_row("(any)" if row == ANY_TYPE else row, *shares, *map(str, (figure.right, figure.found, figure.gold)))
    return table


def _attributes(evaluation: Evaluation) -> Table:
    table = _table("attribute", "accuracy", "macro F1")
    for name, figure in evaluation.scores.attributes.items():
        table.add_row(name, f"{figure.accuracy:.3f}", f"{figure.macro_f1:.3f}")
    return table


def _rules(page: Page, rules: Sequence[RuleFigures]) -> None:
    """What each rule did; where it was measured, what would change without it stands beside."""
    measured = any(rule.without is not None for rule in rules)
    titles = ("right", "wrong", "whole", "added", *(("right", "wrong", "whole", "right", "wrong") if measured else ()))
    widest = max(len(rule.rule) for rule in rules)
    width = max(_NARROWEST, min(widest, page.width - len(titles) * _COLUMN - 1))
    table = Table(box=None, padding=(0, 1, 0, 0), header_style=QUIET, pad_edge=False)
    table.add_column("rule", style=NAME, overflow="fold", width=width)
    for title in titles:
        table.add_column(title, justify="right", width=_COLUMN - 1, no_wrap=True)
    for rule in rules:
        numbers = (rule.right, rule.wrong, rule.whole, rule.added_to)
        changes = _changes(rule.without) if measured else []
        table.add_row(rule.rule, *(Text(str(number or "·"), style="" if number else QUIET) for number in numbers), *changes)
    if measured:
        over = " " * (width + 1 + 4 * _COLUMN) + "without it: events parts"
        page.print(Text(over, style=QUIET), no_wrap=True, crop=True)
    page.print(table, "")


def _changes(change: Change | None) -> list[Text]:
    """The numbers with their signs; green is what one would like to happen."""
    given = change or Change()
    likes = ((given.right, 1), (given.wrong, -1), (given.whole, 1), (given.right_parts, 1), (given.wrong_parts, -1))
    return [
        Text(f"{number:+d}", style="green" if number * liked > 0 else "red") if number else Text("·", style=QUIET)
        for number, liked in likes
    ]


def _causes(causes: Sequence[CauseFigures]) -> Table:
    table = _table("misses by cause", "misses")
    table.add_column("nearest rules", overflow="fold")
    for cause in causes:
        table.add_row(printable(cause.cause), str(cause.misses), printable(", ".join(cause.rules)))
    return table


def _table(name: str, *numbers: str) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style=QUIET, pad_edge=False)
    table.add_column(name, style=NAME, overflow="fold", vertical="bottom")
    for number in numbers:
        table.add_column(number, justify="right")
    return table


def _errors(page: Page, errors: Sequence[Error], shown: int) -> None:
    """The first errors, each with its sentence, gold and found side by side; how many there are of each kind."""
    if not errors:
        page.print("no errors")
        return
    kinds: dict[str, int] = {}
    for kind in (kind for error in errors for kind in error.kinds):
        kinds[kind] = kinds.get(kind, 0) + 1
    some = "" if shown >= len(errors) else f", {shown} of them shown (--errors {len(errors)} shows all)"
    count = f"{counted(len(errors), 'event')} with errors{some}"
    page.print(Text.assemble((count, HEADING), ": ", ", ".join(f"{number} {kind}" for kind, number in sorted(kinds.items()))))
    for error in errors[:shown]:
        page.print()
        _error(page, error)


def _error(page: Page, error: Error) -> None:
    event = error.gold or error.found
    rule = f"  by {error.found.rule}" if error.found is not None else ""
    page.print(Text.assemble((printable(error.doc), HEADING), "  ", (", ".join(error.kinds), WRONG), (rule, NAME)))
    if event is None:
        return
    # The whole group that was found says more than gold's one word.
    trigger = error.found.trigger if error.found is not None else event.trigger
    page.print(in_sentence(error.sentence, trigger))
    unmarked, left_out = {"trigger"}, {"rule"}
    if error.gold is not None and error.found is not None:
        left_out |= error.found.attributes.keys() - error.gold.attributes.keys()
        unmarked |= {"type"} if error.gold.type == ANY_TYPE else set()
    page.print(
        side_by_side(error.gold, error.found, ("gold", "found"), (GOLD, FOUND), unmarked=unmarked, left_out=left_out)
    )
    if error.cause is not None:
        nearest = f"{error.cause.rule}: " if error.cause.rule else ""
        page.print(Text.assemble(("why: ", QUIET), printable(f"{nearest}{error.cause.stop}")))
