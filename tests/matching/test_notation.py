"""What an instruction asks for, written as an author would: read again, it asks for the same."""

import pytest
from hypothesis import given, settings

from extractor.language import tree
from extractor.language.parse import parse_pattern
from extractor.matching import program as p
from extractor.matching.candidates import Taken
from extractor.matching.compile import compile_pack
from extractor.matching.lattice import Mention
from extractor.matching.notation import Notation, facts
from tests.matching.building import pack_from
from tests.matching.test_match import TYPES
from tests.strategies import chunk_rules, pack_of

TAKES = (p.TOKEN, p.TYPED, p.LISTED)


def program_of(element: tree.Element, rule: tree.Rule) -> p.Program:
    """The program of a rule whose pattern is the element."""
    import msgspec

    return compile_pack(pack_of(msgspec.structs.replace(rule, match=element, where=(), unless=())), str.split, str.lower)


def asked(program: p.Program, instruction: p.Instruction) -> object:
    """What an instruction that takes an edge asks for, whatever its number in the program."""
    operation, number, _ = instruction
    if operation == p.TOKEN:
        return plain(program.tokens[number])
    return plain(program.mentions[number]) if operation == p.TYPED else program.lists[number]


def plain(test: object) -> object:
    """A test without the grouping that doesn't matter: `a & (b & c)` is `a & b & c`, and a set of one value is that value."""
    match test:
        case p.Every(parts) | p.Some(parts):
            kind = type(test)
            flat = [inner for part in map(plain, parts) for inner in (part[1] if part[0] == kind.__name__ else [part])]  # type: ignore[index]
            return kind.__name__, flat
        case p.Isnt(p.Isnt(part)):
            return plain(part)
        case p.Isnt(part):
            return "Isnt", plain(part)
        case p.AnyReading(inner) | p.OnlyReadings(inner):
            return type(test).__name__, plain(inner)
        case p.MentionTest(types, inner):
            return "MentionTest", types, None if inner is None else plain(inner)
        case p.Forms(forms, exact):
            return "Forms", forms, exact
    return "leaf", test


@given(chunk_rules())
@settings(deadline=None)  # the first one loads the grammar
def test_what_is_written_asks_for_the_same_when_read(rule: tree.Rule) -> None:
    program = program_of(rule.match, rule)
    notation = Notation(program)
    (chunk,) = program.phases[0].chunks
    for instruction in chunk.code.instructions:
        if instruction[0] not in TAKES or instruction[1] < 0:
            continue
        written = notation.element(instruction)
        element, found = parse_pattern(written)
        assert element is not None and not found, written
        again = program_of(element, rule)
        first = next(each for each in again.phases[0].chunks[0].code.instructions if each[0] in TAKES)
        assert asked(again, first) == asked(program, instruction), written


ELEMENTS = {
    '"si legge"': ['"si"', '"legge"'],
    "'Ansa'": ["'Ansa'"],
    "<dire>": ["<dire>"],
    "<rendere noto>": ["<rendere noto>"],
    "[lemma = dire]": ["<dire>"],
    "[lemma = dire & Mood = Ind]": ["[lemma = dire & Mood = Ind]"],
    "[lemma in {b, a}]": ["[lemma in {a, b}]"],
    "[lemma in {e, d, c, b, a}]": ["[lemma in {a, b, c, d, … (5 in all)}]"],
    "[only upos = DET]": ["[only upos = DET]"],
    "[!(lemma = a | lemma = b) & upos != VERB]": ["[!(lemma = a | lemma = b) & upos != VERB]"],
    "[participle]": ["[VerbForm = Part]"],
    "[word ~ /^[A-Z]/]": ["[word ~ /^[A-Z]/]"],
    "Speaker": ["Speaker"],
    "NP[number = Sing & lemma in @verbs.Q]": ["NP[number = Sing & lemma in @verbs.Q]"],
    "@titles.all": ["@titles.all"],
    "^ <a> $": ["^", "<a>", "$"],
    ".. <a>": ["a token that a gap may pass", "<a>"],
    "left(<a> <b>) <c>": ["left(<a> … <b>)", "<c>"],
    "<a> not right(<b> | Speaker)": ["<a>", "not right(<b> … Speaker)"],
}


