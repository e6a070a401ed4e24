"""Everything that a pack made of a text, in one list: mentions, events, and tokens with their readings.

In: an `Inspection`. Out: `Found`, by `everything`.
"""

from __future__ import annotations

import msgspec

from extractor.events.schema import Event
from extractor.passage import Inspection
from extractor.span import Span
from extractor.text.document import Analysis

WORD = "word"
"""The type of a token."""


class Found(msgspec.Struct, frozen=True):
    """Something that the pack made of a text: a mention, an event or a token with its surviving readings.

    `rules` made or changed it; `values` gives the possible values of each feature or attribute."""

    type: str
    text: str
    start: int
    end: int
    rules: tuple[str, ...]
    values: dict[str, tuple[str, ...]]
    event: Event | None = None


def everything(inspection: Inspection) -> list[Found]:
    """What the pack made of a text, each with the rules that had a hand in it."""
    tokens = inspection.tokens
    mentions = [
        _found(m.type, tokens.span(m.start, m.end), (m.rule,), {name: (value,) for name, value in m.features.items()})
        for m in inspection.mentions
    ]
    events = [
        _found(
            event.type,
            event.trigger,
            (event.rule, *inspection.changes[event.id]),
            {name: (value,) for name, value in event.attributes.items()},
            event,
        )
        for event in inspection.events
    ]
    words = [
        _found(WORD, tokens.span(place, place + 1), inspection.removals.get(place, ()), _values(analysis))
        for place, analysis in enumerate(inspection.analyses)
    ]
    return [*mentions, *events, *words]


def _found(
    type_name: str, span: Span, rules: tuple[str, ...], values: dict[str, tuple[str, ...]], event: Event | None = None
) -> Found:
    return Found(type_name, span.text, span.start, span.end, rules, values, event)


def _values(analysis: Analysis) -> dict[str, tuple[str, ...]]:
    """The values of each feature over the readings; a reading without it counts as an empty one, so that all can be asked."""
    names = sorted({name for reading in analysis.readings for name in reading})
    return {name: tuple(sorted({reading.get(name, "") for reading in analysis.readings})) for name in names}
