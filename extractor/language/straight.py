"""Rule text without an error → its statements in one pass, by Lark's tables but without Lark.

In: the text of a rule file, and a builder with a method for each rule of the grammar. Out: by `statements` what the builder makes
of each statement, in order. Where anything is not as it should be, `Stopped` is raised: then the way through Lark (`grammar`)
reads the text, and says what is wrong. There is one grammar, for the tables are made from Lark's; but no tree stands between text
and nodes, and neither Lark nor its own tables are loaded. The loop over the tokens is one function because it is gone through for
each word of a pack, at every start.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

from extractor.language.findings import Findings
from extractor.language.lalr import DEEPEST, NAMES, PARTS, PASS, STATEMENTS, Scanners
from extractor.language.tree import Place

_STARTERS: Final = frozenset(keyword.upper() for keyword in STATEMENTS)
_NAMES: Final = frozenset(NAMES)
_END: Final = "$END"
_SPACE: Final = " \t\r\f\v\ufeff\u00a0"

Tokens = list[tuple[str, str]]
"""The kinds and spellings of the tokens of a statement."""

_Build = Callable[[Place, list[Any]], Any]


class Stopped(Exception):
    """The text has an error, or may have one."""


class Word(str):
    """A token of which a node is made: what builders ask of Lark's. Its `place` is the token's."""

    __slots__ = ("place", "type")

    type: str
    place: Place


class Unblemished(Findings):
    """The findings in a text that has none."""

    def place(self, where: Word) -> Place:  # type: ignore[override]  # the way through Lark has Lark's
        """The place of a token."""
        return where.place

    def report(self, code: str, place: Place, message: str, hint: str = "") -> None:
        """Gives up."""
        raise Stopped


def statements(scanners: Scanners, source: str, file: str, builder: object, tokens: Tokens) -> Iterator[Any]:
    """What is made of each statement. `tokens` are kept to be those of the present one. Raises `Stopped`."""
    stack = _Stack(scanners, file, builder)
    rows, broad, kept, within = scanners.tables.rows, scanners.broad, scanners.tables.kept, scanners.within
    states, values, places = stack.states, stack.values, stack.places
    names = set[str]()
    position, line, line_start, length = 0, 1, 0, len(source)
    line_end = _end_of_line(source, 0)
    while True:
        state = states[-1]
        row = rows[state]
        found = broad[state](source, position)
        kind = found.lastgroup
        if kind is None:
            if found.end() < length:
                raise Stopped
            break
        text = found[kind]
        if kind in within and (fixed := within[kind].get(text)) is not None and fixed in row:
            kind = fixed
        elif kind not in row:
            found = scanners.narrow(state)(source, position)
            kind = found.lastgroup
            if kind is None:
                raise Stopped
            text = found[kind]
            kind = _fixed(within, row, kind, text)
        position = found.end()
        start = position - len(text)
        while start > line_end:
            line, line_start = line + 1, line_end + 1
            line_end = _end_of_line(source, line_start)
        if kind in _NAMES and text not in names:
            if scanners.reserved(kind, text):
                raise Stopped
            names.add(text)
        if kind in _STARTERS and tokens and _END in row:
            yield stack.finished()
            tokens.clear()
            row = rows[states[-1]]
        if not tokens and source[line_start:start].strip(_SPACE):
            raise Stopped
        step = row[kind]
        if step < 0:
            step = stack.reduced(step, kind)
        column = start - line_start + 1
        place = Place(file, line, column, line, column + position - start)
        states.append(step)
        places.append(place)
        if kind in kept:
            word = Word(text)
            word.type, word.place = kind, place
            values.append(word)
        else:
            values.append(None)
        tokens.append((kind, text))
        if len(states) > DEEPEST:
            raise Stopped
    if tokens:
        yield stack.finished()


def _end_of_line(source: str, start: int) -> int:
    end = source.find("\n", start)
    return len(source) if end < 0 else end


def _fixed(within: dict[str, dict[str, str]], row: dict[str, int], kind: str, text: str) -> str:
    """The kind of a word that may be one that is written in one way only."""
    fixed = within.get(kind, {}).get(text)
    return kind if fixed is None or fixed not in row else fixed


class _Stack:
    """The stack of the parser: states, and for each but the first a value and its place."""

    def __init__(self, scanners: Scanners, file: str, builder: object) -> None:
        tables = self.tables = scanners.tables
        self.file = file
        self.states = [tables.start]
        self.values: list[Any] = []
        self.places: list[Place] = []
        self.chains = scanners.chains
        made: dict[str, _Build | None] = {PASS: None, PARTS: _parts, "file": _parts}
        for each in tables.reductions:
            if each.name not in made:
                made[each.name] = getattr(builder, each.name)
        self.reductions = [(each.size, made[each.name], each.kept, each.single, each.leads) for each in tables.reductions]

    def finished(self) -> Any:
        """The statement that ends here; the stack is as at the start again. Raises `Stopped` where none may end."""
        self.reduced(self.tables.rows[self.states[-1]].get(_END, 0), _END)
        (statement,) = self.values[-1]
        del self.states[1:], self.values[:], self.places[:]
        return statement

    def reduced(self, step: int, kind: str) -> int:
        """Makes values of the topmost ones as long as the next token asks for it. The state to which it leads then."""
        rows, reductions, file = self.tables.rows, self.reductions, self.file
        states, values, places = self.states, self.values, self.places
        chains, end = self.chains, self.tables.end if kind == _END else -1
        while step < 0:
            size, build, kept, single, leads = reductions[-1 - step]
            if build is None:
                key = (states[-2], step, kind)
                chain = chains.get(key)
                if chain is None:
                    chain = chains[key] = self._chain(*key)
                states[-1], step = chain
                continue
            children: list[Any] = []
            for at, parts in kept:
                if not parts:
                    children.append(values[-at] if at > 0 else None)
                elif children:
                    children += values[-at]
                else:
                    children = values[-at]  # a list that only this value has
            if size > 1:
                first, last = places[-size], places[-1]
                place = Place(file, first.line, first.column, last.end_line, last.end_column)
                del states[-size:], values[1 - size :], places[1 - size :]
                places[-1] = place
            else:
                place = places[-1]
                del states[-1]
            values[-1] = children[0] if single and len(children) == 1 else build(place, children)
            state = leads[states[-1]]
            states.append(state)
            if state == end:
                return state
            next_step = rows[state].get(kind)
            if next_step is None:
                raise Stopped
            step = next_step
        if kind == _END:
            raise Stopped
        return step

    def _chain(self, below: int, step: int, kind: str) -> tuple[int, int]:
        """Where it leads that a value stays what it is, often several times in a row: the state above the one below it, and what
        the next token asks for then."""
        state = -1
        while step < 0 and (reduction := self.reductions[-1 - step])[1] is None:
            state = reduction[4][below]
            next_step = self.tables.rows[state].get(kind)
            if next_step is None:
                raise Stopped
            step = next_step
        return state, step


def _parts(place: Place, children: list[Any]) -> list[Any]:
    return children
