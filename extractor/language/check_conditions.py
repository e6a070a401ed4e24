"""Checks of what is tested and computed: tests inside [ … ], conditions after `where` and `unless`, expressions in `emit`.

In: a condition or expression with its `Scope`: whose features a bare name means, and which captures there are. Out: findings in
the context, by `Conditions.check` and `Conditions.value`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import msgspec

from extractor.diagnostics import did_you_mean
from extractor.language import tree
from extractor.language.captures import Capture, always_holds, captured_in
from extractor.language.check_context import Context, Features
from extractor.language.regexes import why_unfit
from extractor.language.tree import Condition, Expression, Place

Values = tuple[str, ...] | None
_OPERATORS: Final[dict[type, tuple[str, ...]]] = {tree.Values: ("in",), tree.ListName: ("in",), tree.Pattern: ("~",)}


class Scope(msgspec.Struct, frozen=True, kw_only=True):
    """What names mean. `own` are the features of the token or mention under test: `{}` where a bare feature makes no sense,
    None where they can't be told. `captures` None: they can't be told. `parameters` are a pattern's: values left unchecked."""

    subject: str = ""
    own: Features | None = {}
    captures: Mapping[str, Capture] | None = None
    parameters: frozenset[str] = frozenset()


class Conditions:
    """The checks of the conditions and expressions of one scope."""

    def __init__(self, context: Context, scope: Scope) -> None:
        self.context, self.scope = context, scope

    def check(self, test: Condition) -> None:
        """Checks a test or condition and all its parts."""
        match test:
            case tree.All() | tree.Any():
                for part in test.parts:
                    self.check(part)
                if isinstance(test, tree.All):
                    self.contradiction(test)
            case tree.Not():
                self.check(test.part)
            case tree.Only():
                self.check(test.test)
            case tree.Comparison():
                self.comparison(test)
            case tree.Alias():
                self.alias(test)
            case tree.Present():
                self.bound(test.capture, test.place)
            case tree.Agree():
                self.agree(test)
            case tree.Contains():
                self.bound(test.capture, test.place)
                self.context.type_exists(test.type, test.place)
            case tree.Same():
                self.disjoint(test.place, self.path(test.left), self.path(test.right))
            case tree.Before():
                self.bound(test.left, test.place)
                self.bound(test.right, test.place)
            case tree.Look():
                self.look(test)

    # --- captures and features

    def bound(self, name: str, place: Place) -> Capture | None:
        """The capture of a name; a finding if the pattern takes none."""
        captures = self.scope.captures
        if captures is None or name in captures:
            return captures[name] if captures else None
        hint = did_you_mean(name, captures)
        hint = hint or (f"the captures are {', '.join(sorted(captures))}" if captures else "nothing is captured here")
        self.context.add("E113", place, f"nothing is captured as '{name}'", hint)
        return None

    def features(self, capture: str | None, place: Place) -> tuple[Features | None, str]:
        """The features that a capture, or what is under test, can have; and whose they are, in words."""
        if capture is None:
            return self.scope.own, self.scope.subject
        found = self.bound(capture, place)
        if found is None:
            return None, ""
        return self.context.features_of(found.kinds), f"'{capture}' ({self.context.kinds_text(found)})"

    def path(self, path: tree.Path) -> tuple[bool, Values]:
        """Whether the feature is known, and its values; a finding if it is not."""
        if path.capture is None and not self.scope.subject:
            hint = f"write whose: capture.{path.feature}"
            self.context.add("E113", path.place, f"'{path.feature}' belongs to no capture", hint)
            return False, None
        features, subject = self.features(path.capture, path.place)
        return self.feature(path.feature, features, subject, path.place)

    def feature(self, name: str, features: Features | None, subject: str, place: Place) -> tuple[bool, Values]:
        """Whether a feature is among those given, and its values; a finding if it is not."""
        if features is None:
            return False, None
        if name in features:
            return True, features[name]
        if features:
            hint = did_you_mean(name, features) or f"it has {', '.join(sorted(features))}"
        else:
            hint = "only tokens, entries and mentions have features, and only those that are declared"
        self.context.add("E102", place, f"{subject} has no feature '{name}'", hint)
        return False, None

    def member(self, text: str, values: Values, of: str, place: Place) -> None:
        """A finding if a value is not among the declared ones."""
        if values is None or text in values or text in self.scope.parameters:
            return
        hint = did_you_mean(text, values) or f"its values are {', '.join(dict.fromkeys(values))}"
        self.context.add("E103", place, f"'{of}' has no value '{text}'", hint)

    def disjoint(self, place: Place, left: tuple[bool, Values], right: tuple[bool, Values]) -> None:
        """A finding if two features have no value in common, so that they can never be equal."""
        if left[1] and right[1] and not set(left[1]) & set(right[1]):
            hint = f"the one has {', '.join(dict.fromkeys(left[1]))}; the other {', '.join(dict.fromkeys(right[1]))}"
            self.context.add("E119", place, "these two have no value in common", hint)

    # --- kinds of conditions

    def comparison(self, test: tree.Comparison) -> None:
        right, operator = test.right, test.operator
        if isinstance(test.left, tree.Length):
            self.bound(test.left.capture, test.left.place)
            if not isinstance(right, tree.Number) or operator in ("in", "~"):
                self.wrong(test, "a length can only be compared with a number", "write length(x) <= 5")
            return
        known, values = self.path(test.left)
        fits = _OPERATORS.get(type(right), ("=", "!="))
        if operator not in fits:
            self.wrong(test, f"'{operator}' doesn't go with {_described(right)}", f"write {' or '.join(fits)}")
        elif isinstance(right, tree.ListName):
            self.list(test, right, values, known=known)
        elif isinstance(right, tree.Pattern):
            self.regex(right, values, known=known)
        elif isinstance(right, tree.Path):
            self.disjoint(test.place, (known, values), self.path(right))
        elif known:
            items = right.items if isinstance(right, tree.Values) else (right,)
            for item in items:
                text = str(item.value) if isinstance(item, tree.Number) else item.text
                self.member(text, values, test.left.feature, item.place)
        if isinstance(right, tree.Values) and not right.items:
            self.context.add("E115", right.place, "no value is named, so nothing can match", "name one: {one, two}")

    def wrong(self, test: Condition, message: str, hint: str) -> None:
        self.context.add("E119", test.place, message, hint)

    def list(self, test: tree.Comparison, name: tree.ListName, values: Values, *, known: bool) -> None:
        """A feature in a list: lemmas in a list of lemmas, words in one of forms, other texts in either."""
        found = self.context.list_of(name)
        feature = test.left.feature if isinstance(test.left, tree.Path) else ""
        if not known or found is None:
            return
        listed = f"@{name.lexicon}.{name.list}"
        if values is not None:
            hint = f"compare it with one of {', '.join(dict.fromkeys(values))}"
            self.wrong(test, f"'{feature}' has declared values; a word of {listed} is never one", hint)
        elif feature == "lemma" and found.match == "form":
            of_token = "word" in (self.features(test.left.capture, test.left.place)[0] or ()) if feature else False
            either = "write 'word in …', or" if of_token else "write"
            self.wrong(test, f"{listed} lists forms, not lemmas", f"{either} 'match: lemma' in the lexicon")
        elif feature == "word" and found.match == "lemma":
            self.wrong(test, f"{listed} lists lemmas, not forms", "write 'lemma in …', or 'match: form' in the lexicon")

    def regex(self, pattern: tree.Pattern, values: Values, *, known: bool) -> None:
        if known and values is not None:
            hint = f"compare it with one of {', '.join(dict.fromkeys(values))}"
            self.context.add("E119", pattern.place, "a regular expression is for texts, not for declared values", hint)
        if reason := why_unfit(pattern.expression):
            self.context.add("E120", pattern.place, f"the regular expression can't be used: {reason[0]}", reason[1])

    def alias(self, test: tree.Alias) -> None:
        meaning = self.context.pack.aliases.get(test.name)
        features, subject = self.features(test.capture, test.place)
        if meaning is None:
            known = self.context.pack.aliases
            if self.context.token_features is not None:
                hint = did_you_mean(test.name, [*known, *(features or ())])
                hint = hint or "declare it under 'aliases' in morphology/features.yaml, or write 'feature = value'"
                self.context.add("E106", test.place, f"unknown alias '{test.name}'", hint)
            return
        for name, value in meaning.items():
            found, values = self.feature(name, features, subject, test.place)
            if found:
                self.member(value, values, name, test.place)

    def agree(self, test: tree.Agree) -> None:
        left, right = (self.features(capture, test.place) for capture in (test.left, test.right))
        for name in test.features:
            sides = [self.feature(name, features, subject, test.place) for features, subject in (left, right)]
            self.disjoint(test.place, *sides)

    def look(self, test: tree.Look) -> None:
        """A look-around takes nothing, so that it must have something to look for."""
        expanded = self.context.expanded(test.element)
        if expanded is None:
            return
        check_look(self.context, msgspec.structs.replace(test, element=expanded.element))

    def contradiction(self, test: tree.All) -> None:
        """Two different values of one feature of one reading."""
        wanted: dict[str, str] = {}
        for part in test.parts:
            if not isinstance(part, tree.Comparison) or part.operator != "=" or not isinstance(part.left, tree.Path):
                continue
            in_brackets = part.left.capture is None  # the readings of a capture may differ, one reading can't
            if in_brackets and isinstance(part.right, tree.Word | tree.Text) and part.right.text not in self.scope.parameters:
                first = wanted.setdefault(part.left.feature, part.right.text)
                if first != part.right.text:
                    message = f"'{part.left.feature}' can't be both '{first}' and '{part.right.text}'"
                    self.context.add("E115", part.place, message, f"write {part.left.feature} in {{…}} for either")

    # --- expressions

    def value(self, value: Expression, values: Values, of: str) -> None:
        """Checks what a feature or attribute is given: `values` are those declared."""
        match value:
            case tree.Word() | tree.Text():
                if isinstance(value, tree.Word) and values is None and value.text in (self.scope.captures or ()):
                    hint = f"write {value.text}.lemma for its lemma, or \"{value.text}\" if the word is meant"
                    self.context.add("W204", value.place, f"'{value.text}' is a capture, but stands here as a word", hint)
                self.member(value.text, values, of, value.place)
            case tree.Path():
                self.disjoint(value.place, self.path(value), (True, values))
            case tree.Fallback():
                self.value(value.first, values, of)
                self.value(value.second, values, of)
            case tree.Conditional():
                self.value(value.then, values, of)
                self.check(value.condition)
                self.value(value.otherwise, values, of)


def check_look(context: Context, look: tree.Look) -> None:
    """Findings about an expanded look-around: it holds everywhere, or captures."""
    if always_holds(look.element):
        what = "never" if look.negated else "always"
        hint = "name something that must stand there"
        context.add("E114", look.place, f"{look.side}( … ) can match empty, so that it {what} holds", hint)
    for captured in captured_in(look.element):
        hint = "remove the name; a look-around takes nothing"
        context.add("E128", captured.place, f"the capture '{captured.name}' stands in a look-around", hint)


def _described(right: object) -> str:
    names: dict[type, str] = {
        tree.Values: "a set",
        tree.ListName: "a list",
        tree.Pattern: "a regular expression",
        tree.Path: "a feature",
        tree.Number: "a number",
    }
    return names.get(type(right), "a single value")
