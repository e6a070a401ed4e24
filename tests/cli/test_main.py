"""Which command the words name, what help costs, and the statuses of what needs no rules."""

import json
import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from extractor import __version__
from extractor.cli import COMMANDS, parser_of
from tests.cli.command import ROOT, extract

PACK, TEXT = "examples/english", "examples/english/article.txt"


@pytest.mark.parametrize("words", [["--help"], ["-h"], *([name, "--help"] for name in COMMANDS)])
def test_help(words: list[str]) -> None:
    done = extract(*words)
    assert done.returncode == 0 and not done.stderr
    assert done.stdout.startswith(b"usage: extract")


def test_the_overview_names_every_command() -> None:
    text = parser_of("").format_help()
    assert all(f"\n  {name} " in text for name in COMMANDS)


def test_version() -> None:
    assert extract("--version").stdout.decode().split() == ["extract", __version__]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ([], "the following arguments are required: INPUT"),
        (["run"], "the following arguments are required: INPUT"),
        (["check"], "the following arguments are required: PACK"),
        (["a.txt", "--format", "xml"], "invalid choice: 'xml'"),
        (["a.txt", "--date", "2020-13"], "'2020-13' is no date"),
        (["a.txt", "--date", "yesterday"], "'yesterday' is no date"),
        (["a.txt", "--events", "Say,"], "'Say,' is no list of event types"),
        (["a.txt", "--nonsense"], "unrecognized arguments: --nonsense"),
        (["schema", "a.txt"], "unrecognized arguments: a.txt"),
        (["a.txt", "--form", "json"], "unrecognized arguments: --form json"),
    ],
)
def test_wrong_usage(words: list[str], message: str) -> None:
    done = extract(*words)
    assert done.returncode == 2 and not done.stdout
    assert message in done.stderr.decode()


def test_options_may_stand_between_inputs() -> None:
    arguments = parser_of("").parse_intermixed_args(["a.txt", "--format", "json", "b.txt", "--date", "2020-10-27"])
    assert arguments.inputs == ["a.txt", "b.txt"]
    assert (arguments.format, arguments.date) == ("json", "2020-10-27")


def test_help_loads_nothing_heavy() -> None:
    script = "import sys; from extractor.cli import main; main(['--help']); print(sorted(sys.modules), file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    for heavy in ("msgspec", "lark", "yaml", "regex", "rich", "shtab", "extractor.engine", "extractor.span"):
        assert f"'{heavy}'" not in done.stderr


def test_help_is_quick() -> None:
    """Well under 0.1 s of computing; the best of a few runs, so that a busy machine can't fail it."""

    def seconds() -> float:
        before = os.times()
        extract("--help")
        after = os.times()
        return after.children_user + after.children_system - before.children_user - before.children_system

    assert min(seconds() for _ in range(5)) < 0.1


@pytest.mark.parametrize("shell", ["bash", "zsh", "tcsh"])
def test_completion_scripts(shell: str) -> None:
    done = extract("--print-completion", shell)
    assert done.returncode == 0 and b"schema" in done.stdout


def test_bash_completes_commands_options_and_choices() -> None:
    script = (
        extract("--print-completion", "bash").stdout.decode()
        + """
        complete_words() {
            COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMPREPLY=()
            _shtab_extract
            echo "${COMPREPLY[@]}"
        }
        complete_words extract che
        complete_words extract --eve
        complete_words extract --format ""
        complete_words extract run README.m
    """
    )
    done = subprocess.run(["bash"], input=script, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split("\n") == ["check", "--events", "table jsonl json", "README.md", ""]


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs a device that is always full")
def test_help_into_a_full_disk_ends_quietly() -> None:
    done = extract("--version", before=["sh", "-c", '"$@" > /dev/full', "sh"])
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("raised", "status", "message"),
    [
        ("KeyboardInterrupt()", 130, ""),
        ("BrokenPipeError()", 141, ""),
        (
            "OSError(28, 'No space left on device')",
            3,
            "extract: cannot write standard output: No space left on device\n",
        ),
        ("UsageError('so not')", 2, "extract: so not\n"),
        ("OutputError('not there')", 3, "extract: not there\n"),
    ],
)
def test_how_a_run_may_end(raised: str, status: int, message: str) -> None:
    """Each end has its status and at most one line; what is still in the buffer does not complain on the way out."""
    script = f"""
        import sys
        from extractor.cli import main, run
        from extractor.cli.problems import OutputError, UsageError
        def end(arguments):
            print("half a line", end="")
            raise {raised}
        run.run = end
        sys.exit(main(["a.txt"]))
    """
    words = [sys.executable, "-c", textwrap.dedent(script)]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (status, message)


