"""`extract explain`: what can be asked, what is said, and how it ends."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from extractor.authoring.explanation import Explanation
from tests.cli.command import ROOT, called, extract

ENGLISH = ROOT / "examples" / "english"
SENTENCE = "The mayor said on Monday that the bridge is safe."
GOLDEN = Path(__file__).parent / "golden"


def explain(*words: str | Path, text: str | Path = SENTENCE, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return called("explain", "--rules", ENGLISH, *words, text, stdin=stdin)


def shown(*words: str | Path, text: str | Path = SENTENCE, stdin: bytes = b"") -> str:
    """What is written where all is well."""
    done = explain(*words, text=text, stdin=stdin)
    assert (done.returncode, done.stderr) == (0, b""), done.stderr.decode()
    return done.stdout.decode()


def as_records(*words: str | Path, text: str | Path = SENTENCE, stdin: bytes = b"") -> Explanation:
    return msgspec.json.decode(shown("--format", "json", *words, text=text, stdin=stdin), type=Explanation)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("explain_word", ["--at", "said"]),
        ("explain_rule", ["--rule", "quote_first"]),
        ("explain_untried", ["--rule", "according_to_first"]),
    ],
)
def test_the_text_at_80_columns(name: str, words: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.chdir(ROOT)
    done = called("explain", "--rules", "examples/english", *words, SENTENCE)
    assert done.stdout.decode() == (GOLDEN / f"{name}.txt").read_text(encoding="utf-8")
    assert b"\x1b" not in done.stdout and max(map(len, done.stdout.decode().split("\n"))) <= 80


def test_a_text_a_file_and_standard_input_are_alike(tmp_path: Path) -> None:
    article = tmp_path / "article.txt"
    article.write_text(SENTENCE, encoding="utf-8")
    assert shown() == shown(text=article) == shown(text="-", stdin=SENTENCE.encode())


def test_a_record_of_json_lines() -> None:
    record = json.dumps({"id": "a", "text": SENTENCE}).encode()
    assert shown(text="-", stdin=record + b"\n") == shown()
    done = explain(text="-", stdin=record + b"\n" + record + b"\n")
    assert (done.returncode, done.stderr) == (2, b"extract: - holds 2 texts; explain takes one\n")


@pytest.mark.parametrize(
    ("at", "places"),
    [
        ("said", ["said"]),
        ("SAID", ["said"]),
        ("said on", ["said on"]),
        ("the", ["The", "the"]),
        ("10", ["said"]),
        ("13", ["said"]),
        (".", ["."]),
    ],
)
def test_a_place_is_a_word_or_words_or_an_offset(at: str, places: list[str]) -> None:
    found = as_records("--at", at)
    assert [place.text for place in found.at] == places
    for sentence in found.sentences:
        for attempt in sentence.attempts:
            assert all(attempt.at.text for place in found.at)


def test_only_sentences_with_the_word_are_explained() -> None:
    found = as_records("--at", "rained", text="The mayor said little. It rained. She left.")
    assert [sentence.span.text for sentence in found.sentences] == ["It rained."]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--at", "xyz"], "'xyz' does not stand in the text"),
        (["--at", "on said"], "'on said' does not stand in the text"),
        (["--at", ""], "the word to look at is empty"),
        (["--at", "9"], "no word stands at offset 9 of the text"),
        (["--at", "49"], "no word stands at offset 49 of the text"),
        (["--at", "99999999999999999999"], "no word stands at offset 99999999999999999999 of the text"),
        (["--at", "9" * 5000], f"no word stands at offset {sys.maxsize} of the text"),
        (["--at", "٣"], "'٣' does not stand in the text"),
        (["--rule", "quote_frist"], "the pack has no rule 'quote_frist'; did you mean 'quote_first'?"),
        (["--rule", "zzzzzzzz"], "the pack has no rule 'zzzzzzzz'"),
        (["--rule", "on_day"], "the pack has no rule 'on_day'; that is a named pattern: name a rule that uses it"),
        (["--date", "yesterday"], None),
    ],
)
def test_what_is_not_there(words: list[str], message: str | None) -> None:
    done = explain(*words)
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"Traceback" not in done.stderr
    if message is not None:
        assert done.stderr.decode() == f"extract: {message}\n"


@pytest.mark.parametrize(
    ("words", "text", "message"),
    [
        (["--rule", "according_to_first"], SENTENCE, "it goes out from Cue, and there is none here"),
        (["--rule", "that_clause", "--at", "Monday"], SENTENCE, 'no Clause over "Monday": at the start: expected left(saying)'),
        (["--rule", "quote_first"], "The mayor left.", "the trigger would be VerbGroup"),
        (["--rule", "quote_first"], "No!", "it goes out from VerbGroup[lemma in @reporting.Q & voice = active], and there"),
        (
            ["--rule", "source of Reporting where source_form = pronoun"],
            "The mayor said that it rained.",
            "no event here is one that it is meant for",
        ),
    ],
)
def test_why_a_rule_was_not_tried(words: list[str], text: str, message: str) -> None:
    (sentence,) = as_records(*words, text=text).sentences
    assert (sentence.attempts, sentence.resolutions) == ((), ())
    assert sentence.untried.startswith(message)
    assert "was not tried: " in " ".join(shown(*words, text=text).split())


def test_one_rule_shows_its_element_underlined() -> None:
    lines = shown("--rule", "quote_first").split("\n")
    marked = next(number for number, line in enumerate(lines) if line.strip().strip("^") == "" and "^" in line)
    start = lines[marked].index("^")
    assert lines[marked - 1][start : start + lines[marked].count("^")] == "content:Quote".removeprefix("content:")


def test_all_attempts_are_shown_only_when_asked() -> None:
    text = f"{SENTENCE[:-1]}, the union denied it and the minister warned them."
    brief, whole = shown(text=text), shown("--all", text=text)
    assert "more that did not match (--all shows them)" in brief
    assert "--all" not in whole
    assert brief.count("stopped") < whole.count("stopped")


def test_a_resolution_names_every_candidate() -> None:
    text = "The mayor left. The minister waited. She said that the bridge is safe."
    told = shown("--at", "said", text=text)
    assert "resolution" in told
    (sentence,) = as_records("--at", "said", text=text).sentences
    (resolved,) = sentence.resolutions
    possible = [(each.span.text, each.sentences_back) for each in resolved.considered if not each.refused]
    assert possible[0] == ("The minister", 1) and ("The mayor", 2) in possible
    assert sorted(back for _, back in possible) == [back for _, back in possible]
    assert ("She", "its features don't pass the test") in [(each.span.text, each.refused) for each in resolved.considered]
    assert resolved.chosen is not None and resolved.chosen.text == "The minister"


def test_json_is_the_same_every_time() -> None:
    outputs = set()
    for seed in ("0", "1", "77"):
        command = [sys.executable, "-m", "extractor", "explain", "--rules", str(ENGLISH), "--format", "json", SENTENCE]
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": seed}
        outputs.add(subprocess.run(command, env=environment, capture_output=True, check=True).stdout)
    (output,) = outputs
    found = msgspec.json.decode(output, type=Explanation)
    assert [event.rule for event in found.sentences[0].events] == ["say_that"]
    assert found.pack.startswith("english-reporting ")


def test_an_empty_text() -> None:
    for text in ("", "  \n"):
        assert shown(text="-", stdin=text.encode()) == "There is no word in the text.\n"
    assert as_records(text="-").sentences == ()


def test_a_broken_pack(tmp_path: Path) -> None:
    pack = shutil.copytree(ENGLISH, tmp_path / "pack")
    (pack / "added.rules").write_text("mention A is Nothing\nmention B is NothingElse\n", encoding="utf-8")
    done = called("explain", "--rules", pack, SENTENCE)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode().endswith("extract: the rules can't be used: 2 findings\n")
    assert b"added.rules:1:" in done.stderr and b"added.rules:2:" in done.stderr


@pytest.mark.parametrize("text", ["article.txt", "gone.txt"])
def test_a_file_that_is_not_there(text: str) -> None:
    done = explain(text=text)
    assert (done.returncode, done.stderr.decode()) == (2, f"extract: {text}: no such file\n")


def test_rules_whose_path_is_not_utf8(tmp_path: Path) -> None:
    pack = os.fsencode(tmp_path) + b"/n\xff"
    shutil.copytree(os.fsencode(ROOT / "examples" / "english"), pack)
    assert extract("explain", SENTENCE, "--rules", os.fsdecode(pack)).returncode == 0
    done = extract("explain", SENTENCE, "--format", "json", "--rules", os.fsdecode(pack))
    assert (done.returncode, done.stdout) == (2, b"") and done.stderr.startswith(b"extract: the path of a rule file is not UTF-8")


def test_a_file_that_is_no_text(tmp_path: Path) -> None:
    (tmp_path / "latin.txt").write_bytes(b"caff\xe8")
    done = explain(text=tmp_path / "latin.txt")
    assert (done.returncode, done.stdout) == (3, b"")
    assert "not UTF-8" in done.stderr.decode()


HOSTILE = "The mayor said \x1b[31m that\x07 the 桥 \u202e bridge\u0301 is\u2028safe."


def test_control_characters_never_reach_the_terminal() -> None:
    for words in ((), ("--at", "bridge\u0301"), ("--rule", "quote_first")):
        told = shown(*words, text="-", stdin=HOSTILE.encode())
        assert not [letter for letter in told if not letter.isprintable() and letter != "\n"]
        assert "桥" in told


def test_wide_characters_keep_the_columns() -> None:
    from rich.cells import cell_len

    told = shown("--all", text="-", stdin="The mayor said that 桥桥桥桥桥桥桥桥桥桥桥桥桥桥桥桥桥桥 桥 is safe.".encode())
    assert max(cell_len(line) for line in told.split("\n")) <= 80


def test_a_word_that_is_no_unicode() -> None:
    """Bytes of the command line that are no UTF-8 come as surrogates, which no output can hold."""
    command = [sys.executable, "-m", "extractor", "explain", "--rules", str(ENGLISH), b"The mayor said \xff.", "--format", "json"]
    done = subprocess.run(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, check=False)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr == b"extract: the text is not UTF-8\n"


def test_the_reader_goes_away() -> None:
    script = f'"{sys.executable}" -m extractor explain --rules examples/english --all examples/english/article.txt | head -1; '
    done = subprocess.run(
        ["bash", "-c", script + "exit ${PIPESTATUS[0]}"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (141, b"")
    assert len(done.stdout.splitlines()) == 1


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    target = tmp_path / "told.txt"
    assert shown("-o", target) == ""
    assert target.read_text(encoding="utf-8") == shown()
    before = target.read_bytes()
    assert explain("-o", target, "--at", "xyz").returncode == 2
    assert target.read_bytes() == before and [each.name for each in tmp_path.iterdir()] == ["told.txt"]
    done = explain("-o", tmp_path / "gone" / "told.txt")
    assert done.returncode == 2 and b"Traceback" not in done.stderr
    assert explain("-o", "/dev/full").returncode == 3


def test_help_loads_nothing_heavy() -> None:
    script = "import sys; from extractor.cli import main; main(['explain', '--help']); print(*sys.modules, file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, check=True)
    assert b"--rule NAME" in done.stdout
    assert {b"lark", b"rich", b"yaml", b"msgspec", b"extractor.engine", b"extractor.authoring"}.isdisjoint(done.stderr.split())
