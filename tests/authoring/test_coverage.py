"""What the examples of a pack reach: counted by hand on the English pack and on a small change of it."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from extractor.authoring.coverage import Coverage, coverage
from extractor.authoring.opening import open_pack
from extractor.authoring.trials import places, trials
from extractor.language.pack import load
from tests.cli.command import ROOT, extract

ENGLISH = ROOT / "examples" / "english"

RULES = """\
phase events

pattern spoken = "quoth" | "saith"

rule quoth "Quoth X: «…»"
  match   trigger:VerbGroup[lemma in @reporting.Q] source:Speaker (":" | ",") content:Quote
        | spoken trigger:VerbGroup[lemma in @reporting.T] content:Quote
  emit    Say
  example "Said the mayor: “We are ready”." => Say "Said" (source "the mayor")
  never   "The mayor sleeps." because "nobody speaks"
"""

DECLARED = """\
phase events

rule declared "Declared X: «…»"
  match   trigger:VerbGroup[lemma in @rare.verbs] source:Speaker ":" content:Quote
  emit    Say
  example "Declared the mayor: “We are ready”." => Say "Declared" (source "the mayor")
  never   "The mayor sleeps." because "nobody speaks"
"""


def of(folder: Path, texts: list[str] | None = None) -> Coverage:
    pack, extractor = open_pack(folder)
    given = [trial.text for trial in trials(load(folder)[0]) if trial.kind != "never"] if texts is None else texts
    return coverage(extractor, pack, given)


@pytest.fixture
def pack(tmp_path: Path) -> Callable[[str], Path]:
    """A copy of the English pack with a file of rules added."""

    def added(rules: str) -> Path:
        folder = Path(shutil.copytree(ENGLISH, tmp_path / "pack"))
        (folder / "events" / "added.rules").write_text(rules, encoding="utf-8")
        return folder

    return added


def test_without_texts_nothing_is_reached() -> None:
    found = of(ENGLISH, [])
    assert len(found.rules) == found.rules_in_all == len(places(open_pack(ENGLISH)[0]))
    assert len(found.alternatives) == found.alternatives_in_all > 0
    assert len(found.lists) == found.lists_in_all > 0


def test_every_rule_is_reached_by_its_own_examples() -> None:
    assert of(ENGLISH).rules == ()


def test_the_word_that_no_example_has() -> None:
    never = "The mayor will never say more."
    texts = [trial.text for trial in trials(load(ENGLISH)[0]) if trial.text != never]
    assert '"never"' in [each.text for each in of(ENGLISH, texts).alternatives]
    assert '"never"' not in [each.text for each in of(ENGLISH, [*texts, never]).alternatives]


def test_alternatives_of_a_rule_of_a_pattern_and_around_a_trigger(pack: Callable[[str], Path]) -> None:
    folder = pack(RULES.replace("VerbGroup[lemma in @reporting.T]", "VerbGroup"))
    file = str(folder / "events" / "added.rules")
    missing = [each for each in of(folder).alternatives if each.place.file == file]
    assert [(each.place.line, each.text) for each in missing] == [
        (3, '"quoth"'),
        (3, '"saith"'),
        (6, '","'),
        (7, "spoken trigger:VerbGroup content:Quote"),
    ]


def test_what_lies_inside_an_alternative_is_not_shown_again(pack: Callable[[str], Path]) -> None:
    rules = RULES.replace("spoken trigger:VerbGroup[lemma in @reporting.T]", '("verily" | "forsooth") trigger:VerbGroup')
    found = of(pack(rules.replace('pattern spoken = "quoth" | "saith"\n', "")))
    added = [each for each in found.alternatives if each.place.file.endswith("added.rules")]
    texts = ['","', '("verily" | "forsooth") trigger:VerbGroup content:Quote', '"verily"', '"forsooth"']
    assert [each.text for each in added] == texts
    assert [each.text for each in found.outermost if each in added] == texts[:2]


def test_a_list_is_reached_by_what_is_found_in_it(pack: Callable[[str], Path]) -> None:
    folder = pack("")
    (folder / "lexicons" / "rare.yaml").write_text("match: lemma\nlists:\n  verbs: [declare]\n", encoding="utf-8")
    (folder / "events" / "added.rules").write_text(DECLARED, encoding="utf-8")
    assert "@rare.verbs" in of(folder, []).lists
    assert "@rare.verbs" not in of(folder, ["Declared the mayor: “We are ready”."]).lists
    assert "@rare.verbs" in of(folder, ["Said the mayor: “We are ready”."]).lists


def test_only_what_is_asked_for_counts() -> None:
    done = extract("test", ENGLISH / "events" / "direct_speech.rules", "--coverage").stdout.decode()
    assert done.endswith(" lists\n")
    assert "verb_groups.rules" not in done
    assert extract("test", ENGLISH, "--coverage", "--watch").returncode == 2
