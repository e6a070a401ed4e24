"""The choice among what the rules of a phase propose (DESIGN 3.8, 3.9, 3.2).

In: candidates in any order, and what earlier phases made. Out: those that stand, in the order in which they were
chosen. One way in for each kind: `choose_mentions`, `choose_events`, `choose_extensions`, `choose_readings`. All are
pure, and every order here is total up to candidates that can't be told apart, so that the order in which they were
found never shows.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from itertools import chain, pairwise

import msgspec

from extractor.matching.candidates import EventCandidate, ExtensionCandidate, MentionCandidate, Removal, Taken
from extractor.matching.lattice import Mention


def choose_mentions(
    candidates: Iterable[MentionCandidate],
    existing: Collection[Mention],
    nested: Collection[str],
    board: Board | None = None,
) -> list[Mention]:
    """The mentions that stand: by priority, length, leftmost, rule, features; each unless it crosses one that stands.

    `existing` are the sentence's mentions from earlier phases: none of them gives way; `board` is one with them on it, of whoever
    has kept it, and has the new ones, too, from then on. `nested` names the types whose
    mentions may lie inside one another; mentions of any other type never overlap, and none has another of its type in
    the same place."""
    ordered = _ordered(candidates)
    if board is None:
        everywhere: list[Mention | MentionCandidate] = [*existing, *ordered]
        base = min((each.start for each in everywhere), default=0)
        board = Board(base, max((each.end for each in everywhere), default=0), frozenset(nested))
        for mention in existing:
            board.put(mention)
    chosen = []
    for candidate in ordered:
        if board.free(candidate):
            board.put(candidate)
            chosen.append(candidate.mention)
    return chosen


def _ordered(candidates: Iterable[MentionCandidate]) -> list[MentionCandidate]:
    """The candidates by `mention_order`. A rule has one match from a position, so that mostly the start of the order decides;
    the rest, which takes much longer to make, is asked for only where it doesn't."""
    keyed = [
        (-candidate.priority, candidate.start - candidate.end, candidate.start, candidate.rule, number, candidate)
        for number, candidate in enumerate(candidates)
    ]
    keyed.sort()
    ordered = [entry[5] for entry in keyed]
    if any(one[:4] == other[:4] for one, other in pairwise(keyed)):
        ordered.sort(key=mention_order)
    return ordered


def choose_events(candidates: Iterable[EventCandidate], existing: Iterable[tuple[int, int]] = ()) -> list[EventCandidate]:
    """The events that stand: of those with overlapping triggers the first by priority, roles, length, leftmost, rule.

    `existing` are the triggers of events from earlier phases: their tokens are taken."""
    taken = set(chain.from_iterable(range(start, end) for start, end in existing))
    chosen = []
    for candidate in sorted(candidates, key=event_order):
        trigger = range(candidate.trigger.start, candidate.trigger.end)
        if taken.isdisjoint(trigger):
            taken.update(trigger)
            chosen.append(candidate)
    return chosen


def choose_extensions(candidates: Iterable[ExtensionCandidate]) -> list[ExtensionCandidate]:
    """The extensions that stand, each cut down to the roles for which it is the best: by priority, nearness, rule.

    Roles that the event has already are the caller's to leave out. An extension's attributes stand if one of its roles
    does or if it has none; an attribute is set by the first that stands."""
    pool = list(candidates)
    best: dict[tuple[int, str], ExtensionCandidate] = {}
    for candidate in pool:
        for role, taken in candidate.roles.items():
            if not taken:
                continue
            slot = (candidate.event.event, role)
            if slot not in best or extension_order(candidate, role) < extension_order(best[slot], role):
                best[slot] = candidate
    chosen = []
    attributes: set[tuple[int, str]] = set()
    for candidate in sorted(pool, key=extension_order):
        number = candidate.event.event
        roles = {role: taken for role, taken in candidate.roles.items() if best.get((number, role)) is candidate}
        if not roles and candidate.roles:
            continue
        fresh = {name: value for name, value in candidate.attributes.items() if (number, name) not in attributes}
        attributes.update((number, name) for name in fresh)
        if roles or fresh:
            chosen.append(msgspec.structs.replace(candidate, roles=roles, attributes=fresh))
    return chosen


