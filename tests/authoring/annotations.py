"""Events as test cases write them: parts by their words."""

from typing import Any

from extractor import Event, Filler, Span
from extractor.formats.gold import GoldEvent

ROLES = ("source", "content", "addressee", "target", "topic", "time", "place", "medium")


def span(text: str, words: str) -> Span:
    """The first place of the words in the text."""
    start = text.index(words)
    return Span(start, start + len(words), words)


def filler(text: str, written: str) -> Filler:
    """`words`, or `words @ head`."""
    words, _, head = written.partition(" @ ")
    place = span(text, words)
    return Filler(place.start, place.end, place.text, span(text, head) if head else None)


def annotated(text: str, case: dict[str, Any]) -> GoldEvent:
    """`{type: Say, trigger: detto, source: Il sindaco, resolved: …, attributes: {…}}`."""
    roles = {role: tuple(filler(text, piece) for piece in case[role].split(" | ")) for role in ROLES if role in case}
    resolved = {"source": (span(text, case["resolved"]),)} if "resolved" in case else None
    return GoldEvent(case["type"], span(text, case["trigger"]), roles, case.get("attributes", {}), resolved)


def found(text: str, case: dict[str, Any], rule: str = "a_rule") -> Event:
    """The same as the engine gives it."""
    made = annotated(text, case)
    return Event(
        id="e1",
        type=made.type,
        trigger=made.trigger,
        roles=made.roles,
        attributes=made.attributes,
        resolved=made.resolved,
        rule=case.get("rule", rule),
        sentence=Span(0, len(text), text),
    )
