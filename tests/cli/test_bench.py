"""`extract bench`, from the command line."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.cli.command import ROOT, called, extract

PACK = ROOT / "examples" / "english"
TEXT = PACK / "article.txt"


def result(*words: str | Path, stdin: bytes = b"") -> dict[str, Any]:
    done = called("bench", "--format", "json", *words, stdin=stdin)
    assert (done.returncode, done.stderr) == (0, b""), done.stderr.decode()
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_json() -> None:
    found = result("--rounds", "2", PACK, TEXT)
    assert (found["rounds"], found["documents"]) == (2, 1)
    assert found["characters"] == len(TEXT.read_text(encoding="utf-8"))
    phases = ["disambiguation", "chunks", "speakers", "clauses", "events", "adjuncts"]
    assert [phase["phase"] for phase in found["phases"]] == phases
    names = [stage["stage"] for stage in found["stages"]]
    assert names[:4] == ["tokenize", "quotations, sentences", "analyze", "trigger scan"]
    assert names[-3:] == ["resolve", "assemble", "write"]
    rule = found["phases"][4]["rules"][0]
    assert set(rule) == {"rule", "seconds", "share", "tries", "matches", "stood"}
    assert set(rule["seconds"]) == {"median", "least", "most"}


def test_the_costliest() -> None:
    found = result("--rounds", "1", "--top", "1", PACK, TEXT)
    shown = {phase["phase"]: len(phase["rules"]) for phase in found["phases"]}
    # A phase of which no rule could begin anywhere has none.
    assert set(shown.values()) <= {0, 1} and shown["events"] == shown["chunks"] == 1


@pytest.mark.parametrize("columns", ["80", "200"])
def test_text_for_people(columns: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    done = called("bench", "--top", "2", PACK, TEXT)
    lines = [line.rstrip() for line in done.stdout.decode().splitlines()]
    assert (done.returncode, done.stderr) == (0, b"") and "\x1b" not in done.stdout.decode()
    assert lines[0].startswith("english-reporting 0.1.0 (")
    assert any(line.startswith(f"1 document, {len(TEXT.read_text(encoding='utf-8')):,} characters, ") for line in lines)
    assert any(line.startswith("speed: ") and line.endswith(" tokens a second") for line in lines)
    assert any("(in 3 rounds, " in line for line in lines)
    assert "the costliest rules of all phases" in lines
    assert sum(line.startswith("phase events  ") and "of all" in line for line in lines) == 1
    assert sum(line.startswith("  finding and choosing") for line in lines) == 6
    assert max(map(len, lines)) <= int(columns)


def test_standard_input_is_measured_once() -> None:
    assert result(PACK, "-", stdin=TEXT.read_bytes())["rounds"] == 1
    done = called("bench", "--rounds", "2", PACK, "-", stdin=TEXT.read_bytes())
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode() == "extract: standard input can be read once only: --rounds 1, or name a file\n"


def test_texts_that_fail_are_told_once(tmp_path: Path) -> None:
    (tmp_path / "bad.txt").write_bytes(b"\xe9")
    done = called("bench", "--format", "json", PACK, "gone.txt", tmp_path, TEXT)
    assert done.returncode == 3 and json.loads(done.stdout)["documents"] == 1
    assert [line.split(": ")[1] for line in done.stderr.decode().splitlines()] == ["gone.txt", str(tmp_path / "bad.txt")]


def test_nothing_to_measure_with(tmp_path: Path) -> None:
    (tmp_path / "none.jsonl").touch()
    done = called("bench", PACK, tmp_path / "none.jsonl")
    assert (done.returncode, done.stdout, done.stderr) == (2, b"", b"extract: there is no text to measure with\n")
    assert (called("bench", PACK, "gone.txt").returncode, called("bench", PACK, "gone.txt").stdout) == (3, b"")
    (tmp_path / "empty.txt").touch()
    assert called("bench", PACK, tmp_path / "empty.txt").returncode == 0


def test_a_pack_that_is_none() -> None:
    done = called("bench", "gone", TEXT)
    assert done.returncode == 2 and b"E050" in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="needs signals")
def test_an_interrupt_shows_what_was_measured_so_far() -> None:
    """In the first round, after the first text: status 130, the figures of that text, no traceback."""
    command = [sys.executable, "-m", "extractor", "bench", "--format", "json", str(PACK), "-"]
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    assert process.stdin is not None
    record = {"id": "a", "text": "The mayor said: “We are ready.”", "more": "x" * 10_000}
    process.stdin.write((json.dumps(record).encode() + b"\n") * 30)  # more than a pipe holds: when it is written, some are done
    process.stdin.flush()
    process.send_signal(signal.SIGINT)
    out, messages = process.communicate(timeout=60)
    assert (process.returncode, messages) == (130, b"")
    found = json.loads(out)
    assert found["rounds"] == 0 and 0 < found["documents"] < 30
    assert found["events"] == found["documents"]


def test_an_output_file(tmp_path: Path) -> None:
    target = tmp_path / "costs.json"
    done = extract("bench", "--format", "json", "--rounds", "1", "-o", target, PACK, TEXT)
    assert (done.returncode, done.stdout, os.listdir(tmp_path)) == (0, b"", ["costs.json"])
    assert json.loads(target.read_bytes())["documents"] == 1
