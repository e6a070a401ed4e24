"""A program in the words of the rule language: what an instruction asks for, what a condition says, what it was decided upon.

In: a program. Out, by `Notation`: its tests and conditions as an author would write them (`[lemma = dire & Mood = Ind]`,
`agree(trigger, source: number)`), and by `facts` the values that a condition looked at. For messages: named patterns and
aliases stay written out, and long sets are cut short.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from extractor.matching import program as p
from extractor.matching.expressions import Binding, values
from extractor.matching.leaves import leaves

SHOWN: Final = 4
"""Values of a set that are written; the others are counted."""

UNKNOWN: Final = "unknown"
TAKEN: Final = "taken"
NOT_TAKEN: Final = "not taken"

GAP: Final = "a token that a gap may pass"
"""What a step of a gap asks for. Gaps have no notation for one of their tokens, and not every token will do."""

_EDGES: Final = (p.TOKEN, p.TYPED, p.LISTED)


class Notation:
    """Writes what is in a program."""

    def __init__(self, program: p.Program) -> None:
        self.program = program
        self._types = {types: name for name, types in program.subtypes.items()}

    def element(self, instruction: p.Instruction) -> str:
        """What an instruction that takes or looks at something asks for; empty for one that only leads on."""
        operation, a, b = instruction
        if operation == p.TOKEN:
            return self.token(self.program.tokens[a]) if a >= 0 else "nothing"
        if operation == p.TYPED:
            return self.mention(self.program.mentions[a])
        if operation == p.LISTED:
            return self.listed(a)
        if operation == p.STEP:
            return GAP
        if operation == p.START:
            return "^"
        if operation == p.END:
            return "$"
        return self.look(a, bool(b)) if operation == p.LOOK else ""

    def token(self, test: p.TokenTest) -> str:
        """`"si"`, `<dire>`, `[upos = VERB & Mood = Ind]`."""
        match test:
            case p.Forms(forms, exact):
                mark = "'" if exact else '"'
                return " | ".join(f"{mark}{form}{mark}" for form in forms)
            case p.AnyReading(p.Is("lemma", (lemma,))):
                return f"<{lemma}>"
            case p.AnyReading(inner):
                return f"[{self.test(inner)}]"
            case p.OnlyReadings(inner):
                return f"[only {self.test(inner)}]"

    def mention(self, wanted: p.MentionTest) -> str:
        """`VerbGroup[lemma in @reporting.Q]`."""
        name = self.type(wanted.types)
        return name if wanted.test is None else f"{name}[{self.test(wanted.test)}]"

    def type(self, types: tuple[str, ...]) -> str:
        """The type that has these subtypes, with itself."""
        return self._types.get(types) or " | ".join(types)

    def listed(self, number: int) -> str:
        """`@reporting.Q`, or `<rendere noto>` for a list without a name."""
        found = self.program.lists[number]
        return f"@{found.lexicon}.{found.name}" if found.lexicon else f"<{found.name}>"

    def look(self, number: int, negated: bool) -> str:
        """`left(…)`, with its elements in the order of the text; what is between them is not shown."""
        code = self.program.looks[number]
        parts = [written for each in code.instructions if each[0] != p.STEP and (written := self.element(each))]
        side = "left" if code.backward else "right"
        inside = " … ".join(dict.fromkeys(parts[::-1] if code.backward else parts))
        return f"{'not ' if negated else ''}{side}({inside})"

    def test(self, test: p.Test, owner: str = "") -> str:
        """A test of a reading or of a mention's features; with an owner of those of a capture: `trigger.lemma = dire`."""
        before = f"{owner}." if owner else ""
        match test:
            case p.Is(feature, (value,)):
                return f"{before}{feature} = {value}"
            case p.Is(feature, several):
                return f"{before}{feature} in {{{_some(several)}}}"
            case p.InList(feature, number):
                return f"{before}{feature} in {self.listed(number)}"
            case p.Like(feature, expression):
                return f"{before}{feature} ~ /{expression}/"
            case p.Every(parts):
                return (" and " if owner else " & ").join(self._within(part, owner) for part in parts)
            case p.Some(parts):
                return (" or " if owner else " | ").join(self._within(part, owner) for part in parts)
            case p.Isnt(p.Is(feature, (value,))):
                return f"{before}{feature} != {value}"
            case p.Isnt(part):
                return f"{'not ' if owner else '!'}({self.test(part, owner)})"

    def _within(self, test: p.Test, owner: str) -> str:
        written = self.test(test, owner)
        return f"({written})" if isinstance(test, p.Every | p.Some) else written

    def condition(self, condition: p.Condition) -> str:
        """A condition on captures."""
        match condition:
            case p.Both(parts):
                return " and ".join(self._grouped(part) for part in parts)
            case p.Either(parts):
                return " or ".join(self._grouped(part) for part in parts)
            case p.Unless(p.Holds(capture, p.Is() as test)):
                return self.test(p.Isnt(test), capture)
            case p.Unless(part):
                return f"not {self._grouped(part)}"
            case p.Holds(capture, test):
                return self.test(test, capture)
            case p.Took(capture):
                return capture
            case p.Shares(left, right):
                return f"same({_path(left)}, {_path(right)})"
            case p.Agrees(left, right, features):
                return f"agree({left}, {right}: {' '.join(features)})"
            case p.Long(capture, operator, number):
                return f"length({capture}) {operator} {number}"
            case p.Within(capture, types):
                return f"contains({capture}, {self.type(types)})"
            case p.Precedes(left, right):
                return f"before({left}, {right})"
            case p.Looks(look, _):
                return self.look(look, False)

    def _grouped(self, condition: p.Condition) -> str:
        written = self.condition(condition)
        return f"({written})" if isinstance(condition, p.Both | p.Either) else written


