"""Evaluation: a pack against gold, by measure, by event type, by rule and error by error.

In: an `Extractor` and gold documents, one by one. Out: an `Evaluation`. The one way in is `Evaluator`: `add` each document, then
take the `result`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

import msgspec

from extractor.authoring.ablation import without
from extractor.authoring.scoring import Judgement, Key, Pair, Scores, articles, counts, judge, scores
from extractor.engine import Extractor
from extractor.events.schema import Event
from extractor.formats.gold import GoldDocument, GoldEvent
from extractor.matching.match import Matcher
from extractor.passage import Passage
from extractor.span import Span
from extractor.text.document import Document

Findings = Sequence[tuple[Event, tuple[str, ...]]]
"""Events, each with the rules that added to what its own rule made."""

_PARTS = ("source", "content", "roles", "resolved")
_CREDITS = ("made", "right", "wrong", "whole", "added_to")


class Miss(Protocol):
    """Why a gold event was not found: the rule that came nearest, where it stopped in words, and a short key to group by."""

    @property
    def rule(self) -> str | None:
        """The nearest rule."""

    @property
    def stop(self) -> str:
        """The element or condition at which it stopped."""

    @property
    def cause(self) -> str:
        """The key."""


FindCause = Callable[[Passage, int, int], Miss]
"""Gives the cause of a miss: for a passage and the offsets of the gold trigger."""


class Cause(msgspec.Struct, frozen=True):
    """A `Miss`, as it is reported."""

    rule: str | None
    stop: str
    cause: str


class Error(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A gold event that was missed or found with faults, or a spurious event. `kinds` are missed, type, source, content or
    spurious; `sentence` is the one of the trigger. `cause` is known for misses, where somebody tells it."""

    doc: str
    kinds: tuple[str, ...]
    sentence: Span
    gold: GoldEvent | None
    found: Event | None
    cause: Cause | None = None


class Change(msgspec.Struct, frozen=True):
    """What would change without a rule: numbers of events and of their parts (sources, contents, other roles, antecedents), minus
    what would be lost, plus what would be won."""

    right: int = 0
    wrong: int = 0
    whole: int = 0
    right_parts: int = 0
    wrong_parts: int = 0

    def plus(self, other: Change) -> Change:
        """The sum of two."""
        both = zip(msgspec.structs.astuple(self), msgspec.structs.astuple(other), strict=True)
        return Change(*(one + two for one, two in both))


class RuleFigures(msgspec.Struct, frozen=True):
    """What a rule did: how many events it made, how many of these have the right type, are wrong (spurious, or of the wrong type)
    and are right as a whole (type, source and content); and to how many events of other rules it added something. `without` is
    what would change if the rule weren't there, None where that wasn't measured."""

    rule: str
    made: int
    right: int
    wrong: int
    whole: int
    added_to: int
    without: Change | None = None


class CauseFigures(msgspec.Struct, frozen=True):
    """How many misses have a cause, and the rules that came nearest, most frequent first."""

    cause: str
    misses: int
    rules: tuple[str, ...]


class Evaluation(msgspec.Struct, frozen=True):
    """A pack against gold. Rules are in order of their names, errors in the gold's order, causes the most frequent first."""

    pack: str
    documents: int
    scores: Scores
    rules: tuple[RuleFigures, ...]
    errors: tuple[Error, ...]
    causes: tuple[CauseFigures, ...]


