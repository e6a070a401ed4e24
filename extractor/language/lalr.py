"""The tables of Lark's LALR parser as `straight` takes them, and the scanners of its states.

In: the folder of the grammar, where `grammar_tables` wrote them. Out: `Scanners`, with the tables, by `scanners`.

A state's scanner knows only the words that may follow there. To compile a regular expression for each of them takes longer than
to read a pack, so states share a few broad ones. A broad scanner tries its words in the same order. Hence, what it finds is what
the narrow one finds, if it may stand there; else the narrow one is asked.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from functools import cache, cached_property
from pathlib import Path
from typing import Final, NamedTuple

from extractor.resources import folder

STEPS: Final = "rules.steps.json"
GRAMMARS: Final = ("rules.lark", "terminals.lark")
_RESOLUTIONS: Final = ("resolve", "fill", "continue")
STATEMENTS: Final = ("phase", "mention", "abstract", "event", "pattern", "rule", "select", "remove", *_RESOLUTIONS)
NAMES: Final = ("NAME", "CAPTURE", "CALL", "CONSTRAINED", "PATH")
"""The terminals that are names, in which no keyword may stand."""

DEEPEST: Final = 64
"""What the parser's stack may hold: the passes that follow walk the tree recursively, and must not run out of theirs."""

PASS: Final = "pass"
"""How a value is made that is its only part: not at all."""
PARTS: Final = "parts"
"""How a value is made that goes into the one above it part by part."""

_VALUES: Final = frozenset(("VALUE", "INTEGER"))

Match = Callable[[str, int], re.Match[str]]
"""Finds the next word and what stands before it; no group where none of the words follows."""


class Reduction(NamedTuple):
    """A rule of the grammar: how many values it takes; the name of the builder's method, `PASS` or `PARTS`; by value that is kept
    its index from the end and whether it goes in part by part, -1 and False for a None; whether a single value stays what it is;
    the state to which it leads from each state."""

    size: int
    name: str
    kept: tuple[tuple[int, bool], ...]
    single: bool
    leads: dict[int, int]


class Steps(NamedTuple):
    """The tables of the parser. `rows` has for each state by token what to do: a state to go to, or `-1 - r` for the reduction
    `r`. `words` are the terminals in the order in which they are tried, with their expressions; `fixed` those that are written in
    one way only, by how; `within` by terminal the fixed ones that it would match, too; `kept` those that stand in trees."""

    start: int
    end: int
    rows: list[dict[str, int]]
    reductions: list[Reduction]
    words: dict[str, str]
    fixed: dict[str, str]
    within: dict[str, dict[str, str]]
    kept: frozenset[str]
    ignored: str

    @classmethod
    def read(cls, place: Path) -> Steps | None:
        """The tables that lie beside the grammar; None where they are those of another one."""
        try:
            found = json.loads((place / STEPS).read_text(encoding="utf-8"))
            if found["made of"] != digest(place):
                return None
        except (OSError, ValueError, LookupError, TypeError):
            return None
        rows = found["rows"]
        reductions = [
            Reduction(size, name, tuple(map(tuple, kept)), single, dict(zip(leads[::2], leads[1::2], strict=True)))
            for size, name, kept, single, leads in found["reductions"]
        ]
        return cls(
            found["start"],
            found["end"],
            [rows[number] for number in found["states"]],
            reductions,
            found["words"],
            found["fixed"],
            found["within"],
            frozenset(found["kept"]),
            found["ignored"],
        )


def digest(place: Path) -> str:
    """A digest of the grammar, whatever its line ends."""
    texts = [(place / name).read_text(encoding="utf-8") for name in GRAMMARS]
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()


class Scanners:
    """The scanners of the states, each made when it is first asked for."""

    def __init__(self, tables: Steps) -> None:
        self.tables = tables
        groups = {f"_{number}": tables.fixed for number in range(len(tables.words))}
        self.within = {**tables.within, **groups}
        """By the name of a scanner's group the words written in one way only that may be found there, by how."""
        self._narrow: dict[frozenset[str], Match] = {}
        self.chains: dict[tuple[int, int, str], tuple[int, int]] = {}
        """What `straight` found out about steps that come one after the other, in all texts."""

    @cached_property
    def broad(self) -> list[Match]:
        """By state one that knows all words of states of its kind: those where a word is a value or a number, and all others."""
        kinds: dict[bool, set[str]] = {True: set(), False: set()}
        valued = [not _VALUES.isdisjoint(row) for row in self.tables.rows]
        for row, kind in zip(self.tables.rows, valued, strict=True):
            kinds[kind].update(row)
        scanners = {kind: self._scanner(words) for kind, words in kinds.items()}
        return [scanners[kind] for kind in valued]

    @cached_property
    def keywords(self) -> frozenset[str]:
        """Every keyword of the language: none of them may be a name."""
        return frozenset(word.rstrip("(") for word in self.tables.fixed if re.fullmatch(r"\w+\(?", word))

    def reserved(self, kind: str, text: str) -> bool:
        """Whether a name is, or has in it, a keyword. A capture may be named `event`."""
        parts = text.rstrip(":([").split(".")
        if kind in ("CAPTURE", "PATH"):
            parts = [part for part in parts if part != "event"]
        return not self.keywords.isdisjoint(parts)

    def narrow(self, state: int) -> Match:
        """One that knows only what may follow in a state."""
        words = frozenset(self.tables.rows[state])
        if words not in self._narrow:
            self._narrow[words] = self._scanner(words)
        return self._narrow[words]

    def _scanner(self, accepted: frozenset[str] | set[str]) -> Match:
        """The longest words first, as Lark sorts them; fixed ones that another word takes in are told apart behind it. Those that
        come one after the other are one group, in which Python looks at the first character before it tries one."""
        tables = self.tables
        inside = {name for word in accepted for name in tables.within.get(word, {}).values()}
        tried = [(name, words) for name, words in tables.words.items() if name in accepted and name not in inside]
        fixed = frozenset(tables.fixed.values())
        groups: list[tuple[str, list[str]]] = []
        for name, words in tried:
            if name not in fixed:
                groups.append((name, [words]))
            elif groups and groups[-1][0].startswith("_"):
                groups[-1][1].append(words)
            else:
                groups.append((f"_{len(groups)}", [words]))
        tried = [(name, "|".join(words)) for name, words in groups]
        match: Match = re.compile(f"{tables.ignored}(?:{'|'.join(f'(?P<{name}>{words})' for name, words in tried)})?").match  # type: ignore[assignment]  # it may be empty
        return match


@cache
def scanners() -> Scanners | None:
    """The tables of the grammar that there is, and their scanners; None where there are no tables of it."""
    tables = Steps.read(folder("grammars"))
    return None if tables is None else Scanners(tables)
