"""The main job, from the command line: inputs, formats, statuses."""

import json
import os
import shutil
import signal
import subprocess
import sys
from math import inf
from pathlib import Path

import pytest

from extractor import Extractor
from extractor.cli.documents import size
from extractor.cli.run import BRIEF
from tests.cli.command import ARTICLE, ROOT, article, extract, records

SENTENCE = "Il ministro ha detto che la tregua regge.\n"


@pytest.fixture
def news(tmp_path: Path) -> Path:
    """A folder with one good text and one that is not UTF-8."""
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "good.txt").write_text(SENTENCE, encoding="utf-8")
    (folder / "bad.txt").write_bytes("perché".encode("latin-1"))
    return folder


def test_inputs_are_measured_where_they_are_files(tmp_path: Path) -> None:
    one, other = tmp_path / "a.txt", tmp_path / "b.txt"
    one.write_bytes(b"ab")
    other.write_bytes("è".encode())
    assert size([str(one), str(other)]) == 4
    assert [size([str(one), name]) for name in ("-", str(tmp_path), f"{tmp_path}/*.txt", "gone", "\0")] == [inf] * 5


def test_few_texts_or_many_the_events_are_the_same(tmp_path: Path) -> None:
    long = tmp_path / "long.txt"
    long.write_bytes(ARTICLE.read_bytes().ljust(BRIEF + 1))
    found = extract("--no-cache", "--format", "jsonl", str(long)).stdout
    assert found.replace(str(long).encode(), b"examples/article.txt") == article()


class TestArticle:
    """The founding article, by the ways in that there are."""

    def test_a_file(self) -> None:
        text = ARTICLE.read_bytes().decode()
        found = records(article())
        assert len(found) > 10
        for record in found:
            assert record["doc"] == "examples/article.txt"
            for spans in ([record["trigger"], record["sentence"]], *record["roles"].values()):
                assert all(text[span["start"] : span["end"]] == span["text"] for span in spans)

    def test_the_packaged_rules_are_the_default(self) -> None:
        assert extract("run", "--rules", "rules/", "examples/article.txt").stdout == article()

    def test_standard_input(self) -> None:
        piped = extract("-", stdin=ARTICLE.read_bytes()).stdout
        assert piped == article().replace(b'"doc":"examples/article.txt"', b'"doc":"-"')

    def test_the_library_gives_the_same(self) -> None:
        events = Extractor.load().extract(ARTICLE.read_bytes().decode())
        assert [event.id for event in events] == [record["id"] for record in records(article())]

    def test_a_byte_order_mark_is_a_character(self, tmp_path: Path) -> None:
        """It stands in the file, so every offset moves by one; nothing else changes."""
        marked = tmp_path / "marked.txt"
        marked.write_bytes(b"\xef\xbb\xbf" + ARTICLE.read_bytes())
        before, after = records(article()), records(extract(marked).stdout)
        assert [(r["type"], r["trigger"]["start"] + 1, r["trigger"]["text"]) for r in before] == [
            (r["type"], r["trigger"]["start"], r["trigger"]["text"]) for r in after
        ]


class TestFormats:
    def test_the_array_holds_the_same_records(self) -> None:
        assert json.loads(article("--format", "json")) == records(article())

    def test_the_table_names_sources_and_types(self) -> None:
        text = article("--format", "table").decode()
        assert "examples/article.txt" in text and "Accuse" in text and "\x1b" not in text

    def test_a_terminal_gets_a_table(self) -> None:
        if shutil.which("script") is None:
            pytest.skip("needs a pseudo-terminal")
        words = f"{sys.executable} -m extractor examples/article.txt"
        done = subprocess.run(
            ["script", "-qec", words, os.devnull], cwd=ROOT, capture_output=True, stdin=subprocess.DEVNULL, check=False
        )
        assert b"Accuse" in done.stdout and b'"doc"' not in done.stdout


class TestEvents:
    def test_types_and_their_subtypes(self) -> None:
        kept = {"Accuse", "Criticize", "Praise", "Say"}
        expected = [record for record in records(article()) if record["type"] in kept]
        assert records(article("--events", "Judgment,Say")) == expected
        assert {record["type"] for record in expected} > {"Accuse", "Say"}

    def test_an_unknown_type(self) -> None:
        done = extract("--events", "Acuse", "examples/article.txt")
        assert (done.returncode, done.stdout) == (2, b"")
        assert done.stderr.decode() == "extract: --events: the pack has no event type 'Acuse'; did you mean 'Accuse'?\n"


