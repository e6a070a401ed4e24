"""Resolution on drafts made by hand: who is looked at, in which order, and who is refused."""

from collections.abc import Sequence
from typing import Literal

import msgspec

from extractor.events.choices import Surroundings
from extractor.events.draft import Draft
from extractor.events.nesting import SentenceTree
from extractor.events.resolve import resolve
from extractor.language.tree import Place, Preference, Present, PreviousRole, Resolution, Typed
from extractor.matching.candidates import Taken
from extractor.matching.lattice import Mention
from extractor.text.document import Quotation, QuotationPiece, Sentence

HERE = Place("test.rules", 1, 1, 1, 1)
TYPES = {"Speaker": {"Speaker", "Document"}, "Document": {"Document"}, "Reporting": {"Say"}, "Say": {"Say"}}
SENTENCES = [Sentence(start, start + 10, (), 0, 0) for start in range(0, 50, 10)]


def mention(type_name: str, start: int, end: int, **features: str) -> Mention:
    return Mention(type_name, start, end, (start, end), features, "made by hand")


def say(position: int, *, source: Mention | None = None, content: tuple[int, int] | None = None, **features: str) -> Draft:
    trigger = mention("VerbGroup", position, position + 1, **features)
    roles: dict[str, tuple[Taken, ...]] = {}
    if source is not None:
        roles["source"] = (Taken(source.start, source.end, source),)
    if content is not None:
        roles["content"] = (Taken(*content),)
    return Draft(position, "Say", Taken(position, position + 1, trigger), roles, {}, "rule", position // 10)


def typed(name: str) -> Typed:
    return Typed(place=HERE, type=name)


OPEN = Present(place=HERE, capture="source")
"""Stands for the condition of these statements, which `surroundings` decides: the source is left out or a pronoun."""
PREVIOUS = PreviousRole(place=HERE, role="source")


def statement(
    *candidates: PreviousRole | Typed, kind: Literal["resolve", "fill"] = "resolve", preferences: tuple[Preference, ...] = ()
) -> Resolution:
    return Resolution(
        place=HERE,
        kind=kind,
        name=kind,
        phase=None,
        role="source",
        event="Reporting",
        where=(OPEN,),
        candidates=candidates,
        agree=("number",),
        within=2,
        preferences=preferences,
    )


def surroundings(mentions: Sequence[Mention] = (), quotations: tuple[Quotation, ...] = ()) -> Surroundings:
    return Surroundings(
        SentenceTree(SENTENCES),
        quotations,
        lambda index: [mention for mention in mentions if mention.start // 10 == index],
        lambda name, ancestor: name in TYPES[ancestor],
        lambda test, mention: True,
        lambda condition, draft: all(p.mention and p.mention.type == "Pronoun" for p in draft.roles.get("source", ())),
    )


def antecedents(
    drafts: Sequence[Draft], rule: Resolution, mentions: Sequence[Mention] = (), quotations: tuple[Quotation, ...] = ()
) -> dict[int, tuple[int, int] | None]:
    """By trigger position, the place of the source's antecedent of the events that have no source."""
    done = resolve(drafts, [rule], surroundings(mentions, quotations))
    return {
        d.number: (d.resolved["source"][0].start, d.resolved["source"][0].end) if "source" in d.resolved else None
        for d in done
        if "source" not in d.roles
    }


def test_the_source_of_the_nearest_agreeing_event_is_taken() -> None:
    drafts = [
        say(3, source=mention("Speaker", 1, 3, number="Sing")),
        say(13, source=mention("Speaker", 11, 13, number="Plur")),
        say(21, number="Sing"),
    ]
    assert antecedents(drafts, statement(PREVIOUS)) == {21: (1, 3)}


def test_a_resolved_source_counts_as_a_source() -> None:
    drafts = [say(3, source=mention("Speaker", 1, 3)), say(13), say(35)]
    assert antecedents(drafts, statement(PREVIOUS)) == {13: (1, 3), 35: (1, 3)}


def test_what_is_too_far_back_is_not_seen() -> None:
    assert antecedents([say(3, source=mention("Speaker", 1, 3)), say(33)], statement(PREVIOUS)) == {33: None}


def test_an_event_told_in_anothers_content_is_skipped_from_outside() -> None:
    drafts = [
        say(3, source=mention("Speaker", 1, 3), content=(4, 9)),
        say(6, source=mention("Speaker", 5, 6)),
        say(13),
    ]
    assert antecedents(drafts, statement(PREVIOUS)) == {13: (1, 3)}


def test_an_event_in_the_same_content_is_seen() -> None:
    drafts = [
        say(1, source=mention("Speaker", 0, 1), content=(2, 9)),
        say(4, source=mention("Speaker", 3, 4)),
        say(7),
    ]
    assert antecedents(drafts, statement(PREVIOUS)) == {7: (3, 4)}


def test_fewest_sentences_back_comes_before_the_order_of_candidates() -> None:
    drafts = [say(3, source=mention("Speaker", 1, 3)), say(15)]
    assert antecedents(drafts, statement(PREVIOUS, typed("Speaker")), [mention("Speaker", 11, 13)]) == {15: (11, 13)}


def test_a_preference_comes_before_the_order_of_candidates() -> None:
    document = mention("Document", 5, 7)
    drafts = [say(3, source=mention("Speaker", 1, 3)), say(13)]
    prefer = Preference(place=HERE, type=typed("Document"))
    assert antecedents(drafts, statement(PREVIOUS, typed("Document")), [document]) == {13: (1, 3)}
    assert antecedents(drafts, statement(PREVIOUS, typed("Document"), preferences=(prefer,)), [document]) == {13: (5, 7)}


def test_a_preference_with_a_proviso_holds_only_when_it_is_met() -> None:
    document = mention("Document", 5, 7)
    prefer = Preference(place=HERE, type=typed("Document"), role="source", role_type="Document")
    rule = statement(PREVIOUS, typed("Document"), preferences=(prefer,))
    assert antecedents([say(3, source=mention("Speaker", 1, 3)), say(13)], rule, [document]) == {13: (1, 3)}


def test_candidates_stand_before_the_trigger_and_outside_the_events_roles() -> None:
    mentions = [mention("Speaker", 2, 3), mention("Speaker", 6, 7), mention("Speaker", 0, 1)]
    drafts = [say(4, content=(2, 4))]
    assert antecedents(drafts, statement(typed("Speaker")), mentions) == {4: (0, 1)}


def test_a_quotation_hides_what_it_holds_from_outside() -> None:
    quotation = Quotation((QuotationPiece(10, 16, 11, 15, False),))
    mentions = [mention("Speaker", 12, 13), mention("Speaker", 1, 2)]
    assert antecedents([say(18)], statement(typed("Speaker")), mentions, (quotation,)) == {18: (1, 2)}
    assert antecedents([say(14)], statement(typed("Speaker")), mentions, (quotation,)) == {14: (12, 13)}


def test_whoever_is_named_in_a_told_content_acts_there_alone() -> None:
    """He says that the town waits, adding …: it isn't the town that adds."""
    mentions = [mention("Speaker", 1, 2), mention("Speaker", 5, 6)]
    drafts = [say(3, source=mentions[0], content=(4, 8)), say(8)]
    assert antecedents(drafts, statement(typed("Speaker")), mentions) == {8: (1, 2)}
    inside = [say(3, source=mentions[0], content=(4, 9)), say(7)]
    assert antecedents(inside, statement(typed("Speaker")), mentions) == {7: (5, 6)}
    told_before = [say(7, source=mention("Speaker", 6, 7), content=(4, 6)), say(8)]
    assert antecedents(told_before, statement(typed("Speaker")), mentions) == {8: (5, 6)}


def test_whoever_is_quoted_is_the_first_person_of_his_words_wherever_he_is_named() -> None:
    quotation = Quotation((QuotationPiece(0, 16, 1, 15, False),))
    bystander, speaker = mention("Speaker", 2, 3, person="3"), mention("Speaker", 17, 18, person="3")
    rule = msgspec.structs.replace(statement(PREVIOUS, typed("Speaker")), agree=("person",))
    teller = say(16, source=speaker, content=(1, 15))
    for person, antecedent in (("1", (17, 18)), ("3", (2, 3))):
        assert antecedents([say(12, person=person), teller], rule, [bystander], (quotation,)) == {12: antecedent}
    assert antecedents([say(12, person="1"), teller], statement(PREVIOUS), (), (quotation,)) == {12: None}
    assert antecedents([say(22, person="1"), teller], rule, [bystander], (quotation,)) == {22: None}


def test_who_is_quoted_may_be_left_out_and_is_resolved_first() -> None:
    quotation = Quotation((QuotationPiece(10, 16, 11, 15, False),))
    rule = msgspec.structs.replace(statement(PREVIOUS), agree=("person",))
    drafts = [say(3, source=mention("Speaker", 1, 3, person="3")), say(12, person="1"), say(16, person="3", content=(11, 15))]
    assert antecedents(drafts, rule, (), (quotation,)) == {12: (1, 3), 16: (1, 3)}


def test_two_events_that_tell_each_other_are_resolved_all_the_same() -> None:
    drafts = [say(13, content=(15, 18)), say(16, content=(12, 15)), say(3, source=mention("Speaker", 1, 3))]
    assert antecedents(drafts, statement(PREVIOUS)) == {13: (1, 3), 16: (1, 3)}


def test_the_longest_of_the_mentions_that_end_nearest_is_taken() -> None:
    mentions = [mention("Speaker", 3, 5), mention("Speaker", 1, 5)]
    assert antecedents([say(8)], statement(typed("Speaker")), mentions) == {8: (1, 5)}


def test_a_fill_writes_the_role_itself() -> None:
    drafts = [say(3, source=mention("Speaker", 1, 3)), say(7)]
    filled = resolve(drafts, [statement(PREVIOUS, kind="fill")], surroundings())[1]
    assert [(part.start, part.end) for part in filled.roles["source"]] == [(1, 3)]
    assert filled.changed_by == ("fill",)


def test_a_fill_from_a_source_that_is_left_out_itself_only_resolves() -> None:
    drafts = [say(3, source=mention("Speaker", 1, 3)), say(13), say(17)]
    main = msgspec.structs.replace(drafts[1], resolved={"source": drafts[0].roles["source"]})
    gerund = resolve([drafts[0], main, drafts[2]], [statement(PREVIOUS, kind="fill")], surroundings())[2]
    assert "source" not in gerund.roles
    assert [(part.start, part.end) for part in gerund.resolved["source"]] == [(1, 3)]


def test_a_pronoun_is_resolved_beside_its_role_and_passes_its_antecedent_on() -> None:
    minister, pronoun = mention("Speaker", 1, 3), mention("Pronoun", 11, 12)
    drafts = [say(3, source=minister), say(13, source=pronoun), say(23)]
    done = resolve(drafts, [statement(PREVIOUS)], surroundings())
    assert [part.mention for part in done[1].roles["source"]] == [pronoun]
    assert [part.mention for part in done[1].resolved["source"]] == [minister]
    assert [part.mention for part in done[2].resolved["source"]] == [minister]


def test_sentences_farther_back_are_looked_at_only_where_nothing_nearer_agrees() -> None:
    near, far = mention("Speaker", 12, 13, number="Plur"), mention("Speaker", 2, 3, number="Sing")
    around, asked = surroundings([near, far]), list[int]()

    def mentions(index: int) -> Sequence[Mention]:
        asked.append(index)
        return around.mentions(index)

    watched = msgspec.structs.replace(around, mentions=mentions)
    resolve([say(25, number="Plur")], [statement(typed("Speaker"))], watched)
    assert sorted(set(asked)) == [1, 2]
    (found,) = resolve([say(25, number="Sing")], [statement(typed("Speaker"))], watched)
    assert sorted(set(asked)) == [0, 1, 2]
    assert [part.start for part in found.resolved["source"]] == [2]
