"""`extract run --jobs N`: byte for byte what one process gives, and the same end whatever happens."""

import json
import os
import random
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from extractor.workers import pool
from tests.cli.command import ARTICLE, ROOT, called, extract, records
from tests.italian_pack import TEXTS
from tests.workers import faulty
from tests.workers.faulty import KILLED

ENGLISH = ROOT / "examples" / "english"
RUN = [sys.executable, "-m", "extractor", "--jobs", "2", "--rules", str(ENGLISH), "--format", "jsonl"]
SAID = "The mayor said: “We are ready.” "

unix = pytest.mark.skipif(sys.platform == "win32", reason="needs signals and groups of processes")


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample article in a folder, a text that is not UTF-8, an empty one, and records drawn at random, some faulty."""
    folder = tmp_path_factory.mktemp("corpus")
    (folder / "a.txt").write_bytes(ARTICLE.read_bytes())
    (folder / "b.txt").write_bytes("perché".encode("latin-1"))
    (folder / "c.txt").touch()
    chance = random.Random(7)
    with open(folder / "drawn.jsonl", "w", encoding="utf-8") as lines:
        for number in range(50):
            text = "\n\n".join(chance.choices(TEXTS, k=chance.choice((0, 1, 1, 2, 6))))
            lines.write(json.dumps({"id": number, "text": text}) + "\n" if number % 17 else "{}\n")
    return folder


@pytest.mark.parametrize(
    "options",
    [
        ("--format", "jsonl", "--date", "2020-10-27"),
        pytest.param(("--format", "json", "--events", "Judgment,Say"), marks=pytest.mark.slow),
        pytest.param(("--format", "table"), marks=pytest.mark.slow),
    ],
    ids=lambda options: options[1],
)
def test_output_and_messages_are_those_of_one_process(options: tuple[str, ...], corpus: Path) -> None:
    """With both in one stream, so that it shows which came first."""
    inputs = ("gone.txt", corpus, corpus / "drawn.jsonl", corpus / "b.txt")
    both = ["sh", "-c", '"$@" 2>&1', "sh"]
    one, two = (extract("--jobs", jobs, *options, *inputs, before=both) for jobs in ("1", "2"))
    assert one.returncode == two.returncode == 3
    assert two.stdout == one.stdout and len(two.stdout) > 5000
    assert two.stdout.count(b"extract: ") == 6


def test_as_many_as_there_are_cores() -> None:
    words = ("--rules", ENGLISH, ENGLISH / "article.txt")
    assert extract("--jobs", "auto", *words).stdout == extract("--jobs", "0", *words).stdout == extract(*words).stdout


@pytest.mark.parametrize("number", ["-1", "two", "1.5", ""])
def test_a_number_that_is_none(number: str) -> None:
    done = called("--jobs", number, ARTICLE)
    assert done.returncode == 2 and f"'{number}' is no whole number of at least 0" in done.stderr.decode()


def test_a_text_that_kills_its_worker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "work", faulty.work)
    for number in range(20):
        (tmp_path / f"{number:02}.txt").write_text(SAID if number != 11 else KILLED, encoding="utf-8")
    done = called("--jobs", "2", "--rules", ENGLISH, "--format", "jsonl", tmp_path)
    fatal = tmp_path / "11.txt"
    assert done.returncode == 3
    assert done.stderr.decode() == f"extract: {fatal}: the process that worked on it was ended by SIGKILL, twice\n"
    assert [record["doc"] for record in records(done.stdout)] == [str(p) for p in sorted(tmp_path.iterdir()) if p != fatal]


def test_no_worker_can_be_started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Status 3, one line, and no half of a file."""
    monkeypatch.setattr(pool, "work", faulty.unable)
    done = called("--jobs", "2", "--rules", ENGLISH, ARTICLE, "-o", tmp_path / "out.jsonl")
    assert (done.returncode, done.stdout, os.listdir(tmp_path)) == (3, b"", [])
    assert done.stderr.decode() == "extract: no worker process can be started: the last one ended with status 5\n"


