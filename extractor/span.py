"""A stretch of a document's text: what every stage hands on, from the rule file to the output.

Offsets are code points of the text as it stands in the file, from 0, `end` exclusive; `text` is `document[start:end]`, always.
"""

import msgspec


class Span(msgspec.Struct, frozen=True, order=True):
    """A stretch of a text. `start` and `end` are code-point offsets, `end` exclusive; `text` is what stands there."""

    start: int
    end: int
    text: str


class Filler(Span, frozen=True, order=True, omit_defaults=True):
    """A span that fills a role; `head` is its head word, `type` the mention's type (`None` for a plain run of text). Of a time,
    `value` is its TIMEX3 value (`2020-10-27`) and `mod` the modifier (`END`), as far as they are known."""

    head: Span | None = None
    type: str | None = None
    value: str | None = None
    mod: str | None = None