def facts(condition: p.Condition, binding: Binding) -> dict[str, str]:
    """The values that a condition on captures was decided upon: `{"trigger.number": "Sing", "source.number": "Plur"}`."""
    return {name: value for part in leaves(condition) for name, value in _facts(part, binding)}


def _facts(condition: p.Condition, binding: Binding) -> Iterator[tuple[str, str]]:
    match condition:
        case p.Holds(capture, test):
            for feature in dict.fromkeys(leaf.feature for leaf in leaves(test)):
                yield _fact(p.Feature(capture, feature), binding)
        case p.Shares(left, right):
            yield _fact(left, binding)
            yield _fact(right, binding)
        case p.Agrees(left, right, features):
            for feature in features:
                yield _fact(p.Feature(left, feature), binding)
                yield _fact(p.Feature(right, feature), binding)
        case p.Long(capture, _, _):
            taken = binding.get(capture)
            yield (f"length({capture})", str(sum(part.end - part.start for part in taken))) if taken else _took(capture, binding)
        case p.Took(capture) | p.Within(capture, _):
            yield _took(capture, binding)
        case p.Precedes(left, right):
            yield _took(left, binding)
            yield _took(right, binding)


def _took(capture: str, binding: Binding) -> tuple[str, str]:
    return capture, TAKEN if binding.get(capture) else NOT_TAKEN


def _fact(feature: p.Feature, binding: Binding) -> tuple[str, str]:
    taken = binding.get(feature.capture)
    if not taken:
        return feature.capture, NOT_TAKEN
    found = sorted({value for value in values(binding, feature) if value is not None})
    return _path(feature), " or ".join(found) or UNKNOWN


def _path(feature: p.Feature) -> str:
    return f"{feature.capture}.{feature.feature}" if feature.capture else feature.feature


def _some(values_: Iterable[str]) -> str:
    all_of_them = list(values_)
    more = f", … ({len(all_of_them)} in all)" if len(all_of_them) > SHOWN else ""
    return ", ".join(all_of_them[:SHOWN]) + more
