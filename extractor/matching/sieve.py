"""The sieve: where in a text a pack about words could find something, without cutting the text into sentences.

In: the anchored codes of a program (see `anchors`), what cuts texts; then text after text. Out, by `Sieve.hits`: the tokens around
which a code may match. What stands between two blanks is looked up once; a text is a string with one character for each token:

    La banca centrale europea, poi …          " bce,p …"       a letter: a word that codes ask for; a blank: any other
                  ^                                            an anchor, found by one search for a class of characters

Around an anchor the code itself is walked, to the right and to the left, over these characters. They know the folded word and
nothing else, so that tests of readings hold for the time being; `Sieve.confirmed` asks for them when there are tokens. Ends of
sentences, look-arounds and conditions are never asked for. So a hit may be in vain, and nothing is ever left out. Everything
that is remembered is bounded, and a code is walked for so many tokens only: time grows with the text, whatever it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from extractor.matching import program as p
from extractor.matching.anchors import Anchored
from extractor.matching.walks import WALKS, stops
from extractor.text.stretches import LONGEST
from extractor.text.tokenize import Tokenizer

KEPT: Final = 50_000
"""Stretches that are remembered. A full table is emptied."""

FARTHEST: Final = 40
"""A code is walked for so many tokens on each side of an anchor; what comes farther away is taken for granted."""

OTHER: Final = " "
"""Any word for which no code asks."""

UNKNOWN: Final = "\x00"
"""A stretch that is not cut alone."""

BORDER: Final = "\n"
"""Where the text begins and ends."""

ENDLESS: Final = 1_000_000

STATES: Final = 1_000
"""States of a side that are remembered; when there are more, all are forgotten."""

_FIRST: Final = 0x100


class Hit(NamedTuple):
    """A token around which codes may match: each `around` it. `sure`: one surely does, as far as words are asked for."""

    position: int
    around: list[Around]
    sure: bool

    @property
    def place(self) -> tuple[int, int]:
        """The tokens over which the codes may walk, if they have no gaps."""
        before = max(each.left.longest for each in self.around)
        return self.position - before, self.position + 1 + max(each.right.longest for each in self.around)


class Sieve:
    """Not changed after it is made, what it remembers excepted; threads may share it."""

    def __init__(
        self,
        codes: Sequence[Anchored],
        tests: Sequence[p.TokenTest],
        tokenizer: Tokenizer,
        local: bool = False,
        kept: int = KEPT,
    ) -> None:
        """`tests` are the program's; `local`: see `is_local`."""
        self.local = local
        self._tests, self._tokenizer = tests, tokenizer
        self.exact = not any(operation == p.STEP for code, _ in codes for operation, _, _ in code.instructions)
        """Whether a confirmed hit has all that a code asks of tokens."""
        filed: dict[str, list[tuple[p.Code, int]]] = {}
        for code, anchors in codes:
            for place in anchors:
                for word in self._words(code.instructions[place][1]):
                    filed.setdefault(word, []).append((code, place))
        asked = {test for code, _ in codes for operation, test, _ in code.instructions if operation == p.TOKEN and test >= 0}
        words = {word for test in asked if isinstance(tests[test], p.Forms) for word in self._words(test)}
        ordered = [*sorted(filed), *sorted(words.difference(filed))]
        characters = {word: chr(number) for number, word in enumerate(ordered, _FIRST)}
        self._anchor = re.compile(f"[{chr(_FIRST)}-{chr(_FIRST + max(len(filed), 1) - 1)}]").finditer
        self._allowed = {
            test: frozenset(characters[word] for word in found.forms)
            for test in asked
            if isinstance(found := tests[test], p.Forms) and not found.exact
        }
        self._near = _Near({characters[word]: codes for word, codes in filed.items()}, self._allowed)
        self._before, self._after, self._free = set[str](), set[str](), set[str]()
        """What stands at an anchor that is worth a closer look: it and the character before it, it and the one after, it alone."""
        for word, places in filed.items():
            for code, place in places:
                self._file(characters[word], *nearest(code, place, self._allowed))
        self._table = _Stretches(_Forms(tokenizer.fold, characters, kept), tokenizer.stretches.forms)

    def _file(self, character: str, before: frozenset[str] | None, after: frozenset[str] | None) -> None:
        if before is not None:
            self._before.update(each + character for each in before)
        elif after is not None:
            self._after.update(character + each for each in after)
        else:
            self._free.add(character)

    def __len__(self) -> int:
        return len(self._table) + len(self._table.forms)

    def _words(self, test: int) -> Sequence[str]:
        """The folded words of which a token has one if a test of forms holds for it."""
        found = self._tests[test]
        assert isinstance(found, p.Forms)
        return [self._tokenizer.fold(form) for form in found.forms] if found.exact else found.forms

    def hits(self, text: str) -> list[Hit]:
        """The tokens of the text around which a code may match, in order, by their positions among its tokens."""
        shown = "".join(map(self._table.__getitem__, text.split()))
        if UNKNOWN in shown:
            shown = "".join(map(self._table.forms.__getitem__, self._tokenizer.tokenize(text).forms))
        shown = f"{BORDER}{shown}{BORDER}"
        return [hit for at in self._places(shown) if (hit := self._hit(shown, at)) is not None]

    def _places(self, shown: str) -> Iterator[int]:
        """Where the anchors stand that have beside them, or somewhere near, what must be there."""
        before, after, free, near = self._before, self._after, self._free, self._near
        for match in self._anchor(shown):
            at = match.start()
            if shown[at - 1 : at + 1] in before or shown[at : at + 2] in after:
                yield at
            elif (character := shown[at]) in free:
                around = near[character]
                if around.some is None or not around.some.isdisjoint(shown[max(at - around.reach, 0) : at + around.reach + 1]):
                    yield at

    def _hit(self, shown: str, at: int) -> Hit | None:
        """The hit at an anchor, if there is one."""
        near = self._near[shown[at]]
        around = [
            each
            for each in (*near.before.get(shown[at - 1], ()), *near.after.get(shown[at + 1], ()), *near.free)
            if each.may_match(shown, at)
        ]
        return Hit(at - 1, around, any(each.sure for each in around)) if around else None

    def confirmed(self, hits: Sequence[Hit], tests_at: Callable[[int], frozenset[int]], end: int) -> list[int]:
        """The positions of the hits that stay when all tests are asked for. `tests_at` gives the token tests that hold for the
        token at a position, `end` the number of tokens."""

        def holds(test: int, position: int) -> bool:
            # Of a token that loses readings every reading may pass that is left.
            return test >= 0 and (isinstance(self._tests[test], p.OnlyReadings) or test in tests_at(position))

        return [
            hit.position for hit in hits if hit.sure or any(each.matches(hit.position, end, holds) for each in hit.around)
        ]


