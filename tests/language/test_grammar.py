"""The short way through Lark: tables made beforehand, own tokens and own steps give what Lark itself gives."""

import json
import random
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from lark import Lark, Token, Tree

from extractor.language import diagnose, grammar, grammar_tables
from extractor.language.grammar import Failure, Run
from extractor.language.grammar_tables import TABLES, load, make, write
from extractor.language.lalr import STEPS, digest
from extractor.language.mistakes import MISTAKES
from extractor.language.parse import at_once, parse, through_lark
from extractor.language.parsing import Node
from extractor.resources import folder
from tests.italian_pack import ROOT, RULES

SOURCES = [*sorted(RULES.rglob("*.rules")), *sorted((ROOT / "examples").rglob("*.rules"))]
BITS = ("", '"', "'", "(", ")", "[", "{2", "emit", "\nrule x\n", "«", " = ", "\n", "..", "@", "<", "\t\u00a0", "#")


@pytest.fixture(scope="module")
def pure() -> Lark:
    """Lark as it comes, with its own lexer, steps and places."""
    path = str(folder("grammars") / "rules.lark")
    return Lark.open(path, parser="lalr", lexer="contextual", start=["file"], propagate_positions=True)


def shape(node: object) -> object:
    """A tree with the places of all its nodes and tokens."""
    if isinstance(node, Token):
        return (node.type, str(node), node.start_pos, node.end_pos, node.line, node.column, node.end_line, node.end_column)
    if isinstance(node, Node):
        first, last = node.first, node.last
        place = (first.line, first.column, last.end_line, last.end_column)
        return (str(node.data), place, [shape(child) for child in node.children])
    if isinstance(node, Tree):
        meta = node.meta
        place = (meta.line, meta.column, meta.end_line, meta.end_column)
        return (str(node.data), place, [shape(child) for child in node.children])
    return node


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_trees_and_places_are_those_of_lark(path: Path, pure: Lark) -> None:
    text = path.read_text(encoding="utf-8")
    run, found = Run(text, "file"), []
    while not run.finished:
        result = run.statement()
        assert isinstance(result, Node)
        found += result.children
    assert [shape(each) for each in found] == [shape(each) for each in pure.parse(text).children]


def test_the_tables_are_those_of_the_grammar() -> None:
    """Else: python -m extractor.language.grammar_tables"""
    tables = json.loads((folder("grammars") / TABLES).read_text(encoding="utf-8"))
    assert tables["made of"] == grammar_tables._made_of(folder("grammars"))
    steps = json.loads((folder("grammars") / STEPS).read_text(encoding="utf-8"))
    made = json.loads(json.dumps(grammar_tables._steps(make(folder("grammars")))))
    assert steps == made | {"made of": digest(folder("grammars"))}
    assert hasattr(make(folder("grammars")), "grammar")  # Lark has it only where it read it
    assert not hasattr(load(Node), "grammar")


@pytest.fixture
def fresh() -> Iterator[None]:
    """Nothing that is remembered of a parser's states, before and after."""
    remembered = (grammar._configuration, diagnose._known)
    for each in remembered:
        each.cache_clear()
    yield
    for each in remembered:
        each.cache_clear()


