"""Right rule files: trees, places, the grammar itself, and the examples of the language reference."""

import re
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.lark import from_lark
from lark import Lark, Token

from extractor.language import tree
from extractor.language.findings import Findings
from extractor.language.grammar import grammar
from extractor.language.grammar_tables import make
from extractor.language.literals import Literals
from extractor.language.parse import at_once, parse, parse_pattern, through_lark
from extractor.language.parsing import Node
from extractor.resources import folder
from tests.language.show import show

CASES = Path(__file__).parent / "cases"
REFERENCE = Path(__file__).parents[2] / "docs" / "language.md"
EXCERPT = (CASES / "excerpt.rules").read_text(encoding="utf-8")


def patterns() -> list[tuple[str, str]]:
    """A line and the indented line below it."""
    lines = (CASES / "patterns.txt").read_text(encoding="utf-8").split("\n\n", 1)[1].splitlines()
    return [(lines[i], lines[i + 1].strip()) for i in range(0, len(lines), 2)]


def statements() -> list[tuple[str, list[str]]]:
    """A block of statements and the lines below it."""
    blocks = (CASES / "statements.txt").read_text(encoding="utf-8").split("\n\n", 1)[1].split("====\n")
    return [(source, trees.splitlines()) for source, trees in (block.split("----\n") for block in blocks)]


@pytest.mark.parametrize(("source", "expected"), patterns())
def test_a_pattern_is_this_tree(source: str, expected: str) -> None:
    element, found = parse_pattern(source)
    assert (show(element), found) == (expected, [])


@pytest.mark.parametrize(("source", "expected"), statements())
def test_statements_are_these_trees(source: str, expected: list[str]) -> None:
    file, found = parse(source, "case.rules")
    assert ([show(statement) for statement in file.statements], found) == (expected, [])


def test_the_excerpt_parses_whole() -> None:
    file, found = parse(EXCERPT, "excerpt.rules")
    assert found == []
    rules = [s for s in file.statements if isinstance(s, tree.Rule | tree.Selection | tree.Resolution)]
    assert [(s.name, s.phase) for s in rules] == [
        ("compound_tense", "chunks"),
        ("quote_then_speaker", "events"),
        ("noun_after_article", "disambiguation"),
        ("source of Reporting where source_form = null", "resolution"),
    ]
    assert len(file.statements) == 23


def nodes(value: object) -> Iterator[tree.Node]:
    """Every node below a value, itself included."""
    if isinstance(value, tree.Node):
        yield value
        value = tuple(getattr(value, field) for field in value.__struct_fields__)
    if isinstance(value, tuple):
        for part in value:
            yield from nodes(part)


def text_at(source: str, place: tree.Place) -> str:
    lines = source.split("\n")[place.line - 1 : place.end_line]
    lines[-1] = lines[-1][: place.end_column - 1]
    lines[0] = lines[0][place.column - 1 :]
    return "\n".join(lines)


ELEMENTS = (
    *(tree.Words, tree.Lemma, tree.Token, tree.Typed, tree.Named, tree.ListName),
    *(tree.Captured, tree.Sequence, tree.Choice, tree.Gap, tree.Edge, tree.Look),
)


@pytest.mark.parametrize("source", [EXCERPT, *(f"pattern case =\n  {source}" for source, _ in patterns())])
def test_what_stands_at_an_element_s_place_is_the_element(source: str) -> None:
    file, _ = parse(source, "case.rules")
    found = [node for node in nodes(file) if isinstance(node, ELEMENTS)]
    assert found
    for node in found:
        if isinstance(node, tree.Captured) and isinstance(node.element, tree.Repeat):
            continue  # `x:a*` is `(x:a+)?`: the capture alone isn't written anywhere
        element, _ = parse_pattern(text_at(source, node.place))
        assert show(element) == show(node)


def test_places_lie_within_their_parents() -> None:
    file, _ = parse(EXCERPT, "excerpt.rules")
    for parent in nodes(file):
        for field in parent.__struct_fields__:
            for child in nodes(getattr(parent, field)):
                inner, outer = child.place, parent.place
                assert (outer.line, outer.column) <= (inner.line, inner.column)
                assert (inner.end_line, inner.end_column) <= (outer.end_line, outer.end_column)