Allowed = Mapping[int, frozenset[str]]
"""The characters that pass a token test, where a word tells."""


class _Ways:
    """The instructions of a code that walk over something."""

    def __init__(self, code: p.Code, allowed: Allowed) -> None:
        instructions = code.instructions
        after = stops(instructions)
        walks = [number for number, (operation, _, _) in enumerate(instructions) if operation in WALKS]
        ends = {number for number, (operation, _, _) in enumerate(instructions) if operation == p.MATCH}
        # A step of a gap may pass a whole quotation, so from there on nothing can be said.
        self.steps = {walk for walk in walks if instructions[walk][0] == p.STEP}
        self.first = self.steps | after[0].difference(ends)
        self.last = self.steps | {walk for walk in walks if not ends.isdisjoint(after[walk + 1])}
        self.forward = {walk: tuple(sorted(after[walk + 1] - ends)) for walk in walks}
        self.backward: dict[int, tuple[int, ...]] = dict.fromkeys(walks, ())
        for walk, following in self.forward.items():
            for each in following:
                self.backward[each] += (walk,)
        self.characters = {walk: self._characters(instructions[walk], allowed) for walk in walks}

    def _characters(self, instruction: p.Instruction, allowed: Allowed) -> frozenset[str] | None:
        operation, test, _ = instruction
        if operation == p.STEP:
            return None
        return frozenset() if test < 0 else allowed.get(test)

    def beside(self, following: Sequence[int], done: bool) -> frozenset[str] | None:
        """The characters of which one must stand where these walks come next; None: there may be any."""
        if done:
            return None
        found = [self.characters[walk] for walk in following]
        return None if None in found else frozenset[str]().union(*(each for each in found if each))


def nearest(code: p.Code, place: int, allowed: Allowed) -> tuple[frozenset[str] | None, frozenset[str] | None]:
    """The characters of which one must stand before an anchor, and after it; None: there may be any."""
    ways = _Ways(code, allowed)
    return ways.beside(ways.backward[place], place in ways.first), ways.beside(ways.forward[place], place in ways.last)


class Around:
    """One anchor of a code, and the ways from there."""

    def __init__(self, code: p.Code, place: int, allowed: Allowed) -> None:
        self.instructions, self.place = code.instructions, place
        ways = _Ways(code, allowed)
        self.sure = all(found is not None or walk in ways.steps for walk, found in ways.characters.items())
        self.right = _Side(place, ways, ways.forward, ways.last, 1)
        self.left = _Side(place, ways, ways.backward, ways.first, -1)

    def far(self) -> _Side | None:
        """The side on which it's known what must stand somewhere, if there is one."""
        return next((side for side in (self.left, self.right) if side.last is not None), None)

    def may_match(self, shown: str, at: int) -> bool:
        """Whether the code may match around a character."""
        return self.right.leads(shown, at) and self.left.leads(shown, at)

    def matches(self, position: int, end: int, holds: Callable[[int, int], bool]) -> bool:
        """Whether it does as far as tokens are asked for, of which there are `end`: `holds` decides the test of one."""

        def passes(walk: int, at: int) -> bool:
            operation, test, _ = self.instructions[walk]
            return operation == p.STEP or holds(test, at)

        return passes(self.place, position) and all(side.walked(position, end, passes) for side in (self.right, self.left))


