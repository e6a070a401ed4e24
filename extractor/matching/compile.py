"""A checked pack → its program.

In: a pack that `check` found no error in, and how the text side tokenizes and folds. Out: a `Program`, plain data, the same for
every order of files and rules. The one way in is `compile_pack`. What is too large to run is a `PackError` (E190).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial

import msgspec

from extractor.diagnostics import Diagnostic, PackError
from extractor.language import tree
from extractor.language.expand import TooLarge as TooManyNodes
from extractor.language.pack import LexiconList, Pack
from extractor.language.types import Types
from extractor.matching import program as p
from extractor.matching.demands import ConditionLowering
from extractor.matching.generate import LARGEST, Tested, TooLarge, generate
from extractor.matching.lower import Fold, Lowering, Tables, Tokenize
from extractor.matching.scan import rule_scan, trigger_scan
from extractor.matching.shapes import EMPTY, Edge, Shape

TRIGGER = "trigger"

Sides = tuple[tuple[tree.Element, ...], tree.Element, tuple[tree.Element, ...]]
"""What stands left of a trigger, the trigger, and what stands right of it."""


def compile_pack(
    pack: Pack,
    tokenize: Tokenize,
    fold: Fold,
    builtin_lists: Mapping[tuple[str, str], Sequence[str]] | None = None,
    sought: str | None = None,
    origins: bool = False,
    scan: bool = True,
) -> p.Program:
    """Compiles a pack. `builtin_lists` are lists of forms that the engine itself declares, by lexicon and name (`quotes`,
    `open`); `sought` is the one chunk rule whose matches are wanted, if not events are; `origins`: every code is to know where it
    was written. Without `scan` every sentence wakes: making the scan is half of the work. Raises `PackError` for rules that are
    too large."""
    compiler = _Compiler(pack, tokenize, fold, builtin_lists or {}, origins)
    phases = tuple(compiler.phase(name) for name in pack.phases)
    if compiler.findings:
        raise PackError(compiler.findings)
    return compiler.program(phases, sought, scan)


class _Compiler:
    def __init__(
        self,
        pack: Pack,
        tokenize: Tokenize,
        fold: Fold,
        builtin_lists: Mapping[tuple[str, str], Sequence[str]],
        origins: bool,
    ) -> None:
        self.origins = origins
        self.pack, self.types = pack, Types.of(pack)
        given = [_word_list(pack.lists[key], tokenize, fold) for key in sorted(pack.lists)]
        built = [_built_in(*key, builtin_lists[key], tokenize, fold) for key in sorted(builtin_lists)]
        self.tables = Tables([*given, *built])
        self.lowering = Lowering(self.tables, self.types, pack.aliases, tokenize, fold, origins)
        self.conditions = ConditionLowering(self.lowering)
        self.findings: list[Diagnostic] = []

    def program(self, phases: tuple[p.PhaseProgram, ...], sought: str | None, scanned: bool) -> p.Program:
        """The program, once all phases are compiled."""
        pack, types = self.pack, self.types
        defaults = {name: self.defaults(name) for name in sorted(types.events)}
        if not scanned:
            scan = p.TriggerScan(always=True)
        elif sought is None:
            scan = trigger_scan(phases, self.tables, types.events, self.given())
        else:
            scan = rule_scan(phases, self.tables, sought, self.given())
        return p.Program(
            name=pack.name,
            version=pack.version,
            language=pack.language,
            hash=pack.hash,
            phases=phases,
            tokens=tuple(self.tables.tokens),
            mentions=tuple(self.tables.mentions),
            lists=tuple(self.tables.lists),
            looks=tuple(self.tables.looks),
            scan=scan,
            subtypes={name: types.subtypes(name) for name in types.names},
            closed=self.declared("closed"),
            nested=self.declared("nested"),
            roles={n: tuple(r for r in types.roles_of(n) if r != TRIGGER) for n in sorted(types.events)},
            defaults=defaults,
            features=pack.features,
            aliases=pack.aliases,
            mention_types=pack.mention_types,
            event_types=pack.event_types,
            calendar=pack.calendar,
        )

    def given(self) -> list[str]:
        """The types of mentions that may stand in a sentence without a rule that made them."""
        emitted = {rule.emit.type for rule in self.pack.rules if rule.emit is not None}
        quotations = self.pack.tokens.get("quotations")
        quote = quotations.get("mention") if isinstance(quotations, dict) else None
        return [name for name in sorted(self.types.mentions) if name == quote or (name not in emitted and not quote)]

    def declared(self, flag: str) -> tuple[str, ...]:
        """The mention types declared `closed` or `nested`, or with a parent that is."""
        mentions = self.types.mentions
        lines = {name: self.types.ancestors(name) for name in sorted(mentions)}
        return tuple(n for n, line in lines.items() if any(a in mentions and getattr(mentions[a], flag) for a in line))

    def defaults(self, event: str) -> tuple[tuple[str, p.Expression], ...]:
        """The attributes of an event type that have a default."""
        declared = self.types.attributes_of(event).values()
        return tuple((d.name, self.conditions.expression(self.written_out(d.default))) for d in declared if d.default is not None)

    def phase(self, name: str) -> p.PhaseProgram:
        """The rules of one phase."""
        rules = sorted((rule for rule in self.pack.rules if rule.phase == name), key=lambda rule: rule.name)
        selections = sorted((each for each in self.pack.selections if each.phase == name), key=lambda each: each.name)
        compiled = [found for rule in rules if (found := self.checked(rule)) is not None]
        return p.PhaseProgram(
            name=name,
            selections=tuple(s for each in selections if isinstance(s := self.checked(each), p.SelectionRule)),
            chunks=tuple(rule for rule in compiled if isinstance(rule, p.ChunkRule)),
            events=tuple(rule for rule in compiled if isinstance(rule, p.EventRule)),
            extensions=tuple(rule for rule in compiled if isinstance(rule, p.ExtendRule)),
            resolutions=tuple(r for r in self.pack.resolutions if r.phase == name),
        )

    def checked(self, rule: tree.Rule | tree.Selection) -> p.SelectionRule | p.ChunkRule | p.EventRule | p.ExtendRule | None:
        """The rule compiled, or None and a finding where it is too large."""
        try:
            if isinstance(rule, tree.Selection):
                return self.selection(rule)
            if rule.extend is not None:
                return self.extension(rule, rule.extend)
            if rule.emit is None:
                return None
            kind = rule.emit.type
            if isinstance(kind, tree.EventOf) or self.types.is_event(kind):
                return self.event(rule, rule.emit)
            return self.chunk(rule, rule.emit, kind)
        except (TooLarge, TooManyNodes, RecursionError):
            self.findings.append(_too_large(rule, self.pack.sources))
            return None

    def code(self, shape: Shape, backward: bool, tested: Mapping[str, Tested]) -> p.Code:
        """The code of a shape."""
        starts = partial(self.tables.starts, backward=backward)
        return generate(shape, backward, starts, self.lowering.shared, tested, self.origins)

    def whole(self, node: tree.Element, tested: Mapping[str, Tested]) -> p.Code:
        """The code of a rule that is matched from left to right."""
        return self.code(self.lowering.element(self.expanded(node)), False, tested)

    def expanded(self, node: tree.Element) -> tree.Element:
        """The element with its named patterns written out."""
        return self.pack.expansions.of(node).element

    def demands(self, rule: tree.Rule | tree.Selection, trigger: str = "") -> tuple[dict[str, Tested], p.Demands]:
        """When the rule's conditions are tested."""
        where = [self.plain(condition) for condition in rule.where]
        return self.conditions.demands(where, [self.plain(condition) for condition in rule.unless], trigger)

    def plain(self, condition: tree.Condition) -> tree.Condition:
        """The condition with the named patterns of its look-arounds written out."""
        match condition:
            case tree.All(parts=parts) | tree.Any(parts=parts):
                return msgspec.structs.replace(condition, parts=tuple(self.plain(part) for part in parts))
            case tree.Not(part=part):
                return msgspec.structs.replace(condition, part=self.plain(part))
            case tree.Look(element=element):
                return msgspec.structs.replace(condition, element=self.expanded(element))
            case _:
                return condition

    def assignments(self, given: tuple[tree.Assignment, ...]) -> tuple[tuple[str, p.Expression], ...]:
        """What features or attributes are given."""
        written = tuple(msgspec.structs.replace(each, value=self.written_out(each.value)) for each in given)
        return self.conditions.assignments(written)

    def written_out(self, value: tree.Expression) -> tree.Expression:
        """The value with the named patterns of the look-arounds in its conditions written out."""
        match value:
            case tree.Fallback(first=first, second=second):
                return msgspec.structs.replace(value, first=self.written_out(first), second=self.written_out(second))
            case tree.Conditional(then=then, condition=condition, otherwise=otherwise):
                return msgspec.structs.replace(
                    value,
                    then=self.written_out(then),
                    condition=self.plain(condition),
                    otherwise=self.written_out(otherwise),
                )
            case _:
                return value

    def selection(self, rule: tree.Selection) -> p.SelectionRule:
        """A `select` or `remove`."""
        tested, demands = self.demands(rule)
        code, test = self.whole(rule.match, tested), self.lowering.test(rule.test)
        return p.SelectionRule(rule.name, rule.priority, rule.kind == "select", code, demands, rule.capture, test)

    def chunk(self, rule: tree.Rule, emission: tree.Emission, kind: str) -> p.ChunkRule:
        """A rule that emits a mention."""
        tested, demands = self.demands(rule)
        features = self.assignments(emission.assignments)
        return p.ChunkRule(rule.name, rule.priority, self.whole(rule.match, tested), demands, kind, features)

    def event(self, rule: tree.Rule, emission: tree.Emission) -> p.EventRule:
        """A rule that emits an event."""
        variants, demands = self.variants(rule, TRIGGER)
        kind, number, key = emission.type, -1, None
        if isinstance(kind, tree.EventOf):
            number = self.tables.named[kind.list.lexicon, kind.list.list]
            key = p.Feature(kind.key.capture or TRIGGER, kind.key.feature)
        body = p.body_of(variants, demands, self.assignments(emission.assignments))
        named = kind if isinstance(kind, str) else None
        return p.EventRule(rule.name, rule.priority, self.written(body), named, number, key).made_of(body)

    def extension(self, rule: tree.Rule, extension: tree.Extension) -> p.ExtendRule:
        """A rule that extends an event."""
        variants, demands = self.variants(rule, extension.capture)
        body = p.body_of(variants, demands, self.assignments(extension.assignments))
        return p.ExtendRule(rule.name, rule.priority, self.written(body), extension.capture).made_of(body)

    def written(self, body: p.Body) -> bytes:
        """A body as bytes. A program that knows its origins is never kept, and names files, whose names may be no text."""
        return b"" if self.origins else msgspec.msgpack.encode(body)

    def variants(self, rule: tree.Rule, trigger: str) -> tuple[tuple[p.Variant, ...], p.Demands]:
        """The rule around each of its triggers."""
        tested, demands = self.demands(rule, trigger)
        sides = _around(self.expanded(rule.match), trigger)
        beside: dict[tuple[int, ...], p.Code] = {}
        return tuple(self.variant(place, each, tested, beside) for place, each in sides), demands

    def variant(
        self, place: tree.Place, sides: Sides, tested: Mapping[str, Tested], beside: dict[tuple[int, ...], p.Code]
    ) -> p.Variant:
        """One way to read a rule around its trigger. `beside` has what was made of elements beside other triggers of the rule:
        where these are alternatives it is the same, and most of the rule."""
        left, middle, right = sides
        shape = self.lowering.element(middle)
        return p.Variant(
            left=self.side(left, True, tested, beside),
            trigger=self.code(shape, False, tested),
            right=self.side(right, False, tested, beside),
            edge=isinstance(shape, Edge),
            place=place if self.origins else None,
        )

    def side(
        self,
        nodes: tuple[tree.Element, ...],
        backward: bool,
        tested: Mapping[str, Tested],
        known: dict[tuple[int, ...], p.Code],
    ) -> p.Code:
        """The code of what stands beside a trigger; `known` by the ids of the elements, which live as long as the rule."""
        key = (backward, *map(id, nodes))
        code = known.get(key)
        if code is None:
            code = known[key] = self.code(self.row(nodes), backward, tested)
        return code

    def row(self, nodes: tuple[tree.Element, ...]) -> Shape:
        """The shape of elements side by side."""
        if not nodes:
            return EMPTY
        return self.lowering.element(tree.Sequence(items=nodes, place=nodes[0].place))


