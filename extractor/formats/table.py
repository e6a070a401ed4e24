"""A table for people: who said, what kind of event, what was said; in colour on a terminal.

Under each event's content stand its other roles. A source that the text leaves out but that was resolved follows an
arrow; an event inside another's content is set in below it.
"""

from collections.abc import Iterable, Sequence
from typing import TextIO

from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from extractor.events.schema import Event
from extractor.formats.counts import counted
from extractor.formats.page import Page
from extractor.printable import printable
from extractor.span import Span

SOURCE, TYPE, CONTENT, QUIET = "bold cyan", "bold yellow", "green", "dim"
_SHOWN_ELSEWHERE = ("source", "content", "trigger")


def write(results: Iterable[tuple[str, Sequence[Event]]], stream: TextIO) -> None:
    """Write one table for each document, with the number of its events above."""
    page = Page(stream)
    for document, events in results:
        count = counted(len(events), "event")
        page.print(Rule(Text.assemble((printable(document), "bold"), f"  {count}"), align="left", style=QUIET))
        if events:
            page.print(_table(events))


def _table(events: Sequence[Event]) -> Table:
    depths = _depths(events)
    table = Table(box=None, padding=(0, 2, 1, 0), expand=True, header_style=QUIET)
    table.add_column("source", ratio=3, overflow="fold")
    table.add_column("event", ratio=3, overflow="fold")
    table.add_column("content", ratio=7, overflow="fold")
    for event in events:
        table.add_row(_source(event), _event(event, depths[event.id]), _content(event))
    return table


def _source(event: Event) -> Text:
    if event.source is not None:
        return Text(printable(event.source.text), style=SOURCE)
    antecedents = event.resolved.get("source", ())
    return Text(f"→ {_joined(antecedents)}", style=f"{SOURCE} italic") if antecedents else Text("–", style=QUIET)


def _event(event: Event, depth: int) -> Text:
    inset = "  " * (depth - 1) + "└ " if depth else ""
    return Text.assemble((inset, QUIET), (event.type, TYPE), "\n", (printable(event.trigger.text), QUIET))


def _content(event: Event) -> Text:
    text = Text(_joined(event.content) or "–", style=CONTENT if event.content else QUIET)
    for role in sorted(event.roles.keys() - set(_SHOWN_ELSEWHERE)):
        text.append(f"\n{role}: ", style=f"not green {QUIET}").append(_joined(event.roles[role]), style="not green")
    return text


def _joined(spans: Sequence[Span]) -> str:
    """The pieces of a role on one line."""
    return " … ".join(printable(span.text) for span in spans)


def _depths(events: Sequence[Event]) -> dict[str, int]:
    """How many of the other events shown are around each one."""
    parents = {event.id: event.parent for event in events}
    depths = {}
    for event in events:
        depth, parent = 0, event.parent
        while parent in parents:
            depth, parent = depth + 1, parents[parent]
        depths[event.id] = depth
    return depths
