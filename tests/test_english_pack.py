"""The English pack: the same engine, another language, nothing Italian."""

import builtins
import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from extractor import Extractor
from extractor.authoring.examples import run_examples
from extractor.language.check import check
from extractor.language.pack import load
from tests.italian_pack import ROOT

PACK = ROOT / "examples" / "english"


def test_it_checks_and_its_examples_pass() -> None:
    pack, found = load(PACK)
    assert [*found, *check(pack)] == []
    results = list(run_examples(Extractor.compile(pack), pack))
    assert len(results) > 30
    assert [(result.rule, result.problems) for result in results if not result.passed] == []


def test_the_sample_article_gives_the_golden_events() -> None:
    text = (PACK / "article.txt").read_text(encoding="utf-8")
    golden = [json.loads(line) for line in (PACK / "article.jsonl").read_text(encoding="utf-8").splitlines()]
    events = json.loads(msgspec.json.encode(Extractor.load(PACK).extract(text)))
    assert [{"doc": "examples/english/article.txt", **event} for event in events] == golden
    assert {event["type"] for event in golden} == {"Announce", "Say", "Attribution", "Accuse", "Deny"}


def test_it_reads_nothing_of_the_italian_pack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    real = builtins.open

    def spy(file: Any, *arguments: Any, **named: Any) -> Any:
        opened.append(str(file))
        return real(file, *arguments, **named)

    monkeypatch.setattr(builtins, "open", spy)
    Extractor.load(PACK, cache=False)
    assert any("english" in name for name in opened)
    assert not any(str(ROOT / "rules") in name for name in opened)
