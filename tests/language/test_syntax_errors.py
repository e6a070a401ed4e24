"""Wrong rule files: each mistake of the table is recognized, each case reports what it must and keeps the rest, and no text
at all makes the parser raise."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.diagnostics import Diagnostic
from extractor.language import tree
from extractor.language.grammar import keywords
from extractor.language.mistakes import MISTAKES
from extractor.language.parse import parse, parse_pattern

CASES = Path(__file__).parent / "cases"
ERRORS: list[dict[str, Any]] = yaml.safe_load((CASES / "syntax_errors.yaml").read_text(encoding="utf-8"))
EXCERPT = (CASES / "excerpt.rules").read_text(encoding="utf-8")


@pytest.mark.parametrize(("code", "example"), [(m.code, example) for m in MISTAKES for example in m.examples])
def test_a_mistake_is_recognized_and_nothing_else_reported(code: str, example: str) -> None:
    _, found = parse(example, "wrong.rules")
    assert [diagnostic.code for diagnostic in found] == [code]


@pytest.mark.parametrize("mistake", MISTAKES, ids=[mistake.code for mistake in MISTAKES])
def test_a_message_is_filled_in(mistake: Any) -> None:
    for example in mistake.examples:
        for found in parse(example, "wrong.rules")[1]:
            assert not re.search(r"\{\w+\}|\{\{|\}\}", found.message + found.hint.replace("\\\\", ""))
            assert found.hint or mistake.code == "E001"


def test_codes_are_unique_and_kept_for_syntax() -> None:
    codes = [mistake.code for mistake in MISTAKES]
    assert len(set(codes)) == len(codes)
    assert all("E001" <= code <= "E049" for code in codes)


def underlined(found: Diagnostic) -> str:
    return found.source[found.column - 1 : found.end_column - 1]


def name_of(statement: tree.Statement) -> str:
    return statement.name


@pytest.mark.parametrize("case", ERRORS, ids=[case["name"] for case in ERRORS])
def test_a_file_reports_all_its_errors_and_keeps_the_rest(case: dict[str, Any]) -> None:
    file, found = parse(case["source"], "wrong.rules")
    assert [[d.code, f"{d.line}:{d.column}", underlined(d)] for d in found] == case["found"]
    assert [name_of(statement) for statement in file.statements] == case["kept"]


def test_a_misspelt_keyword_brings_the_right_one() -> None:
    _, found = parse("rule a\n  match b\n  wehre c.d = e\n  emit F\n", "wrong.rules")
    assert found[0].hint == "did you mean 'where'?"


def test_statements_after_an_error_keep_their_lines_and_phase() -> None:
    file, _ = parse("phase a\nrule b match ;\n\n\nrule c match d\n  emit E\n", "wrong.rules")
    rule = file.statements[-1]
    assert isinstance(rule, tree.Rule)
    assert (rule.place.line, rule.place.end_line, rule.phase) == (5, 6, "a")


@pytest.mark.parametrize("nesting", ["(", "left(", "p(", "(a | ", "x:(", "not left("])
def test_deep_nesting_is_an_error_like_any_other(nesting: str) -> None:
    file, found = parse(f"pattern a = {nesting * 10_000}b{')' * 10_000}\npattern c = d\n", "deep.rules")
    assert [diagnostic.code for diagnostic in found] == ["E024"]
    assert [name_of(statement) for statement in file.statements] == ["c"]


@pytest.mark.parametrize("text", ["[a = (" * 5000, "pattern a = [" + "!" * 10_000 + "b]", "pattern a = " + "b:" * 10_000 + "c"])
def test_other_depths_are_errors_too(text: str) -> None:
    assert parse(text, "deep.rules")[1]


def check_never_raises(text: str) -> None:
    """Parsing returns, and every diagnostic points into the text."""
    for found in [*parse(text, "any.rules")[1], *parse_pattern(text)[1]]:
        line = text.split("\n")[found.line - 1]
        assert found.source == line.rstrip("\r")
        assert 1 <= found.column <= len(line) + 1 and found.column < found.end_column


@given(st.text())
def test_any_text_is_parsed_or_reported(text: str) -> None:
    check_never_raises(text)


_PIECES = [*sorted(keywords()), *"()[]{}<>\"'/\\@.:,=|&!?*+^$~…«»“# \n\t\r-", "..", "=>", "->", "!=", "left(", "{3,2}", "{0,8}"]
_PIECES += ["a", "Say", "b:", "p(", "Say[", "@a.b", "@a.b[", "].event", '"x"', "'y'", "<dire>", "a.b", "/r/", "12", "è", "\n  "]


@given(st.lists(st.sampled_from(_PIECES), max_size=40), st.booleans())
@settings(max_examples=300)
def test_any_words_of_the_language_are_parsed_or_reported(pieces: list[str], spaced: bool) -> None:
    check_never_raises((" " if spaced else "").join(pieces))


@given(st.integers(0, len(EXCERPT)), st.integers(0, 40), st.sampled_from(_PIECES))
@settings(max_examples=100, deadline=None)
def test_a_damaged_file_is_parsed_or_reported(start: int, length: int, piece: str) -> None:
    damaged = EXCERPT[:start] + piece + EXCERPT[start + length :]
    line = EXCERPT.count("\n", 0, start)
    check_never_raises("\n".join(damaged.split("\n")[max(0, line - 12) : line + 12]))
