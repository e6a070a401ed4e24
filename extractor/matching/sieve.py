"""The sieve: where in a text a pack about words could find something, before the text is cut into sentences.

In: the anchored codes of a program (see `anchors`), what cuts texts; then text after text. Out, by `Sieve.hits`: the tokens
around which a code may match. What stands between blanks is looked up once; a text is a string of one character for each token:

    La Banca centrale europea, poi …          " bce  …"        a letter: a word that codes ask for; a blank: any other
                     ^                                         an anchor, found by one search for a class of characters

What must stand beside an anchor, or somewhere near, is asked for first; where it does the code is walked, to the right and to
the left, over these characters (see `around`). They know the folded word and nothing else, so that tests of readings hold for the
time being; `Sieve.confirmed` asks for them when there are tokens. So a hit may be in vain, and nothing is ever left out. All that
is remembered of texts is bounded, and a code is walked for so many tokens only: time grows with the text, whatever it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from extractor.matching import program as p
from extractor.matching.anchors import Anchored
from extractor.matching.around import BORDER, FARTHEST, Allowed, Around, Ways
from extractor.matching.glance import Glance, Place
from extractor.matching.shown import UNKNOWN, Find, ShownForms, ShownStretches, any_of_these
from extractor.text.tokenize import Tokenizer

KEPT: Final = 50_000
"""Stretches that are remembered. A full table is emptied."""

SEEN: Final = 1_000
"""So many surroundings of anchors are remembered for a hundred codes, and at least: those that come again are among so many, and
all others would fill memory for as long as there is text."""

WINDOWS: Final = 10_000
"""Surroundings of anchors that are remembered; most of those that come again are among so many."""

FEW: Final = 400
"""Of a pack with more anchors than this something stands in most texts, and a glance would be in vain."""

_FIRST: Final = 0x100
"""The first letter."""

_BORDERS: Final = BORDER * FARTHEST
"""So that whoever looks around a character need not ask where the text ends."""


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


class Sifted(NamedTuple):
    """What the sieve saw of a text: the hits, the stretches and the characters of each one's tokens (nothing where not all of
    them are cut alone)."""

    hits: list[Hit]
    stretches: Sequence[str]
    parts: Sequence[str]
    shown: str
    forms: ShownForms

    def ends(self, marks: str, bare: bool) -> tuple[list[int], bool]:
        """The positions of the tokens whose last character may be one of these marks, in order, with none left out, and whether
        it surely is. With `bare` those are left out in which a letter or digit stands before it, as far as that is known."""
        find, sure = self.forms.finder(marks, bare)
        found = find(self.shown, FARTHEST, len(self.shown) - FARTHEST)
        return [match.start() - FARTHEST for match in found], sure


class Sieve:
    """Not changed after it is made, what it remembers excepted; threads may share it."""

    def __init__(
        self,
        codes: Sequence[Anchored],
        tests: Sequence[p.TokenTest],
        tokenizer: Tokenizer,
        local: bool = False,
        kept: int = KEPT,
        marks: str = "",
        few: int = FEW,
    ) -> None:
        """`tests` are the program's; `local`: see `is_local`; `kept`: so many stretches are remembered; `marks`: the last
        characters of tokens for which `Sifted.ends` is asked; for others it knows nothing; `few`: up to so many anchors a text is
        glanced at first."""
        self.codes, self.local = codes, local
        self.exact = not any(operation == p.STEP for code, _ in codes for operation, _, _ in code.instructions)
        """Whether a confirmed hit has all that a code asks of tokens."""
        self._tests, self._tokenizer = tests, tokenizer
        filed: dict[str, list[_Place]] = {}
        for code, anchors in codes:
            for place in anchors:
                for word in self._words(code.instructions[place][1]):
                    filed.setdefault(word, []).append((code, place))
        asked = {test for code, _ in codes for operation, test, _ in code.instructions if operation == p.TOKEN and test >= 0}
        words = {test: self._words(test) for test in asked if isinstance(tests[test], p.Forms)}
        others = {word for each in words.values() for word in each if word not in filed}
        characters = {word: chr(number) for number, word in enumerate((*sorted(filed), *sorted(others)), _FIRST)}
        # Of a form in one spelling the folded word doesn't tell whether it stands there.
        inexact = {test: each for test, each in words.items() if not tests[test].exact}  # type: ignore[union-attr]
        self._allowed = {test: frozenset(map(characters.__getitem__, each)) for test, each in inexact.items()}
        self._near = _Near({characters[word]: places for word, places in filed.items()}, self._allowed)
        self.glance = self._glance_for(filed, {each: word for word, each in characters.items()}) if len(filed) <= few else None
        self._around: dict[tuple[int, int], Around] = {}
        self._spots: dict[str, _Spot] = {}
        self._known: dict[str, _Met | None] = {}
        self._windows = max(1, min(kept, WINDOWS, max(SEEN, len(codes) * SEEN // 100)))
        self._table = ShownStretches(ShownForms(tokenizer.fold, characters, marks, kept), tokenizer.stretches)

    def __len__(self) -> int:
        return len(self._table) + len(self._table.forms) + len(self._spots) + len(self._known)

    def _words(self, test: int) -> Sequence[str]:
        """The folded words of which a token has one if a test of forms holds for it."""
        found = self._tests[test]
        assert isinstance(found, p.Forms)
        return [self._tokenizer.fold(form) for form in found.forms] if found.exact else found.forms

    def _glance_for(self, filed: Mapping[str, Sequence[_Place]], words: Mapping[str, str]) -> Glance | None:
        """What tells at once of most texts that there is no hit in them; None if it can't."""
        if not all(map(self._tokenizer.is_plain, filed)):
            return None
        wanted: dict[str, Place] = {}
        for word, places in filed.items():
            for code, place in places:
                beside = self._beside(Ways(code, self._allowed), place, words)
                if beside is None:
                    return None
                wanted[word] = wanted.get(word, Place()).joined(beside)
        return Glance(wanted)

    def _beside(self, ways: Ways, place: int, words: Mapping[str, str]) -> Place | None:
        """The words that must stand beside an anchor; None if that isn't known."""

        def plain(characters: frozenset[str] | None) -> frozenset[str] | None:
            found = frozenset(words.get(each, "") for each in characters or "")
            return found if found and all(map(self._tokenizer.is_plain, found)) else None

        before, after = map(plain, ways.beside(place))
        if before is not None:
            return Place(before=before)
        if after is not None:
            return Place(after=after)
        some, reach = ways.somewhere(place)
        near = plain(some)
        return None if near is None else Place(near=near, reach=reach)

    def hits(self, text: str) -> list[Hit]:
        """The tokens of the text around which a code may match, in order, by their positions among its tokens."""
        return self.sift(text).hits

    def sift(self, text: str) -> Sifted:
        """The same, with what was seen on the way."""
        if self.glance is not None and not self.glance.possible(text):
            return Sifted([], [], [], "", self._table.forms)
        stretches = text.split()
        parts = [*map(self._table.__getitem__, stretches)]
        shown = "".join(parts)
        if UNKNOWN in shown:
            stretches, parts = [], []
            shown = "".join(map(self._table.forms.__getitem__, self._tokenizer.tokenize(text).forms))
        shown = f"{_BORDERS}{shown}{_BORDERS}"
        hits = [hit for at in self._places(shown) if (hit := self._hit(shown, at)) is not None]
        return Sifted(hits, stretches, parts, shown, self._table.forms)

    def _places(self, shown: str) -> Iterable[int]:
        """Where the anchors stand that have beside them, or somewhere near, what must be there."""
        # With thousands of rules a third of all words are anchors, and most have nothing beside them that is asked for. So one
        # search finds the neighbours that are asked for at all, and only of these the pair is looked up.
        near = self._near
        begin, end = FARTHEST, len(shown) - FARTHEST
        pairs, places = near.before, set[int]()
        for match in near.preceded(shown, begin, end):
            at = match.start()
            if shown[at : at + 2] in pairs:
                places.add(at + 1)
        pairs = near.after
        for match in near.followed(shown, begin, end):
            at = match.start()
            if shown[at : at + 2] in pairs:
                places.add(at)
        for match in near.free(shown, begin, end):
            at = match.start()
            some, reach = near.somewhere(match.group())
            if some is None or not some.isdisjoint(shown[at - reach : at + reach + 1]):
                places.add(at)
        return sorted(places)

    def _hit(self, shown: str, at: int) -> Hit | None:
        """The hit at an anchor, if there is one."""
        beside = shown[at - 1 : at + 2]
        spot = self._spots.get(beside) or self._spot(beside)
        # What stands farther away is never asked for, and news says most things more than once.
        key = beside + shown[at - spot.left : at + spot.right + 1]
        try:
            met = self._known[key]
        except KeyError:
            around = [each for each in spot.around if each.may_match(shown, at)]
            met = (around, any(each.sure for each in around)) if around else None
            if len(self._known) >= self._windows:
                self._known.clear()
            self._known[key] = met
        return None if met is None else Hit(at - FARTHEST, *met)

    def _spot(self, beside: str) -> _Spot:
        around = [self._around_of(code, place) for code, place in self._near.places(beside)]
        left, right = max(each.left.longest for each in around), max(each.right.longest for each in around)
        if len(self._spots) >= self._windows:
            self._spots.clear()
        found = self._spots[beside] = _Spot(around, min(left, FARTHEST), min(right, FARTHEST))
        return found

    def _around_of(self, code: p.Code, place: int) -> Around:
        key = id(code), place
        found = self._around.get(key)
        if found is None:
            found = self._around[key] = Around(code, place, Ways(code, self._allowed))
        return found

    def confirmed(self, hits: Sequence[Hit], tests_at: Callable[[int], frozenset[int]], end: int) -> list[int]:
        """The positions of the hits that stay when all tests are asked for. `tests_at` gives the token tests that hold for the
        token at a position, `end` the number of tokens."""

        def holds(test: int, position: int) -> bool:
            # Of a token that loses readings every reading may pass that is left.
            return test >= 0 and (isinstance(self._tests[test], p.OnlyReadings) or test in tests_at(position))

        return [hit.position for hit in hits if hit.sure or any(each.matches(hit.position, end, holds) for each in hit.around)]


