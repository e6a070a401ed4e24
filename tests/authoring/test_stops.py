"""What is said of a rule that found nothing: where it stopped, what it waited for and what stood there, case by case."""

import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from extractor import Extractor
from extractor.authoring.explain import explain
from extractor.authoring.explanation import Attempted, Explanation
from extractor.language.check import check
from extractor.language.pack import Pack, load

HERE = Path(__file__).parent
SMALL = HERE.parent / "meaning" / "pack"
NOT_ASKED = {"E121"}
"""Rules of these cases carry no examples: the case is their example."""

CASES = [
    pytest.param(case, id=case["name"]) for case in yaml.safe_load((HERE / "cases" / "stops.yaml").read_text(encoding="utf-8"))
]


def small_pack_with(rules: str, folder: Path) -> tuple[Pack, Extractor]:
    """The small pack and these rules, compiled with origins."""
    shutil.copytree(SMALL, folder)
    (folder / "case.rules").write_text(rules, encoding="utf-8")
    pack, found = load(folder)
    wrong = [d for d in [*found, *check(pack)] if d.severity == "error" and d.code not in NOT_ASKED]
    assert wrong == []
    return pack, Extractor.compile(pack, origins=True)


def explained(case: dict[str, Any], folder: Path) -> Explanation:
    pack, extractor = small_pack_with(f"phase {case.get('phase', 'events')}\n{case['rules']}\n", folder)
    return explain(extractor, pack, case["text"], rule="r")


def told(attempt: Attempted) -> str:
    reason = f": {attempt.reason}" if attempt.reason else ""
    return f'{attempt.verdict} at "{attempt.at.text}"{reason}'


def said(explanation: Explanation) -> list[str]:
    """Each attempt in a line, and why the rule was not tried in a sentence."""
    lines = []
    for sentence in explanation.sentences:
        lines += [told(attempt) for attempt in sentence.attempts]
        lines += [f"not tried: {sentence.untried}"] if sentence.untried else []
    return lines


@pytest.mark.parametrize("case", CASES)
def test_what_is_said(case: dict[str, Any], tmp_path: Path) -> None:
    explanation = explained(case, tmp_path / "pack")
    assert said(explanation) == case["says"]
    if "halts" in case:
        attempts = [attempt for sentence in explanation.sentences for attempt in sentence.attempts]
        halts = [attempt.halts for attempt in attempts if attempt.halts][-1]
        assert [
            {"side": h.side, "expected": list(h.expected), "missing": h.missing, "elsewhere": h.elsewhere, "at": h.at.text}
            for h in halts
        ] == case["halts"]
