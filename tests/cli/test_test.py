"""`extract test`: what is chosen, what is shown, statuses, JUnit XML, and watching in a real process."""

import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from queue import Empty, Queue
from xml.etree import ElementTree

import pytest

from tests.cli.command import ROOT, called

JUDGMENTS = "events/judgments.rules"
FAILING = '- name: broken\n  text: The mayor replied.\n  expect: Say "replied"\n'


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ROOT / "examples" / "english", tmp_path / "pack"))


def test_a_pack_with_a_suite(pack: Path) -> None:
    done = called("test", pack)
    assert (done.returncode, done.stderr) == (0, b"")
    assert re.fullmatch(rf"{pack}: \d+ examples, 3 cases, 0 failed\n", done.stdout.decode())


CHOSEN = {
    JUDGMENTS: "4 examples, 0 failed",
    "events/direct_speech.cases.yaml": "3 cases, 0 failed",
    "events/": "3 cases, 0 failed",
}


@pytest.mark.parametrize("path", CHOSEN)
def test_a_file_or_folder_of_a_pack(path: str, pack: Path) -> None:
    done = called("test", path, cwd=pack)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.decode().startswith(f"{path}: ") and done.stdout.decode().endswith(f"{CHOSEN[path]}\n")


def test_the_pack_is_found_from_inside(pack: Path) -> None:
    assert called("test", "judgments.rules", cwd=pack / "events").stdout == b"judgments.rules: 4 examples, 0 failed\n"
    everything = called("test", "..", cwd=pack / "events").stdout
    assert b"3 cases" in everything and everything.startswith(b"..: ")


def test_files_of_one_pack_go_together_and_a_pack_takes_its_files_in(pack: Path) -> None:
    both = called("test", JUDGMENTS, "events/direct_speech.cases.yaml", JUDGMENTS, cwd=pack)
    assert both.stdout.decode() == f"{JUDGMENTS}, events/direct_speech.cases.yaml: 4 examples, 3 cases, 0 failed\n"
    assert called("test", JUDGMENTS, ".", cwd=pack).stdout.count(b"\n") == 1


def test_one_rule(pack: Path) -> None:
    done = called("test", "--rule", "accuse_of", "--verbose", pack)
    lines = done.stdout.decode().splitlines()
    assert lines[-1] == f"{pack}: 2 examples, 0 failed"
    assert [line.split(": ", 1)[1] for line in lines[:-1]] == ["example of accuse_of", "never of accuse_of"]
    assert all(line.startswith(f"passed {pack}/{JUDGMENTS}:") for line in lines[:-1])


WRONG = {
    ("--rule", "accuse_off", "."): "there is no rule 'accuse_off'; did you mean 'accuse_of'?",
    ("lexicons",): "no example and no case stands in lexicons",
    ("schema.rules",): "no example and no case stands in schema.rules",
    ("--rule", "accuse_of", "chunks"): "no example of accuse_of stands in chunks",
    ("events/gone.rules",): "there is no file or folder events/gone.rules",
    ("../alone.rules",): "../alone.rules belongs to no pack: neither its folder nor one above it has a pack.yaml",
    ("--junit", "x.xml", "--watch", "."): "--junit and --watch don't go together",
    ("--junit", "gone/x.xml", "."): "cannot write gone/x.xml: No such file or directory",
}


@pytest.mark.parametrize("words", WRONG)
def test_wrong_usage(words: tuple[str, ...], pack: Path) -> None:
    (pack.parent / "alone.rules").write_text("phase events\n", encoding="utf-8")
    done = called("test", *words, cwd=pack)
    assert (done.returncode, done.stderr.decode()) == (2, f"extract: {WRONG[words]}\n")


def test_a_case_that_fails_is_shown_with_marks_below_its_text(pack: Path) -> None:
    (pack / "x.cases.yaml").write_text(FAILING, encoding="utf-8")
    done = called("test", "x.cases.yaml", cwd=pack)
    assert done.returncode == 1
    assert done.stdout.decode() == (
        "FAILED x.cases.yaml:1:3: case 'broken'\n"
        '  missing: Say "replied"\n'
        "           │ The mayor replied.\n"
        "  expected │           ^^^^^^^ Say\n"
        "  found    │ nothing\n"
        "\n"
        "x.cases.yaml: 1 case, 1 failed\n"
    )


def test_errors_in_a_suite_stop_the_test_but_not_the_use_of_the_rules(pack: Path) -> None:
    (pack / "x.cases.yaml").write_text("- text: a\n", encoding="utf-8")
    for command in ("check", "test"):
        done = called(command, pack)
        assert done.returncode == 2 and f"{pack}/x.cases.yaml:1:3: error E061" in done.stderr.decode()
    text = "The minister said the bridge is safe."
    for words in (("run", "-"), ("explain", "--format", "json", "-"), ("concordance", "Say", "-")):
        done = called(*words, "--rules", pack, stdin=text.encode())
        assert done.returncode == 0 and b'"Say"' in done.stdout


