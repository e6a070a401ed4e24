"""The trigger scan: it wakes every sentence with an event, and few others. Cases as data, then drawn packs and sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from random import Random

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.language import tree
from extractor.language.pack import Pack
from extractor.matching.compile import compile_pack
from extractor.matching.lattice import Lattice
from extractor.matching.match import Matcher
from tests.matching.building import matcher_from, pack_from, sentence_from
from tests.matching.test_match import TYPES
from tests.strategies import (
    HERE,
    MENTION_FEATURES,
    captures_of,
    chunk_rules,
    event_rules,
    lattices,
    pack_of,
    path,
    selections,
    word,
)


@dataclass(frozen=True)
class Scan:
    """Rules, and sentences that must or need not be looked at."""

    name: str
    rules: str
    awake: tuple[str, ...]
    asleep: tuple[str, ...]


SCANS = (
    Scan(
        "the lemma of the head of the trigger",
        """
phase p
rule group
  match <avere>? head:[upos = VERB]
  emit VG(lemma = head.lemma)
phase q
rule say
  match trigger:VG[lemma in @verbs.Q]
  emit Say
""",
        ("ha/avere dice/dire.VERB", "dice/dire.NOUN/dire.VERB"),
        ("ha/avere va/andare.VERB", "dire/dire.NOUN"),
    ),
    Scan(
        "the condition on the trigger",
        """
phase p
rule group
  match head:[upos = VERB]
  emit VG(lemma = head.lemma)
phase q
rule say
  match trigger:VG
  where trigger.lemma = dire
  emit Say
""",
        ("dice/dire.VERB",),
        ("va/andare.VERB",),
    ),
    Scan(
        "a word as trigger",
        """
phase p
rule phrase
  match [upos = NOUN]
  emit NP
phase q
rule say
  match source:NP trigger:":"
  emit Say
""",
        ("a/a.NOUN : b",),
        ("a/a.NOUN , b", "a/a.VERB : b"),
    ),
    Scan(
        "a feature that is given, not taken",
        """
phase p
rule one
  match "uno"
  emit VG(lemma = dire)
rule two
  match "due"
  emit VG(lemma = fare)
phase q
rule say
  match trigger:VG[lemma = dire]
  emit Say
""",
        ("uno", "Uno due"),
        ("due", "tre"),
    ),
    Scan(
        "a mention of a mention",
        """
phase p
rule inner
  match head:[upos = VERB]
  emit NP(lemma = head.lemma)
phase q
rule outer
  match head:NP <b>?
  emit VG(lemma = head.lemma)
phase r
rule say
  match trigger:VG[lemma = dire]
  emit Say
""",
        ("a dice/dire.VERB",),
        ("va/andare.VERB",),
    ),
    Scan(
        "mentions made of one another",
        """
phase p
rule base
  match head:<a>
  emit NP(lemma = head.lemma)
phase q
rule pair
  match head:NP <e> NP
  emit NP(lemma = head.lemma)
rule say
  match trigger:NP[lemma = a] <x>
  emit Say
""",
        ("a e a x",),
        ("b e b x",),
    ),
    Scan(
        "every reading, once readings are taken away",
        """
phase p
rule say
  match trigger:[only lemma = a]
  emit Say
""",
        ("x/a.NOUN/b.VERB",),
        ("x/b.VERB",),
    ),
    Scan(
        "an entry of a list",
        """
phase p
rule say
  match trigger:@verbs.Q
  emit @verbs.Q[trigger.entry].event
""",
        ("rende/rendere noto", "dice/dire"),
        ("va/andare noto",),
    ),
    Scan(
        "all that the rule needs",
        """
phase p
rule say
  match trigger:<dire> .. "che" .. "noi"
  emit Say
""",
        ("dice/dire che noi", "noi che dice/dire"),
        ("dice/dire che", "che noi", "dice/dire noi"),
    ),
    Scan(
        "one of some ways, not what may be left out",
        """
phase p
rule say
  match <a>? trigger:<dire> (<b> | <c> <d>) <e>*
  emit Say
""",
        ("dire b", "dire c d"),
        ("dire c", "dire d", "b", "a dire e"),
    ),
    Scan(
        "what is repeated",
        """