class _Side:
    """What stands on one side of an anchor."""

    def __init__(
        self,
        place: int,
        ways: _Ways,
        following: Mapping[int, tuple[int, ...]],
        ends: Collection[int],
        step: int,
    ) -> None:
        """`following` are the walks that come after one, `ends` those after which nothing more is asked for."""
        self.following, self.ends, self.characters, self.step = following, frozenset(ends), ways.characters, step
        self.first = frozenset(following[place])
        self.done = place in self.ends
        self.longest = self._longest()
        self.nearest = ways.beside(following[place], self.done)
        """The characters of which one must stand beside the anchor; None: there may be any."""
        self.near = self.done or (self.nearest is not None and self.ends.issuperset(self.first))
        """Whether it's enough that one of them does."""
        self.last = self._last() if self.longest <= FARTHEST else None
        """The characters of which one must stand somewhere on this side; None: that isn't known."""
        self.alphabet = frozenset[str]().union(*(found for found in self.characters.values() if found))
        self.moves: dict[frozenset[int], dict[str, frozenset[int] | bool]] = {}

    def _longest(self) -> int:
        """Over how many tokens the code may walk on this side; very many where a way leads back."""
        lengths: dict[int, int] = {}
        for walk in sorted(self.following, reverse=self.step > 0):
            lengths[walk] = 1 + max((lengths.get(each, ENDLESS) for each in self.following[walk]), default=0)
        return max((lengths[walk] for walk in self.first), default=0)

    def _last(self) -> frozenset[str] | None:
        found = [self.characters[walk] for walk in self.ends]
        return None if self.done or None in found else frozenset[str]().union(*(each for each in found if each))

    def leads(self, shown: str, at: int) -> bool:
        """Whether the characters on this side of one let the code go on to its end."""
        if self.near:
            return self.done or shown[at + self.step] in self.nearest  # type: ignore[operator]
        if self.last is not None:
            reach = self.longest
            if self.last.isdisjoint(shown[at + 1 : at + 1 + reach] if self.step > 0 else shown[max(at - reach, 0) : at]):
                return False
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


class _Neighbours(NamedTuple):
    """What may match around an anchor: by the character before it, by the one after it, whatever stands beside it."""

    before: dict[str, list[Around]]
    after: dict[str, list[Around]]
    free: list[Around]
    some: frozenset[str] | None
    """Characters of which one stands, where one of those matches, at most `reach` tokens away; None: that isn't known."""
    reach: int


class _Near(dict[str, _Neighbours]):
    """What may match around each anchor, made when the anchor is first met."""

    def __init__(self, filed: Mapping[str, Sequence[tuple[p.Code, int]]], allowed: Allowed) -> None:
        super().__init__()
        self._filed, self._allowed = filed, allowed

    def __missing__(self, character: str) -> _Neighbours:
        before: dict[str, list[Around]] = {}
        after: dict[str, list[Around]] = {}
        free: list[Around] = []
        for code, place in self._filed[character]:
            around = Around(code, place, self._allowed)
            left, right = around.left.nearest, around.right.nearest
            if left is not None:
                for each in left:
                    before.setdefault(each, []).append(around)
            elif right is not None:
                for each in right:
                    after.setdefault(each, []).append(around)
            else:
                free.append(around)
        known = [each.far() for each in free]
        some = None if None in known else frozenset[str]().union(*(side.last or () for side in known if side))
        reach = max((side.longest for side in known if side), default=0)
        found = self[character] = _Neighbours(before, after, free, some, reach)
        return found


class _Forms(dict[str, str]):
    """For a form its character."""

    def __init__(self, fold: Callable[[str], str], characters: Mapping[str, str], kept: int) -> None:
        super().__init__()
        self.fold, self.characters, self.kept = fold, characters, max(1, kept)

    def __missing__(self, form: str) -> str:
        found = self.characters.get(self.fold(form), OTHER)
        if len(form) <= LONGEST:
            if len(self) >= self.kept:
                self.clear()
            self[form] = found
        return found


class _Stretches(dict[str, str]):
    """For a stretch the characters of its tokens."""

    def __init__(self, forms: _Forms, cut: Callable[[str], Sequence[str]]) -> None:
        super().__init__()
        self.forms, self._cut = forms, cut
        self._fold, self._of, self._kept = forms.fold, forms.characters.get, forms.kept

    def __missing__(self, stretch: str) -> str:
        # Every new word of a text comes here, so nothing is asked of others that can be asked at once.
        fold, of = self._fold, self._of
        forms = self._cut(stretch)
        if len(forms) == 1:
            found = of(fold(forms[0]), OTHER)
        else:
            found = "".join([of(fold(form), OTHER) for form in forms]) if forms else UNKNOWN
        if len(stretch) <= LONGEST:
            if len(self) >= self._kept:
                self.clear()
            self[stretch] = found
        return found
