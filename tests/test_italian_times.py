"""Times of the Italian pack have the values of `italian_times.yaml`, whether a text is dated to the day, to the month, or not."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from extractor import Filler
from tests.italian_pack import italian

DATELINES = ("2020-10-28", "2020-10", None)
GROUPS = yaml.safe_load(Path(__file__).with_name("italian_times.yaml").read_text(encoding="utf-8"))
CASES = [
    pytest.param(case, dateline, place, id=f"{case['text']} ({dateline})")
    for group in GROUPS
    for case in group["cases"]
    for place, dateline in enumerate(DATELINES)
]


def times(text: str, dateline: str | None) -> list[Filler]:
    """The times of the last event."""
    return list(italian().extract(text, date=dateline)[-1].roles.get("time", ()))


@pytest.mark.parametrize(("case", "dateline", "place"), CASES)
def test_case(case: dict[str, Any], dateline: str | None, place: int) -> None:
    found = [(time.text, time.value, time.mod) for time in times(case["text"], dateline)]
    wanted = [(case["time"], case["values"][place], case.get("mod"))] if "time" in case else []
    assert found == wanted


def test_a_dateline_in_the_text_counts_as_the_date() -> None:
    (time,) = times("date 2020-10-28 Martedì il rettore ha accusato i custodi di negligenza.", None)
    assert time.value == "2020-10-27"


def test_the_date_given_goes_before_the_dateline() -> None:
    (time,) = times("date 2020-10-28 Martedì il rettore ha accusato i custodi di negligenza.", "2019-01-02")
    assert time.value == "2019-01-01"


def test_sentences_without_an_event_are_looked_at_for_their_times() -> None:
    """The same whether every sentence was taken through all phases or only those that hold an event."""
    text = (
        "Martedì 13 ottobre 2020 la scuola era vuota. Pioveva. Sempre martedì, il rettore ha accusato i custodi di negligenza. "
        "Il giorno dopo la preside ha annunciato la chiusura."
    )
    found = italian().extract(text)
    assert list(italian().inspect(text).events) == found
    assert [time.value for event in found for time in event.roles.get("time", ())] == ["2020-10-13", "2020-10-14"]


def test_the_direction_of_times_is_not_output() -> None:
    (event,) = italian().extract("Martedì il rettore ha accusato i custodi di negligenza.")
    assert "time_direction" not in event.attributes
    schema = italian().schema()["$defs"]
    assert isinstance(schema, dict)
    assert "time_direction" not in schema["Accuse"]["properties"]["attributes"]["properties"]