phase p
rule say
  match trigger:<dire> (<b> <c>){2,} <d>+
  emit Say
""",
        ("dire b c b c d",),
        ("dire b b c d", "dire b c b c"),
    ),
    Scan(
        "all words of an entry",
        """
phase p
rule say
  match trigger:@titles.all
  emit Say
""",
        ("capo", "ministro"),
        ("della polizia", "x"),
    ),
    Scan(
        "what a look-around asks for, but not what it forbids",
        """
phase p
rule say
  match left(<a> ..) trigger:<dire> not right(<b>)
  emit Say
""",
        ("a x dire", "a dire b"),
        ("dire", "x dire b"),
    ),
    Scan(
        "what the conditions on the whole match ask for",
        """
phase p
rule phrase
  match <a>
  emit NP
phase q
rule say
  match trigger:<dire> source:(..)
  where contains(source, NP) and right(<z>)
  emit Say
""",
        ("dire a z",),
        ("dire z", "dire a"),
    ),
    Scan(
        "a capture that a condition asks about",
        """
phase p
rule say
  match x:[upos = NOUN]? trigger:<dire>
  where x.Number = Sing
  emit Say
""",
        ("a/a.NOUN.Number=Sing dire",),
        ("a/a.NOUN.Number=Plur dire", "dire"),
    ),
    Scan(
        "the condition of the value that is asked for",
        """
phase p
rule group
  match neg:<non>? head:<dire>
  emit VG(lemma = head.lemma, number = Plur if neg else Sing)
phase q
rule say
  match trigger:VG[number = Plur]
  emit Say
""",
        ("non dire",),
        ("dire",),
    ),
    Scan(
        "a value that the rule never gives",
        """
phase p
rule group
  match head:<dire>
  emit VG(lemma = head.lemma, number = Sing)
phase q
rule say
  match trigger:VG[!(number = Sing)]
  emit Say
""",
        (),
        ("dire",),
    ),
    Scan(
        "what stands before the trigger",
        """
phase p
rule group
  match neg:<non>? head:[upos = VERB]
  emit VG(lemma = head.lemma)
phase q
rule say
  match "," trigger:VG[lemma = dire]
  emit Say
""",
        ("x , dice/dire.VERB", "x , non dice/dire.VERB"),
        ("dice/dire.VERB , x", ", x dice/dire.VERB", "non , x dice/dire.VERB"),
    ),
    Scan(
        "the beginning of a sentence",
        """
phase p
rule cue
  match ^ "per" [upos = NOUN]
  emit NP
phase q
rule say
  match trigger:NP ","
  emit Say
""",
        ("per x/x.NOUN ,",),
        ("y per x/x.NOUN ,", "per x/x.VERB ,"),
    ),
    Scan(
        "words side by side",
        """
phase p
rule say
  match trigger:("a" "b") .. "c"
  emit Say
""",
        ("a b c", "c a b"),
        ("a c b", "b a c"),
    ),
    Scan(
        "what an event of an earlier phase needs",
        """
phase p
rule say
  match trigger:<dire>
  emit Say
phase q
rule announce
  match trigger:Say "x"
  emit Announce
phase r
""",
        ("dire", "dire x"),
        ("x",),
    ),
    Scan(
        "a gap between two tokens",
        """
phase p
rule say
  match "," .. trigger:<dire>
  emit Say
""",
        (", dire", ", x dire"),
        ("dire", ","),
    ),
    Scan(
        "a run of elements that must have been taken",
        """
phase p
rule group
  match neg:(<non> <x>)? head:<dire>
  emit VG(lemma = head.lemma, number = Plur if neg else Sing)
phase q
rule say
  match trigger:VG[number = Plur]
  emit Say
