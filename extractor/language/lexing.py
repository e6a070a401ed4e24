"""Text → tokens, each as the parser's state asks: Lark's contextual lexer on a short way.

In: a text and Lark's grammar. Out: by `Lexing.tokens` the tokens that Lark would give, one after the other, in half the time:
what is ignored is skipped at once, and a token gets its place in one go. Where no token can stand, Lark itself says why.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from lark import Lark, Token
from lark.lexer import ContextualLexer, LexerState, LineCounter
from lark.parsers.lalr_parser_state import ParserState
from lark.utils import TextSlice


class Lexing:
    """A pass over a text; `position`, `line` (from 1) and `line_start` say how far it has come."""

    def __init__(self, source: str, grammar: Lark) -> None:
        self.source = source
        self.position, self.line, self.line_start = 0, 1, 0
        self._lexer = _lexer(grammar)
        self._ignored = _ignored(grammar)
        self._last: Token | None = None

    def move(self, offset: int) -> None:
        """Goes on at another offset, further on or back."""
        self.position = offset
        self.line = self.source.count("\n", 0, offset) + 1
        self.line_start = self.source.rfind("\n", 0, offset) + 1

    def tokens(self, state: ParserState[int]) -> Iterator[Token]:
        """The tokens from here on, as the state allows that the parser is in when one is asked for. Raises Lark's
        `UnexpectedCharacters` and `UnexpectedToken`."""
        source, states, lexers = self.source, state.state_stack, self._lexer.lexers
        whole, length = TextSlice(source, 0, len(source)), len(source)
        while True:
            self._skip()
            start = self.position
            if start == length:
                return
            lexer = lexers[states[-1]]
            found = lexer.scanner.match(whole, start)  # type: ignore[attr-defined]
            if found is None:
                yield from self._lexer.lex(LexerState(whole, self._counter(), self._last), state)
                return
            token = self._token(*found)
            callback = lexer.callback.get(token.type)  # type: ignore[attr-defined]
            self._last = token if callback is None else callback(token)
            yield token

    def _skip(self) -> None:
        start = self.position
        match = self._ignored.match(self.source, start)
        if match is not None and (end := match.end()) > start:
            if newlines := self.source.count("\n", start, end):
                self.line += newlines
                self.line_start = self.source.rindex("\n", start, end) + 1
            self.position = end

    def _token(self, value: str, kind: str) -> Token:
        """The token here, which is passed. None of the language goes over the end of a line."""
        start, end = self.position, self.position + len(value)
        token = str.__new__(Token, value)
        token.type, token.value = kind, value
        token.start_pos, token.end_pos = start, end
        token.line = token.end_line = self.line
        token.column, token.end_column = start - self.line_start + 1, end - self.line_start + 1
        self.position = end
        return token

    def _counter(self) -> LineCounter:
        """Where this is, for Lark."""
        counter = LineCounter("\n")  # type: ignore[no-untyped-call]
        counter.char_pos, counter.line, counter.line_start_pos = self.position, self.line, self.line_start
        counter.column = self.position - self.line_start + 1
        return counter


@cache
def _lexer(grammar: Lark) -> ContextualLexer:
    lexer = grammar.parse_interactive("", start="file").lexer_thread.lexer
    assert isinstance(lexer, ContextualLexer)
    return lexer


@cache
def _ignored(grammar: Lark) -> re.Pattern[str]:
    """What may stand between tokens. No token begins like it."""
    ignored = [found.pattern.to_regexp() for found in grammar.terminals if found.name in grammar.lexer_conf.ignore]
    return re.compile(f"(?:{'|'.join(ignored)})*")
