"""The engine knows no Italian: its words are data of the pack, and none of them stands in the engine's code.

The words are read from the Italian pack itself: closed classes, dates and reporting verbs. No string of the engine may be or
hold one of them as a whole word, docstrings aside.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[1]
ENGINE = ROOT / "extractor"
PACK = ROOT / "rules"

# Words of the Italian pack that are English ones or fixed names, too: parts of foreign names, a part of speech, a value, TIMEX3's
# codes for midday, summer and autumn.
ALSO_ENGLISH = {
    *("mi", "su", "fa", "weekend"),
    *("all", "and", "art", "at", "by", "extra", "for", "from", "in", "no", "null", "num", "of", "on", "or", "out"),
    *("the", "to", "with"),
}
ESCAPE = re.compile(r"\\u[0-9a-f]{4}")


def forms(value: object) -> Iterator[str]:
    """The words of a closed class: a string of them, a list, or a mapping from lemmas to forms (by features)."""
    if isinstance(value, dict):
        for lemma, below in value.items():
            yield lemma
            yield from " ".join(below.values() if isinstance(below, dict) else [below]).split()
    elif isinstance(value, str):
        yield from value.split()


def entries(value: object) -> Iterator[str]:
    """The words of a lexicon: the lemmas of its entries, the forms of its lists."""
    for entry in value.get("entries", ()) if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield entry.get("lemma") or entry["form"] if isinstance(entry, dict) else entry
    for below in value.get("lists", {}).values() if isinstance(value, dict) else ():
        yield from entries(below)


def italian_words() -> set[str]:
    """Closed-class forms, irregular verbs, words of dates, reporting lemmas: what a shortcut would be tempted by."""
    found = [lemma for verbs in read("morphology/irregular_verbs.yaml")["irregular"].values() for lemma in verbs]
    for group in read("morphology/closed_classes.yaml")["closed"]:
        found += [*forms(group.get("words")), *forms(group.get("inflected"))]
    for name in ("dates", "reporting"):
        found += entries(read(f"lexicons/{name}.yaml"))
    # Single letters are features' values, variables and much else besides.
    return {word for text in found for word in re.findall(r"[^\W\d_]{2,}", text.lower())}


def read(name: str) -> dict:
    """A YAML file of the Italian pack."""
    return yaml.safe_load((PACK / name).read_text(encoding="utf-8"))


def literals(file: Path) -> Iterator[tuple[int, str]]:
    """The strings of a module with their lines, docstrings aside."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    documentation = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    # A string below a declaration documents it, as in `TEXT = "…"` and the lines after it.
    documentation |= {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documentation:
            yield node.lineno, node.value


def test_the_words_are_found() -> None:
    """Guards the test itself: an empty list would pass everything."""
    words = italian_words()
    assert len(words) > 300
    assert {"che", "di", "secondo", "dire", "affermare", "martedì", "ottobre"} <= words


def test_no_string_of_the_engine_holds_an_italian_word() -> None:
    words = italian_words() - ALSO_ENGLISH
    found = [
        f"{file.relative_to(ROOT)}:{line}: {word!r} in {text!r}"
        for file in sorted(ENGINE.rglob("*.py"))
        for line, text in literals(file)
        for word in sorted(words.intersection(re.findall(r"[^\W\d_]+", ESCAPE.sub(" ", text.lower()))))
    ]
    assert not found, "\n".join(found)


def test_the_engine_has_no_data_files() -> None:
    files = [file for file in ENGINE.rglob("*") if file.is_file() and "__pycache__" not in file.parts]
    assert {file.name for file in files if file.suffix != ".py"} <= {"py.typed"}
