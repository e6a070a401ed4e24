"""The engine: a pack is loaded once, then applied to any number of texts.

In: a folder of rules, then texts. Out: events. `Extractor.load` and `Extractor.extract` are the ways in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING, Final

import msgspec

from extractor.compiled import Compiled, Store
from extractor.diagnostics import Diagnostic, PackError
from extractor.events.schema import Event
from extractor.language.pack import Pack, load
from extractor.matching.match import Matcher
from extractor.matching.waking_words import WakingWords
from extractor.passage import Inspection, Passage
from extractor.resources import path_of
from extractor.text.analyze import Analyzer
from extractor.text.conventions import Conventions
from extractor.text.document import Document
from extractor.text.morphology import Morphology
from extractor.text.tokenize import Tokenizer

if TYPE_CHECKING:
    from pathlib import Path

    from extractor.matching.sieve import Sieve
    from extractor.phrases import Phrases


AROUND: Final = 500
"""So many forms and phrases are remembered for a hundred rules of a pack that is only about words, and twice as many at least."""


class Extractor:
    """A loaded pack. It has no state that a call could change for another, so threads may share it."""

    def __init__(self, compiled: Compiled) -> None:
        """Use `Extractor.load`, or `Extractor.compile` for a pack that is already in memory."""
        self.compiled = compiled
        self.tokenizer = Tokenizer(compiled.conventions)
        self.analyzer = Analyzer(compiled.morphology, self.tokenizer.fold)
        self.matcher = Matcher(compiled.program, ready=compiled.ready)
        self.waking = WakingWords(self._wakes, self.tokenizer.stretches)

    def _wakes(self, form: str) -> bool:
        """Whether a token of this form can wake a sentence."""
        words = self.matcher.waking_words
        # A look at the word spares the analysis of most forms, if the rules ask for nothing else.
        return self.tokenizer.fold(form) in words if words is not None else self.matcher.wakes(self.analyzer.analyze(form))

    @cached_property
    def phrases(self) -> Phrases:
        """What knows what is in phrases, for packs whose rules look no farther."""
        from extractor.phrases import KEPT, Phrases  # here, like the sieve: few packs are only about words

        return Phrases(self.matcher, min(KEPT, self._remembered))

    @property
    def _remembered(self) -> int:
        """How many forms and phrases are remembered, where only what stands around words is looked at."""
        return AROUND * max(2, sum(len(phase.chunks) for phase in self.compiled.program.phases) // 100)

    @cached_property
    def sieve(self) -> Sieve | None:
        """What finds the places of a text where something may be, for packs that are about words; None for others."""
        if self.compiled.ready is not None and self.compiled.ready.anchored is False:
            return None
        from extractor.matching.anchors import anchored

        program, given = self.compiled.program, (self.compiled.conventions.mention,)
        codes = anchored(program, given)
        if codes is None:
            return None
        from extractor.matching.local import is_local
        from extractor.matching.sieve import Sieve
        from extractor.text.marks import glyphs
        from extractor.text.sentences import FINAL

        marks = FINAL + glyphs(self.compiled.conventions).last
        local = is_local(program, codes, given)
        if local:
            # Only what stands around hits is looked at: some thousand forms, and those that are rarer come once or twice.
            self.analyzer.keep(self._remembered)
            self.matcher.tables.keep(self._remembered)
        return Sieve(codes, program.tokens, self.tokenizer, local, marks=marks)

    @classmethod
    def load(
        cls, rules: str | Path | None = None, *, cache: str | Path | bool | None = None, brief: bool = False
    ) -> Extractor:
        """Loads the pack in the folder `rules`; None: the Italian pack that comes with the library.

        What is compiled is kept in the folder `cache` for the next time, and made anew when pack or engine change. None: in the
        user's folder for caches, or where the environment variable EXTRACTOR_CACHE says (empty: nowhere). False: nothing is kept
        or looked for. A cache that can't be used is no error.

        `brief`: a few pages of text are to come, and no more. Then nothing is made that finds the sentences worth a closer look,
        and what is kept is for such hasty use only: it takes as long as it saves in 20,000 characters of news. The events are
        the same.

        Raises `PackError` with every error of the pack, in order."""
        where = path_of("rules") if rules is None else rules
        store = Store(cache)
        if (known := store.get(where, brief)) is not None:
            with suppress(Exception):  # whatever is wrong with what was kept: the rules are there to make it anew
                return cls(known)
        from extractor.language.check import checked

        extractor = cls.compile(checked(load(where, suites=False)), scan=not brief)
        if store.keeps:
            ready = msgspec.structs.replace(extractor.matcher.ready(), anchored=extractor.sieve is not None)
            extractor.compiled = msgspec.structs.replace(extractor.compiled, ready=ready)
            store.put(where, extractor.compiled, brief)
        return extractor

    @classmethod
    def compile(
        cls,
        pack: Pack,
        *,
        morphology: Morphology | None = None,
        sought: str | None = None,
        origins: bool = False,
        scan: bool = True,
    ) -> Extractor:
        """Compiles a pack that passed `check`. `morphology` is what was made of the pack's tables before, if they are the same.
        With `sought`, the name of a rule that makes mentions, the matcher's `can_start` is about that rule instead of events.
        `origins`: the program is to know where each part was written, for tools that explain it; it finds the same. Without
        `scan` every sentence is looked at closely (see `load`).

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
            pack,
            lambda words: [*tokenizer.tokenize(words).forms],
            tokenizer.fold,
            sought=sought,
            origins=origins,
            scan=scan,
        )
        return cls(Compiled(pack.name, pack.version, pack.hash, program, conventions, morphology))

    @property
    def pack(self) -> str:
        """Which rules these are: the pack's name, version and a digest of its files, so that a result can be traced to them."""
        return f"{self.compiled.name} {self.compiled.version} ({self.compiled.hash[:12]})"

    def extract(self, text: str, *, date: str | None = None, name: str = "-") -> list[Event]:
        """The events of a text, in text order.

        `date` is the document's date in ISO 8601 (`2020`, `2020-10`, `2020-10-27`); `name` names the document in errors."""
        if self.sieve is not None:
            sifted = self.sieve.sift(text)
            return Passage(self, Document(name, text, date), sifted).events() if sifted.hits else []
        if not self.waking.possible(text):
            return []
        return Passage(self, Document(name, text, date)).events()

    def words(self, text: str) -> list[str]:
        """The words of a text as rules compare them: in lower case, with equal apostrophes, quotation marks and dashes."""
        return [self.analyzer.analyze(form).word for form in self.tokenizer.tokenize(text).forms]

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
        from extractor.events.schema import EventTable, json_schema
        from extractor.language.types import Types

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
