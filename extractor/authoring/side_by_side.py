"""Two events side by side, for people: what gold and pack say, or an old pack and a new one.

In: two events, either of which may be missing. Out: what rich prints. The ways in are `in_sentence` and `side_by_side`.
Parts that differ are marked with `≠` and, on a terminal, by colour.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from rich.table import Table
from rich.text import Text

from extractor.authoring.scoring import CONTENT, SOURCE, Reported
from extractor.events.schema import Event
from extractor.printable import printable
from extractor.span import Span

NAME, DIFFERENT, QUIET, TRIGGER = "dim", "bold", "dim", "bold yellow"
_NOTHING = "–"
_RULE = "rule"
_ALWAYS = ("type", "trigger", SOURCE, CONTENT)


def in_sentence(sentence: Span, trigger: Span) -> Text:
    """The sentence on one line with the trigger in square brackets."""
    start, end = trigger.start - sentence.start, trigger.end - sentence.start
    if not 0 <= start <= end <= len(sentence.text):
        return Text(printable(sentence.text))
    before, after = sentence.text[:start], sentence.text[end:]
    return Text.assemble(
        _with_blanks(before), ("[", QUIET), (printable(trigger.text), TRIGGER), ("]", QUIET), _with_blanks(after)
    )


def _with_blanks(text: str) -> str:
    """`printable`, but a blank at either end stays."""
    shown = printable(text)
    return f"{' ' * text[:1].isspace()}{shown}{' ' * (text[-1:].isspace() and bool(shown))}"


def side_by_side(
    one: Reported | None,
    other: Reported | None,
    titles: tuple[str, str],
    styles: tuple[str, str],
    *,
    unmarked: Collection[str] = (),
    left_out: Collection[str] = (),
) -> Table:
    """A table with one column for each event that there is. Of two, type, trigger, source and content are always shown and the
    other parts where they differ. Parts named in `unmarked` may differ without a mark; those in `left_out` are not shown."""
    table = Table(box=None, padding=(0, 2, 0, 0), header_style=QUIET, pad_edge=False)
    both = one is not None and other is not None
    table.add_column("", width=1)
    table.add_column("", style=NAME, max_width=24, overflow="fold")
    for event, title in ((one, titles[0]), (other, titles[1])):
        if event is not None:
            table.add_column(title, overflow="fold", ratio=1)
    ours, theirs = (_parts(event, apart=both) for event in (one, other))
    named = [name for name in dict.fromkeys((*_ALWAYS, *ours, *theirs)) if name != _RULE]
    for name in (*named, _RULE):
        left, right = ours.get(name, ()), theirs.get(name, ())
        if name in left_out or (left == right and (name not in _ALWAYS or not left)):
            continue
        marked = both and left != right and name not in unmarked
        cells = [
            Text(_joined(cell), style=style if marked or not both else "")
            for event, cell, style in ((one, left, styles[0]), (other, right, styles[1]))
            if event is not None
        ]
        table.add_row(Text("≠" if marked else "", style=DIFFERENT), name, *cells)
    return table


Cell = Sequence[Span | str]


def _parts(event: Reported | None, apart: bool) -> dict[str, Cell]:
    """An event's parts by the names that people read; its attributes each `apart`, or all in one."""
    if event is None:
        return {}
    parts: dict[str, Cell] = {"type": (event.type,), "trigger": (event.trigger,)}
    for role in sorted(event.roles):
        parts[role] = tuple(Span(span.start, span.end, span.text) for span in event.roles[role])
    for role in sorted(event.resolved):
        parts[f"{role} →"] = tuple(event.resolved[role])
    if apart:
        parts.update((name, (event.attributes[name],)) for name in sorted(event.attributes))
    elif event.attributes:
        parts["attributes"] = (", ".join(f"{name} {event.attributes[name]}" for name in sorted(event.attributes)),)
    if isinstance(event, Event):
        parts[_RULE] = (event.rule,)
    return parts


def _joined(cell: Cell) -> str:
    return " … ".join(printable(part if isinstance(part, str) else part.text) for part in cell) or _NOTHING
