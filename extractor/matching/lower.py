"""Elements and tests of the syntax tree → shapes and numbered tests.

In: elements without named patterns. Out: shapes (see `shapes`); tests, lists and look-arounds go into `Tables`, each once, and
are named by their number there. The way in is `Lowering`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Final

from extractor.language import tree
from extractor.language.types import Types
from extractor.matching import program as p
from extractor.matching.generate import Shared, generate
from extractor.matching.shapes import Border, Edge, Glance, Loop, Options, Row, Shape, Step, capture

Tokenize = Callable[[str], list[str]]
Fold = Callable[[str], str]

_BORDERS: Final = {"^": p.START, "$": p.END}


class Tables:
    """The tables of a program in the making: whatever is put in again keeps its number."""

    def __init__(self, lists: Sequence[p.WordList]) -> None:
        self.tokens: dict[p.TokenTest, int] = {}
        self.mentions: dict[p.MentionTest, int] = {}
        self.lists: dict[p.WordList, int] = {found: number for number, found in enumerate(lists)}
        self.looks: dict[p.Code, int] = {}
        self.named = {(found.lexicon, found.name): number for found, number in self.lists.items()}
        self._starts: dict[tuple[int, bool], int] = {}

    def token(self, test: p.TokenTest) -> int:
        """The number of a token test."""
        return self.tokens.setdefault(test, len(self.tokens))

    def mention(self, test: p.MentionTest) -> int:
        """The number of a mention test."""
        return self.mentions.setdefault(test, len(self.mentions))

    def lemmas(self, words: tuple[str, ...]) -> int:
        """The number of the nameless list for `<some lemmas>`."""
        text = " ".join(words)
        found = p.WordList("", text, True, (p.ListEntry(words, text),))
        return self.lists.setdefault(found, len(self.lists))

    def look(self, code: p.Code) -> int:
        """The number of a look-around."""
        return self.looks.setdefault(code, len(self.looks))

    def starts(self, number: int, backward: bool) -> int:
        """The token test that the first token (from the right: the last) of any entry of a list satisfies."""
        if (number, backward) not in self._starts:
            found = list(self.lists)[number]
            words = tuple(sorted({entry.words[-1 if backward else 0] for entry in found.entries}))
            test = p.AnyReading(p.Is("lemma", words)) if found.lemmas else p.Forms(words)
            self._starts[number, backward] = self.token(test)
        return self._starts[number, backward]


class Lowering:
    """Lowers elements and tests for one program."""

    def __init__(
        self,
        tables: Tables,
        types: Types,
        aliases: Mapping[str, Mapping[str, str]],
        tokenize: Tokenize,
        fold: Fold,
        origins: bool = False,
    ) -> None:
        """`tokenize` splits the text of a `"…"` element into forms, `fold` makes a form comparable (`Analysis.word`); `origins`:
        the codes of look-arounds are to know where they were written."""
        self.tables, self.types, self.aliases = tables, types, aliases
        self.tokenize, self.fold = tokenize, fold
        self.origins = origins
        self.shared = Shared()
        self._shapes: dict[int, tuple[tree.Element, Shape]] = {}
        self._forms: dict[str, list[str]] = {}

    def element(self, node: tree.Element) -> Shape:
        """The shape of an element without named patterns. Of one object that stands in many places it is one shape."""
        if (known := self._shapes.get(id(node))) is not None:
            return known[1]
        shape: Shape
        match node:
            case tree.Words():
                shape = self._words(node)
            case tree.Lemma(words=(lemma,)):
                shape = Edge(p.TOKEN, self.tables.token(p.AnyReading(p.Is("lemma", (lemma,)))), place=node.place)
            case tree.Lemma(words=words):
                shape = Edge(p.LISTED, self.tables.lemmas(words), place=node.place)
            case tree.Token(test=test):
                shape = Edge(p.TOKEN, self.tables.token(self.token_test(test)), place=node.place)
            case tree.Typed():
                shape = Edge(p.TYPED, self.tables.mention(self.mention_test(node)), place=node.place)
            case tree.ListName(lexicon=lexicon, list=name):
                shape = Edge(p.LISTED, self.tables.named[lexicon, name], place=node.place)
            case tree.Captured(name=name, element=inner):
                shape = capture(name, self.element(inner))
            case tree.Sequence(items=items):
                shape = _row(self.element(item) for item in items)
            case tree.Choice(alternatives=alternatives):
                shape = Options(tuple(self.element(item) for item in alternatives), tuple(item.place for item in alternatives))
            case tree.Repeat(element=inner, least=least, most=most, lazy=lazy):
                shape = Loop(self.element(inner), least, most, lazy)
            case tree.Gap(least=least, most=most):
                shape = Loop(Step(place=node.place), least, most, True)
            case tree.Edge(kind=kind):
                shape = Border(_BORDERS[kind], place=node.place)
            case tree.Look():
                shape = Glance(self.look(node), node.negated, place=node.place)
            case tree.Named(name=name):
                raise LookupError(f"no pattern {name}")
        self._shapes[id(node)] = node, shape  # the node is kept, for an id is only good while its object lives
        return shape

    def look(self, node: tree.Look) -> int:
        """The number of a look-around's code."""
        backward = node.side == "left"
        shape = self.element(node.element)
        starts = partial(self.tables.starts, backward=backward)
        return self.tables.look(generate(shape, backward, starts, self.shared, origins=self.origins))

    def _words(self, node: tree.Words) -> Shape:
        if node.text not in self._forms:
            self._forms[node.text] = self.tokenize(node.text)
        forms = self._forms[node.text]
        tests = [p.Forms((form if node.exact else self.fold(form),), node.exact) for form in forms]
        return _row(Edge(p.TOKEN, self.tables.token(test), place=node.place) for test in tests)

    def token_test(self, test: tree.Condition) -> p.TokenTest:
        """What stands inside `[ … ]`."""
        if isinstance(test, tree.Only):
            return p.OnlyReadings(self.test(test.test))
        return p.AnyReading(self.test(test))

    def mention_test(self, node: tree.Typed) -> p.MentionTest:
        """`Speaker[function = subject]`."""
        return p.MentionTest(self.types.subtypes(node.type), None if node.test is None else self.test(node.test))

    def test(self, test: tree.Condition) -> p.Test:
        """A test of one reading or of one mention's features; captures don't matter here."""
        match test:
            case tree.Comparison(left=tree.Path(feature=feature), operator=operator, right=right):
                return self._compared(feature, operator, right)
            case tree.Alias(name=name):
                pairs = sorted(self.aliases[name].items())
                return _every(tuple(p.Is(feature, (value,)) for feature, value in pairs))
            case tree.All(parts=parts):
                return _every(tuple(self.test(part) for part in parts))
            case tree.Any(parts=parts):
                return p.Some(tuple(self.test(part) for part in parts))
            case tree.Not(part=part):
                return p.Isnt(self.test(part))
            case tree.Only(test=inner):
                return self.test(inner)
            case _:
                raise TypeError(f"{type(test).__name__} can't stand inside a test")

    def _compared(self, feature: str, operator: str, right: object) -> p.Test:
        found: p.Test
        match right:
            case tree.ListName(lexicon=lexicon, list=name):
                found = p.InList(feature, self.tables.named[lexicon, name])
            case tree.Pattern(expression=expression):
                found = p.Like(feature, expression)
            case tree.Values(items=items):
                found = p.Is(feature, tuple(sorted({item.text for item in items})))
            case tree.Word(text=text) | tree.Text(text=text):
                found = p.Is(feature, (text,))
            case tree.Number(value=value):
                found = p.Is(feature, (str(value),))
            case _:
                raise TypeError(f"{type(right).__name__} can't be compared with here")
        return p.Isnt(found) if operator == "!=" else found


def runtime_lowering(program: p.Program) -> Lowering:
    """Lowers the tests and conditions of a finished program's resolutions, which have no pattern in them."""
    types = Types(program.mention_types, program.event_types, program.features)
    return Lowering(Tables(program.lists), types, program.aliases, str.split, str)


def _row(items: Iterable[Shape]) -> Shape:
    shapes = tuple(items)
    return shapes[0] if len(shapes) == 1 else Row(shapes)


def _every(parts: tuple[p.Test, ...]) -> p.Test:
    return parts[0] if len(parts) == 1 else p.Every(parts)