def test_junit(pack: Path) -> None:
    (pack / "x.cases.yaml").write_text(FAILING, encoding="utf-8")
    shown = called("test", ".", "--junit", "out.xml", cwd=pack)
    root = ElementTree.parse(pack / "out.xml").getroot()
    assert shown.returncode == 1 and root.attrib["failures"] == "1"
    suites = {suite.attrib["name"]: suite for suite in root}
    assert list(suites) == sorted(suites) and {JUDGMENTS, "x.cases.yaml"} < {name.removeprefix("./") for name in suites}
    case = root.find(".//failure/..")
    assert case is not None and (case.attrib["name"], case.attrib["line"]) == ("case 'broken' (1)", "1")


class Watching:
    """`extract test … --watch` in a process of its own; `until` reads on to a line that holds the words."""

    def __init__(self, *words: str | Path) -> None:
        command = [sys.executable, "-m", "extractor", "test", *map(str, words), "--watch"]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        self.process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.lines: Queue[str] = Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.put(line.rstrip("\n"))

    def until(self, words: str) -> list[str]:
        found = [""]
        while words not in found[-1]:
            try:
                found.append(self.lines.get(timeout=60))
            except Empty:
                pytest.fail(f"no line with '{words}' after {found}")
        return found[1:]

    def end(self) -> int:
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(timeout=30)


@pytest.fixture
def watching(pack: Path) -> Iterator[Watching]:
    process = Watching(pack)
    yield process
    process.process.kill()
    process.process.wait()


def saved(file: Path, text: str) -> None:
    """Saved as editors do: a new file that takes the old one's name."""
    new = file.with_name(f".{file.name}.new")
    new.write_text(text, encoding="utf-8")
    new.replace(file)


def test_watching(pack: Path, watching: Watching) -> None:
    first = watching.until("Ctrl-C")
    assert re.fullmatch(rf"{pack}: \d+ examples, 3 cases, 0 failed", first[0]) and len(first) == 2

    saved(pack / "x.cases.yaml", FAILING)  # a new file, and it fails
    shown = watching.until("(1 new)")
    assert "changed: x.cases.yaml" in shown and f"FAILED {pack}/x.cases.yaml:1:3: case 'broken'" in shown

    rules = pack / JUDGMENTS
    sound = rules.read_text(encoding="utf-8")
    rules.write_text(sound.replace("match", "mtach"), encoding="utf-8")  # broken, written in place
    shown = watching.until("waiting for a change")
    assert any(f"{rules}:" in line and "error E" in line for line in shown)

    saved(rules, sound)  # mended: what failed before still does, and is not told at length again
    shown = watching.until("1 failed")
    assert f"still fails {pack}/x.cases.yaml:1:3: case 'broken'" in shown and not any("FAILED" in line for line in shown)

    saved(pack / "x.cases.yaml", "# a line more\n" + FAILING.replace('Say "replied"', 'Speaker "The mayor"'))
    assert "in what changed: 1 case, 0 failed" in (shown := watching.until("0 failed") + watching.until("(1 fixed)"))
    assert f"fixed {pack}/x.cases.yaml:2:3: case 'broken'" in shown

    (pack / "x.cases.yaml").unlink()
    assert "4 cases" not in watching.until("0 failed")[-1]
    assert watching.end() == 130
    assert watching.process.stderr is not None and watching.process.stderr.read() == ""


def test_a_reader_that_goes_away_ends_the_watch_at_the_next_change(pack: Path) -> None:
    command = [sys.executable, "-m", "extractor", "test", str(pack), "--watch"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None and process.stderr is not None
        while "Ctrl-C" not in process.stdout.readline():
            assert process.poll() is None
        process.stdout.close()
        (pack / "x.cases.yaml").write_text(FAILING, encoding="utf-8")
        assert process.wait(timeout=60) == 141
        assert process.stderr.read() == ""


def test_watching_begins_with_broken_rules_and_ends_at_once(pack: Path) -> None:
    (pack / "x.cases.yaml").write_text("- text: a\n", encoding="utf-8")
    watching = Watching(pack)
    watching.until("waiting for a change")
    watching.until("Ctrl-C")
    (pack / "x.cases.yaml").write_text("- text: a\n  events: []\n", encoding="utf-8")
    watching.until(" 4 cases, 0 failed")
    began = time.monotonic()
    assert watching.end() == 130 and time.monotonic() - began < 10


def test_watching_what_isnt_there_is_wrong_usage(pack: Path) -> None:
    done = called("test", pack, "--watch", "--rule", "nothing")
    assert done.returncode == 2 and b"there is no rule 'nothing'" in done.stderr
