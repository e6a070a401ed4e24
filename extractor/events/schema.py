"""The record of an event, as the library gives it and as the formats write it, and its JSON Schema."""

from collections.abc import Mapping, Sequence

import msgspec

from extractor.language.times import MODS
from extractor.span import Filler, Span


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody puts a content, a judgment or an attitude into words.

    `id` is unique in its document and `parent` the id of the event in whose content this one stands. `roles` and `resolved`
    have the roles that the text fills, each in text order; `resolved` gives the antecedents of null subjects and pronouns.
    `rule` made the event, `sentence` is the sentence of its trigger. `date` is the document's, in ISO 8601: as given, or from a
    dateline at the head of the text. All offsets are code points of the document's text."""

    id: str
    type: str
    trigger: Span
    roles: dict[str, tuple[Filler, ...]]
    attributes: dict[str, str]
    resolved: dict[str, tuple[Span, ...]]
    rule: str
    sentence: Span
    parent: str | None = None
    date: str | None = None

    @property
    def source(self) -> Filler | None:
        """The first filler of the role `source`, or None."""
        return next(iter(self.roles.get("source", ())), None)

    @property
    def content(self) -> tuple[Filler, ...]:
        """The pieces of the role `content`, in text order."""
        return self.roles.get("content", ())


class EventTable(msgspec.Struct, frozen=True):
    """What an event type that rules can emit has: its roles and the values of its attributes."""

    type: str
    roles: tuple[str, ...]
    attributes: dict[str, tuple[str, ...]]


def json_schema(event_types: Sequence[EventTable], pack: str) -> dict[str, object]:
    """The JSON Schema (draft 2020-12) of a pack's events: an object for each type that rules can emit, told apart by `type`.

    `pack` names the pack, for the title."""
    span = _object({"start": _OFFSET, "end": _OFFSET, "text": {"type": "string"}})
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"Events of {pack}",
        "oneOf": [{"$ref": f"#/$defs/{table.type}"} for table in event_types],
        "$defs": {"Span": span, "Filler": _filler(), **{table.type: _event(table) for table in event_types}},
    }


_OFFSET = {"type": "integer", "minimum": 0}
_SPAN = {"$ref": "#/$defs/Span"}
_SPANS = {"type": "array", "items": _SPAN, "minItems": 1}


def _event(table: EventTable) -> dict[str, object]:
    fillers = {"type": "array", "items": {"$ref": "#/$defs/Filler"}, "minItems": 1}
    attributes = {name: {"enum": list(values)} for name, values in table.attributes.items()}
    fields = {
        "id": {"type": "string"},
        "type": {"const": table.type},
        "trigger": _SPAN,
        "roles": _object(dict.fromkeys(table.roles, fillers), required=()),
        "attributes": _object(attributes, required=()),
        "resolved": _object(dict.fromkeys(table.roles, _SPANS), required=()),
        "rule": {"type": "string"},
        "sentence": _SPAN,
        "parent": {"type": ["string", "null"]},
        "date": {"type": ["string", "null"]},
    }
    # Formats add keys of their own, such as the document's name, beside these.
    return {**_object(fields), "additionalProperties": True}


def _filler() -> dict[str, object]:
    fields = {
        "start": _OFFSET,
        "end": _OFFSET,
        "text": {"type": "string"},
        "head": _SPAN,
        "type": {"type": "string"},
        "value": {"type": "string"},
        "mod": {"enum": list(MODS)},
    }
    return _object(fields, required=("start", "end", "text"))


def _object(fields: Mapping[str, object], required: Sequence[str] | None = None) -> dict[str, object]:
    names = list(fields) if required is None else list(required)
    return {"type": "object", "properties": dict(fields), "required": names, "additionalProperties": False}
