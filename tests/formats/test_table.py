"""The table shows source, type and content, whatever the text holds."""

import io

import pytest

from extractor.formats import table
from extractor.formats.page import Page
from extractor.printable import printable
from tests.formats.events import ADMIT, SAY


def shown(results: list, width: int = 100, monkeypatch: pytest.MonkeyPatch | None = None) -> str:
    stream = io.StringIO()
    if monkeypatch:
        monkeypatch.setenv("COLUMNS", str(width))
    table.write(results, stream)
    return stream.getvalue()


def test_source_type_trigger_and_content_stand_in_a_row(monkeypatch: pytest.MonkeyPatch) -> None:
    text = shown([("a.txt", [SAY])], monkeypatch=monkeypatch)
    assert "a.txt  1 event" in text
    (row,) = (line for line in text.splitlines() if "Il sindaco" in line)
    assert "Say" in row and "La città resiste" in row
    assert "ha detto" in text


def test_a_resolved_source_follows_an_arrow_and_other_roles_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    text = shown([("a.txt", [SAY, ADMIT])], monkeypatch=monkeypatch)
    assert "→ Il sindaco" in text
    assert "└ Admit" in text
    assert "medium: città" in text


def test_markup_in_the_text_is_text(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "un [bold]errore[/bold]" in shown([("a.txt", [ADMIT])], monkeypatch=monkeypatch)


def test_a_parent_that_is_not_shown_does_not_set_its_child_in(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "└" not in shown([("a.txt", [ADMIT])], monkeypatch=monkeypatch)


def test_a_document_without_events_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "a.txt  0 events" in shown([("a.txt", [])], monkeypatch=monkeypatch)


@pytest.mark.parametrize("width", [20, 60, 200])
def test_no_line_is_wider_than_the_terminal(width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    text = shown([("a.txt", [SAY, ADMIT])], width, monkeypatch)
    assert max(map(len, text.splitlines())) <= width


def test_no_colour_without_a_terminal_and_colour_on_one(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "\x1b" not in shown([("a.txt", [SAY])], monkeypatch=monkeypatch)
    monkeypatch.setattr(Page, "is_terminal", True)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert "\x1b[" in shown([("a.txt", [SAY])], monkeypatch=monkeypatch)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("a\nb\t c", "a b c"), ("a\x1b[2Jb", "a\N{REPLACEMENT CHARACTER}[2Jb"), ("perché «sì»", "perché «sì»")],
)
def test_what_could_steer_a_terminal_is_replaced(text: str, expected: str) -> None:
    assert printable(text) == expected
