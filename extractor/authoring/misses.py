"""Why an event was missed: the rule that came nearest to it, and where that one stopped.

In: an `Explainer` of the text, the offsets of a trigger where no event was found. Out: a `Miss`. The way in is `nearest_miss`,
or `Causes` for misses in many texts. It asks, in this order: was it matched and lost, or refused by a condition; was a rule tried
and stopped; was there something that could have been a trigger but for its features; what kept a mention from being made that
could?
"""

from __future__ import annotations

from extractor.authoring.explainer import Explainer, Stretch
from extractor.authoring.explanation import VERDICTS, Attempted, Miss
from extractor.authoring.near import near_starts, near_triggers
from extractor.engine import Extractor
from extractor.language.pack import Pack
from extractor.matching import program as p
from extractor.passage import Passage

SHORT = 24
"""Characters of an element that are a part of a cause."""


class Causes:
    """Tells the causes of misses in one text after another."""

    def __init__(self, extractor: Extractor, pack: Pack) -> None:
        """The extractor must have been compiled with origins."""
        self._extractor, self._pack = extractor, pack
        self._passage: Passage | None = None
        self._explainer: Explainer | None = None

    def __call__(self, passage: Passage, start: int, end: int) -> Miss:
        """Why no event has the word at code-point offsets `[start, end)` of the passage's text in its trigger."""
        if self._explainer is None or passage is not self._passage:
            self._passage = passage
            self._explainer = Explainer(self._extractor, self._pack, passage.tokens.text, passage.date)
        return nearest_miss(self._explainer, start, end)


def nearest_miss(explainer: Explainer, start: int, end: int) -> Miss:
    """Why no event has the word at code-point offsets `[start, end)` in its trigger (no word there: the one before)."""
    tokens = explainer.passage.tokens
    first = tokens.position(start + 1) - 1
    where = (max(0, first), max(tokens.position(end), first + 1))
    sentence = explainer.passage.cascade.tree.innermost(where[0])
    if sentence < 0:
        return Miss(None, None, "no sentence holds the word", "outside every sentence")
    word = tokens.span(*where)
    tried = [
        attempted
        for attempted in explainer.attempts(sentence, [where])
        if attempted.kind == "event" and attempted.at.start < word.end and word.start < attempted.at.end
    ]
    if tried:
        return _of_attempt(min(tried, key=_nearness))
    return _of_trigger(explainer, sentence, where) or _of_mention(explainer, sentence, where)


def _nearness(attempted: Attempted) -> tuple[object, ...]:
    refusals = sum(bool(halt.refused) for halt in attempted.halts)
    nearness = 2 * attempted.missing - refusals, -attempted.fitting
    return (VERDICTS.index(attempted.verdict), nearness, attempted.rule, attempted.at)


def _of_attempt(attempted: Attempted) -> Miss:
    if attempted.verdict == "chosen":
        cause = f"another event, {attempted.makes}, has this trigger"
        return Miss(attempted.rule, attempted.place, cause, "another event has this trigger")
    if attempted.lost is not None:
        return Miss(attempted.rule, attempted.place, attempted.reason, f"lost the choice: {attempted.lost.why}")
    if attempted.refusal is not None:
        return Miss(attempted.rule, attempted.place, attempted.reason, f"condition: {attempted.refusal.condition}")
    if not attempted.halts:
        return Miss(attempted.rule, attempted.place, attempted.reason, attempted.reason)
    halt = attempted.halts[0]
    side = {"right": "after the trigger", "left": "before the trigger", "match": "at the start"}[halt.side]
    if halt.refused:
        return Miss(attempted.rule, attempted.place, attempted.reason, f"{side}: {halt.refused[0].condition}")
    expected = " or ".join(dict.fromkeys(_short(element) for element in halt.expected))
    return Miss(attempted.rule, attempted.place, attempted.reason, f"{side}: expected {expected}")


def _short(element: str) -> str:
    """An element as a key: without a long test, which is about the rule more than about the kind of miss."""
    return element if len(element) <= SHORT else element.partition("[")[0] or element


def _of_trigger(explainer: Explainer, sentence: int, where: Stretch) -> Miss | None:
    """The event rule whose trigger would be here but for its features: the one with the fewest that don't fit."""
    matcher, wording = explainer.passage.matcher, explainer.wording
    near = min(
        (
            each
            for run in explainer.phases(sentence)
            for each in near_triggers(matcher, wording, run, where, lambda rule: isinstance(rule.rule, p.EventRule))
        ),
        default=None,
    )
    return None if near is None else Miss(near.rule, explainer.places.get(near.rule), near.text, near.cause)


def _of_mention(explainer: Explainer, sentence: int, where: Stretch) -> Miss:
    """The chunk rule that came nearest to a mention that could be a trigger here."""
    matcher, wording, types = explainer.passage.matcher, explainer.wording, _trigger_types(explainer.program)
    near = min(
        (
            each
            for run in explainer.phases(sentence)
            for each in near_starts(
                matcher, wording, run, where, lambda rule: isinstance(rule.rule, p.ChunkRule) and rule.rule.type in types
            )
        ),
        default=None,
    )
    kinds = dict.fromkeys(reading.get("upos", "") for reading in explainer.passage.analyses[where[0]].readings)
    cause = f"no mention that could be a trigger: the word is {'/'.join(kinds) or 'unknown'}"
    if near is None:
        word = wording.quoted(*where)
        stop = f"no {' or '.join(sorted(types))} over {word}, and no rule that could make one came near"
        return Miss(None, None, stop if types else f"no rule has a trigger that could be over {word}", cause)
    return Miss(near.rule, explainer.places.get(near.rule), near.text, cause)


def _trigger_types(program: p.Program) -> frozenset[str]:
    """The mention types that can be triggers."""
    return frozenset(
        name
        for phase in program.phases
        for rule in phase.events
        for variant in rule.variants
        if variant.trigger.instructions[0][0] == p.TYPED
        for name in program.mentions[variant.trigger.instructions[0][1]].types
    )
