"""Hypothesis strategies for matching: a small pack, sentences as lattices, and patterns and rules over them.

The vocabulary is tiny, so that rules and sentences often meet: words a, b, c and a comma, some with two readings; the
types Phrase, its subtype Person, Clause and Quote (closed), Say (an event's mention). The ways in: `lattices`, `patterns`,
the rules of each kind, and `pack_of`, which makes a pack of them.
"""

from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st

from extractor.language import tree
from extractor.language.pack import Entry, LexiconList, Pack
from extractor.matching.lattice import Lattice, Mention
from extractor.text.document import Analysis, Sentence

HERE = tree.Place(file="drawn.rules", line=1, column=1, end_line=1, end_column=2)

ANALYSES = tuple(
    Analysis(form, form.lower(), tuple(dict(zip(("lemma", "upos", "Number"), r.split(), strict=False)) for r in readings))
    for form, readings in [
        ("a", ["a NOUN Sing"]),
        ("A", ["a NOUN Sing", "b VERB Plur"]),
        ("b", ["b VERB Sing", "b NOUN Plur"]),
        ("B", ["b VERB Plur", "c ADV"]),
        ("c", ["c ADV", "a NOUN Plur", "c NOUN Sing"]),
        (",", [", PUNCT"]),
    ]
)
LEMMAS, TAGS, NUMBERS = ("a", "b", "c"), ("NOUN", "VERB", "ADV"), ("Sing", "Plur")
TYPES = ("Phrase", "Person", "Clause", "Quote")
CAPTURES = ("x", "y")


def mention_type(name: str, parent: str | None = None, closed: bool = False) -> tree.MentionType:
    features = (
        tree.FeatureDeclaration(name="number", values=NUMBERS, place=HERE),
        tree.FeatureDeclaration(name="lemma", values=None, place=HERE),
    )
    own = () if parent else features
    return tree.MentionType(name=name, parent=parent, closed=closed, nested=True, features=own, place=HERE)


MENTION_TYPES = (
    mention_type("Clause", closed=True),
    mention_type("Person", "Phrase"),
    mention_type("Phrase"),
    mention_type("Quote", closed=True),
)
EVENT_TYPES = (
    tree.EventType(
        name="Say",
        parent=None,
        abstract=False,
        roles=(
            tree.RoleDeclaration(name="trigger", types=("Phrase", "Text"), quantity="", place=HERE),
            tree.RoleDeclaration(name="x", types=("Phrase", "Clause", "Quote", "Text"), quantity="*", place=HERE),
            tree.RoleDeclaration(name="y", types=("Phrase", "Clause", "Quote", "Text"), quantity="*", place=HERE),
        ),
        attributes=(),
        place=HERE,
    ),
)
LISTS = {
    ("l", "lemmas"): ("lemma", ["a", "a b", "b b", "c"]),
    ("l", "forms"): ("form", ["b", "a b", "c ,"]),
}


def lexicon() -> dict[tuple[str, str], LexiconList]:
    """The pack's two lists, one of lemmas and one of forms, with entries of one and two words."""
    return {
        key: LexiconList(*key, match, tuple(Entry(words, "Say", HERE) for words in entries))
        for key, (match, entries) in LISTS.items()
    }


# --- lattices ---------------------------------------------------------------------------------------------------------


