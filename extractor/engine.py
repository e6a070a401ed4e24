"""The engine: a pack is loaded once, then applied to any number of texts.

In: a folder of rules, then texts. Out: events. `Extractor.load` and `Extractor.extract` are the ways in.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from copy import copy
from functools import cached_property
from pathlib import Path

import msgspec

from extractor.cascade import Cascade
from extractor.compiled import Compiled as Compiled  # workers take it from here
from extractor.compiled import Store
from extractor.diagnostics import Diagnostic, PackError
from extractor.events.assemble import Times, finish, in_order
from extractor.events.dating import Dating
from extractor.events.draft import Draft
from extractor.events.resolve import Choice, Surroundings, resolve
from extractor.events.schema import Event, EventTable, json_schema
from extractor.language.pack import Pack, load
from extractor.language.types import Types
from extractor.matching.lattice import Mention
from extractor.matching.match import Matcher, PhaseResult
from extractor.matching.waking_words import WakingWords
from extractor.resources import folder
from extractor.span import Span
from extractor.text.analyze import Analyzer
from extractor.text.conventions import Conventions
from extractor.text.document import Analysis, Document, Segmentation
from extractor.text.morphology import Morphology
from extractor.text.quotes import find_quotations
from extractor.text.sentences import find_dateline, segment
from extractor.text.tokenize import Tokenizer, Tokens


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


class Extractor:
    """A loaded pack. It has no state that a call could change for another, so threads may share it."""

    def __init__(self, compiled: Compiled) -> None:
        """Use `Extractor.load`, or `Extractor.compile` for a pack that is already in memory."""
        self.compiled = compiled
        self._tokenizer = Tokenizer(compiled.conventions)
        self._analyzer = Analyzer(compiled.morphology, self._tokenizer.fold)
        self.matcher = Matcher(compiled.program)
        self._waking = WakingWords(self._wakes, self._tokenizer.stretches)

    def _wakes(self, form: str) -> bool:
        """Whether a token of this form can wake a sentence."""
        words = self.matcher.waking_words
        # A look at the word spares the analysis of most forms, if the rules ask for nothing else.
        return self._tokenizer.fold(form) in words if words is not None else self.matcher.wakes(self._analyzer.analyze(form))

    @classmethod
    def load(cls, rules: str | Path | None = None, *, cache: str | Path | bool | None = None) -> Extractor:
        """Loads the pack in the folder `rules`; None: the Italian pack that comes with the library.

        What is compiled is kept in the folder `cache` for the next time, and made anew when pack or engine change. None: in the
        user's folder for caches, or where the environment variable EXTRACTOR_CACHE says (empty: nowhere). False: nothing is kept
        or looked for. A cache that can't be used is no error.

        Raises `PackError` with every error of the pack, in order."""
        where = folder("rules") if rules is None else rules
        store = Store(cache)
        if (known := store.get(where)) is not None:
            with suppress(Exception):  # whatever is wrong with what was kept: the rules are there to make it anew
                return cls(known)
        from extractor.language.check import checked

        extractor = cls.compile(checked(load(where, suites=False)))
        store.put(where, extractor.compiled)
        return extractor

    @classmethod
    def compile(
        cls, pack: Pack, *, morphology: Morphology | None = None, sought: str | None = None, origins: bool = False
    ) -> Extractor:
        """Compiles a pack that passed `check`. `morphology` is what was made of the pack's tables before, if they are the same.
        With `sought`, the name of a rule that makes mentions, the matcher's `can_start` is about that rule instead of events.
        `origins`: the program is to know where each part was written, for tools that explain it; it finds the same.

        Raises `PackError` where the text side's YAML is wrong or a rule too large."""
        from extractor.matching.compile import compile_pack  # here, like `checked`: a program that was kept needs neither

        conventions, found = Conventions.read(pack.tokens, f"{pack.folder}/tokens.yaml")
        more: list[Diagnostic] = []
        if morphology is None:
            morphology, more = Morphology.read(pack.morphology, pack.folder)
        errors = [diagnostic for diagnostic in (*found, *more) if diagnostic.severity == "error"]
        if errors:
            raise PackError(errors)
        tokenizer = Tokenizer(conventions)
        program = compile_pack(
            pack, lambda words: tokenizer.tokenize(words).forms, tokenizer.fold, sought=sought, origins=origins
        )
        return cls(Compiled(pack.name, pack.version, pack.hash, program, conventions, morphology))

    @property
    def pack(self) -> str:
        """Which rules these are: the pack's name, version and a digest of its files, so that a result can be traced to them."""
        return f"{self.compiled.name} {self.compiled.version} ({self.compiled.hash[:12]})"

    def extract(self, text: str, *, date: str | None = None, name: str = "-") -> list[Event]:
        """The events of a text, in text order.

        `date` is the document's date in ISO 8601 (`2020`, `2020-10`, `2020-10-27`); `name` names the document in errors."""
        if not self._waking.possible(text):
            return []
        return Passage(self, Document(name, text, date)).events()

    def words(self, text: str) -> list[str]:
        """The words of a text as rules compare them: in lower case, with equal apostrophes, quotation marks and dashes."""
        return [self._analyzer.analyze(form).word for form in self._tokenizer.tokenize(text).forms]

    def pipe(
        self,
        documents: Iterable[Document | tuple[str, str]],
        jobs: int = 1,
        failed: Callable[[str, str], None] | None = None,
    ) -> Iterator[tuple[str, list[Event]]]:
        """The name and the events of each document (a `Document` or a pair of name and text), in order, as they come.

        `jobs` is the number of processes (0: one for each core that there is); documents are then read a few batches ahead of the
        results, never all at once. A document on which the engine fails raises a `DocumentError` where its result would stand;
        with `failed`, that is called with its name and the reason instead, and the others go on. Raises `WorkersError` where no
        process can be started. Processes start Python anew: a script that asks for several does so under
        `if __name__ == "__main__":`."""
        from extractor.workers.results import DocumentError, Failure, cores, failure

        given = (document if isinstance(document, Document) else Document(*document) for document in documents)
        jobs = jobs or cores()
        if jobs > 1:
            from extractor.workers.pool import spread

            for result in spread(self.compiled, given, jobs):
                if not isinstance(result, Failure):
                    yield result.name, result.events
                elif failed is None:
                    raise DocumentError(result.name, result.reason)
                else:
                    failed(result.name, result.reason)
            return
        for document in given:
            try:
                events = self.extract(document.text, date=document.date, name=document.name)
            except Exception as error:
                reason = failure(document.name, error).reason
                if failed is None:
                    raise DocumentError(document.name, reason) from error
                failed(document.name, reason)
            else:
                yield document.name, events

    def inspect(self, text: str, *, date: str | None = None) -> Inspection:
        """Runs every phase on every sentence and returns all that was made. The events are those that `extract` returns."""
        return Passage(self, Document("-", text, date)).inspection()

    def schema(self) -> dict[str, object]:
        """The JSON Schema of the pack's events: one definition for each event type that rules can emit."""
        program = self.compiled.program
        types = Types(program.mention_types, program.event_types, {})
        return json_schema(
            [
                EventTable(
                    event.name,
                    program.roles[event.name],
                    {
                        name: declared.values
                        for name, declared in types.attributes_of(event.name).items()
                        if program.calendar is None or name != program.calendar.direction
                    },
                )
                for event in program.event_types
                if not event.abstract
            ],
            self.pack,
        )


