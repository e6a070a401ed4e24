"""Sentences cut off around the places where something may be, for packs whose rules look no farther (see `matching.local`).

In: the sieve's hits in a text, and the text's sentences and quotations. Out: the clips, and the sentences that are to be looked
at as a whole, because a quotation begins or ends at such a place. The one way in is `clip`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from extractor.events.nesting import SentenceTree
from extractor.matching import program as p
from extractor.matching.sieve import Hit
from extractor.text.document import Segmentation, Sentence


class Clip(NamedTuple):
    """Tokens `[start, end)` of the sentence with this index, and the codes that may match there. Clips of a sentence share no
    tokens: each is as if the others weren't there."""

    sentence: int
    start: int
    end: int
    codes: list[p.Code]


def clip(hits: Iterable[Hit], segmentation: Segmentation) -> tuple[list[Clip], list[Clip]]:
    """The clips, in order, and the sentences that can't be cut off, likewise."""
    sentences = segmentation.sentences
    innermost = _innermost(sentences)
    edges = sorted({edge for q in segmentation.quotations for piece in q.pieces for edge in (piece.start, piece.end)})
    clips: list[Clip] = []
    whole: dict[int, Clip] = {}
    for hit in hits:
        index = innermost(hit.position)
        if index < 0:
            continue
        sentence = sentences[index]
        start, end = hit.place
        found = Clip(index, max(start, sentence.start), min(end, sentence.end), [each.code for each in hit.around])
        clips.append(found)
        edge = bisect_right(edges, found.start)
        if edge < len(edges) and edges[edge] < found.end:
            whole[index] = Clip(index, sentence.start, sentence.end, [])
    for each in clips if whole else ():
        if each.sentence in whole:
            whole[each.sentence].codes.extend(each.codes)
    return [each for each in _joined(clips) if each.sentence not in whole], [whole[index] for index in sorted(whole)]


def _joined(clips: list[Clip]) -> list[Clip]:
    """The clips, those that share tokens made one."""
    found: list[Clip] = []
    for each in sorted(clips, key=lambda clip: clip[:3]):
        last = found[-1] if found else None
        if last is not None and last.sentence == each.sentence and each.start < last.end:
            found[-1] = Clip(last.sentence, last.start, max(last.end, each.end), last.codes + each.codes)
        else:
            found.append(each)
    return found


def _innermost(sentences: Sequence[Sentence]) -> Callable[[int], int]:
    """What gives the innermost sentence that holds a token, or -1."""
    if any(sentence.depth for sentence in sentences):
        return SentenceTree(sentences).innermost
    starts = [sentence.start for sentence in sentences]
    return lambda position: bisect_right(starts, position) - 1