_Place = tuple[p.Code, int]
"""A code and one of its anchors."""

_Met = tuple[list[Around], bool]
"""What may match around an anchor, and whether some of it surely does."""


class _Spot(NamedTuple):
    """What may match at an anchor between two characters, and how many characters on each side may have a say."""

    around: list[Around]
    left: int
    right: int


class _Near:
    """What may match at which anchors: `before` has an anchor with each character that must stand before it, `after` one with
    each that must stand after it, `alone` those beside which anything may stand. `preceded` and `followed` find the first
    characters of pairs that may be among these, `free` those anchors."""

    def __init__(self, filed: Mapping[str, Sequence[_Place]], allowed: Allowed) -> None:
        self._allowed = allowed
        self.before: dict[str, list[_Place]] = {}
        self.after: dict[str, list[_Place]] = {}
        self.alone: dict[str, list[_Place]] = {}
        for character, places in filed.items():
            for place in places:
                left, right = Ways(place[0], allowed).beside(place[1])
                if left is not None:
                    for each in left:
                        self.before.setdefault(each + character, []).append(place)
                elif right is not None:
                    for each in right:
                        self.after.setdefault(character + each, []).append(place)
                else:
                    self.alone.setdefault(character, []).append(place)
        self.preceded, self.followed = _pairs(self.before), _pairs(self.after)
        self.free = re.compile(any_of_these(self.alone)).finditer
        self._somewhere: dict[str, tuple[frozenset[str] | None, int]] = {}

    def somewhere(self, character: str) -> tuple[frozenset[str] | None, int]:
        """The characters of which one stands where something matches that is filed as `alone`, and how far away at most; None:
        that isn't known."""
        known = self._somewhere.get(character)
        if known is None:
            found = [Ways(code, self._allowed).somewhere(place) for code, place in self.alone[character]]
            some = [characters for characters, _ in found if characters is not None]
            any_of = frozenset[str]().union(*some) if len(some) == len(found) else None
            known = self._somewhere[character] = any_of, max(reach for _, reach in found)
        return known

    def places(self, beside: str) -> list[_Place]:
        """What may match at an anchor, given with the characters beside it."""
        before, after, alone = self.before.get(beside[:2], ()), self.after.get(beside[1:], ()), self.alone.get(beside[1], ())
        return [*before, *after, *alone]


def _pairs(pairs: Iterable[str]) -> Find:
    """What finds characters that are first in some of the pairs, before one that is second in some."""
    return re.compile(f"{any_of_these(pair[0] for pair in pairs)}(?={any_of_these(pair[1] for pair in pairs)})").finditer