@st.composite
def lattices(draw: st.DrawFn, size: int = 7) -> Lattice:
    """A sentence of up to `size` tokens, with holes, quotation ends and a laminar family of mentions."""
    base, length = draw(st.integers(0, 2)), draw(st.integers(1, size))
    analyses = draw(st.lists(st.sampled_from(ANALYSES), min_size=length, max_size=length))
    places = st.tuples(st.integers(0, length), st.integers(0, length)).filter(lambda place: place[0] < place[1])
    spans: list[tuple[int, int]] = []
    for start, end in draw(st.lists(places, max_size=5)):
        if not any(start < low < end < high or low < start < high < end for low, high in spans):
            spans.append((start, end))
    holes = sorted(s for s in draw(st.sets(st.sampled_from(spans), max_size=1)) if s[1] - s[0] > 1) if spans else []
    sentence = Sentence(base, base + length, tuple((base + a, base + b) for a, b in holes), 0, 0)
    positions = st.frozensets(st.integers(base, base + length), max_size=1)
    lattice = Lattice(sentence, analyses, draw(positions), draw(positions))
    for start, end in spans:
        if any(low <= start and end <= high and (low, high) != (start, end) for low, high in holes):
            continue
        types = draw(st.lists(st.sampled_from(TYPES), min_size=1, max_size=2, unique=True))
        if (start, end) in holes:
            types = ["Quote"]
        lattice.add(drawn_mention(draw, type_, base + start, base + end) for type_ in types)
    free = [position for position in range(base, base + length) if position not in lattice.hidden]
    if free:
        start = draw(st.sampled_from(free))
        lattice.add([Mention("Say", start, start + 1, (start, start + 1), {}, "e", event=0)])
    return lattice


def drawn_mention(draw: st.DrawFn, type_: str, start: int, end: int) -> Mention:
    features = draw(st.fixed_dictionaries({}, optional={"number": st.sampled_from(NUMBERS), "lemma": st.sampled_from(LEMMAS)}))
    return Mention(type_, start, end, (start, end), features, "r")


# --- tests, elements, patterns ----------------------------------------------------------------------------------------


def word(text: str) -> tree.Word:
    return tree.Word(text=text, place=HERE)


def path(feature: str, capture: str | None = None) -> tree.Path:
    return tree.Path(capture=capture, feature=feature, place=HERE)


@st.composite
def comparisons(draw: st.DrawFn, names: Sequence[tuple[str, Sequence[str]]], capture: str | None = None) -> tree.Comparison:
    """`feature = value`, `feature != value`, `feature in { … }`."""
    feature, values = draw(st.sampled_from(names))
    operator = draw(st.sampled_from(["=", "=", "=", "!=", "in"]))
    right: tree.Word | tree.Values = word(draw(st.sampled_from(values)))
    if operator == "in":
        items = tuple(map(word, sorted(draw(st.sets(st.sampled_from(values), min_size=1)))))
        right = tree.Values(items=items, place=HERE)
    return tree.Comparison(left=path(feature, capture), operator=operator, right=right, place=HERE)


TOKEN_FEATURES = (("lemma", LEMMAS), ("upos", TAGS), ("Number", NUMBERS))
MENTION_FEATURES = (("number", NUMBERS), ("lemma", LEMMAS))

special = st.sampled_from(
    [
        tree.Comparison(
            left=path("lemma"), operator="in", right=tree.ListName(lexicon="l", list="lemmas", place=HERE), place=HERE
        ),
        tree.Comparison(left=path("word"), operator="~", right=tree.Pattern(expression="[aB]", place=HERE), place=HERE),
        tree.Comparison(left=path("word"), operator="=", right=tree.Text(text="A", place=HERE), place=HERE),
        tree.Alias(capture=None, name="noun", place=HERE),
    ]
)


def joined(leaves: st.SearchStrategy[tree.Condition]) -> st.SearchStrategy[tree.Condition]:
    """Tests joined by `&`, `|` and `!`."""
    return st.recursive(
        leaves,
        lambda inner: st.one_of(
            st.builds(lambda *parts: tree.All(parts=parts, place=HERE), inner, inner),
            st.builds(lambda *parts: tree.Any(parts=parts, place=HERE), inner, inner),
            st.builds(lambda part: tree.Not(part=part, place=HERE), inner),
        ),
        max_leaves=3,
    )


