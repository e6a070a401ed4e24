"""Sentences cut off around the places where something may be, for packs that look no farther (see `matching.local`).

In: the places, in order, and a document's sentences and quotations. Out: the clips, each with the number of its sentence, and the
sentences that are to be looked at as a whole, because a quotation begins or ends at such a place. The one way in is `clip`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence

from extractor.events.nesting import SentenceTree
from extractor.text.document import Segmentation, Sentence


def clip(places: Iterable[tuple[int, int, int]], segmentation: Segmentation) -> tuple[list[tuple[int, Sentence]], list[int]]:
    """`places` are tokens, each with the stretch of tokens around it that counts. Those of one sentence make one clip, from the first to the last."""
    sentences = segmentation.sentences
    innermost = _innermost(sentences)
    stretches: dict[int, tuple[int, int]] = {}
    for anchor, start, end in places:
        index = innermost(anchor)
        if index >= 0:
            low, high = stretches.get(index, (start, end))
            stretches[index] = min(low, start), max(high, end)
    edges = sorted({edge for q in segmentation.quotations for piece in q.pieces for edge in (piece.start, piece.end)})
    clips: list[tuple[int, Sentence]] = []
    whole: list[int] = []
    for index, (start, end) in sorted(stretches.items()):
        sentence = sentences[index]
        start, end = max(start, sentence.start), min(end, sentence.end)
        edge = bisect_right(edges, start)
        if edge < len(edges) and edges[edge] < end:
            whole.append(index)
        else:
            clips.append((index, Sentence(start, end, (), sentence.depth, sentence.paragraph)))
    return clips, whole


def _innermost(sentences: Sequence[Sentence]) -> Callable[[int], int]:
    """What gives the innermost sentence that holds a token, or -1."""
    if any(sentence.depth for sentence in sentences):
        return SentenceTree(sentences).innermost
    starts = [sentence.start for sentence in sentences]
    return lambda position: bisect_right(starts, position) - 1
