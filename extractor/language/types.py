"""The types of a pack at a glance: who descends from whom, and which features, roles and attributes a type has.

In: a pack's `mention` and `event` statements and its token features. Out: `Types`, by `Types.of(pack)`. It answers for broken
packs too: an unknown parent ends the line of ancestors, a cycle is walked once. The checks, the compiler and the engine ask it.

A declaration of a type hides its ancestors' declaration of the same name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from extractor.language.pack import Pack
from extractor.language.tree import AttributeDeclaration, EventType, MentionType, RoleDeclaration

TEXT: Final = "Text"
"""The type of a plain run of text: a role that lists it takes any capture. Never declared."""

UPOS: Final = (
    *("ADJ", "ADP", "ADV", "AUX", "CCONJ", "DET", "INTJ", "NOUN", "NUM"),
    *("PART", "PRON", "PROPN", "PUNCT", "SCONJ", "SYM", "VERB", "X"),
)
"""The parts of speech of Universal Dependencies."""

TokenValues = Mapping[str, tuple[str, ...] | None]


class Types:
    """The types of a pack by name. A feature's values are None where it takes any text."""

    def __init__(
        self, mentions: Iterable[MentionType], events: Iterable[EventType], features: Mapping[str, tuple[str, ...]]
    ) -> None:
        """`features` are the declared token features; an empty tuple of values stands for any text."""
        self.mentions = {mention.name: mention for mention in mentions}
        self.events = {event.name: event for event in events}
        self.token_features: TokenValues = {
            "lemma": None,
            "upos": UPOS,
            "word": None,
            **{name: values or None for name, values in sorted(features.items())},
        }
        self._ancestors = {name: self._line(name) for name in [*self.mentions, *self.events]}
        self._subtypes: dict[str, list[str]] = {}
        for name in sorted(self._ancestors):
            for ancestor in self._ancestors[name]:
                self._subtypes.setdefault(ancestor, []).append(name)
        self._features: dict[str, Mapping[str, tuple[str, ...] | None]] = {}
        self._roles: dict[str, Mapping[str, RoleDeclaration]] = {}

    @classmethod
    def of(cls, pack: Pack) -> Types:
        """The types that a pack declares."""
        return cls(pack.mention_types, pack.event_types, pack.features)

    def _line(self, name: str) -> tuple[str, ...]:
        line: list[str] = []
        step: str | None = name
        while step is not None and step not in line:
            line.append(step)
            step = self._parent(step)
        return tuple(line)

    def _parent(self, name: str) -> str | None:
        declared = self.mentions.get(name) or self.events.get(name)
        return declared.parent if declared else None

    def __contains__(self, name: object) -> bool:
        """Whether a mention or event type of this name is declared."""
        return name in self._ancestors

    @property
    def names(self) -> tuple[str, ...]:
        """All declared types, sorted."""
        return tuple(sorted(self._ancestors))

    def is_mention(self, name: str) -> bool:
        """Whether `name` is a declared mention type."""
        return name in self.mentions

    def is_event(self, name: str) -> bool:
        """Whether `name` is a declared event type."""
        return name in self.events

    def ancestors(self, name: str) -> tuple[str, ...]:
        """The type itself, its parent, its parent's parent …"""
        return self._ancestors.get(name, (name,))

    def is_subtype(self, name: str, ancestor: str) -> bool:
        """Whether `name` is `ancestor` or descends from it."""
        return ancestor in self.ancestors(name)

    def subtypes(self, name: str) -> tuple[str, ...]:
        """The type itself and all that descend from it, sorted by name."""
        return tuple(self._subtypes.get(name, ()))

    def features_of(self, name: str) -> Mapping[str, tuple[str, ...] | None]:
        """The features of a mention type with their values, its own and inherited; an event's features are its attributes."""
        if name not in self._features:
            found: dict[str, tuple[str, ...] | None] = {}
            for ancestor in reversed(self.ancestors(name)):
                if mention := self.mentions.get(ancestor):
                    found.update((feature.name, feature.values) for feature in mention.features)
                if event := self.events.get(ancestor):
                    found.update((attribute.name, open_values(attribute)) for attribute in event.attributes)
            self._features[name] = found
        return self._features[name]

    def roles_of(self, event: str) -> Mapping[str, RoleDeclaration]:
        """The roles of an event type, its own and inherited, the ancestors' first."""
        if event not in self._roles:
            lines = (self.events[name].roles for name in reversed(self.ancestors(event)) if name in self.events)
            self._roles[event] = {role.name: role for roles in lines for role in roles}
        return self._roles[event]

    def attributes_of(self, event: str) -> dict[str, AttributeDeclaration]:
        """The attributes of an event type, its own and inherited, the ancestors' first."""
        lines = (self.events[name].attributes for name in reversed(self.ancestors(event)) if name in self.events)
        return {attribute.name: attribute for attributes in lines for attribute in attributes}

    def fits(self, name: str, role: RoleDeclaration) -> bool:
        """Whether a mention or event of this type may fill the role."""
        return TEXT in role.types or any(self.is_subtype(name, allowed) for allowed in role.types)


def open_values(attribute: AttributeDeclaration) -> tuple[str, ...] | None:
    """The values of an attribute; None for one declared as `text`."""
    return None if attribute.values == ("text",) else attribute.values