def put_together(
    leaves: st.SearchStrategy[Any], every: type, some: type, denial: type, *, parts: int, most: int
) -> st.SearchStrategy[Any]:
    """A program's tests or conditions, put together from `leaves` by its kinds of *and*, *or* and *not*: of at most so many parts
    each, and of at most so many leaves."""
    return st.recursive(
        leaves,
        lambda inner: st.one_of(
            st.builds(every, st.lists(inner, min_size=1, max_size=parts).map(tuple)),
            st.builds(some, st.lists(inner, min_size=1, max_size=parts).map(tuple)),
            st.builds(denial, inner),
        ),
        max_leaves=most,
    )


token_tests = st.one_of(
    comparisons(TOKEN_FEATURES),
    comparisons(TOKEN_FEATURES),
    joined(st.one_of(comparisons(TOKEN_FEATURES), special)),
    st.builds(lambda test: tree.Only(test=test, place=HERE), joined(comparisons(TOKEN_FEATURES))),
)
texts = st.sampled_from(["a", "b", "c", ",", "a b", "A"])
gaps = st.one_of(
    st.just(tree.Gap(place=HERE)),
    st.builds(lambda a, b: tree.Gap(least=a, most=a + b, place=HERE), st.integers(0, 2), st.integers(0, 2)),
)


def listed(name: str) -> tree.ListName:
    return tree.ListName(lexicon="l", list=name, place=HERE)


edges: st.SearchStrategy[tree.Element] = st.one_of(
    st.builds(lambda test: tree.Token(test=test, place=HERE), token_tests),
    st.builds(lambda text: tree.Words(text=text, exact=text == "A", place=HERE), texts),
    st.sampled_from([tree.Lemma(words=words, place=HERE) for words in (("a",), ("b",), ("a", "b"))]),
    st.builds(listed, st.sampled_from(["lemmas", "forms"])),
    st.builds(
        lambda type_, test: tree.Typed(type=type_, test=test, place=HERE),
        st.sampled_from(TYPES),
        st.none() | joined(comparisons(MENTION_FEATURES)),
    ),
)


def repeated(inner: st.SearchStrategy[tree.Element]) -> st.SearchStrategy[tree.Element]:
    bounds = st.sampled_from([(0, 1), (0, None), (1, None), (2, 2), (1, 3), (0, 2), (2, None)])
    return st.builds(repeat, inner, bounds, st.booleans())


def repeat(element: tree.Element, bounds: tuple[int, int | None], lazy: bool) -> tree.Repeat:
    """Nothing asks how often something empty is there, and which emptiness is preferred: what may be empty is optional."""
    least, most = bounds
    return tree.Repeat(element=element, least=0 if may_be_empty(element) else least, most=most, lazy=lazy, place=HERE)


def may_be_empty(element: tree.Element) -> bool:
    """Whether the element can match without taking an edge."""
    match element:
        case tree.Sequence(items=items):
            return all(map(may_be_empty, items))
        case tree.Choice(alternatives=alternatives):
            return any(map(may_be_empty, alternatives))
        case tree.Repeat(least=0) | tree.Gap(least=0):
            return True
        case tree.Repeat(element=inside) | tree.Captured(element=inside):
            return may_be_empty(inside)
    return isinstance(element, tree.Edge | tree.Look)


def grown(inner: st.SearchStrategy[tree.Element]) -> st.SearchStrategy[tree.Element]:
    """An element made of others."""
    several = st.lists(inner, min_size=2, max_size=3).map(tuple)
    looks = st.builds(
        lambda side, negated, element: tree.Look(side=side, negated=negated, element=element, place=HERE),
        st.sampled_from(["left", "right"]),
        st.booleans(),
        inner.map(uncaptured),
    )
    captured = st.builds(
        lambda name, element: tree.Captured(name=name, element=element, place=HERE),
        st.sampled_from(CAPTURES),
        inner.map(uncaptured),
    )
    return st.one_of(
        several.map(lambda items: tree.Sequence(items=items, place=HERE)),
        several.map(lambda items: tree.Choice(alternatives=items, place=HERE)),
        repeated(inner),
        captured,
        looks,
    )