class TestFailures:
    def test_a_document_that_fails_does_not_stop_the_others(self, news: Path) -> None:
        done = extract("gone.txt", news)
        assert done.returncode == 3
        assert {record["doc"] for record in records(done.stdout)} == {str(news / "good.txt")}
        assert done.stderr.decode().splitlines() == [
            "extract: gone.txt: no such file or folder",
            f"extract: {news / 'bad.txt'}: not UTF-8 (byte 5, value 0xe9); convert it first",
        ]

    def test_no_events_is_no_failure(self, tmp_path: Path) -> None:
        (tmp_path / "empty.txt").touch()
        done = extract(tmp_path / "empty.txt")
        assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")

    def test_errors_in_rules(self, tmp_path: Path) -> None:
        (tmp_path / "pack.yaml").write_text("name: broken\nlanguages: x\n", encoding="utf-8")
        done = extract("--rules", tmp_path, "examples/article.txt")
        assert (done.returncode, done.stdout) == (2, b"")
        assert "pack.yaml:2:1: error E" in done.stderr.decode()
        assert "Traceback" not in done.stderr.decode()

    def test_no_pack_there(self) -> None:
        done = extract("--rules", "gone/", "examples/article.txt")
        assert (done.returncode, done.stdout) == (2, b"")
        assert "gone" in done.stderr.decode() and "Traceback" not in done.stderr.decode()

    def test_a_reader_that_goes_away(self) -> None:
        """As `extract … | head -0`: status 141 and not a word."""
        words = [sys.executable, "-m", "extractor", "examples/article.txt"]
        process = subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        assert process.stdout is not None and process.stderr is not None
        process.stdout.close()
        messages = process.stderr.read()
        assert process.wait(timeout=120) == 141
        assert messages == b""

    @pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
    def test_a_full_disk(self) -> None:
        done = extract("examples/article.txt", before=["sh", "-c", '"$@" > /dev/full', "sh"])
        assert done.returncode == 3
        assert done.stderr.decode() == "extract: cannot write standard output: No space left on device\n"

    def test_an_interrupt(self) -> None:
        """Ctrl-C after the first document: its events are out, status 130, no traceback."""
        process = subprocess.Popen(
            [sys.executable, "-m", "extractor", "-"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # a job in the background ignores it
        )
        assert process.stdin is not None and process.stdout is not None
        for _ in range(2):  # reading is one line ahead
            process.stdin.write(json.dumps({"id": "a", "text": SENTENCE}).encode() + b"\n")
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["doc"] == "a"
        process.send_signal(signal.SIGINT)
        _, messages = process.communicate(timeout=60)
        assert (process.returncode, messages) == (130, b"")


class TestOutputFile:
    def test_it_holds_what_would_be_printed(self, tmp_path: Path) -> None:
        target = tmp_path / "events.jsonl"
        done = extract("examples/article.txt", "-o", target)
        assert (done.returncode, done.stdout) == (0, b"")
        assert target.read_bytes() == article()

    def test_failed_documents_leave_the_others_events(self, news: Path, tmp_path: Path) -> None:
        target = tmp_path / "events.jsonl"
        assert extract(news, "-o", target).returncode == 3
        assert {record["doc"] for record in records(target.read_bytes())} == {str(news / "good.txt")}

    def test_a_file_that_grows_too_large_is_not_half_written(self, tmp_path: Path) -> None:
        target = tmp_path / "events.jsonl"
        target.write_text("old\n", encoding="utf-8")
        done = extract("examples/article.txt", "-o", target, before=["sh", "-c", 'ulimit -f 1; exec "$@"', "sh"])
        assert done.returncode == 3
        assert done.stderr.decode() == f"extract: cannot write {target}: File too large\n"
        assert target.read_text(encoding="utf-8") == "old\n"
        assert os.listdir(tmp_path) == ["events.jsonl"]

    def test_errors_in_rules_touch_nothing(self, tmp_path: Path) -> None:
        assert extract("--rules", "gone/", "examples/article.txt", "-o", tmp_path / "out").returncode == 2
        assert os.listdir(tmp_path) == []


def test_schema() -> None:
    done = extract("schema", "--rules", "rules/")
    assert done.returncode == 0
    assert "Accuse" in json.dumps(json.loads(done.stdout))


def test_a_file_called_like_a_command(tmp_path: Path) -> None:
    (tmp_path / "check").write_text(SENTENCE, encoding="utf-8")
    assert {record["doc"] for record in records(extract("./check", cwd=tmp_path).stdout)} == {"./check"}
