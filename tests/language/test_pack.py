"""`load`: what a folder becomes, and what is found where it can't be read (cases/pack.yaml)."""

import os
import re
import shutil
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extractor.diagnostics import Diagnostic, render
from extractor.language.check import check
from extractor.language.pack import Pack, load
from extractor.language.tree import Node, Place

HERE = Path(__file__).parent
BASE = HERE / "packs" / "base"
CASES = yaml.safe_load((HERE / "cases" / "pack.yaml").read_text(encoding="utf-8"))
YAML_FILES = ["pack.yaml", "tokens.yaml", "morphology/features.yaml", "lexicons/words.yaml", "lexicons/reporting.yaml"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the base pack to change."""
    return Path(shutil.copytree(BASE, tmp_path / "pack"))


def edit(folder: Path, file: str, old: str, new: str) -> None:
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text, "the change changes nothing"
    path.write_text(text.replace(old, new), encoding="utf-8")


def append(folder: Path, file: str, text: str) -> None:
    with (folder / file).open("a", encoding="utf-8") as stream:
        stream.write(text)


def shown(found: Diagnostic) -> tuple[str, int, str]:
    return (found.code, found.line, found.source[found.column - 1 : found.end_column - 1] if found.line else "")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_case(case: dict[str, Any], folder: Path) -> None:
    path = folder / case["file"]
    if "text" in case:
        path.parent.mkdir(exist_ok=True)
        path.write_text(case["text"], encoding="utf-8")
    elif "from" in case:
        edit(folder, case["file"], case["from"], case["to"])
    else:
        append(folder, case["file"], case["to"])
    found = load(folder)[1]
    assert sorted(map(shown, found)) == sorted((code, line, under) for code, line, under, _ in case["finds"])
    for *key, message in case["finds"]:
        texts = [f"{each.message}; {each.hint}" for each in found if list(shown(each)) == key]
        assert any(message.replace("{folder}", str(folder)) in text for text in texts), texts


# --- what a pack holds


def test_pack_holds_what_its_files_say() -> None:
    pack, found = load(str(BASE))
    assert found == []
    assert (pack.name, pack.language, pack.version, pack.language_version) == ("base", "it", "1.0", 1)
    assert pack.phases == ("disambiguation", "chunks", "speakers", "events", "adjuncts", "resolution")
    assert [each.name for each in pack.event_types] == ["Ask", "Reporting", "Say"]
    assert [each.name for each in pack.patterns] == ["after", "auxiliary", "noun"]
    assert [each.name for each in pack.selections] == ["noun_after_article"]
    assert [each.name for each in pack.resolutions] == ["source of Reporting where source_form = null"]
    assert sorted(pack.lists) == [
        *(("quotes", name) for name in ("close", "open")),
        *(("reporting", name) for name in ("A", "CI", "Q")),
        *(("words", name) for name in ("days", "nouns", "roles")),
    ]
    assert pack.features["Person"] == ("1", "2", "3")
    assert pack.features["Poss"] == ("Yes",)
    assert pack.features["Enclitic"] == ()
    assert pack.aliases == {"participle": {"VerbForm": "Part"}}
    assert set(pack.morphology) == {"features"}
    assert (pack.broken, pack.unread) == ((), ())


def test_lists_hold_their_entries_in_order() -> None:
    lists = load(BASE)[0].lists
    q = lists["reporting", "Q"]
    assert q.match == "lemma"
    assert [(entry.words, entry.event) for entry in q.entries] == [("dire", "Say"), ("affermare", "Say"), ("chiedere", "Ask")]
    assert q.entries[2].place == Place(str(BASE / "lexicons" / "reporting.yaml"), 5, 13, 5, 21)
    assert [entry.words for entry in lists["words", "roles"].entries] == ["ministro", "sindaca", "capo della polizia"]
    assert (lists["words", "roles"].match, lists["words", "nouns"].match) == ("form", "lemma")
    assert [entry.words for entry in lists["quotes", "open"].entries] == ["«"]


def test_words_that_yaml_takes_for_truth_values_stay_words(folder: Path) -> None:
    edit(folder, "lexicons/words.yaml", "[lunedì, martedì]", "[no, yes, on, 2020-10-27, 12:30, 1_000, 0x10, 1.5]")
    pack, found = load(folder)
    assert found == []
    words = [entry.words for entry in pack.lists["words", "days"].entries]
    assert words == ["no", "yes", "on", "2020-10-27", "12:30", "1_000", "0x10", "1.5"]


def placeless(node: object) -> object:
    """Statements without their places, to compare packs from different folders."""
    if isinstance(node, Node):
        names = [name for name in node.__struct_fields__ if name != "place"]
        return (type(node).__name__, *(placeless(getattr(node, name)) for name in names))
    return [placeless(item) for item in node] if isinstance(node, tuple) else node


def statements(pack: Pack) -> object:
    return [placeless(getattr(pack, name)) for name in Pack.__struct_fields__ if isinstance(getattr(pack, name), tuple)]


def test_order_of_files_and_rules_does_not_matter(folder: Path) -> None:
    before = load(folder)[0]
    path = folder / "events" / "events.rules"
    phases = re.split(r"^(?=phase )", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    path.write_text("".join(reversed(phases)), encoding="utf-8")
    (folder / "schema.rules").rename(folder / "zzz.rules")
    after, found = load(folder)
    assert found == []
    assert statements(after) == statements(before)


def test_hash_is_of_names_and_content_only(folder: Path, tmp_path: Path) -> None:
    first = load(folder)[0].hash
    other = Path(shutil.copytree(folder, tmp_path / "elsewhere"))
    (other / "README.md").write_text("not part of the pack")
    assert load(other)[0].hash == first
    windows = (other / "pack.yaml").read_bytes().replace(b"\n", b"\r\n")
    (other / "pack.yaml").write_bytes(windows)
    assert load(other)[0].hash == first
    (other / "schema.rules").rename(other / "types.rules")
    renamed = load(other)[0].hash
    assert renamed != first
    append(other, "types.rules", "# more\n")
    assert load(other)[0].hash not in (first, renamed)


# --- folders and files


def test_a_folder_that_does_not_exist(tmp_path: Path) -> None:
    pack, found = load(tmp_path / "nowhere")
    assert [(each.code, each.file) for each in found] == [("E050", str(tmp_path / "nowhere"))]
    assert "does not exist" in found[0].message
    assert check(pack) == []


def test_a_file_instead_of_a_folder(tmp_path: Path) -> None:
    (tmp_path / "pack").write_text("")
    assert [each.message for each in load(tmp_path / "pack")[1]] == ["the rule pack's folder is a file"]


def test_a_folder_without_pack_yaml(folder: Path) -> None:
    (folder / "pack.yaml").unlink()
    pack, found = load(folder)
    assert [(each.code, each.file) for each in found] == [("E050", str(folder / "pack.yaml"))]
    assert check(pack) == []


@pytest.mark.parametrize("file", [*YAML_FILES, "schema.rules"])
def test_a_file_that_is_not_utf8(folder: Path, file: str) -> None:
    (folder / file).write_bytes("name: x\ncittà: \"è qui\"".encode("latin-1"))
    pack, found = load(folder)
    assert [(each.code, each.file, each.line, each.column) for each in found] == [("E051", str(folder / file), 2, 5)]
    assert pack.broken == (file,)


def test_a_file_that_cannot_be_opened(folder: Path) -> None:
    (folder / "lexicons" / "words.yaml").unlink()
    (folder / "lexicons" / "words.yaml").symlink_to(folder / "nowhere.yaml")
    pack, found = load(folder)
    assert [each.code for each in found] == ["E051"]
    assert check(pack) == []


def test_columns_do_not_depend_on_line_ends(folder: Path) -> None:
    edit(folder, "lexicons/reporting.yaml", "chiedere, event", "chiedere, evnt")
    unix = load(folder)[1]
    path = folder / "lexicons" / "reporting.yaml"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert load(folder)[1] == unix
    assert [shown(each) for each in unix] == [("E054", 5, "evnt")]


def test_files_are_named_as_their_author_finds_them(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder.parent)
    edit(folder, "lexicons/reporting.yaml", "chiedere, event", "chiedere, evnt")
    assert [each.file for each in load("pack/")[1]] == ["pack/lexicons/reporting.yaml"]


# --- all together


def test_five_mistakes_are_found_in_one_go(folder: Path) -> None:
    edit(folder, "events/events.rules", "lemma in @reporting.Q]", "lemma in @repoting.Q]")
    edit(folder, "chunks/groups.rules", "[VerbForm = Fin", "[VerbFrom = Fin")
    edit(folder, "chunks/groups.rules", "match   @words.days", 'match   @words.days "di')
    append(folder, "schema.rules", "\nmenzione Place\n")
    edit(folder, "lexicons/words.yaml", "[lunedì, martedì]", "[lunedì, martedì")
    pack, found = load(folder)
    everything = sorted([*found, *check(pack)], key=lambda each: each.order)
    lines = [f"{Path(each.file).relative_to(folder)}:{each.line} {each.code[:2]}" for each in everything]
    assert lines == [
        "chunks/groups.rules:22 E1",
        "chunks/groups.rules:33 E0",
        "events/events.rules:4 E1",
        "lexicons/words.yaml:5 E0",
        "schema.rules:24 E0",
    ]
    assert all(each.hint and each.source for each in everything)
    assert [each.hint for each in everything if each.code == "E104"] == ["did you mean 'reporting'?"]
    assert [each.hint for each in everything if each.code == "E102"] == ["did you mean 'VerbForm'?"]


@pytest.mark.parametrize("file", [*YAML_FILES, "schema.rules", "chunks/groups.rules"])
def test_a_broken_file_causes_no_further_findings(folder: Path, file: str) -> None:
    append(folder, file, "\n\t: [}\n")
    pack, found = load(folder)
    assert {each.file for each in found} == {str(folder / file)}
    assert check(pack) == []


def test_what_a_broken_statement_declares_counts_as_declared(folder: Path) -> None:
    edit(folder, "schema.rules", "mention Speaker is NounPhrase", "mention Speaker is is NounPhrase")
    edit(folder, "chunks/groups.rules", "= [upos = NOUN]\n", "= [upos = ]\n")
    pack, found = load(folder)
    assert [Path(each.file).name for each in found] == ["groups.rules", "schema.rules"]
    assert pack.unread == ("Speaker", "noun")
    assert check(pack) == []


def test_a_named_pipe_is_not_waited_for(folder: Path) -> None:
    os.mkfifo(folder / "pipe.rules")
    _, found = load(folder)
    assert [(each.code, each.file) for each in found if each.severity == "error"] == [("E051", str(folder / "pipe.rules"))]


def test_a_file_whose_name_is_not_utf8(folder: Path) -> None:
    before, _ = load(folder)
    Path(os.fsdecode(os.fsencode(folder) + b"/n\xff.rules")).write_bytes(b"")
    pack, found = load(folder)
    assert not any(each.severity == "error" for each in found) and pack.hash != before.hash


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(file=st.sampled_from(YAML_FILES), start=st.integers(0, 200), length=st.integers(0, 30), text=st.text(max_size=12))
def test_no_content_raises(folder: Path, file: str, start: int, length: int, text: str) -> None:
    path = folder / file
    original = path.read_text(encoding="utf-8")
    changed = original[:start] + text + original[start + length :]
    try:
        path.write_bytes(changed.encode("utf-8", "surrogatepass"))
        pack, found = load(folder)
        findings = [*found, *check(pack)]
    finally:
        path.write_text(original, encoding="utf-8")
    assert all(render(each) for each in findings)
    assert msgspec.json.encode(findings)
