"""The sieve and what is remembered of phrases: with them there are the events that all phases on all sentences give, for drawn
packs of token rules and drawn texts; work doesn't grow with the rules, and nothing that is kept grows with the texts."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from random import Random

import msgspec
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor import Extractor
from extractor.matching.sieve import Sieve
from extractor.phrases import Phrases
from tests.matching.building import pack_from
from tests.text.conventions_of import FILES

TOKENS = yaml.safe_load(FILES["italian"].read_text(encoding="utf-8"))
MORPHOLOGY = {"words": {"patterns": [{"match": r"\p{L}+", "upos": "X"}, {"match": r"\d+", "upos": "NUM"}]}}
TYPES = """
mention Quote closed nested
mention Name
  feature number : text
mention Other nested
  feature number : text
event Found
  role trigger : Name | Other | Text
  attribute number : text = trigger.number
"""
WORDS = ("uno", "due", "tre", "quattro", "È", "perché", "l'", "g.", "di")
WRITTEN = ("Uno", "due", "DUE,", "tre.", "quattro!", "è", "perche'", "l'uno", "G.", "Dell'Utri", "oi")
ODD = ("uno-due", "«uno", "due»", '"', "(due", "tre)", "finito.Uno", "due\u200b", "un\u00ado", "http://uno.it", "x" * 70)
UNASKED = ("casa", "Casa.", "1", "2020", ",", "(", ")", "»", "«", ".", "\n\n", "\u00a0")


def plain_element(chance: Random, deep: int = 2) -> str:
    """A word, a choice of words, something that may be left out, a few words of any kind."""
    one = chance.choice(WORDS)
    kind = chance.randrange(9 if deep else 3)
    if kind < 3:
        return f'"{one}"'
    inner = plain_element(chance, deep - 1)
    return {
        3: f'("{one}" | {inner})',
        4: f"({inner})?",
        5: f"[upos = X]{{0,{chance.randint(1, 3)}}}",
        6: f'("{one}" {inner})?',
        7: f"({inner} {plain_element(chance, deep - 1)})",
        8: chance.choice((f"({inner}){{1,2}}", f"x:({inner})", "[upos = NUM]?", "[!(upos = X)]", "'Due'")),
    }[kind]


def rich_element(chance: Random) -> str:
    """What looks farther than the tokens of a match."""
    one = chance.choice(WORDS)
    ways = ("^", "$", "..", "..{0,2}", f'"{one}"*', "[upos = X]+", f'left("{one}")', f'not right("{one}")', "[only upos = X]")
    return chance.choice(ways)


def pack(chance: Random, rich: bool) -> str:
    """Rules for mentions in one or two phases, and an event of them."""
    lines = [TYPES]
    names = iter(range(100))
    for phase in ("first", "second")[: chance.randint(1, 2)]:
        lines.append(f"phase {phase}")
        for _ in range(chance.randint(1, 4)):
            elements = [plain_element(chance) for _ in range(chance.randint(0, 2))]
            if rich and chance.random() < 0.5:
                elements.append(rich_element(chance))
            elements.append(f'"{chance.choice(WORDS)}"')
            chance.shuffle(elements)
            number = next(names)
            kind = chance.choice(("Name", "Name", "Other"))
            value = "head.upos" if rich and chance.random() < 0.2 else f"n{number}"
            head = 'head:"uno" ' if value == "head.upos" else ""
            lines.append(f"rule r{number}\n  match {head}{' '.join(elements)}\n  emit {kind}(number = {value})")
            if chance.random() < 0.3:
                lines.append(f"  priority {chance.randint(1, 3)}")
    sides = [rich_element(chance) if rich and chance.random() < 0.2 else "" for _ in range(2)]
    trigger = chance.choice(("Name", "Name", "(Name | Other)", '"uno"' if rich else "Other"))
    lines.append(f"phase last\nrule found\n  match {sides[0]} trigger:{trigger} {sides[1]}\n  emit Found")
    return "\n".join(lines)


@lru_cache(maxsize=400)
def extractor_of(seed: int, rich: bool) -> Extractor:
    drawn = msgspec.structs.replace(pack_from(pack(Random(seed), rich)), tokens=TOKENS, morphology=MORPHOLOGY)
    return Extractor.compile(drawn)


words = st.sampled_from((*WORDS, *WRITTEN, *WRITTEN, *ODD, *UNASKED)) | st.text(max_size=3)
texts = st.lists(st.tuples(words, st.sampled_from((" ", " ", " ", " ", "", "\n", "  "))), max_size=40).map(
    lambda parts: "".join(word + blank for word, blank in parts)
)


@given(st.integers(0, 150), st.booleans(), st.lists(texts, min_size=1, max_size=4))
@settings(max_examples=400, deadline=None)
def test_with_the_sieve_there_are_the_events_that_all_phases_give(seed: int, rich: bool, given: list[str]) -> None:
    extractor = extractor_of(seed, rich)
    for text in given:
        assert extractor.extract(text) == list(extractor.inspect(text).events)


@pytest.mark.parametrize("rich", [False, True])
def test_drawn_packs_are_sifted_and_find_something(rich: bool) -> None:
    chance = Random(1)
    events = sifted = local = quiet = 0
    for seed in range(60):
        extractor = extractor_of(seed, rich)
        sieve = extractor.sieve
        sifted += sieve is not None
        local += sieve is not None and sieve.local
        for _ in range(12):
            text = " ".join(chance.choice((*WORDS, *WRITTEN, *ODD, *UNASKED)) for _ in range(chance.randint(1, 25)))
            found = extractor.extract(text)
            assert found == list(extractor.inspect(text).events)
            events += len(found)
            quiet += sieve is not None and not sieve.hits(text)
    assert sifted > 40 and events > 300 and quiet > 20
    assert local < 5 if rich else 20 < local < sifted - 20


def test_small_tables_and_threads_change_nothing() -> None:
    chance = Random(2)
    given = [" ".join(chance.choice((*WRITTEN, *ODD, *UNASKED)) for _ in range(30)) for _ in range(40)]
    for seed in range(8):
        extractor = extractor_of(seed, False)
        expected = [extractor.extract(text) for text in given]
        forgetful = Extractor(extractor.compiled)
        assert extractor.sieve is not None and forgetful.sieve is not None
        small = Sieve(forgetful.sieve.codes, forgetful.compiled.program.tokens, forgetful.tokenizer, True, kept=3)
        forgetful.__dict__.update(sieve=small, phrases=Phrases(forgetful.matcher, kept=2))
        with ThreadPoolExecutor(4) as threads:
            assert list(threads.map(forgetful.extract, given)) == expected
        assert len(small) <= 2 * (3 + 4) and len(forgetful.phrases) <= 2 + 4
