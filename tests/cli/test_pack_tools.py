"""`extract check` and `extract test`: packs as arguments, findings, statuses."""

import shutil
from pathlib import Path

import pytest

from tests.cli.command import ROOT, extract


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A copy of the English example pack, to be broken."""
    return Path(shutil.copytree(ROOT / "examples" / "english", tmp_path / "pack"))


def add(pack: Path, rules: str) -> None:
    (pack / "added.rules").write_text(rules, encoding="utf-8")


def test_a_sound_pack(pack: Path) -> None:
    done = extract("check", pack)
    assert done.returncode == 0
    assert done.stdout.decode().startswith(f"{pack}: 0 errors, ")


def test_all_errors_are_shown_together(pack: Path) -> None:
    add(pack, "mention A is Nothing\nmention B is NothingElse\n")
    done = extract("check", pack)
    messages = done.stderr.decode()
    assert done.returncode == 2
    assert f"{pack}/added.rules:1:" in messages and f"{pack}/added.rules:2:" in messages
    assert done.stdout.decode().startswith(f"{pack}: 2 errors, ")
    assert "Traceback" not in messages


def test_several_packs(pack: Path) -> None:
    add(pack, "mention A is Nothing\n")
    done = extract("check", ROOT / "examples" / "english", pack)
    assert done.returncode == 2
    assert len(done.stdout.splitlines()) == 2


def test_warnings_count_only_when_asked(pack: Path) -> None:
    add(pack, "pattern unused_one = [upos = NOUN]\n")
    done = extract("check", pack)
    if ", 0 warnings" in done.stdout.decode():
        pytest.fail("an unused pattern gives no warning")
    assert done.returncode == 0
    assert extract("check", "--strict", pack).returncode == 1


def test_no_pack_there() -> None:
    for command in ("check", "test"):
        done = extract(command, "gone")
        assert done.returncode == 2
        assert "gone" in done.stderr.decode() and "Traceback" not in done.stderr.decode()


def test_examples_that_pass(pack: Path) -> None:
    done = extract("test", pack)
    assert done.returncode == 0
    assert done.stdout.decode().endswith(" cases, 0 failed\n")


def test_an_example_that_fails_is_shown_with_its_place(pack: Path) -> None:
    rules = next(file for file in sorted(pack.rglob("*.rules")) if "  example" in file.read_text(encoding="utf-8"))
    lines = rules.read_text(encoding="utf-8").split("\n")
    number = next(number for number, line in enumerate(lines, 1) if line.lstrip().startswith("example"))
    before, after = lines[number - 1].split("=>", 1)
    kind, expected, rest = after.split('"', 2)
    other = before.split('"')[1].split()[0]
    assert other != expected
    lines[number - 1] = f'{before}=>{kind}"{other}"{rest}'
    rules.write_text("\n".join(lines), encoding="utf-8")
    done = extract("test", pack)
    assert done.returncode == 1
    assert f"{rules}:{number}:" in done.stdout.decode()
    assert done.stdout.decode().endswith(" cases, 1 failed\n")


def test_errors_in_a_pack_end_the_test(pack: Path) -> None:
    add(pack, "mention A is Nothing\n")
    done = extract("test", pack)
    assert (done.returncode, done.stdout) == (2, b"")
    assert f"{pack}/added.rules:1:" in done.stderr.decode()
