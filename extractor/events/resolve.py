"""Resolution: what the text leaves out of an event is looked up in what stands before it.

In: a document's drafts in text order, the pack's `resolve`, `fill` and `continue` statements, what surrounds the events. Out: the
drafts with antecedents (`resolve`), with the roles that another clause fills (`fill`) and those that later sentences add to
(`continue`, which `continuation` does). The one way in is `resolve`.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import Final

import msgspec

from extractor.events.assemble import in_order
from extractor.events.choices import Candidate, Choice, Considered, Surroundings
from extractor.events.continuation import go_on
from extractor.events.draft import Draft, holds, pieces
from extractor.events.nesting import Stretches, parents
from extractor.events.reach import FARTHEST, Reach
from extractor.events.tellers import tellers
from extractor.events.trigger_parts import trigger_parts
from extractor.language.tree import PreviousRole, Resolution, TriggerPart, Typed
from extractor.matching.candidates import Taken
from extractor.matching.lattice import Mention

INSIDE: Final = "it lies inside a role of the event itself"
PERSON: Final = "person"
FIRST: Final = "1"
TOLD: Final = "it lies inside what another event goes on to tell, which does not hold this one"


class _Past(msgspec.Struct, frozen=True, eq=False):
    """The drafts in text order, how many of them come before the one at hand, in whose content each is told and by whom it is
    quoted, and what stands before a trigger."""

    drafts: Sequence[Draft]
    index: int
    nested_in: dict[int, int]
    quoted_by: dict[int, int]
    by_number: dict[int, Draft]
    reach: Reach


class _Sight:
    """What one statement has in sight for one draft. Each part is worked out when it is asked for: a statement that only looks
    into the trigger needs none."""

    def __init__(self, draft: Draft, statement: Resolution, past: _Past, around: Surroundings) -> None:
        self.draft, self.statement, self.past, self.around = draft, statement, past, around

    @cached_property
    def previous(self) -> list[Draft]:
        """The events before the draft, nearest first, but for those told in a content that does not hold the draft too."""
        return list(_previous_events(self.draft, self.statement.within, self.past, self.around))

    @cached_property
    def teller(self) -> Draft | None:
        """The event that quotes the draft, where the statement asks for agreement in person."""
        past = self.past
        return past.by_number.get(past.quoted_by.get(self.draft.number, -1)) if PERSON in self.statement.agree else None

    @cached_property
    def told(self) -> Stretches:
        """What earlier events go on to tell that doesn't hold the draft: whoever is named there acts there alone. What is told
        before its trigger (X has come, as Y said, …) is as a rule the writer's own clause, whose subject acts on."""
        low, high = self.draft.trigger.start, self.draft.trigger.end
        found: list[tuple[int, int]] = []
        for index in range(self.past.index - 1, -1, -1):
            event = self.past.drafts[index]
            if event.trigger.start < low - FARTHEST:
                break
            for part in event.roles.get("content", ()):
                if part.start >= event.trigger.end:
                    found += [(start, end) for start, end in pieces(part) if not (start <= low and high <= end)]
        return Stretches(found)

    @cached_property
    def preferred(self) -> list[Typed]:
        """The types preferred here: those without a proviso, and those whose proviso the nearest previous event meets."""
        return _preferred_types(self.statement, self.previous, self.around) if self.statement.preferences else []


def resolve(
    drafts: Sequence[Draft],
    statements: Sequence[Resolution],
    around: Surroundings,
    watch: Callable[[Choice], None] | None = None,
) -> list[Draft]:
    """Applies the statements of one phase: first the fills of content, then what goes on, then everything else, in text order.

    `watch` is told of every choice."""
    ordered = in_order(drafts)
    named = sorted(statements, key=lambda s: s.name)
    content_fills = [s for s in named if s.kind == "fill" and s.role == "content"]
    continuing = [s for s in named if s.kind == "continue"]
    others = [s for s in named if s.kind == "resolve" or (s.kind == "fill" and s.role != "content")]
    reach = Reach(around.mentions, around.quotations)
    for wave in (content_fills, others):
        if wave is others:
            # What belongs to a content decides which events are told in it.
            for statement in continuing:
                ordered = go_on(ordered, statement, reach, around, watch)
        if not wave:
            continue
        nested_in, by_number = parents(ordered), {draft.number: draft for draft in ordered}
        depths, quoted_by = tellers(by_number, nested_in, reach)
        # Who tells an event may be named behind it, and be left out too.
        for index in sorted(range(len(ordered)), key=lambda index: (depths[ordered[index].number], index)):
            draft = ordered[index]
            past = _Past(ordered, index, nested_in, quoted_by, by_number, reach)
            for statement in wave:
                draft = _apply(draft, statement, past, around, watch)
            ordered[index] = by_number[draft.number] = draft
    return ordered


