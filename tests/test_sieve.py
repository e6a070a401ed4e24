"""The sieve and what is remembered of phrases: with them there are the events that all phases on all sentences give, for drawn
packs of token rules and drawn texts; work doesn't grow with the rules, and nothing that is kept grows with the texts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from random import Random

import msgspec
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor import Extractor
from extractor.matching.around import Around
from extractor.matching.forward import Forward
from extractor.matching.lone import CONTESTED, Lone
from extractor.matching.sieve import Sieve
from extractor.passage import Passage
from extractor.phrases import Phrases
from extractor.text.document import Document
from extractor.text.tokenize import Tokenizer
from tests.matching.building import pack_from
from tests.text.conventions_of import FILES

TOKENS = yaml.safe_load(FILES["italian"].read_text(encoding="utf-8"))
PUNCTUATION = {"match": r"[^\w\s]+", "upos": "PUNCT"}
MORPHOLOGY = {"words": {"patterns": [{"match": r"\p{L}+", "upos": "X"}, {"match": r"\d+", "upos": "NUM"}, PUNCTUATION]}}
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
        8: chance.choice((f"({inner}){{1,2}}", f"x:({inner})", "[upos = NUM]?", "[!(upos = X)]", "[upos = PUNCT]?", "'Due'")),
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
        found = extractor.extract(text)
        assert found == list(extractor.inspect(text).events) == Passage(extractor, Document("-", text)).events()


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


elements = st.sampled_from(
    ('"due"', '"tre"', '"quattro"', '"casa"', '"però"', '"straße"', '"due"?', "[upos = X]{0,2}", "..{0,2}")
)
ODDLY_WRITTEN = (
    str,
    str.upper,
    lambda text: text.replace(" ", "\u00ad"),
    lambda text: f"{text} Straße u\u200bno pero\u0300 uno\u02bcdue",
)


@given(st.lists(st.lists(elements, min_size=1, max_size=3), min_size=1, max_size=3), st.lists(texts, min_size=1, max_size=4))
@settings(max_examples=200)
def test_a_glance_leaves_no_hit_out(patterns: list[list[str]], given: list[str]) -> None:
    """Whatever marks, invisible characters and unusual letters stand between the words and inside them."""
    rules = [f'rule r{n}\n  match {" ".join(pattern)} "uno"\n  emit Name(number = n)' for n, pattern in enumerate(patterns)]
    extractor = extractor_from("\n".join(rules))
    assert extractor.sieve is not None
    thorough = Sieve(extractor.sieve.codes, extractor.compiled.program.tokens, extractor.tokenizer, few=0)
    for text in given:
        for written in ODDLY_WRITTEN:
            found, expected = extractor.sieve.hits(written(text)), thorough.hits(written(text))
            assert [hit.position for hit in found] == [hit.position for hit in expected]


GLANCES = {
    "Uno, due.": True,
    "uno «TRE»": True,
    "Due uno.": False,
    "Unodue tre": False,
    "uno quattro tre": False,
    "un\u00ado due": True,
}


@pytest.mark.parametrize("text", GLANCES)
def test_a_glance_sees_words_side_by_side(text: str) -> None:
    extractor = extractor_from('rule r\n  match "uno" ("due" | "tre")\n  emit Name(number = n)')
    assert extractor.sieve is not None and extractor.sieve.glance is not None
    assert extractor.sieve.glance.possible(text) == GLANCES[text]


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


def extractor_from(rules: str) -> Extractor:
    source = f"{TYPES}\nphase first\n{rules}\nphase last\nrule found\n  match trigger:Name\n  emit Found"
    return Extractor.compile(msgspec.structs.replace(pack_from(source), tokens=TOKENS, morphology=MORPHOLOGY))


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        ('"uno" ..{0,2} "quattro"', "Uno «Casa tre. Di casa tre due tre.» quattro.", True),
        ('"quattro" ..{0,2} "uno"', "Quattro «Casa tre. Di casa tre due tre.» uno.", True),
        ('"uno" ..{0,2} "quattro"', "Uno casa, casa quattro.", False),
        ('"uno" [upos = PUNCT] "due"', "Uno «due tre» casa.", False),
        ('"uno" [upos = PUNCT] "due"', "Uno - due «tre» casa.", True),
        ('"uno" [upos = X]{0,2} "due"', "Uno. Casa due.", False),
        ('"uno" "due"', "Uno.\n\nDue.", False),
        ('^ "uno" "due"', "Casa uno due.", False),
        ('"uno" ("due" | "tre")', "Casa uno tre.", True),
        ('"uno" [!(upos = X)] "due"', "Uno casa due.", False),
        ("'Uno' \"due\"", "uno due", False),
        ("'Uno' \"due\"", "Uno DUE", True),
        ('"perché" "uno"', "Perche' uno?", True),
        ('"uno" "due"', "G. Uno due Dell'Utri", True),
    ],
)
def test_what_is_asked_of_a_match(pattern: str, text: str, found: bool) -> None:
    extractor = extractor_from(f"rule r\n  match {pattern}\n  emit Name(number = n)")
    assert extractor.sieve is not None
    events = extractor.extract(text)
    assert events == list(extractor.inspect(text).events) and bool(events) == found


def counted(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """Counts the anchors that are looked at, the codes that are walked, the cascades that are begun."""
    work: Counter[str] = Counter()

    def watch(owner: type, name: str) -> None:
        plain = getattr(owner, name)

        def counting(*given: object) -> object:
            work[name] += 1
            return plain(*given)

        monkeypatch.setattr(owner, name, counting)

    for owner, name in ((Sieve, "_hit"), (Around, "may_match"), (Phrases, "_find"), (Tokenizer, "tokenize")):
        watch(owner, name)
    return work


def test_of_lone_matches_there_are_the_events_that_all_phases_give(monkeypatch: pytest.MonkeyPatch) -> None:
    chance, outcomes = Random(5), Counter[str]()
    plain = Lone.event

    def watched(self: Lone, tests: Sequence[frozenset[int]], rules: Iterable[tuple[int, Forward]]) -> object:
        event = plain(self, tests, rules)
        outcomes["none" if event is None else event if isinstance(event, str) else "event"] += 1
        return event

    for seed in range(150):
        extractor = extractor_of(seed, False)
        if extractor.sieve is None or not extractor.sieve.local:
            continue
        for _ in range(8):
            text = " ".join(chance.choice((*WORDS, *WRITTEN, "casa")) for _ in range(chance.randint(3, 20)))
            with monkeypatch.context() as patch:
                patch.setattr(Lone, "event", lambda *_: CONTESTED)
                extractor.__dict__.update(phrases=Phrases(extractor.matcher))
                expected = extractor.extract(text)
            with monkeypatch.context() as patch:
                patch.setattr(Lone, "event", watched)
                extractor.__dict__.update(phrases=Phrases(extractor.matcher))
                assert extractor.extract(text) == expected
    assert min(outcomes[each] for each in ("none", "event", CONTESTED)) > 20


def named(number: int) -> str:
    """A word for each number."""
    return "w" + "".join(chr(ord("a") + int(digit)) for digit in str(number))


def rules_of(count: int) -> Extractor:
    """So many rules of a common word and a rare one, of all kinds."""
    ways = ('"di" "{}"', '"di" "due"? "{}"', '"di" [upos = X]{{0,3}} "{}"', '("di" | "tre") "{}"')
    rules = (f"rule r{n}\n  match {ways[n % 4].format(named(n))}\n  emit Name(number = n{n})" for n in range(count))
    return extractor_from("\n".join(rules))


def test_work_hardly_grows_with_the_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    """The text has the words of twenty rules; all others have rules, too, where there are many."""
    chance = Random(3)
    common = ["di", "due", "tre", "casa", "di", "uno", ",", "."]
    text = " ".join(named(chance.randrange(20)) if chance.random() < 0.1 else chance.choice(common) for _ in range(5_000))
    work = counted(monkeypatch)
    found = []
    for count in (20, 2_000):
        extractor = rules_of(count)
        work.clear()
        found.append((len(extractor.extract(text)), dict(work)))
    assert found[0] == found[1] and found[0][0] > 50


@pytest.mark.parametrize(
    "part",
    ["di ", "di due ", "di,", "x", "di wbb ", "wb ", "«di wb. ", "di \u200bwb ", "G. di wb ", "di wb\n\n", "di casa casa wc "],
)
def test_work_grows_with_the_text(monkeypatch: pytest.MonkeyPatch, part: str) -> None:
    """One huge sentence, no blanks, nothing but anchors: twice the text is twice the work."""
    extractor = rules_of(200)
    work = counted(monkeypatch)
    done = []
    for times in (500, 1_000):
        work.clear()
        extractor.extract(part * times)
        done.append(Counter(work))
    assert all(done[1][name] <= 2 * done[0][name] + 2 for name in done[1])


def test_nothing_that_is_kept_grows_with_the_texts() -> None:
    extractor = rules_of(20)
    assert extractor.sieve is not None
    small = Sieve(extractor.sieve.codes, extractor.compiled.program.tokens, extractor.tokenizer, True, kept=50)
    extractor.__dict__.update(sieve=small, phrases=Phrases(extractor.matcher, kept=5))
    for number in range(300):
        one, other = named(number), named(number % 20)
        extractor.extract(f"di {one} {other}, {'y' * 1_000} di casa{one} {other}.")
    assert len(small) <= 2 * 50 and len(extractor.phrases) <= 5
    assert sum(len(side.moves) for each in small._around.values() for side in (each.left, each.right)) < 200


def test_a_text_without_a_hit_is_not_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    extractor = rules_of(20)
    monkeypatch.setattr(Tokenizer, "tokenize", None)
    monkeypatch.setattr("extractor.text.outline.outlined", None)
    assert extractor.extract("Due case di nessuno, wa e di.") == []
    with pytest.raises(TypeError):
        extractor.extract("Una casa di wa.")
