"""The workbench gives, after any change, what a fresh load and run give; and it runs again only what it must."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extractor.authoring.trials import trials
from extractor.authoring.workbench import Workbench
from extractor.diagnostics import PackError
from extractor.engine import Extractor
from tests.authoring.english import PACK

Change = Callable[[Path], None]


def edit(name: str, old: str, new: str) -> Change:
    def change(pack: Path) -> None:
        file = pack / name
        if file.exists():
            file.write_text(file.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")

    return change


def restored(name: str) -> Change:
    return lambda pack: (pack / name).write_bytes((PACK / name).read_bytes()) and None


CHANGES: dict[str, Change] = {
    "an example": edit("events/judgments.rules", '"The company was accused', '"Again. The company was accused'),
    "a comment": edit("events/judgments.rules", "phase events", "# a line more\nphase events"),
    "a rule": edit("events/direct_speech.rules", "content:Quote", "Quote"),
    "broken rules": edit("events/judgments.rules", "match", "mtach"),
    "a lexicon": edit("lexicons/reporting.yaml", "accuse", "accost"),
    "morphology": edit("morphology/words.yaml", "the", "thee"),
    "tokens": edit("tokens.yaml", "“", "„"),
    "a case": edit("events/direct_speech.cases.yaml", "events: []", 'expect: Speaker "nobody"'),
    "a broken suite": edit("events/direct_speech.cases.yaml", "expect:", "expcet:"),
    "a suite gone": lambda pack: (pack / "events/direct_speech.cases.yaml").unlink(missing_ok=True),
    "all as it was": lambda pack: shutil.copytree(PACK, pack, dirs_exist_ok=True) and None,
    "rules as they were": restored("events/judgments.rules"),
}


def outcome(bench: Workbench) -> object:
    """What an author sees: the results, or what is wrong with the pack."""
    try:
        pack = bench.load()
    except PackError as error:
        return error.diagnostics
    return pack, list(bench.run(trials(pack)))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("workbench")


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(sorted(CHANGES)), min_size=1, max_size=4))
def test_any_changes_give_what_a_fresh_start_gives(folder: Path, names: list[str]) -> None:
    pack = folder / "pack"
    shutil.rmtree(pack, ignore_errors=True)
    shutil.copytree(PACK, pack)
    bench = Workbench(str(pack))
    outcome(bench)
    for name in names:
        CHANGES[name](pack)
        assert outcome(bench) == outcome(Workbench(str(pack)))


def texts_run(pack: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> tuple[int, int]:
    """How many texts are looked at after a change, and how many trials there are."""
    looked: list[str] = []
    inspect = Extractor.inspect
    bench = Workbench(str(pack))
    outcome(bench)
    CHANGES[name](pack)
    monkeypatch.setattr(Extractor, "inspect", lambda self, text, date=None: looked.append(text) or inspect(self, text, date=date))
    outcome(bench)
    return len(looked), len(trials(bench.load()))


def test_a_changed_example_is_run_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pack = Path(shutil.copytree(PACK, tmp_path / "pack"))
    assert texts_run(pack, "an example", monkeypatch)[0] == 1


@pytest.mark.parametrize("name", ["a rule", "a lexicon", "morphology", "tokens"])
def test_what_may_change_results_runs_everything(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pack = Path(shutil.copytree(PACK, tmp_path / "pack"))
    run, all_of_them = texts_run(pack, name, monkeypatch)
    assert run == all_of_them > 30


def test_the_state_of_the_files_tells_every_way_of_saving(tmp_path: Path) -> None:
    pack = Path(shutil.copytree(PACK, tmp_path / "pack"))
    bench = Workbench(str(pack))
    before = bench.files()
    assert before == bench.files() and "pack.yaml" in before and "events/direct_speech.cases.yaml" in before
    file = pack / "events" / "judgments.rules"
    (pack / "new").write_bytes(file.read_bytes())  # what no pack reads
    assert bench.files() == before
    (pack / "new").replace(file)
    assert bench.files() != before
