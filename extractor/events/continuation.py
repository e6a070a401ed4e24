"""What an event's role goes on with: further pieces in the sentences after it.

In: a document's drafts in text order, one `continue` statement, what surrounds the events. Out: the drafts, some with more parts
in that role. The one way in is `go_on`.

    «Siamo pronti», ha detto il sindaco. «Si parte. È l'ora.» «E subito.» Tace.
     ------------- the event's sentence  ^ one on             ^ two on    ^ nothing that goes on: it ends here

Each sentence is reached from the one before it alone, and what one event has taken ends the way of all others, so that a text of
nothing but such sentences takes no longer than any other.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from itertools import accumulate
from typing import Final

import msgspec

from extractor.events.choices import Candidate, Choice, Considered, Surroundings
from extractor.events.draft import Draft, pieces
from extractor.events.reach import Reach
from extractor.language.tree import Resolution, Typed
from extractor.matching.candidates import Taken
from extractor.matching.lattice import Mention

LOOSE: Final = "it lies inside nothing that shows that the sentence goes on"
QUOTED: Final = "it lies inside a quotation that does not hold the event"
TAKEN: Final = "an event has it, or what it begins with, in this role already"
EARLIER: Final = "it stands before the end of what the event has, or overlaps it"

_Watch = Callable[[Choice], None] | None


def go_on(
    drafts: Sequence[Draft], statement: Resolution, reach: Reach, around: Surroundings, watch: _Watch = None
) -> list[Draft]:
    """The drafts after the statement; `drafts` are in text order. `watch` is told of every choice: one for each sentence in which
    an event could go on."""
    return _Continuing(drafts, statement, reach, around, watch).all()


class _Continuing:
    """One statement over one document."""

    def __init__(self, drafts: Sequence[Draft], statement: Resolution, reach: Reach, around: Surroundings, watch: _Watch) -> None:
        self.drafts, self.statement, self.reach, self.around, self.watch = list(drafts), statement, reach, around, watch
        self.taken = {start for draft in drafts for start, _ in self._places(draft.roles.get(statement.role, ()))}
        """Where the parts begin that some event has in the role."""

    def all(self) -> list[Draft]:
        """The drafts after the statement."""
        ending: dict[int, list[int]] = {}
        for number, draft in enumerate(self.drafts):
            if self._is_meant(draft):
                ending.setdefault(self._ends_in(draft), []).append(number)
        for sentence in sorted(ending):
            numbers = self._last(sentence, ending[sentence])
            if numbers:
                self._from(sentence, numbers)
        return self.drafts

    def _is_meant(self, draft: Draft) -> bool:
        meant = draft.roles.get(self.statement.role) and self.around.is_subtype(draft.type, self.statement.event)
        return bool(meant) and all(self.around.holds(condition, draft) for condition in self.statement.where)

    def _places(self, parts: Sequence[Taken]) -> list[tuple[int, int]]:
        return [place for part in parts for place in pieces(part)]

    def _end(self, draft: Draft) -> int:
        """Where the role's last part ends."""
        return max(end for _, end in self._places(draft.roles[self.statement.role]))

    def _ends_in(self, draft: Draft) -> int:
        """The sentence of the trigger, or a later one beside it in which the role's last part begins."""
        tree, home = self.around.tree, self.around.tree.innermost(draft.trigger.start)
        last = max(start for start, _ in self._places(draft.roles[self.statement.role]))
        # The quotation mark before a part stands in the sentence around it, whatever is inside.
        end = tree.innermost(max(last - 1, 0))
        return end if end > home and tree.series[end] is tree.series[home] else home

    def _last(self, sentence: int, numbers: Sequence[int]) -> list[int]:
        """Those of the events whose role ends last. What is told in a quotation that ends before the sentence does can't go on
        after it."""
        end = self.around.tree.sentences[sentence].end
        triggers = ((number, self.drafts[number].trigger) for number in numbers)
        free = [each for each, at in triggers if not self.reach.is_quoted_apart(at.start, at.end, end, end + 1)]
        last = max((self._end(self.drafts[number]) for number in free), default=-1)
        return [number for number in free if self._end(self.drafts[number]) == last]

    def _from(self, sentence: int, numbers: Sequence[int]) -> None:
        """Goes from the sentence in which the events end to the next, and on, as long as there is something to add."""
        for ahead in range(self.statement.within + 1):
            found = self._add(sentence, ahead, numbers)
            if ahead and not found:
                return
            sentence = self._following(sentence)
            if sentence < 0:
                return

    def _following(self, sentence: int) -> int:
        """The next sentence of the paragraph, or -1."""
        end, breaks = self.around.tree.sentences[sentence].end, self.around.breaks
        at = bisect_left(breaks, end)
        return -1 if at < len(breaks) and breaks[at] == end else self.around.tree.following(sentence)

    def _add(self, sentence: int, ahead: int, numbers: Sequence[int]) -> bool:
        """Adds what the sentence has for the events; whether it has anything. Events that end together get the same."""
        wanted = self._wanted(sentence)
        added: list[Taken] = []
        for number in numbers:
            draft = self.drafts[number]
            considered = self._considered(wanted, ahead, draft)
            parts = [part for candidate, refused in considered if not refused for part in candidate.parts]
            if self.watch is not None:
                self.watch(_choice(self.statement, draft, considered))
            if parts:
                self.drafts[number] = self._with(draft, parts)
                added += parts
        self.taken.update(start for start, _ in self._places(added))
        return bool(added)

    def _with(self, draft: Draft, parts: Sequence[Taken]) -> Draft:
        role, name = self.statement.role, self.statement.name
        changed_by = draft.changed_by if name in draft.changed_by else (*draft.changed_by, name)
        return msgspec.structs.replace(draft, roles={**draft.roles, role: (*draft.roles[role], *parts)}, changed_by=changed_by)

    def _wanted(self, sentence: int) -> list[tuple[Mention, int, bool]]:
        """The mentions of the sentence that a candidate names, in text order, longer ones first: which one it is, and whether the
        mention lies inside what shows that the sentence goes on."""
        inside, candidates = self.statement.inside, [c for c in self.statement.candidates if isinstance(c, Typed)]
        if inside is None or not any(self.around.may_hold(sentence, each.type) for each in candidates):
            return []
        mentions = self.around.mentions(sentence)
        covers = _Covers([(each.start, each.end) for each in mentions if self._is(each, inside)])
        found = []
        for mention in sorted(mentions, key=lambda each: (each.start, -each.end, each.type)):
            rank = next((rank for rank, each in enumerate(candidates) if self._is(mention, each)), None)
            if rank is not None:
                found.append((mention, rank, covers.hold(mention.start, mention.end)))
        return found

    def _is(self, mention: Mention, wanted: Typed) -> bool:
        if not self.around.is_subtype(mention.type, wanted.type):
            return False
        return wanted.test is None or self.around.satisfies(wanted.test, mention)

    def _considered(self, wanted: Sequence[tuple[Mention, int, bool]], ahead: int, draft: Draft) -> list[tuple[Candidate, str]]:
        """The candidates for an event, each with what it is refused for: "" for nothing."""
        done, found = max(draft.trigger.end, self._end(draft)), []
        for mention, rank, goes_on in wanted:
            part = Taken(mention.start, mention.end, mention)
            refused = self._refused(part, goes_on, done, draft)
            if not refused:
                done = mention.end
            found.append((Candidate((part,), mention.start, -ahead, rank), refused))
        return found

    def _refused(self, part: Taken, goes_on: bool, done: int, draft: Draft) -> str:
        if not goes_on:
            return LOOSE
        if self.reach.is_quoted_apart(part.start, part.end, draft.trigger.start, draft.trigger.end):
            return QUOTED
        if any(start in self.taken for start, _ in pieces(part)):
            return TAKEN
        return EARLIER if part.start < done else ""


class _Covers:
    """Stretches of tokens."""

    def __init__(self, places: Sequence[tuple[int, int]]) -> None:
        ordered = sorted(places)
        self._starts = [start for start, _ in ordered]
        self._ends = list(accumulate((end for _, end in ordered), max))

    def hold(self, start: int, end: int) -> bool:
        """Whether one of them holds `[start, end)`."""
        index = bisect_right(self._starts, start) - 1
        return index >= 0 and end <= self._ends[index]


def _choice(statement: Resolution, draft: Draft, considered: Sequence[tuple[Candidate, str]]) -> Choice:
    """What the statement did about an event in one sentence. All that it adds there counts as one candidate."""
    added = [candidate for candidate, refused in considered if not refused]
    chosen = None
    if added:
        parts = tuple(part for candidate in added for part in candidate.parts)
        chosen = msgspec.structs.replace(added[0], parts=parts)
    told = [Considered(candidate, False, refused) for candidate, refused in considered if refused]
    return Choice(statement, draft, ((Considered(chosen, False, ""),) if chosen else ()) + tuple(told), chosen)