def _around(node: tree.Element, trigger: str) -> list[tuple[tree.Place, Sides]]:
    """The element around its trigger: one way for each of its alternatives at the top level that has one, with its place."""
    match node:
        case tree.Captured(name=name, element=tree.Choice(alternatives=ways)) if name == trigger:
            split = [tree.Captured(name=name, element=way, place=way.place) for way in ways]
            return [sides for way in split for sides in _around(way, trigger)]
        case tree.Captured(name=name, element=tree.Sequence(items=items)) if name == trigger:
            return _bare(node, items)
        case tree.Captured(name=name) if name == trigger:
            return [(node.place, ((), node, ()))]
        case tree.Choice(alternatives=ways):
            # Whatever stands inside an alternative has its place.
            return [(way.place, sides) for way in ways for _, sides in _around(way, trigger)]
        case tree.Sequence(items=items):
            return [
                (place, ((*items[:number], *left), middle, (*right, *items[number + 1 :])))
                for number, item in enumerate(items)
                for place, (left, middle, right) in _around(item, trigger)
            ]
    return []


def _bare(node: tree.Captured, items: tuple[tree.Element, ...]) -> list[tuple[tree.Place, Sides]]:
    """The trigger without the context that stands in its own parentheses, where all else there is one element."""
    solid = [number for number, item in enumerate(items) if not isinstance(item, tree.Edge | tree.Look)]
    if len(solid) != 1:
        return [(node.place, ((), node, ()))]
    before, inner, after = items[: solid[0]], items[solid[0]], items[solid[0] + 1 :]
    bare = tree.Captured(name=node.name, element=inner, place=node.place)
    return [
        (place, ((*before, *left), middle, (*right, *after)))
        for place, (left, middle, right) in _around(bare, node.name)
    ]


