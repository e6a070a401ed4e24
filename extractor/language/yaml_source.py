"""YAML that remembers where everything stands.

In: the text of a YAML file. Out: a tree of `Mapping`, `Items` and `Scalar`, each with its place, and diagnostics of what is
broken; the way in is `read_yaml`. `Fields` takes a mapping apart key by key and reports unknown keys and wrong types.

Only data that a linguist would write is taken: no anchors, no tags, one document, and the words of YAML 1.2 (`yes`, `no`, `on`
are plain words; only `true`, `false`, `null`, `~` and numbers mean something else).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

import msgspec
import yaml

from extractor.diagnostics import Diagnostic
from extractor.language.sources import at
from extractor.language.tree import Place

DEEPEST: Final = 60
_NUMBER: Final = re.compile(r"[-+]?\d+")
_WORDS: Final[dict[str, bool | None]] = {"true": True, "false": False, "null": None, "~": None, "": None}
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Scalar(msgspec.Struct, frozen=True):
    """A word, number, truth value or nothing; `text` is what was written."""

    place: Place
    value: str | int | bool | None
    text: str


class Items(msgspec.Struct, frozen=True):
    """A list."""

    place: Place
    items: tuple[Value, ...]


class Mapping(msgspec.Struct, frozen=True):
    """Keys with their values, in the order in which they were written; every key once."""

    place: Place
    pairs: tuple[tuple[Scalar, Value], ...]


Value = Scalar | Items | Mapping


def read_yaml(text: str, file: str) -> tuple[Value | None, list[Diagnostic]]:
    """The tree of a YAML file, None where it is broken; an empty file is an empty mapping."""
    try:
        reader = _Reader(text, file, _Loader)
        return reader.document(), reader.found
    except (yaml.YAMLError, _Refused) as error:
        return None, [_diagnose(_as_everywhere(text, file, error), text, file)]


def plain(value: Value) -> object:
    """The tree as ordinary dicts, lists and scalars."""
    if isinstance(value, Mapping):
        return {key.text: plain(item) for key, item in value.pairs}
    if isinstance(value, Items):
        return [plain(item) for item in value.items]
    return value.value


class _Refused(Exception):
    """Valid YAML that we don't take."""

    def __init__(self, message: str, hint: str, mark: Any) -> None:
        super().__init__(message)
        self.message, self.hint, self.mark = message, hint, mark


class _Reader:
    """Builds the tree from the events of the YAML parser."""

    def __init__(self, text: str, file: str, loader: Any) -> None:
        self.text, self.file = text, file
        self.found: list[Diagnostic] = []
        self.events: Iterator[Any] = yaml.parse(text, Loader=loader)

    def document(self) -> Value:
        root: Value = Mapping(Place(self.file, 1, 1, 1, 1), ())
        documents = 0
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise _Refused("a second document ('---')", "remove the line '---'", event.start_mark)
                root = self.value(next(self.events), 0)
        if isinstance(root, Scalar) and root.text == "":
            return Mapping(root.place, ())
        return root

    def value(self, event: Any, depth: int) -> Value:
        if isinstance(event, yaml.AliasEvent):
            raise _Refused("an alias ('*name')", "write the value out; aliases are not taken", event.start_mark)
        if getattr(event, "tag", None) not in (None, "!"):
            raise _Refused(f"a tag ('{event.tag}')", "write the value without a tag", event.start_mark)
        if depth > DEEPEST:
            raise _Refused(f"lists and mappings more than {DEEPEST} deep", "", event.start_mark)
        if isinstance(event, yaml.ScalarEvent):
            return self.scalar(event)
        if isinstance(event, yaml.SequenceStartEvent):
            return self.sequence(event, depth)
        return self.mapping(event, depth)

    def sequence(self, event: Any, depth: int) -> Items:
        items: list[Value] = []
        while not isinstance(following := next(self.events), yaml.SequenceEndEvent):
            items.append(self.value(following, depth + 1))
        return Items(self.place(event, event), tuple(items))

    def mapping(self, event: Any, depth: int) -> Mapping:
        pairs: dict[str, tuple[Scalar, Value]] = {}
        while not isinstance(following := next(self.events), yaml.MappingEndEvent):
            key = self.value(following, depth + 1)
            if not isinstance(key, Scalar):
                raise _Refused("a list or mapping as a key", "a key is a word", following.start_mark)
            value = self.value(next(self.events), depth + 1)
            if key.text in pairs:
                self.duplicate(key, pairs[key.text][0])
            else:
                pairs[key.text] = (key, value)
        return Mapping(self.place(event, event), tuple(pairs.values()))

    def duplicate(self, key: Scalar, first: Scalar) -> None:
        message = f"the key '{key.text}' stands twice in one mapping; it was first given on line {first.place.line}"
        hint = "remove one of the two, or put their values together"
        self.found.append(at(key.place, "E053", message, self.text, hint))

    def scalar(self, event: Any) -> Scalar:
        text = str(event.value)
        value: str | int | bool | None = text
        if event.implicit[0] and event.style in (None, ""):
            value = _WORDS.get(text, int(text) if _NUMBER.fullmatch(text) and len(text) < 20 else text)
        return Scalar(self.place(event, event), value, text)

    def place(self, first: Any, last: Any) -> Place:
        start, end = first.start_mark, last.end_mark
        return Place(self.file, start.line + 1, start.column + 1, end.line + 1, end.column + 1)


