"""A suite: cases in a `*.cases.yaml`, for texts that are too long to stand beside a rule.

In: the YAML of the file. Out: its `Case`s, by `read_suite`. What a case expects is written as in an `example`, after its `=>`;
places point into the YAML file, whatever way the text is quoted or folded there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Final, TypeVar

import msgspec

from extractor.language.parse import parse_items
from extractor.language.sources import at
from extractor.language.tree import Case, Expected, Place
from extractor.language.yaml_fields import Fields, Notes, as_items, described
from extractor.language.yaml_positions import positions
from extractor.language.yaml_source import Items, Mapping, Scalar, Value

_DATE: Final = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")
_Placed = TypeVar("_Placed", bound=msgspec.Struct)


def read_suite(root: Value, notes: Notes) -> tuple[Case, ...]:
    """The cases of a suite, those left out that are wrong."""
    empty = (isinstance(root, Items) and not root.items) or (isinstance(root, Mapping) and not root.pairs)
    if empty:
        notes.add("E061", root.place, "the suite has no case", "write a case: a list item with 'text' and 'expect' or 'events'")
        return ()
    found = as_items(root, "a suite", notes, "begin each case with '- ', and its other lines with two blanks")
    cases = [case for value in found if (case := _case(value, notes)) is not None]
    named: dict[str, Place] = {}
    for case in cases:
        if case.name is not None and case.name in named:
            message = f"there is already a case '{case.name}' on line {named[case.name].line}"
            notes.add("E057", case.place, message, "rename or remove one of the two")
        named.setdefault(case.name or "", case.place)
    return tuple(cases)


def _case(value: Value, notes: Notes) -> Case | None:
    fields = Fields.of(value, "a case", notes)
    if fields is None:
        return None
    before = len(notes.all)
    name, because, text = fields.text("name"), fields.text("because"), _text(fields, notes)
    when = _date(fields, notes)
    expect, events = fields.value("expect"), fields.value("events")
    fields.finish()
    listed = expect if events is None else events
    if listed is None or (expect is not None and events is not None):
        what = "neither 'expect' nor" if listed is None else "both 'expect' and"
        hint = "'expect' lists some of what is found; 'events' lists all events, and 'events: []' says that there is none"
        notes.add("E061", _first_line(fields), f"the case has {what} 'events'", hint)
        return None
    items = tuple(_items(listed, notes))
    if events is None and not items and len(notes.all) == before:
        notes.add("E061", listed.place, "'expect' lists nothing", "for a text without any event write 'events: []'")
    if text is None or len(notes.all) > before:
        return None
    place = _first_line(fields)
    return Case(place=place, text=text, expected=items, complete=events is not None, name=name, date=when, because=because)


def _first_line(fields: Fields) -> Place:
    """Where a case begins: its first key."""
    pairs = fields.mapping.pairs
    return pairs[0][0].place if pairs else fields.mapping.place


def _text(fields: Fields, notes: Notes) -> str | None:
    """The text as it stands, with its line breaks."""
    value = fields.value("text", required=True)
    if value is None or (isinstance(value, Scalar) and value.text.strip() and value.value is not None):
        return value.text if isinstance(value, Scalar) else None
    what = "'text' is empty" if isinstance(value, Scalar) else f"'text' must be a text, but {described(value)} stands here"
    notes.add("E055", value.place, what, "write the text on lines of its own, below 'text: |'")
    return None


def _date(fields: Fields, notes: Notes) -> str | None:
    """The document's date."""
    text = fields.text("date")
    if text is None or _is_date(text):
        return text
    notes.add("E062", fields.values["date"].place, f"'{text}' is no date", "write 2020, 2020-10 or 2020-10-27")
    return None


def _is_date(text: str) -> bool:
    try:
        return _DATE.fullmatch(text) is not None and bool(date.fromisoformat(f"{text}-01-01"[:10]))
    except ValueError:
        return False


def _items(value: Value, notes: Notes) -> Iterator[Expected]:
    """What a case expects: a list of items, or one text with commas between the items."""
    for each in value.items if isinstance(value, Items) else (value,):
        if not isinstance(each, Scalar) or not isinstance(each.value, str) or not each.text.strip():
            hint = "write what stands after '=>' in an example: Say \"said\" (source \"the mayor\")"
            if each is value and isinstance(each, Scalar):
                hint += "; for a text without any event write 'events: []'"
            notes.add("E055", each.place, f"an item must be expected here, but {described(each)} stands here", hint)
            continue
        yield from _parsed(each, notes)


def _parsed(scalar: Scalar, notes: Notes) -> Iterator[Expected]:
    """The items in a text of the YAML file, their places and those of what is wrong moved to where they stand in the file."""
    text = notes.source.text
    lines = scalar.text.split("\n")
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    where = positions(scalar, text)

    def moved(place: Place) -> Place:
        first = min(starts[place.line - 1] + place.column - 1, len(where) - 1)
        last = min(max(starts[place.end_line - 1] + place.end_column - 2, first), len(where) - 1)
        (line, column), (end_line, end_column) = where[first], where[last]
        return Place(place.file, line, column, end_line, end_column + 1)

    items, found = parse_items(scalar.text, scalar.place.file)
    for each in found:
        place = moved(Place(each.file, each.line, each.column, each.line, each.end_column))
        notes.all.append(at(place, each.code, each.message, text, each.hint))
    for item in items:
        details = tuple(_at(detail, moved(detail.place)) for detail in item.details)
        yield msgspec.structs.replace(item, place=moved(item.place), details=details)


def _at(node: _Placed, place: Place) -> _Placed:
    return msgspec.structs.replace(node, place=place)
