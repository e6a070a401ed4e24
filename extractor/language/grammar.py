"""The grammar of the rule language at work: text → one parsed statement after the other, or where and why one stops.

In: the text of a rule file. Out: Lark's tree of each statement, or a `Failure`. The one way in is `Run`. Lark and the grammar
files are loaded at the first use, once.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from lark import Lark, Token
from lark.exceptions import UnexpectedCharacters, UnexpectedToken
from lark.lexer import PatternStr
from lark.parsers.lalr_analysis import Shift
from lark.parsers.lalr_parser_state import ParseConf, ParserState

from extractor.language.grammar_tables import load
from extractor.language.lexing import Lexing
from extractor.language.parsing import Node, Parsing

STATEMENTS = ("phase", "mention", "abstract", "event", "pattern", "rule", "select", "remove", "resolve", "fill", "continue")

# The passes that follow walk the tree recursively; what the parser's stack may hold keeps them from running out of theirs.
_DEEPEST = 64
_STARTERS = frozenset(keyword.upper() for keyword in STATEMENTS)
_NAMES = ("NAME", "CAPTURE", "CALL", "CONSTRAINED", "PATH")


class Failure(NamedTuple):
    """Where parsing stopped: the parser's state, what may follow there, what stood there, what was read before it, and as what
    it was read, a start of the grammar.

    The token's type is `$END` at the end of the text, `STRAY` where no word of the language begins, `RESERVED` for a keyword
    where a name is expected, and `DEEP` where the nesting is too deep.
    """

    state: int
    expected: frozenset[str]
    token: Token
    before: tuple[Token, ...]
    start: str


@cache
def grammar() -> Lark:
    """The parser. Its starts are `file`, `pattern` and `items` (of an example)."""
    return load(Node)


@cache
def _configuration(start: str) -> ParseConf[int]:
    """Lark's tables for a start."""
    found: ParseConf[int] = grammar().parse_interactive("", start=start).parser_state.parse_conf
    return found


@cache
def keywords() -> frozenset[str]:
    """Every keyword of the language: none of them may be a name."""
    literals = (terminal.pattern.value for terminal in grammar().terminals if isinstance(terminal.pattern, PatternStr))
    return frozenset(word.rstrip("(") for word in literals if re.fullmatch(r"\w+\(?", word))


@cache
def literals() -> dict[str, str]:
    """The terminals that are written in one way only, and how."""
    return {found.name: found.pattern.value for found in grammar().terminals if isinstance(found.pattern, PatternStr)}


def _reserve(token: Token) -> Token:
    """A keyword where a name is expected becomes a token that no rule of the grammar takes. A capture may be named `event`."""
    if token.type not in _NAMES:
        return token
    capture = token.type in ("CAPTURE", "PATH")
    parts = [part for part in token.rstrip(":([").split(".") if not (capture and part == "event")]
    if not keywords().isdisjoint(parts):
        token.type = "RESERVED"
    return token


class Run:
    """A pass over one text, statement by statement. `tokens` are those of the statement read last."""

    def __init__(self, source: str, start: str) -> None:
        self.source = source
        self.start = start
        self.finished = False
        self.tokens: tuple[Token, ...] = ()
        self._pending: Token | None = None
        self._lexing = Lexing(source, grammar())

    def resume(self, offset: int | None) -> None:
        """Go on at an offset, the start of a statement that was not yet read; None where there is none."""
        self.finished = offset is None
        if offset is not None:
            self._lexing.move(offset)
            self._pending = None

    def statement(self) -> Node | Failure:
        """The next statement, under a root of the grammar's start; an empty root where nothing more follows."""
        state = Parsing(_configuration(self.start))
        tokens: list[Token] = []
        try:
            for token in self._stream(state):
                if tokens and token.type in _STARTERS and self._complete(state):
                    self._pending = token
                    break
                state.feed_token(token)
                tokens.append(token)
                if len(state.state_stack) > _DEEPEST:
                    return self._failure(state, token.update(type="DEEP"), tokens)
            else:
                self.finished = True
            self.tokens = tuple(tokens)
            parsed: Node = state.feed_token(_end(tokens), is_end=True)
        except UnexpectedToken as error:
            # A word at the margin belongs to nothing above it, so the statement before it is kept.
            if tokens and error.token.column == 1 and self._complete(state) and _may_end(state):
                self.tokens = tuple(tokens)
                self.resume(error.token.start_pos)
                kept: Node = state.feed_token(_end(tokens), is_end=True)
                return kept
            return self._failure(state, _reserve(error.token), tokens)
        except UnexpectedCharacters as error:
            column, offset = error.column, error.pos_in_stream or 0
            stray = Token("STRAY", self.source[offset], offset, error.line, column, error.line, column + 1, offset + 1)
            return self._failure(state, stray, tokens)
        return parsed

    def _stream(self, state: ParserState[int]) -> Iterator[Token]:
        """The tokens from where the last statement ended, each lexed as the parser's state asks."""
        if self._pending is not None:
            first, self._pending = self._pending, None
            yield first
        yield from map(_reserve, self._lexing.tokens(state))

    def _complete(self, state: ParserState[int]) -> bool:
        """A statement may end here, so that a keyword which can begin one does begin one."""
        return self.start == "file" and "$END" in state.parse_conf.states[state.position]

    def _failure(self, state: ParserState[int], token: Token, tokens: list[Token]) -> Failure:
        """What is known where parsing stopped."""
        _settle(state)
        expected = frozenset(name for name in state.parse_conf.states[state.position] if name.isupper())
        return Failure(state.position, expected, token, tuple(tokens), self.start)


def _may_end(state: ParserState[int]) -> bool:
    """Whether the text may end here. That a state knows the end isn't enough: a bracket that is open may be seen only after the
    reductions that the end asks for."""
    stack, states = list(state.state_stack), state.parse_conf.states
    while stack[-1] != state.parse_conf.end_state:
        if "$END" not in states[stack[-1]]:
            return False
        rule = states[stack[-1]]["$END"][1]
        if size := len(rule.expansion):
            del stack[-size:]
        stack.append(states[stack[-1]][rule.origin.name][1])
    return True


def _settle(state: ParserState[int]) -> None:
    """Do the reductions that don't depend on the next token, so that the state tells more: not after a string, but after
    which clause's string."""
    stack, states = state.state_stack, state.parse_conf.states
    while True:
        actions = [(kind, rule) for name, (kind, rule) in states[stack[-1]].items() if name.isupper()]
        if not actions or any(action != actions[0] or action[0] is Shift for action in actions):
            return
        rule = actions[0][1]
        if size := len(rule.expansion):
            del stack[-size:]
        stack.append(states[stack[-1]][rule.origin.name][1])


def _end(tokens: list[Token]) -> Token:
    """The end of the text or statement, at the end of its last token."""
    if not tokens:
        return Token("$END", "", 0, 1, 1, 1, 1, 0)
    last = tokens[-1]
    return Token("$END", "", last.end_pos, last.end_line, last.end_column, last.end_line, last.end_column, last.end_pos)