def _apply(
    draft: Draft,
    statement: Resolution,
    past: _Past,
    around: Surroundings,
    watch: Callable[[Choice], None] | None,
) -> Draft:
    """The draft after one statement: the same where the statement isn't meant for it or finds nothing."""
    done = statement.role in draft.resolved or (statement.kind == "fill" and draft.roles.get(statement.role))
    if done or not around.is_subtype(draft.type, statement.event):
        return draft
    if not all(around.holds(condition, draft) for condition in statement.where):
        return draft
    sight = _Sight(draft, statement, past, around)
    chosen = _choose(sight)
    if watch is not None:
        watch(Choice(statement, draft, tuple(_considered(sight)), chosen))
    if chosen is None:
        return draft
    # A role can be filled only by what the text says; where the controller is itself left out its antecedent is all there is.
    changed_by = (*draft.changed_by, statement.name)
    if statement.kind == "fill" and chosen.filled:
        roles = {**draft.roles, statement.role: chosen.parts}
        return msgspec.structs.replace(draft, roles=roles, changed_by=changed_by)
    resolved = {**draft.resolved, statement.role: chosen.parts}
    return msgspec.structs.replace(draft, resolved=resolved, changed_by=changed_by)


def _choose(sight: _Sight) -> Candidate | None:
    # Whoever stands fewer sentences back comes first, so what lies farther back is looked at only where nothing nearer agrees.
    for back in range(sight.statement.within + 1):
        possible = (candidate for candidate, _ in _candidates(sight, every=False, only=back))
        for candidate in sorted(possible, key=lambda candidate: _order(candidate, sight)):
            if not _disagreement(candidate, sight):
                return candidate
    return None


def _considered(sight: _Sight) -> list[Considered]:
    """Every candidate of a choice, with what it was refused for."""
    found = list(_candidates(sight, every=True))
    found.sort(key=lambda each: (bool(each[1]), _order(each[0], sight)))
    return [
        Considered(candidate, _is_preferred(candidate, sight), impossible or _disagreement(candidate, sight))
        for candidate, impossible in found
    ]


def _order(candidate: Candidate, sight: _Sight) -> tuple[int, int, int, int, int]:
    preference = 0 if _is_preferred(candidate, sight) else 1
    length = candidate.parts[-1].end - candidate.parts[0].start
    return (candidate.back, preference, candidate.rank, -candidate.position, -length)


def _candidates(sight: _Sight, *, every: bool, only: int | None = None) -> Iterator[tuple[Candidate, str]]:
    """The candidates with ""; for `every` also those that can't be one after all, each with the reason. `only`: those that stand
    so many sentences back."""
    draft, statement, around, reach = sight.draft, sight.statement, sight.around, sight.past.reach
    home = around.tree.innermost(draft.trigger.start)
    nearby = around.tree.within(home, statement.within)
    for rank, wanted in enumerate(statement.candidates):
        if isinstance(wanted, PreviousRole):
            teller = sight.teller
            for event in sight.previous if teller is None else (teller, *sight.previous):
                # A controller is taken as it stands there, an antecedent through pronouns to what they stand for.
                said = event.roles.get(wanted.role, ()) if statement.kind == "fill" else ()
                parts = said or event.antecedent(wanted.role)
                back = 0 if event is teller else around.tree.back(home, around.tree.innermost(event.trigger.start))
                if parts and back is not None and back <= statement.within and only in (None, back):
                    impossible = "" if _is_outside(draft, parts) else INSIDE
                    if every or not impossible:
                        # Whose words they are is nearer than whoever acts in them.
                        position = draft.trigger.start if event is teller else event.trigger.start
                        yield Candidate(parts, position, back, rank, bool(said)), impossible
            continue
        if isinstance(wanted, TriggerPart):
            for part in trigger_parts(draft, wanted, around, reach) if only in (None, 0) else ():
                yield Candidate((part,), part.start, 0, rank), ""
            continue
        for sentence in nearby:
            back = around.tree.back(home, sentence) or 0
            if only not in (None, back):
                continue
            for mention in around.mentions(sentence) if every else reach.before(sentence, draft.trigger.start):
                if not around.is_subtype(mention.type, wanted.type):
                    continue
                impossible = _impossible(mention, wanted, sight)
                if every or not impossible:
                    part = Taken(mention.start, mention.end, mention)
                    yield Candidate((part,), mention.end, back, rank), impossible


