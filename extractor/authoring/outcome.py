"""What became of an attempt: chosen, lost to another, refused by a condition, or stopped on the way.

In: an attempt, the phase in which it was made. Out: an `Outcome`. The one way in is `outcome`.
"""

from __future__ import annotations

import msgspec

from extractor.authoring.explanation import Lost, Verdict
from extractor.authoring.stepping import PhaseRun
from extractor.authoring.wording import Wording
from extractor.matching import program as p
from extractor.matching.attempts import Attempt
from extractor.matching.candidates import Taken
from extractor.matching.contest import Loss, event_loss, extension_losses, mention_loss

NOTHING_TO_DO = "there was no reading to take away"


class Outcome(msgspec.Struct, frozen=True):
    """The verdict; the type that the match makes; to whom it lost; and why, where there is more to say than how far it came."""

    verdict: Verdict
    makes: str = ""
    lost: Lost | None = None
    reason: str = ""


def outcome(attempt: Attempt, phase: PhaseRun, wording: Wording) -> Outcome:
    """What became of the attempt."""
    if attempt.match is None:
        return Outcome("refused" if attempt.complete else "stopped")
    match attempt.rule:
        case p.SelectionRule():
            return _selection(attempt.rule, attempt, phase)
        case p.ChunkRule():
            return _mention(attempt, phase, wording)
        case p.EventRule():
            return _event(attempt, phase, wording)
        case p.ExtendRule():
            return _extension(attempt, phase, wording)


def _selection(rule: p.SelectionRule, attempt: Attempt, phase: PhaseRun) -> Outcome:
    binding = attempt.match.binding if attempt.match is not None else {}
    places = {taken.start for taken in binding.get(rule.capture, ())}
    if any(each.rule == rule.name and each.position in places for each in phase.result.removals):
        return Outcome("chosen")
    if any(each.rule == rule.name and each.position in places for each in phase.proposed.removals):
        return Outcome("lost", reason="the word would have been left without a reading")
    return Outcome("lost", reason=NOTHING_TO_DO)


def _mention(attempt: Attempt, phase: PhaseRun, wording: Wording) -> Outcome:
    match = attempt.match
    place = (attempt.rule.name, match.start, match.end) if match is not None else ()
    mine = next(c for c in phase.proposed.mentions if (c.mention.rule, c.mention.start, c.mention.end) == place)
    stand = {id(mention) for mention in phase.result.mentions}
    if id(mine.mention) in stand:
        return Outcome("chosen", mine.mention.type)
    chosen = [candidate for candidate in phase.proposed.mentions if id(candidate.mention) in stand]
    loss = mention_loss(mine, chosen, phase.scene.lattice.mentions, phase.scene.tables.nested)
    return _lost(mine.mention.type, loss, wording)


def _event(attempt: Attempt, phase: PhaseRun, wording: Wording) -> Outcome:
    candidates = (c for c in phase.proposed.events if c.rule == attempt.rule.name)
    mine = next((c for c in candidates if _same(c.trigger, attempt.trigger)), None)
    if mine is None:
        return Outcome("refused", reason="its list has no event type, or several, for what the trigger took")
    if any(each is mine for each in phase.result.events):
        return Outcome("chosen", mine.type)
    return _lost(mine.type, event_loss(mine, phase.result.events, phase.scene.lattice.mentions), wording)


def _extension(attempt: Attempt, phase: PhaseRun, wording: Wording) -> Outcome:
    event = attempt.trigger.mention if attempt.trigger is not None else None
    mine = next((c for c in phase.proposed.extensions if c.rule == attempt.rule.name and c.event is event), None)
    if mine is None:
        return Outcome("refused", reason="what it would extend is no event")
    stands = [c for c in phase.result.extensions if c.rule == attempt.rule.name and c.event is event]
    if any(phase.added[id(each)] or each.attributes for each in stands):
        return Outcome("chosen", mine.event.type)
    if stands:
        return Outcome("lost", mine.event.type, reason="the event has filled these roles already")
    loss = next((loss for _, loss in extension_losses(mine, phase.proposed.extensions)), None)
    return _lost(mine.event.type, loss, wording)


def _lost(type_name: str, loss: Loss | None, wording: Wording) -> Outcome:
    if loss is None:
        return Outcome("lost", type_name, reason="it adds nothing")
    lost = Lost(loss.rule, loss.type, wording.tokens.span(loss.start, loss.end), loss.conflict, loss.decided)
    made = f"{loss.type} {wording.quoted(loss.start, loss.end)}"
    return Outcome("lost", type_name, lost, f"to {loss.rule}, which made {made}: {loss.conflict}; {loss.decided}")


def _same(one: Taken, other: Taken | None) -> bool:
    """Whether two triggers are the same edge."""
    return other is not None and (one.start, one.end, one.mention, one.entry) == (
        other.start,
        other.end,
        other.mention,
        other.entry,
    )
