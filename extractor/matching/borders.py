"""Which tokens can stand at the borders of what a code walks over, as far as they are telling.

In: codes and mention tests, and a `Follower`, which knows what an edge needs. Out: sides: signs of which the token at that
border shows one. Two sides that touch make a `Pair`: `"," trigger:VerbGroup[lemma in @reporting.Q]` needs a comma *before* a
word with which such a verb group begins, and `^ "per"` a `per` that begins a sentence. The one way in is `Borders`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from extractor.matching import program as p
from extractor.matching.asked import ENTRY, every, given_tests, word_test
from extractor.matching.commonness import words_of
from extractor.matching.filing import required
from extractor.matching.needs import NEVER, NOTHING, Needs, Pair
from extractor.matching.walks import last_places

Side = frozenset[int] | None
"""Signs of which a token shows one; `NOTHING` stands for the start of a sentence or quotation; None: it can be anything."""

Narrowing = tuple[tuple[tuple[p.Feature, p.Test], ...], ...]
"""For each value that is asked of a mention the features from which it may come, with the test that each must pass then."""


class Follower(Protocol):
    """What follows codes to what they need."""

    needs: Needs
    lists: Sequence[p.WordList]
    mentions: Sequence[p.MentionTest]
    given: frozenset[str]

    def edge(self, code: p.Code, place: int, more: Sequence[p.Test], phase: int) -> int:
        """What an instruction needs to walk over an edge that passes these tests."""

    def tests(self, code: p.Code, place: int) -> tuple[p.Test, ...]:
        """What the conditions of an instruction's capture ask."""

    def made_by(self, wanted: p.MentionTest, phase: int) -> list[tuple[int, p.ChunkRule | p.EventRule]]:
        """The rules before a phase that can make a mention that passes the test, each with the number of its phase."""

    def narrowing(self, rule: p.ChunkRule, test: p.Test | None) -> Narrowing:
        """Where the values come from that a test asks of a rule's mention."""


class Borders:
    """The sides of codes and mentions, each worked out once."""

    def __init__(self, follower: Follower) -> None:
        self.follower = follower
        self._last: dict[int, list[int]] = {}
        self._mentions: dict[tuple[p.MentionTest, int, bool, bool], Side] = {}

    def pair(self, before: Side, after: Side) -> int:
        """What is needed for two sides to touch."""
        if before is None or after is None:
            return NOTHING
        if not before or not after:
            return NEVER
        return self.follower.needs.sign(Pair(tuple(sorted(before)), tuple(sorted(after))))

    def near(self, code: p.Code, place: int, phase: int, worded: bool = False, narrowing: Narrowing = ()) -> Side:
        """The token over which the code walks next from an instruction on. `worded`: only signs that name words are thought
        to tell anything."""
        found: set[int] = set()
        todo, seen = [place], set[int]()
        while todo:
            place = todo.pop()
            if place in seen:
                continue
            seen.add(place)
            operation, a, b = code.instructions[place]
            if operation in (p.STEP, p.MATCH):
                return None
            if operation == p.SPLIT:
                todo += (a, b)
            elif operation == p.JUMP:
                todo.append(a)
            elif operation == p.START and code.backward:
                found.add(NOTHING)
            elif operation in (p.TOKEN, p.TYPED, p.LISTED):
                side = self.border(code, place, phase, code.backward, worded, narrowing)
                if side is None:
                    return None
                found |= side
            else:
                todo.append(place + 1)
        return frozenset(found)

    def border(
        self, code: p.Code, place: int, phase: int, last: bool, worded: bool = False, narrowing: Narrowing = ()
    ) -> Side:
        """The first or last token of the edge over which an instruction walks."""
        operation, number, take = code.instructions[place]
        if operation == p.STEP:
            return None
        if number < 0:
            return frozenset()
        names = code.takes[take].names if take >= 0 else ()
        found: set[int] = set()
        for more in _ways(narrowing, names):
            if operation == p.TYPED:
                wanted = self.follower.mentions[number]
                test = every([*given_tests(wanted.test), *self.follower.tests(code, place), *more])
                side = self.of_mention(p.MentionTest(wanted.types, test), phase, last, worded)
            elif operation == p.LISTED:
                side = self._of_list(self.follower.lists[number], [*self.follower.tests(code, place), *more], last)
            else:
                side = self._telling(self.follower.edge(code, place, more, phase), worded)
            if side is None:
                return None
            found |= side
        return frozenset(found)

    def of_mention(self, wanted: p.MentionTest, phase: int, last: bool, worded: bool) -> Side:
        """The first or last token of a mention that is made before a phase."""
        makers = self.follower.made_by(wanted, phase)
        key = (wanted, max((number for number, _ in makers), default=-1), last, worded)
        if key not in self._mentions:
            given = not self.follower.given.isdisjoint(wanted.types)
            self._mentions[key] = None if given else self._of_makers(makers, wanted, last, worded)
        return self._mentions[key]

    def _of_makers(
        self, makers: Iterable[tuple[int, p.ChunkRule | p.EventRule]], wanted: p.MentionTest, last: bool, worded: bool
    ) -> Side:
        found: set[int] = set()
        for number, rule in makers:
            if isinstance(rule, p.EventRule):
                return None
            if last:
                sides: Iterator[Side] = (self.border(rule.code, place, number, True, worded) for place in self._ends(rule.code))
            else:
                sides = iter((self.near(rule.code, 0, number, worded, self.follower.narrowing(rule, wanted.test)),))
            for side in sides:
                if side is None:
                    return None
                found |= side
        return frozenset(found)

    def _ends(self, code: p.Code) -> list[int]:
        found = self._last.get(id(code))
        if found is None:
            found = self._last[id(code)] = last_places(code.instructions)
        return found

    def _telling(self, formula: int, worded: bool) -> Side:
        """The sign that a token shows of which a formula holds."""
        if formula == NEVER:
            return frozenset()
        needs = self.follower.needs
        every, parts = needs.parts[formula]
        signs = (formula,) if needs.signs[formula] is not None else sorted(parts) if every else ()
        for each in signs:
            sign = needs.signs[each]
            if isinstance(sign, p.TokenTest) and not (worded and words_of(sign, self.follower.lists) is None):
                return frozenset((each,))
        return None

    def _of_list(self, found: p.WordList, more: Sequence[p.Test], last: bool) -> Side:
        asked = [test for test in more if isinstance(test, p.Is | p.InList) and test.feature == ENTRY]
        wanted = [required(test, ENTRY, self.follower.lists) or () for test in asked]
        entries = [entry for entry in found.entries if all(entry.text in values for values in wanted)]
        words = tuple(sorted({entry.words[-1 if last else 0] for entry in entries}))
        if not words:
            return frozenset()
        return frozenset((self.follower.needs.sign(word_test(found.lemmas, words)),))


def _ways(narrowing: Narrowing, names: Sequence[str]) -> list[tuple[p.Test, ...]]:
    """The sets of tests one of which an edge with these captures passes, if it is the first with them in a match."""
    ways: list[tuple[p.Test, ...]] = [()]
    for sources in narrowing:
        if sources and all(feature.capture in names for feature, _ in sources):
            ways = [(*way, test) for way in ways for _, test in sources]
    return ways
