"""A concordance finds what running the whole pack on every sentence finds, and shows, sorts, samples and counts it."""

import random
from collections.abc import Iterator

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from extractor import Extractor
from extractor.authoring.arrange import Count, arranged, frequencies, sampled
from extractor.authoring.concordance import Concordance, Hit
from extractor.authoring.keywords import first_cells, last_cells, layout
from extractor.authoring.query import PatternError, compile_query
from extractor.diagnostics import PackError
from extractor.language import tree
from extractor.language.pack import load
from extractor.language.parse import parse_pattern
from extractor.matching.scene import Scene
from extractor.passage import Passage
from extractor.text.document import Document
from tests.italian_pack import ROOT

ENGLISH = ROOT / "examples" / "english"
PACK, _ = load(ENGLISH)

SENTENCES = (
    "The mayor announced on Monday that the old bridge will stay closed.",
    "“We are sorry for the long wait,” said Mira Tolland. “But nobody will drive over it.”",
    "She said: “The work is slow. It will take a year. Nobody is sorry,” and left.",
    "According to an engineer, two of its pillars sank last winter.",
    "The engineers told reporters that the repair may take a year.",
    "The union accused the council of ignoring early warnings.",
    "The owner denied taking money.",
    "The ferry leaves every hour, the mayor's ferry too.",
    "The notes of the minister note nothing.",
)


def hits(pattern: str, text: str, count_by: str | None = None) -> list[Hit]:
    query = compile_query(pattern, ENGLISH, lemmas=count_by == "lemma")
    return Concordance(query, context=20, count_by=count_by).hits(Document("d", text))


def texts(pattern: str, text: str) -> list[str]:
    return [hit.text for hit in hits(pattern, text)]


# --- the same hits as without laziness --------------------------------------------------------------------------------------


def eager(pattern: str, text: str) -> list[tuple[int, int, dict[str, list[str]]]]:
    """Every phase of the pack on every sentence, without a filter: then the pattern, from left to right."""
    element, found = parse_pattern(pattern)
    assert element is not None and not found
    emission = tree.Emission(place=element.place, type="Hit")
    rule = tree.Rule(place=element.place, name="hit", title=None, phase="last", match=element, emit=emission)
    mention = tree.MentionType(place=element.place, name="Hit", parent=None, closed=False, nested=True, features=())
    whole = msgspec.structs.replace(
        PACK, phases=(*PACK.phases, "last"), rules=(*PACK.rules, rule), mention_types=(*PACK.mention_types, mention)
    )
    passage = Passage(Extractor.compile(whole), Document("d", text))
    return sorted(_everywhere(passage, len(PACK.phases)), key=lambda each: each[:2])


def _everywhere(passage: Passage, phases: int) -> Iterator[tuple[int, int, dict[str, list[str]]]]:
    (rule,) = passage.matcher.phases[phases].forward
    for index, sentence in enumerate(passage.segmentation.sentences):
        scene = Scene(passage.matcher.tables, passage.cascade.lattice(index, phases))
        position = sentence.start
        while position < sentence.end:
            match = rule.match(scene, position)
            position += 1
            if match is not None:
                span = passage.tokens.span(match.start, match.end)
                taken = {name: [passage.tokens.span(t.start, t.end).text for t in ts] for name, ts in match.binding.items()}
                yield span.start, span.end, taken
                position = match.end


ELEMENTS = (
    *('"the"', '"said"', '"of"', "'The'", "<say>", "<note>", "<deny>", "<take> ", '","'),
    *("[upos = NOUN]", "[only upos = NOUN]", "[upos = VERB & lemma in @reporting.Q]", "[word ~ /^[A-Z]/]", "[!(upos = NOUN)]"),
    *("NounPhrase", "Speaker[kind = person]", "VerbGroup", "VerbGroup[lemma = say]", "Clause", "Quote", "Date", "Cue"),
    *("Reporting", "Say", "Accuse", "Judgment", "Say[polarity = positive]"),
    *("@reporting.Q", "@quotes.open", "on_day", "owner", "between"),
    *("..{0,3}", "..", "^", "$", 'left("the")', "not right(NounPhrase)", "not left(<the>)"),
)
SOLID = tuple(each for each in ELEMENTS if each[0] not in ".^$" and not each.startswith(("left", "not ", "between")))


