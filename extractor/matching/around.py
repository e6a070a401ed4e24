"""Around an anchor: the ways through a code from one of its instructions, to the right and to the left.

In: a code, one of its anchors (see `anchors`), and the characters that pass a token test: the sieve has one for each word that
codes ask for. Out, by `Around`: whether the code may match around a character (`may_match`), or around a token as far as all
tests of tokens say (`matches`). `Ways` says what must stand beside an anchor, before anybody walks.

Ends of sentences, look-arounds, captures and conditions are never asked for, and a step of a gap, which may pass a whole
quotation, ends what can be said. So a code may match in vain, and none that does is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

from extractor.matching import program as p
from extractor.matching.walks import WALKS, stops

FARTHEST: Final = 40
"""A code is walked for so many tokens on each side of an anchor; what comes farther away is taken for granted."""

OTHER: Final = " "
"""The character of any word for which no code asks."""

BORDER: Final = "\n"
"""What stands where the text begins and ends."""

STATES: Final = 1_000
"""States of a side that are remembered; when there are more, all are forgotten."""

ENDLESS: Final = 1_000_000

Allowed = Mapping[int, frozenset[str]]
"""By token test the characters of the words for which it holds; tests of something else than words are missing."""


class Ways:
    """The instructions of a code that walk over something, and what comes after each."""

    def __init__(self, code: p.Code, allowed: Allowed) -> None:
        instructions = code.instructions
        after = stops(instructions)
        self.first, self.last, self.steps = set(after[0]), set[int](), set[int]()
        self.forward: dict[int, list[int]] = {}
        self.backward: dict[int, list[int]] = {}
        self.characters: dict[int, frozenset[str] | None] = {}
        for place, (operation, test, _) in enumerate(instructions):
            if operation not in WALKS:
                continue
            self.forward[place] = following = []
            self.backward.setdefault(place, [])
            for each in after[place + 1]:
                if instructions[each][0] == p.MATCH:
                    self.last.add(place)
                else:
                    following.append(each)
                    self.backward.setdefault(each, []).append(place)
            if operation == p.STEP:
                # A step of a gap may pass a whole quotation, so from there on nothing can be said.
                self.steps.add(place)
                self.first.add(place)
                self.last.add(place)
            self.characters[place] = None if operation == p.STEP else frozenset() if test < 0 else allowed.get(test)

    def beside(self, place: int) -> tuple[frozenset[str] | None, frozenset[str] | None]:
        """The characters of which one must stand before an anchor, and after it; None: there may be any."""
        before = None if place in self.first else self.one_of(self.backward[place])
        return before, None if place in self.last else self.one_of(self.forward[place])

    def somewhere(self, place: int) -> tuple[frozenset[str] | None, int]:
        """Characters of which one must stand near an anchor, and how far away at most; None: that isn't known."""
        for following, ends, order in ((self.backward, self.first, 1), (self.forward, self.last, -1)):
            if place not in ends:
                found, reach = self.one_of(ends), self.longest(place, following, order)
                if found is not None and reach <= FARTHEST:
                    return found, reach
        return None, 0

    def longest(self, place: int, following: Mapping[int, Sequence[int]], order: int) -> int:
        """Over how many tokens the code may walk on a side; very many where a way leads back."""
        lengths: dict[int, int] = {}
        for walk in sorted(following)[::order]:
            lengths[walk] = 1 + max([lengths.get(each, ENDLESS) for each in following[walk]], default=0)
        return lengths[place] - 1

    def one_of(self, walks: Iterable[int]) -> frozenset[str] | None:
        """The characters over which one of these goes; None: it may be any."""
        found: set[str] = set()
        for walk in walks:
            characters = self.characters.get(walk)
            if characters is None:
                return None
            found |= characters
        return frozenset(found)


class Around:
    """One anchor of a code, and the ways from there."""

    def __init__(self, code: p.Code, place: int, ways: Ways) -> None:
        self.code, self.place = code, place
        self.sure = all(found is not None or walk in ways.steps for walk, found in ways.characters.items())
        before, after = ways.beside(place)
        self.right = Side(place, ways, ways.forward, ways.last, after, 1)
        self.left = Side(place, ways, ways.backward, ways.first, before, -1)

    def may_match(self, shown: str, at: int) -> bool:
        """Whether the code may match around a character."""
        return self.right.leads(shown, at) and self.left.leads(shown, at)

    def matches(self, position: int, end: int, holds: Callable[[int, int], bool]) -> bool:
        """Whether it does as far as tokens are asked for, of which there are `end`: `holds` decides the test of one."""

        def passes(walk: int, at: int) -> bool:
            operation, test, _ = self.code.instructions[walk]
            return operation == p.STEP or holds(test, at)

        return passes(self.place, position) and all(side.walked(position, end, passes) for side in (self.right, self.left))


class Side:
    """What stands on one side of an anchor."""

    def __init__(
        self,
        place: int,
        ways: Ways,
        following: Mapping[int, Sequence[int]],
        ends: set[int],
        nearest: frozenset[str] | None,
        step: int,
    ) -> None:
        """`following` are the walks that come after one, `ends` those after which nothing more is asked for, `nearest` the
        characters of which one must stand beside the anchor, if that is known."""
        self.following, self.ends, self.characters, self.step = following, frozenset(ends), ways.characters, step
        self.first = frozenset(following[place])
        self.done = place in ends
        self.longest = ways.longest(place, following, -step)
        self.nearest = nearest
        self.near = self.done or (nearest is not None and ends.issuperset(self.first))
        """Whether it's enough that one of the nearest characters is right."""
        self.alphabet = frozenset[str]().union(*(found for found in self.characters.values() if found))
        self.moves: dict[frozenset[int], dict[str, frozenset[int] | bool]] = {}

    def leads(self, shown: str, at: int) -> bool:
        """Whether the characters on this side of one let the code go on to its end."""
        if self.near:
            return self.done or shown[at + self.step] in self.nearest  # type: ignore[operator]
        state = self.first
        for _ in range(FARTHEST):
            at += self.step
            character = shown[at]
            if character not in self.alphabet and character != BORDER:
                character = OTHER
            moves = self.moves.get(state) or self._state(state)
            reached = moves.get(character)
            if reached is None:
                reached = moves[character] = self._move(state, character)
            if reached is True or reached is False:
                return reached
            state = reached
        return True

    def _state(self, state: frozenset[int]) -> dict[str, frozenset[int] | bool]:
        if len(self.moves) >= STATES:
            self.moves = {}
        return self.moves.setdefault(state, {BORDER: False})

    def _move(self, state: frozenset[int], character: str) -> frozenset[int] | bool:
        passed = [walk for walk in state if (allowed := self.characters[walk]) is None or character in allowed]
        if not self.ends.isdisjoint(passed):
            return True
        return frozenset(each for walk in passed for each in self.following[walk]) or False

    def walked(self, position: int, end: int, passes: Callable[[int, int], bool]) -> bool:
        """The same of tokens, of which there are `end`: `passes` decides whether a walk may go over one."""
        if self.done:
            return True
        current = self.first
        for _ in range(FARTHEST):
            position += self.step
            if not 0 <= position < end:
                return False
            passed = [walk for walk in current if passes(walk, position)]
            if not self.ends.isdisjoint(passed):
                return True
            current = frozenset(each for walk in passed for each in self.following[walk])
            if not current:
                return False
        return True
