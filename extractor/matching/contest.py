"""Why a candidate was not chosen: to whom it lost, and by what (DESIGN 3.8, 3.9).

In: a candidate that `select` left out, what was chosen and what stood before. Out: a `Loss`. The ways in are `mention_loss`,
`event_loss` and `extension_losses`; all follow the orders of `select`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

import msgspec

from extractor.matching.candidates import EventCandidate, ExtensionCandidate, MentionCandidate
from extractor.matching.lattice import Mention
from extractor.matching.select import event_order, extension_order, mention_order


class Loss(msgspec.Struct, frozen=True):
    """A candidate lost to what `rule` made of tokens `[start, end)`.

    `conflict` says why both could not stand, `decided` what decided between them."""

    rule: str
    type: str
    start: int
    end: int
    conflict: str
    decided: str


EARLIER = "it stood already, from an earlier phase"


def mention_loss(
    loser: MentionCandidate, chosen: Iterable[MentionCandidate], existing: Iterable[Mention], nested: Collection[str]
) -> Loss | None:
    """What a mention gave way to; None where it gave way to nothing."""
    for mention in existing:
        conflict = _conflict(loser.mention, mention, nested)
        if conflict is not None:
            return Loss(mention.rule, mention.type, mention.start, mention.end, conflict, EARLIER)
    for candidate in sorted(chosen, key=mention_order):
        mention = candidate.mention
        conflict = _conflict(loser.mention, mention, nested)
        if conflict is not None and mention_order(candidate) <= mention_order(loser):
            names = ("priority", "tokens", "further left", "name of the rule")
            decided = _decided(mention_order(candidate), mention_order(loser), names)
            return Loss(mention.rule, mention.type, mention.start, mention.end, conflict, decided)
    return None


def _conflict(one: Mention, other: Mention, nested: Collection[str]) -> str | None:
    """Why two mentions can't both stand, if they can't."""
    if one.type == other.type and (one.start, one.end) == (other.start, other.end):
        return f"there is one {one.type} at most in a place"
    if one.end <= other.start or other.end <= one.start:
        return None
    if one.type == other.type and one.type not in nested:
        return f"mentions of the type {one.type} don't overlap"
    crosses = one.start < other.start < one.end < other.end or other.start < one.start < other.end < one.end
    return "they cross" if crosses else None


def event_loss(loser: EventCandidate, chosen: Iterable[EventCandidate], existing: Iterable[Mention]) -> Loss | None:
    """The event whose trigger overlaps with this one's and that was preferred; None where there is none."""
    conflict = "their triggers overlap"
    trigger = loser.trigger
    for mention in existing:
        if mention.event >= 0 and mention.start < trigger.end and trigger.start < mention.end:
            return Loss(mention.rule, mention.type, mention.start, mention.end, conflict, EARLIER)
    for candidate in sorted(chosen, key=event_order):
        other = candidate.trigger
        if other.start < trigger.end and trigger.start < other.end:
            names = ("priority", "roles", "tokens", "further left", "name of the rule")
            decided = _decided(event_order(candidate), event_order(loser), names)
            return Loss(candidate.rule, candidate.type, other.start, other.end, conflict, decided)
    return None


def extension_losses(loser: ExtensionCandidate, proposed: Iterable[ExtensionCandidate]) -> Iterator[tuple[str, Loss]]:
    """By role that another extension of the same event fills better: to whom it was lost."""
    rivals = [each for each in proposed if each.event.event == loser.event.event]
    for role in sorted(role for role, taken in loser.roles.items() if taken):
        best = min((each for each in rivals if each.roles.get(role)), key=lambda each: extension_order(each, role))
        if best is loser:
            continue
        names = ("event", "priority", "tokens away", "name of the rule")
        decided = _decided(extension_order(best, role), extension_order(loser, role), names)
        event = best.event
        yield role, Loss(best.rule, event.type, event.start, event.end, f"one fills the role {role}", decided)


def _decided(winner: tuple[object, ...], loser: tuple[object, ...], names: tuple[str, ...]) -> str:
    """The first part of two orders in which they differ, in words: `priority 20 over 9`."""
    for one, other, name in zip(winner, loser, names, strict=False):
        if one != other:
            if isinstance(one, int) and isinstance(other, int) and name != "further left":
                # What is better the larger it is stands negated in the orders.
                sign = 1 if name == "tokens away" else -1
                return f"{name} {sign * one} over {sign * other}"
            return name
    return "the same in all that counts, and one is enough"
