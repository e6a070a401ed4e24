"""Phrases: what a pack finds in a few tokens by themselves, worked out once.

In: the analyses of some tokens, then of others. Out: the drafts of the events in them, counted from the first token. The one way
in is `Phrases.found`. Only for packs whose rules look at nothing but the tokens of a match (see `matching.local`): phrases whose
tokens pass the same tests are one to them, and news says most things more than once. What is remembered is bounded.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

import msgspec

from extractor.cascade import Cascade
from extractor.events.assemble import assemble, in_order
from extractor.events.draft import Draft
from extractor.matching import program as p
from extractor.matching.candidates import EventCandidate, Taken
from extractor.matching.lone import Lone
from extractor.matching.match import Matcher
from extractor.matching.symbols import Symbol
from extractor.text.document import Analysis, Segmentation, Sentence

KEPT: Final = 20_000
"""Phrases that are remembered. A full table is emptied."""

LONGEST: Final = 50
"""Tokens of a phrase that is remembered."""


FEW: Final = 8
"""So many rules are tried one by one."""


class Phrases:
    """What a matcher finds in phrases. It only remembers; threads may share it."""

    def __init__(self, matcher: Matcher, kept: int = KEPT) -> None:
        self.matcher, self._kept = matcher, max(1, kept)
        self._places = {
            id(each.rule.code): (phase, number)
            for phase, rules in enumerate(matcher.phases)
            for number, each in enumerate(rules.forward)
        }
        self._lone = Lone(matcher)
        self._known: dict[tuple[Symbol, ...], tuple[Draft, ...]] = {}

    def __len__(self) -> int:
        return len(self._known)

    def found(self, analyses: Sequence[Analysis], codes: Iterable[p.Code]) -> tuple[Draft, ...]:
        """The events in these tokens, in order. Their triggers are places, and know nothing of mentions. `codes` are those of the
        rules that may match somewhere in them."""
        key = tuple(map(self.matcher.tables.symbols.table().of, analyses))
        known = self._known.get(key)
        if known is None:
            known = self._find(key, analyses, codes)
            if len(key) <= LONGEST:
                if len(self._known) >= self._kept:
                    self._known.clear()
                self._known[key] = known
        return known

    def _find(self, key: Sequence[Symbol], analyses: Sequence[Analysis], codes: Iterable[p.Code]) -> tuple[Draft, ...]:
        places = self._of(codes)
        rules = [(phase, self.matcher.phases[phase].forward[number]) for phase, number in places]
        event = self._lone.event([symbol.tests for symbol in key], rules)
        if event is None:
            return ()
        if isinstance(event, EventCandidate):
            return (_bare(assemble(event, event.trigger.start, 0)),)
        alone = Segmentation((Sentence(0, len(analyses), (), 0, 0),), ())
        cascade = Cascade(self._among(places), lambda start, end: analyses[start:end], alone, "")
        cascade.advance(0, len(self.matcher.phases))
        return tuple(map(_bare, in_order(cascade.drafts.values())))

    def _of(self, codes: Iterable[p.Code]) -> list[tuple[int, int]]:
        """The phases and numbers of the rules of these codes, in order."""
        return sorted({self._places[id(code)] for code in codes})

    def matching(self, codes: Iterable[p.Code]) -> Matcher:
        """The matcher for tokens in which no rules match but those of these codes: a few are tried by themselves, and the
        automaton of thousands of rules is never made for them."""
        return self._among(self._of(codes))

    def _among(self, places: Sequence[tuple[int, int]]) -> Matcher:
        if len(places) > FEW:
            return self.matcher
        rules: dict[int, list[int]] = {}
        for phase, number in places:
            rules.setdefault(phase, []).append(number)
        return self.matcher.among(rules)


def _bare(draft: Draft) -> Draft:
    return msgspec.structs.replace(draft, trigger=Taken(draft.trigger.start, draft.trigger.end))


def placed(draft: Draft, start: int, sentence: int) -> Draft:
    """A draft of a phrase that begins at a token, in the sentence with that index."""
    trigger = Taken(draft.trigger.start + start, draft.trigger.end + start)
    return Draft(trigger.start, draft.type, trigger, {}, draft.attributes, draft.rule, sentence)