@st.composite
def patterns(draw: st.DrawFn) -> str:
    """A few elements, at least one of which takes something; some optional, captured or alternatives."""
    shapes = ("{0}", "{0}", "{0}", "x:({0})", "({0} | {1})", "({0})?", "({0})*?")
    before, after = draw(st.lists(st.sampled_from(ELEMENTS), max_size=2)), draw(st.lists(st.sampled_from(SOLID), max_size=2))
    some = [draw(st.sampled_from(shapes)).format(each, draw(st.sampled_from(SOLID))) for each in after]
    return " ".join([*before, draw(st.sampled_from(SOLID)), *some])


@settings(max_examples=60, deadline=None)
@given(patterns(), st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=5))
def test_laziness_is_invisible(pattern: str, sentences: list[str]) -> None:
    text = " ".join(sentences)
    found = [
        (hit.start, hit.end, {name: [span.text for span in spans] for name, spans in hit.captures.items()})
        for hit in hits(pattern, text)
    ]
    assert found == eager(pattern, text)


@pytest.mark.parametrize("pattern", ["Reporting", "Accuse", "Speaker .. Clause", "<note>", "Quote", '"the" [upos = NOUN]'])
def test_the_same_patterns_do_find_something(pattern: str) -> None:
    text = " ".join(SENTENCES)
    assert hits(pattern, text)
    assert [(hit.start, hit.end) for hit in hits(pattern, text)] == [each[:2] for each in eager(pattern, text)]


# --- only what is needed ----------------------------------------------------------------------------------------------------

PHASES = (
    ('"the mayor"', 0),
    ("<say>", 1),
    ("VerbGroup", 2),
    ("Speaker", 3),
    ('"the" ..{0,2} "of"', 4),
    ('"the" not right(Clause)', 4),
    ("Accuse", 5),
    ("Quote", 0),
)


@pytest.mark.parametrize(("pattern", "phases"), PHASES)
def test_as_many_phases_as_the_pattern_needs(pattern: str, phases: int) -> None:
    assert compile_query(pattern, ENGLISH).phases == phases


def test_an_event_wakes_only_sentences_with_its_verbs() -> None:
    passage = Passage(compile_query("Accuse", ENGLISH).extractor, Document("d", " ".join(SENTENCES)))
    sentences = passage.segmentation.sentences
    awake = [s for s in sentences if passage.matcher.can_start(passage.analyses[s.start : s.end])]
    assert [passage.tokens.span(s.start, s.end).text for s in awake] == [SENTENCES[5]]


# --- what a hit is ------------------------------------------------------------------------------------------------------------


def test_a_hit_shows_its_place_its_context_and_what_it_took() -> None:
    text = "\ufeffYes.\nThe union accused the council of fraud."
    (hit,) = hits("who:Speaker act:Accuse", text)
    assert text[hit.start : hit.end] == hit.text == "The union accused"
    assert (hit.left, hit.right) == (text[: hit.start], text[hit.end : hit.end + 20])
    assert [span.text for span in hit.captures["who"]] == ["The union"]
    assert [(each.type, each.rule, each.text) for each in hit.mentions] == [
        ("Speaker", "group", "The union"),
        ("Accuse", "accuse_of", "accused"),
    ]


def test_hits_of_a_sentence_do_not_overlap() -> None:
    assert texts('"a" "a"?', "a a a b a") == ["a a", "a", "a"]


def test_a_long_quotation_has_sentences_of_its_own() -> None:
    text = SENTENCES[2]
    assert texts("Quote", text) == ["“The work is slow. It will take a year. Nobody is sorry,”"]
    assert texts("^ [upos != PUNCT]", text) == ["She", "The", "It", "Nobody"]


def test_the_same_capture_twice_and_a_head_of_several_words_are_no_error() -> None:
    (hit,) = hits('x:"old" x:"bridge"', SENTENCES[0])
    assert [span.text for span in hit.captures["x"]] == ["old", "bridge"]
    assert [hit.item for hit in hits('"the" head:("old" "bridge")', SENTENCES[0], "word")] == ["old bridge"]


ITEMS = (
    ("VerbGroup", "lemma", SENTENCES[5], ["accuse"]),
    ("Deny", "lemma", "The owner has never denied taking money.", ["deny"]),
    ('"the" [upos = NOUN]', "lemma", "The bridges and the mayor.", ["the bridge", "the mayor"]),
    ('"THE" <bridge>', "word", "THE bridges.", ["the bridges"]),
    ("Accuse", "rule", SENTENCES[5], ["accuse_of"]),
    ("<accuse>", "rule", SENTENCES[5], ["-"]),
    ("Speaker head:VerbGroup", "lemma", SENTENCES[5], ["accuse"]),
)


