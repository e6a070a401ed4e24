"""Lark's parser of a grammar, made beforehand: to work the tables out takes longer than to parse a pack with them.

In: the grammar's folder. Out: `Lark`, by `load`, as if it had just been made. The tables lie beside the grammar and say from
which text and by which Lark they were made; where that is another one now, Lark makes them anew. After a change of the grammar:

    python -m extractor.language.grammar_tables
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import lark
from lark import Lark, Token, Tree
from lark.grammar import Rule, Symbol
from lark.lexer import PatternRE, PatternStr, TerminalDef
from lark.parsers.lalr_analysis import Shift

from extractor.language.lalr import GRAMMARS, PARTS, PASS, STEPS, digest
from extractor.resources import folder

TABLES: Final = "rules.tables.json"


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
        str(place / GRAMMARS[0]),
        parser="lalr",
        lexer="contextual",
        start=["file", "pattern", "items"],
        propagate_positions=False,
        tree_class=nodes,
    )


def write(place: Path) -> None:
    """Writes the tables beside the grammar: Lark's, and those of `lalr`."""
    data, memory = make(place).memo_serialize([TerminalDef, Rule])
    tables = {"made of": _made_of(place), "data": _plain(data), "memory": _plain(memory)}
    _write(place / TABLES, tables)
    _write(place / STEPS, _steps(make(place)) | {"made of": digest(place)})


def _made_of(place: Path) -> list[str]:
    """Lark's version and a digest of the grammar, whatever its line ends."""
    return [lark.__version__, digest(place)]


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


# --- the tables of `lalr` ------------------------------------------------------------------------------------------------


def _steps(grammar: Lark) -> dict[str, object]:
    """What `lalr.Steps` reads."""
    tables = grammar.parse_interactive("", start="file").parser_state.parse_conf
    numbers: dict[Rule, int] = {}
    leads: dict[str, list[int]] = {}
    rows: dict[str, int] = {}
    states = []
    numbered = _numbered_states(tables.states, tables.start_state)
    for state, number in numbered.items():
        row = {}
        for name, (kind, argument) in sorted(tables.states[state].items()):
            if kind is not Shift:
                row[name] = -1 - numbers.setdefault(argument, len(numbers))
            elif name.isupper():
                row[name] = numbered[argument]
            else:
                leads.setdefault(name, []).extend((number, numbered[argument]))
        states.append(rows.setdefault(json.dumps(row), len(rows)))
    reductions = [_reduction(rule, leads[rule.origin.name]) for rule in numbers]
    return {
        "start": numbered[tables.start_state],
        "end": numbered[tables.end_state],
        "rows": [json.loads(row) for row in rows],
        "states": states,
        "reductions": reductions,
        "kept": sorted({each.name for rule in numbers for each in rule.expansion if each.is_term and not _left_out(each)}),
        **_words(grammar),
    }


def _numbered_states(states: Mapping[int, Mapping[str, Any]], start: int) -> dict[int, int]:
    """New numbers for the states that are met from the start: Lark's are other ones each time."""
    numbers = {start: 0}
    ahead = [start]
    for state in ahead:
        for _, (kind, argument) in sorted(states[state].items()):
            if kind is Shift and argument not in numbers:
                numbers[argument] = len(numbers)
                ahead.append(argument)
    return numbers


def _reduction(rule: Rule, leads: list[int]) -> tuple[int, str, list[tuple[int, bool]], bool, list[int]]:
    """How a value is made of a rule's parts: as Lark's `ParseTreeBuilder` would make a tree."""
    size, options = len(rule.expansion), rule.options
    kept: list[tuple[int, bool]] = []
    gaps = "".join("1" if empty else "0" for empty in options.empty_indices or (False,) * size).split("0")
    for place, (symbol, gap) in enumerate(zip(rule.expansion, gaps, strict=False)):
        kept += [(-1, False)] * len(gap)
        if not (symbol.is_term and _left_out(symbol)):
            kept.append((size - place, not symbol.is_term and symbol.name.startswith("_")))
    kept += [(-1, False)] * len(gaps[-1])
    single = bool(options.expand1 and not rule.alias)
    name = str(rule.alias or rule.origin.name)
    if single and len(kept) == 1 and not kept[0][1]:
        name = PASS if size == 1 else PARTS  # it always stays what it is
    return size, PARTS if name.startswith("_") else name, kept, single, leads


def _left_out(terminal: Symbol) -> bool:
    """Whether a terminal stands in no tree. No rule of the grammar keeps all (`!rule`)."""
    return bool(terminal.filter_out)  # type: ignore[attr-defined]  # every terminal has it


def _words(grammar: Lark) -> dict[str, object]:
    """The terminals, as Lark's lexers try them and tell them apart."""
    ignored = grammar.lexer_conf.ignore
    order = sorted(grammar.terminals, key=_turn)
    fixed = [each for each in order if isinstance(each.pattern, PatternStr)]
    return {
        "words": {each.name: each.pattern.to_regexp() for each in order if each.name not in ignored},
        "fixed": {each.pattern.value: each.name for each in fixed},
        "within": {
            word.name: {
                each.pattern.value: each.name
                for each in fixed
                if each.priority == word.priority and re.fullmatch(word.pattern.to_regexp(), each.pattern.value)
            }
            for word in order
            if isinstance(word.pattern, PatternRE) and word.name not in ignored
        },
        "ignored": f"(?:{'|'.join(each.pattern.to_regexp() for each in order if each.name in ignored)})*",
    }


def _turn(terminal: TerminalDef) -> tuple[int, int, int, str]:
    """By what Lark's lexers sort the terminals that they try (`BasicLexer`)."""
    return -terminal.priority, -terminal.pattern.max_width, -len(terminal.pattern.value), terminal.name


def _write(path: Path, tables: object) -> None:
    path.write_text(json.dumps(tables, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    write(folder("grammars"))
