"""One text on its way through a pack.

In: a pack that is ready to be applied, a document. Out: its events, or all that was made on the way. `Passage.events` and
`Passage.inspection` are the ways in; tools look at the stages between, each of which is worked out when somebody asks for it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

import msgspec

from extractor.cascade import Cascade
from extractor.compiled import Compiled
from extractor.events.assemble import Times, finish, in_order
from extractor.events.choices import Choice, Surroundings
from extractor.events.dating import Dating
from extractor.events.draft import Draft
from extractor.events.resolve import resolve
from extractor.events.schema import Event
from extractor.matching.lattice import Mention
from extractor.matching.match import Matcher, PhaseResult
from extractor.matching.waking_words import WakingWords
from extractor.span import Span
from extractor.text.analyze import Analyzer
from extractor.text.document import Analysis, Document, Segmentation
from extractor.text.quotes import find_quotations
from extractor.text.sentences import find_dateline, segment
from extractor.text.tokenize import Tokenizer, Tokens

if TYPE_CHECKING:
    from extractor.matching.sieve import Hit, Sieve, Sifted
    from extractor.phrases import Phrases


class Inspection(msgspec.Struct, frozen=True, eq=False):
    """All that a pack made of a text, with nothing left out: for tools that test and explain rules.

    `analyses` has the surviving readings of every token; `removals` names, by token, the rules that took readings away;
    `changes` names, by event id, the rules that added to the event."""

    tokens: Tokens
    segmentation: Segmentation
    analyses: tuple[Analysis, ...]
    mentions: tuple[Mention, ...]
    removals: dict[int, tuple[str, ...]]
    events: tuple[Event, ...]
    changes: dict[str, tuple[str, ...]]


class Applied(Protocol):
    """What a passage must know of the extractor that it goes through."""

    @property
    def compiled(self) -> Compiled:
        """The pack."""

    @property
    def matcher(self) -> Matcher:
        """What matches its rules."""

    @property
    def tokenizer(self) -> Tokenizer:
        """What cuts texts."""

    @property
    def analyzer(self) -> Analyzer:
        """What knows the readings of forms."""

    @property
    def sieve(self) -> Sieve | None:
        """What finds where something may be, for packs that are about words."""

    @property
    def phrases(self) -> Phrases:
        """What knows what is in phrases, for packs that look no farther."""

    @property
    def waking(self) -> WakingWords:
        """What knows which words can wake a sentence."""


class Passage:
    """One text on its way through the pack: for `Extractor`, and for tools that look at the stages between. Each stage is worked
    out when somebody asks for it."""

    def __init__(self, extractor: Applied, document: Document, sifted: Sifted | None = None) -> None:
        """`sifted` is what the extractor's sieve saw of the text, if only its hits are to be looked at."""
        self.document, self._sifted = document, sifted
        self._extractor = extractor
        self._conventions = extractor.compiled.conventions
        self._begin(extractor.matcher, {})

    def _begin(self, matcher: Matcher, known: Mapping[tuple[int, int], PhaseResult]) -> None:
        self.matcher, self.program, self._known = matcher, matcher.program, known
        self.__dict__.pop("cascade", None)

    @cached_property
    def date(self) -> str | None:
        """The document's date: as given, else that of its dateline."""
        if self.document.date:
            return self.document.date
        dateline = find_dateline(self.document.text, self._conventions)
        return dateline.date if dateline is not None else None

    @cached_property
    def tokens(self) -> Tokens:
        """The tokens."""
        tokenizer, text, sifted = self._extractor.tokenizer, self.document.text, self._sifted
        if sifted is not None and sifted.stretches and self._near:
            from extractor.text.outline import outlined  # here: few packs are only about words

            outline = outlined(text, sifted.stretches, map(len, sifted.parts), tokenizer, sifted.ends)
            if outline is not None:
                return outline
        return tokenizer.tokenize(text)

    @property
    def _near(self) -> bool:
        """Whether only what is around the hits is looked at."""
        return self._sifted is not None and self._extractor.sieve is not None and self._extractor.sieve.local

    @cached_property
    def segmentation(self) -> Segmentation:
        """The sentences and quotations."""
        return segment(self.tokens, find_quotations(self.tokens, self._conventions), self._conventions)

    @cached_property
    def analyses(self) -> list[Analysis]:
        """The analysis of each token, before any rule took readings away."""
        return self._extractor.analyzer.analyze_all(self.tokens.forms)

    @cached_property
    def _analyses_of(self) -> Callable[[int, int], Sequence[Analysis]]:
        """What gives those of tokens `[start, end)`: most texts have sentences that nobody asks for. It doesn't know the passage:
        the cascade would lead back to it, and all that a text leaves would wait for the garbage collector."""
        analyze, forms = self._extractor.analyzer.analyze_all, self.tokens.forms
        return lambda start, end: analyze(forms[start:end])

    @cached_property
    def cascade(self) -> Cascade:
        """The phases, as far as they have run."""
        return Cascade(
            self.matcher,
            self._analyses_of,
            self.segmentation,
            self._conventions.mention,
            self._known,
        )

    def again(self, matcher: Matcher, known: Mapping[tuple[int, int], PhaseResult]) -> Passage:
        """The same text with another matcher over the same morphology, as if nothing had run yet but what is `known`: results by
        sentence and phase that must be what the matcher would find."""
        # What both need is worked out once.
        from copy import copy  # here: only tools do this

        other = copy(self)
        other.__dict__.update(segmentation=self.segmentation, tokens=self.tokens, analyses=self.analyses)
        other._sifted = None
        other._begin(matcher, known)
        return other

    def events(self, watch: Callable[[Choice], None] | None = None) -> list[Event]:
        """The events: phases run only in the sentences that can hold one, as long as they can, and for antecedents."""
        return self._finish(self._found(watch))

    def events_with_changes(self) -> list[tuple[Event, tuple[str, ...]]]:
        """The events, each with the rules that added to what its own rule made."""
        drafts = self._found()
        return [(event, draft.changed_by) for event, draft in zip(self._finish(drafts), drafts, strict=True)]

    def _found(self, watch: Callable[[Choice], None] | None = None) -> list[Draft]:
        if self._sifted is not None and self._near:
            return self._found_near(self._sifted.hits)
        awake = self._awake()
        for index in awake:
            self.cascade.seek(index)
        return self.resolved(watch) if awake else []

    def _found_near(self, hits: Sequence[Hit]) -> list[Draft]:
        """The drafts of a pack for which a few tokens do for a sentence."""
        from extractor.clips import clip  # here: few packs are only about words
        from extractor.phrases import placed

        clips, whole = clip(hits, self.segmentation)
        phrases, drafts = self._extractor.phrases, list[Draft]()
        for index, start, end, codes in clips:
            drafts += (placed(draft, start, index) for draft in phrases.found(self._analyses_of(start, end), codes))
        if whole:
            cascade = Cascade(self.matcher, self._analyses_of, self.segmentation, self._conventions.mention)
            for each in whole:
                cascade.matcher = phrases.matching(each.codes)
                cascade.advance(each.sentence, len(self.program.phases))
            drafts += cascade.drafts.values()
        return in_order(drafts)

    def _awake(self) -> list[int]:
        """The indices of the sentences that can hold an event."""
        if self.program.scan.always:  # as in haste (see `Extractor.load`)
            return [number for number, sentence in enumerate(self.segmentation.sentences) if sentence.start < sentence.end]
        if self.matcher is not self._extractor.matcher:
            return [number for number in range(len(self.segmentation.sentences)) if self.cascade.can_start(number)]
        sieve = self._extractor.sieve
        if self._sifted is None or sieve is None:
            positions, surely = self._extractor.waking.positions(self.tokens.forms), False
        else:
            positions, surely = self._confirmed(sieve, self._sifted.hits), sieve.exact
        if not positions:
            return []
        return [
            number
            for number, sentence in enumerate(self.segmentation.sentences)
            if (at := bisect_left(positions, sentence.start)) < len(positions)
            and positions[at] < sentence.end
            and (surely or self.cascade.can_start(number))
        ]

    def _confirmed(self, sieve: Sieve, hits: Sequence[Hit]) -> list[int]:
        """The positions of the hits that all tests of tokens leave."""
        of, analyze, forms = self.matcher.tables.symbols.table().of, self._extractor.analyzer.analyze, self.tokens.forms
        return sieve.confirmed(hits, lambda position: of(analyze(forms[position])).tests, len(forms))

    def sentence_at(self, offset: int) -> Span:
        """The innermost sentence around the character at an offset; where there is none (a blank text), an empty span."""
        position = self.tokens.position(offset + 1) - 1
        index = self.cascade.tree.innermost(position) if 0 <= position < len(self.tokens) else -1
        if index < 0:
            return Span(offset, offset, "")
        return self.tokens.span(self.segmentation.sentences[index].start, self.segmentation.sentences[index].end)

    def inspection(self) -> Inspection:
        """Everything, with every phase of every sentence run."""
        cascade, sentences = self.cascade, self.segmentation.sentences
        lattices = [cascade.lattice(index, len(self.program.phases)) for index in range(len(sentences))]
        analyses = list(self.analyses)
        for lattice in lattices:
            for position in range(lattice.start, lattice.end):
                analysis = lattice.token(position)
                analyses[position] = analysis if analysis is not None else analyses[position]
        drafts = self.resolved()
        events = self._finish(drafts)
        return Inspection(
            tokens=self.tokens,
            segmentation=self.segmentation,
            analyses=tuple(analyses),
            mentions=tuple(mention for lattice in lattices for mention in lattice.mentions if mention.event < 0),
            removals=self._removals(),
            events=tuple(events),
            changes={event.id: draft.changed_by for event, draft in zip(events, drafts, strict=True)},
        )

    def _finish(self, drafts: list[Draft]) -> list[Event]:
        if not drafts:
            return []
        return finish(drafts, self.tokens, self.segmentation.sentences, self.program.roles, self.date, self._times())

    def _times(self) -> Times | None:
        """What gives the times of events their values, where the pack has a calendar."""
        calendar = self.program.calendar
        if calendar is None:
            return None
        types = self.program.subtypes[calendar.mention]
        # Later phases make no more of them, so that it doesn't matter how far a sentence was taken.
        enough = max(
            (number for number, phase in enumerate(self.program.phases, 1) if any(rule.type in types for rule in phase.chunks)),
            default=0,
        )
        dating = Dating(types, self.date, self.cascade.tree, lambda index: self.cascade.lattice(index, enough).mentions)
        return Times(dating, calendar.direction)

    def _removals(self) -> dict[int, tuple[str, ...]]:
        """By token, the rules that took readings away."""
        rules: dict[int, tuple[str, ...]] = {}
        for result in self.cascade.results.values():
            for removal in result.removals:
                rules[removal.position] = (*rules.get(removal.position, ()), removal.rule)
        return rules

    def resolved(self, watch: Callable[[Choice], None] | None = None) -> list[Draft]:
        """The drafts of the sentences that were looked at, in text order, with what the resolution phases add; `watch` is told of
        every choice among antecedents."""
        drafts = in_order(self.cascade.drafts.values())
        if not drafts:
            return drafts
        # Where no rule makes any, a mention of that type is a quotation.
        made = {rule.type for phase in self.program.phases for rule in phase.chunks}
        quotations = {self._conventions.mention} if made.isdisjoint(self.program.subtypes[self._conventions.mention]) else set()
        around = Surroundings(
            self.cascade.tree,
            self.segmentation.quotations,
            lambda index: self.cascade.lattice(index, len(self.program.phases)).mentions,
            lambda name, ancestor: name in self.program.subtypes[ancestor],
            self.matcher.questions.satisfies,
            self.matcher.questions.holds,
            lambda index, name: name not in quotations or self.cascade.has_quotation(index),
            self.tokens.breaks,
            self.tokens.forms,
        )
        for phase in self.program.phases:
            if phase.resolutions:
                drafts = resolve(drafts, phase.resolutions, around, watch)
        return drafts
