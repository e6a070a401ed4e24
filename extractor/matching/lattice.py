"""The lattice of a sentence: its tokens and the mentions that earlier phases made are edges between token positions.

In: a sentence, the analyses of its tokens, the mentions found so far. The matcher asks which edges start or end at a position.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

import msgspec

from extractor.text.document import Analysis, Sentence


class Mention(msgspec.Struct, frozen=True, eq=False, gc=False):
    """A typed stretch of tokens `[start, end)`; compared by identity.

    `head` is the stretch of its head word. `pieces` is what a quotation says, without marks (empty for all other mentions).
    `event` numbers the event whose trigger this mention is, or -1. `rule` made it."""

    type: str
    start: int
    end: int
    head: tuple[int, int]
    features: dict[str, str]
    rule: str
    pieces: tuple[tuple[int, int], ...] = ()
    event: int = -1


class Lattice:
    """Edges of one sentence. Positions are the document's; tokens inside a hole have no edge of their own.

    `openings` and `closings` hold the positions after an opening and before a closing mark of the transparent quotations: ends
    of a quotation, where `^` and `$` hold too. Only the engine adds mentions, between phases."""

    def __init__(
        self,
        sentence: Sentence,
        analyses: Sequence[Analysis],
        openings: frozenset[int] = frozenset(),
        closings: frozenset[int] = frozenset(),
    ) -> None:
        """`analyses` has one entry for each token of `[sentence.start, sentence.end)`."""
        self.sentence = sentence
        self.start, self.end = sentence.start, sentence.end
        self.analyses = list(analyses)
        self.openings, self.closings = openings, closings
        self.mentions: list[Mention] = []
        self.starting: dict[int, list[Mention]] = {}
        self.ending: dict[int, list[Mention]] = {}
        self.hidden = frozenset(p for start, end in sentence.holes for p in range(start, end))

    def add(self, mentions: Iterable[Mention]) -> None:
        """Adds edges; those at one place are kept longest first, then by type and rule."""
        touched = []
        for mention in mentions:
            self.mentions.append(mention)
            for edges in (self.starting.setdefault(mention.start, []), self.ending.setdefault(mention.end, [])):
                edges.append(mention)
                if len(edges) > 1:
                    touched.append(edges)
        for edges in {id(edges): edges for edges in touched}.values():
            edges.sort(key=_edge_order)

    def copy(self) -> Lattice:
        """A lattice of the same edges, which goes on unchanged when this one gets more."""
        same = Lattice(self.sentence, self.analyses, self.openings, self.closings)
        same.add(self.mentions)
        return same

    def token(self, position: int) -> Analysis | None:
        """The token edge from `position` to `position + 1`, or None at the sentence's ends and in holes."""
        if not self.start <= position < self.end or position in self.hidden:
            return None
        return self.analyses[position - self.start]

    def at_start(self, position: int) -> bool:
        """Whether `^` holds."""
        return position == self.start or position in self.openings

    def at_end(self, position: int) -> bool:
        """Whether `$` holds."""
        return position == self.end or position in self.closings


def _edge_order(mention: Mention) -> tuple[int, str, str, int]:
    return mention.start - mention.end, mention.type, mention.rule, mention.event


def gap_steps(lattice: Lattice, closed: Collection[str]) -> tuple[list[int], list[int]]:
    """Where a step of a gap leads, to the right and to the left, from each position (at index `position - start`), or -1.

    A step takes a token, or a whole hole or mention of one of the `closed` types (the longest). It never enters or leaves one:

        a gap may pass     x [a b] y      but not      x [a | b] y
                           ^-------^                    ^---^
    """
    stretches = [*lattice.sentence.holes, *((m.start, m.end) for m in lattice.mentions if m.type in closed)]
    longest: dict[int, int] = {}
    earliest: dict[int, int] = {}
    for start, end in stretches:
        longest[start] = max(longest.get(start, end), end)
        earliest[end] = min(earliest.get(end, start), start)
    right, left = [], []
    for position in range(lattice.start, lattice.end + 1):
        to = longest.get(position, position + 1)
        right.append(-1 if to > lattice.end or earliest.get(to, position) < position else to)
        to = earliest.get(position, position - 1)
        left.append(-1 if to < lattice.start or longest.get(to, position) > position else to)
    return right, left