""",
        ("non x dire",),
        ("non x",),
    ),
)


@pytest.mark.parametrize("case", SCANS, ids=[case.name for case in SCANS])
def test_the_trigger_scan(case: Scan) -> None:
    matcher = matcher_from(TYPES + case.rules)
    for sentence in case.awake:
        assert matcher.can_start(sentence_from(sentence).analyses, (), ()), sentence
        assert matcher.can_start(sentence_from(sentence).analyses), sentence
    for sentence in case.asleep:
        assert not matcher.can_start(sentence_from(sentence).analyses, (), ()), sentence


def test_a_trigger_that_can_be_anything_wakes_every_sentence() -> None:
    matcher = matcher_from(f"{TYPES}phase p\nrule say\n  match trigger:( .. )\n  emit Say\n")
    assert matcher.can_start(sentence_from("b").analyses)


def test_a_pack_without_event_rules_wakes_no_sentence() -> None:
    assert not Matcher(compile_pack(pack_from(TYPES), str.split, str.lower)).can_start(sentence_from("a").analyses)


QUOTED = TYPES + """
phase p
rule say
  match content:Quote trigger:<dire>
  emit Say
"""


def test_a_quotation_is_needed_where_it_is_known_which_there_are() -> None:
    matcher, sentence = matcher_from(QUOTED), sentence_from("[Quote « a » ] dire").analyses
    assert matcher.can_start(sentence)
    assert matcher.can_start(sentence, {"Quote"}, ())
    assert not matcher.can_start(sentence, (), ())
    assert not matcher.can_start(sentence_from("a").analyses, {"Quote"}, ())


def test_a_quotation_may_be_all_that_is_needed() -> None:
    matcher = matcher_from(TYPES + "phase p\nrule say\n  match trigger:Quote\n  emit Say\n")
    assert matcher.can_start(sentence_from("a").analyses, {"Quote"}, ())
    assert not matcher.can_start(sentence_from("a").analyses, (), ())


def test_a_quotation_begins_like_a_sentence() -> None:
    matcher = matcher_from(TYPES + "phase p\nrule say\n  match ^ trigger:<dire>\n  emit Say\n")
    sentence = sentence_from("a « dire »").analyses
    assert matcher.can_start(sentence, (), {2})
    assert matcher.can_start(sentence)
    assert not matcher.can_start(sentence, (), {1})


def test_what_an_entry_says_about_itself_is_not_asked_of_its_token() -> None:
    pack = pack_from(TYPES + "phase p\nrule say\n  match trigger:@titles.all\n  where trigger.Number = Sing\n  emit Say\n")
    titles = pack.lists["titles", "all"]
    own = tuple(msgspec.structs.replace(entry, features={"Number": "Sing"}) for entry in titles.entries)
    lists = {**pack.lists, ("titles", "all"): msgspec.structs.replace(titles, entries=own)}
    sentence = sentence_from("ministro/ministro.NOUN").analyses
    for given_lists, awake in ((pack.lists, False), (lists, True)):
        program = compile_pack(msgspec.structs.replace(pack, lists=given_lists), str.split, str.lower)
        assert Matcher(program).can_start(sentence, (), ()) == awake


@pytest.mark.parametrize(
    ("rules", "words"),
    [
        ('match trigger:"secondo" "fonti"', {"secondo"}),
        ('match trigger:( "a" | "b" ) "fonti"', {"fonti"}),
        ('match trigger:( "a" | "fonti" )', {"a", "fonti"}),
        ("match trigger:<dire>", None),
        ("match trigger:[upos = VERB]", None),
        ("match trigger:Quote", None),
    ],
)
def test_words_that_wake(rules: str, words: set[str] | None) -> None:
    matcher = matcher_from(f"{TYPES}phase p\nrule say\n  {rules}\n  emit Say\n")
    assert matcher.waking_words == words
    if words is not None:
        for analysis in sentence_from("secondo fonti a b c/dire.VERB").analyses:
            assert matcher.wakes(analysis) == (analysis.word in words)


# --- drawn packs ------------------------------------------------------------------------------------------------------------


@st.composite
def expressions(draw: st.DrawFn, captures: Sequence[str], feature: str, values: Sequence[str]) -> tree.Expression:
    """What gives a feature its value: a word, that of a capture, the first of two that is known, or one of two."""
    leaf: st.SearchStrategy[tree.Expression] = st.sampled_from(values).map(word)
    if captures:
        names = st.sampled_from([feature, "lemma", "Number"])
        leaf = st.one_of(leaf, st.builds(path, names, st.sampled_from(captures)))
    kind = draw(st.sampled_from(["leaf", "leaf", "else", "if"]))
    if kind == "else":
        return tree.Fallback(first=draw(leaf), second=draw(leaf), place=HERE)
    if kind == "if" and captures:
        present = tree.Present(capture=draw(st.sampled_from(captures)), place=HERE)
        return tree.Conditional(then=draw(leaf), condition=present, otherwise=draw(leaf), place=HERE)
    return draw(leaf)


@st.composite
def featured(draw: st.DrawFn, name: str, phase: str) -> tree.Rule:
    """A rule that emits a Phrase or a Person with some features."""
    rule = draw(chunk_rules(name))
    captures = sorted(captures_of(rule.match))
    given_features = [(each, values) for each, values in MENTION_FEATURES if draw(st.booleans())]
    assignments = tuple(
        tree.Assignment(name=each, value=draw(expressions(captures, each, values)), place=HERE)
        for each, values in given_features
    )
    emission = tree.Emission(type=draw(st.sampled_from(["Phrase", "Person"])), assignments=assignments, place=HERE)
    return msgspec.structs.replace(rule, emit=emission, phase=phase)


@st.composite
def packs(draw: st.DrawFn) -> Pack:
    """A pack with disambiguation, two phases of mentions made of one another, and events."""
    statements: list[tree.Rule | tree.Selection] = [
        msgspec.structs.replace(selection, phase="first")
        for selection in draw(st.lists(selections("selection"), max_size=1))
    ]
    for phase in ("second", "third"):
        statements += [draw(featured(f"{phase}{n}", phase)) for n in range(draw(st.integers(1, 2)))]
    statements.append(msgspec.structs.replace(draw(event_rules()), phase="fourth"))
    return msgspec.structs.replace(pack_of(*statements), phases=("first", "second", "third", "fourth"))


@given(packs(), st.lists(lattices(), min_size=1, max_size=6))
@settings(max_examples=50, deadline=None)
def test_a_sentence_with_an_event_is_awake(pack: Pack, sentences: Sequence[Lattice]) -> None:
    matcher = Matcher(compile_pack(pack, str.split, str.lower))
    made = {rule.emit.type for rule in pack.rules if rule.emit is not None}
    for drawn in sentences:
        lattice = Lattice(drawn.sentence, drawn.analyses, drawn.openings, drawn.closings)
        lattice.add(mention for mention in drawn.mentions if mention.type not in made)
        if has_event(matcher, lattice.copy()):
            assert_awake(matcher, lattice)


def assert_awake(matcher: Matcher, lattice: Lattice) -> None:
    """With all that is known about the sentence, and with nothing known but its tokens."""
    shown = [position for position in range(lattice.start, lattice.end) if position not in lattice.hidden]
    analyses = [lattice.analyses[position - lattice.start] for position in shown]
    starts = {number for number, position in enumerate(shown) if position in lattice.openings}
    assert matcher.can_start(analyses, {mention.type for mention in lattice.mentions}, starts)
    assert matcher.can_start(lattice.analyses)


def run(matcher: Matcher, lattice: Lattice, phases: int) -> bool:
    """Runs so many phases, one after the other; whether they find an event in the sentence."""
    found = False
    for phase in range(phases):
        result = matcher.run_phase(phase, lattice)
        for position, analysis in result.readings.items():
            lattice.analyses[position - lattice.start] = analysis
        lattice.add(result.mentions)
        found = found or bool(result.events)
    return found


def has_event(matcher: Matcher, lattice: Lattice) -> bool:
    """Whether all phases find an event in the sentence."""
    return run(matcher, lattice, len(matcher.program.phases))


# Drawn rules are seldom about the same things, so that few find an event. These are small, and about little.

TOKENS = ("<a>", "<b>", '"a"', '"c"', "[upos = NOUN]", "[only upos = VERB]", "[lemma = b & Number = Plur]")
EDGES = (*TOKENS, "@verbs.Q", "@titles.all")
TESTS = ("lemma = a", "lemma in @verbs.Q", "number = Plur", "!(number = Sing) & lemma in {a, b}")
PHRASES = ("NP", "Speaker", *(f"NP[{test}]" for test in TESTS))
FEW = ("a/a.NOUN.Number=Sing", "a/a.NOUN.Number=Sing/b.VERB.Number=Plur", "b/b.VERB.Number=Plur/c.NOUN")
WORDS = (*FEW, "c/c.VERB", "c/a.VERB", ",", "dice/dire.VERB", "capo/dire.VERB/capo.NOUN", "della", "polizia")
OTHERWISE = ("x.entry else x.lemma", "a if y else x.lemma", "y.lemma else x.lemma", "a if x.lemma = a else b")
VALUES = ("x.lemma", "b", "x.word", *OTHERWISE)
NUMBER = ("x.Number", "Plur", "Sing if y else Plur", "y.number else x.Number")


def small_element(chance: Random, edges: Sequence[str], deep: int = 1) -> str:
    """One element: an edge, a choice, something that may be left out or repeated, a gap, context."""
    edge = chance.choice(edges)
    if not deep or chance.random() < 0.5:
        return edge
    one, other = (small_element(chance, edges, deep - 1) for _ in range(2))
    ways = (f"({one} | {other})", f"({one} {edge} | {other})", f"({one})?", f"({one})+", f"({one} {other}){{0,2}}", "..")
    context = (f"left({one})", f"right({one})", f"not right({one})", f"left({one} ..)", "^", "$")
    return chance.choice((*ways, *context))


def small_pack(chance: Random) -> str:
    """Two phases of phrases, the second of the first's, and an event."""
    rules = [TYPES]
    for phase in ("second", "third"):
        edges = EDGES if phase == "second" else (*EDGES, *PHRASES, *PHRASES)
        rules.append(f"phase {phase}")
        for number in range(chance.randint(1, 2)):
            left, right = (small_element(chance, edges) if chance.random() < 0.4 else "" for _ in range(2))
            one, other, more = (chance.choice(edges) for _ in range(3))
            rules.append(f"rule {phase}{number}\n  match {left} x:({one} | {other}) (y:{more})? {right}")
            if chance.random() < 0.3:
                rules.append("  where x.lemma in {a, b}")
            kind = chance.choice(("NP", "Speaker"))
            rules.append(f"  emit {kind}(lemma = {chance.choice(VALUES)}, number = {chance.choice(NUMBER)})")
    edges = (*EDGES, *PHRASES, "Quote")
    left, right = (small_element(chance, edges) if chance.random() < 0.4 else "" for _ in range(2))
    trigger = chance.choice((*PHRASES, *PHRASES, *EDGES))
    event = chance.choice(("Say", "@verbs.Q[trigger.lemma].event"))
    rules.append(f"phase fourth\nrule say\n  match {left} trigger:{trigger} {right}\n  emit {event}")
    return "\n".join(rules)