@pytest.mark.parametrize(("pattern", "count_by", "text", "items"), ITEMS)
def test_what_a_hit_counts_as(pattern: str, count_by: str, text: str, items: list[str]) -> None:
    assert [hit.item for hit in hits(pattern, text, count_by)] == items


# --- errors -----------------------------------------------------------------------------------------------------------------

WRONG = (
    ("", "E001"),
    ("<say> (", "E"),
    ("say", "E105"),
    ("Nothing", "E100"),
    ('"a"?', "E114"),
    ("VerbGroup[colour = red]", "E102"),
    ("@reporting.NOPE", "E104"),
    ("[upos = NOUN & upos = VERB]", "E115"),
    ('("a"{100}){100} ("b"{100}){100} ("c"{100}){100}', "E190"),
)


@pytest.mark.parametrize(("pattern", "code"), WRONG)
def test_a_wrong_pattern(pattern: str, code: str) -> None:
    with pytest.raises(PatternError) as caught:
        compile_query(pattern, ENGLISH)
    assert {found.file for found in caught.value.diagnostics} == {"<pattern>"}
    assert caught.value.diagnostics[0].code.startswith(code)
    assert all(found.source == pattern.split("\n")[found.line - 1] for found in caught.value.diagnostics)


def test_a_broken_pack_is_the_packs_fault() -> None:
    with pytest.raises(PackError):
        compile_query("<say>", ROOT / "gone")


# --- other orders -------------------------------------------------------------------------------------------------------------


def hit(text: str, left: str = "", right: str = "", item: str = "") -> Hit:
    return Hit("d", 0, 0, text, left, right, {}, (), item)


def test_sorting_goes_outward_by_words_whatever_the_case() -> None:
    found = [hit("1", "the Big ", " b"), hit("2", "a big, ", " A"), hit("3", "the ant ", ", a b")]
    assert [each.text for each in arranged(found, "left")] == ["3", "2", "1"]
    assert [each.text for each in arranged(found, "right")] == ["2", "3", "1"]
    assert [each.text for each in arranged(reversed(found), "match")] == ["1", "2", "3"]


@given(st.integers(1, 30), st.integers(0, 60))
def test_a_sample_is_some_of_the_hits_in_text_order(number: int, size: int) -> None:
    found = [hit(str(place)) for place in range(size)]
    some = sampled(iter(found), number)
    assert len(some) == min(number, size) and some == sampled(found, number)
    assert [int(each.text) for each in some] == sorted({int(each.text) for each in some})


def test_a_sample_is_uniform() -> None:
    """Over many corpora, every place is drawn about equally often."""
    drawn = [0] * 20
    for size in range(2000):
        order = random.Random(size).sample(range(20), 20)
        for each in sampled([hit(str(place)) for place in order], 5):
            drawn[int(each.text)] += 1
    assert all(400 < times < 600 for times in drawn)


def test_counting() -> None:
    found = [hit("", item=item) for item in ("b", "a", "c", "c")]
    assert frequencies(found) == [Count("c", 2), Count("a", 1), Count("b", 1)]


# --- cells of a terminal --------------------------------------------------------------------------------------------------------

LETTERS = st.text(st.sampled_from("ab e\u0301漢字ー，"), max_size=30)


@given(LETTERS, st.integers(0, 20))
def test_cuts_fit_and_lose_nothing_that_fits(text: str, width: int) -> None:
    start, end = first_cells(text, width), last_cells(text, width)
    assert text.startswith(start) and text.endswith(end)
    assert cell_len(start) <= width and cell_len(end) <= width
    assert start == text or cell_len(text[: len(start) + 1]) > width
    assert end == text or not end or cell_len(end[0]) > 0


@pytest.mark.parametrize("columns", [20, 40, 80, 200, None])
@pytest.mark.parametrize("width", [None, 1, 30, 500])
def test_a_line_fits_the_terminal(columns: int | None, width: int | None) -> None:
    shared = layout(columns, width)
    assert shared.left >= 1 and shared.name >= 1
    if columns is not None and columns >= 40:
        assert shared.rest is not None and shared.name + shared.left + shared.rest + 6 <= columns
