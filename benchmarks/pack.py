"""Patterns as a rule pack: the same thing that a linguist would write, in a folder.

In: patterns. Out: a pack's files, in which `extract check` finds nothing. The ways in are `write_patterns` and `write_pack`.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from benchmarks.patterns import GAP, Pattern, Piece
from extractor.resources import folder

_PACK = """\
name: patterns
language: it
version: "1"
language-version: 1
phases: [patterns, events]
"""

_WORDS = """\
# No morphology: words of letters are known as such, so that a gap can ask for them.
patterns:
  - {match: '\\p{L}+', upos: X}
"""

_SCHEMA = """\
mention Quote closed nested
mention Pattern
  feature number : text

event Found
  role trigger   : Pattern
  attribute number : text = trigger.number
"""

_EVENTS = """\
phase events

rule found
  match   trigger:Pattern
  emit    Found
  example "{text}." => Found "{text}"
  never   "." because "no words"
"""


def write_patterns(to: Path, patterns: Sequence[Pattern]) -> Path:
    """Writes a pack with a rule for each pattern into a new folder, and returns the folder."""
    rules = (
        f'rule {pattern.name}\n  match   {" ".join(map(_element, pattern.pieces))}\n  emit    Pattern(number = {pattern.name})\n'
        f'  example "{pattern.sentence()}." => Pattern "{pattern.sentence()}"\n'
        for pattern in patterns
    )
    return write_pack(to, "\n".join(rules), patterns[0].sentence())


def write_pack(to: Path, rules: str, text: str) -> Path:
    """Writes a pack with these rules, which emit mentions `Pattern(number = …)`, into a new folder, and returns the folder.

    `text` is one that some rule matches as a whole. Every mention that stands becomes an event `Found`."""
    (to / "morphology").mkdir(parents=True)
    shutil.copy(folder("rules") / "tokens.yaml", to / "tokens.yaml")
    (to / "pack.yaml").write_text(_PACK, encoding="utf-8")
    (to / "morphology" / "words.yaml").write_text(_WORDS, encoding="utf-8")
    (to / "schema.rules").write_text(_SCHEMA, encoding="utf-8")
    (to / "patterns.rules").write_text(f"phase patterns\n\n{rules}", encoding="utf-8")
    (to / "events.rules").write_text(_EVENTS.replace("{text}", text), encoding="utf-8")
    return to


def _element(piece: Piece) -> str:
    if not piece.words:
        return f"[upos = X]{{0,{GAP}}}"
    words = " | ".join(f'"{word}"' for word in piece.words)
    return (f"({words})" if len(piece.words) > 1 else words) + "?" * piece.optional
