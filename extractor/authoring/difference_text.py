"""What two packs find differently, as text for people (in colour on a terminal) or as JSON Lines.

In: by document its differences, as they come. Out: text on a stream, with a summary by rule at the end. The ways in are
`write_text` and `write_jsonl`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TextIO

import msgspec
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from extractor.authoring.difference import CHANGED, GAINED, LOST, Difference, Summary
from extractor.authoring.side_by_side import in_sentence, side_by_side
from extractor.formats.counts import counted
from extractor.formats.page import Page
from extractor.printable import printable

HEADING, QUIET, NAME = "bold", "dim", "cyan"
STYLES = {GAINED: "green", LOST: "red", CHANGED: "yellow"}
SIGNS = {GAINED: "+", LOST: "-", CHANGED: "≠"}

Results = Iterable[tuple[str, Sequence[Difference]]]


def write_text(results: Results, stream: TextIO, packs: tuple[str, str]) -> Summary:
    """Write the differences of each document as they come, then the summary. `packs` are the names of the old and the new one."""
    page = Page(stream)
    summary = Summary()
    for document, found in results:
        summary.add(found)
        if found:
            page.print(Rule(Text(printable(document), style=HEADING), align="left", style=QUIET))
        for each in found:
            _show(page, each)
    page.print(Text(f"old: {printable(packs[0])}\nnew: {printable(packs[1])}", style=QUIET))
    total = summary.total
    documents = counted(summary.documents, "document")
    page.print(
        Text.assemble((f"{total.gained} gained, {total.lost} lost, {total.changed} changed", HEADING), f" in {documents}")
    )
    if summary.rules():
        page.print("", _by_rule(summary))
    return summary


def write_jsonl(results: Results, stream: TextIO, packs: tuple[str, str]) -> Summary:
    """Write a line for each difference, and one for the summary at the end, which has the key `summary`."""
    summary = Summary()
    for document, found in results:
        summary.add(found)
        stream.write("".join(f"{_line({'doc': document, **_record(each)})}\n" for each in found))
        stream.flush()
    total = summary.total
    figures = {
        "old": packs[0],
        "new": packs[1],
        "documents": summary.documents,
        "gained": total.gained,
        "lost": total.lost,
        "changed": total.changed,
        "rules": summary.rules(),
    }
    stream.write(f"{_line({'summary': figures})}\n")
    return summary


def _record(found: Difference) -> dict[str, object]:
    return {"kind": found.kind, "fields": found.fields, "sentence": found.event.sentence, "old": found.old, "new": found.new}


def _line(record: object) -> str:
    return msgspec.json.encode(record).decode()


def _show(page: Page, found: Difference) -> None:
    style = STYLES[found.kind]
    fields = ", ".join(_name(field) for field in found.fields)
    title = f"{SIGNS[found.kind]} {found.kind}"
    page.print(Text.assemble((title, f"bold {style}"), "  ", (found.event.type, HEADING), f"  {fields}" if fields else ""))
    page.print(in_sentence(found.event.sentence, found.event.trigger))
    page.print(side_by_side(found.old, found.new, ("old", "new"), (STYLES[LOST], STYLES[GAINED])))
    page.print()


def _name(field: str) -> str:
    """The part's name as the rows have it."""
    table, _, name = field.rpartition(".")
    return f"{name} →" if table == "resolved" else name


def _by_rule(summary: Summary) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style=QUIET, pad_edge=False)
    table.add_column("rule", style=NAME, overflow="fold")
    for kind in (GAINED, LOST, CHANGED):
        table.add_column(kind, justify="right")
    for rule in summary.rules():
        numbers = ((rule.gained, GAINED), (rule.lost, LOST), (rule.changed, CHANGED))
        table.add_row(rule.rule, *(Text(str(n or "·"), style=STYLES[kind] if n else QUIET) for n, kind in numbers))
    return table