def test_a_fault_in_one_text_does_not_cost_the_others() -> None:
    """The engine fails on one document: it is named, the others' events are written, status 3."""
    script = """
        import sys
        from extractor import Extractor
        from extractor.cli import main
        class Faulty(Extractor):
            def __init__(self): pass
            def extract(self, text, *, date=None, name="-"):
                if name == "-:1": raise ValueError("so not")
                return []
        Extractor.load = lambda rules, *, cache, brief: Faulty()
        sys.exit(main(["-"]))
    """
    records = '{"id": "-:1", "text": "x"}\n{"id": "b", "text": "y"}\n'
    words = [sys.executable, "-c", textwrap.dedent(script)]
    done = subprocess.run(words, cwd=ROOT, input=records, capture_output=True, text=True, check=False)
    message = "extract: -:1: internal error, please report it: ValueError: so not\n"
    assert (done.returncode, done.stdout, done.stderr) == (3, "", message)


@pytest.mark.parametrize("name", ["", *COMMANDS])
def test_help_fits_a_terminal_of_80_columns(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    assert [line for line in parser_of(name).format_help().splitlines() if len(line) > 80] == []


@pytest.mark.parametrize(
    "words",
    [
        ("run", "--rules", PACK, "--format", "table", TEXT),
        ("test", "--verbose", PACK),
        ("explain", "--rules", PACK, TEXT),
        ("concordance", "--rules", PACK, "--format", "table", "<say>", TEXT),
        ("evaluate", "--no-marginal", "examples/article.gold.jsonl"),
        ("diff", "--format", "text", PACK, PACK, TEXT),
        ("bench", "--rounds", "1", PACK, TEXT),
        ("schema", "--rules", PACK),
        ("check", PACK),
    ],
    ids=lambda words: words[0],
)
def test_a_reader_that_goes_away(words: tuple[str, ...]) -> None:
    """As `extract … | head -0`: status 141 and not a word, also from what is written for people."""
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as closed:
        command = [sys.executable, "-m", "extractor", *words]
        done = subprocess.run(command, cwd=ROOT, stdout=closed, stderr=subprocess.PIPE, timeout=120, check=False)
    assert (done.returncode, done.stderr) == (141, b"")


@pytest.mark.parametrize(
    ("words", "status"), [(["gone.txt"], 3), (["--nonsense"], 2), (["check", "gone"], 2), (["diff", "gone", "gone", TEXT], 2)]
)
@pytest.mark.parametrize("stderr", ["2>&-", "2>/dev/full"])
def test_messages_that_nobody_can_read_change_nothing(words: list[str], status: int, stderr: str) -> None:
    done = extract(*words, before=["sh", "-c", f'"$@" {stderr}', "sh"])
    assert (done.returncode, done.stderr) == (status, b"")
    assert done.stdout == extract(*words).stdout


@pytest.mark.parametrize("words", [["schema", "--rules", PACK], ["check", PACK]], ids=lambda words: words[0])
def test_a_closed_output_is_said(words: list[str]) -> None:
    done = extract(*words, before=["sh", "-c", '"$@" >&-', "sh"])
    assert (done.returncode, done.stderr) == (3, b"extract: standard output is closed\n")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_being_told_to_end_leaves_nothing_behind(number: signal.Signals, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "extractor", "--rules", PACK, "-o", str(tmp_path / "out.jsonl"), "-"]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        while not list(tmp_path.iterdir()) and process.poll() is None:
            time.sleep(0.02)
        process.send_signal(number)
        _, messages = process.communicate(timeout=60)
    assert (process.returncode, messages, list(tmp_path.iterdir())) == (128 + number, b"", [])


@pytest.mark.parametrize(
    "words",
    [["check"], ["test"], ["schema", "--rules"], ["explain", "x", "--rules"], ["diff", PACK, f"{PACK}/gone"]],
    ids=lambda words: words[0],
)
def test_a_name_that_is_too_long_is_no_pack(words: list[str]) -> None:
    done = extract(*words, "a" * 300)
    assert done.returncode == 2 and b"cannot write" not in done.stderr and b"E050" in done.stderr


def test_a_document_s_name_can_t_steer_the_terminal() -> None:
    gold = json.dumps({"doc": "\x1b[31mred\x07", "text": "x", "events": []})
    done = extract("evaluate", "/dev/stdin", "--rules", PACK, TEXT, stdin=gold.encode())
    assert done.returncode == 2 and b"red" in done.stderr and not {0x1B, 0x07} & set(done.stderr)
