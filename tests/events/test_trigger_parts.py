"""Roles filled with what stands inside the trigger, and extensions that would fill a second role with the same words."""

from collections.abc import Sequence

import msgspec

from extractor.events.assemble import extend, finish
from extractor.events.draft import Draft
from extractor.events.resolve import resolve
from extractor.language.tree import Resolution, TriggerPart
from extractor.matching.candidates import ExtensionCandidate, Taken
from extractor.matching.lattice import Mention
from extractor.text.tokenize import Tokens
from tests.events.test_resolve import HERE, SENTENCES, mention, surroundings

FORMS = ["Ha", "oggi", "potuto", "Dirglielo", "lo", "ieri"]


def said(start: int, end: int, **features: str) -> Draft:
    trigger = Taken(start, end, mention("VerbGroup", start, end, **features))
    return Draft(start, "Say", trigger, {}, {}, "rule", 0)


def filled(draft: Draft, part: str, mentions: Sequence[Mention] = ()) -> list[str]:
    """The texts with which the role is filled."""
    rule = Resolution(
        place=HERE,
        kind="fill",
        name="fill",
        phase=None,
        role="topic",
        event="Say",
        where=(),
        candidates=(TriggerPart(place=HERE, name=part),),
    )
    around = msgspec.structs.replace(
        surroundings(mentions),
        forms=FORMS,
        is_subtype=lambda name, ancestor: name == ancestor,
        holds=lambda condition, draft: True,
    )
    done = resolve([draft], [rule], around)
    pieces = [f"{form} " for form in FORMS]
    tokens = Tokens("".join(pieces), "", pieces, FORMS, [len(FORMS)])
    [event] = finish(done, tokens, [msgspec.structs.replace(SENTENCES[0], end=len(FORMS))], {"Say": ["topic"]})
    return [each.text for each in event.roles.get("topic", ())]


def test_the_letters_of_a_feature_at_the_end_of_a_word() -> None:
    assert filled(said(0, 4, enclitic="lo"), "enclitic") == ["lo"]
    assert filled(said(0, 4, enclitic="glielo"), "enclitic") == ["glielo"]


def test_case_is_kept_and_does_not_matter() -> None:
    assert filled(said(3, 4, enclitic="GLIELO"), "enclitic") == ["glielo"]


def test_a_whole_word_is_no_enclitic() -> None:
    assert filled(said(4, 5, enclitic="lo"), "enclitic") == []


def test_without_the_feature_there_is_none() -> None:
    assert filled(said(0, 4), "enclitic") == []


def test_a_mention_inside_the_trigger() -> None:
    assert filled(said(0, 4), "Date", [mention("Date", 1, 2)]) == ["oggi"]


def test_a_mention_beside_the_trigger_is_not_in_it() -> None:
    assert filled(said(0, 4), "Date", [mention("Date", 5, 6)]) == []


def test_a_role_that_is_filled_stays() -> None:
    draft = msgspec.structs.replace(said(0, 4, enclitic="lo"), roles={"topic": (Taken(5, 6),)})
    assert filled(draft, "enclitic") == ["ieri"]


def extension(role: str, start: int, end: int) -> ExtensionCandidate:
    return ExtensionCandidate("rule", mention("Say", 0, 1), {role: (Taken(start, end),)}, {})


def test_the_same_words_fill_no_second_role() -> None:
    draft = extend(said(0, 1), extension("medium", 1, 2))
    assert extend(draft, extension("addressee", 1, 2)).roles == draft.roles


def test_words_inside_others_may_fill_another_role() -> None:
    draft = extend(said(0, 1), extension("medium", 1, 4))
    assert set(extend(draft, extension("time", 3, 4)).roles) == {"medium", "time"}
