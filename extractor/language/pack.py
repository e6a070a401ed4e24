"""A pack in memory: everything that a folder of rules and YAML says, read but not yet checked.

In: a folder. Out: `Pack`, with the diagnostics of what could not be read. `check` then says whether it makes sense.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final

import msgspec

from extractor.diagnostics import Diagnostic
from extractor.language.expand import Expansions
from extractor.language.tree import Case, EventType, MentionType, PatternDefinition, Place, Resolution, Rule, Selection

if TYPE_CHECKING:
    from pathlib import Path

QUOTES: Final = "quotes"
"""The built-in lexicon: its lists `open` and `close` are the quotation marks of `tokens.yaml`."""


class Entry(msgspec.Struct, frozen=True):
    """A lexicon entry: a lemma or form, or several (`words`, as written), its event type and where it stands. `features` are what
    it says about itself."""

    words: str
    event: str | None
    place: Place
    features: dict[str, str] = {}


class LexiconList(msgspec.Struct, frozen=True):
    """One list of a lexicon: `@lexicon.name`. `match` says whether entries are lemmas or forms."""

    lexicon: str
    name: str
    match: str
    entries: tuple[Entry, ...]


class Calendar(msgspec.Struct, frozen=True):
    """What `pack.yaml` says about times: `mention` is the type of mentions that name one, by the features that
    `language/times.py` lists; `direction` an attribute of events that says which way their times look, which isn't output."""

    mention: str
    direction: str | None = None


class Pack(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """A rule pack. Statements are sorted by name, so that the order of files and rules can't matter.

    `features` are the declared features and their values, `aliases` the short names (`participle` → {"VerbForm": "Part"}).
    `tokens` and `morphology` are the YAML of the text side as read (their schemas are checked by their own modules).
    `morphology` goes by the file's stem; `sources` holds the text of every file by its path as places give it.
    `calendar` says which mentions are times.
    `suites` are the cases of each `*.cases.yaml`, by the file's name inside the folder.
    `hash` is a digest of every file's name and content, suites left out: they say what the pack should find and don't change
    what it finds, so a program compiled from the same rules is the same with and without them.
    `broken` are the files with errors, by their names inside the folder; `unread` the names of the statements in them that
    couldn't be read: what uses those is not wrong for that."""

    folder: str
    name: str
    language: str
    version: str
    language_version: int
    phases: tuple[str, ...]
    mention_types: tuple[MentionType, ...]
    event_types: tuple[EventType, ...]
    patterns: tuple[PatternDefinition, ...]
    rules: tuple[Rule, ...]
    selections: tuple[Selection, ...]
    resolutions: tuple[Resolution, ...]
    lists: dict[tuple[str, str], LexiconList]
    features: dict[str, tuple[str, ...]]
    aliases: dict[str, dict[str, str]]
    tokens: dict[str, object]
    morphology: dict[str, object]
    sources: dict[str, str]
    hash: str
    broken: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    suites: dict[str, tuple[Case, ...]] = {}
    calendar: Calendar | None = None

    @cached_property
    def expansions(self) -> Expansions:
        """What its patterns stand for: who checks it and who compiles it ask for the same."""
        return Expansions({pattern.name: pattern for pattern in self.patterns})


def load(folder: str | Path, *, suites: bool = True) -> tuple[Pack, list[Diagnostic]]:
    """Reads a pack's folder: what could be read, and all that is wrong with the rest, in order. Never raises on bad content.

    Without `suites` the files of cases are left alone: who only uses the rules needs none of them, and none can be in the way."""
    from pathlib import Path

    from extractor.language.loading import load_pack  # here, so that a compiled pack is used without Lark and PyYAML

    return load_pack(Path(folder), suites=suites)
