"""What README shows is what happens: its commands, rules, library snippets and outputs are run."""

import contextlib
import io
import json
import re
import shutil
from pathlib import Path

import pytest

from extractor import Extractor
from tests.cli.command import ROOT, extract
from tests.pages import blocks, shell, write_program

README = (ROOT / "README.md").read_text(encoding="utf-8")
LEGGIMI = (ROOT / "README.it.md").read_text(encoding="utf-8")
NOT_COPIED = shutil.ignore_patterns(".git", ".venv", "*cache*", ".hypothesis", "dist", "build")


SET_UP_AND_RUN, SET_UP_AND_TEST, *COMMANDS = blocks(README, "sh")
TABLE, ERROR, LIBRARY = blocks(README, "text")
(RULE,) = blocks(README, "rules")


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of this repository with nothing built in it."""
    return Path(shutil.copytree(ROOT, tmp_path_factory.mktemp("copy") / "project", ignore=NOT_COPIED))


@pytest.fixture(scope="module")
def programs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the program `extract`, as this checkout has it."""
    return write_program(tmp_path_factory.mktemp("programs"))


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A copy of the Italian pack, to be changed."""
    return Path(shutil.copytree(ROOT / "rules", tmp_path / "rules"))


@pytest.mark.slow
def test_the_first_command_runs_the_main_job(checkout: Path) -> None:
    output = shell(SET_UP_AND_RUN, checkout).stdout
    assert output == extract("--rules", "rules/", "examples/article.txt").stdout.decode()
    assert blocks(LEGGIMI, "sh")[0] == SET_UP_AND_RUN


@pytest.mark.slow
def test_the_second_command_sets_up_what_the_tests_need(checkout: Path) -> None:
    """The tests themselves run already: here they are only collected, which imports all that they need."""
    output = shell(f"{SET_UP_AND_TEST.rstrip()} --collect-only -q", checkout).stdout
    assert "test_readme.py" in output and "error" not in output.lower().splitlines()[-1]


def test_ci_runs_the_readme_s_test_command() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "'.[test]'" in SET_UP_AND_TEST and "'.[test]'" in script
    assert SET_UP_AND_TEST.split("&& ")[-1].strip() == ".venv/bin/pytest" and script.endswith("step pytest\n")


@pytest.mark.parametrize("line", [line for block in COMMANDS for line in block.splitlines() if line])
def test_the_commands(line: str, programs: Path, tmp_path: Path) -> None:
    for name in ("article.txt", "article.gold.jsonl"):
        shutil.copy(ROOT / "examples" / name, tmp_path)
    for folder in ("news", "archive"):
        (tmp_path / folder).mkdir()
        shutil.copy(tmp_path / "article.txt", tmp_path / folder / "2020-10.txt")
    text = (tmp_path / "article.txt").read_text(encoding="utf-8")
    (tmp_path / "corpus.jsonl").write_text(json.dumps({"id": "a", "text": text}), encoding="utf-8")
    (tmp_path / "rules").symlink_to(ROOT / "rules")
    shutil.copytree(ROOT / "rules", tmp_path / "my-rules")  # the line that lays them out writes
    output = shell(line, tmp_path, programs).stdout
    assert output or (tmp_path / "events.jsonl").stat().st_size


def test_the_italian_commands(programs: Path) -> None:
    shell(blocks(LEGGIMI, "sh")[1], ROOT, programs)


def test_the_table(monkeypatch: pytest.MonkeyPatch) -> None:
    """The lines shown stand in the real table, in this order."""
    monkeypatch.setenv("COLUMNS", "100")
    lines = iter(extract("--format", "table", "examples/article.txt").stdout.decode().splitlines())
    for shown in TABLE.splitlines():
        assert shown.strip() in ("", "…") or any(line.rstrip() == shown for line in lines), shown


def test_the_record() -> None:
    (block,) = blocks(README, "json")
    output = extract("--rules", "rules/", "examples/article.txt").stdout.decode()
    assert json.loads(block) in [json.loads(line) for line in output.splitlines()]


def test_the_rule_checks_and_its_examples_pass(pack: Path) -> None:
    (pack / "events" / "arms_spread.rules").write_text(RULE, encoding="utf-8")
    for command, what in (("check", pack), ("test", pack / "events" / "arms_spread.rules")):
        done = extract(command, what)
        assert done.returncode == 0, done.stdout.decode() + done.stderr.decode()
    assert blocks(LEGGIMI, "rules") == [RULE]


def test_the_error(pack: Path) -> None:
    (pack / "events" / "arms_spread.rules").write_text(RULE.replace("source:Speaker", "source:Speeker"), encoding="utf-8")
    done = extract("check", "rules", cwd=pack.parent)
    assert done.returncode == 2
    assert ERROR.strip() in done.stderr.decode()


def test_a_verb_is_a_line(pack: Path) -> None:
    (line,) = blocks(LEGGIMI, "yaml")
    text = "«Meglio tardi che mai», ha postillato il sindaco."
    assert not Extractor.load(pack).extract(text)
    with (pack / "lexicons" / "reporting.yaml").open("a", encoding="utf-8") as lexicon:
        lexicon.write(line)
    (event,) = Extractor.load(pack).extract(text)
    assert (event.type, event.trigger.text) == ("Say", "ha postillato")


def test_the_library() -> None:
    first, second = blocks(README, "python")
    names: dict[str, object] = {}
    output = io.StringIO()
    with contextlib.redirect_stdout(output):
        exec(first, names)
    assert output.getvalue() == LIBRARY
    with contextlib.redirect_stdout(output):
        exec(second, names)
    assert output.getvalue().removeprefix(LIBRARY).splitlines() == ["a ['Promise']", "b ['Answer']"]


def test_links_lead_somewhere() -> None:
    for page in (README, LEGGIMI):
        for target in re.findall(r"\]\(([^)#]+)\)", page):
            assert (ROOT / target).exists(), target
