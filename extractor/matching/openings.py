"""What the conditions on a capture of several elements can still tell of where it began.

In: a `Take` of the program; then where a capture began and how far it has come. Out, by `Opening.told`: a number, the same for
all beginnings that no condition of the capture will tell apart, wherever it ends from here on:

    length(content) >= 3             with three tokens or more behind them, all beginnings are alike
    contains(content, VerbGroup)     so are those that have a verb behind them, and those that have the same verb ahead

The machine tries what comes next once for each number. With every beginning by itself, a sentence in which a capture can begin
and end anywhere would take time in proportion to its length squared.
"""

from __future__ import annotations

from typing import Any, Protocol

from extractor.matching import program as p
from extractor.matching.contained import NOWHERE, Contained
from extractor.matching.leaves import Question, leaves


class Sentence(Protocol):
    """What must be known of the sentence: where its tokens begin, how many positions it has, which mentions stand where."""

    @property
    def base(self) -> int:
        """The first token."""

    @property
    def width(self) -> int:
        """How many positions there are, the end among them."""

    def contained(self, types: frozenset[str]) -> Contained:
        """The mentions of some types."""


class Opening:
    """The beginnings of one capture."""

    def __init__(self, take: p.Take) -> None:
        asked = [question for condition in (*take.alone, *take.trigger) for question in leaves(condition)]
        own = [question for question in asked if _is_about_place(question, take)]
        self._exact = any(not isinstance(question, p.Long | p.Within) for question in own)
        # An empty capture passes unasked, so that the first token always matters.
        self._enough = 1 + max((question.number for question in own if isinstance(question, p.Long)), default=0)
        self._within = tuple({frozenset(question.types): None for question in own if isinstance(question, p.Within)})

    def told(self, start: int, position: int, sentence: Sentence) -> tuple[int, int]:
        """The number for a capture that began at `start` and has come to `position`; and how many numbers there may be."""
        if self._exact:
            return start - sentence.base, sentence.width
        length = position - start if position > start else start - position
        number, many = min(length, self._enough), self._enough + 1
        for types in self._within:
            number += many * (_ahead(start, position, sentence.contained(types), sentence.base) if length else 0)
            many *= sentence.width + 2
        return number, many


def _ahead(start: int, position: int, mentions: Contained, base: int) -> int:
    """0 if one of the mentions lies between, 1 if there is none ahead, or else a number of its own for where that will be."""
    forward = position > start
    nearest = mentions.end_from(start) if forward else mentions.start_to(start)
    if nearest == NOWHERE:
        return 1
    passed = nearest <= position if forward else nearest >= position
    return 0 if passed else nearest - base + 2


def _is_about_place(question: Question, take: p.Take) -> bool:
    """Whether the answer depends on where the capture begins: a run of elements has no readings or features of its own."""
    match question:
        case p.Long(capture, _, _) | p.Within(capture, _):
            return capture in take.names
        case p.Precedes() | p.Looks():
            return True
        case _:
            return False


def opened_at(state: int, states: int, opened: Any, position: int, sentence: Sentence) -> int:
    """The number of a state in which captures with conditions are open; `states` is how many states there are without.

    `opened` is a chain of them, `(start, opening, those that are open around it)`."""
    while opened is not None:
        start, opening, opened = opened
        number, many = opening.told(start, position, sentence)
        state += states * number
        states *= many
    return state
