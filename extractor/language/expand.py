"""Named patterns written out.

In: an element and the pack's patterns by name. Out: by `Expansions.of` the same element without `Named` (names that are not known
stay), every place still the one where the part was written. A parameter stands for its argument, as an element (`preposition`)
and as a value (`[lemma = preposition]`). Wherever a pattern without parameters is used, the same object stands.
"""

from __future__ import annotations

from collections.abc import Mapping
from operator import is_
from typing import Final

import msgspec

from extractor.language import tree
from extractor.language.tree import Condition, Element, PatternDefinition

LARGEST: Final = 20_000
"""Nodes of one expanded element. Beyond this a rule would take minutes to compile."""


class Expanded(msgspec.Struct):
    """An element without named patterns. `tests` are the token and mention elements in whose tests a parameter was replaced;
    `misused` the arguments that stand for a value but aren't one word or text."""

    element: Element
    tests: tuple[tree.Token | tree.Typed, ...]
    misused: tuple[Element, ...]


class TooLarge(Exception):
    """The element, written out, has more than `LARGEST` nodes, or its patterns use each other in a circle."""


class Expansions:
    """The patterns of a pack, each written out once."""

    def __init__(self, patterns: Mapping[str, PatternDefinition]) -> None:
        self.patterns = patterns
        self.known: dict[str, tuple[Expanded, int]] = {}
        """Those without parameters that were met, each with the number of its nodes."""
        self._found: dict[int, tuple[Element, Expanded]] = {}

    def of(self, element: Element) -> Expanded:
        """The element with every named pattern written out. Raises `TooLarge`."""
        found = self._found.get(id(element))
        if found is None:
            try:
                # The element is kept, for an id is only good while its object lives.
                found = self._found[id(element)] = element, _Expander(self).expanded(element)
            except RecursionError as error:
                raise TooLarge from error
        return found[1]


class _Expander:
    def __init__(self, expansions: Expansions) -> None:
        self.expansions, self.patterns = expansions, expansions.patterns
        self.tests: list[tree.Token | tree.Typed] = []
        self.misused: list[Element] = []
        self.size = 0

    def expanded(self, element: Element) -> Expanded:
        return Expanded(self.element(element, {}), tuple(self.tests), tuple(self.misused))

    def element(self, element: Element, arguments: Mapping[str, Element]) -> Element:
        self.grow(1)
        match element:
            case tree.Words() | tree.Lemma():
                return element
            case tree.Named():
                return self.named(element, arguments)
            case tree.Token() | tree.Typed():
                return self.tested(element, arguments)
            case tree.Captured() | tree.Repeat() | tree.Look():
                inner = self.element(element.element, arguments)
                return element if inner is element.element else msgspec.structs.replace(element, element=inner)
            case tree.Sequence(items=items):
                inside = self.all(items, arguments)
                return element if inside is items else msgspec.structs.replace(element, items=inside)
            case tree.Choice(alternatives=alternatives):
                inside = self.all(alternatives, arguments)
                return element if inside is alternatives else msgspec.structs.replace(element, alternatives=inside)
            case _:
                return element

    def grow(self, nodes: int) -> None:
        self.size += nodes
        if self.size > LARGEST:
            raise TooLarge

    def all(self, elements: tuple[Element, ...], arguments: Mapping[str, Element]) -> tuple[Element, ...]:
        found = tuple([self.element(element, arguments) for element in elements])
        return elements if all(map(is_, found, elements)) else found

    def named(self, element: tree.Named, arguments: Mapping[str, Element]) -> Element:
        if element.name in arguments:
            return arguments[element.name]
        pattern = self.patterns.get(element.name)
        if pattern is None or len(pattern.parameters) != len(element.arguments):
            return element
        if not pattern.parameters:
            return self.shared(pattern)
        given = self.all(element.arguments, arguments)
        return self.element(pattern.element, dict(zip(pattern.parameters, given, strict=True)))

    def shared(self, pattern: PatternDefinition) -> Element:
        """A pattern without parameters, which is the same everywhere."""
        known = self.expansions.known.get(pattern.name)
        if known is None:
            inner = _Expander(self.expansions)
            known = self.expansions.known[pattern.name] = inner.expanded(pattern.element), inner.size
        found, size = known
        self.grow(size)
        self.tests += found.tests
        self.misused += found.misused
        return found.element

    def tested(self, element: tree.Token | tree.Typed, arguments: Mapping[str, Element]) -> Element:
        if element.test is None or not arguments:
            return element
        test = self.condition(element.test, arguments)
        if test is element.test:
            return element
        replaced = msgspec.structs.replace(element, test=test)
        self.tests.append(replaced)
        return replaced

    def condition(self, test: Condition, arguments: Mapping[str, Element]) -> Condition:
        match test:
            case tree.All() | tree.Any():
                parts = tuple(self.condition(part, arguments) for part in test.parts)
                same = all(new is old for new, old in zip(parts, test.parts, strict=True))
                return test if same else msgspec.structs.replace(test, parts=parts)
            case tree.Not():
                part = self.condition(test.part, arguments)
                return test if part is test.part else msgspec.structs.replace(test, part=part)
            case tree.Only():
                inner = self.condition(test.test, arguments)
                return test if inner is test.test else msgspec.structs.replace(test, test=inner)
            case tree.Comparison(right=tree.Word() as word):
                value = self.value(word, arguments)
                return test if value is word else msgspec.structs.replace(test, right=value)
            case tree.Comparison(right=tree.Values() as values):
                items = tuple(self.value(item, arguments) for item in values.items)
                same = all(new is old for new, old in zip(items, values.items, strict=True))
                replaced = msgspec.structs.replace(values, items=items)
                return test if same else msgspec.structs.replace(test, right=replaced)
            case _:
                return test

    def value(self, item: tree.Word | tree.Text, arguments: Mapping[str, Element]) -> tree.Word | tree.Text:
        """The value that a parameter stands for: a text, or a bare word (which reads as a pattern's name)."""
        if not isinstance(item, tree.Word) or item.text not in arguments:
            return item
        given = arguments[item.text]
        match given:
            case tree.Words():
                return tree.Text(text=given.text, exact=given.exact, place=given.place)
            case tree.Named(arguments=()):
                return tree.Word(text=given.name, place=given.place)
            case tree.Lemma(words=(lemma,)):
                return tree.Word(text=lemma, place=given.place)
            case _:
                self.misused.append(given)
                return item