def choose_readings(removals: Iterable[Removal], readings: Mapping[int, int]) -> dict[int, tuple[int, ...]]:
    """The indices of the readings that survive, by position, for the positions that lose some.

    `readings` gives how many readings the token at a position has. In order of priority, then rule, each removal
    applies unless it would leave its token without a reading."""
    at: dict[int, list[Removal]] = {}
    for removal in removals:
        at.setdefault(removal.position, []).append(removal)
    left: dict[int, tuple[int, ...]] = {}
    for position in sorted(at):
        here, every = at[position], range(readings[position])
        if len(here) > 1:
            here.sort(key=lambda r: (-r.priority, r.rule, sorted(r.readings)))
        kept = set(every)
        for removal in here:
            if not kept <= removal.readings:
                kept -= removal.readings
        if len(kept) < len(every):
            left[position] = tuple(sorted(kept))
    return left


class Board:
    """The mentions that stand, indexed by position, so that a candidate is checked against those near it only.

    A mention crosses one that starts strictly inside it and ends after it, or ends strictly inside it and starts before
    it: the furthest end by start and the earliest start by end answer that with two slices. A slice is as long as the
    candidate, which for phrases does not grow with the sentence."""

    def __init__(self, base: int, end: int, nested: frozenset[str]) -> None:
        """A board for mentions of tokens `[base, end)`."""
        self.nested = nested
        self.base = base
        self.size = end - base + 1
        self.furthest = [-1] * self.size
        self.earliest = [self.size] * self.size
        self.covered: dict[str, bytearray] = {}
        self.places: set[tuple[str, int, int]] = set()

    def put(self, mention: Mention | MentionCandidate) -> None:
        """From now on the mention stands."""
        start, end = mention.start - self.base, mention.end - self.base
        place = (mention.type, start, end)
        if place in self.places:
            return
        self.places.add(place)
        if end > self.furthest[start]:
            self.furthest[start] = end
        if start < self.earliest[end]:
            self.earliest[end] = start
        if mention.type not in self.nested:
            self.covered.setdefault(mention.type, bytearray(self.size))[start:end] = b"\1" * (end - start)

    def free(self, mention: Mention | MentionCandidate) -> bool:
        """Whether the mention may stand beside all that do."""
        start, end = mention.start - self.base, mention.end - self.base
        if (mention.type, start, end) in self.places:
            return False
        covered = self.covered.get(mention.type)
        if covered is not None and covered.find(1, start, end) >= 0:
            return False
        # Within one token nothing begins or ends.
        return end - start == 1 or (
            max(self.furthest[start + 1 : end], default=-1) <= end
            and min(self.earliest[start + 1 : end], default=self.size) >= start
        )


def mention_order(candidate: MentionCandidate) -> tuple[object, ...]:
    mention = candidate.mention
    return (
        -candidate.priority,
        mention.start - mention.end,
        mention.start,
        mention.rule,
        sorted(mention.features.items()),
        mention.type,
        mention.head,
        mention.pieces,
        mention.event,
    )


def event_order(candidate: EventCandidate) -> tuple[object, ...]:
    return (
        -candidate.priority,
        -sum(1 for taken in candidate.roles.values() if taken),
        candidate.start - candidate.end,
        candidate.start,
        candidate.rule,
        _place(candidate.trigger),
        candidate.type,
        _fillers(candidate.roles),
        sorted(candidate.attributes.items()),
    )


def extension_order(candidate: ExtensionCandidate, role: str | None = None) -> tuple[object, ...]:
    """The order among extensions of one role; without a role that of all, by event and the nearest of their fillers."""
    fillers = candidate.roles[role] if role is not None else list(chain.from_iterable(candidate.roles.values()))
    return (
        candidate.event.event,
        -candidate.priority,
        min((_distance(candidate.event, taken) for taken in fillers), default=0),
        candidate.rule,
        _fillers(candidate.roles),
        sorted(candidate.attributes.items()),
    )


def _distance(event: Mention, taken: Taken) -> int:
    """How many tokens stand between the event's edge and the filler; 0 where they touch or overlap."""
    return max(0, taken.start - event.end, event.start - taken.end)


def _fillers(roles: Mapping[str, tuple[Taken, ...]]) -> list[tuple[str, list[tuple[object, ...]]]]:
    return [(role, [_place(taken) for taken in roles[role]]) for role in sorted(roles)]


def _place(taken: Taken) -> tuple[object, ...]:
    mention = taken.mention
    return (taken.start, taken.end) if mention is None else (taken.start, taken.end, mention.type, mention.rule)