class Passage:
    """One text on its way through the pack: for `Extractor`, and for tools that look at the stages between. Each stage is worked
    out when somebody asks for it."""

    def __init__(self, extractor: Extractor, document: Document) -> None:
        self.document = document
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
        return self._extractor._tokenizer.tokenize(self.document.text)

    @cached_property
    def segmentation(self) -> Segmentation:
        """The sentences and quotations."""
        return segment(self.tokens, find_quotations(self.tokens, self._conventions), self._conventions)

    @cached_property
    def analyses(self) -> list[Analysis]:
        """The analysis of each token, before any rule took readings away."""
        return self._extractor._analyzer.analyze_all(self.tokens.forms)

    def _analyses_of(self, start: int, end: int) -> Sequence[Analysis]:
        """Those of tokens `[start, end)`: most texts have sentences that nobody asks for."""
        return self._extractor._analyzer.analyze_all(self.tokens.forms[start:end])

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
        other = copy(self)
        other.__dict__.update(segmentation=self.segmentation, tokens=self.tokens, analyses=self.analyses)
        other._begin(matcher, known)
        return other

    def events(self, watch: Callable[[Choice], None] | None = None) -> list[Event]:
        """The events: phases run only in the sentences that can hold one and, for antecedents, in those before them."""
        return self._finish(self._found(watch))

    def events_with_changes(self) -> list[tuple[Event, tuple[str, ...]]]:
        """The events, each with the rules that added to what its own rule made."""
        drafts = self._found()
        return [(event, draft.changed_by) for event, draft in zip(self._finish(drafts), drafts, strict=True)]

    def _found(self, watch: Callable[[Choice], None] | None = None) -> list[Draft]:
        awake = self._awake()
        for index in awake:
            self.cascade.advance(index, len(self.program.phases))
        return self.resolved(watch) if awake else []

    def _awake(self) -> list[int]:
        """The indices of the sentences that can hold an event."""
        if self.matcher is not self._extractor.matcher:
            return [number for number in range(len(self.segmentation.sentences)) if self.cascade.can_start(number)]
        positions = self._extractor._waking.positions(self.tokens.forms)
        if not positions:
            return []
        return [
            number
            for number, sentence in enumerate(self.segmentation.sentences)
            if (at := bisect_left(positions, sentence.start)) < len(positions)
            and positions[at] < sentence.end
            and self.cascade.can_start(number)
        ]

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
        around = Surroundings(
            self.cascade.tree,
            self.segmentation.quotations,
            lambda index: self.cascade.lattice(index, len(self.program.phases)).mentions,
            lambda name, ancestor: name in self.program.subtypes[ancestor],
            self.matcher.satisfies,
            self.matcher.holds,
        )
        for phase in self.program.phases:
            if phase.resolutions:
                drafts = resolve(drafts, phase.resolutions, around, watch)
        return drafts
