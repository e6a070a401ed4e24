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
from collections.abc import Callable, Sequence
from itertools import compress
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

_FIRST: Final = 0x100

Passes = Callable[[int, int], bool]
"""Whether the instruction at a place of a code may walk over the token at a position."""


class Hit(NamedTuple):
    """A token around which codes may match. `unsure`: those of which it isn't known; none where one surely does, as far as words
    are asked for."""

    position: int
    unsure: tuple[Around, ...]


class Around:
    """One anchor of a code, and the ways from there."""

    def __init__(self, code: p.Code, place: int, allowed: Callable[[int], frozenset[str] | None]) -> None:
        """`allowed` gives the characters that pass a token test; None where a word doesn't tell."""
        self.instructions, self.place = code.instructions, place
        after = stops(code.instructions)
        walks = [number for number, (operation, _, _) in enumerate(code.instructions) if operation in WALKS]
        done = {number for number in range(len(code.instructions)) if code.instructions[number][0] == p.MATCH}
        self.forward = {walk: tuple(sorted(after[walk + 1] - done)) for walk in walks}
        self.last = frozenset(walk for walk in walks if not done.isdisjoint(after[walk + 1]))
        self.backward: dict[int, tuple[int, ...]] = {walk: () for walk in walks}
        for walk in walks:
            for each in self.forward[walk]:
                self.backward[each] = (*self.backward[each], walk)
        self.first = frozenset(after[0]).intersection(walks)
        self.characters = {
            walk: allowed(code.instructions[walk][1]) if code.instructions[walk][0] == p.TOKEN else None for walk in walks
        }
        # A step of a gap may pass a whole quotation, so from there on nothing can be said.
        steps = {walk for walk in walks if code.instructions[walk][0] == p.STEP}
        self.last, self.first = self.last | steps, self.first | steps
        self.sure = all(self.characters[walk] is not None or walk in steps for walk in walks)
        self.after, more = self._side(self.forward[place], self.last)
        self.before, less = self._side(self.backward[place], self.first)
        self.far = more or less

    def _side(self, following: Sequence[int], ends: frozenset[int]) -> tuple[frozenset[str] | None, bool]:
        """The characters of which one must stand beside the anchor, None if there may be any; and whether that is not all."""
        if self.place in ends:
            return None, False
        if any(self.instructions[walk][0] == p.STEP for walk in following):
            return None, False
        found: set[str] = set()
        for walk in following:
            characters = self.characters[walk]
            if characters is None:
                return None, True
            found |= characters
        return frozenset(found), not ends.issuperset(following)

    def walked(self, position: int, end: int, passes: Passes) -> bool:
        """Whether the code may match around the token at a position of a text with `end` tokens."""
        return self._walked(position, 1, end, self.forward, self.last, passes) and self._walked(
            position, -1, -1, self.backward, self.first, passes
        )

    def _walked(
        self, position: int, step: int, end: int, following: dict[int, tuple[int, ...]], ends: frozenset[int], passes: Passes
    ) -> bool:
        if self.place in ends:
            return True
        current: set[int] = set(following[self.place])
        for _ in range(FARTHEST):
            position += step
            if position == end:
                return False
            current = {walk for walk in current if passes(walk, position)}
            if not ends.isdisjoint(current):
                return True
            current = {each for walk in current for each in following[walk]}
            if not current:
                return False
        return True


