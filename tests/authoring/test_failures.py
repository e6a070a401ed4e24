"""How a failure looks: golden pages, and marks that stand under what they mark whatever the letters and the width."""

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from extractor.authoring.compare import Mark, Problem
from extractor.authoring.examples import ExampleResult
from extractor.authoring.failures import plain
from extractor.authoring.trials import Trial
from extractor.language.tree import Place
from tests.authoring.english import tried

HERE = Path(__file__).parent


@pytest.mark.parametrize("width", [80, 200])
def test_golden(width: int) -> None:
    results = tried((HERE / "failing.cases.yaml").read_text(encoding="utf-8"))
    page = "\n\n".join(plain(result, width) for result in results) + "\n"
    golden = HERE / f"failing.{width}.txt"
    assert page == golden.read_text(encoding="utf-8")


def shown(text: str, start: int, end: int, width: int = 80) -> list[str]:
    """The lines of a problem with one mark."""
    problem = Problem("extra", "x", (), (Mark(start, end, "it"),))
    result = ExampleResult(Trial(kind="case", place=Place("f", 1, 1, 1, 1), text=text, name="n"), (problem,))
    return plain(result, width).split("\n")[2:]


def test_wide_and_combining_letters_keep_their_marks() -> None:
    text, found = shown("日本の大臣 re\u0301plied e\u0301", 6, 14)[:2]
    assert text.endswith("日本の大臣 re\u0301plied e\u0301") and cell_len(text[: text.index("r")]) == found.index("^")
    assert found.count("^") == cell_len("re\u0301plied")


def test_control_characters_of_a_text_are_not_printed() -> None:
    assert "\x1b" not in "".join(shown("a\x1b[31mb\tc", 0, 6))


def test_only_the_lines_concerned_are_shown() -> None:
    text = "one two\nthree four\nfive six\nseven"
    lines = shown(text, text.index("four"), text.index("six") + 3)
    rows = ["three four", "      ^^^^ it", "five six", "^^^^^^^^"]
    assert [line[13:] for line in lines] == [*rows, "nothing"]


@given(st.text(st.sampled_from("ab \n日\u0301\t\x1b"), min_size=1, max_size=200), st.data())
def test_marks_stand_under_what_they_mark(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    width = data.draw(st.integers(20, 100))
    lines = shown(text, start, end, width)
    gutter = cell_len("           │ ")
    for above, below in pairwise(lines):
        if below.startswith("  found") and above.startswith("     "):
            assert cell_len(above) <= max(width, gutter + 30)
            assert below.count("^") >= 1
            assert below[gutter:].replace("it", "").strip().strip("^") == ""
    if text[start:end].strip():
        marked = sum(line.count("^") for line in lines if line.startswith("  found"))
        assert marked >= cell_len(text[start:end].strip().replace("\n", "").replace("\t", "")) // 2