@pytest.mark.parametrize("pattern", ELEMENTS)
def test_elements(pattern: str) -> None:
    program = compile_pack(pack_from(f"{TYPES}\nphase p\nrule r\n  match {pattern}\n  emit M\n"), str.split, str.lower)
    written = [Notation(program).element(each) for each in program.phases[0].chunks[0].code.instructions]
    assert [each for each in written if each] == ELEMENTS[pattern]


CONDITIONS = [
    "agree(x, y: number lemma)",
    "same(x.lemma, y.lemma)",
    "contains(x, NP)",
    "before(x, y)",
    "length(x) <= 3",
    "x.lemma = a",
    "x.lemma in {a, b} and y.number != Sing",
    "x",
    "not x",
    "x.lemma = a or (y.lemma = b and y)",
    "not (x.lemma = a or before(x, y))",
    "left(<a>)",
    "not right(<a>)",
]


@pytest.mark.parametrize("condition", CONDITIONS)
def test_conditions_are_written_as_they_were(condition: str) -> None:
    source = f"{TYPES}\nphase p\nrule r\n  match x:NP? y:NP? <z>\n  where x or y or {condition}\n  emit M\n"
    program = compile_pack(pack_from(source), str.split, str.lower)
    (whole,) = program.phases[0].chunks[0].demands.where
    assert isinstance(whole, p.Either)
    written = Notation(program).condition(whole)
    assert written in (f"x or y or {condition}", f"x or y or ({condition})")


def mention(**features: str) -> Taken:
    return Taken(2, 5, Mention("NP", 2, 5, (2, 5), features, "r"))


READ = Taken(0, 1, None, None, ({"lemma": "a", "Number": "Sing"}, {"lemma": "b", "Number": "Sing"}, {"upos": "X"}))
BINDING = {"x": (mention(number="Sing", lemma="capo"),), "y": (READ,)}
FACTS = {
    "a feature of a mention": (p.Holds("x", p.Is("number", ("Plur",))), {"x.number": "Sing"}),
    "a feature that a mention lacks": (p.Holds("x", p.Is("kind", ("a",))), {"x.kind": "unknown"}),
    "a feature of readings that differ": (p.Holds("y", p.Is("lemma", ("c",))), {"y.lemma": "a or b"}),
    "what was not taken": (p.Holds("z", p.Is("lemma", ("c",))), {"z": "not taken"}),
    "several features": (
        p.Holds("x", p.Every((p.Is("number", ("Plur",)), p.Isnt(p.InList("lemma", 0))))),
        {"x.number": "Sing", "x.lemma": "capo"},
    ),
    "agreement": (p.Agrees("x", "y", ("number", "Number")), {
        "x.number": "Sing", "y.number": "unknown", "x.Number": "unknown", "y.Number": "Sing",
    }),
    "sharing": (p.Shares(p.Feature("x", "lemma"), p.Feature("y", "lemma")), {"x.lemma": "capo", "y.lemma": "a or b"}),
    "a length": (p.Long("x", "<", 3), {"length(x)": "3"}),
    "a length of nothing": (p.Long("z", "<", 3), {"z": "not taken"}),
    "taking": (p.Unless(p.Took("x")), {"x": "taken"}),
    "containing": (p.Within("x", ("NP",)), {"x": "taken"}),
    "an order": (p.Precedes("x", "z"), {"x": "taken", "z": "not taken"}),
    "all that is joined": (p.Either((p.Took("x"), p.Both((p.Took("z"), p.Looks(0, True))))), {"x": "taken", "z": "not taken"}),
}  # fmt: skip


@pytest.mark.parametrize("case", FACTS)
def test_the_values_that_a_condition_was_decided_upon(case: str) -> None:
    condition, expected = FACTS[case]
    assert facts(condition, BINDING) == expected
