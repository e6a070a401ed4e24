"""`extract evaluate`, from the command line."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.command import ARTICLE, ROOT, called

GOLD = ROOT / "examples" / "article.gold.jsonl"
ONE = "Il sindaco ha detto che il ponte è aperto.\n"
TWO = "La giunta tace.\n"


def event(text: str, kind: str, trigger: str, **roles: str) -> dict[str, Any]:
    def span(words: str) -> dict[str, Any]:
        return {"start": text.index(words), "end": text.index(words) + len(words), "text": words}

    spans = {role: [span(words)] for role, words in roles.items()}
    return {"type": kind, "trigger": span(trigger), "roles": spans, "attributes": {}}


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    """Two documents: one that the pack finds but for a content, one with an event that it misses."""
    said = event(ONE, "Say", "detto", source="Il sindaco", content="il ponte")
    documents = [
        {"doc": "one", "text": ONE, "events": [said]},
        {"doc": "two", "text": TWO, "events": [event(TWO, "Say", "tace", source="La giunta")]},
    ]
    path = tmp_path / "gold.jsonl"
    path.write_text("".join(json.dumps(document) + "\n" for document in documents), encoding="utf-8")
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "one.txt").write_text(ONE, encoding="utf-8")
    (tmp_path / "texts" / "two.txt").write_text(TWO, encoding="utf-8")
    return path


def result(*words: str | Path) -> dict[str, Any]:
    done = called("evaluate", "--format", "json", *words)
    assert (done.returncode, done.stderr) == (0, b""), done.stderr.decode()
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_the_founding_article() -> None:
    found = result("--rules", "rules/", GOLD, ARTICLE)
    figures = {name: (figure["right"], figure["found"], figure["gold"]) for name, figure in found["measures"].items()}
    assert figures == {
        "trigger": (24, 24, 24),
        "type": (24, 24, 24),
        "source": (18, 18, 18),
        "content": (22, 22, 22),
        "roles": (17, 18, 18),
        "resolved": (5, 5, 5),
        "event": (24, 24, 24),
    }
    assert [found["measures"]["roles"][share] for share in ("precision", "recall", "f1")] == [0.9444, 0.9444, 0.9444]
    assert found["errors"] == [] and found["documents"] == 1
    assert sum(rule["made"] for rule in found["rules"]) == 24
    assert min(rule["without"]["right"] for rule in found["rules"]) < 0


def test_with_texts_or_without(gold: Path) -> None:
    assert result(gold) == result(gold, gold.parent / "texts")
    assert [error["kinds"] for error in result(gold)["errors"]] == [["content"], ["missed"]]


def test_text_for_people(gold: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    done = called("evaluate", gold)
    lines = [line.rstrip() for line in done.stdout.decode().splitlines()]
    assert done.returncode == 0 and "\x1b" not in done.stdout.decode()
    assert lines[1] == "2 documents, 2 gold events"
    for shown in (
        "measure   precision  recall     F1  right  found  gold",
        "trigger       1.000   0.500  0.667      1      1     2",
        "event         0.000   0.000  0.000      0      1     2",
        "rule         right wrong whole added right wrong whole right wrong",
        "2 events with errors: 1 content, 1 missed",
        "one  content  by che_clause",
        "Il sindaco [ha detto] che il ponte è aperto.",
        "            gold        found",
        "   trigger  detto       ha detto",
        "≠  content  il ponte    che il ponte è aperto",
        "two  missed",
        "La giunta [tace].",
    ):
        assert shown in lines, shown
    assert max(map(len, lines)) <= 80


def test_some_errors_or_none(gold: Path) -> None:
    assert len(result(gold, "--errors", "1")["errors"]) == 1
    text = called("evaluate", gold, "--errors", "0").stdout.decode()
    assert "2 events with errors, 0 of them shown (--errors 2 shows all)" in " ".join(text.split())
    assert "La giunta" not in text


def test_without_the_marginal_figures(gold: Path) -> None:
    assert all(rule["without"] is None for rule in result(gold, "--no-marginal")["rules"])
    assert "without it" not in called("evaluate", gold, "--no-marginal").stdout.decode()


def test_needs(gold: Path) -> None:
    done = called("evaluate", gold, "--need", "trigger=0.6,event=0.5,type=0.9")
    assert done.returncode == 1
    assert done.stderr.decode().splitlines() == [
        "extract: event: F1 0.0000 is below 0.5",
        "extract: type: F1 0.6667 is below 0.9",
    ]
    assert called("evaluate", gold, "--need", "trigger=0.6").returncode == 0


@pytest.mark.parametrize("need", ["triggr=0.5", "trigger", "trigger=x", "trigger=2", "trigger=nan", ""])
def test_needs_that_make_no_sense(need: str, gold: Path) -> None:
    done = called("evaluate", gold, "--need", need)
    assert done.returncode == 2 and b"--need" in done.stderr


def test_texts_without_gold_and_gold_without_texts(gold: Path) -> None:
    texts = gold.parent / "texts"
    (texts / "three.txt").write_text("Altro.", encoding="utf-8")
    (texts / "two.txt").unlink()
    done = called("evaluate", "--format", "json", gold, texts)
    assert done.returncode == 0 and json.loads(done.stdout)["documents"] == 1
    assert done.stderr.decode().splitlines() == [
        f"extract: note: 1 text without gold left out: {texts / 'three.txt'}",
        "extract: note: 1 gold document without a text left out: two",
    ]


def test_a_text_that_is_not_gold_s(gold: Path) -> None:
    text = gold.parent / "texts" / "one.txt"
    text.write_text("Il sindaco\nha detto che il ponte è aperto.\n", encoding="utf-8")
    done = called("evaluate", gold, text)
    assert (done.returncode, done.stdout) == (2, b"")
    message = f"extract: {text}: the text differs from gold's at character 10 (line 1): gold has ' ha "
    assert done.stderr.decode().startswith(message)


def test_a_text_twice_and_one_that_is_not_there(gold: Path) -> None:
    text = gold.parent / "texts" / "one.txt"
    done = called("evaluate", "--format", "json", gold, text, text, "gone.txt")
    assert done.returncode == 3 and json.loads(done.stdout)["measures"]["trigger"]["found"] == 1
    assert done.stderr.decode().splitlines()[:2] == [
        f"extract: {text}: a text of this name was there before; left out",
        "extract: gone.txt: no such file or folder",
    ]


def test_no_text_has_gold(gold: Path) -> None:
    done = called("evaluate", gold, ARTICLE)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode() == "extract: none of the texts has gold (gold has one, two)\n"


NESTED = '{"doc": "a", "text": "b", "events": [], "x": ' + "[" * 10_000 + "]" * 10_000 + "}"


@pytest.mark.parametrize(
    "content", ["", "{}\n", '{"doc": "a"\n', '{"doc": "a", "text": "b", "events": [{"type": "Say"}]}\n', NESTED]
)
def test_bad_gold(content: str, tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text(content, encoding="utf-8")
    done = called("evaluate", path)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode().startswith(f"extract: {path}:") and len(done.stderr.splitlines()) == 1


def test_an_output_file_is_written_whole_or_not_at_all(gold: Path) -> None:
    output = gold.parent / "result.json"
    assert called("evaluate", gold, "--format", "json", "-o", output).stdout == b""
    assert json.loads(output.read_text(encoding="utf-8"))["documents"] == 2
    output.unlink()
    assert called("evaluate", gold, ARTICLE, "-o", output).returncode == 2
    assert not output.exists()
