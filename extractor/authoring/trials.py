"""What a pack says about itself that can be tried: the examples and counter-examples of its rules, the cases of its suites.

In: the checked pack. Out: its `Trial`s, in the order of its files, by `trials`; `chosen` keeps those that are asked for.
"""

from __future__ import annotations

import os
import textwrap
from collections.abc import Collection, Iterator
from typing import Final, Literal

import msgspec

from extractor.language.pack import Pack
from extractor.language.tree import Expected, Place, Resolution, Rule, Selection

_BEGINNING: Final = 40
"""So many letters of a text stand for it."""

Kind = Literal["example", "never", "case"]


class Trial(msgspec.Struct, frozen=True, kw_only=True):
    """A text and what must come of it. `rule` is whose example it is (cases have none) and `name` what a case is called.

    `kind` "never": the rule must contribute nothing. `complete`: the items are all events of the text. `place` is where it
    stands; `date` is the document's."""

    kind: Kind
    place: Place
    text: str
    rule: str | None = None
    name: str | None = None
    date: str | None = None
    because: str | None = None
    expected: tuple[Expected, ...] = ()
    complete: bool = False

    @property
    def title(self) -> str:
        """What it is, in words: `example of said`, `case 'three speakers'`; a case without a name goes by how its text begins."""
        if self.rule is not None:
            return f"{self.kind} of {self.rule}"
        if self.name is not None:
            return f"{self.kind} '{self.name}'"
        return f"{self.kind} '{textwrap.shorten(self.text, _BEGINNING, placeholder='…')}'"


def trials(pack: Pack) -> list[Trial]:
    """All trials of a pack, in the order of its files and of the lines in them."""
    found = [trial for owner in _owners(pack) for trial in _of_rule(owner)]
    for cases in pack.suites.values():
        for case in cases:
            found.append(
                Trial(
                    kind="case",
                    place=case.place,
                    text=case.text,
                    name=case.name,
                    date=case.date,
                    because=case.because,
                    expected=case.expected,
                    complete=case.complete,
                )
            )
    return sorted(found, key=lambda trial: trial.place)


def _owners(pack: Pack) -> list[Rule | Selection | Resolution]:
    """What can have examples."""
    return [*pack.rules, *pack.selections, *pack.resolutions]


def _of_rule(owner: Rule | Selection | Resolution) -> Iterator[Trial]:
    for example in owner.examples:
        yield Trial(kind="example", place=example.place, text=example.text, rule=owner.name, expected=example.expected)
    for never in () if isinstance(owner, Resolution) else owner.nevers:
        yield Trial(kind="never", place=never.place, text=never.text, rule=owner.name, because=never.because)


def places(pack: Pack) -> dict[str, Place]:
    """The names of what can have examples, in order, and the place of each."""
    return {owner.name: owner.place for owner in sorted(_owners(pack), key=lambda owner: owner.name)}


def chosen(all_of_them: list[Trial], paths: Collection[str], rules: Collection[str]) -> list[Trial]:
    """The trials in the files or folders `paths` (none: everywhere) that are examples of `rules` (none: of any, and cases)."""
    return [t for t in all_of_them if inside(t.place.file, paths) and (not rules or t.rule in rules)]


def inside(file: str, paths: Collection[str]) -> bool:
    """Whether a file is one of these files or lies in one of these folders (none: anywhere)."""
    return not paths or any(_within(file, path) for path in paths)


def _within(file: str, path: str) -> bool:
    """Whether a file is `path` or lies in it."""
    file, path = os.path.abspath(file), os.path.abspath(path)
    return file == path or file.startswith(os.path.join(path, ""))
