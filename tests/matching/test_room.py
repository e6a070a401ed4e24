"""What tables remember together is bounded, and forgetting changes nothing that is found."""

from __future__ import annotations

import gc

from extractor.matching.match import Matcher
from extractor.matching.room import Room
from tests.matching.building import matcher_from, sentence_from
from tests.matching.test_match import TYPES

RULES = f"""{TYPES}
phase p
rule first
  match head:[upos = NOUN]
  where not head.lemma = m2
  emit NP (lemma = head.lemma)
rule second
  match <a> other:[upos = NOUN]
  where not other.lemma = m3
  emit M
"""


class Table:
    """Keeps things in a room."""

    def __init__(self, room: Room) -> None:
        self.room, self.kept = room, 0

    def keep(self) -> None:
        self.room.take(self)
        self.kept += 1

    def forget(self) -> None:
        self.kept = 0


def test_tables_never_keep_more_together_than_there_is_room_for() -> None:
    room = Room(10)
    tables = [Table(room) for _ in range(4)]
    for number in range(100):
        tables[number * number % 4].keep()
        assert sum(table.kept for table in tables) == len(room) <= 10


def test_whoever_kept_something_may_go() -> None:
    room = Room(3)
    Table(room).keep()
    gc.collect()
    left = Table(room)
    for _ in range(5):
        left.keep()
    assert left.kept <= 3


def found(matcher: Matcher, number: int) -> list[tuple[str, int, int, dict[str, str]]]:
    """What is made of a sentence with words of its own."""
    words = " ".join(f"a n{each}/m{each}.NOUN" for each in range(number, number + 3))
    lattice = sentence_from(words)
    return [(m.type, m.start, m.end, m.features) for m in matcher.run_phase(0, lattice).mentions]


def test_new_words_without_end_take_no_more_room_and_are_found_all_the_same() -> None:
    matcher, roomy = matcher_from(RULES), matcher_from(RULES)
    room = matcher.tables.conditions.room
    room.limit = 5
    for number in range(60):
        assert found(matcher, number) == found(roomy, number)
        assert len(room) <= 5
    assert len(roomy.tables.conditions.room) > 100
