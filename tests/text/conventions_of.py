"""The conventions of the packs in the repository, for the tests of the text side."""

from functools import lru_cache
from pathlib import Path

import yaml

from extractor.text.conventions import Conventions

ROOT = Path(__file__).parents[2]
FILES = {"italian": ROOT / "rules" / "tokens.yaml", "english": ROOT / "examples" / "english" / "tokens.yaml"}


@lru_cache
def conventions_of(language: str) -> Conventions:
    file = FILES[language]
    conventions, found = Conventions.read(yaml.safe_load(file.read_text(encoding="utf-8")), file.name)
    assert found == []
    return conventions


def cases(name: str):  # type: ignore[no-untyped-def]
    """A file of cases: whatever it holds."""
    return yaml.safe_load((Path(__file__).parent / "cases" / f"{name}.yaml").read_text(encoding="utf-8"))
