"""A syntax tree as one line of text, without places and defaults: for cases that people read."""

import msgspec

from extractor.language.tree import Node


def show(value: object) -> str:
    """`(Repeat (Lemma ["non"]) 0 1)`: a node's kind and what it holds."""
    if isinstance(value, Node):
        fields = [field for field in msgspec.structs.fields(type(value)) if field.name != "place"]
        shown = [_field(field, getattr(value, field.name)) for field in fields]
        return f"({' '.join([type(value).__name__, *filter(None, shown)])})"
    if isinstance(value, tuple):
        return f"[{' '.join(map(show, value))}]"
    return f'"{value}"' if isinstance(value, str) else str(value)


def _field(field: msgspec.structs.FieldInfo, value: object) -> str:
    if field.required:
        return show(value)
    return "" if value == field.default else f"{field.name}={show(value)}"