def small_sentence(chance: Random) -> Lattice:
    """Up to five words, sometimes with a quotation, which may be a hole or transparent."""
    words = [chance.choice(WORDS) for _ in range(chance.randint(1, 5))]
    kind = chance.choice(("", "", "[Quote", "[Quote!"))
    if kind:
        start = chance.randrange(len(words))
        end = chance.randint(start, len(words) - 1)
        words[end] += "]" if kind == "[Quote!" or end == start else "$]"
        words[start] = f"{kind} {'' if kind == '[Quote!' else '^'}{words[start]}"
    return sentence_from(" ".join(words))


def drawn(seed: int, pack: Callable[[Random], str]) -> Iterator[tuple[Matcher, Lattice]]:
    """Packs, each with sentences."""
    chance = Random(seed)
    for _ in range(100):
        matcher = matcher_from(pack(chance))
        for _ in range(20):
            yield matcher, small_sentence(chance)


@pytest.mark.parametrize("seed", range(6))
def test_a_sentence_with_an_event_is_awake_in_small_packs(seed: int) -> None:
    events = asleep = 0
    for matcher, lattice in drawn(seed, small_pack):
        if has_event(matcher, lattice.copy()):
            assert_awake(matcher, lattice)
            events += 1
        elif not matcher.can_start(lattice.analyses, (), ()):
            asleep += 1
    assert events > 100 and asleep > 100
