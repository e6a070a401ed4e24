"""`extract format`: what it writes, names and shows; statuses."""

import os
from pathlib import Path

import pytest

from tests.cli.command import extract

UGLY = 'rule one\n  match "x"   "y"\n  emit M\n'
NEAT = 'rule one\n  match   "x" "y"\n  emit    M\n'


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """A folder with a file that is laid out and two that aren't."""
    (tmp_path / "events").mkdir()
    for name, text in (("a.rules", NEAT), ("b.rules", UGLY), ("events/c.rules", UGLY), ("d.txt", UGLY)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_files_are_written(rules: Path) -> None:
    done = extract("format", rules)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.decode() == f"{rules}/b.rules\n{rules}/events/c.rules\n2 files laid out, 1 left as it is\n"
    assert [(rules / name).read_text() for name in ("a.rules", "b.rules", "events/c.rules", "d.txt")] == [NEAT, NEAT, NEAT, UGLY]
    assert extract("format", rules / "b.rules", rules / "a.rules").stdout == b"0 files laid out, 2 left as they are\n"


def test_nothing_is_written_when_only_asked(rules: Path) -> None:
    checked, shown = extract("format", "--check", rules), extract("format", "--diff", rules / "b.rules")
    assert checked.returncode == shown.returncode == 1
    assert checked.stdout.decode().splitlines()[-1] == "2 files to be laid out, 1 left as it is"
    assert '-  match "x"   "y"\n' in shown.stdout.decode() and '+  match   "x" "y"\n' in shown.stdout.decode()
    assert (rules / "b.rules").read_text() == UGLY


def test_line_ends_and_marks_of_other_systems_go(rules: Path) -> None:
    (rules / "b.rules").write_bytes(b"\xef\xbb\xbf" + NEAT.replace("\n", "\r\n").encode())
    assert extract("format", rules / "b.rules").returncode == 0
    assert (rules / "b.rules").read_bytes() == NEAT.encode()


def test_what_is_broken_is_told_and_left_alone(rules: Path) -> None:
    (rules / "b.rules").write_text("rule one\n  match [\n", encoding="utf-8")
    done = extract("format", rules)
    assert done.returncode == 2 and b"b.rules:2:9: error E013" in done.stderr and b"Traceback" not in done.stderr
    assert (rules / "b.rules").read_text() == "rule one\n  match [\n"
    assert (rules / "events" / "c.rules").read_text() == NEAT


@pytest.mark.parametrize(
    ("name", "what"), [("gone.rules", "does not exist"), ("d.txt", "is no rule file"), ("a" * 300, "does not exist")]
)
def test_no_rules_there(rules: Path, name: str, what: str) -> None:
    done = extract("format", rules / name)
    assert done.returncode == 2 and what in done.stderr.decode() and "Traceback" not in done.stderr.decode()


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may write everywhere")
def test_a_file_that_may_not_be_written(rules: Path) -> None:
    (rules / "b.rules").chmod(0o400)
    done = extract("format", rules)
    assert done.returncode == 2 and b"b.rules: Permission denied" in done.stderr
