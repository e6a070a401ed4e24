"""Why a pack finds what it finds in a text, and why not more.

In: an `Extractor` (compiled with origins, so that elements have their places), its pack, a text. Out: an `Explanation`. The way
in is `explain`, or `explanation` for several questions about one text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from extractor.authoring.explainer import Explainer, NotThere, Stretch
from extractor.authoring.explanation import Explanation, Unfound
from extractor.authoring.misses import nearest_miss
from extractor.diagnostics import did_you_mean
from extractor.engine import Extractor
from extractor.events.schema import Event
from extractor.language.pack import Pack
from extractor.span import Span


def explain(
    extractor: Extractor, pack: Pack, text: str, *, at: str | int | None = None, rule: str | None = None, date: str | None = None
) -> Explanation:
    """Explains a text; `at` (a word or words in it, or a code-point offset) and `rule` (a name) narrow that down.

    Raises `NotThere` where there is no such place in the text or no such rule in the pack."""
    explainer = Explainer(extractor, pack, text, date)
    if rule is not None and rule not in explainer.places:
        raise NotThere(_unknown(rule, explainer.places, pack))
    return explanation(explainer, None if at is None else explainer.find(at), rule)


def explanation(explainer: Explainer, where: Sequence[Stretch] | None = None, rule: str | None = None) -> Explanation:
    """What happened at these places of the text (None: everywhere), by all rules or by one."""
    tree, tokens = explainer.passage.cascade.tree, explainer.passage.tokens
    numbers: Iterable[int] = range(len(explainer.passage.segmentation.sentences))
    if where is not None:
        numbers = sorted({tree.innermost(start) for start, _ in where})
    return Explanation(
        pack=explainer.extractor.pack,
        at=tuple(tokens.span(*stretch) for stretch in where or ()),
        rule=rule,
        sentences=tuple(explainer.sentence(number, where, rule) for number in numbers),
        unfound=tuple(_unfound(explainer, where or ())) if rule is None else (),
    )


def _unfound(explainer: Explainer, where: Sequence[Stretch]) -> Iterator[Unfound]:
    """The places where no event was found, and what came nearest to one there."""
    told = [span for event in explainer.events for span in _told(event)]
    for stretch in where:
        place = explainer.passage.tokens.span(*stretch)
        if not any(span.start < place.end and place.start < span.end for span in told):
            yield Unfound(place, nearest_miss(explainer, place.start, place.end))


def _told(event: Event) -> Iterator[Span]:
    """What an event accounts for: its trigger and its roles, but for what is said, where other events may be told."""
    yield event.trigger
    for role, fillers in event.roles.items():
        if role != "content":
            yield from fillers


def _unknown(rule: str, rules: Iterable[str], pack: Pack) -> str:
    """That there is no such rule, and what may be meant."""
    message = f"the pack has no rule '{rule}'"
    if any(pattern.name == rule for pattern in pack.patterns):
        return f"{message}; that is a named pattern: name a rule that uses it"
    hint = did_you_mean(rule, rules)
    return f"{message}; {hint}" if hint else message