def test_memory_does_not_grow_with_the_corpus() -> None:
    """Reading stops where nobody takes what was found: seen by how far into a pipe's endless lines it gets."""
    line = json.dumps({"id": "x", "text": ""}).encode() + b"\n"
    command = [sys.executable, "-m", "extractor", "--jobs", "2", "--rules", str(ENGLISH), "--format", "table", "-"]
    with started(command, stdin=subprocess.PIPE) as process:
        assert process.stdin is not None and process.stdout is not None
        os.set_blocking(process.stdin.fileno(), False)
        written, until = 0, time.monotonic() + 6
        while time.monotonic() < until:  # longer than a worker takes to start
            try:
                written += os.write(process.stdin.fileno(), line * 100)
            except BlockingIOError:
                time.sleep(0.05)
        process.kill()
    assert 0 < written < 1_000_000


@unix
class TestEnds:
    """No traceback, no word, no process left."""

    @pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)])
    @pytest.mark.parametrize("all_of_them", [True, False])
    def test_signals(self, number: signal.Signals, status: int, all_of_them: bool, texts: Path) -> None:
        """To the whole group, as a terminal sends them, or to the command alone."""
        with started([*RUN, str(texts)]) as process:
            assert process.stdout is not None
            process.stdout.read(1000)
            (os.killpg if all_of_them else os.kill)(process.pid, number)
            _, messages = process.communicate(timeout=30)
        assert (process.returncode, messages) == (status, b"")
        gone(process.pid)

    def test_while_workers_start(self, texts: Path, tmp_path: Path) -> None:
        """The moment in which a new Python has not said yet that Ctrl-C isn't for it."""
        (tmp_path / "out").mkdir()
        for wait in (0.0, 0.03, 0.1):
            with started([*RUN, "-o", str(tmp_path / "out" / "events"), str(texts)]) as process:
                while len(group(process.pid)) < 3:  # the command, multiprocessing's own, a worker
                    time.sleep(0.005)
                time.sleep(wait)
                os.killpg(process.pid, signal.SIGINT)
                _, messages = process.communicate(timeout=30)
            assert (process.returncode, messages, os.listdir(tmp_path / "out")) == (130, b"", [])
            gone(process.pid)

    def test_a_reader_that_goes_away(self, texts: Path) -> None:
        command = ["bash", "-c", f"{shlex.join([*RUN, str(texts)])} | head -1 >/dev/null; exit ${{PIPESTATUS[0]}}"]
        with started(command) as process:
            _, messages = process.communicate(timeout=60)
        assert (process.returncode, messages) == (141, b"")
        gone(process.pid)

    @pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
    def test_a_full_disk(self) -> None:
        done = extract("--jobs", "2", "--rules", ENGLISH, ENGLISH / "article.txt", before=["sh", "-c", '"$@" >/dev/full', "sh"])
        assert done.returncode == 3
        assert done.stderr.decode() == "extract: cannot write standard output: No space left on device\n"

    @pytest.mark.parametrize("closed", ["<&-", "2>&-", "<&- 2>&-"])
    def test_closed_streams(self, closed: str) -> None:
        done = extract("--jobs", "2", "--rules", ENGLISH, ENGLISH / "article.txt", before=["sh", "-c", f'"$@" {closed}', "sh"])
        assert (done.returncode, done.stderr) == (0, b"")
        assert done.stdout == extract("--rules", ENGLISH, ENGLISH / "article.txt").stdout

    def test_a_parent_that_is_killed_leaves_no_workers(self, texts: Path) -> None:
        with started([*RUN, str(texts)]) as process:
            assert process.stdout is not None
            process.stdout.read(1000)
            process.kill()
            process.communicate(timeout=30)
        gone(process.pid)


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    """More than is read ahead."""
    path = tmp_path / "texts.jsonl"
    path.write_text((json.dumps({"id": "x", "text": SAID * 50}) + "\n") * 500, encoding="utf-8")
    return path


def started(command: list[str], stdin: int | None = None) -> "subprocess.Popen[bytes]":
    """A command in a group of processes of its own."""
    return subprocess.Popen(
        command,
        cwd=ROOT,
        stdin=stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # a job in the background ignores it
    )


def group(number: int) -> list[int]:
    """The processes of a group."""
    listed = subprocess.run(["ps", "-A", "-o", "pid=,pgid="], capture_output=True, text=True, check=True).stdout
    return [int(pid) for pid, found in map(str.split, listed.splitlines()) if int(found) == number]


def gone(number: int) -> None:
    """No process of the group is there after a moment."""
    until = time.monotonic() + 20
    while left := group(number):
        assert time.monotonic() < until, left
        time.sleep(0.05)