def uncaptured(element: tree.Element) -> tree.Element:
    """The element without captures: for look-arounds, and inside another capture."""
    match element:
        case tree.Captured(element=inside):
            return uncaptured(inside)
        case tree.Sequence(items=items):
            return tree.Sequence(items=tuple(map(uncaptured, items)), place=HERE)
        case tree.Choice(alternatives=items):
            return tree.Choice(alternatives=tuple(map(uncaptured, items)), place=HERE)
        case tree.Repeat(element=inside):
            return tree.Repeat(element=uncaptured(inside), least=element.least, most=element.most, lazy=element.lazy, place=HERE)
        case tree.Look(element=inside):
            return tree.Look(side=element.side, negated=element.negated, element=uncaptured(inside), place=HERE)
    return element


def optional(element: tree.Element) -> tree.Element:
    return tree.Repeat(element=element, least=0, most=1, place=HERE)


ends: st.SearchStrategy[tree.Element] = st.sampled_from([tree.Edge(kind="^", place=HERE), tree.Edge(kind="$", place=HERE)])
named: st.SearchStrategy[tree.Element] = st.one_of(
    st.just(tree.Named(name="noun_phrase", place=HERE)),
    st.builds(lambda argument: tree.Named(name="after", arguments=(argument,), place=HERE), edges),
)
patterns: st.SearchStrategy[tree.Element] = st.recursive(st.one_of(edges, edges, edges, gaps, named, ends), grown, max_leaves=6)

DEFINITIONS = (
    tree.PatternDefinition(
        name="after",
        parameters=("first",),
        element=tree.Sequence(
            items=(tree.Named(name="first", place=HERE), tree.Words(text="b", exact=False, place=HERE)), place=HERE
        ),
        place=HERE,
    ),
    tree.PatternDefinition(
        name="noun_phrase",
        parameters=(),
        element=tree.Repeat(
            element=tree.Token(test=tree.Comparison(left=path("upos"), operator="=", right=word("NOUN"), place=HERE), place=HERE),
            least=1,
            most=None,
            place=HERE,
        ),
        place=HERE,
    ),
)


# --- conditions and rules ---------------------------------------------------------------------------------------------


def captures_of(element: tree.Element) -> set[str]:
    """The names that the element binds."""
    match element:
        case tree.Captured(name=name, element=inside):
            return {name} | captures_of(inside)
        case tree.Sequence(items=items) | tree.Choice(alternatives=items):
            return set().union(*map(captures_of, items))
        case tree.Repeat(element=inside):
            return captures_of(inside)
    return set()


@st.composite
def conditions(draw: st.DrawFn, bound: Sequence[str]) -> tree.Condition:
    """A condition on the captures that are bound, or on the context of the match."""
    if not bound:
        return draw(context)
    one, other = draw(st.sampled_from(bound)), draw(st.sampled_from(bound))
    either = st.sampled_from([("lemma", LEMMAS), ("number", NUMBERS), ("Number", NUMBERS)])
    feature, values = draw(either)
    leaf = st.one_of(
        comparisons([(feature, values)], one),
        st.just(tree.Agree(left=one, right=other, features=(feature,), place=HERE)),
        st.just(tree.Same(left=path(feature, one), right=path("lemma", other), place=HERE)),
        st.just(tree.Before(left=one, right=other, place=HERE)),
        st.just(tree.Contains(capture=one, type="Phrase", place=HERE)),
        st.just(tree.Present(capture=one, place=HERE)),
        st.builds(
            lambda operator, number: tree.Comparison(
                left=tree.Length(capture=one, place=HERE),
                operator=operator,
                right=tree.Number(value=number, place=HERE),
                place=HERE,
            ),
            st.sampled_from(["<=", ">", "="]),
            st.integers(1, 3),
        ),
    )
    return draw(st.one_of(leaf, leaf, joined(leaf), context))


context = st.builds(
    lambda side, negated, element: tree.Look(side=side, negated=negated, element=element, place=HERE),
    st.sampled_from(["left", "right"]),
    st.booleans(),
    patterns.map(uncaptured),
)


