"""How a finding is shown: the line underlined, whatever stands in it."""

import pytest

from extractor.diagnostics import Diagnostic, render


def finding(source: str, part: str, message: str = "so not") -> Diagnostic:
    column = source.index(part) + 1
    return Diagnostic(
        code="E001", message=message, file="a.rules", line=3, column=column, end_column=column + len(part), source=source
    )


LONG = "x " * 4000


@pytest.mark.parametrize(
    "source", ["a WRONG b", "WRONG", f"{LONG}WRONG{LONG}", f"WRONG{LONG}", f"{LONG}WRONG", "\ta\x1b[31mWRONG\a"]
)
def test_the_part_that_is_wrong_is_underlined(source: str) -> None:
    _, shown, marks = render(finding(source, "WRONG")).split("\n")
    assert shown[marks.index("^") : marks.rindex("^") + 1] == "WRONG"
    assert len(shown) < 220


def test_a_part_longer_than_what_is_shown_is_underlined_to_the_end() -> None:
    _, shown, marks = render(finding(f"{LONG}{'y' * 900}{LONG}", "y" * 900)).split("\n")
    assert set(shown[marks.index("^") : marks.rindex("^") + 1]) == {"y"} and len(shown) < 220 and "…" in shown


def test_nothing_steers_the_terminal() -> None:
    shown = render(finding("a\x1b[2J\x9bb", "b", "'\x1b]0;x\a' does not stand in the text"))
    assert not {"\x1b", "\a", "\x9b"} & set(shown)