class Sieve:
    """Not changed after it is made, what it remembers excepted; threads may share it."""

    def __init__(
        self, codes: Sequence[Anchored], tests: Sequence[p.TokenTest], tokenizer: Tokenizer, kept: int = KEPT
    ) -> None:
        """`tests` are the program's."""
        self._tests, self._tokenizer = tests, tokenizer
        self.exact = not any(operation == p.STEP for code, _ in codes for operation, _, _ in code.instructions)
        """Whether a confirmed hit has all that a code asks of tokens."""
        self._filed: dict[str, list[tuple[p.Code, int]]] = {}
        for code, anchors in codes:
            for place in anchors:
                for word in self._words(code.instructions[place][1]):
                    self._filed.setdefault(word, []).append((code, place))
        asked = {
            word
            for code, _ in codes
            for operation, test, _ in code.instructions
            if operation == p.TOKEN and test >= 0 and isinstance(tests[test], p.Forms)
            for word in self._words(test)
        }
        anchors_ = sorted(self._filed)
        words = [*anchors_, *sorted(asked.difference(anchors_))]
        self._characters = {word: chr(number) for number, word in enumerate(words, _FIRST)}
        last = _FIRST + max(len(anchors_), 1) - 1
        self._anchor = re.compile(f"[{chr(_FIRST)}-{chr(last)}]")
        self._by_character = {self._characters[word]: word for word in anchors_}
        self._around: dict[str, tuple[Around, ...]] = {}
        self._table = _Table(tokenizer, self._characters, kept)

    def __len__(self) -> int:
        return len(self._table)

    def _words(self, test: int) -> Sequence[str]:
        """The folded words of which a token has one if a test of forms holds for it."""
        found = self._tests[test]
        assert isinstance(found, p.Forms)
        return [self._tokenizer.fold(form) for form in found.forms] if found.exact else found.forms

    def _allowed(self, test: int) -> frozenset[str] | None:
        if test < 0:
            return frozenset()
        found = self._tests[test]
        if not isinstance(found, p.Forms) or found.exact:
            return None
        return frozenset(map(self._characters.__getitem__, found.forms))

    def hits(self, text: str) -> list[Hit]:
        """The tokens of the text around which a code may match, in order, by their positions among its tokens."""
        shown = "".join(map(self._table.__getitem__, text.split()))
        if UNKNOWN in shown:
            shown = "".join(map(self._table.character, self._tokenizer.tokenize(text).forms))
        return [hit for found in self._anchor.finditer(shown) if (hit := self._hit(shown, found.start())) is not None]

    def _hit(self, shown: str, position: int) -> Hit | None:
        around = self._around.get(shown[position]) or self._make(shown[position])
        before = shown[position - 1] if position else ""
        after = shown[position + 1 : position + 2]
        unsure: list[Around] = []
        for each in around:
            if each.before is not None and before not in each.before or each.after is not None and after not in each.after:
                continue
            if each.far:
                characters = each.characters

                def passes(walk: int, at: int) -> bool:
                    allowed = characters[walk]
                    return allowed is None or shown[at] in allowed

                if not each.walked(position, len(shown), passes):
                    continue
            if each.sure:
                return Hit(position, ())
            unsure.append(each)
        return Hit(position, tuple(unsure)) if unsure else None

    def _make(self, character: str) -> tuple[Around, ...]:
        found = tuple(Around(code, place, self._allowed) for code, place in self._filed[self._by_character[character]])
        self._around[character] = found
        return found

    def confirmed(self, hits: Sequence[Hit], tests_at: Callable[[int], frozenset[int]], end: int) -> list[int]:
        """The positions of the hits that stay when all tests are asked for. `tests_at` gives the token tests that hold for the
        token at a position, `end` the number of tokens."""
        return [*compress((hit.position for hit in hits), (self._holds(hit, tests_at, end) for hit in hits))]

    def _holds(self, hit: Hit, tests_at: Callable[[int], frozenset[int]], end: int) -> bool:
        for each in hit.unsure:
            instructions = each.instructions

            def passes(walk: int, at: int) -> bool:
                operation, test, _ = instructions[walk]
                # Of a token that loses readings every reading may pass that is left.
                return operation == p.STEP or isinstance(self._tests[test], p.OnlyReadings) or test in tests_at(at)

            if passes(each.place, hit.position) and each.walked(hit.position, end, passes):
                return True
        return not hit.unsure


class _Table(dict[str, str]):
    """For a stretch the characters of its tokens."""

    def __init__(self, tokenizer: Tokenizer, characters: dict[str, str], kept: int) -> None:
        super().__init__()
        self._cut, self._fold, self._characters, self._kept = tokenizer.stretches.cut, tokenizer.fold, characters, max(1, kept)

    def character(self, form: str) -> str:
        """The character of a form."""
        return self._characters.get(self._fold(form), OTHER)

    def __missing__(self, stretch: str) -> str:
        cut = self._cut(stretch)
        shown = "".join(map(self.character, cut[1::2])) if cut else UNKNOWN
        if len(stretch) <= LONGEST:
            if len(self) >= self._kept:
                self.clear()
            self[stretch] = shown
        return shown
