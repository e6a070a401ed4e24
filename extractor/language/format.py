"""Text of a `.rules` file → the same in the one layout that all rule files share.

In: the text and the file's name. Out: by `formatted` the text laid out, or None and what is wrong with it: what can't be read is
left alone. Only spaces, line ends and empty lines change, so that the tree is the same; comments stay with what they stand at.

Each clause has a line of its own, two columns in, with what it says behind the tenth; of declarations the colons stand below one
another. What is too long is broken by `layout`. One empty line between statements, or behind a comment, stays one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from extractor.language.layout import Comment, Page, Part, Word, flat, tree_of
from extractor.language.parse import parse

if TYPE_CHECKING:
    from lark import Token

    from extractor.diagnostics import Diagnostic

DECLARED: Final = frozenset(("FEATURE", "ROLE", "ATTRIBUTE"))
"""Clauses that the language wants on one line."""

CLAUSES: Final = DECLARED | frozenset(
    (*("MATCH", "WHERE", "UNLESS", "READING", "PRIORITY", "EMIT", "EXTEND", "EXAMPLE", "NEVER"),
     *("FROM", "INSIDE", "AGREE", "WITHIN", "PREFER"))
)
"""What begins a line of its own within a statement."""

HEADED: Final = frozenset(("RESOLVE", "FILL", "CONTINUE"))
"""Statements of which the first condition belongs to the first line, if there is room."""

FARTHEST: Final = 40
"""The column up to which a pattern goes on below its own beginning."""

_OPENING: Final = frozenset(
    (*("OPEN", "OPEN_TEST", "OPEN_SET", "CALL", "CONSTRAINED", "LIST_KEY"),
     *("LEFT", "RIGHT", "AGREE_CALL", "CONTAINS", "SAME", "BEFORE", "LENGTH"))
)
_TOUCHING: Final = frozenset(("CLOSE", "CLOSE_TEST", "CLOSE_SET", "KEY_EVENT", "COMMA"))
_QUANTIFIERS: Final = frozenset(("OPTIONAL", "ANY_NUMBER", "SOME", "LAZY_OPTIONAL", "LAZY_ANY_NUMBER", "LAZY_SOME", "TIMES"))
_INDENT, _BODY = 2, 10

_AROUND: Final = re.compile(r"^[\s\ufeff]+|[\s\ufeff]+$")

_Clause = list[tuple[str, Word]]
"""The tokens of a clause, each with its kind."""


def formatted(source: str, file: str) -> tuple[str | None, list[Diagnostic]]:
    """The text laid out, with no findings, or None with those of reading it. `file` is the name that messages carry."""
    from extractor.language.grammar import Failure, Run  # with Lark, which a command without rules doesn't load

    _, found = parse(source, file)
    if any(finding.severity == "error" for finding in found):
        return None, found
    page, end = Page(), 0
    run = Run(source, "file")
    while not run.finished:
        result = run.statement()
        assert not isinstance(result, Failure), "the whole text has been read"
        if run.tokens:
            comments, apart = _between(source, end, run.tokens[0].start_pos or 0)
            page.comments(comments, 0)
            page.new_line()
            if apart and page.lines:
                page.lines.append("")
            _statement(page, list(_clauses(source, run.tokens)))
            end = run.tokens[-1].end_pos or 0
    page.comments(_between(source, end, len(source))[0], 0)
    page.new_line()
    return "".join(f"{line}\n" for line in page.lines), []


def _between(source: str, start: int, end: int) -> tuple[tuple[Comment, ...], bool]:
    """The comments between two offsets, and whether an empty line stands behind the last of them."""
    comments: list[Comment] = []
    line_start = source.rfind("\n", 0, start) + 1
    first, *lines = source[start:end].split("\n")
    if text := _bare(first):
        column = start - line_start + first.index("#")
        comments.append(Comment(text, column if _bare(source[line_start:start]) else -1, False))
    empty = False
    for line in lines[:-1] if end < len(source) else lines:
        text = _bare(line)
        if text:
            comments.append(Comment(text, -1, empty))
        empty = not text
    return tuple(comments), empty


def _bare(line: str) -> str:
    """A line without the space around what stands on it: all that the language takes for space."""
    return _AROUND.sub("", line)


def _clauses(source: str, tokens: Sequence[Token]) -> Iterator[_Clause]:
    """The heading of a statement, then its clauses."""
    clause: _Clause = []
    before: Token | None = None
    for token in tokens:
        comments = () if before is None else _between(source, before.end_pos or 0, token.start_pos or 0)[0]
        if clause and token.type in CLAUSES:
            yield clause
            clause = []
        kind = clause[0][0] if clause else token.type
        clause.append((token.type, Word(str(token), _spaced(before, token, kind), comments)))
        before = token
    yield clause


def _spaced(before: Token | None, token: Token, clause: str) -> bool:
    """Whether a space stands between two tokens of a clause of a kind."""
    if before is None or before.type in _OPENING or before.type in ("CAPTURE", "NEGATION") or token.type in _TOUCHING:
        return False
    if token.type == "COLON":
        return clause in DECLARED
    if token.type == "OPEN":  # after a name it may be an element of its own
        return before.end_pos != token.start_pos
    return token.type not in _QUANTIFIERS or clause in DECLARED


def _statement(page: Page, clauses: list[_Clause]) -> None:
    """Writes a statement on an empty line."""
    heading, *rest = clauses
    if heading[0][0] == "PATTERN":
        equal = next(number for number, (kind, _) in enumerate(heading) if kind == "EQUAL") + 1
        page.put(_parts(heading[:equal]), _BODY)
        page.line += " "
        page.put(_parts(heading[equal:]), page.column if page.column <= FARTHEST else _BODY)
    else:
        page.put(_parts(heading), _BODY)
    if heading[0][0] in HEADED and rest and rest[0][0][0] == "WHERE" and page.fits(condition := _parts(rest[0], spaced=True)):
        page.put(condition, _BODY)
        del rest[0]
    for clause in rest:
        kind, keyword = clause[0]
        page.comments(keyword.comments, _INDENT)
        page.new_line(_INDENT)
        if kind in DECLARED:
            longest = max(len(each[1][1].text) for each in rest if each[0][0] == kind)
            page.line += f"{keyword.text} {clause[1][1].text:<{longest}}"
            page.line += f" {flat(_parts(clause[2:]))}"  # the language wants it on one line
        else:
            page.line = f"{page.line}{keyword.text}".ljust(_BODY - 1) + " "
            page.put(_parts(clause[1:]), _BODY)


def _parts(clause: _Clause, spaced: bool = False) -> list[Part]:
    """The tokens of a clause in their brackets; `spaced`: behind something on their line."""
    (_, first), *rest = clause
    return tree_of([first._replace(spaced=spaced), *[word for _, word in rest]])
