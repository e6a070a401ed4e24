"""How the benchmarks measure and report; nothing here depends on how fast anything is."""

import time
from pathlib import Path

import msgspec
import pytest

from benchmarks.__main__ import PARTS, main
from benchmarks.bars import BARS, Bar
from benchmarks.measure import Figure, Remark, Spread, ratio, rounds_of
from benchmarks.parts.stages import STAGES, Sampler, stage_of
from benchmarks.report import Record, as_json, line_of, met, page
from tests.italian_pack import ROOT

FAST = Figure("italian", "times as fast as a peer", Spread(0.5, 0.6, 0.7, 3), "6 MB/s, peer 10 MB/s", "tokenizer")
SLOW = Figure("startup", "--help: times python", Spread(6, 7.25, 1234, 3), "70 ms, 10 ms", "help")
PLAIN = Figure("stages", "scan: share of the time", Spread(0.1, 0.1, 0.1, 1), "10%")
RECORD = Record("2020-10-27", {"rounds": "3"}, {"cores": "2"}, [FAST, SLOW, PLAIN], [Remark("italian", "7 events")])


def test_tasks_take_turns_at_being_first() -> None:
    order: list[str] = []

    def task(name: str) -> float:
        order.append(name)
        return len(order)

    times = rounds_of({name: lambda _, name=name: task(name) for name in "abc"}, 3)  # type: ignore[misc]
    assert "".join(order) == "abcbcacab"
    assert times == {"a": [1, 6, 8], "b": [2, 4, 9], "c": [3, 5, 7]}


def test_ratios_are_taken_round_by_round() -> None:
    assert ratio([2, 30, 8], [1, 10, 2]) == Spread(2.5, 3, 3.5, 3)
    assert ratio([3], [2]) == Spread(1.5, 1.5, 1.5, 1)


def test_a_bar_is_met_on_its_own_side() -> None:
    assert Bar(10, at_least=True).met(10) and not Bar(10, at_least=True).met(9.9)
    assert Bar(5, at_least=False).met(5) and not Bar(5, at_least=False).met(5.1)
    assert (met(FAST), met(SLOW), met(PLAIN)) == (True, False, True)


def test_the_page_says_ratio_bar_and_verdict() -> None:
    lines = page(RECORD).splitlines()
    assert "| italian | times as fast as a peer | 0.600 | 0.500 to 0.700 of 3 | ≥ 0.5 | met     | 6 MB/s, peer 10 MB/s |" in lines
    assert "| startup | --help: times python    | 7.25  | 6.00 to 1,234 of 3  | ≤ 5   | NOT MET | 70 ms, 10 ms         |" in lines
    assert "| stages  | scan: share of the time | 0.100 | one round           |       |         | 10%                  |" in lines
    assert lines[-1] == "1 of 2 bars met."
    assert "- italian: 7 events" in lines and "- cores: 2" in lines


def test_a_line_is_said_while_a_run_goes_on() -> None:
    assert line_of(SLOW) == "startup: --help: times python: 7.25 (6.00 to 1,234 of 3), bar ≤ 5: NOT MET; 70 ms, 10 ms"
    assert line_of(PLAIN) == "stages: scan: share of the time: 0.100 (one round); 10%"


def test_a_record_is_the_same_after_json() -> None:
    assert msgspec.json.decode(as_json(RECORD), type=Record) == RECORD


def test_every_bar_is_asked_for_and_no_other() -> None:
    sources = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "benchmarks" / "parts").glob("*.py"))
    assert [name for name in BARS if f'"{name}"' not in sources] == []


def test_an_unknown_part_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--parts", "italian,nothing"])
    assert "there is no part nothing; there are patterns, italian" in capsys.readouterr().err


def test_the_readme_tells_of_every_part() -> None:
    readme = (ROOT / "benchmarks" / "README.md").read_text(encoding="utf-8")
    assert [name for name in PARTS if f"`{name}`" not in readme] == []


def test_what_runs_is_told_by_its_module() -> None:
    base = str(ROOT / "extractor")
    assert stage_of(f"{base}/text/tokenize.py", "tokenize") == "tokenize"
    assert stage_of(f"{base}/matching/match.py", "can_start") == "scan"
    assert stage_of(f"{base}/matching/match.py", "run_phase") == "phases"
    assert stage_of(f"{base}/events/assemble.py", "finish") == "output"
    assert stage_of(f"{base}/events/assemble.py", "assemble") == "phases"
    assert stage_of(f"{base}/formats/jsonl.py", "write") == "output"
    assert stage_of(f"{base}/span.py", "of") == ""
    assert stage_of(f"{Path(time.__name__)}.py", "sleep") == ""


def test_the_stages_that_matter_are_there() -> None:
    files = {path.relative_to(ROOT / "extractor").with_suffix("").as_posix() for path in (ROOT / "extractor").rglob("*.py")}
    for stage, names in STAGES:
        assert any(name.partition(":")[0].rstrip("/") in {*files, "formats"} for name in names), stage


def test_time_counts_for_what_is_running() -> None:
    with Sampler() as sampler:
        end = time.process_time() + 0.1
        while time.process_time() < end:
            pass
    assert set(sampler.seconds) == {"other"}
    assert 0.02 < sampler.seconds["other"] < 1
