"""Which quotation marks of one paragraph belong together.

In: tokens, the positions of a paragraph's marks, the tables of a pack's marks. Out: `Marks`. The way in is `pair_marks`.

Marks are paired with a stack. What a mark can do is said by its glyph, what it does by the spaces around it:

    word "word     opens          word" word     closes          word " word     closes if one is open, else opens

A mark that is mostly an apostrophe counts only where the spaces leave no doubt.
"""

from __future__ import annotations

from collections import Counter
from functools import lru_cache

import msgspec

from extractor.text.conventions import APOSTROPHES, Conventions
from extractor.text.tokenize import Tokens

_OPENING_BRACKETS = frozenset("([{/-–—")
_SENTENCE_ENDS = frozenset((".", "!", "?", "…", "..."))
_LONGEST = 300
"""How many tokens are looked through for a sentence end."""
_CLOSING = frozenset(",;:.!?)]}/")


class Glyphs(msgspec.Struct, frozen=True):
    """The marks of a language. `closes` has the marks that each opening mark takes; `last` the last characters of all marks;
    `before` the tokens that announce a quotation."""

    closes: dict[str, frozenset[str]]
    closing: frozenset[str]
    undirected: frozenset[str]
    weak: frozenset[str]
    all: frozenset[str]
    last: str
    before: frozenset[str]


@lru_cache(maxsize=16)
def glyphs(conventions: Conventions) -> Glyphs:
    """The tables of a pack's quotation marks."""
    opens: dict[str, set[str]] = {}
    for pair in conventions.pairs:
        opens.setdefault(pair.open, set()).add(pair.close)
    both = {pair.open for pair in conventions.pairs if pair.open == pair.close}
    closing = {pair.close for pair in conventions.pairs}
    return Glyphs(
        closes={mark: frozenset(closers) for mark, closers in opens.items()},
        closing=frozenset(closing),
        undirected=frozenset(both),
        weak=frozenset(conventions.apostrophe_marks),
        all=frozenset(opens) | closing,
        last="".join(sorted({mark[-1] for mark in (*opens, *closing)})),
        before=frozenset(conventions.introducers),
    )


class Open(msgspec.Struct, frozen=True):
    """An opening mark that waits for its closing mark: where it stands and which marks it takes."""

    position: int
    mark: str
    closers: frozenset[str]


class Marks(msgspec.Struct, frozen=True):
    """What pairing made of a paragraph: pairs of positions, marks left open, and strays: closing marks that nothing opened."""

    start: int
    end: int
    pairs: list[tuple[int, int]]
    left: list[Open]
    strays: list[Open]


def mark_positions(tokens: Tokens, table: Glyphs) -> list[int]:
    """The positions of all tokens that are quotation marks."""
    return tokens.that_are(table.all, table.last)


class _Pairing:
    """The stack of one paragraph."""

    def __init__(self) -> None:
        self.stack: list[Open] = []
        self.pairs: list[tuple[int, int]] = []
        self.waiting: dict[str, int] = {}

    def open(self, position: int, mark: str, closers: frozenset[str]) -> None:
        self.stack.append(Open(position, mark, closers))
        for closer in closers:
            self.waiting[closer] = self.waiting.get(closer, 0) + 1

    def takes(self, mark: str) -> bool:
        """Whether an open mark waits for this one: so that nobody looks for it through the stack in vain."""
        return self.waiting.get(mark, 0) > 0

    def drop(self) -> None:
        """Leaves the mark that was opened last alone."""
        for closer in self.stack.pop().closers:
            self.waiting[closer] -= 1

    def close(self, position: int, mark: str) -> None:
        """Closes the nearest that takes the mark; what was opened after it is left alone."""
        while self.stack:
            top = self.stack.pop()
            for closer in top.closers:
                self.waiting[closer] -= 1
            if mark in top.closers:
                self.pairs.append((top.position, position))
                return


