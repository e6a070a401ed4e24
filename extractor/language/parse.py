"""Text of a `.rules` file → its syntax tree, and every syntax error in it at once.

In: the text and the file's name. Out: a `RuleFile` with the statements that could be read, in order, and `Diagnostic`s. No
text makes it raise. The ways in are `parse` for a file, `parse_pattern` for a single pattern and `parse_items` for what an
example expects.

Statements are parsed one by one. After an error the next line that begins with a statement's keyword is the new start, so
that each broken statement gives its own error and all others are read.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING

from extractor.diagnostics import Diagnostic
from extractor.language import straight
from extractor.language.findings import Findings
from extractor.language.lalr import STATEMENTS, scanners
from extractor.language.syntax import Statements
from extractor.language.tree import Element, Expected, Place, RuleFile, Statement

if TYPE_CHECKING:
    from lark import Token

    from extractor.language.grammar import Failure

_STATEMENT_LINE = re.compile(rf"^[^\S\n]*(?=(?:{'|'.join(STATEMENTS)})(?![\w:.(\[]))", re.MULTILINE)


def parse(source: str, file: str) -> tuple[RuleFile, list[Diagnostic]]:
    """Read a rule file. `file` is the name that places and messages carry."""
    statements = at_once(source, file)
    found: list[Diagnostic] = []
    if statements is None:
        statements, found = through_lark(source, file)
    lines = source.split("\n")
    place = Place(file, 1, 1, len(lines), len(lines[-1]) + 1)
    return RuleFile(place=place, statements=statements), found


def at_once(source: str, file: str) -> tuple[Statement, ...] | None:
    """The statements of a text without an error; None where there is one."""
    if (tables := scanners()) is None:
        return None
    builder = Statements(straight.Unblemished(source, file))
    try:
        made = map(builder.begun, straight.statements(tables, source, file, builder, builder.spelt))
        return tuple(statement for statement in made if statement is not None)
    except straight.Stopped:
        return None


def through_lark(source: str, file: str) -> tuple[tuple[Statement, ...], list[Diagnostic]]:
    """The statements that can be read, and every error. It takes four times as long as the straight way."""
    from extractor.language.diagnose import diagnose  # here, like all that needs Lark
    from extractor.language.grammar import Failure, Run
    from extractor.language.parsing import Node

    findings = Findings(source, file)
    builder = Statements(findings)
    starts = [match.end() for match in _STATEMENT_LINE.finditer(source)]
    statements: list[Statement] = []
    run = Run(source, "file")
    while not run.finished:
        result = run.statement()
        if isinstance(result, Failure):
            diagnose(findings, result)
            run.resume(_next_start(source, starts, result))
            continue
        for child in result.children:
            _check_new_line(findings, run.tokens[0])
            statement = builder.build(child, run.tokens) if isinstance(child, Node) else None
            statements += [statement] if statement is not None else []
    return tuple(statements), _in_order(findings)


def parse_pattern(source: str, file: str = "<pattern>") -> tuple[Element | None, list[Diagnostic]]:
    """Read one pattern, as it stands after `match`."""
    from extractor.language.diagnose import diagnose
    from extractor.language.grammar import Failure, Run

    findings = Findings(source, file)
    result = Run(source, "pattern").statement()
    if isinstance(result, Failure):
        diagnose(findings, result)
        return None, _in_order(findings)
    element: Element = Statements(findings).transform(result)
    return element, _in_order(findings)


def parse_items(source: str, file: str = "<items>") -> tuple[tuple[Expected, ...], list[Diagnostic]]:
    """Read the items that an example expects, as they stand after `=>`; none where there is an error."""
    from extractor.language.diagnose import diagnose
    from extractor.language.grammar import Failure, Run

    findings = Findings(source, file)
    result = Run(source, "items").statement()
    if isinstance(result, Failure):
        diagnose(findings, result)
        return (), _in_order(findings)
    items: tuple[Expected, ...] = Statements(findings).transform(result)
    return items, _in_order(findings)


def _next_start(source: str, starts: list[int], failure: Failure) -> int | None:
    """Where the next statement begins: on the error's line or below it, but behind the start of the one that failed."""
    stopped = failure.token.start_pos or 0
    first = failure.before[0].start_pos or 0 if failure.before else stopped
    line = source.rfind("\n", 0, stopped) + 1
    index = bisect_left(starts, max(line, first + 1))
    return starts[index] if index < len(starts) else None


def _check_new_line(findings: Findings, token: Token) -> None:
    """A statement begins on a new line."""
    place = findings.place(token)
    if not findings.begins_line(place):
        message = f"'{token}' begins a statement here, but something stands before it on its line"
        findings.report("E008", place, message, f"begin a new line before '{token}'")


def _in_order(findings: Findings) -> list[Diagnostic]:
    return sorted(findings.diagnostics, key=lambda found: found.order)
