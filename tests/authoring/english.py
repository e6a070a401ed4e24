"""Trials on the English example pack, written as in a suite."""

from functools import cache
from pathlib import Path

from extractor.authoring.examples import ExampleResult, run_trials
from extractor.authoring.trials import Trial
from extractor.engine import Extractor
from extractor.language.sources import Source
from extractor.language.suites import read_suite
from extractor.language.yaml_fields import Notes
from extractor.language.yaml_source import read_yaml

PACK = Path(__file__).resolve().parents[2] / "examples" / "english"
FILE = "x.cases.yaml"


@cache
def english() -> Extractor:
    return Extractor.load(PACK)


def tried(suite: str, rule: str | None = None) -> list[ExampleResult]:
    """What comes of the cases of a suite; with `rule` as if they were examples of it."""
    root, found = read_yaml(suite, FILE)
    assert root is not None and found == []
    notes = Notes(Source(FILE, FILE, suite))
    cases = read_suite(root, notes)
    assert notes.all == []
    trials = [
        Trial(
            kind="case" if rule is None else "example",
            place=case.place,
            text=case.text,
            rule=rule,
            name=case.name,
            date=case.date,
            because=case.because,
            expected=case.expected,
            complete=case.complete,
        )
        for case in cases
    ]
    return list(run_trials(english(), trials))