def pair_marks(tokens: Tokens, positions: list[int], start: int, end: int, table: Glyphs) -> Marks:
    """Pairs the marks of the paragraph `[start, end)`."""
    state = _Pairing()
    positions = [position for position in positions if not _between_digits(tokens, position, start, end)]
    uneven = _uneven(tokens, positions, table)
    strays: list[Open] = []
    for position in positions:
        mark = tokens.forms[position]
        opening, closing = _spacing(tokens, position, start, end, table)
        if mark in uneven and state.takes(mark) and _improbable(tokens, state.stack[-1].position, position):
            state.drop()
        if mark in table.weak:
            _weak(state, position, mark, opening, closing, table)
        elif _closes(state, position, mark, opening, closing, table):
            state.close(position, mark)
        elif _opens(mark, opening, closing, table):
            state.open(position, mark, table.closes.get(mark, frozenset()) | _itself(mark, table))
        elif not state.stack and not _measures(tokens, position, start):
            strays.append(Open(position, mark, frozenset()))
    left = [mark for mark in state.stack if mark.mark not in table.weak]
    unpaired = _alternate(strays + left, state.pairs, table)
    strays = [mark for mark in unpaired if not mark.closers]
    return Marks(start, end, sorted(state.pairs), [mark for mark in unpaired if mark.closers], strays)


def _uneven(tokens: Tokens, positions: list[int], table: Glyphs) -> frozenset[str]:
    """The marks without direction whose number is odd, so that one of them must be wrong."""
    numbers = Counter(tokens.forms[position] for position in positions)
    return frozenset(mark for mark in table.undirected - table.weak if numbers[mark] % 2)


def _improbable(tokens: Tokens, start: int, end: int) -> bool:
    """Whether no quotation looks like this: it begins without a capital, but a sentence ends inside."""
    forms = tokens.forms
    if forms[start + 1][0].isupper():
        return False
    last = min(end - 1, start + _LONGEST)
    return last < end - 1 or any(forms[at] in _SENTENCE_ENDS and forms[at + 1][0].isupper() for at in range(start + 1, last))


def _measures(tokens: Tokens, position: int, start: int) -> bool:
    """Whether the mark stands for seconds or inches: 37"."""
    return position > start and not tokens.spaced(position) and tokens.forms[position - 1][-1].isdigit()


def _between_digits(tokens: Tokens, position: int, start: int, end: int) -> bool:
    """Whether the mark stands in a number: 58"17."""
    if not start < position < end - 1 or tokens.spaced(position) or tokens.spaced(position + 1):
        return False
    return tokens.forms[position - 1][-1].isdigit() and tokens.forms[position + 1][0].isdigit()


def _itself(mark: str, table: Glyphs) -> frozenset[str]:
    """A directed mark also ends what it began, for texts where both are the same (”text”): `_closes` asks for clear spaces."""
    return frozenset() if mark in table.undirected else frozenset((mark,))


def _spacing(tokens: Tokens, position: int, start: int, end: int, table: Glyphs) -> tuple[bool, bool]:
    """Whether the mark looks like an opening one, and whether like a closing one."""
    before = tokens.forms[position - 1] if position > start else ""
    after = tokens.forms[position + 1] if position + 1 < end else ""
    begins = not before or before[-1] in _OPENING_BRACKETS or before in table.before or _elided(before)
    ends = bool(after) and after[0] in _CLOSING and after[:2] != ".." and not tokens.spaced(position + 1)
    free_left = begins or tokens.spaced(position)
    free_right = not after or ends or tokens.spaced(position + 1)
    if free_left and free_right:
        return begins and not ends, ends and not begins
    return free_left, free_right


def _elided(form: str) -> bool:
    return len(form) > 1 and form[-1] in APOSTROPHES


def _weak(state: _Pairing, position: int, mark: str, opening: bool, closing: bool, table: Glyphs) -> None:
    if closing and state.stack and mark in state.stack[-1].closers:
        state.close(position, mark)
    elif opening:
        state.open(position, mark, table.closes.get(mark, frozenset()) | _itself(mark, table))


def _closes(state: _Pairing, position: int, mark: str, opening: bool, closing: bool, table: Glyphs) -> bool:
    if not state.takes(mark) or state.stack[-1].position == position - 1:
        return False
    if mark in table.undirected:
        return not opening
    if mark in table.closing and mark not in table.closes:
        return True
    return closing


def _opens(mark: str, opening: bool, closing: bool, table: Glyphs) -> bool:
    """Whether a mark that closes nothing opens something."""
    return not closing if mark in table.closes else opening


def _alternate(left: list[Open], pairs: list[tuple[int, int]], table: Glyphs) -> list[Open]:
    """Pairs what is left of marks without direction one after the other: spaces are often wrong ("testo "ha detto).

    Between two of them all is paired or left alone, so that no pair crosses another."""
    rest: list[Open] = []
    for mark in left:
        if rest and rest[-1].mark == mark.mark and mark.mark in table.undirected and mark.position > rest[-1].position + 1:
            pairs.append((rest.pop().position, mark.position))
        else:
            rest.append(mark)
    return rest