@pytest.mark.parametrize("seed", range(6))
def test_made_beforehand_or_now_the_same_is_read_and_reported(seed: int, fresh: None, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [damaged(path.read_text(encoding="utf-8"), random.Random(f"{seed} {path.name}")) for path in SOURCES[seed::6]]
    texts += [f"phase p\n{text}" for mistake in MISTAKES for text in mistake.examples]
    before = [parse(text, "a.rules") for text in texts]
    made = make(folder("grammars"), Node)
    diagnose._known.cache_clear()
    grammar._configuration.cache_clear()
    monkeypatch.setattr(grammar, "grammar", lambda: made)
    assert [parse(text, "a.rules") for text in texts] == before


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_what_is_read_at_once_is_what_lark_reads(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert (at_once(text, "a.rules"), []) == through_lark(text, "a.rules")


@pytest.mark.parametrize("seed", range(6))
def test_what_has_an_error_is_left_to_lark(seed: int) -> None:
    texts = [text for path in SOURCES for text in cut(path.read_text(encoding="utf-8"), random.Random(f"{seed} {path.name}"))]
    texts += [f"phase p\n{text}" for mistake in MISTAKES for text in mistake.examples]
    right = 0
    for text in texts:
        read, (statements, found) = at_once(text, "a.rules"), through_lark(text, "a.rules")
        assert read == (None if found else statements)
        right += read is not None
    assert len(texts) // 20 < right < len(texts)


def cut(text: str, chance: random.Random) -> Iterator[str]:
    """Pieces of a few lines, each with a word or mark taken away, put in twice, or put in from elsewhere."""
    lines = text.splitlines(keepends=True)
    words = re.findall(r"\w+[(:\[]?|\S", text)
    for _ in range(6):
        first = chance.randrange(len(lines))
        begin = next((n for n in range(first, -1, -1) if re.match(r"\w", lines[n])), 0)
        piece = "".join(lines[begin : first + 12])
        found = chance.choice(list(re.finditer(r"\w+[(:\[]?|\S", piece)) or [re.match("", piece)])
        assert found is not None
        word = chance.choice(words)
        other = chance.choice(("", found[0] * 2, f"{found[0]} {found[0]}", word, f" {word} {found[0]}"))
        yield piece[: found.start()] + other + piece[found.end() :]


def test_without_its_tables_everything_is_read_through_lark(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("extractor.language.parse.scanners", lambda: None)
    text = SOURCES[0].read_text(encoding="utf-8")
    assert at_once(text, "a.rules") is None
    assert len(parse(text, "a.rules")[0].statements) > 3


def damaged(text: str, chance: random.Random) -> str:
    """The text with a few bits put in or taken away."""
    for _ in range(chance.randint(1, 6)):
        place = chance.randrange(len(text))
        text = text[:place] + chance.choice(BITS) + text[place + chance.randrange(4) :]
    return text


@pytest.mark.parametrize("harm", ["missing", "garbage", "another grammar", "another lark"])
def test_tables_that_do_not_fit_are_not_used(tmp_path: Path, harm: str, monkeypatch: pytest.MonkeyPatch) -> None:
    place = shutil.copytree(folder("grammars"), tmp_path / "grammars")
    assert not hasattr(load(Node, place), "grammar")
    if harm == "missing":
        (place / TABLES).unlink()
    elif harm == "garbage":
        (place / TABLES).write_text("{", encoding="utf-8")
    elif harm == "another grammar":
        (place / "terminals.lark").open("a", encoding="utf-8").write("// more\n")
    else:
        monkeypatch.setattr(grammar_tables.lark, "__version__", "9.9")
    assert hasattr(load(Node, place), "grammar")
    if harm != "garbage":
        write(place)
        assert not hasattr(load(Node, place), "grammar")


@pytest.mark.parametrize(
    "text",
    [
        "phase p\nresolve source of Reporting\n  from Document[a = su\nct] | Document\n",
        "phase p\nrule r\n  match (Speaker\nx\n",
        "phase p\nrule r\n  match [lemma = a &\nb = c\n",
    ],
)
def test_a_word_at_the_margin_inside_a_bracket_is_an_error_of_that_line(text: str) -> None:
    """The state before it knows the end of the text, but the bracket doesn't: that raised an exception."""
    file, found = parse(text, "a.rules")
    assert len(file.statements) == 1 and found


def test_a_failure_tells_where_and_what() -> None:
    found = Run("phase p\nrule r\n  match [lemma = ]", "file")
    assert isinstance(found.statement(), Node)
    failure = found.statement()
    assert isinstance(failure, Failure)
    assert (failure.token.type, failure.token.line, failure.token.column) == ("CLOSE_TEST", 3, 18)
    assert "VALUE" in failure.expected and failure.before[-1].type == "EQUAL"
