"""Sentences cut off around the places where something may be, for packs that look no farther (see `matching.local`).

In: the places, in order, and a document's sentences and quotations. Out: the clips, each with the number of its sentence, and the
sentences that are to be looked at as a whole, because a quotation begins or ends at such a place. The one way in is `clip`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence

from extractor.events.nesting import SentenceTree
from extractor.text.document import Segmentation, Sentence


def clip(places: Iterable[tuple[int, int, int]], segmentation: Segmentation) -> tuple[list[tuple[int, int, int]], list[int]]:
    """`places` are tokens, each with the stretch of tokens around it that counts. Clips of a sentence share no tokens: each is as if the
    others weren't there."""
    sentences = segmentation.sentences
    innermost = _innermost(sentences)
    edges = sorted({edge for q in segmentation.quotations for piece in q.pieces for edge in (piece.start, piece.end)})
    clips: list[tuple[int, int, int]] = []
    whole: set[int] = set()
    for anchor, start, end in places:
        index = innermost(anchor)
        if index < 0:
            continue
        sentence = sentences[index]
        start, end = max(start, sentence.start), min(end, sentence.end)
        edge = bisect_right(edges, start)
        if edge < len(edges) and edges[edge] < end:
            whole.add(index)
        else:
            clips.append((index, start, end))
    return [each for each in _joined(clips) if each[0] not in whole], sorted(whole)


def _joined(clips: list[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
    """The clips, those that share tokens made one."""
    found: list[tuple[int, int, int]] = []
    for index, start, end in sorted(clips):
        if found and found[-1][0] == index and start < found[-1][2]:
            found[-1] = index, found[-1][1], max(end, found[-1][2])
        else:
            found.append((index, start, end))
    return found


def _innermost(sentences: Sequence[Sentence]) -> Callable[[int], int]:
    """What gives the innermost sentence that holds a token, or -1."""
    if any(sentence.depth for sentence in sentences):
        return SentenceTree(sentences).innermost
    starts = [sentence.start for sentence in sentences]
    return lambda position: bisect_right(starts, position) - 1
