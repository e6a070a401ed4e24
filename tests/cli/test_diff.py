"""`extract diff`, from the command line."""

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.cli.command import ROOT, called, records

ENGLISH = ROOT / "examples" / "english"
TEXT = ENGLISH / "article.txt"
IDENTITY = {"GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@b", "GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@b"}


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """The English pack."""
    return Path(shutil.copytree(ENGLISH, tmp_path / "packs" / "old"))


@pytest.fixture
def new(old: Path) -> Path:
    """The same without the verb that its sample uses most."""
    folder = Path(shutil.copytree(old, old.parent / "new"))
    verbs = folder / "lexicons" / "reporting.yaml"
    lines = verbs.read_text(encoding="utf-8").splitlines(keepends=True)
    verbs.write_text("".join(line for line in lines if "lemma: say," not in line), encoding="utf-8")
    return folder


def found(*words: str | Path) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    done = called("diff", *words)
    assert (done.returncode, done.stderr) == (0, b""), done.stderr.decode()
    *differences, last = records(done.stdout)
    return differences, last["summary"]


def test_a_pack_and_itself(old: Path) -> None:
    differences, summary = found(old, old, TEXT)
    assert differences == [] and (summary["gained"], summary["lost"], summary["changed"]) == (0, 0, 0)
    assert called("diff", "--exit-code", old, old, TEXT).returncode == 0


def test_lost_and_the_other_way_round_gained(old: Path, new: Path) -> None:
    lost, summary = found(old, new, TEXT)
    gained, turned = found(new, old, TEXT)
    assert summary["lost"] > 0 and summary["lost"] == turned["gained"]
    assert {each["kind"] for each in lost} == {"lost"}
    assert [each["old"] for each in lost] == [each["new"] for each in gained]
    assert sum(rule["lost"] for rule in summary["rules"]) == summary["lost"]
    assert all(each["doc"] == str(TEXT) and each["new"] is None for each in lost)
    assert called("diff", "--exit-code", old, new, TEXT).returncode == 1


def test_text_for_people(old: Path, new: Path) -> None:
    done = called("diff", "--format", "text", old, new, TEXT)
    text = done.stdout.decode()
    assert done.returncode == 0 and "- lost  Say" in text and "[said]" in text and "\x1b" not in text
    assert f"old: {old}: " in " ".join(text.split()) and "0 gained, " in text


def test_some_types_only(old: Path, new: Path) -> None:
    assert found("--events", "Say", old, new, TEXT)[1]["lost"] > 0
    done = called("diff", "--events", "Nothing", old, new, TEXT)
    assert done.returncode == 2 and b"no event type 'Nothing'" in done.stderr


def test_a_revision(old: Path, new: Path) -> None:
    root = old.parent
    environment = {**os.environ, **IDENTITY, "GIT_CONFIG_GLOBAL": os.devnull}
    shutil.copytree(old, root / "rules")
    for words in (("init", "-q"), ("add", "rules"), ("commit", "-qm", "first")):
        subprocess.run(["git", *words], cwd=root, env=environment, check=True, capture_output=True)
    shutil.rmtree(root / "rules")
    shutil.copytree(new, root / "rules")
    done = called("diff", "HEAD:rules", "rules", TEXT, cwd=root)
    assert (done.returncode, done.stderr) == (0, b"")
    lost = records(done.stdout)[-1]["summary"]
    assert lost["lost"] == found(old, new, TEXT)[1]["lost"] and lost["old"].startswith("HEAD:rules: ")
    (root / "rules" / "pack.yaml").write_text("name: broken\n", encoding="utf-8")
    for words in (("add", "rules"), ("commit", "-qm", "second")):
        subprocess.run(["git", *words], cwd=root, env=environment, check=True, capture_output=True)
    done = called("diff", "HEAD:rules", "HEAD~1:rules", TEXT, cwd=root)
    assert done.returncode == 2 and b"HEAD:rules/pack.yaml" in done.stderr and b"/extract-" not in done.stderr


@pytest.mark.parametrize("name", ["nope:rules", "HEAD:nope"])
def test_no_such_revision(name: str, old: Path) -> None:
    done = called("diff", name, old, TEXT)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode().startswith(f"extract: {name}: ") and len(done.stderr.splitlines()) == 1


def test_no_such_folder(old: Path) -> None:
    done = called("diff", old, "gone", TEXT)
    assert done.returncode == 2 and b"gone" in done.stderr and b"Traceback" not in done.stderr


def test_a_pack_whose_name_is_not_utf8(old: Path) -> None:
    name = os.fsencode(old.parent) + b"/n\xff"
    shutil.copytree(os.fsencode(old), name)
    _, summary = found(os.fsdecode(name), old, TEXT)
    assert "n\N{REPLACEMENT CHARACTER}: " in summary["old"]


def test_a_text_that_is_not_there(old: Path, new: Path) -> None:
    done = called("diff", old, new, "gone.txt", TEXT)
    assert done.returncode == 3 and done.stderr == b"extract: gone.txt: no such file or folder\n"
    assert records(done.stdout)[-1]["summary"]["documents"] == 1


def test_an_output_file(old: Path, new: Path, tmp_path: Path) -> None:
    output = tmp_path / "differences.jsonl"
    assert called("diff", "-o", output, old, new, TEXT).stdout == b""
    assert "summary" in records(output.read_bytes())[-1]
