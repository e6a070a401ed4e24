"""Difference: what two packs find differently in a text.

In: the events of an old and of a new pack in one document. Out: `Difference` records, in text order, and their `Summary` by rule.
The ways in are `differences` and `Summary`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from extractor.events.schema import Event
from extractor.span import Span

GAINED, LOST, CHANGED = "gained", "lost", "changed"


class Difference(msgspec.Struct, frozen=True):
    """An event that only the new pack finds (gained), only the old one (lost), or that they find differently (changed).

    `fields` names what differs in a changed one: type, trigger, rule, or a role, attribute or antecedent (`roles.source`,
    `attributes.polarity`, `resolved.source`)."""

    kind: str
    fields: tuple[str, ...]
    old: Event | None
    new: Event | None

    @property
    def event(self) -> Event:
        """The new event, or the old one where it was lost."""
        event = self.new if self.new is not None else self.old
        if event is None:
            raise ValueError("a difference is about an event")
        return event

    @property
    def rules(self) -> tuple[str, ...]:
        """The rules that it goes by: of the old and of the new event."""
        return tuple(sorted({event.rule for event in (self.old, self.new) if event is not None}))


class RuleDifferences(msgspec.Struct, frozen=True):
    """How many events of a rule were gained, lost and changed. A changed event counts for the rule of the old pack and for that
    of the new one."""

    rule: str
    gained: int = 0
    lost: int = 0
    changed: int = 0


class Summary:
    """Sums up differences: over all, and by rule."""

    def __init__(self) -> None:
        self.documents = 0
        self.total = RuleDifferences("")
        self._rules: dict[str, RuleDifferences] = {}

    def add(self, found: Sequence[Difference]) -> None:
        """One more document."""
        self.documents += 1
        for each in found:
            self.total = _counted(self.total, each.kind)
            for rule in each.rules:
                self._rules[rule] = _counted(self._rules.get(rule, RuleDifferences(rule)), each.kind)

    def rules(self) -> tuple[RuleDifferences, ...]:
        """By rule, in order of their names."""
        return tuple(self._rules[rule] for rule in sorted(self._rules))


def differences(old: Sequence[Event], new: Sequence[Event]) -> list[Difference]:
    """What differs between the events of two packs in one text. Swapping the packs swaps gained and lost, nothing else.

    Events are one where their triggers share characters; of several the most alike. Ids, parents and sentences are not compared:
    they follow from the other events and from the text."""
    pairs = _paired(old, new)
    found = [
        Difference(CHANGED, fields, old[one], new[other])
        for one, other in pairs.items()
        if (fields := tuple(_fields(old[one], new[other])))
    ]
    paired = set(pairs.values())
    found += (Difference(LOST, (), event, None) for place, event in enumerate(old) if place not in pairs)
    found += (Difference(GAINED, (), None, event) for place, event in enumerate(new) if place not in paired)
    return sorted(found, key=_order)


def _paired(old: Sequence[Event], new: Sequence[Event]) -> dict[int, int]:
    """By old event the new event that it is, one to one."""
    near = sorted(
        (*_distance(one, other), first, second)
        for first, one in enumerate(old)
        for second, other in enumerate(new)
        if _common(one.trigger, other.trigger) > 0
    )
    pairs: dict[int, int] = {}
    used: set[int] = set()
    for *_, first, second in near:
        if first not in pairs and second not in used:
            pairs[first] = second
            used.add(second)
    return dict(sorted(pairs.items()))


def _distance(one: Event, other: Event) -> tuple[bool, int, bool, tuple[int, int], tuple[int, int]]:
    """The smaller, the more alike; the same both ways round."""
    ours, theirs = ((event.trigger.start, event.trigger.end) for event in (one, other))
    shared = _common(one.trigger, other.trigger)
    return (ours != theirs, -shared, one.type != other.type, min(ours, theirs), max(ours, theirs))


def _common(one: Span, other: Span) -> int:
    return min(one.end, other.end) - max(one.start, other.start)


def _order(found: Difference) -> tuple[int, int, str]:
    trigger = found.event.trigger
    return (trigger.start, trigger.end, found.kind)


def _fields(old: Event, new: Event) -> Iterator[str]:
    """The names of what differs."""
    for name in ("type", "trigger"):
        if getattr(old, name) != getattr(new, name):
            yield name
    for table in ("roles", "attributes", "resolved"):
        before, after = getattr(old, table), getattr(new, table)
        for key in sorted(before.keys() | after.keys()):
            if before.get(key) != after.get(key):
                yield f"{table}.{key}"
    if old.rule != new.rule:
        yield "rule"


def _counted(figures: RuleDifferences, kind: str) -> RuleDifferences:
    return RuleDifferences(
        figures.rule,
        figures.gained + (kind == GAINED),
        figures.lost + (kind == LOST),
        figures.changed + (kind == CHANGED),
    )
