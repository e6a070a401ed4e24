"""Scoring: how well a pack's events fit the gold.

In: the gold events and the found events of one document. Out: `Judgement`, what is right and wrong about each; `counts` sums
judgements up and `scores` turns the sums into precision, recall and F1. The ways in are `judge`, `counts` and `scores`.

A gold event is paired with at most one found event whose trigger contains its own. What is counted as right:

    trigger   the gold event was found at all          type      and has the right type ("*" in gold: any)
    source    the gold head word lies in it, and half of the characters are shared        content   80 % are shared
    roles     each filler of all other roles: half     resolved  half, or the words of one are all in the other
    event     type, source and content are all right   attributes, on pairs: the value

Shares are intersection over union, in characters. Antecedents are compared without their articles, which differ between two
mentions of one person or thing. Which words are articles is the language's matter, so the pack says it: whatever its closed
classes list as a determiner with `PronType=Art`. Forms are enough, readings in context are not asked for: only the words of two
short phrases are compared, where a pronoun that looks like an article tells as little as an article does.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Final, Protocol

import msgspec

from extractor.formats.gold import ANY_TYPE
from extractor.span import Filler, Span
from extractor.text.morphology import Morphology

MEASURES: Final = ("trigger", "type", "source", "content", "roles", "resolved", "event")

LONGEST_TRIGGER: Final = 60
"""Characters; a longer trigger would hold a gold trigger by chance and is paired with nothing."""

SOURCE: Final = "source"
CONTENT: Final = "content"
_HALF: Final = 0.5
_MOST: Final = 0.8

_GOLD: Final = "gold"
_FOUND: Final = "found"
_RIGHT: Final = "right"
_WORDS: Final = re.compile(r"\w+")

Key = tuple[str, str, str, str]
"""What is counted: a table (measure, type, attribute), a row, a value (attributes only), and gold, found or right."""


class Reported(Protocol):
    """An event as gold and as packs have it."""

    @property
    def type(self) -> str:
        """Its type."""

    @property
    def trigger(self) -> Span:
        """Its trigger."""

    @property
    def roles(self) -> Mapping[str, Sequence[Filler]]:
        """Its fillers, by role."""

    @property
    def attributes(self) -> Mapping[str, str]:
        """Its attributes."""

    @property
    def resolved(self) -> Mapping[str, Sequence[Span]]:
        """Its antecedents, by role."""


class Pair(msgspec.Struct, frozen=True):
    """A gold event and the place of the found event that it is paired with (None: missed), and what is right about that one."""

    gold: Reported
    place: int | None
    found: Reported | None
    type: bool
    source: bool
    content: bool

    @property
    def whole(self) -> bool:
        """Whether type, source and content are all right."""
        return self.type and self.source and self.content

    @property
    def errors(self) -> tuple[str, ...]:
        """What is wrong: missed (all else follows from that), type, source, content."""
        if self.found is None:
            return ("missed",)
        return tuple(name for name in ("type", SOURCE, CONTENT) if not getattr(self, name))


class Judgement(msgspec.Struct, frozen=True):
    """A document's gold events, each with what was found for it; `spurious` are by place the found events that fit none."""

    pairs: tuple[Pair, ...]
    spurious: dict[int, Reported]


class Figure(msgspec.Struct, frozen=True):
    """How many are in gold, were found and are right. Figures have four digits; nothing found or nothing in gold gives 0."""

    gold: int
    found: int
    right: int

    @property
    def precision(self) -> float:
        """Right ones of those found."""
        return round(self._precision, 4)

    @property
    def recall(self) -> float:
        """Right ones of those in gold."""
        return round(self._recall, 4)

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        p, r = self._precision, self._recall
        return round(2 * p * r / (p + r), 4) if p + r else 0.0

    @property
    def _precision(self) -> float:
        return self.right / self.found if self.found else 0.0

    @property
    def _recall(self) -> float:
        return self.right / self.gold if self.gold else 0.0


class AttributeFigure(msgspec.Struct, frozen=True):
    """How often an attribute is right on paired events, and F1 averaged over the values that gold has."""

    accuracy: float
    macro_f1: float


class Scores(msgspec.Struct, frozen=True):
    """The figures by measure, by attribute (in alphabetical order) and by event type (likewise)."""

    measures: dict[str, Figure]
    attributes: dict[str, AttributeFigure]
    types: dict[str, Figure]


def articles(morphology: Morphology) -> frozenset[str]:
    """The words that a pack lists as articles, in lower case and without apostrophes."""
    bundles = morphology.bundles
    listed = (
        entry.form
        for entry in morphology.closed
        if (bundle := bundles[entry.features]).get("upos") == "DET" and bundle.get("PronType") == "Art"
    )
    return frozenset(word for form in listed for word in _WORDS.findall(form.lower()))


def judge(gold: Sequence[Reported], found: Sequence[Reported]) -> Judgement:
    """Pairs the events of one document and says what is right about each pair."""
    places = _paired(gold, found)
    pairs = []
    for number, event in enumerate(gold):
        place = places.get(number)
        other = None if place is None else found[place]
        pairs.append(
            Pair(
                gold=event,
                place=place,
                found=other,
                type=other is not None and _same_type(event, other),
                source=other is not None and _same_source(event.roles.get(SOURCE, ()), other.roles.get(SOURCE, ())),
                content=other is not None and _shared(event.roles.get(CONTENT, ()), other.roles.get(CONTENT, ())) >= _MOST,
            )
        )
    taken = set(places.values())
    return Judgement(tuple(pairs), {place: event for place, event in enumerate(found) if place not in taken})


