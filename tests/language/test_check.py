"""`check` on a pack in which one thing is wrong: cases/check.yaml has the changes and what must be found, all of it."""

import re
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from extractor.diagnostics import Diagnostic
from extractor.language.check import check
from extractor.language.pack import load
from extractor.language.regexes import why_unfit

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
BASE = HERE / "packs" / "base"
CASES = yaml.safe_load((HERE / "cases" / "check.yaml").read_text(encoding="utf-8"))


def changed(case: dict[str, Any], folder: Path) -> Path:
    """The base pack with the case's change."""
    pack = folder / "pack"
    shutil.copytree(BASE, pack)
    for change in [case, *(case[key] for key in ("more", "also") if key in case)]:
        path = pack / change["file"]
        text = path.read_text(encoding="utf-8")
        assert change.get("from", "") in text, "the case changes nothing"
        new = text.replace(change["from"], change["to"]) if "from" in change else text + change["to"]
        path.write_text(new, encoding="utf-8")
    return pack


def underlined(found: Diagnostic) -> str:
    return found.source[found.column - 1 : found.end_column - 1] if found.line else ""


def test_nothing_is_wrong_with_the_base_pack() -> None:
    pack, found = load(BASE)
    assert found == []
    assert check(pack) == []


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_case(case: dict[str, Any], tmp_path: Path) -> None:
    pack, problems = load(changed(case, tmp_path))
    assert problems == []
    found = check(pack)
    assert sorted((each.code, underlined(each)) for each in found) == sorted((code, under) for code, under, _ in case["finds"])
    for code, under, message in case["finds"]:
        texts = [f"{each.message}; {each.hint}" for each in found if (each.code, underlined(each)) == (code, under)]
        assert any(message in text for text in texts), texts


# --- codes and their explanations


def test_every_code_is_explained() -> None:
    """Each code has a section in docs/errors.md, in order, and each section tells of a code that is given somewhere."""
    sources = [path.read_text(encoding="utf-8") for path in (ROOT / "extractor").rglob("*.py")]
    given = {code for source in sources for code in re.findall(r"\"([EW]\d{3})\"", source)}
    explained = re.findall(r"^## ([EW]\d{3})$", (ROOT / "docs" / "errors.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert explained == sorted(given)


def test_every_check_has_a_case() -> None:
    """Each code of the checks is found by some case."""
    sources = [path.read_text(encoding="utf-8") for path in (ROOT / "extractor" / "language").glob("check*.py")]
    given = {code for source in sources for code in re.findall(r"\"([EW]\d{3})\"", source)}
    assert given - {code for case in CASES for code, _, _ in case["finds"]} == set()


@pytest.mark.parametrize(
    "expression",
    ["^[0-9]+$", r"\p{Lu}\p{L}+", "(ab|cd)+", "[+*(]+x", r"\(a\)+", "a{2,3}b*", "(?i:data)", "(?:a|b)c*", "[^]a]", "(a?b){1,3}"],
)
def test_regular_expressions_that_may_be_used(expression: str) -> None:
    assert why_unfit(expression) is None


@pytest.mark.parametrize(
    "expression",
    [
        *("(", "[a", "a**b(", r"(a)\1", r"(?P<x>a)(?P=x)", r"(?P<x>a)\g<x>", "(?=a)", "(?!a)", "(?<=a)b", "(?<!a)b", "(?R)?a"),
        *("(a)(?1)", "(?:a(?1)?)", "(a+)+", "(a*)*b", "((a+)b)*", "(a{2,}b?)+", "(?:a+){2,9}", "(a){e<=1}", "a" * 501, r"a\Kb"),
    ],
)
def test_regular_expressions_that_may_not(expression: str) -> None:
    assert why_unfit(expression) is not None
