"""A YAML mapping taken apart key by key, with a finding for each key that is unknown, missing or of the wrong type.

In: a `Value` of `read_yaml`. Out: by `Fields.of`, then `text`, `number`, `words`, `mapping` …; `finish` reports the unknown keys.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from extractor.diagnostics import Diagnostic, did_you_mean
from extractor.language.sources import Source, at
from extractor.language.tree import Place
from extractor.language.yaml_source import Items, Mapping, Scalar, Value

IDENTIFIER: Final = re.compile(r"[^\W\d]\w*")


class Notes:
    """Findings in one file of YAML, as they come."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.all: list[Diagnostic] = []

    def add(self, code: str, place: Place, message: str, hint: str = "") -> None:
        """Adds one."""
        self.all.append(at(place, code, message, self.source.text, hint))

    @property
    def broken(self) -> bool:
        """Whether any is an error."""
        return any(found.severity == "error" for found in self.all)


def described(value: Value) -> str:
    """What stands there, in words of a linguist."""
    if isinstance(value, Items):
        return "a list"
    if isinstance(value, Mapping):
        return "a mapping"
    if value.value is None:
        return "nothing"
    return f"'{value.text}'"


def as_text(value: Value, what: str, notes: Notes) -> str | None:
    """A word or phrase, white space folded; numbers count as written."""
    if isinstance(value, Scalar) and value.value is not None and not isinstance(value.value, bool):
        if text := " ".join(value.text.split()):
            return text
        notes.add("E055", value.place, f"{what} is empty", "write a word between the quotation marks")
        return None
    quotes = isinstance(value, Scalar) and value.text
    hint = f"if the word is meant, put it in quotation marks: \"{value.text}\"" if quotes else ""  # type: ignore[union-attr]
    notes.add("E055", value.place, f"{what} must be a text, but {described(value)} stands here", hint)
    return None


def as_items(value: Value, what: str, notes: Notes, hint: str = "write a list: [one, two]") -> tuple[Value, ...]:
    """The items of a list; `hint` says how one is written."""
    if isinstance(value, Items):
        return value.items
    notes.add("E055", value.place, f"{what} must be a list, but {described(value)} stands here", hint)
    return ()


def as_words(value: Value, what: str, notes: Notes) -> tuple[tuple[str, Place], ...]:
    """The words of a list, with their places."""
    words = []
    for item in as_items(value, what, notes):
        if (text := as_text(item, f"an item of {what}", notes)) is not None:
            words.append((text, item.place))
    return tuple(words)


def as_identifiers(value: Value, what: str, notes: Notes) -> tuple[tuple[str, Place], ...]:
    """The words of a list that are names: each a name's spelling, and each only once."""
    names: dict[str, Place] = {}
    for text, place in as_words(value, what, notes):
        if not is_identifier(text, place, f"an item of {what}", notes):
            continue
        if text in names:
            notes.add("E057", place, f"'{text}' stands twice in {what}", "remove one of the two")
        names.setdefault(text, place)
    return tuple(names.items())


def is_identifier(text: str, place: Place, what: str, notes: Notes) -> bool:
    """Whether the text can be a name in rules; a finding if not."""
    if IDENTIFIER.fullmatch(text):
        return True
    hint = "a name has letters, digits and '_', and begins with a letter"
    notes.add("E057", place, f"{what} must be a name, but '{text}' stands here", hint)
    return False


class Fields:
    """A mapping whose keys are asked for one by one; what was never asked for is unknown."""

    def __init__(self, mapping: Mapping, what: str, notes: Notes) -> None:
        self.mapping, self.what, self.notes = mapping, what, notes
        self.values = {key.text: value for key, value in mapping.pairs}
        self.asked: list[str] = []

    @classmethod
    def of(cls, value: Value, what: str, notes: Notes) -> Fields | None:
        """The fields of a value, None with a finding where it is no mapping."""
        if isinstance(value, Mapping):
            return cls(value, what, notes)
        hint = "write 'key: value' pairs"
        notes.add("E055", value.place, f"{what} must be a mapping, but {described(value)} stands here", hint)
        return None

    def value(self, key: str, *, required: bool = False) -> Value | None:
        """The value of a key, if given."""
        self.asked.append(key)
        if key in self.values:
            return self.values[key]
        if required:
            self.notes.add("E056", self.mapping.place, f"{self.what} lacks the key '{key}'", f"add '{key}: …'")
        return None

    def text(self, key: str, *, required: bool = False) -> str | None:
        """The text of a key."""
        value = self.value(key, required=required)
        return None if value is None else as_text(value, f"'{key}'", self.notes)

    def name(self, key: str) -> str | None:
        """The name of a key."""
        text = self.text(key)
        if text is None or not is_identifier(text, self.values[key].place, f"'{key}'", self.notes):
            return None
        return text

    def choice(self, key: str, allowed: Iterable[str]) -> str | None:
        """One of several words."""
        text = self.text(key)
        if text is None or text in (words := tuple(allowed)):
            return text
        message = f"'{key}' must be {' or '.join(words)}, but '{text}' stands here"
        self.notes.add("E057", self.values[key].place, message, did_you_mean(text, words))
        return None

    def number(self, key: str, *, required: bool = False) -> int | None:
        """The whole number of a key."""
        value = self.value(key, required=required)
        if value is None or (isinstance(value, Scalar) and type(value.value) is int):
            return value.value if isinstance(value, Scalar) and isinstance(value.value, int) else None
        message = f"'{key}' must be a whole number, but {described(value)} stands here"
        self.notes.add("E055", value.place, message)
        return None

    def identifiers(self, key: str, *, required: bool = False) -> tuple[tuple[str, Place], ...]:
        """The names in the list of a key, with their places."""
        value = self.value(key, required=required)
        return () if value is None else as_identifiers(value, f"'{key}'", self.notes)

    def finish(self) -> None:
        """Reports the keys that were never asked for."""
        for key, _ in self.mapping.pairs:
            if key.text not in self.asked:
                known = ", ".join(f"'{name}'" for name in self.asked)
                hint = did_you_mean(key.text, self.asked) or f"the keys here are {known}"
                self.notes.add("E054", key.place, f"{self.what} has no key '{key.text}'", hint)
