"""A concordance: every place of a text where a pattern matches, with what stands to its left and right (keyword in context).

In: a `Query`, document after document. Out: `Hit` records in text order. The one way in is `Concordance.hits`; `arrange` sorts,
samples and counts hits, `keywords` writes them.

Which matches are hits: each sentence is walked from left to right. Where the pattern matches, the match that the language
prefers from that place is a hit (longest repetition, first alternative, longest mention), and the walk goes on behind it. So
the hits of a sentence never overlap. The sentences inside a long quotation are sentences of their own; a hit that takes the
quotation as a whole belongs to the sentence around it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final

import msgspec

from extractor.authoring.query import ELEMENT, Query
from extractor.matching.candidates import Taken
from extractor.matching.forward import Match
from extractor.matching.lattice import Lattice
from extractor.matching.rules import Phase
from extractor.matching.scene import Scene
from extractor.passage import Passage
from extractor.span import Span
from extractor.text.document import Document

HEAD: Final = "head"
"""The capture that alone is counted, where a pattern has it."""

NO_RULE: Final = "-"


class MentionSpan(Span, frozen=True, kw_only=True):
    """A mention that a pattern took: its type and the rule that made it (an event's stands over its trigger)."""

    type: str
    rule: str


class Hit(msgspec.Struct, frozen=True):
    """One place where the pattern matches: `text` is `[start, end)` of the document, in code points.

    `left` and `right` are what stands before and after it, as written, up to the number of code points asked for. `captures`
    has the pieces of each capture, `mentions` the mentions that the pattern's elements took. `item` is what it counts as."""

    doc: str
    start: int
    end: int
    text: str
    left: str
    right: str
    captures: dict[str, tuple[Span, ...]]
    mentions: tuple[MentionSpan, ...]
    item: str = ""


class Concordance:
    """Finds the hits of a query. It has no state that a call could change for another."""

    def __init__(self, query: Query, *, context: int, count_by: str | None = None) -> None:
        """`context` is how many code points of text are kept on either side; `count_by` (`lemma`, `word`, `rule`) says what a
        hit counts as. For `lemma` the query must have been compiled with `lemmas`."""
        self._extractor, self._phases = query.extractor, query.phases
        self._context = context
        self._item = _ITEMS[count_by] if count_by is not None else None

    def hits(self, document: Document) -> list[Hit]:
        """The hits of a document, in text order. Only sentences that can match are taken through the pack's phases."""
        passage = Passage(self._extractor, document)
        pattern = passage.matcher.phases[self._phases]
        found: list[tuple[Lattice, Match]] = []
        for index in range(len(passage.segmentation.sentences)):
            if passage.cascade.can_start(index):
                lattice = passage.cascade.lattice(index, self._phases)
                found += [(lattice, match) for match in _matches(pattern, Scene(passage.matcher.tables, lattice))]
        found.sort(key=lambda each: (each[1].start, each[1].end))
        return [self._hit(document, passage, lattice, match) for lattice, match in found]

    def _hit(self, document: Document, passage: Passage, lattice: Lattice, match: Match) -> Hit:
        span, text = passage.tokens.span(match.start, match.end), document.text
        taken = match.binding.get(ELEMENT, ())
        return Hit(
            doc=document.name,
            start=span.start,
            end=span.end,
            text=span.text,
            left=text[max(0, span.start - self._context) : span.start],
            right=text[span.end : span.end + self._context],
            captures={
                name: tuple(passage.tokens.span(piece.start, piece.end) for piece in pieces)
                for name, pieces in sorted(match.binding.items())
                if name != ELEMENT
            },
            mentions=tuple(_mention(passage, each) for each in taken if each.mention is not None),
            item=self._item(lattice, match, taken) if self._item is not None else "",
        )


def _matches(pattern: Phase, scene: Scene) -> Iterator[Match]:
    """The matches in a sentence, from left to right, none overlapping another."""
    position = scene.base
    while position < scene.end:
        tries = (rule.match(scene, position) for rule in pattern.starting(scene, position))
        match = next((each for each in tries if each is not None), None)
        if match is not None:
            yield match
        position = position + 1 if match is None else match.end


def _mention(passage: Passage, taken: Taken) -> MentionSpan:
    span, mention = passage.tokens.span(taken.start, taken.end), taken.mention
    assert mention is not None
    return MentionSpan(span.start, span.end, span.text, type=mention.type, rule=mention.rule)


# --- what a hit counts as ---------------------------------------------------------------------------------------------------


def _counted(match: Match) -> Sequence[tuple[int, int]]:
    """The stretches that are counted: what `head:` took, or the whole match."""
    return [(taken.start, taken.end) for taken in match.binding.get(HEAD, ())] or [(match.start, match.end)]


def _word(lattice: Lattice, match: Match, taken: Sequence[Taken]) -> str:
    """The words, in lower case."""
    places = [place for start, end in _counted(match) for place in range(start, end)]
    return " ".join(lattice.analyses[place - lattice.start].word for place in places)


def _lemma(lattice: Lattice, match: Match, taken: Sequence[Taken]) -> str:
    """The lemmas of the tokens; a mention that an element took counts as its feature `lemma`, where it has one."""
    shown: list[str] = []
    by_start = {each.start: each for each in taken}
    for start, end in _counted(match):
        place = start
        while place < end:
            here = by_start.get(place)
            if here is not None and here.end <= end and (lemma := _own_lemma(lattice, here)):
                shown.append(lemma)
                place = here.end
                continue
            analysis = lattice.analyses[place - lattice.start]
            readings = here.readings if here is not None and here.mention is None and here.readings else analysis.readings
            shown.append("|".join(dict.fromkeys(reading.get("lemma", analysis.word) for reading in readings)))
            place += 1
    return " ".join(shown)


def _own_lemma(lattice: Lattice, taken: Taken) -> str | None:
    """The feature `lemma` of a mention; of an event that of the mention which is its trigger."""
    if taken.mention is None:
        return None
    same = (taken.mention, *(each for each in lattice.starting.get(taken.start, ()) if each.end == taken.end))
    around = same if taken.mention.event >= 0 else same[:1]
    return next((each.features["lemma"] for each in around if "lemma" in each.features), None)


def _rule(lattice: Lattice, match: Match, taken: Sequence[Taken]) -> str:
    """The rules that made the mentions that the elements took."""
    stretches = _counted(match)
    inside = [each for each in taken if any(start <= each.start and each.end <= end for start, end in stretches)]
    return " ".join(each.mention.rule for each in inside if each.mention is not None) or NO_RULE


_ITEMS: Final[dict[str, Callable[[Lattice, Match, Sequence[Taken]], str]]] = {"lemma": _lemma, "word": _word, "rule": _rule}
