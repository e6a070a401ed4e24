"""Tokens → trees that know their places: a step of Lark's parser, with Lark's tables, in half the time.

In: token after token, by `Parsing.feed_token`, as Lark's own `ParserState` takes them. Out: a `Node` at the end. What Lark looks
up at each step is prepared once, and where a tree begins and ends is kept beside it (Lark's `propagate_positions` looks for it in
the children). Where a token can't stand, Lark itself says so.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from lark import Token, Tree
from lark.parsers.lalr_analysis import Shift
from lark.parsers.lalr_parser_state import ParseConf, ParserState

Ends = tuple[Token, Token]

_Reduction = tuple[int, Callable[[list[Any]], Any], dict[int, int]]
"""How many values a rule takes, how Lark builds one of them, and from which state it leads to which."""


class Node(Tree[Token]):
    """A tree that knows its first and last token, also where those are left out among its children."""

    first: Token
    last: Token


class Parsing(ParserState[int]):
    """Where parsing stands. `ends` has the first and the last token of each value; None for a value without any."""

    __slots__ = ("_actions", "ends")

    def __init__(self, tables: ParseConf[int]) -> None:
        super().__init__(tables, None)  # type: ignore[arg-type]  # who asks for tokens is the caller
        self._actions = _actions(tables)
        self.ends: list[Ends | None] = []

    def feed_token(self, token: Token, is_end: bool = False) -> Any:
        """Takes the next token; with `is_end`, the end of the text, it gives the tree. Raises Lark's `UnexpectedToken`."""
        stack, values, ends, kind = self.state_stack, self.value_stack, self.ends, token.type
        while True:
            action = self._actions[stack[-1]].get(kind)
            if action is None:
                return super().feed_token(token, is_end)
            if isinstance(action, int):
                stack.append(action)
                values.append(token)
                ends.append((token, token))
                return None
            self._reduce(*action)
            if is_end and stack[-1] == self.parse_conf.end_state:
                return values[-1]

    def _reduce(self, size: int, build: Callable[[list[Any]], Any], leads: dict[int, int]) -> None:
        stack, values, ends = self.state_stack, self.value_stack, self.ends
        children: list[Any] = []
        place: Ends | None = None
        if size:
            children, place = values[-size:], _around(ends[-size:])
            del stack[-size:], values[-size:], ends[-size:]
        made = build(children)
        if isinstance(made, Node) and place is not None and "first" not in made.__dict__:
            # Else it is the tree of the one child that there is, which keeps its place without what stands around it.
            made.first, made.last = place
        stack.append(leads[stack[-1]])
        values.append(made)
        ends.append(place)


def _around(ends: list[Ends | None]) -> Ends | None:
    """The ends of what stands side by side."""
    first, last = ends[0], ends[-1]
    if first is None or last is None:
        known = [each for each in ends if each is not None]
        return (known[0][0], known[-1][1]) if known else None
    return first if first is last else (first[0], last[1])


@cache
def _actions(tables: ParseConf[int]) -> dict[int, dict[str, int | _Reduction]]:
    """By state and token: the next state, or what to reduce."""
    leads: dict[str, dict[int, int]] = {}
    for state, row in tables.states.items():
        for name, (kind, following) in row.items():
            if kind is Shift:
                leads.setdefault(name, {})[state] = following
    reductions: dict[int, _Reduction] = {}

    def prepared(kind: object, argument: Any) -> int | _Reduction:
        if kind is Shift:
            return int(argument)
        if id(argument) not in reductions:
            reductions[id(argument)] = len(argument.expansion), tables.callbacks[argument], leads[argument.origin.name]
        return reductions[id(argument)]

    return {state: {name: prepared(*action) for name, action in row.items()} for state, row in tables.states.items()}
