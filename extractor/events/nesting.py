"""How sentences and events lie inside one another.

In: a document's sentences, or its drafts. Out: how many sentences back one token stands from another, and in whose content an
event is told.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence

from extractor.events.draft import Draft, pieces
from extractor.text.document import Sentence


class SentenceTree:
    """The sentences of a document; those of an opaque quotation are children of the sentence around it."""

    def __init__(self, sentences: Sequence[Sentence]) -> None:
        """`sentences` are ordered by start, then by depth."""
        self.sentences = sentences
        self.parents: list[int] = []
        self.places: list[int] = []
        self._starts = [sentence.start for sentence in sentences]
        if all(one.end <= start for one, start in zip(sentences, self._starts[1:], strict=False)):
            self.parents, self.places = [-1] * len(sentences), [*range(len(sentences))]
        else:
            self._nest()

    def _nest(self) -> None:
        """Works out the parent of each sentence and its place among the sentences side by side with it."""
        sentences = self.sentences
        counts: dict[tuple[int, int], int] = {}
        open_sentences: list[int] = []
        for index, sentence in enumerate(sentences):
            while open_sentences and sentences[open_sentences[-1]].end <= sentence.start:
                open_sentences.pop()
            parent = open_sentences[-1] if open_sentences else -1
            holes = sentences[parent].holes if parent >= 0 else ()
            series = (parent, next((start for start, end in holes if start <= sentence.start < end), -1))
            self.parents.append(parent)
            self.places.append(counts.get(series, 0))
            counts[series] = self.places[-1] + 1
            open_sentences.append(index)

    def innermost(self, position: int) -> int:
        """The index of the innermost sentence that holds the token at `position`, or -1."""
        index = bisect_right(self._starts, position) - 1
        while index >= 0 and self.sentences[index].end <= position:
            index = self.parents[index]
        return index

    def back(self, later: int, earlier: int) -> int | None:
        """How many sentences back `earlier` stands, seen from `later`; None where it can't be seen from there.

        From inside a quotation one goes back to its first sentence, then to the sentence around it, which counts as one more."""
        steps = 0
        while later >= 0:
            if later == earlier:
                return steps
            if self.parents[later] == self.parents[earlier] and earlier < later and self._same_series(later, earlier):
                return steps + self.places[later] - self.places[earlier]
            steps += self.places[later] + 1
            later = self.parents[later]
        return None

    def _same_series(self, one: int, other: int) -> bool:
        parent = self.parents[one]
        if parent < 0:
            return True
        low, high = sorted((self.sentences[one].start, self.sentences[other].start))
        return any(start <= low and high < end for start, end in self.sentences[parent].holes)

    def within(self, later: int, sentences: int) -> list[int]:
        """The indices of the sentences at most `sentences` back from `later`, itself included, in text order."""
        found = []
        for index in range(later, -1, -1):
            distance = self.back(later, index)
            if distance is not None and distance > sentences:
                break
            if distance is not None:
                found.append(index)
        return found[::-1]


def parents(drafts: Sequence[Draft]) -> dict[int, int]:
    """For each draft's number the number of the draft whose content, the smallest of those that do, holds its trigger."""
    contents = sorted(_contents(drafts))
    upcoming = 0
    active: list[tuple[int, int, int]] = []
    by_draft: dict[int, int] = {}
    for draft in sorted(drafts, key=lambda d: (d.trigger.start, d.trigger.end, d.number)):
        start, end = draft.trigger.start, draft.trigger.end
        while upcoming < len(contents) and contents[upcoming][0] <= start:
            active.append(contents[upcoming])
            upcoming += 1
        # Triggers come in order of their start, so a content that ended before this one is done with.
        active = [content for content in active if content[1] > start]
        around = [(high - low, low, number) for low, high, number in active if end <= high and number != draft.number]
        if around:
            by_draft[draft.number] = min(around)[2]
    return by_draft


def _contents(drafts: Iterable[Draft]) -> Iterable[tuple[int, int, int]]:
    for draft in drafts:
        for part in draft.roles.get("content", ()):
            for low, high in pieces(part):
                yield low, high, draft.number