def _impossible(mention: Mention, wanted: Typed, sight: _Sight) -> str:
    """Why a mention of the wanted type can't be meant: it must stand before the trigger and not too far, pass the test, and lie
    outside the event's own roles and outside quotations and told contents that don't hold the event."""
    draft, around = sight.draft, sight.around
    if mention.end > draft.trigger.start:
        return "it does not stand before the trigger"
    if mention.end < draft.trigger.start - FARTHEST:
        return "it stands too far before the trigger"
    if wanted.test is not None and not around.satisfies(wanted.test, mention):
        return "its features don't pass the test"
    if not _is_outside(draft, (Taken(mention.start, mention.end, mention),)):
        return INSIDE
    if sight.past.reach.is_quoted_apart(mention.start, mention.end, draft.trigger.start, draft.trigger.end):
        return "it lies inside a quotation that does not hold the event"
    if sight.told.hold(mention.start, mention.end):
        return TOLD
    return ""


def _is_outside(draft: Draft, parts: Sequence[Taken]) -> bool:
    """Whether no part stands inside one of the draft's own roles."""
    return not any(holds(draft, role, part.start, part.end) for role in draft.roles for part in parts)


def _previous_events(draft: Draft, within: int, past: _Past, around: Surroundings) -> Iterator[Draft]:
    """The events before the draft, nearest first, but for those told in a content that does not hold the draft too."""
    home = around.tree.innermost(draft.trigger.start)
    for index in range(past.index - 1, -1, -1):
        event = past.drafts[index]
        if event.trigger.start < draft.trigger.start - FARTHEST:
            return
        back = around.tree.back(home, around.tree.innermost(event.trigger.start))
        if back is not None and back > within:
            return
        parent = past.nested_in.get(event.number)
        if parent is None or holds(past.by_number[parent], "content", draft.trigger.start, draft.trigger.end):
            yield event


def _preferred_types(statement: Resolution, previous: Sequence[Draft], around: Surroundings) -> list[Typed]:
    """The types preferred here: those without a proviso, and those whose proviso the nearest previous event meets."""
    wanted = []
    for preference in statement.preferences:
        if preference.role is None or preference.role_type is None:
            wanted.append(preference.type)
            continue
        parts = previous[0].antecedent(preference.role) if previous else ()
        if any(p.mention is not None and around.is_subtype(p.mention.type, preference.role_type) for p in parts):
            wanted.append(preference.type)
    return wanted


def _is_preferred(candidate: Candidate, sight: _Sight) -> bool:
    mention, around = candidate.parts[0].mention, sight.around
    if mention is None:
        return False
    return any(
        around.is_subtype(mention.type, wanted.type)
        and (wanted.test is None or around.satisfies(wanted.test, mention))
        for wanted in sight.preferred
    )


def _disagreement(candidate: Candidate, sight: _Sight) -> str:
    """The first feature that is known on both sides with different values, in words; "" where there is none. Whoever is quoted
    says I of himself, whatever he is named by."""
    statement, teller = sight.statement, sight.teller
    trigger, other = sight.draft.trigger.mention, candidate.parts[0].mention
    if trigger is None or other is None:
        return ""
    says_i = teller is not None and candidate.parts == teller.antecedent(statement.role)
    for feature in statement.agree:
        one, two = trigger.features.get(feature), other.features.get(feature)
        if feature == PERSON and says_i:
            two = FIRST
        if one is not None and two is not None and one != two:
            return f"{feature} is {two}, that of the trigger {one}"
    return ""