class Evaluator:
    """Collects documents. Of those it has seen it keeps counts and errors, not the texts."""

    def __init__(self, extractor: Extractor, *, marginal: bool = False, cause: FindCause | None = None) -> None:
        """`marginal`: measure what would change without each rule. `cause` tells why a gold event was missed."""
        self._extractor = extractor
        self._articles = articles(extractor.compiled.morphology)
        self._marginal = marginal
        self._cause = cause
        self._documents = 0
        self._counts: Counter[Key] = Counter()
        self._rules: Counter[tuple[str, str]] = Counter()
        self._changes: dict[str, Change] = {}
        self._matchers: dict[str, Matcher] = {}
        self._errors: list[Error] = []

    def add(self, document: GoldDocument) -> int:
        """Runs the pack over the document's text and judges what it finds; gives the number of events found."""
        passage = Passage(self._extractor, Document(document.name, document.text))
        findings = passage.events_with_changes()
        judgement = judge(document.events, [event for event, _ in findings])
        total = counts(judgement, self._articles)
        errors = list(self._faults(document, judgement, passage))
        rules = sorted({name for event, added in findings for name in (event.rule, *added)}) if self._marginal else []
        changes = {rule: self._without(rule, document, passage, total) for rule in rules}
        # All or nothing: a document at which something fails leaves no trace in the sums.
        self._documents += 1
        self._counts.update(total)
        self._rules.update(_credits(judgement, findings))
        self._errors.extend(errors)
        for rule, change in changes.items():
            self._changes[rule] = self._changes.get(rule, Change()).plus(change)
        return len(findings)

    def result(self) -> Evaluation:
        """What has come of the documents so far."""
        return Evaluation(
            pack=self._extractor.pack,
            documents=self._documents,
            scores=scores(self._counts),
            rules=tuple(self._rule(name) for name in sorted({name for name, _ in self._rules})),
            errors=tuple(self._errors),
            causes=_by_cause(self._errors),
        )

    def _rule(self, name: str) -> RuleFigures:
        made, right, wrong, whole, added_to = (self._rules[name, what] for what in _CREDITS)
        return RuleFigures(name, made, right, wrong, whole, added_to, self._changes.get(name))

    def _without(self, rule: str, document: GoldDocument, passage: Passage, before: Counter[Key]) -> Change:
        if rule not in self._matchers:
            self._matchers[rule] = passage.matcher.without(rule)
        events = without(passage, rule, self._matchers[rule])
        return _change(before, counts(judge(document.events, events), self._articles))

    def _faults(self, document: GoldDocument, judgement: Judgement, passage: Passage) -> Iterator[Error]:
        """The document's errors: those of gold events, then what is spurious."""
        for gold, pair in zip(document.events, judgement.pairs, strict=True):
            if pair.errors:
                yield Error(
                    doc=document.name,
                    kinds=pair.errors,
                    sentence=passage.sentence_at(gold.trigger.start),
                    gold=gold,
                    found=_event(pair),
                    cause=None if pair.found is not None else self._why(passage, gold.trigger),
                )
        for event in judgement.spurious.values():
            if isinstance(event, Event):
                yield Error(doc=document.name, kinds=("spurious",), sentence=event.sentence, gold=None, found=event)

    def _why(self, passage: Passage, trigger: Span) -> Cause | None:
        if self._cause is None:
            return None
        miss = self._cause(passage, trigger.start, trigger.end)
        return Cause(miss.rule, miss.stop, miss.cause)


def _event(pair: Pair) -> Event | None:
    return pair.found if isinstance(pair.found, Event) else None


def _credits(judgement: Judgement, findings: Findings) -> Iterator[tuple[str, str]]:
    """One key for each thing that a rule did: made an event, a right one …"""
    for pair in judgement.pairs:
        if pair.place is not None:
            rule = findings[pair.place][0].rule
            yield rule, "right" if pair.type else "wrong"
            if pair.whole:
                yield rule, "whole"
    for place in judgement.spurious:
        yield findings[place][0].rule, "wrong"
    for event, added in findings:
        yield event.rule, "made"
        for rule in sorted(set(added)):
            yield rule, "added_to"


def _change(before: Counter[Key], after: Counter[Key]) -> Change:
    def right(total: Counter[Key], *measures: str) -> int:
        return sum(total["measure", measure, "", "right"] for measure in measures)

    def wrong(total: Counter[Key], *measures: str) -> int:
        return sum(total["measure", measure, "", "found"] for measure in measures) - right(total, *measures)

    return Change(
        right=right(after, "type") - right(before, "type"),
        wrong=wrong(after, "type") - wrong(before, "type"),
        whole=right(after, "event") - right(before, "event"),
        right_parts=right(after, *_PARTS) - right(before, *_PARTS),
        wrong_parts=wrong(after, *_PARTS) - wrong(before, *_PARTS),
    )


def _by_cause(errors: Sequence[Error]) -> tuple[CauseFigures, ...]:
    found: dict[str, Counter[str]] = {}
    misses: Counter[str] = Counter()
    for error in errors:
        if error.cause is not None:
            misses[error.cause.cause] += 1
            found.setdefault(error.cause.cause, Counter()).update([error.cause.rule] if error.cause.rule else [])
    return tuple(
        CauseFigures(cause, misses[cause], tuple(sorted(found[cause], key=lambda rule: (-found[cause][rule], rule))))
        for cause in sorted(misses, key=lambda cause: (-misses[cause], cause))
    )
