"""Sentences, inside quotations and around them.

In: tokens, their quotations, a pack's conventions. Out: a `Segmentation`. The way in is `segment`; `find_dateline` gives the date
at the head of a text.

Quotations come first. A sentence end belongs to the level at which it stands, and a level is a paragraph or a quotation:

    X ha detto : « Siamo qui . Restiamo . » Y tace .
                             |              |        two ends: one inside the quotation, one around it

The end inside comes before the quotation's last token: the quotation is opaque, a hole of the sentence around it, and its
sentences are listed apart. The last full stop inside ends the outer sentence, because a capital follows the closing mark;
before a comma or a small letter it would not.

A paragraph ends a sentence, unless it announces a quotation that begins the next one (`ha detto: ¶ «…»`).
"""

from __future__ import annotations

from bisect import bisect_right
from functools import lru_cache

import msgspec
import regex

from extractor.text.conventions import APOSTROPHES, Conventions
from extractor.text.document import Quotation, QuotationPiece, Segmentation, Sentence
from extractor.text.tokenize import Tokens

FINAL = ".!?…"
"""The last characters of tokens that may end a sentence."""
_FINAL = frozenset(FINAL)
_BRACKETS = frozenset(")]}")
_FAR = 3
"""How many dashes, brackets and the like may stand before the word that shows whether a sentence begins."""


class Dateline(msgspec.Struct, frozen=True):
    """A date at the head of a text, as written, and the offset where the dateline ends."""

    date: str
    end: int


class Habits(msgspec.Struct, frozen=True):
    """What a language does around sentence ends, as sets."""

    openers: frozenset[str]
    inner: frozenset[str]
    opening_marks: frozenset[str]
    closing_marks: frozenset[str]


@lru_cache(maxsize=16)
def _habits(conventions: Conventions) -> Habits:
    return Habits(
        openers=frozenset(conventions.openers),
        inner=frozenset(word.lower() for word in conventions.inner_abbreviations),
        opening_marks=frozenset(pair.open for pair in conventions.pairs) - frozenset(conventions.apostrophe_marks),
        closing_marks=frozenset(pair.close for pair in conventions.pairs),
    )


def find_dateline(text: str, conventions: Conventions) -> Dateline | None:
    """The dateline at the head of the text, if there is one."""
    if not conventions.dateline:
        return None
    found = _dateline(conventions).match(text)
    return Dateline(found["date"], found.end()) if found and found["date"] else None


@lru_cache(maxsize=16)
def _dateline(conventions: Conventions) -> regex.Pattern[str]:
    return regex.compile(rf"\s*(?:{conventions.dateline})")


def segment(tokens: Tokens, quotations: tuple[Quotation, ...], conventions: Conventions) -> Segmentation:
    """The sentences of a text, and its quotations with `opaque` filled in."""
    pieces = sorted((piece for quotation in quotations for piece in quotation.pieces), key=lambda p: (p.start, -p.end))
    levels = _Levels(tokens, pieces, conventions.introducers)
    dateline = find_dateline(tokens.text, conventions)
    if dateline is not None:
        levels.end_after_dateline(tokens.position(dateline.end))
    _Ends(tokens, levels, _habits(conventions)).find()
    opaque = [bool(ends) for ends in levels.ends]
    places = {(piece.start, piece.end): number for number, piece in enumerate(pieces)}
    return Segmentation(
        tuple(_sentences(tokens, levels, opaque)),
        tuple(_marked(quotation, places, opaque) for quotation in quotations),
    )


def _marked(quotation: Quotation, places: dict[tuple[int, int], int], opaque: list[bool]) -> Quotation:
    return Quotation(
        tuple(
            msgspec.structs.replace(piece, opaque=True) if opaque[places[piece.start, piece.end]] else piece
            for piece in quotation.pieces
        )
    )


