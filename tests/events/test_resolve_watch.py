"""What `resolve` tells a watcher: who was considered, in which order, and what each was refused for."""

from collections.abc import Sequence

import msgspec
import pytest

from extractor.events.choices import Choice, Surroundings
from extractor.events.draft import Draft
from extractor.events.resolve import INSIDE, TOLD, resolve
from extractor.language.tree import Preference, Present, Resolution, Typed
from extractor.matching.lattice import Mention
from extractor.text.document import Quotation, QuotationPiece
from tests.events.test_resolve import HERE, PREVIOUS, mention, say, statement, surroundings, typed

APART = Quotation((QuotationPiece(10, 16, 11, 15, False),))
TESTED = Typed(place=HERE, type="Speaker", test=Present(place=HERE, capture="x"))


def choices(drafts: Sequence[Draft], rule: Resolution, around: Surroundings) -> list[Choice]:
    """Every choice that is made, which must come to the same whether somebody watches or not."""
    seen: list[Choice] = []
    watched = resolve(drafts, [rule], around, seen.append)
    unwatched = resolve(drafts, [rule], around)
    assert [facts(draft) for draft in watched] == [facts(draft) for draft in unwatched]
    return seen


def facts(draft: Draft) -> object:
    places = [
        {role: [(part.start, part.end) for part in parts] for role, parts in filled.items()}
        for filled in (draft.roles, draft.resolved)
    ]
    return draft.number, places, draft.changed_by


def told(choice: Choice) -> list[tuple[int, int, str]]:
    """The candidates of a choice in order: their place and why not."""
    return [(each.candidate.parts[0].start, each.candidate.parts[-1].end, each.refused) for each in choice.considered]


def around(mentions: Sequence[Mention], quotations: tuple[Quotation, ...] = (), passes: bool = True) -> Surroundings:
    return msgspec.structs.replace(surroundings(mentions, quotations), satisfies=lambda test, mention: passes)


SPEAKER = mention("Speaker", 6, 7)
REFUSED = {
    "behind the trigger": (say(4), around([SPEAKER]), typed("Speaker"), "it does not stand before the trigger"),
    "over the trigger": (say(6), around([SPEAKER]), typed("Speaker"), "it does not stand before the trigger"),
    "features": (say(8), around([SPEAKER], passes=False), TESTED, "its features don't pass the test"),
    "inside an own role": (say(8, content=(5, 8)), around([SPEAKER]), typed("Speaker"), INSIDE),
    "inside a quotation apart": (
        say(18),
        around([mention("Speaker", 12, 13)], (APART,)),
        typed("Speaker"),
        "it lies inside a quotation that does not hold the event",
    ),
    "agreement": (
        say(8, number="Plur"),
        around([mention("Speaker", 6, 7, number="Sing")]),
        typed("Speaker"),
        "number is Sing, that of the trigger Plur",
    ),
    "nothing": (say(8, number="Plur"), around([SPEAKER]), typed("Speaker"), ""),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_a_candidate_is_refused_for(case: str) -> None:
    draft, where, wanted, reason = REFUSED[case]
    (choice,) = choices([draft], statement(wanted), where)
    assert [each.refused for each in choice.considered] == [reason]
    assert (choice.chosen is None) == bool(reason)
    assert (choice.draft, choice.statement.name) == (draft, "resolve")


def test_the_source_of_an_earlier_event_inside_an_own_role_is_refused() -> None:
    drafts = [say(6, source=mention("Speaker", 4, 5)), say(8, content=(3, 5))]
    (choice,) = choices(drafts, statement(PREVIOUS), around([]))
    assert told(choice) == [(4, 5, INSIDE)]


def test_whoever_is_named_in_a_told_content_is_refused() -> None:
    drafts = [say(3, source=mention("Speaker", 1, 2), content=(4, 8)), say(8)]
    (choice,) = choices(drafts, statement(typed("Speaker")), around([SPEAKER]))
    assert told(choice) == [(6, 7, TOLD)]


def test_candidates_stand_in_the_order_of_their_chances_and_the_impossible_last() -> None:
    mentions = [
        mention("Speaker", 1, 2, number="Plur"),
        mention("Document", 11, 12),
        mention("Speaker", 13, 14),
        mention("Speaker", 15, 16, number="Sing"),
        mention("Speaker", 19, 20),
    ]
    prefer = Preference(place=HERE, type=typed("Document"))
    (choice,) = choices([say(17, number="Plur")], statement(typed("Speaker"), preferences=(prefer,)), around(mentions))
    assert told(choice) == [
        (11, 12, ""),  # preferred
        (15, 16, "number is Sing, that of the trigger Plur"),  # the nearest, but it doesn't agree
        (13, 14, ""),
        (1, 2, ""),  # a sentence back
        (19, 20, "it does not stand before the trigger"),
    ]
    assert [each.preferred for each in choice.considered] == [True, False, False, False, False]
    assert choice.chosen is not None and choice.chosen.position == 12


def test_the_first_that_agrees_is_chosen() -> None:
    mentions = [mention("Speaker", 1, 2, number="Plur"), mention("Speaker", 3, 4, number="Sing")]
    (choice,) = choices([say(6, number="Plur")], statement(typed("Speaker")), around(mentions))
    assert choice.chosen is not None
    assert choice.chosen.parts[0].mention is mentions[0]
    assert [bool(each.refused) for each in choice.considered] == [True, False]


def test_what_a_statement_is_not_meant_for_is_no_choice() -> None:
    explicit = say(3, source=mention("Speaker", 1, 3))
    assert choices([explicit], statement(PREVIOUS), around([])) == []
    done = msgspec.structs.replace(say(8), resolved={"source": explicit.roles["source"]})
    assert choices([done], statement(PREVIOUS), around([])) == []


def test_a_choice_among_nobody() -> None:
    (choice,) = choices([say(8)], statement(PREVIOUS, typed("Speaker")), around([]))
    assert (choice.considered, choice.chosen) == ((), None)
