"""Suites of cases (`*.cases.yaml`): what is read, what is wrong with them and where."""

import shutil
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from extractor.diagnostics import Diagnostic
from extractor.engine import Extractor
from extractor.language.check import check
from extractor.language.loading import Memory, load_pack
from extractor.language.pack import load
from extractor.language.sources import Source
from extractor.language.suites import read_suite
from extractor.language.tree import Case, FeatureValue, RoleText
from extractor.language.yaml_fields import Notes
from extractor.language.yaml_positions import positions
from extractor.language.yaml_source import Scalar, read_yaml

ENGLISH = Path(__file__).resolve().parents[2] / "examples" / "english"


def read(text: str) -> tuple[tuple[Case, ...], list[Diagnostic]]:
    root, found = read_yaml(text, "x.cases.yaml")
    assert root is not None and found == []
    notes = Notes(Source("x.cases.yaml", "x.cases.yaml", text))
    return read_suite(root, notes), notes.all


def test_a_case_keeps_its_text_and_knows_where_its_items_stand() -> None:
    suite = """\
- name: a long one
  date: 2020-10
  because: to see it
  text: |
    It rained.
    She said “no”.
  events:
    - 'Say "said" (source "She",
        polarity = negative)'
    - "Say \\"said\\""
- text: It rained.
  expect: >-
    Word "It"
      , Word "rained"
"""
    (long, short), found = read(suite)
    assert found == []
    assert (long.name, long.date, long.because, long.complete) == ("a long one", "2020-10", "to see it", True)
    assert long.text == "It rained.\nShe said “no”.\n"
    first, second = long.expected
    source, polarity = first.details
    assert isinstance(source, RoleText) and (source.role, source.text) == ("source", "She")
    assert isinstance(polarity, FeatureValue) and polarity.value == "negative"
    assert (first.place.line, first.place.column) == (8, 8)
    assert (source.place.line, source.place.column, source.place.end_column) == (8, 20, 32)
    assert (polarity.place.line, polarity.place.column, polarity.place.end_column) == (9, 9, 28)
    assert (second.place.line, second.place.column, second.place.end_column) == (10, 8, 19)
    assert [(each.text, each.place.line, each.place.column) for each in short.expected] == [("It", 13, 5), ("rained", 14, 9)]
    assert not short.complete and (short.name, short.date) == (None, None)


WRONG = {
    "no list": ("text: It rained.\nevents: []\n", [("E055", 1, 1)]),
    "no case": ("[]\n", [("E061", 1, 1)]),
    "nothing but a comment": ("# rain\n", [("E061", 1, 1)]),
    "a word for a case": ("- rain\n", [("E055", 1, 3)]),
    "an unknown key": ("- text: It rained.\n  event: []\n  events: []\n", [("E054", 2, 3)]),
    "nothing expected": ("- text: It rained.\n", [("E061", 1, 3)]),
    "both": ("- text: It rained.\n  expect: Say \"It\"\n  events: []\n", [("E061", 1, 3)]),
    "expect lists nothing": ("- text: It rained.\n  expect: []\n", [("E061", 2, 11)]),
    "no text": ("- events: []\n", [("E056", 1, 3)]),
    "an empty text": ("- text: ''\n  events: []\n", [("E055", 1, 9)]),
    "a blank text": ("- text: '  '\n  events: []\n", [("E055", 1, 9)]),
    "a list for a text": ("- text: [a]\n  events: []\n", [("E055", 1, 9)]),
    "a day that isn't": ("- text: a\n  date: 2020-02-30\n  events: []\n", [("E062", 2, 9)]),
    "a month that isn't": ("- text: a\n  date: 2020-13\n  events: []\n", [("E062", 2, 9)]),
    "a date in words": ("- text: a\n  date: today\n  events: []\n", [("E062", 2, 9)]),
    "one name twice": ("- {name: x, text: a, events: []}\n- {name: x, text: b, events: []}\n", [("E057", 2, 4)]),
    "no events, not said so": ("- text: a\n  events:\n", [("E055", 2, 10)]),
    "a number for an item": ("- text: a\n  expect: [5]\n", [("E055", 2, 12)]),
    "an item without a text": ("- text: a\n  expect:\n    - Say\n", [("E027", 3, 10)]),
    "an open bracket": ("- text: a\n  expect: 'Say \"a\" (x \"a\"'\n", [("E013", 2, 20)]),
    "no comma": ("- text: a\n  expect: |\n    Say \"a\"\n    Say \"a\"\n", [("E001", 4, 5)]),
    "a small letter": ("- text: a\n  events:\n  - Say \"a\" (no Source), say \"a\"\n", [("E012", 3, 17), ("E011", 3, 26)]),
    "behind an escape": ('- text: a\n  events: ["Say \\"\\u0061\\" (no Source)"]\n', [("E012", 2, 32)]),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_told_with_its_place(name: str) -> None:
    text, expected = WRONG[name]
    _, found = read(text)
    assert [(each.code, each.line, each.column) for each in found] == expected
    assert all(each.source == text.split("\n")[each.line - 1] for each in found)


@given(
    st.text(st.sampled_from("ab è日\"'\\:#,-\n\t\u0301"), min_size=1, max_size=40),
    st.sampled_from(["'", '"', "|", ">", None]),
    st.integers(8, 60),
)
def test_positions_point_to_what_is_written(value: str, style: str | None, width: int) -> None:
    text = yaml.dump({"k": [value]}, default_style=style, width=width, allow_unicode=True)
    root, found = read_yaml(text, "f")
    assert root is not None and found == []
    scalar = root.pairs[0][1].items[0]  # type: ignore[union-attr]
    assert isinstance(scalar, Scalar)
    if scalar.text != value:  # not every style can hold every text
        value = scalar.text
    lines = text.split("\n")
    where = positions(scalar, text)
    assert len(where) == len(value) + 1
    assert where == sorted(where)
    for letter, (line, column) in zip(value, where, strict=False):
        written = lines[line - 1][column - 1 : column]
        assert letter.isspace() or written in (letter, "\\"), (text, letter, line, column)


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ENGLISH, tmp_path / "pack"))


