"""The examples of a pack, run: does each rule find what its author says it finds, and stay away from what it must not touch?

In: an `Extractor`, the checked pack. Out: one `ExampleResult` for each `example` and `never`, in the order of the pack's files.
Each text goes through the whole pack. The one way in is `run_examples`.
"""

from collections.abc import Iterator, Sequence

import msgspec

from extractor.engine import Extractor, Inspection
from extractor.events.schema import Event
from extractor.language.pack import Pack
from extractor.language.tree import (
    Example,
    Expected,
    FeatureValue,
    Never,
    NoRole,
    Place,
    Resolution,
    RoleResolved,
    RoleText,
    Rule,
    Selection,
)
from extractor.span import Span
from extractor.text.document import Analysis


class ExampleResult(msgspec.Struct, frozen=True):
    """What came of one example. `kind` is "example" or "never"; `problems` is empty where it passed, else one line for each
    expectation that failed, beginning with missing, extra, wrong type, wrong span, wrong rule or wrong value."""

    rule: str
    place: Place
    kind: str
    text: str
    problems: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """Whether everything came out as expected."""
        return not self.problems


class Found(msgspec.Struct, frozen=True):
    """Something that the pack made of a text: a mention, an event or a token with its surviving readings.

    `rules` made or changed it; `values` gives the possible values of each feature or attribute."""

    type: str
    text: str
    start: int
    end: int
    rules: tuple[str, ...]
    values: dict[str, tuple[str, ...]]
    event: Event | None = None


def run_examples(extractor: Extractor, pack: Pack) -> Iterator[ExampleResult]:
    """Runs every `example` and `never` of the pack."""
    owners: list[Rule | Selection | Resolution] = [*pack.rules, *pack.selections, *pack.resolutions]
    for owner in sorted(owners, key=lambda owner: owner.place):
        for example in owner.examples:
            yield _run(extractor, owner, example)
        for never in () if isinstance(owner, Resolution) else owner.nevers:
            yield _run_never(extractor, owner.name, never)


def _run(extractor: Extractor, owner: Rule | Selection | Resolution, example: Example) -> ExampleResult:
    found = _everything(extractor.inspect(example.text))
    problems: list[str] = []
    for place, expected in enumerate(example.expected):
        problems += _problems(expected, found, owner.name if place == 0 else None)
    return ExampleResult(owner.name, example.place, "example", example.text, tuple(problems))


def _run_never(extractor: Extractor, rule: str, never: Never) -> ExampleResult:
    extra = [item for item in _everything(extractor.inspect(never.text)) if rule in item.rules]
    problems = tuple(f"extra: {item.type} {_quoted(item.text)}" for item in extra)
    return ExampleResult(rule, never.place, "never", never.text, problems)


def _everything(inspection: Inspection) -> list[Found]:
    """What the pack made of a text, each with the rules that had a hand in it."""
    tokens = inspection.tokens
    mentions = [
        _found(m.type, tokens.span(m.start, m.end), (m.rule,), {name: (value,) for name, value in m.features.items()})
        for m in inspection.mentions
    ]
    events = [
        _found(
            event.type,
            event.trigger,
            (event.rule, *inspection.changes[event.id]),
            {name: (value,) for name, value in event.attributes.items()},
            event,
        )
        for event in inspection.events
    ]
    words = [
        _found("word", tokens.span(place, place + 1), inspection.removals.get(place, ()), _values(analysis))
        for place, analysis in enumerate(inspection.analyses)
    ]
    return [*mentions, *events, *words]


def _found(
    type_name: str, span: Span, rules: tuple[str, ...], values: dict[str, tuple[str, ...]], event: Event | None = None
) -> Found:
    return Found(type_name, span.text, span.start, span.end, rules, values, event)


def _values(analysis: Analysis) -> dict[str, tuple[str, ...]]:
    """The values of each feature over the readings; a reading without it counts as an empty one, so that all can be asked."""
    names = sorted({name for reading in analysis.readings for name in reading})
    return {name: tuple(sorted({reading.get(name, "") for reading in analysis.readings})) for name in names}


def _problems(expected: Expected, found: Sequence[Found], rule: str | None) -> list[str]:
    """What is wrong about one expected item; `rule` must have made or changed it where it isn't None."""
    wanted = f"{expected.type} {_quoted(expected.text)}"
    same = [item for item in found if item.type == expected.type and item.text == expected.text]
    if not same:
        return [_nearest(expected, wanted, found)]
    by_rule = [item for item in same if rule is None or rule in item.rules]
    if not by_rule:
        makers = ", ".join(sorted({name for item in same for name in item.rules})) or "no rule"
        return [f"wrong rule: {wanted} is made by {makers}, not by {rule}"]
    tries = [[p for detail in expected.details for p in _detail_problems(detail, item, wanted)] for item in by_rule]
    return min(tries, key=len)


def _nearest(expected: Expected, wanted: str, found: Sequence[Found]) -> str:
    """Says that the item is missing, and what stands in its place."""
    others = sorted(
        (item for item in found if item.text == expected.text and item.type != "word" and item.event is not None),
        key=lambda item: item.type,
    )
    if others and expected.type != "word":
        return f"wrong type: expected {wanted}, found {', '.join(item.type for item in others)}"
    near = [
        item
        for item in found
        if item.type == expected.type and (item.text in expected.text or expected.text in item.text)
    ]
    if near and expected.type != "word":
        return f"wrong span: expected {wanted}, found {', '.join(sorted({_quoted(item.text) for item in near}))}"
    same_type = sorted({_quoted(item.text) for item in found if item.type == expected.type and item.type != "word"})
    return f"missing: {wanted}" + (f"; found {expected.type} {', '.join(same_type)}" if same_type else "")


def _detail_problems(
    detail: RoleText | RoleResolved | NoRole | FeatureValue, item: Found, wanted: str
) -> Iterator[str]:
    if isinstance(detail, FeatureValue):
        values = item.values.get(detail.feature, ())
        if values != (detail.value,):
            shown = " or ".join(values) or "unknown"
            yield f"wrong value: {wanted}: {detail.feature} is {shown}, expected {detail.value}"
        return
    event = item.event
    if event is None:
        yield f"wrong type: {wanted} is not an event and has no role {detail.role}"
        return
    if isinstance(detail, RoleResolved):
        texts = [span.text for span in event.resolved.get(detail.role, ())]
    else:
        texts = [filler.text for filler in event.roles.get(detail.role, ())]
    shown = ", ".join(_quoted(text) for text in texts) or "nothing"
    if isinstance(detail, NoRole):
        if texts:
            yield f"extra: {wanted}: {detail.role} is {shown}, expected none"
    elif detail.text not in texts:
        problem = "wrong span" if texts else "missing"
        arrow = "-> " if isinstance(detail, RoleResolved) else ""
        yield f"{problem}: {wanted}: {detail.role} {arrow}is {shown}, expected {_quoted(detail.text)}"


def _quoted(text: str) -> str:
    return f'"{text}"'
