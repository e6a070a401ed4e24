"""What stands at a place of a sentence, and what was asked of it, in words.

In: a program, a text's tokens, a scene of one of its sentences. Out: phrases such as `ADV "ieri"` and the records that quote
them. The way in is `Wording`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from extractor.authoring.explanation import Halt, Refusal
from extractor.formats.counts import counted
from extractor.language.sources import as_written
from extractor.language.tree import Place
from extractor.matching import program as p
from extractor.matching.attempts import Side, Unmet
from extractor.matching.candidates import Taken
from extractor.matching.expressions import Binding
from extractor.matching.lattice import Mention
from extractor.matching.leaves import leaves
from extractor.matching.notation import NOT_TAKEN, TAKEN, UNKNOWN, Notation, facts
from extractor.matching.readings import test_of
from extractor.matching.scene import Scene
from extractor.matching.trace import Stop, Trail
from extractor.span import Span
from extractor.text.tokenize import Tokens

LONGEST = 60
"""Characters of a text that are quoted in a sentence of an explanation."""

OTHERS = 2
"""Alternatives that came as far that are told, too."""

_ENDS = {p.START: "the beginning (^)", p.END: "the end ($)"}
_PASSED = {"match": "after {}", "right": "after {}", "left": "before {}"}
_BARE = {"match": "at the start", "right": "after the trigger", "left": "before the trigger"}


class Wording:
    """Words for what a pack did with one text."""

    def __init__(self, program: p.Program, tokens: Tokens, sources: Mapping[str, str]) -> None:
        """`sources` has the rule files' texts by their names."""
        self.program, self.tokens, self.sources = program, tokens, sources
        self.notation = Notation(program)

    def quoted(self, start: int, end: int) -> str:
        """The text of tokens `[start, end)` in quotation marks, a long one cut short."""
        text = " ".join(self.tokens.span(start, end).text.split())
        if len(text) > LONGEST:
            text = f"{text[: LONGEST // 2].rstrip()} … {text[-LONGEST // 2 :].lstrip()}"
        return f'"{text}"'

    def token(self, scene: Scene, position: int) -> str:
        """The token at a position: the parts of speech of its readings and its form, or what ends the sentence there."""
        if not scene.base <= position < scene.end:
            return "the end of the sentence" if position >= scene.end else "the beginning of the sentence"
        analysis = scene.lattice.token(position)
        if analysis is None:
            return "a quotation of whole sentences"
        kinds = "/".join(dict.fromkeys(reading.get("upos", "?") for reading in analysis.readings))
        return f'{kinds} "{analysis.form}"'

    def found(self, scene: Scene, position: int, backward: bool) -> str:
        """What stands where an element was looked for: the token and the mentions that begin (backward: end) with it."""
        edges = (scene.lattice.ending if backward else scene.lattice.starting).get(position, ())
        types = sorted({mention.type for mention in edges})
        token = self.token(scene, position - 1 if backward else position)
        return f"{token} ({', '.join(types)})" if types else token

    def refusal(
        self, condition: p.Condition, binding: Binding, verb: str = "fails", beside: Mapping[str, str] | None = None
    ) -> Refusal:
        """A condition that was not met; `beside` says what stands beside the match, where that matters."""
        written, values = self.notation.condition(condition), {**facts(condition, binding), **(beside or {})}
        for name, value in values.items():
            if value == TAKEN:
                values[name] = self.quoted(binding[name][0].start, binding[name][-1].end)
        given = ", ".join(_given(name, value) for name, value in values.items())
        return Refusal(written, values, f"{written} {verb}" + (f" ({given})" if given else ""))

    def unmet(self, unmet: Unmet, scene: Scene) -> Refusal:
        """What a finished match was refused for."""
        looks = [each for each in leaves(unmet.condition) if isinstance(each, p.Looks)]
        beside = {
            f"to the {'left' if each.left else 'right'}": self.found(scene, unmet.start if each.left else unmet.end, each.left)
            for each in looks
        }
        return self.refusal(
            unmet.condition, unmet.binding, "holds, and should not" if unmet.kind == "unless" else "fails", beside
        )

    def halt(self, scene: Scene, side: Side, written: p.Code, trail: Trail, start: int) -> Halt | None:
        """Where a side that began at token `start` got no further; None where it matched."""
        stop = trail.stop
        if stop is None:
            return None
        instructions = [written.instructions[number] for number in stop.waiting]
        backward = self.looks_back(written, instructions[0])
        expected = self.expected(written, stop.waiting)
        refused = tuple(self.refusal(each.condition, each.binding) for each in stop.refused)
        refused += tuple(self.near(scene, instructions, stop.position, written.backward))
        found = self.found(scene, stop.position, backward)
        at = stop.position - 1 if backward else stop.position
        inside = scene.base <= at < scene.end
        return Halt(
            side=side,
            expected=expected,
            places=_places(written, stop),
            at=self.tokens.span(at, at + 1) if inside else self.edge(scene, at),
            found=found,
            refused=refused,
            elsewhere=len(_alike(written, stop)),
            missing=stop.missing,
            text=self._halted(side, written, stop, start, f"found {found}", refused),
        )

    def looks_back(self, written: p.Code, instruction: p.Instruction) -> bool:
        """Whether an instruction is about what stands before its position, not after it."""
        operation, number, _ = instruction
        if operation == p.LOOK:
            return self.program.looks[number].backward
        return operation == p.START or (operation != p.END and written.backward)

    def element(self, written: p.Code, number: int) -> str:
        """What an instruction asks for; a look-around as its author wrote it, where that is known."""
        instruction = written.instructions[number]
        if instruction[0] in _ENDS:
            return _ENDS[instruction[0]]
        place = written.origins.places[number] if written.origins is not None else None
        written_as = as_written(self.sources, place) if instruction[0] == p.LOOK and place is not None else ""
        return written_as or self.notation.element(instruction)

    def edge(self, scene: Scene, position: int) -> Span:
        """The empty span at the beginning or end of the sentence."""
        offset = self.tokens.starts[scene.base] if position < scene.base else self.tokens.ends[scene.end - 1]
        return Span(offset, offset, "")

    def expected(self, written: p.Code, waiting: Sequence[int]) -> tuple[str, ...]:
        """What instructions wait for. That a gap goes no further is worth a word only where nothing else was waited for."""
        elements = [number for number in waiting if written.instructions[number][0] != p.STEP]
        return tuple(dict.fromkeys(self.element(written, number) for number in elements or waiting))

    def _halted(self, side: Side, written: p.Code, stop: Stop, start: int, found: str, refused: Sequence[Refusal]) -> str:
        expected = " or ".join(self.expected(written, stop.waiting))
        why = "; ".join(each.text for each in refused)
        number = len(_alike(written, stop))
        more = f" (nor at {counted(number, 'more place')} within reach)" if number else ""
        if stop.refused:
            taken = stop.refused[0].taken
            told = f"{expected} would be {self.quoted(taken.start, taken.end)}, but {why}{more}"
        else:
            told = f"expected {expected}, {found}{more}{f'; {why}' if why else ''}"
        where = self._passed(side, start, stop.position)
        return f"{where}: {told}{self._otherwise(side, written, stop, start)}"

    def _passed(self, side: Side, start: int, position: int) -> str:
        """What a side had behind it at a position."""
        low, high = sorted((start, position))
        return _PASSED[side].format(self.quoted(low, high)) if low < high else _BARE[side]

    def _otherwise(self, side: Side, written: p.Code, stop: Stop, start: int) -> str:
        """What else was waited for at other positions: the alternatives that came as far."""
        alike = {written.instructions[number][:2] for number in stop.waiting}
        others: dict[int, list[int]] = {}
        for number, position in stop.elsewhere:
            if written.instructions[number][:2] not in alike and written.instructions[number][0] != p.STEP:
                others.setdefault(position, []).append(number)
        told = [
            f"{self._passed(side, start, at)}, {' or '.join(self.expected(written, them))}" for at, them in others.items()
        ]
        more = f", or {len(told) - OTHERS} more" if len(told) > OTHERS else ""
        return "".join(f"; or, {each}" for each in told[:OTHERS]) + more

    def near(self, scene: Scene, instructions: Sequence[p.Instruction], position: int, backward: bool) -> Iterator[Refusal]:
        """Mentions of a type that was waited for, which stand there but don't pass its test."""
        edges = (scene.lattice.ending if backward else scene.lattice.starting).get(position, ())
        for operation, number, _ in dict.fromkeys(instructions):
            if operation != p.TYPED:
                continue
            wanted = self.program.mentions[number]
            fitting = [m for m in edges if m.type in wanted.types]
            if fitting and wanted.test is not None and not any(number in scene.mention_truth[id(m)] for m in fitting):
                yield self.mistested(wanted.test, fitting[0])

    def mistested(self, test: p.Test, mention: Mention) -> Refusal:
        """The parts of a test that a mention's features don't pass."""
        written, values = self.asked(failing(test, mention.features, self.program.lists), mention.features)
        text = f"the {mention.type} {self.quoted(mention.start, mention.end)} fails {written} ({equations(values)})"
        return Refusal(written, values, text)

    def asked(self, parts: Sequence[p.Test], features: Mapping[str, str]) -> tuple[str, dict[str, str]]:
        """Parts of a test as one condition, and the values of the features that they ask about."""
        values = {leaf.feature: features.get(leaf.feature, UNKNOWN) for part in parts for leaf in leaves(part)}
        return " & ".join(self.notation.test(part) for part in parts), values

    def taken(self, captures: Sequence[tuple[str, Taken]]) -> dict[str, tuple[Span, ...]]:
        """What each capture took, in text order."""
        found: dict[str, list[Span]] = {}
        for name, taken in sorted(captures, key=lambda capture: (capture[1].start, capture[1].end)):
            found.setdefault(name, []).append(self.tokens.span(taken.start, taken.end))
        return {name: tuple(spans) for name, spans in sorted(found.items())}


def equations(values: Mapping[str, str]) -> str:
    """Values of features: `number = Sing, person = 3`."""
    return ", ".join(f"{name} = {value}" for name, value in values.items())


def failing(test: p.Test, features: dict[str, str], lists: Sequence[p.WordList]) -> list[p.Test]:
    """The parts of a test, as far as all of them must hold, that features don't pass."""
    if isinstance(test, p.Every):
        return [part for each in test.parts for part in failing(each, features, lists)]
    return [] if test_of(test, lists)(features, None) else [test]


def _given(name: str, value: str) -> str:
    """A value that a condition was decided upon, in words."""
    if value == NOT_TAKEN:
        return f"{name} was not taken"
    return f"{name} = {value}" if name.partition(".")[2] else f"{name} is {value}"


def _alike(written: p.Code, stop: Stop) -> set[int]:
    """The other positions at which the same was waited for."""
    waiting = {written.instructions[number][:2] for number in stop.waiting}
    return {position for number, position in stop.elsewhere if written.instructions[number][:2] in waiting}


def _places(written: p.Code, stop: Stop) -> tuple[Place, ...]:
    if written.origins is None:
        return ()
    return tuple(dict.fromkeys(place for number in stop.waiting if (place := written.origins.places[number]) is not None))