class _Levels:
    """The pieces of quotations as a tree, with the sentence ends found at each; level -1 is the text outside all of them."""

    def __init__(self, tokens: Tokens, pieces: list[QuotationPiece], introducers: tuple[str, ...]) -> None:
        self.pieces = pieces
        self.parents = _parents(pieces)
        self.starts = frozenset(piece.start for piece in pieces)
        self.breaks = frozenset(tokens.breaks) - _joints(tokens, pieces, introducers)
        self.ends: list[list[int]] = [[] for _ in pieces]
        self.outer_ends: list[int] = []

    def end_at(self, position: int, level: int) -> None:
        """Notes that a sentence of the level ends at the position; calls come in the text's order."""
        (self.outer_ends if level < 0 else self.ends[level]).append(position)

    def end_after_dateline(self, position: int) -> None:
        """Notes that a sentence ends there, unless that is inside a quotation."""
        if position and not any(piece.start < position < piece.end for piece in self.pieces):
            self.outer_ends.append(position)

    def begin(self, level: int, position: int) -> int:
        """Where the last sentence of the level before the position begins (a paragraph's start apart)."""
        ends = self.outer_ends if level < 0 else self.ends[level]
        return ends[-1] if ends else 0 if level < 0 else self.pieces[level].inner_start


def _joints(tokens: Tokens, pieces: list[QuotationPiece], introducers: tuple[str, ...]) -> frozenset[int]:
    """The ends of paragraphs that announce a quotation which is the next paragraph: the sentence goes on there."""
    if not pieces:
        return frozenset()
    ends = {piece.end for piece in pieces}
    starts = {piece.start for piece in pieces if piece.inner_start > piece.start}
    return frozenset(end for end in tokens.breaks if end in starts and end not in ends and tokens.forms[end - 1] in introducers)


def _parents(pieces: list[QuotationPiece]) -> list[int]:
    """For each piece the smallest one around it, or -1."""
    parents: list[int] = []
    around: list[int] = []
    for number, piece in enumerate(pieces):
        while around and pieces[around[-1]].end <= piece.start:
            around.pop()
        parents.append(around[-1] if around else -1)
        around.append(number)
    return parents


