"""docs/performance.md: its command runs as written and shows what the page says to look for."""

from pathlib import Path

import pytest

from tests.cli.command import ROOT
from tests.pages import blocks, shell, write_program

PAGE = (ROOT / "docs" / "performance.md").read_text(encoding="utf-8")


def test_the_page_reads_the_bench_right(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    (command,) = blocks(PAGE, "sh")
    printed = shell(command, ROOT, write_program(tmp_path)).stdout
    for named in ("tokens a second", "woken", "tries", "matches", "stood", "finding and choosing", "phase objects"):
        assert named in printed, printed


def test_the_figures_name_records_that_are_there() -> None:
    named = [word.strip("`.,;()") for word in PAGE.split() if "benchmarks/record/" in word]
    assert named and all((ROOT / f"{each}.md").is_file() and (ROOT / f"{each}.json").is_file() for each in named)