def test_suites_are_read_anywhere_and_are_no_lexicons(pack: Path) -> None:
    for folder in ("lexicons", "morphology", "events/deep", "."):
        (pack / folder).mkdir(exist_ok=True)
        (pack / folder / "x.cases.yaml").write_text("- text: It rained.\n  events: []\n", encoding="utf-8")
    loaded, found = load(pack)
    assert found == [] and check(loaded) == []
    assert {"lexicons/x.cases.yaml", "morphology/x.cases.yaml", "events/deep/x.cases.yaml", "x.cases.yaml"} < set(loaded.suites)
    assert "x.cases" not in loaded.morphology and not any("cases" in lexicon for lexicon, _ in loaded.lists)


def test_suites_change_neither_the_program_nor_the_hash(pack: Path) -> None:
    before = Extractor.load(pack)
    (pack / "x.cases.yaml").write_text("- broken: [\n", encoding="utf-8")
    assert Extractor.load(pack).compiled.hash == before.compiled.hash
    loaded, found = load(pack)
    assert loaded.hash == before.compiled.hash
    assert [(Path(each.file).name, each.code) for each in found] == [("x.cases.yaml", "E052")]


UNFIT = {
    'Say "sad"': ("E122", "does not stand in the text"),
    'Sey "said"': ("E100", "did you mean 'Say'"),
    'Say "said" (sorce "She")': ("E101", "did you mean 'source'"),
    'Say "said" (source "He")': ("E122", "'He' does not stand"),
    'Say "said" (tone = loud)': ("E102", "no attribute"),
    'Say "said" (polarity = loud)': ("E103", "no value"),
    'Reporting "said"': ("E112", "abstract"),
    'Speaker "She"': ("E122", "'Speaker', a mention, is among the events"),
    'word "said"': ("E122", "a word is among the events"),
}


@pytest.mark.parametrize("item", UNFIT)
def test_items_are_checked_against_the_pack(item: str, pack: Path) -> None:
    (pack / "x.cases.yaml").write_text(f"- text: She said no.\n  events:\n  - {item}\n", encoding="utf-8")
    loaded, found = load(pack)
    code, words = UNFIT[item]
    wrong = check(loaded)
    assert found == []
    assert [(each.code, each.line) for each in wrong] == [(code, 3)]
    assert words in f"{wrong[0].message}; {wrong[0].hint}"


def test_a_memory_gives_what_a_fresh_load_gives(pack: Path) -> None:
    memory = Memory()
    suite = pack / "x.cases.yaml"
    for text in ("- text: a\n  events: []\n", "- text: a\n", "- text: [\n", "- text: b\n  events: []\n", None, "- a"):
        if text is None:
            suite.unlink()
        else:
            suite.write_text(text, encoding="utf-8")
        assert load_pack(pack, memory=memory) == load_pack(pack)
