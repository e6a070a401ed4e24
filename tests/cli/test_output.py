"""A file is written whole or not at all; what is no file is written directly."""

import io
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from extractor.cli.output import opened
from extractor.cli.problems import OutputError, UsageError

ROOT = Path(__file__).resolve().parents[2]
AS_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0


def test_a_file_is_there_when_it_is_complete(tmp_path: Path) -> None:
    target = tmp_path / "out.jsonl"
    with opened(str(target)) as stream:
        stream.write("perché\n")
        stream.flush()
        assert not target.exists()
    assert target.read_bytes() == "perché\n".encode()
    assert os.listdir(tmp_path) == ["out.jsonl"]


@pytest.mark.parametrize("error", [ValueError("a bug"), KeyboardInterrupt()])
def test_what_is_not_finished_leaves_the_old_file_alone(tmp_path: Path, error: BaseException) -> None:
    target = tmp_path / "out.jsonl"
    target.write_text("old", encoding="utf-8")
    with pytest.raises(type(error)), opened(str(target)) as stream:
        stream.write("half")
        stream.flush()
        raise error
    assert target.read_text(encoding="utf-8") == "old"
    assert os.listdir(tmp_path) == ["out.jsonl"]


def test_permissions_are_kept_or_follow_the_umask(tmp_path: Path) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    old.touch()
    old.chmod(0o640)
    before = os.umask(0o027)
    try:
        for target in (old, new):
            with opened(str(target)) as stream:
                stream.write("x")
    finally:
        os.umask(before)
    assert [stat.S_IMODE(target.stat().st_mode) for target in (old, new)] == [0o640, 0o640]


@pytest.mark.parametrize("exists", [True, False])
def test_a_link_stays_a_link(tmp_path: Path, exists: bool) -> None:
    (tmp_path / "there").mkdir()
    target, link = tmp_path / "there" / "target", tmp_path / "link"
    if exists:
        target.write_text("old", encoding="utf-8")
    link.symlink_to(Path("there") / "target")
    with opened(str(link)) as stream:
        stream.write("new")
    assert link.is_symlink()
    assert target.read_text(encoding="utf-8") == "new"


def test_a_device_is_written_and_not_replaced() -> None:
    with opened(os.devnull) as stream:
        stream.write("x")
    assert not Path(os.devnull).is_file()


@pytest.mark.parametrize("name", ["folder", "gone/out.jsonl", "file/out.jsonl"])
def test_what_cannot_be_opened_is_wrong_usage(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").touch()
    path = str(tmp_path / name)
    with pytest.raises(UsageError, match="cannot write"), opened(path):
        pytest.fail("it was opened")
    assert sorted(os.listdir(tmp_path)) == ["file", "folder"]


@pytest.mark.skipif(AS_ROOT, reason="root may write everything")
def test_a_read_only_file_is_not_replaced(tmp_path: Path) -> None:
    target = tmp_path / "out"
    target.write_text("old", encoding="utf-8")
    target.chmod(0o444)
    with pytest.raises(UsageError, match="Permission denied"), opened(str(target)):
        pytest.fail("it was opened")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_is_one_message() -> None:
    message = "cannot write /dev/full: No space left on device"
    with pytest.raises(OutputError, match=message), opened("/dev/full") as stream:
        stream.write("x" * 100_000)


def test_standard_output_is_utf8_for_programs(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="latin-1", newline="\r\n"))
    with opened(None) as stream:
        stream.write("“sì”\n")
    assert raw.getvalue() == "“sì”\n".encode()


def test_people_keep_their_terminal_s_encoding(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="latin-1"))
    with opened(None, encoding=None) as stream:
        stream.write("“sì”\n")
    assert raw.getvalue() == "?sì?\n".encode("latin-1")


def test_closed_standard_output(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    with pytest.raises(OutputError, match="closed"), opened(None):
        pytest.fail("it was opened")


@pytest.mark.parametrize(
    "words",
    [
        ("--format", "table", "examples/article.txt"),
        ("explain", "--rules", "examples/english", "The mayor said that it rains."),
        ("concordance", "--rules", "examples/english", "--format", "table", "Reporting", "examples/english/article.txt"),
        ("evaluate", "--rules", "examples/english", "--no-marginal", "examples/news.gold.jsonl"),
        ("diff", "--format", "text", "examples/english", "examples/english", "examples/news"),
        ("test", "examples/english"),
    ],
    ids=lambda words: words[0],
)
def test_a_reader_of_a_view_that_goes_away(words: tuple[str, ...]) -> None:
    """Status 141 and not a word, whatever prints the view."""
    process = subprocess.Popen(
        [sys.executable, "-m", "extractor", *words], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None and process.stderr is not None
    process.stdout.close()
    messages = process.stderr.read()
    assert (process.wait(timeout=120), messages) == (141, b"")
