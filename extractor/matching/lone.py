"""A lone match: what becomes of a few tokens in which one rule matches, and only once.

In: a matcher of a pack whose matches depend on the tokens of a match only (see `local`), the token tests that hold for some
tokens, the rules that may match in them. Out, by `Lone.event`: the event, or that there is none, or `CONTESTED`.

A pack of words finds something in thousands of places, and in nearly all of them one rule matches and nobody contests it. Then
no lattice is needed and no choice among mentions: the mention stands, and what becomes of it depends on its features only.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, Literal, cast

from extractor.matching import program as p
from extractor.matching.candidates import EventCandidate, Taken
from extractor.matching.expressions import Binding
from extractor.matching.forward import Forward, Match
from extractor.matching.lattice import Mention
from extractor.matching.machine import Code, Memory, binding_of, run
from extractor.matching.match import Matcher
from extractor.matching.outward import Outward
from extractor.matching.scene import Scene

CONTESTED: Final = "contested"
"""There are several matches; all phases have to run."""

Contested = Literal["contested"]


class Lone:
    """What becomes of lone matches. Not changed after it is made; threads may share it."""

    def __init__(self, matcher: Matcher) -> None:
        self._matcher = matcher
        events = [number for number, phase in enumerate(matcher.phases) if phase.outward]
        # Of an event a later phase may make another one.
        self.able = len(events) == 1
        """Whether anything can be said; False: everything is `CONTESTED`."""
        self._last = events[0] if events else -1
        outward = matcher.phases[self._last].outward if self.able else ()
        # All match their trigger and nothing else, so that only this is left of the order of events.
        self._outward = sorted(outward, key=lambda each: (-_written(each).priority, each.rule.name))

    def event(self, tests: Sequence[frozenset[int]], rules: Iterable[tuple[int, Forward]]) -> EventCandidate | Contested | None:
        """The event in tokens of which these tests hold, at places counted from the first token. `rules` are the chunk rules that
        may match in them, each with the number of its phase."""
        if not self.able:
            return CONTESTED
        tokens = _Tokens(tests)
        found: tuple[int, Forward, Match] | None = None
        for phase, rule in rules:
            for start in range(len(tests)):
                match = tokens.match(rule.code, start)
                if match is None:
                    continue
                if found is not None:
                    return CONTESTED
                found = phase, rule, match
        if found is None or found[0] >= self._last:
            return None
        return self._become(found[1], found[2])

    def _become(self, rule: Forward, match: Match) -> EventCandidate | None:
        """The event that becomes of a mention that stands alone."""
        matcher, written = self._matcher, cast(p.ChunkRule, rule.rule)
        features = matcher.maker.emitted(written, match)
        mention = Mention(written.type, match.start, match.end, (match.start, match.end), features, written.name)
        holding = matcher.tables.mention_tests.of(mention)
        trigger: tuple[Taken, ...] = (Taken(match.start, match.end, mention),)
        for outward in self._outward:
            for variant in outward.variants:
                _, test, take = variant.instruction
                if test in holding:
                    binding = {name: trigger for name in variant.trigger.takers[take].names}
                    event = matcher.maker.event(_written(outward), Match(match.start, match.end, binding))
                    if event is not None:
                        return event
                    break
        return None


class _Tokens:
    """What the machine asks of a scene, where there are tokens only."""

    def __init__(self, tests: Sequence[frozenset[int]]) -> None:
        self.truth = (*tests, frozenset[int]())
        self.base, self.width = 0, len(self.truth)
        self._memories: dict[Code, Memory] = {}

    def match(self, code: Code, start: int) -> Match | None:
        """The first match of a code from a token."""
        if not code.starts.anything and code.tokens.isdisjoint(self.truth[start]):
            return None
        found = run(cast(Scene, self), code, start)
        return None if found is None or found[0] == start else Match(start, found[0], binding_of(code, found))

    def memory(self, code: Code, trigger: Binding) -> Memory:
        """What is remembered of the code's runs."""
        return self._memories.setdefault(code, {})

    def token(self, test: int, position: int) -> Taken:
        """What a capture takes of the token at a position."""
        return Taken(position, position + 1)


def _written(outward: Outward) -> p.EventRule:
    return cast(p.EventRule, outward.rule)
