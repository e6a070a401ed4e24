"""How sentences and events lie inside one another.

In: a document's sentences, or its drafts. Out: how many sentences back one token stands from another, and in whose content an
event is told. What is asked often is looked up, never walked to, so that a text of nothing but quotations takes no longer.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate

from extractor.events.draft import Draft, pieces
from extractor.text.document import Sentence


class Nest:
    """Stretches of tokens that lie apart or inside one another."""

    def __init__(self, places: Sequence[tuple[int, int]]) -> None:
        """`places` are ordered by start, outer before inner."""
        self.parents: list[int] = []
        """For each stretch the smallest one around it, or -1."""
        self._bounds: list[int] = []
        self._inside: list[int] = []
        around: list[int] = []
        for number, (start, _) in enumerate(places):
            while around and places[around[-1]][1] <= start:
                self._close(places, around)
            self.parents.append(around[-1] if around else -1)
            around.append(number)
            self._bounds.append(start)
            self._inside.append(number)
        while around:
            self._close(places, around)

    def _close(self, places: Sequence[tuple[int, int]], around: list[int]) -> None:
        self._bounds.append(places[around.pop()][1])
        self._inside.append(around[-1] if around else -1)

    def innermost(self, position: int) -> int:
        """The number of the innermost stretch that holds the token at `position`, or -1."""
        index = bisect_right(self._bounds, position) - 1
        return self._inside[index] if index >= 0 else -1


class Stretches:
    """Stretches of tokens that may cross."""

    def __init__(self, places: Iterable[tuple[int, int]]) -> None:
        ordered = sorted(places)
        self._starts = [start for start, _ in ordered]
        self._farthest = [*accumulate((end for _, end in ordered), max)]

    def hold(self, start: int, end: int) -> bool:
        """Whether one of them holds all tokens `[start, end)`."""
        index = bisect_right(self._starts, start) - 1
        return index >= 0 and end <= self._farthest[index]


class SentenceTree:
    """The sentences of a document; those of an opaque quotation are children of the sentence around it."""

    def __init__(self, sentences: Sequence[Sentence]) -> None:
        """`sentences` are ordered by start, then by depth."""
        self.sentences = sentences
        self._nest = Nest([(sentence.start, sentence.end) for sentence in sentences])
        self.parents = self._nest.parents
        """For each sentence the one around it, or -1."""
        self.series: list[list[int]] = []
        """For each sentence those side by side with it, itself included, in text order."""
        self.places: list[int] = []
        """For each sentence its place among them."""
        if max(self.parents, default=-1) < 0:
            self.places = [*range(len(sentences))]
            self.series = [self.places] * len(sentences)
            return
        known: dict[tuple[int, int], list[int]] = {}
        for index, parent in enumerate(self.parents):
            series = known.setdefault((parent, self._hole(index, parent)), [])
            self.series.append(series)
            self.places.append(len(series))
            series.append(index)

    def _hole(self, index: int, parent: int) -> int:
        """Which hole of its parent the sentence is in."""
        if parent < 0:
            return -1
        start, holes = self.sentences[index].start, self.sentences[parent].holes
        hole = bisect_right(holes, start, key=lambda place: place[0]) - 1
        return hole if hole >= 0 and start < holes[hole][1] else -1

    def innermost(self, position: int) -> int:
        """The index of the innermost sentence that holds the token at `position`, or -1."""
        return self._nest.innermost(position)

    def back(self, later: int, earlier: int) -> int | None:
        """How many sentences back `earlier` stands, seen from `later`; None where it can't be seen from there.

        From inside a quotation one goes back to its first sentence, then to the sentence around it, which counts as one more."""
        steps = 0
        while later >= 0:
            if self.series[later] is self.series[earlier] and earlier <= later:
                return steps + self.places[later] - self.places[earlier]
            steps += self.places[later] + 1
            later = self.parents[later]
        return None

    def following(self, sentence: int) -> int:
        """The index of the sentence that follows side by side with it, or -1."""
        series, place = self.series[sentence], self.places[sentence] + 1
        return series[place] if place < len(series) else -1

    def within(self, later: int, sentences: int) -> list[int]:
        """The indices of the sentences at most `sentences` back from `later`, itself included, in text order."""
        found: list[int] = []
        while later >= 0 and sentences >= 0:
            place = self.places[later]
            found += reversed(self.series[later][max(0, place - sentences) : place + 1])
            sentences -= place + 1
            later = self.parents[later]
        return found[::-1]


def parents(drafts: Sequence[Draft]) -> dict[int, int]:
    """For each draft's number the number of the draft whose content, the smallest of those that do, holds its trigger."""
    contents = sorted((high - low, low, high, number) for low, high, number in _contents(drafts)) if len(drafts) > 1 else []
    if not contents:
        return {}
    ordered = sorted(drafts, key=lambda d: d.trigger.start)
    starts = [draft.trigger.start for draft in ordered]
    # Smaller contents come first and take what they hold; those that are taken are jumped over from then on.
    following = [*range(len(ordered) + 1)]
    by_draft: dict[int, int] = {}
    for _, low, high, number in contents:
        index = _free(following, bisect_left(starts, low))
        while index < len(ordered) and starts[index] < high:
            draft = ordered[index]
            if draft.trigger.end <= high and draft.number != number:
                by_draft[draft.number] = number
                following[index] = index + 1
            index = _free(following, index + 1)
    return by_draft


def _free(following: list[int], index: int) -> int:
    """The first index from this one on that nothing has taken."""
    first = index
    while following[first] != first:
        first = following[first]
    while following[index] != first:
        following[index], index = first, following[index]
    return first


def _contents(drafts: Iterable[Draft]) -> Iterable[tuple[int, int, int]]:
    for draft in drafts:
        for part in draft.roles.get("content", ()):
            for low, high in pieces(part):
                yield low, high, draft.number