@st.composite
def demands(draw: st.DrawFn, element: tree.Element, extra: tuple[str, ...] = ()) -> dict[str, tuple[tree.Condition, ...]]:
    """`where` and `unless` of a rule; mostly none."""
    bound = sorted(captures_of(element) | set(extra))
    some = st.lists(conditions(bound), max_size=2).map(tuple)
    return {"where": draw(st.one_of(st.just(()), some)), "unless": draw(st.one_of(st.just(()), st.just(()), some))}


@st.composite
def chunk_rules(draw: st.DrawFn, name: str = "chunk") -> tree.Rule:
    """A rule that emits a Phrase."""
    element = draw(patterns)
    emission = tree.Emission(type="Phrase", place=HERE)
    return tree.Rule(name=name, title=None, phase="p", match=element, emit=emission, place=HERE, **draw(demands(element)))


@st.composite
def event_rules(draw: st.DrawFn, name: str = "event") -> tree.Rule:
    """A rule that emits a Say around a trigger, or around one of two."""
    element = draw(around("trigger", edges))
    emission = tree.Emission(type="Say", place=HERE)
    given = draw(demands(element))
    return tree.Rule(name=name, title=None, phase="p", match=element, emit=emission, place=HERE, **given)


@st.composite
def extend_rules(draw: st.DrawFn, name: str = "extend") -> tree.Rule:
    """A rule that extends a Say."""
    element = draw(around("event", st.just(tree.Typed(type="Say", place=HERE))))
    extension = tree.Extension(capture="event", place=HERE)
    given = draw(demands(element))
    return tree.Rule(name=name, title=None, phase="p", match=element, extend=extension, place=HERE, **given)


@st.composite
def around(draw: st.DrawFn, name: str, trigger: st.SearchStrategy[tree.Element]) -> tree.Element:
    sides = st.lists(st.one_of(edges, patterns.map(optional), patterns), max_size=2)
    variants = []
    for _ in range(draw(st.sampled_from([1, 1, 2]))):
        middle = tree.Captured(name=name, element=draw(trigger), place=HERE)
        variants.append(tree.Sequence(items=(*draw(sides), middle, *draw(sides)), place=HERE))
    if len(variants) == 1:
        return variants[0]
    return tree.Sequence(items=(*draw(sides), tree.Choice(alternatives=tuple(variants), place=HERE)), place=HERE)


@st.composite
def selections(draw: st.DrawFn, name: str = "selection") -> tree.Selection:
    """A `select` or `remove` on one token with something before or after it."""
    middle = tree.Captured(name="x", element=tree.Token(test=draw(token_tests), place=HERE), place=HERE)
    sides = st.lists(patterns.map(uncaptured), max_size=1)
    element = tree.Sequence(items=(*draw(sides), middle, *draw(sides)), place=HERE)
    kind, test = draw(st.sampled_from(["select", "remove"])), draw(comparisons(TOKEN_FEATURES))
    given = draw(demands(element))
    return tree.Selection(kind=kind, name=name, title=None, phase="p", match=element, capture="x", test=test, place=HERE, **given)


def pack_of(*statements: tree.Rule | tree.Selection) -> Pack:
    """A pack with these rules, sorted by name, in one phase."""
    ordered = sorted(statements, key=lambda statement: statement.name)
    return Pack(
        folder="drawn",
        name="drawn",
        language="xx",
        version="1",
        language_version=1,
        phases=("p",),
        mention_types=MENTION_TYPES,
        event_types=EVENT_TYPES,
        patterns=DEFINITIONS,
        rules=tuple(rule for rule in ordered if isinstance(rule, tree.Rule)),
        selections=tuple(rule for rule in ordered if isinstance(rule, tree.Selection)),
        resolutions=(),
        lists=lexicon(),
        features={"Number": NUMBERS, "upos": TAGS},
        aliases={"noun": {"upos": "NOUN"}},
        tokens={},
        morphology={},
        sources={},
        hash="drawn",
    )