def _as_everywhere(text: str, file: str, error: Exception) -> Exception:
    """The error as the parser in Python words it, so that it is the same where libyaml is missing."""
    try:
        _Reader(text, file, yaml.SafeLoader).document()
    except (yaml.YAMLError, _Refused) as same:
        return same
    return error


def _diagnose(error: Exception, text: str, file: str) -> Diagnostic:
    if isinstance(error, _Refused):
        line, column, message, hint = error.mark.line, error.mark.column, error.message, error.hint
        message = f"{message} can't stand in a pack's YAML"
    elif isinstance(error, yaml.MarkedYAMLError):
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line, mark.column) if mark else (0, 0)
        message, hint = f"broken YAML: {_problem(error)}", _advice(error)
    else:
        position = max(0, getattr(error, "position", 0))
        line = text.count("\n", 0, position)
        column = position - (text.rfind("\n", 0, position) + 1)
        shown = f"U+{ord(text[position]):04X}" if position < len(text) else "this character"
        message, hint = f"broken YAML: the character {shown} is not allowed", "delete it, or type the line again"
    lines = text.split("\n")
    if line >= len(lines) or (line == len(lines) - 1 and not lines[line] and line > 0):
        line, column = _last_written(lines)
    return at(Place(file, line + 1, column + 1, line + 1, column + 2), "E052", message, text, hint)


def _last_written(lines: list[str]) -> tuple[int, int]:
    """The end of the last line that isn't empty: where an error "at the end of the file" is shown."""
    last = max((number for number, line in enumerate(lines) if line.strip()), default=0)
    return last, len(lines[last].rstrip())


def _problem(error: yaml.MarkedYAMLError) -> str:
    context = f" {error.context}" if error.context else ""
    begun = ""
    if error.context_mark and error.problem_mark and error.context_mark.line != error.problem_mark.line:
        begun = f" that begins on line {error.context_mark.line + 1}"
    return f"{error.problem}{context}{begun}"


def _advice(error: yaml.MarkedYAMLError) -> str:
    problem = f"{error.context} {error.problem}"
    if "flow" in problem:
        return "close every '[' with ']' and every '{' with '}', and put a comma between the items"
    if "quoted scalar" in problem:
        return "close the quotation marks"
    if "\\t" in problem or "tab" in problem:
        return "indent with spaces, not with tabs"
    if "mapping values are not allowed" in problem:
        return "put a text that contains ': ' in quotation marks, and check the indentation"
    return "check the indentation, and put words with special characters in quotation marks"
