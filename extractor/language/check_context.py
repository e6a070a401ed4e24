"""What every check of a pack asks and where it puts what it finds.

In: a pack. Out: `Context`, which answers with the pack's names, types and captures, and gathers findings. What a broken file may
have declared is never reported as unknown: `None` stands for "can't tell" wherever features are asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from extractor.diagnostics import Diagnostic, did_you_mean
from extractor.language import tree
from extractor.language.captures import Capture, Kind, Times
from extractor.language.expand import Expanded, TooLarge
from extractor.language.pack import QUOTES, LexiconList, Pack
from extractor.language.sources import at, of_file
from extractor.language.tree import Element, Place
from extractor.language.types import TEXT, Types
from extractor.language.walk import collected, walk

Features = Mapping[str, tuple[str, ...] | None]


class Context:
    """A pack under examination. `examined` are the statements that work in a phase and have examples."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self.types = Types.of(pack)
        self.examined: tuple[tree.Rule | tree.Selection | tree.Resolution, ...] = (
            *pack.rules,
            *pack.selections,
            *pack.resolutions,
        )
        self.patterns = {pattern.name: pattern for pattern in pack.patterns}
        self.rules_broken = any(name.endswith(".rules") for name in pack.broken)
        self.token_features: Features | None = self.types.token_features
        if "morphology/features.yaml" in pack.broken:
            self.token_features = None
        self.lexicons = sorted({lexicon for lexicon, _ in pack.lists})
        said = {name for found in pack.lists.values() for entry in found.entries for name in entry.features}
        self.entry_features: Features = {"entry": None, **dict.fromkeys(sorted(said))}
        """What an entry of a list has besides the features of its first word."""
        self.cyclic = False
        """Whether some pattern uses itself: then what is too large was already reported."""
        self.value_arguments: frozenset[Place] = frozenset()
        """Where bare words are arguments that stand for values, not for patterns."""
        self._nodes: dict[int, tuple[tree.Node, ...]] = {}
        self.times: Times = {}
        """How often the pack's expanded patterns, which live as long as it does, take each capture."""
        self.looked: set[int] = set()
        """The ids of the look-arounds in them that were checked."""
        self._typed: dict[int, tuple[Element, tuple[tree.Typed, ...], frozenset[str]]] = {}
        self._events: dict[tuple[str, str], tuple[str, ...]] = {}
        self._sure: dict[str, bool] = {}
        self._expanded: dict[int, Expanded | None] = {}
        self._found: dict[tuple[str, str, int, int, str], Diagnostic] = {}

    def add(self, code: str, place: Place, message: str, hint: str = "") -> None:
        """Adds a finding, once."""
        self._keep(at(place, code, message, self.pack.sources.get(place.file, ""), hint))

    def add_to_file(self, code: str, file: str, message: str, hint: str = "") -> None:
        """Adds a finding about a file as a whole."""
        self._keep(of_file(file, code, message, hint))

    def _keep(self, found: Diagnostic) -> None:
        key = (found.code, found.file, found.line, found.column, found.message)
        self._found.setdefault(key, found)

    @property
    def found(self) -> list[Diagnostic]:
        """The findings, in order."""
        return sorted(self._found.values(), key=lambda each: each.order)

    # --- types

    def knows(self, name: str) -> bool:
        """Whether a type is declared, or may be in a broken file."""
        return name in self.types or name in self.pack.unread

    def sure(self, name: str) -> bool:
        """Whether a type and all its ancestors are declared, and all as mentions or all as events, so that all of it is known."""
        if name not in self._sure:
            kin = self.types.events if self.types.is_event(name) else self.types.mentions
            self._sure[name] = all(ancestor in kin for ancestor in self.types.ancestors(name))
        return self._sure[name]

    def type_exists(self, name: str, place: Place, *, allowed: Iterable[str] | None = None) -> bool:
        """Whether a type can be used; a finding if it isn't declared, or is none of `allowed`."""
        if name in self.pack.unread:
            return False
        if allowed is None and name in self.types:
            return True
        names = self.types.names if allowed is None else tuple(allowed)
        if name in names:
            return True
        if name in self.types:
            what = "an event type" if self.types.is_event(name) else "a mention type"
            other = "a mention type" if self.types.is_event(name) else "an event type"
            self.add("E100", place, f"'{name}' is {what}, but {other} must stand here")
        elif name == TEXT:
            hint = "it stands for any run of text, and only in the types of a role"
            self.add("E100", place, f"'{TEXT}' can't be used here", hint)
        else:
            hint = did_you_mean(name, names) or "declare it with 'mention' or 'event'"
            self.add("E100", place, f"unknown type '{name}'", hint)
        return False

    def features_of_type(self, name: str) -> Features | None:
        """The features of a mention type, or the attributes of an event type; None where they can't be told."""
        return self.types.features_of(name) if self.sure(name) else None

    def features_of(self, kinds: Iterable[Kind]) -> Features | None:
        """The features that a capture of these kinds can have, None where they can't be told."""
        merged: dict[str, tuple[str, ...] | None] = {}
        for kind in kinds:
            features = self._features_of(kind)
            if features is None:
                return None
            for name, values in features.items():
                before = merged.get(name, ())
                merged[name] = None if before is None or values is None else (*before, *values)
        return merged

    def _features_of(self, kind: Kind) -> Features | None:
        if kind.of == "mention":
            return self.features_of_type(kind.type)
        if kind.of == "run":
            return {}
        if kind.of == "unknown" or self.token_features is None:
            return None
        return {**self.token_features, **self.entry_features} if kind.of == "entry" else self.token_features

    # --- lexicons

    def list_of(self, name: tree.ListName) -> LexiconList | None:
        """A lexicon list; a finding if there is none of that name."""
        found = self.pack.lists.get((name.lexicon, name.list))
        file = "tokens.yaml" if name.lexicon == QUOTES else f"lexicons/{name.lexicon}.yaml"
        if found is not None or file in self.pack.broken:
            return found
        start = name.place.column
        place = msgspec.structs.replace(name.place, end_column=start + len(f"@{name.lexicon}.{name.list}"))
        if name.lexicon in self.lexicons:
            lists = [each for lexicon, each in self.pack.lists if lexicon == name.lexicon]
            hint = did_you_mean(name.list, lists) or f"it has {', '.join(lists)}"
            self.add("E104", place, f"the lexicon '{name.lexicon}' has no list '{name.list}'", hint)
        else:
            hint = did_you_mean(name.lexicon, self.lexicons)
            hint = hint or f"a lexicon '{name.lexicon}' would stand in {file}"
            self.add("E104", place, f"unknown lexicon '{name.lexicon}'", hint)
        return None

    def events_of(self, name: tree.ListName) -> tuple[str, ...]:
        """The event types that a list gives, sorted, as far as they are declared."""
        key = (name.lexicon, name.list)
        if key not in self._events:
            entries = self.pack.lists.get(key)
            events = {entry.event for entry in entries.entries if entry.event} if entries else set()
            self._events[key] = tuple(sorted(event for event in events if self.types.is_event(event)))
        return self._events[key]

    def emitted(self, rule: tree.Rule) -> tuple[str, ...]:
        """The types that a rule may make, as far as they are declared."""
        if rule.emit is None:
            return ()
        if isinstance(rule.emit.type, tree.EventOf):
            return self.events_of(rule.emit.type.list)
        return (rule.emit.type,) if rule.emit.type in self.types else ()

    # --- patterns and captures

    def nodes(self, node: tree.Node) -> tuple[tree.Node, ...]:
        """All nodes of a statement of the pack, or of an element, as they were read: several checks look through each."""
        if id(node) not in self._nodes:
            self._nodes[id(node)] = tuple(walk(node))
        return self._nodes[id(node)]

    def typed(self, element: Element) -> tuple[tree.Typed, ...]:
        """The mentions that an element without named patterns looks for."""
        return self._looks_for(element)[1]

    def types_in(self, element: Element) -> frozenset[str]:
        """The types of these mentions."""
        return self._looks_for(element)[2]

    def _looks_for(self, element: Element) -> tuple[Element, tuple[tree.Typed, ...], frozenset[str]]:
        if id(element) not in self._typed:
            typed = tuple(node for node in collected(element) if isinstance(node, tree.Typed))
            # The element is kept, for an id is only good while its object lives.
            self._typed[id(element)] = element, typed, frozenset(node.type for node in typed)
        return self._typed[id(element)]

    def expanded(self, element: Element, *, quiet: bool = False) -> Expanded | None:
        """The element with named patterns written out; None, with a finding unless `quiet`, where that would be too large."""
        if id(element) not in self._expanded:
            try:
                self._expanded[id(element)] = self.pack.expansions.of(element)
            except TooLarge:
                self._expanded[id(element)] = None
        found = self._expanded[id(element)]
        if found is None and not quiet and not self.cyclic:
            hint = "use fewer patterns inside patterns"
            self.add("E129", element.place, "with its named patterns written out this is too large", hint)
        return found

    def kinds_text(self, capture: Capture) -> str:
        """What a capture takes, in words."""
        return " or ".join(dict.fromkeys(_kind_text(kind) for kind in capture.kinds))


def _kind_text(kind: Kind) -> str:
    words = {"token": "a token", "entry": "an entry of a list", "run": "a run of several elements"}
    return words.get(kind.of, kind.type or "something unknown")
