"""Opening a pack for its author."""

import shutil
from pathlib import Path

import pytest

from extractor.authoring.opening import open_pack
from extractor.authoring.query import compile_query
from extractor.diagnostics import PackError
from tests.cli.command import ROOT


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A copy of the English pack."""
    return Path(shutil.copytree(ROOT / "examples" / "english", tmp_path / "pack"))


def test_every_part_knows_where_it_was_written(pack: Path) -> None:
    found, extractor = open_pack(pack)
    assert found.folder == str(pack)
    codes = [rule.code for phase in extractor.compiled.program.phases for rule in phase.chunks]
    assert codes and all(code.origins is not None for code in codes)


def test_a_broken_suite_is_in_nobodys_way(pack: Path) -> None:
    (pack / "events" / "broken.cases.yaml").write_text("- text: [", encoding="utf-8")
    open_pack(pack)
    compile_query('"said"', pack)


def test_errors_in_rules_come_all_together(pack: Path) -> None:
    (pack / "broken.rules").write_text("mention A is Nothing\nmention B is Nothing\n", encoding="utf-8")
    with pytest.raises(PackError) as raised:
        open_pack(pack)
    assert [found.line for found in raised.value.diagnostics] == [1, 2]
