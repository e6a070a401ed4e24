"""Formatted rules: the same tree and the same comments, laid out in one way, whatever the layout was before."""

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.language.format import formatted
from extractor.language.grammar import Run
from extractor.language.layout import WIDTH
from extractor.language.parse import parse
from extractor.resources import folder
from tests.language.show import show

ROOT = Path(__file__).parents[2]
CASES = Path(__file__).parent / "cases" / "format"
FILES = sorted([*folder("rules").rglob("*.rules"), *(ROOT / "examples").rglob("*.rules"), *(ROOT / "tests").rglob("*.rules")])


def laid_out(source: str) -> str:
    text, found = formatted(source, "x.rules")
    assert text is not None, found
    return text


def comments(source: str) -> list[str]:
    """The comments of a text without `#` in its strings and expressions."""
    bare = re.sub(r'"([^"\\\n]|\\.)*"|/([^/\\\n]|\\.)+/', "", source)
    return [line.strip() for line in re.findall(r"#[^\n]*", bare)]


@pytest.mark.parametrize("case", sorted(CASES.glob("*.rules")), ids=lambda path: path.stem)
def test_cases(case: Path) -> None:
    """What stands above the line of equal signs becomes what stands below it."""
    before, after = case.read_text(encoding="utf-8").split("# ====\n")
    assert laid_out(before) == after


@pytest.mark.parametrize("file", FILES, ids=lambda path: str(path.relative_to(path.parents[2])))
def test_the_same_is_said(file: Path) -> None:
    source = file.read_text(encoding="utf-8")
    text = laid_out(source)
    assert show(parse(text, "x")[0]) == show(parse(source, "x")[0])
    assert "".join(text.split()) == "".join(source.split())
    assert comments(text) == comments(source)
    assert laid_out(text) == text


def statements() -> Iterator[list[str]]:
    """The tokens of statements that may go over several lines."""
    source = (Path(__file__).parent / "cases" / "excerpt.rules").read_text(encoding="utf-8")
    run = Run(source, "file")
    while not run.finished:
        run.statement()
        if run.tokens[0].type in ("RULE", "PATTERN", "SELECT", "REMOVE", "RESOLVE"):
            starts = [token.start_pos or 0 for token in run.tokens] + [run.tokens[-1].end_pos or 0]
            yield [source[start:end] for start, end in pairwise(starts)]


@given(st.sampled_from(list(statements())), st.data())
def test_the_layout_before_is_of_no_account(tokens: list[str], data: st.DataObject) -> None:
    """Spaces and ends of lines between tokens; where there were none, a token may belong to the one before it."""
    spaces = st.sampled_from([" ", "   ", "\n", "\n      ", "\t\n\t"])
    spaced = [token.rstrip() + data.draw(spaces) if token != token.rstrip() else token for token in tokens]
    # A keyword of a statement at the margin would begin one.
    source = re.sub(r"\n(?=\w)", "\n ", "".join(spaced))
    assert laid_out(source) == laid_out("".join(tokens))


def test_no_line_is_longer_than_it_must_be() -> None:
    """But for what the language wants on one line, and for words."""
    words = ", ".join(f"word{number}" for number in range(30))
    parts = " ".join(f"[upos = NOUN & lemma in {{{words}}}]{{1,2}} ({'a | ' * number}b)" for number in range(9))
    text = laid_out(f"pattern p = {parts}")
    assert max(map(len, text.splitlines())) <= WIDTH


@pytest.mark.parametrize("source", ["rule x\n  match [", "pattern P = x", "rule", "feature\n"])
def test_what_is_broken_is_left_alone(source: str) -> None:
    text, found = formatted(source, "x.rules")
    assert text is None and found


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("", ""),
        ("\n\n", ""),
        ("# a\n\n\n\n# b", "# a\n\n# b\n"),
        ("\ufeffphase p", "phase p\n"),
        ('pattern\u00a0p = "x"\u2003# a\ufeff b\n\u00a0\nphase\u00a0p', 'pattern p = "x"  # a\ufeff b\n\nphase p\n'),
    ],
)
def test_hardly_anything(source: str, text: str) -> None:
    assert laid_out(source) == text
