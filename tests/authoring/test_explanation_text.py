"""How an element of a rule is underlined in its line."""

import pytest
from rich.cells import cell_len

from extractor.authoring.explanation_text import _underlined
from extractor.language.tree import Place

LINE = '  match   source:Speaker[function != oblique] trigger:VerbGroup content:(.. "fine") $'
WIDE = '  match   "桥桥桥桥桥桥桥桥桥桥桥桥桥桥桥" source:Speaker "桥桥桥桥桥桥桥桥桥桥桥桥桥桥桥桥桥"'


def underlined(line: str, element: str, width: int) -> tuple[str, str]:
    start = line.index(element) + 1
    place = Place("r.rules", 1, start, 1, start + len(element))
    text, mark = _underlined(line, place, width).plain.split("\n")
    return text, mark


def test_a_short_line_stands_as_it_is() -> None:
    text, mark = underlined(LINE, "VerbGroup", 100)
    assert text == LINE.lstrip()
    assert text[mark.index("^") : len(mark)] == "VerbGroup"


@pytest.mark.parametrize("width", [9, 12, 20, 33, 46, 69])
@pytest.mark.parametrize(("line", "element"), [(LINE, "Speaker"), (LINE, "VerbGroup"), (LINE, "$"), (WIDE, "Speaker")])
def test_an_element_stays_in_sight_and_the_line_in_its_columns(line: str, element: str, width: int) -> None:
    text, mark = underlined(line, element, width)
    assert cell_len(text) <= width and cell_len(mark) <= width
    assert element in text
    assert cell_len(text[: text.index(element)]) == mark.index("^")
    assert mark.count("^") == len(element)


def test_a_long_element_is_cut() -> None:
    text, mark = underlined(LINE, LINE[10:], 20)
    assert text == "source:Speaker[func…" and mark == "^" * 20


def test_what_is_no_print_keeps_its_column() -> None:
    assert underlined("\tmatch\tSpeaker\x1b", "Speaker", 40) == ("match Speaker\N{REPLACEMENT CHARACTER}", "      ^^^^^^^")