def _paired(gold: Sequence[Reported], found: Sequence[Reported]) -> dict[int, int]:
    """By gold event the found event, one to one: first those of the right type, then the others; of several the shortest."""
    places: dict[int, int] = {}
    used: set[int] = set()
    for right_type in (True, False):
        for number, event in enumerate(gold):
            if number in places:
                continue
            possible = [
                (other.trigger.end - other.trigger.start, place)
                for place, other in enumerate(found)
                if place not in used and _holds(other.trigger, event.trigger) and (not right_type or _same_type(event, other))
            ]
            if possible:
                places[number] = min(possible)[1]
                used.add(places[number])
    return places


def _holds(found: Span, gold: Span) -> bool:
    return found.start <= gold.start and gold.end <= found.end and found.end - found.start <= LONGEST_TRIGGER


def _same_type(gold: Reported, found: Reported) -> bool:
    return gold.type in (ANY_TYPE, found.type)


def _shared(one: Iterable[Span], other: Iterable[Span]) -> float:
    """Intersection over union of the characters; 1 where both are empty."""
    ours = {place for span in one for place in range(span.start, span.end)}
    theirs = {place for span in other for place in range(span.start, span.end)}
    return len(ours & theirs) / len(ours | theirs) if ours or theirs else 1.0


def _same_source(gold: Sequence[Filler], found: Sequence[Filler]) -> bool:
    if not gold or not found:
        return not gold and not found
    head = gold[0].head or gold[0]
    inside = any(span.start <= head.start and head.end <= span.end for span in found)
    return inside and _shared(gold, found) >= _HALF


def _same_antecedent(gold: Sequence[Span], found: Sequence[Span], skipped: Collection[str]) -> bool:
    if _shared(gold, found) >= _HALF:
        return True
    ours, theirs = (_words(spans).difference(skipped) for spans in (gold, found))
    return bool(ours and theirs and (ours <= theirs or theirs <= ours))


def _words(spans: Iterable[Span]) -> set[str]:
    return set(_WORDS.findall(" ".join(span.text.lower() for span in spans)))


def counts(judgement: Judgement, skipped: Collection[str]) -> Counter[Key]:
    """What a judgement adds to the sums; those of several documents are added up. `skipped` are the language's articles."""
    found = [pair.found for pair in judgement.pairs if pair.found is not None] + list(judgement.spurious.values())
    total: Counter[Key] = Counter()
    for pair in judgement.pairs:
        total.update(_of_gold(pair, skipped))
    for event in found:
        total.update(_of_found(event))
    return total


def _of_gold(pair: Pair, skipped: Collection[str]) -> Iterator[Key]:
    """One key for each thing in gold, and one more for each that is right."""
    gold, found = pair.gold, pair.found
    roles = found.roles if found is not None else {}
    resolved = found.resolved if found is not None else {}
    yield from _counted("measure", "trigger", found is not None)
    yield from _counted("measure", "type", pair.type)
    yield from _counted("type", gold.type, pair.type)
    yield from _counted("measure", "event", pair.whole)
    if gold.roles.get(SOURCE):
        yield from _counted("measure", "source", pair.source)
    if gold.roles.get(CONTENT):
        yield from _counted("measure", "content", pair.content)
    for role, filler in _others(gold):
        yield from _counted("measure", "roles", any(_shared([filler], [other]) >= _HALF for other in roles.get(role, ())))
    for role, wanted in gold.resolved.items():
        got = resolved.get(role, ())
        yield from _counted("measure", "resolved", bool(got) and _same_antecedent(wanted, got, skipped))
    for name, value in gold.attributes.items() if found is not None else ():
        given = found.attributes.get(name, "") if found is not None else ""
        yield from _counted("attribute", name, given == value, value)
        yield ("attribute", name, given, _FOUND)


def _of_found(event: Reported) -> Iterator[Key]:
    """One key for each thing found."""
    for measure in ("trigger", "type", "event"):
        yield ("measure", measure, "", _FOUND)
    yield ("type", event.type, "", _FOUND)
    for role in (SOURCE, CONTENT):
        if event.roles.get(role):
            yield ("measure", role, "", _FOUND)
    for _ in _others(event):
        yield ("measure", "roles", "", _FOUND)
    for _ in event.resolved:
        yield ("measure", "resolved", "", _FOUND)


def _counted(table: str, row: str, right: bool, value: str = "") -> Iterator[Key]:
    yield (table, row, value, _GOLD)
    if right:
        yield (table, row, value, _RIGHT)


def _others(event: Reported) -> Iterator[tuple[str, Filler]]:
    """The fillers of the roles that have no measure of their own."""
    for role, fillers in event.roles.items():
        if role not in (SOURCE, CONTENT):
            for filler in fillers:
                yield role, filler


def scores(total: Counter[Key]) -> Scores:
    """The figures that the sums give."""
    types = sorted({row for table, row, *_ in total if table == "type"})
    values: dict[str, list[str]] = {}
    for table, row, value, side in sorted(total):
        if table == "attribute" and side == _GOLD:
            values.setdefault(row, []).append(value)
    return Scores(
        measures={measure: _figure(total, "measure", measure) for measure in MEASURES},
        attributes={name: _attribute([_figure(total, "attribute", name, value) for value in values[name]]) for name in values},
        types={name: _figure(total, "type", name) for name in types},
    )


def _figure(total: Counter[Key], table: str, row: str, value: str = "") -> Figure:
    return Figure(*(total[table, row, value, side] for side in (_GOLD, _FOUND, _RIGHT)))


def _attribute(figures: Sequence[Figure]) -> AttributeFigure:
    accuracy = sum(figure.right for figure in figures) / sum(figure.gold for figure in figures)
    return AttributeFigure(round(accuracy, 4), round(sum(figure.f1 for figure in figures) / len(figures), 4))
