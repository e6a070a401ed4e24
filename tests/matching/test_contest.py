"""Why a candidate was not chosen: a case for each part of each order, and that every loser has a reason and no winner one."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.matching.candidates import EventCandidate, ExtensionCandidate, MentionCandidate
from extractor.matching.contest import EARLIER, Loss, event_loss, extension_losses, mention_loss
from extractor.matching.lattice import Mention
from extractor.matching.select import choose_events, choose_extensions, choose_mentions
from tests.matching.test_select import (
    NESTED,
    event,
    event_candidates,
    extension,
    extension_candidates,
    laminar,
    mention,
    mention_candidates,
)

OVERLAP = "mentions of the type Date don't overlap"
NO_ROOM = "there is one Phrase at most in a place"
SAME = "the same in all that counts, and one is enough"

MENTIONS = {
    "priority": ("Date 0-3", ["!Date 0-1"], [], "Date 0-1", OVERLAP, "priority 1 over 0"),
    "a priority below nothing": ("-Date 0-3", ["Date 0-1"], [], "Date 0-1", OVERLAP, "priority 0 over -1"),
    "length": ("Date 0-1", ["Date 0-3"], [], "Date 0-3", OVERLAP, "tokens 3 over 1"),
    "leftmost": ("Date 2-4", ["Date 1-3"], [], "Date 1-3", OVERLAP, "further left"),
    "the rule's name": ("Phrase 0-1", ["a: Phrase 0-1"], [], "Phrase 0-1", NO_ROOM, "name of the rule"),
    "crossing": ("Date 3-5", ["Phrase 0-4"], [], "Phrase 0-4", "they cross", "tokens 4 over 2"),
    "an earlier phase, crossing": ("Phrase 0-9", [], ["Quote 3-12"], "Quote 3-12", "they cross", EARLIER),
    "an earlier phase, the type": ("Date 2-8", [], ["Date 3-4"], "Date 3-4", OVERLAP, EARLIER),
    "an earlier phase, the place": ("Phrase 2-8", [], ["Phrase 2-8"], "Phrase 2-8", NO_ROOM, EARLIER),
    "an earlier phase before the phase's own": ("Date 0-3", ["Date 0-4"], ["Date 2-3"], "Date 2-3", OVERLAP, EARLIER),
    "of several the best": ("Date 0-2", ["Date 1-3", "!Date 0-1"], [], "Date 0-1", OVERLAP, "priority 1 over 0"),
}


def candidate(written: str) -> MentionCandidate:
    """`!Date 0-3` with priority 1, `-Date 0-3` with priority -1, `a: Date 0-3` by the rule `a`."""
    rule, _, place = written.rpartition(": ")
    return MentionCandidate(mention(place.lstrip("!-"), rule or "r"), place.count("!") - place.startswith("-"))


@pytest.mark.parametrize("case", MENTIONS)
def test_what_a_mention_lost_to(case: str) -> None:
    written, others, earlier, winner, conflict, decided = MENTIONS[case]
    loser, rivals, existing = candidate(written), [candidate(each) for each in others], [mention(each) for each in earlier]
    chosen = choose_mentions([loser, *rivals], existing, NESTED)
    assert loser.mention not in chosen
    loss = mention_loss(loser, [each for each in rivals if each.mention in chosen], existing, NESTED)
    assert loss is not None
    assert (f"{loss.type} {loss.start}-{loss.end}", loss.conflict, loss.decided) == (winner, conflict, decided)


def test_two_mentions_that_differ_in_features_only() -> None:
    one, other = (MentionCandidate(mention("Date 0-1", kind=kind)) for kind in "xy")
    loss = mention_loss(other, [one], [], NESTED)
    assert loss == Loss("r", "Date", 0, 1, "there is one Date at most in a place", SAME)


EVENTS = {
    "priority": (event("a", "3-4", "0-9", source="0-1"), event("b", "3-4", "3-4", 1), "priority 1 over 0"),
    "a priority below nothing": (event("a", "3-4", "0-9", -2), event("b", "3-4", "3-4"), "priority 0 over -2"),
    "roles": (event("a", "3-4", "0-9"), event("b", "3-4", "2-4", source="2-3"), "roles 1 over 0"),
    "length": (event("a", "3-4", "2-4"), event("b", "3-4", "2-5"), "tokens 3 over 2"),
    "leftmost": (event("a", "3-4", "3-5"), event("b", "3-4", "2-4"), "further left"),
    "the rule's name": (event("b", "3-4", "2-4"), event("a", "3-4", "2-4"), "name of the rule"),
}


@pytest.mark.parametrize("case", EVENTS)
def test_what_an_event_lost_to(case: str) -> None:
    loser, winner, decided = EVENTS[case]
    assert choose_events([loser, winner]) == [winner]
    assert event_loss(loser, [winner], []) == Loss(winner.rule, "Say", 3, 4, "their triggers overlap", decided)


def test_an_event_of_an_earlier_phase_keeps_its_trigger() -> None:
    earlier = msgspec.structs.replace(mention("Say 3-5", "early"), event=3)
    assert event_loss(event("a", "4-6", "0-9"), [], [earlier]) == Loss("early", "Say", 3, 5, "their triggers overlap", EARLIER)
    assert event_loss(event("a", "4-6", "0-9"), [], [mention("VerbGroup 4-6")]) is None


EXTENSIONS = {
    "nearest": (extension("a", time="9-10"), extension("b", time="3-5"), "tokens away 0 over 2"),
    "priority": (extension("a", time="3-5"), extension("b", 1, time="9-10"), "priority 1 over 0"),
    "a priority below nothing": (extension("a", -1, time="3-5"), extension("b", time="9-10"), "priority 0 over -1"),
    "the rule's name": (extension("b", time="8-9"), extension("a", time="3-4"), "name of the rule"),
}


@pytest.mark.parametrize("case", EXTENSIONS)
def test_what_an_extension_lost_to(case: str) -> None:
    loser, winner, decided = EXTENSIONS[case]
    ((role, loss),) = extension_losses(loser, [loser, winner])
    assert (role, loss) == ("time", Loss(winner.rule, "Say", 5, 7, "one fills the role time", decided))
    assert list(extension_losses(winner, [loser, winner])) == []


def test_an_extension_loses_only_the_roles_that_another_fills_better() -> None:
    both, one = extension("a", time="7-8", place="9-10"), extension("b", place="8-9")
    elsewhere = extension("c", 9, number=1, time="7-8")
    assert [(role, loss.rule) for role, loss in extension_losses(both, [both, one, elsewhere])] == [("place", "b")]


@given(st.lists(mention_candidates(), max_size=12), st.lists(mention_candidates(), max_size=4))
def test_a_mention_has_a_reason_exactly_when_it_was_not_chosen(
    candidates: list[MentionCandidate], before: list[MentionCandidate]
) -> None:
    existing: list[Mention] = laminar([each.mention for each in before])
    stand = {id(each) for each in choose_mentions(candidates, existing, NESTED)}
    chosen = [each for each in candidates if id(each.mention) in stand]
    for each in candidates:
        others = [other for other in chosen if other is not each]
        assert (mention_loss(each, others, existing, NESTED) is None) == (id(each.mention) in stand)


@given(st.lists(event_candidates(), max_size=8), st.none() | st.integers(0, 6))
def test_an_event_has_a_reason_exactly_when_it_was_not_chosen(candidates: list[EventCandidate], before: int | None) -> None:
    earlier = Mention("Say", before or 0, (before or 0) + 2, (0, 1), {}, "early", event=0)
    existing = [] if before is None else [earlier]
    chosen = choose_events(candidates, [(each.start, each.end) for each in existing])
    for each in candidates:
        others = [other for other in chosen if other is not each]
        loss = event_loss(each, others, existing)
        assert (loss is None) == any(each is one for one in chosen)


@given(st.lists(extension_candidates(), max_size=8))
def test_an_extension_loses_the_roles_that_it_is_not_given(candidates: list[ExtensionCandidate]) -> None:
    given_roles = sorted((each.rule, each.event.event, role) for each in choose_extensions(candidates) for role in each.roles)
    kept = sorted(
        (each.rule, each.event.event, role)
        for each in candidates
        for role in each.roles.keys() - {role for role, _ in extension_losses(each, candidates)}
    )
    assert kept == given_roles
