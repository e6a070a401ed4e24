"""docs/authoring.md: its commands run one after the other, as written, and print what it shows."""

import re
import shutil
from pathlib import Path

import pytest

from tests.cli.command import ROOT
from tests.pages import fenced, missing, shell, write_program

PAGE = (ROOT / "docs" / "authoring.md").read_text(encoding="utf-8")
FILE = re.compile(r"`([\w./-]+)`:$")


def test_the_walk_through(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    (tmp_path / "programs").mkdir()
    programs = write_program(tmp_path / "programs")
    for folder in ("rules", "examples"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    printed = ""
    for language, above, text in fenced(PAGE):
        if language == "sh":
            printed = shell(text, tmp_path, programs).stdout
        elif language == "text":
            assert list(missing(text, printed)) == [], printed
        else:
            named = FILE.search(above)
            assert named, f"no file is named above the block:\n{text}"
            (tmp_path / named[1]).write_text(text, encoding="utf-8")
    assert [kind for kind, _, _ in fenced(PAGE)].count("text") >= 7


@pytest.mark.parametrize(
    ("shown", "left"),
    [
        ("a\nb\nc\n", []),
        ("a\nc\n", ["c"]),
        ("a\n…\nc\n", []),
        ("…\nb\n…\n", []),
        ("b\nc\n", ["b"]),
        ("a\nb\n", ["c"]),
        ("…\nc\nb\n", ["b"]),
    ],
)
def test_what_is_missing_from_a_page_is_seen(shown: str, left: list[str]) -> None:
    assert list(missing(shown, "a\nb  \nc\n")) == left
