"""Checks of lexicons against the schema and themselves.

In: the context. Out: findings about their entries, by `check_lexicons`.
"""

from __future__ import annotations

from extractor.diagnostics import did_you_mean
from extractor.language.check_context import Context
from extractor.language.pack import Entry, LexiconList


def check_lexicons(context: Context) -> None:
    """Checks every list."""
    for found in context.pack.lists.values():
        for entry in found.entries:
            if entry.event is not None:
                _event(context, entry, entry.event)
        _entries(context, found)


def _event(context: Context, entry: Entry, name: str) -> None:
    types = context.types
    if not context.type_exists(name, entry.place, allowed=types.events):
        return
    if types.events[name].abstract:
        below = [each for each in types.subtypes(name) if not types.events[each].abstract]
        hint = did_you_mean(name, below) or f"name one of its subtypes: {', '.join(below) or 'it has none'}"
        context.add("E112", entry.place, f"the entry '{entry.words}' names the abstract event type '{name}'", hint)


def _entries(context: Context, found: LexiconList) -> None:
    """A word stands once in a list, and has one event type there."""
    listed = f"@{found.lexicon}.{found.name}"
    first: dict[str, Entry] = {}
    for entry in found.entries:
        other = first.setdefault(entry.words, entry)
        if other is entry:
            continue
        where = f"on line {other.place.line}"
        if other.features != entry.features:
            message = f"'{entry.words}' says different things about itself in {listed}: {where} and here"
            context.add("E123", entry.place, message, "decide for one, or put the two into different lists")
        elif other.event != entry.event:
            message = f"'{entry.words}' has two event types in {listed}: {other.event} {where} and {entry.event} here"
            hint = "decide for one, or give the two different frames and tell the cases apart by rules"
            context.add("E123", entry.place, message, hint)
        else:
            context.add("W205", entry.place, f"'{entry.words}' already stands in {listed} {where}", "remove one of the two")
