"""Profiles: what rules say of an analysis they say of all with its profile. Checked on words of the Italian pack."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from extractor.matching import program as p
from extractor.matching.match import Matcher
from extractor.matching.profiles import Profiles, asked_by
from extractor.matching.readings import test_of as decider_of
from extractor.text.document import Analysis
from tests.italian_pack import italian
from tests.matching.building import matcher_from
from tests.matching.test_match import TYPES

SENTENCES = """
Il ministro non ha detto che la legge è stata una parte dei dati di cui, secondo l'Ansa, nessuno sapeva: «Reso noto ieri!», dice
il portavoce Tizio Bianchi. Quando accusa le notti bianche, dicendo a Roma 3 o 12 cose (1.000 nel 2020, alle 12:30) … Zzz dirgli
darmi fattosi quest' quello qualcosa velocemente gattaccio; lunedì sole Sole affermare afferma?
"""
WORDS = SENTENCES.replace(",", " , ").replace(".", " . ").replace(":", " : ").split()


def analyses() -> list[Analysis]:
    """Words as the Italian pack reads them, and each with one of its readings only."""
    analyzer = italian().analyzer
    whole = [analyzer.analyze(word) for word in (*WORDS, *(word.capitalize() for word in WORDS))]
    single = [Analysis(each.form, each.word, (reading,)) for each in whole for reading in each.readings]
    return [*whole, *single, Analysis("zzz", "zzz", ())]


def decider(test: p.TokenTest, lists: tuple[p.WordList, ...]) -> Callable[[Analysis], bool]:
    """What decides a token test, reading by reading."""
    if isinstance(test, p.Forms):
        return lambda analysis: (analysis.form if test.exact else analysis.word) in test.forms
    decide, every = decider_of(test.test, lists), isinstance(test, p.OnlyReadings)

    def holds(analysis: Analysis) -> bool:
        decided = [decide(reading, analysis) for reading in analysis.readings]
        return bool(decided) and all(decided) if every else any(decided)

    return holds


def test_tests_are_those_that_hold() -> None:
    extractor = italian()
    program, symbols = extractor.compiled.program, extractor.matcher.tables.symbols
    deciders = [decider(test, program.lists) for test in program.tokens]
    for analysis in analyses():
        expected = {number for number, holds in enumerate(deciders) if holds(analysis)}
        assert symbols.tests_of(analysis) == expected, analysis


def test_equal_profiles_are_equal_to_all_rules() -> None:
    extractor = italian()
    matcher = extractor.matcher
    by_profile: dict[object, list[Analysis]] = {}
    for analysis in analyses():
        by_profile.setdefault(matcher.tables.profiles.of(analysis), []).append(analysis)
    alike = [each for each in by_profile.values() if len(each) > 1]
    assert len(alike) > 30
    for first, *others in alike:
        for other in others:
            assert matcher.tables.symbols.tests_of(first) == matcher.tables.symbols.tests_of(other)
            assert asked(matcher, first) == asked(matcher, other), (first, other)


def asked(matcher: Matcher, analysis: Analysis) -> list[tuple[object, bool]]:
    """What the automata ask of an analysis besides its tests, and of which entries' first words it is one."""
    filters = [matcher.filter_of(phase) for phase in range(len(matcher.phases))]
    asks = [ask for each in filters if each is not None for some in each.asks.values() for _, ask in some]
    tests = matcher.tables.symbols.tests_of(analysis)
    able = [
        (str(ask.key), ask.decide(analysis))
        for each in filters
        if each is not None
        for test, some in each.asks.items()
        if test in tests
        for _, ask in some
    ]
    begun = [(number, bool(index.entries(analysis, False))) for number, index in enumerate(matcher.tables.lists)]
    assert asks
    return [*able, *begun]


@pytest.mark.parametrize(
    ("rule", "apart"),
    [
        ("[upos = NOUN]", False),
        ("<a>", True),
        ("[upos = NOUN & lemma ~ /^a/]", True),
        ("[upos = NOUN & lemma ~ /^c/]", False),
        ('"aa"', True),
        ("'Aa'", True),
        ("[word ~ /^A/]", True),
        ("x:[upos = NOUN] y:[upos = VERB]", False),
        ("x:[upos = NOUN] where same(x.lemma, x.word)", True),
    ],
)
def test_what_tells_words_apart(rule: str, apart: bool) -> None:
    match, _, where = rule.partition(" where ")
    condition = f"\n  where {where}" if where else ""
    matcher = matcher_from(f"{TYPES}phase p\nrule one\n  match {match}{condition}\n  emit M\n")
    profiles = Profiles(asked_by(matcher.program))
    one, other = (Analysis(form, form.lower(), ({"lemma": lemma, "upos": "NOUN"},)) for form, lemma in (("Aa", "a"), ("Bb", "b")))
    assert (profiles.of(one) != profiles.of(other)) == apart


@pytest.mark.parametrize(("lemma", "apart"), [("vice-re", False), ("exit", True), ("re", True)])
def test_an_expression_for_lemmas_tells_apart_what_satisfies_it(lemma: str, apart: bool) -> None:
    program = matcher_from(f"{TYPES}phase p\nrule one\n  match [lemma ~ /^(ex|vice)-/]\n  emit M\n").program
    profiles = Profiles(asked_by(program))
    one, other = (Analysis("aa", "aa", ({"lemma": each},)) for each in ("ex-re", lemma))
    assert (profiles.of(one) != profiles.of(other)) == apart
