"""A pattern typed by a linguist → an extractor that seeks it.

In: a pattern, as it stands after `match` in a rule, and the folder of a pack. Out: a `Query`; what is wrong with the pattern is
a `PatternError` with the usual diagnostics, in the file `<pattern>`. The one way in is `compile_query`.

The pattern becomes the only rule of a phase of its own behind the pack's phases, so that the ordinary checker, compiler and
matcher do the work. Of the pack only the phases are compiled that decide what the pattern can see, and a sentence is only taken
through them where a token stands that every match needs (`Matcher.can_start`):

    "words"                  none
    <lemma> [test] @list     those up to the last that takes readings away
    Type                     those up to the last that makes the type or a subtype
    ..                       those up to the last that makes a closed mention, which a gap passes whole
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

import msgspec

from extractor.diagnostics import Diagnostic, PackError
from extractor.engine import Extractor
from extractor.language import tree
from extractor.language.check import check
from extractor.language.check_context import Context
from extractor.language.pack import Pack, load
from extractor.language.parse import parse_pattern
from extractor.resources import folder

FILE: Final = "<pattern>"
"""Where diagnostics say that the pattern stands."""

NAME: Final = "this pattern"
"""The pattern's phase, rule and type: no pack can declare a name with a space."""

ELEMENT: Final = "an element"
"""The capture of each single element, so that a match tells which reading or mention it took."""

NO_EXAMPLE: Final = "E121"


class PatternError(Exception):
    """The pattern can't be used; `diagnostics` holds every finding, in order."""

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        self.diagnostics = tuple(diagnostics)
        super().__init__("\n".join(f"{found.code}: {found.message}" for found in self.diagnostics))


class Query(msgspec.Struct, frozen=True):
    """A pattern ready to be sought: an extractor whose last phase has it as its only rule, behind `phases` phases of the pack."""

    extractor: Extractor
    phases: int


def compile_query(pattern: str, rules: str | Path | None = None, *, lemmas: bool = False) -> Query:
    """Checks and compiles a pattern in the context of the pack in the folder `rules` (None: the packaged one).

    `lemmas`: the readings of all tokens matter, whatever the pattern asks. Raises `PatternError` for what is wrong with the
    pattern and `PackError` for what is wrong with the pack."""
    element, found = parse_pattern(pattern, FILE)
    if element is None or found:
        raise PatternError(found)
    pack, read = load(folder("rules") if rules is None else rules, suites=False)
    rule = tree.Rule(place=element.place, name=NAME, title=None, phase=NAME, match=element)
    whole = _with(pack, rule, pattern)
    findings = [each for each in (*read, *check(whole)) if each.severity == "error"]
    _refuse(each for each in findings if each.file != FILE or each.code != NO_EXAMPLE)
    expanded = pack.expansions.of(element).element
    phases = _phases(expanded, pack, lemmas)
    try:
        return Query(Extractor.compile(_cut(whole, phases, _emitting(rule, expanded)), sought=NAME), phases)
    except PackError as error:
        _refuse(error.diagnostics)
        raise


def _refuse(findings: Iterable[Diagnostic]) -> None:
    """Raises what was found, if anything: the pack's errors before the pattern's."""
    found = list(findings)
    if any(each.file != FILE for each in found):
        raise PackError(each for each in found if each.file != FILE)
    if found:
        raise PatternError(found)


def _with(pack: Pack, rule: tree.Rule, source: str) -> Pack:
    """The pack with one more phase and rule. The rule emits nothing: then any captures will do."""
    return msgspec.structs.replace(
        pack, phases=(*pack.phases, NAME), rules=(*pack.rules, rule), sources={**pack.sources, FILE: source}
    )


def _emitting(rule: tree.Rule, expanded: tree.Element) -> tree.Rule:
    """The rule as it is compiled: with an emission, and with each of its elements captured."""
    emission = tree.Emission(place=rule.place, type=NAME)
    return msgspec.structs.replace(rule, match=_told_apart(expanded), emit=emission)


def _cut(pack: Pack, phases: int, rule: tree.Rule) -> Pack:
    """The pack's first phases, and the rule."""
    kept = (*pack.phases[:phases], NAME)
    mention = tree.MentionType(place=rule.place, name=NAME, parent=None, closed=False, nested=True, features=())
    rules = [each for each in pack.rules if each.phase in kept and each.name != NAME]
    return msgspec.structs.replace(
        pack,
        phases=kept,
        mention_types=(*pack.mention_types, mention),
        rules=(*rules, rule),
        selections=tuple(each for each in pack.selections if each.phase in kept),
        resolutions=(),
    )


def _phases(element: tree.Element, pack: Pack, lemmas: bool) -> int:
    """How many of the pack's phases decide what a pattern without named patterns can see."""
    order = {phase: number for number, phase in enumerate(pack.phases, 1)}
    context = Context(pack)
    types = context.types
    made: dict[str, int] = {}
    for rule in pack.rules:
        for name in context.emitted(rule):
            made[name] = max(made.get(name, 0), order.get(rule.phase or "", 0))
    closed = [name for name in types.mentions if any(_is_closed(types.mentions.get(a)) for a in types.ancestors(name))]
    read = max((order.get(each.phase or "", 0) for each in pack.selections), default=0)
    needed = [read] if lemmas else []
    for node in _nodes(element):
        match node:
            case tree.Typed():
                needed += [made.get(name, 0) for name in types.subtypes(node.type)]
            case tree.Gap():
                needed += [made.get(name, 0) for name in closed]
            case tree.Lemma() | tree.Token() | tree.ListName():
                needed.append(read)
    return max(needed, default=0)


def _is_closed(mention: tree.MentionType | None) -> bool:
    return mention is not None and mention.closed


def _nodes(element: tree.Element) -> Iterator[tree.Element]:
    """The elements in an element, look-arounds included."""
    yield element
    for part in _parts(element):
        yield from _nodes(part)


def _parts(element: tree.Element) -> tuple[tree.Element, ...]:
    match element:
        case tree.Captured() | tree.Repeat() | tree.Look():
            return (element.element,)
        case tree.Sequence():
            return element.items
        case tree.Choice():
            return element.alternatives
        case _:
            return ()


def _told_apart(element: tree.Element) -> tree.Element:
    """The element with each token, lemma, entry and mention captured, so that it shows what it took."""
    match element:
        case tree.Token() | tree.Lemma() | tree.ListName() | tree.Typed():
            return tree.Captured(place=element.place, name=ELEMENT, element=element)
        case tree.Captured() | tree.Repeat():
            return msgspec.structs.replace(element, element=_told_apart(element.element))
        case tree.Sequence():
            return msgspec.structs.replace(element, items=tuple(map(_told_apart, element.items)))
        case tree.Choice():
            return msgspec.structs.replace(element, alternatives=tuple(map(_told_apart, element.alternatives)))
        case _:
            return element
