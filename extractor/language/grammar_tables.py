"""Lark's parser of a grammar, made beforehand: to work the tables out takes longer than to parse a pack with them.

In: the grammar's folder. Out: `Lark`, by `load`, as if it had just been made. The tables lie beside the grammar and say from
which text and by which Lark they were made; where that is another one now, Lark makes them anew. After a change of the grammar:

    python -m extractor.language.grammar_tables
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import lark
from lark import Lark, Token, Tree
from lark.grammar import Rule
from lark.lexer import TerminalDef

from extractor.resources import folder

TABLES: Final = "rules.tables.json"
_GRAMMARS: Final = ("rules.lark", "terminals.lark")


def load(nodes: type[Tree[Token]], place: Path | None = None) -> Lark:
    """The parser of the rule language. Its starts are `file`, `pattern` and `items` (of an example). The trees are `nodes`, which
    it tells nothing about their places."""
    place = folder("grammars") if place is None else place
    try:
        tables = json.loads((place / TABLES).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        tables = {}
    return _restored(tables, nodes) if tables.get("made of") == _made_of(place) else make(place, nodes)


def make(place: Path, nodes: type[Tree[Token]] = Tree) -> Lark:
    """The parser, from the grammar itself."""
    return Lark.open(
        str(place / _GRAMMARS[0]),
        parser="lalr",
        lexer="contextual",
        start=["file", "pattern", "items"],
        propagate_positions=False,
        tree_class=nodes,
    )


def write(place: Path) -> None:
    """Writes the tables beside the grammar."""
    data, memory = make(place).memo_serialize([TerminalDef, Rule])
    tables = {"made of": _made_of(place), "data": _plain(data), "memory": _plain(memory)}
    (place / TABLES).write_text(json.dumps(tables, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")


def _made_of(place: Path) -> list[str]:
    """Lark's version and a digest of the grammar, whatever its line ends."""
    texts = [(place / name).read_text(encoding="utf-8") for name in _GRAMMARS]
    return [lark.__version__, hashlib.sha256("\0".join(texts).encode()).hexdigest()]


def _restored(tables: dict[str, Any], nodes: type[Tree[Token]]) -> Lark:
    data = tables["data"]
    table = data["parser"]["parser"]
    table["tokens"] = _numbered(table["tokens"])
    table["states"] = {state: _numbered(actions) for state, actions in _numbered(table["states"]).items()}
    # What Lark's own generator of parsers calls (`lark.tools.standalone`).
    restored: Lark = Lark._load_from_dict(data, _numbered(tables["memory"]), tree_class=nodes)  # type: ignore[no-untyped-call]
    return restored


def _numbered(mapping: Mapping[str, Any]) -> dict[int, Any]:
    """The mapping with numbers for keys, which JSON doesn't have."""
    return {int(key): value for key, value in mapping.items()}


def _plain(value: object) -> object:
    """The value in terms of JSON: Lark's names are strings that know their places."""
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, set | frozenset):
        return sorted(map(str, value))
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return str(value) if isinstance(value, str) else value if isinstance(value, int) else None


if __name__ == "__main__":
    write(folder("grammars"))
