"""Which day a time is told on: times that lean on others of the text.

A text is a list of sentences, each a list of times with the places of their tokens; ten tokens make a sentence.
"""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.events.dating import Dating
from extractor.events.nesting import SentenceTree
from extractor.matching.lattice import Mention
from extractor.text.document import Sentence

Features = dict[str, str]
TUESDAY = {"weekday": "2"}
AFTERNOON = {"part": "AF"}
THIRD_OF_MARCH = {"day": "3", "month": "3", "year": "2019"}
NEXT_DAY = {"unit": "day", "direction": "next", "anchor": "text"}
AGAIN = {"weekday": "2", "direction": "again"}
LENGTH = 10


def said(*sentences: list[tuple[int, Features]], date: str | None = "2020-10-28", way: str = "before") -> str | None:
    """The value of the last time of the last sentence."""
    mentions = [
        [Mention("Date", at, at + 1, (at, at + 1), features, "rule") for at, features in ((LENGTH * n + p, f) for p, f in times)]
        for n, times in enumerate(sentences)
    ]
    tree = SentenceTree([Sentence(n * LENGTH, (n + 1) * LENGTH, (), 0, 0) for n in range(len(sentences))])
    found = Dating(("Date",), date, tree, lambda index: mentions[index]).value(mentions[-1][-1], way)
    return None if found is None else found.value


def test_an_hour_belongs_to_the_document_s_day() -> None:
    assert said([(0, AFTERNOON)]) == "2020-10-28TAF"


def test_an_hour_belongs_to_the_nearest_day_of_its_sentence() -> None:
    assert said([(0, THIRD_OF_MARCH), (6, TUESDAY), (8, AFTERNOON)]) == "2020-10-27TAF"
    assert said([(0, TUESDAY), (5, AFTERNOON)], [(1, {"month": "5"}), (3, AFTERNOON)]) == "2020-10-27TAF"


def test_an_hour_belongs_to_the_day_of_the_sentence_before_and_no_further() -> None:
    assert said([(0, THIRD_OF_MARCH)], [(0, AFTERNOON)]) == "2019-03-03TAF"
    assert said([(0, THIRD_OF_MARCH)], [], [(0, AFTERNOON)]) == "2020-10-28TAF"


def test_an_hour_of_a_day_that_is_not_known() -> None:
    assert said([(0, TUESDAY)], [(0, AFTERNOON)], date="2020-10") == "2020-WXX-2TAF"


def test_an_hour_keeps_the_part_of_its_day() -> None:
    assert said([(0, {**TUESDAY, "part": "EV"}), (3, {"clock": "6.15"})]) == "2020-10-27T18:15"


def test_the_next_day_is_counted_from_the_nearest_time_before() -> None:
    assert said([(0, TUESDAY)], [(0, THIRD_OF_MARCH)], [(4, NEXT_DAY)]) == "2019-03-04"
    assert said([(0, THIRD_OF_MARCH)], [(4, NEXT_DAY)], [(4, NEXT_DAY)]) == "2019-03-05"


def test_the_next_day_after_nothing_is_not_known() -> None:
    assert said([(4, NEXT_DAY)]) == "XXXX-XX-XX"
    assert said([(0, {"reference": "PAST_REF"})], [(4, NEXT_DAY)]) == "XXXX-XX-XX"


def test_the_next_day_after_a_month_is_known_as_far_as_the_month_tells() -> None:
    assert said([(0, {"month": "3", "year": "2019"})], [(4, NEXT_DAY)]) == "2019-XX-XX"


def test_again_on_tuesday() -> None:
    assert said([(0, {**TUESDAY, "direction": "last", "part": "MO"})], [(0, AGAIN)], date=None) == "XXXX-WXX-2"
    assert said([(0, {"day": "13", "month": "10"})], [(0, {"weekday": "3"})], [(0, AGAIN)]) == "2020-10-13"
    assert said([(0, {"weekday": "3"})], [(0, AGAIN)]) == "2020-10-27"


def test_a_tuesday_that_says_its_date_settles_the_later_ones() -> None:
    dated = {**TUESDAY, "day": "13", "month": "10"}
    assert said([(0, dated)], [(0, TUESDAY)], date="2020-10") == "2020-10-13"
    assert said([(0, dated)], [(0, TUESDAY)], date="2020-10-28") == "2020-10-27"
    assert said([(0, dated)], [(0, {"weekday": "3"})], date="2020-10") == "2020-WXX-3"


def test_of_nested_times_the_longest_counts() -> None:
    outer, inner = Mention("Date", 0, 3, (0, 1), THIRD_OF_MARCH, "day"), Mention("Date", 2, 3, (2, 3), {"month": "3"}, "month")
    asked = Mention("Date", 5, 6, (5, 6), AFTERNOON, "part")
    dating = Dating(("Date",), None, SentenceTree([Sentence(0, 10, (), 0, 0)]), lambda _: [inner, asked, outer])
    found = dating.value(asked, "before")
    assert found is not None and found.value == "2019-03-03TAF"


def test_what_names_no_time_has_no_value() -> None:
    dating = Dating(("Date",), "2020", SentenceTree([Sentence(0, 10, (), 0, 0)]), lambda _: [])
    assert dating.value(Mention("Phrase", 0, 1, (0, 1), TUESDAY, "rule"), "before") is None
    assert dating.value(Mention("Date", 0, 1, (0, 1), {"lemma": "then"}, "rule"), "before") is None


@pytest.mark.parametrize("features", [NEXT_DAY, AGAIN, AFTERNOON])
def test_long_chains_end(features: Features) -> None:
    assert said([(0, THIRD_OF_MARCH)], *([[(4, features)]] * 400)) is not None


SOME = (TUESDAY, AFTERNOON, THIRD_OF_MARCH, NEXT_DAY, AGAIN, {"clock": "6"}, {"unit": "week", "direction": "last"})


@settings(deadline=None)
@given(st.lists(st.sampled_from(SOME), min_size=1, max_size=8), st.sampled_from([None, "2020-10", "2020-10-28"]), st.randoms())
def test_values_do_not_depend_on_what_was_asked_before(times: list[Features], date: str | None, random: Random) -> None:
    mentions = [Mention("Date", 4 * n, 4 * n + 1, (4 * n, 4 * n + 1), each, "rule") for n, each in enumerate(times)]
    sentences = [Sentence(start, start + LENGTH, (), 0, 0) for start in range(0, 4 * len(times), LENGTH)]

    def fresh() -> Dating:
        inside = [[m for m in mentions if s.start <= m.start < s.end] for s in sentences]
        return Dating(("Date",), date, SentenceTree(sentences), lambda index: inside[index])

    asked = fresh()
    for mention in random.sample(mentions, len(mentions)):
        found = asked.value(mention, "before")
        assert found is not None and found == fresh().value(mention, "before")