def test_the_tree_can_be_stored() -> None:
    file, _ = parse(EXCERPT, "excerpt.rules")
    assert msgspec.msgpack.encode(file)


def test_a_statement_takes_its_phase_and_lines() -> None:
    file, _ = parse("# one\nphase a\n\n  rule b match c\n  emit D\n\nphase e\nselect f match g reading g[h]\n", "x.rules")
    assert [(s.name, s.place.line, s.place.column, s.place.end_line) for s in file.statements] == [
        ("a", 2, 1, 2),
        ("b", 4, 3, 5),
        ("e", 7, 1, 7),
        ("f", 8, 1, 8),
    ]
    assert [getattr(s, "phase", None) for s in file.statements] == [None, "a", None, "e"]


@pytest.mark.parametrize("source", ["", "\n\n", "# nothing", "\ufeff", " \r\n"])
def test_an_empty_file_has_no_statements_and_no_errors(source: str) -> None:
    file, found = parse(source, "empty.rules")
    assert (file.statements, found) == ((), [])


def test_the_grammar_has_no_conflicts_and_no_ambiguous_terminals() -> None:
    path = str(folder("grammars") / "rules.lark")
    assert Lark.open(path, parser="lalr", lexer="contextual", start=["file", "pattern"], strict=True)


def test_a_thousand_rules_parse_in_a_few_seconds() -> None:
    rule = EXCERPT[EXCERPT.index("rule quote_then_speaker") : EXCERPT.index("# rules/disambiguation")]
    source = "\n".join(rule.replace("quote_then_speaker", f"rule_{number}") for number in range(1000))
    grammar()
    start = time.process_time()
    file, found = parse(source, "large.rules")
    assert (len(file.statements), found) == (1000, [])
    assert time.process_time() - start < 15


_WORDS = st.sampled_from(["a", "b", "content", "Say", "Speaker", "x1"])


@given(
    from_lark(
        make(folder("grammars")),
        start="file",
        explicit={
            "NAME": _WORDS,
            "VALUE": _WORDS,
            "CAPTURE": _WORDS.map("{}:".format),
            "CALL": _WORDS.map("{}(".format),
            "CONSTRAINED": _WORDS.map("{}[".format),
            "PATH": _WORDS.map("{}.lemma".format),
            "STRING": st.sampled_from(['"a"', '"si \\"b"', '"\\q"']),
            "SPACE": st.sampled_from([" ", "\n", "\n  "]),
        },
    )
)
@settings(max_examples=60, deadline=None)
def test_generated_rule_files_parse_or_are_reported(source: str) -> None:
    file, found = parse(source, "generated.rules")
    if (read := at_once(source, "generated.rules")) is not None or not found:
        assert (read, []) == (file.statements, found) == through_lark(source, "generated.rules")
    assert file.statements or found or not re.sub(r"#[^\n]*", "", source).strip(" \t\r\n\ufeff")


def blocks() -> list[str]:
    text = REFERENCE.read_text(encoding="utf-8")
    return re.findall(r"^```rules\n(.*?)^```$", text, flags=re.MULTILINE | re.DOTALL)


def test_the_reference_has_examples() -> None:
    assert len(blocks()) > 20


@pytest.mark.parametrize("source", blocks() if REFERENCE.exists() else [])
def test_an_example_of_the_reference_parses(source: str) -> None:
    assert parse(source, "language.md")[1] == []


def test_an_interrupt_while_a_tree_is_built_is_not_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    """Python drops what is raised while it compares the name of an attribute, so a method's name must be a plain `str`."""

    def interrupted(self: object, *_: object) -> bool:
        raise KeyboardInterrupt

    class Name(str):
        __slots__ = ()
        __hash__ = str.__hash__
        __eq__ = interrupted

    parsed = Node(Name("name"), [])
    parsed.first = parsed.last = Token("NAME", "x", 0, 1, 1, 1, 2, 1)
    monkeypatch.setattr(Literals, "name", lambda self, place, children: "found", raising=False)
    assert Literals(Findings("a.rules", "")).transform(parsed) == "found"
