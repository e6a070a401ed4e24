"""Lark's tree → syntax tree, for tests between [ and ], conditions, and the values that depend on them.

In: Lark's subtrees. Out: the conditions and expressions of `tree`.
"""

from typing import Literal

import msgspec

from extractor.language import tree
from extractor.language.literals import Children, Literals
from extractor.language.tree import Place


class Conditions(Literals):
    """One method for each rule of the grammar that is a test, a condition or an expression."""

    def only(self, place: Place, children: Children) -> tree.Only:
        """`[only upos = DET]`."""
        return tree.Only(place=place, test=children[0])

    def _any(self, place: Place, children: Children) -> tree.Any:
        return tree.Any(place=place, parts=tuple(children))

    def _all(self, place: Place, children: Children) -> tree.All:
        return tree.All(place=place, parts=tuple(children))

    one_of = disjunction = _any
    each_of = conjunction = _all

    def negation(self, place: Place, children: Children) -> tree.Not | tree.Look:
        """`!` and `not`; a negated look-around is one node, as in a pattern."""
        part = children[-1]
        if isinstance(part, tree.Look) and not part.negated:
            return msgspec.structs.replace(part, negated=True, place=place)
        return tree.Not(place=place, part=part)

    def alias(self, place: Place, children: Children) -> tree.Alias:
        """`[participle]`."""
        return tree.Alias(place=place, capture=None, name=str(children[0]))

    def feature_alias(self, place: Place, children: Children) -> tree.Alias:
        """`head.participle` as a condition."""
        path = self.dotted(children[0])
        return tree.Alias(place=path.place, capture=path.capture, name=path.feature)

    def feature_test(self, place: Place, children: Children) -> tree.Comparison:
        """`lemma = dire` between [ and ]."""
        found = self.condition_test(place, children)
        if isinstance(found.right, tree.Path):
            self.findings.report(
                "E031",
                found.right.place,
                f"'{children[0]}' is compared with a feature of a capture, which can't be seen from inside [ … ]",
                "compare the features of two captures in 'where'",
            )
        return found

    def condition_test(self, place: Place, children: Children) -> tree.Comparison:
        """`aux.lemma = avere` in a condition."""
        name, (operator, right) = children
        bare = tree.Path(place=self.place(name), capture=None, feature=str(name))
        left = self.dotted(name) if name.type == "PATH" else bare
        return tree.Comparison(place=place, left=left, operator=operator, right=right)

    def length_test(self, place: Place, children: Children) -> tree.Comparison:
        """`length(content) <= 3`."""
        length, operator, number = children
        right = tree.Number(place=self.place(number), value=self.whole(number))
        return tree.Comparison(place=place, left=length, operator=operator, right=right)

    def length(self, place: Place, children: Children) -> tree.Length:
        """`length(content)`."""
        return tree.Length(place=place, capture=children[0])

    def length_operator(self, place: Place, children: Children) -> str:
        """`<=` and the like."""
        return str(children[0])

    def capture(self, place: Place, children: Children) -> str:
        """The name of a capture; `event` may be one, for `extend`."""
        return self.small_name(children[0], "a capture")

    def present(self, place: Place, children: Children) -> tree.Present:
        """A bare capture name as a condition."""
        return tree.Present(place=place, capture=self.small_name(children[0], "a capture"))

    def agree(self, place: Place, children: Children) -> tree.Agree:
        """`agree(a, b: number person)`."""
        left, right, *features = children
        return tree.Agree(place=place, left=left, right=right, features=tuple(map(str, features)))

    def contains(self, place: Place, children: Children) -> tree.Contains:
        """`contains(a, Type)`."""
        return tree.Contains(place=place, capture=children[0], type=self.type_name(children[1]))

    def same(self, place: Place, children: Children) -> tree.Same:
        """`same(a.lemma, b.lemma)`."""
        return tree.Same(place=place, left=self.dotted(children[0]), right=self.dotted(children[1]))

    def before(self, place: Place, children: Children) -> tree.Before:
        """`before(a, b)`."""
        return tree.Before(place=place, left=children[0], right=children[1])

    def look_condition(self, place: Place, children: Children) -> tree.Look:
        """`left( … )` as a condition of the whole match."""
        return self.look(place, [None, *children])

    def look(self, place: Place, children: Children) -> tree.Look:
        """`left( … )`, `not right( … )`."""
        negation, side, element = children
        direction: Literal["left", "right"] = "left" if side.type == "LEFT" else "right"
        return tree.Look(place=place, side=direction, negated=negation is not None, element=element)

    # --- expressions ---

    def fallback(self, place: Place, children: Children) -> tree.Fallback:
        """`trigger.polarity else positive`."""
        return tree.Fallback(place=place, first=children[0], second=children[1])

    def conditional(self, place: Place, children: Children) -> tree.Conditional:
        """`negative if neg else positive`."""
        then, condition, otherwise = children
        return tree.Conditional(place=place, then=then, condition=condition, otherwise=otherwise)
