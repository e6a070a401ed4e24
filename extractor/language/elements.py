"""Lark's tree → syntax tree, for patterns.

In: Lark's subtrees. Out: the elements of `tree`.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from extractor.language import tree
from extractor.language.conditions import Conditions
from extractor.language.literals import Children
from extractor.language.tree import Place

if TYPE_CHECKING:
    from lark import Token

_MOST_CAPTURES = 4


class Quantity(NamedTuple):
    """A quantifier, read."""

    least: int
    most: int | None
    lazy: bool


_QUANTITIES = {
    "?": Quantity(0, 1, False),
    "*": Quantity(0, None, False),
    "+": Quantity(1, None, False),
    "??": Quantity(0, 1, True),
    "*?": Quantity(0, None, True),
    "+?": Quantity(1, None, True),
}


class Elements(Conditions):
    """One method for each rule of the grammar that is an element of a pattern."""

    def choice(self, place: Place, children: Children) -> tree.Choice:
        """`a | b`."""
        return tree.Choice(place=place, alternatives=tuple(children))

    def sequence(self, place: Place, children: Children) -> tree.Sequence:
        """Elements side by side."""
        for first, second in pairwise(children):
            touching = first.place.end_line == second.place.line and first.place.end_column == second.place.column
            if touching and isinstance(first, tree.ListName) and isinstance(second, tree.Token):
                self.findings.report(
                    "E033",
                    second.place,
                    f"'[' touches '@{first.lexicon}.{first.list}', and a list takes no test",
                    "put a space between them if a token is to follow the list's entry; "
                    "test a listed word by [lemma in @lexicon.list & …]",
                )
        return tree.Sequence(place=place, items=tuple(children))

    def group(self, place: Place, children: Children) -> tree.Element:
        """`( … )`: what it holds, at the place of its parentheses."""
        element: tree.Element = msgspec.structs.replace(children[0], place=place)
        return element

    def edge(self, place: Place, children: Children) -> tree.Edge:
        """`^` and `$`."""
        return tree.Edge(place=place, kind="^" if children[0] == "^" else "$")

    def captured(self, place: Place, children: Children) -> tree.Element:
        """`name:element`, with its quantifier.

        The capture holds all that the quantifier takes; if that may be nothing, the whole capture is optional, so that a
        capture is never empty: `neg:<non>?` is `(neg:<non>)?` and `x:[…]*` is `(x:[…]+)?`.
        """
        names: Children = [child for child in children if isinstance(child, str)]
        element, quantity = [*children[len(names) :], None][:2]
        if len(names) > _MOST_CAPTURES:
            message = f"one element has {len(names)} captures"
            self.findings.report("E024", place, message, "name it once, and refer to it by that name")
            names = names[:1]
        optional = quantity is not None and quantity.least == 0 and quantity.most != 0
        if quantity is not None and optional and quantity.most != 1:
            element = self.repeat(place, element, quantity._replace(least=1))
        elif quantity is not None and not optional:
            element = self.repeat(place, element, quantity)
        for token in reversed(names):
            named = self.findings.between(self.place(token), element.place)
            element = tree.Captured(place=named, name=self.small_name(token, "a capture"), element=element)
        return self.repeat(place, element, Quantity(0, 1, quantity.lazy)) if quantity and optional else element

    def repeated(self, place: Place, children: Children) -> tree.Repeat:
        """An element and its quantifier."""
        return self.repeat(place, children[0], children[1])

    def repeat(self, place: Place, element: tree.Element, quantity: Quantity) -> tree.Repeat:
        """The element as often as the quantity says."""
        return tree.Repeat(
            place=self.findings.between(element.place, place),
            element=element,
            least=quantity.least,
            most=quantity.most,
            lazy=quantity.lazy,
        )

    def quantifier(self, place: Place, children: Children) -> Quantity:
        """`?` `*` `+`, lazy or not, and `{m,n}`."""
        token = children[0]
        return self.times(token) if token.type == "TIMES" else _QUANTITIES[token]

    def times(self, token: Token) -> Quantity:
        """`{n}`, `{m,n}`, `{m,}`."""
        least, comma, most = (part.strip() for part in token.strip("{}?").partition(","))
        first = self.whole(token, least)
        last = self.whole(token, most) if most else (None if comma else first)
        if last is not None and last < max(first, 1):
            self.findings.report(
                "E023",
                self.place(token),
                "this repetition can take nothing: " + ("its upper limit is 0" if not last else "its limits are reversed"),
                "write the smaller number first: {1,3}",
            )
            return Quantity(first, max(first, 1), token.endswith("?"))
        return Quantity(first, last, token.endswith("?"))

    def gap(self, place: Place, children: Children) -> tree.Gap:
        """`..` or `..{m,n}`."""
        token = children[0]
        if token is None:
            return tree.Gap(place=place)
        quantity = self.times(token)
        if "," not in token or quantity.most is None or quantity.lazy:
            self.findings.report(
                "E022",
                self.place(token),
                "a gap takes both its limits, {m,n}, and is always as short as possible",
                f"write ..{{{quantity.least},{quantity.most or 8}}}, or .. for a gap of any length",
            )
        return tree.Gap(place=place, least=quantity.least, most=quantity.most)

    def words(self, place: Place, children: Children) -> tree.Words:
        """`"si legge"`, `'Ansa'`."""
        text = self.text(place, children)
        if not text.text.strip():
            self.findings.report("E028", text.place, "there is no word between these quotation marks", "write the word")
        return tree.Words(place=text.place, text=text.text, exact=text.exact)

    def lemma(self, place: Place, children: Children) -> tree.Lemma:
        """`<rendere noto>`."""
        words = tuple(children[0][1:-1].split())
        if not words:
            self.findings.report("E028", place, "there is no lemma between '<' and '>'", "write the lemma")
        return tree.Lemma(place=place, words=words)

    def list_name(self, place: Place, children: Children) -> tree.ListName:
        """`@lexicon.list` as an element."""
        return self.listed(children[0])

    def call(self, place: Place, children: Children) -> tree.Named:
        """`introduced("da")`."""
        name = children[0][:-1]
        if name[0].isupper():
            self.findings.report(
                "E033",
                self.place(children[0]),
                f"'(' touches the type '{name}', but only named patterns take arguments",
                f"write {name}[…] to test the mention's features, or put a space before a group that follows it",
            )
        return tree.Named(place=place, name=name, arguments=tuple(children[1:]))

    def token(self, place: Place, children: Children) -> tree.Token:
        """`[upos = VERB & Mood = Ind]`."""
        return tree.Token(place=place, test=children[0])

    def typed(self, place: Place, children: Children) -> tree.Typed | tree.Named:
        """`Speaker`, `VerbGroup[…]`, and `auxiliary`: a capital makes a type."""
        name = children[0].rstrip("[")
        test = children[1] if len(children) > 1 else None
        if name[0].isupper():
            return tree.Typed(place=place, type=name, test=test)
        if test is not None:
            self.findings.report(
                "E033",
                self.place(children[0]),
                f"'[' touches '{name}', but only types (with a capital letter) take a test",
                f"put a space before '[' if a token is to follow the pattern '{name}'",
            )
        return tree.Named(place=place, name=name)
