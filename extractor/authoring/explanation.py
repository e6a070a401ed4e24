"""What `explain` finds out, as records: for the terminal's view and, as they stand, for JSON.

All spans are code-point offsets of the text, `end` exclusive. Whatever is said in words is said here once, so that every view
says the same.
"""

from __future__ import annotations

from typing import Final, Literal, get_args

import msgspec

from extractor.events.schema import Event
from extractor.language.tree import Place
from extractor.span import Span

Verdict = Literal["chosen", "lost", "refused", "stopped"]
"""What became of an attempt: it stands; it matched and gave way; it matched and a condition refused it; it didn't match."""

VERDICTS: Final[tuple[Verdict, ...]] = get_args(Verdict)
"""The verdicts, the nearest to an event first."""


Kind = Literal["select", "remove", "mention", "event", "extend"]
"""What a rule does: takes readings away, emits a mention or an event, extends an event."""


class Word(msgspec.Struct, frozen=True):
    """A token, its readings before the first phase and after the last, and the rules that took readings away."""

    span: Span
    before: tuple[dict[str, str], ...]
    after: tuple[dict[str, str], ...]
    removed_by: tuple[str, ...]


class Made(msgspec.Struct, frozen=True):
    """A mention (or, with `event`, the mention over an event's trigger) and the phase and rule that made it."""

    type: str
    span: Span
    phase: str
    rule: str
    features: dict[str, str]
    event: bool = False


class Refusal(msgspec.Struct, frozen=True):
    """A condition that was not met, as its author would write it, the values that it was decided upon, and in a sentence."""

    condition: str
    values: dict[str, str]
    text: str


class Halt(msgspec.Struct, frozen=True):
    """Where one side of a rule got no further: the element it waited for, where that is written, and what stands there instead.

    `side` tells which part of the rule; `at` is what stands there, empty at the end of a sentence. `refused` says what fitted
    but for a condition; `elsewhere` counts the other places, within a gap's reach, tried in vain. `text` says it in words."""

    side: Literal["match", "right", "left"]
    expected: tuple[str, ...]
    places: tuple[Place, ...]
    at: Span
    found: str
    refused: tuple[Refusal, ...]
    elsewhere: int
    missing: int
    text: str


class Lost(msgspec.Struct, frozen=True):
    """To what a match gave way: the rule, what it made and where, why both could not stand and what decided."""

    rule: str
    type: str
    span: Span
    why: str
    decided: str


class Attempted(msgspec.Struct, frozen=True):
    """A rule at a place. `at` is its trigger, its match or (stopped) where it began; `taken` what its captures took so far.

    `missing` counts the elements that were still lacking, `fitting` those that were there; attempts are sorted by them. `reason`
    says the verdict's why in words, empty for what was chosen."""

    phase: str
    rule: str
    kind: Kind
    place: Place | None
    at: Span
    verdict: Verdict
    reason: str
    makes: str
    taken: dict[str, tuple[Span, ...]]
    missing: int
    fitting: int
    halts: tuple[Halt, ...] = ()
    refusal: Refusal | None = None
    lost: Lost | None = None


class Considered(msgspec.Struct, frozen=True):
    """An antecedent that was looked at: its type (`source of Say` for the role of an earlier event), how many sentences back it
    stands (on, if below 0), whether the statement prefers it, and what it was refused for (empty: for nothing)."""

    type: str
    span: Span
    sentences_back: int
    preferred: bool
    refused: str


class Resolved(msgspec.Struct, frozen=True):
    """What a `resolve` or `fill` did about an event: the antecedents in the order of their chances, and the one chosen. Or what a
    `continue` did in one sentence: first all that it added, then what it refused."""

    statement: str
    place: Place
    type: str
    trigger: Span
    considered: tuple[Considered, ...]
    chosen: Span | None


class SentenceReport(msgspec.Struct, frozen=True):
    """One sentence. `wakes`: it has a word that some event rule needs; without one, `extract` passes over it. `untried` says why
    the one rule that was asked about could not begin here; `events` are those that `extract` finds."""

    span: Span
    wakes: bool
    words: tuple[Word, ...]
    mentions: tuple[Made, ...]
    attempts: tuple[Attempted, ...]
    resolutions: tuple[Resolved, ...]
    untried: str
    events: tuple[Event, ...]


class Miss(msgspec.Struct, frozen=True):
    """The rule that came nearest and its place; in words where it stopped; and a short cause, the same for misses of one kind."""

    rule: str | None
    place: Place | None
    stop: str
    cause: str


class Unfound(msgspec.Struct, frozen=True):
    """A place that was asked about and where no event was found, and what came nearest to one there."""

    at: Span
    miss: Miss


class Explanation(msgspec.Struct, frozen=True):
    """What a pack made of a text, or of the places `at` in it, and why; with `rule` only what that rule did. `unfound` are
    those of the places where no event was found."""

    pack: str
    at: tuple[Span, ...]
    rule: str | None
    sentences: tuple[SentenceReport, ...]
    unfound: tuple[Unfound, ...]