class _Ends:
    """Finds the sentence ends of all levels in one walk over the tokens that end like sentences."""

    def __init__(self, tokens: Tokens, levels: _Levels, habits: Habits) -> None:
        self.tokens, self.forms = tokens, tokens.forms
        self.levels, self.habits = levels, habits

    def find(self) -> None:
        """Notes every sentence end that is not the end of a paragraph or quotation."""
        levels, done, level, following = self.levels, 0, -1, 0
        for position in self.tokens.ending_with(FINAL):
            if position < done or position + 1 in levels.breaks:
                continue
            while following < len(levels.pieces) and levels.pieces[following].start <= position:
                level = following
                following += 1
            while level >= 0 and levels.pieces[level].end <= position:
                level = levels.parents[level]
            if self._never(position, level):
                continue
            if level < 0 and self._plain_end(position):
                levels.outer_ends.append(position + 1)
                continue
            done, around = self._after(position + 1, level)
            if done not in levels.breaks and self._begins(position, done):
                levels.end_at(done, around)

    def _plain_end(self, position: int) -> bool:
        """Whether a full stop, a blank and a capital stand here: most ends need no closer look. A token must follow."""
        after = self.forms[position + 1][0]
        return self.forms[position][0] in _FINAL and after.isupper() and after.isalpha() and self.tokens.spaced(position + 1)

    def _never(self, position: int, level: int) -> bool:
        """Whether this is the full stop of an abbreviation, or of a number that begins the sentence."""
        form = self.forms[position]
        if form[0] not in _FINAL:
            return form.lower() in self.habits.inner
        before = self.forms[position - 1] if position else ""
        return len(before) <= 2 and before.isdigit() and self._first(position - 1, level)

    def _first(self, position: int, level: int) -> bool:
        return position == self.levels.begin(level, position) or position in self.levels.breaks

    def _after(self, position: int, level: int) -> tuple[int, int]:
        """The position after all that still belongs to the sentence: further marks, brackets, closing marks; and its level."""
        levels, forms = self.levels, self.forms
        while position not in levels.breaks:
            piece = levels.pieces[level] if level >= 0 else None
            if piece is not None and position == piece.inner_end:
                level = levels.parents[level]
            elif not (forms[position][0] in _FINAL or forms[position] in _BRACKETS or self._closes(position)):
                break
            position += 1
        return position, level

    def _closes(self, position: int) -> bool:
        """Whether a mark that belongs to no quotation closes something here, by the spaces around it."""
        form = self.forms[position]
        closing = form in self.habits.closing_marks and position not in self.levels.starts
        return closing and not self.tokens.spaced(position) and self.tokens.spaced(position + 1)

    def _begins(self, final: int, position: int) -> bool:
        """Whether a sentence can begin at the position, after one that ends with the token `final`."""
        glued = not self.tokens.spaced(position)
        for at in range(position, min(position + _FAR, len(self.forms))):
            if at in self.levels.breaks and at > position:
                return False
            form = self.forms[at]
            if not glued and (at in self.levels.starts or form in self.habits.opening_marks):
                return self.forms[final][0] in _FINAL
            if form[0].isalnum():
                return self._word_begins(final, form, glued)
        return False

    def _word_begins(self, final: int, form: str, glued: bool) -> bool:
        abbreviation = self.forms[final][0] not in _FINAL
        if form[0].isdigit():
            return not abbreviation and not glued
        if form[0].islower():
            return False
        if abbreviation:
            return not glued and _plain(form) in self.habits.openers
        return not glued or self._run_on(final, form)

    def _run_on(self, final: int, form: str) -> bool:
        """Whether a space is missing after the full stop (`finito.Il`), and this is no name with a full stop inside."""
        before = self.forms[final - 1] if final else ""
        return len(before) > 1 and not before[-1].isupper() and (len(form) == 1 or not form.isupper())


def _plain(form: str) -> str:
    word = form.lower()
    return word[:-1] + "'" if word[-1] in APOSTROPHES else word


def _sentences(tokens: Tokens, levels: _Levels, opaque: list[bool]) -> list[Sentence]:
    """The sentences of the text and of every opaque piece, by start, then depth."""
    holes: dict[int, list[tuple[int, int]]] = {}
    owners, depths = [-1] * len(opaque), [0] * len(opaque)
    for number, parent in enumerate(levels.parents):
        if parent >= 0:
            owners[number] = parent if opaque[parent] else owners[parent]
        owner = owners[number]
        depths[number] = depths[owner] + 1 if owner >= 0 else 1
        if opaque[number]:
            piece = levels.pieces[number]
            holes.setdefault(owner, []).append((piece.start, piece.end))
    ends = sorted({*levels.breaks, *levels.outer_ends})
    sentences = _cut(0, ends, holes.get(-1, []), 0, tokens.breaks)
    if not holes:
        return sentences
    for number, piece in enumerate(levels.pieces):
        if opaque[number]:
            ends = [*levels.ends[number], piece.inner_end]
            sentences += _cut(piece.inner_start, ends, holes.get(number, []), depths[number], tokens.breaks)
    return sorted(sentences, key=lambda sentence: (sentence.start, sentence.depth))


def _cut(start: int, ends: list[int], holes: list[tuple[int, int]], depth: int, breaks: list[int]) -> list[Sentence]:
    """The sentences from `start` to each of the ends."""
    sentences = []
    first = 0
    for end in ends:
        last = first
        while last < len(holes) and holes[last][0] < end:
            last += 1
        sentences.append(Sentence(start, end, tuple(holes[first:last]), depth, bisect_right(breaks, start)))
        start, first = end, last
    return sentences
