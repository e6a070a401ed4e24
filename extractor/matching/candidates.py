"""What the rules of a phase propose before anything is chosen: mentions, events, extensions, removals of readings.

The matcher makes them, `select` chooses among them. All positions are token positions of the document.
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from extractor.matching.lattice import Mention
from extractor.text.document import Analysis, Reading


class Taken(msgspec.Struct, frozen=True, eq=False, gc=False):
    """What a capture took: tokens `[start, end)`; the mention's edge, or None for a token or a run of elements.

    Of a token (or an entry of a list, by its first word) `analysis` and the `readings` that satisfied the element and its
    conditions; `entry` is the entry as the lexicon writes it. A run of elements has none of these. `letters`, if not 0: only so
    many characters at the end of the last token are meant."""

    start: int
    end: int
    mention: Mention | None = None
    analysis: Analysis | None = None
    readings: tuple[Reading, ...] = ()
    entry: str | None = None
    letters: int = 0


class MentionCandidate:
    """A mention of the type, over tokens `[start, end)`, that a chunk rule would emit.

    The mention itself can be made later, when it is first asked for, while the sentence is as its phase found it: nearly half of
    the candidates never stand, and the choice needs no features."""

    __slots__ = ("_made", "_make", "end", "priority", "rule", "start", "type")

    def __init__(self, mention: Mention, priority: int = 0) -> None:
        self.type, self.start, self.end, self.rule = mention.type, mention.start, mention.end, mention.rule
        self.priority = priority
        self._made: Mention | None = mention
        self._make: Callable[[], Mention] | None = None

    @classmethod
    def later(
        cls, type_name: str, start: int, end: int, rule: str, priority: int, make: Callable[[], Mention]
    ) -> MentionCandidate:
        """A candidate whose mention `make` makes."""
        self = cls.__new__(cls)
        self.type, self.start, self.end, self.rule, self.priority = type_name, start, end, rule, priority
        self._made, self._make = None, make
        return self

    @property
    def mention(self) -> Mention:
        """The mention."""
        if self._made is None and self._make is not None:
            self._made, self._make = self._make(), None
        return self._made  # type: ignore[return-value]


class EventCandidate(msgspec.Struct, frozen=True, eq=False):
    """An event that a rule would emit from its match `[start, end)`; `roles` has the filled ones, not the trigger."""

    rule: str
    type: str
    trigger: Taken
    start: int
    end: int
    roles: dict[str, tuple[Taken, ...]]
    attributes: dict[str, str]
    priority: int = 0


class ExtensionCandidate(msgspec.Struct, frozen=True, eq=False):
    """What an `extend` rule would add to the event whose mention is `event`: fillers by role, and attributes."""

    rule: str
    event: Mention
    roles: dict[str, tuple[Taken, ...]]
    attributes: dict[str, str]
    priority: int = 0


class Removal(msgspec.Struct, frozen=True):
    """The readings (their indices) that a `select` or `remove` would take from the token at `position`."""

    rule: str
    position: int
    readings: frozenset[int]
    priority: int = 0