def _word_list(found: LexiconList, tokenize: Tokenize, fold: Fold) -> p.WordList:
    lemmas = found.match == "lemma"
    entries = {
        (words, entry.words): p.ListEntry(words, entry.words, entry.event, tuple(entry.features.items()))
        for entry in found.entries
        if (words := _entry_words(entry.words, lemmas, tokenize, fold))
    }
    return p.WordList(found.lexicon, found.name, lemmas, tuple(entries[key] for key in sorted(entries)))


def _built_in(lexicon: str, name: str, forms: Iterable[str], tokenize: Tokenize, fold: Fold) -> p.WordList:
    entries = {(words, form): p.ListEntry(words, form) for form in forms if (words := _entry_words(form, False, tokenize, fold))}
    return p.WordList(lexicon, name, False, tuple(entries[key] for key in sorted(entries)))


def _entry_words(text: str, lemmas: bool, tokenize: Tokenize, fold: Fold) -> tuple[str, ...]:
    return tuple(text.split()) if lemmas else tuple(fold(form) for form in tokenize(text))


def _too_large(rule: tree.Rule | tree.Selection, sources: Mapping[str, str]) -> Diagnostic:
    place = rule.place
    lines = sources.get(place.file, "").splitlines()
    return Diagnostic(
        code="E190",
        message=f"the rule '{rule.name}', written out, has more than {LARGEST:,} steps or is nested too deeply",
        file=place.file,
        line=place.line,
        column=place.column,
        end_column=place.end_column if place.end_line == place.line else place.column,
        source=lines[place.line - 1] if 0 < place.line <= len(lines) else "",
        hint="repetitions and named patterns are written out: use smaller numbers, `*`, or a gap without a limit",
    )
