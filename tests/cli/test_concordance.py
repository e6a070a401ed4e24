"""`extract concordance`, from the command line: formats, orders, errors, statuses."""

import json
import os
import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from tests.cli.command import ROOT, called, records

PACK = ROOT / "examples" / "english"
FIRST = "The mayor said that the bridge is safe.\nThe old\tbridge,\x1b[31m said the mayor’s friend, is “safe”.\n"
SECOND = "Nobody said it.\n"


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "first.txt").write_text(FIRST, encoding="utf-8")
    (tmp_path / "corpus" / "second.txt").write_text(SECOND, encoding="utf-8")
    return tmp_path


def concordance(corpus: Path, *words: str) -> subprocess.CompletedProcess[bytes]:
    return called("concordance", "--rules", PACK, *words, "corpus", cwd=corpus)


def test_the_table(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    monkeypatch.setenv("COLUMNS", "60")
    done = concordance(corpus, '"bridge"', "--format", "table")
    assert done.stdout.decode() == (
        "first.txt   or said that the  bridge  is safe. The old bri\n"
        "first.txt   is safe. The old  bridge  ,\N{REPLACEMENT CHARACTER}[31m said the mayo\n"
    )
    assert done.stderr == b"2 hits in 1 of 2 documents\n"


def test_json_lines_are_the_default_in_a_pipe(corpus: Path) -> None:
    done = concordance(corpus, "who:Speaker <say>", "--width", "7")
    record = records(done.stdout)[0]
    assert (done.returncode, record["doc"]) == (0, "corpus/first.txt")
    assert FIRST[record["start"] : record["end"]] == record["text"] == "The mayor said"
    assert (record["left"], record["right"]) == ("", " that t")
    assert record["captures"] == {"who": [{"start": 0, "end": 9, "text": "The mayor"}]}
    assert [(each["type"], each["text"]) for each in record["mentions"]] == [("Speaker", "The mayor")]


def test_tsv_has_a_line_for_each_hit(corpus: Path) -> None:
    lines = concordance(corpus, '"bridge"', "--format", "tsv", "--width", "8").stdout.decode().splitlines()
    assert [line.split("\t") for line in lines] == [
        ["doc", "start", "end", "left", "match", "right"],
        ["corpus/first.txt", "24", "30", "hat the ", "bridge", " is safe"],
        ["corpus/first.txt", "48", "54", "The old ", "bridge", ", [31m s"],
    ]


def test_counts(corpus: Path) -> None:
    done = concordance(corpus, '[upos = NOUN] | "said"', "--count-by", "word", "--format", "table")
    assert done.stdout.decode().splitlines()[:2] == ["3  said", "2  bridge"]
    assert records(concordance(corpus, "<say>", "--count-by", "lemma").stdout) == [{"lemma": "say", "count": 3}]
    assert concordance(corpus, "<say>", "--count-by", "rule", "--format", "tsv").stdout == b"count\trule\n3\t-\n"


def test_sorted_and_sampled(corpus: Path) -> None:
    found = records(concordance(corpus, '"said"', "--sort", "right").stdout)
    assert [each["right"].split()[0] for each in found] == ["it.", "that", "the"]
    done = concordance(corpus, '"said"', "--sample", "2")
    assert len(records(done.stdout)) == 2
    assert done.stderr == b"3 hits in 2 of 2 documents, 2 of them shown\n"


def test_a_terminal_gets_a_table_in_colour(corpus: Path) -> None:
    if shutil.which("script") is None:
        pytest.skip("needs a pseudo-terminal")
    words = f"{sys.executable} -m extractor concordance '<say>' corpus --rules {PACK}"
    environment = {**os.environ, "TERM": "xterm-256color", "PYTHONPATH": str(ROOT)}
    environment.pop("NO_COLOR", None)
    done = subprocess.run(
        ["script", "-qec", words, os.devnull],
        cwd=corpus,
        env=environment,
        capture_output=True,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    assert b"\x1b[1;33msaid\x1b[0m" in done.stdout and b'"doc"' not in done.stdout and b"\x1b[31m" not in done.stdout


def test_a_wrong_pattern_is_shown_underlined(corpus: Path) -> None:
    done = concordance(corpus, "Speeker <say>")
    assert (done.returncode, done.stdout) == (2, b"")
    message = done.stderr.decode()
    assert "<pattern>:1:1: error E100" in message and "  1 | Speeker <say>\n    | ^^^^^^^" in message
    assert "did you mean 'Speaker'?" in message and "Traceback" not in message


def test_statuses(corpus: Path) -> None:
    done = concordance(corpus, "<fly>")
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"0 hits in 0 of 2 documents\n")
    (corpus / "corpus" / "bad.txt").write_bytes("é".encode("latin-1"))
    done = concordance(corpus, "<say>")
    assert (done.returncode, len(done.stdout.splitlines())) == (3, 3)
    assert b"bad.txt" in done.stderr
    for words in (["--sort", "left", "--count-by", "word"], ["--sample", "0"], ["--width", "many"], ["--width", "9" * 12]):
        assert concordance(corpus, "<say>", *words).returncode == 2
    assert concordance(corpus, "<say>", "-o", "gone/out.tsv").returncode == 2


def test_a_file_is_written_whole(corpus: Path) -> None:
    done = concordance(corpus, "<say>", "-o", "out.jsonl")
    assert (done.returncode, done.stdout) == (0, b"")
    assert len(records((corpus / "out.jsonl").read_bytes())) == 3


def test_it_streams_and_a_closed_pipe_ends_it(corpus: Path) -> None:
    """The first hits are there while the input is still open; then the reader goes away."""
    process = subprocess.Popen(
        [sys.executable, "-m", "extractor", "concordance", "<say>", "-", "--rules", str(PACK)],
        cwd=corpus,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdin and process.stdout and process.stderr
    line = json.dumps({"id": "a", "text": "She said it. " * 50}).encode() + b"\n"
    process.stdin.write(line)
    process.stdin.flush()
    assert json.loads(process.stdout.readline())["doc"] == "a"
    process.stdout.close()
    with suppress(BrokenPipeError), process.stdin:
        for _ in range(10_000):
            process.stdin.write(line)
            process.stdin.flush()
    assert (process.wait(timeout=60), process.stderr.read()) == (141, b"")
    process.stderr.close()


def test_help_shows_patterns_and_says_what_is_shown() -> None:
    done = called("concordance", "--help")
    assert done.returncode == 0
    assert b"so the hits of a\n  sentence never overlap" in done.stdout and b"head:" in done.stdout
