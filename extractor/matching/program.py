"""The program: a pack compiled into plain data, and what its instructions mean.

`compile_pack` makes it, `Matcher` runs it, msgspec can write and read it: nothing in it is a function, a compiled expression or
a set. Everything that recurs (token tests, mention tests, lists, look-arounds) stands once in a table and is named by its number.
Long, because a program is one thing and each of its kinds a few lines.

A `Code` is a list of instructions `(operation, a, b)` for a machine that stands at a token position and, for a code that is
`backward`, walks to the left: an edge is then entered at its end and left at its start, so the elements stand in reverse order.

    TOKEN test take       walks over one token for which the token test holds
    TYPED test take       walks over a mention for which the mention test holds: the longest first, then shorter ones
    LISTED list take      walks over an entry of the list, the longest first
    STEP - -              one step of a gap: a token, or a whole hole or closed mention (see `lattice.gap_steps`)
    SPLIT one other       goes on at `one`, and where that fails at `other`
    JUMP target -         goes on at `target`
    OPEN tested take      a capture of several elements begins here; `tested` (1 or 0): its take has conditions
    CLOSE take tested     the capture that was opened last ends here; dropped where it is empty
    START - - / END - -   `^` / `$` holds at this position
    LOOK look negated     the look-around, an own code, matches from this position (or doesn't)
    MATCH - -             done

`take` numbers an entry of the code's `takes`, or is -1 for an element that isn't captured.
"""

from collections.abc import Iterable, Sequence
from typing import Final, Self

import msgspec

from extractor.language.pack import Calendar
from extractor.language.tree import EventType, MentionType, Place, Resolution
from extractor.matching.made import later
from extractor.packing import Table, table, unpacked

TOKEN: Final = 0
TYPED: Final = 1
LISTED: Final = 2
STEP: Final = 3
SPLIT: Final = 4
JUMP: Final = 5
OPEN: Final = 6
CLOSE: Final = 7
START: Final = 8
END: Final = 9
LOOK: Final = 10
MATCH: Final = 11

Instruction = tuple[int, int, int]


class Data(msgspec.Struct, frozen=True, tag=True, tag_field="is", array_like=True, gc=False):
    """Anything in a program."""


# --- tests of one reading, or of one mention's features -------------------------------------------------------------------


class Is(Data, frozen=True):
    """The feature has one of the values; false where it is missing. `word` is the surface of the token."""

    feature: str
    values: tuple[str, ...]


class InList(Data, frozen=True):
    """The feature's value is an entry of the list (number in `Program.lists`). `word` is folded when the list has forms."""

    feature: str
    list: int


class Like(Data, frozen=True):
    """The regular expression is found in the feature's value."""

    feature: str
    expression: str


class Every(Data, frozen=True):
    """All parts hold of one and the same reading."""

    parts: "tuple[Test, ...]"


class Some(Data, frozen=True):
    """At least one part holds."""

    parts: "tuple[Test, ...]"


class Isnt(Data, frozen=True):
    """The part doesn't hold."""

    part: "Test"


Test = Is | InList | Like | Every | Some | Isnt


class AnyReading(Data, frozen=True):
    """Token test: some reading satisfies all of the test; a capture carries on those that do."""

    test: Test


class OnlyReadings(Data, frozen=True):
    """Token test: every reading satisfies the test."""

    test: Test


class Forms(Data, frozen=True):
    """Token test: the folded word (`Analysis.word`), or with `exact` the surface (`Analysis.form`), is one of these."""

    forms: tuple[str, ...]
    exact: bool = False


TokenTest = AnyReading | OnlyReadings | Forms


class MentionTest(Data, frozen=True):
    """A mention of one of the types (a type and its subtypes, sorted) whose features satisfy the test."""

    types: tuple[str, ...]
    test: Test | None = None


# --- conditions on captures, and expressions ------------------------------------------------------------------------------


class Feature(Data, frozen=True):
    """Expression: the feature of a capture; unknown where the capture wasn't taken, lacks it, or its readings differ.

    `entry` is the lexicon entry that an element `@list` or `<some lemmas>` took."""

    capture: str
    feature: str


class Constant(Data, frozen=True):
    """Expression: a value as written."""

    value: str


class Else(Data, frozen=True):
    """Expression: the first, or where that is unknown the second."""

    first: "Expression"
    second: "Expression"


class If(Data, frozen=True):
    """Expression: one or the other."""

    then: "Expression"
    condition: "Condition"
    otherwise: "Expression"


Expression = Constant | Feature | Else | If


class Holds(Data, frozen=True):
    """Condition: the test holds of a reading of the capture, or of the features of its mention; false where it wasn't taken."""

    capture: str
    test: Test


class Shares(Data, frozen=True):
    """Condition: both features are known and have a value in common."""

    left: Feature
    right: Feature


class Agrees(Data, frozen=True):
    """Condition: no feature named is known on both sides without a value in common."""

    left: str
    right: str
    features: tuple[str, ...]


class Long(Data, frozen=True):
    """Condition: the capture's length in tokens compares so; false where it wasn't taken."""

    capture: str
    operator: str
    number: int


class Took(Data, frozen=True):
    """Condition: the capture was taken."""

    capture: str


class Within(Data, frozen=True):
    """Condition: a mention of one of the types lies within a piece of the capture (or is it)."""

    capture: str
    types: tuple[str, ...]


class Precedes(Data, frozen=True):
    """Condition: all of `left` ends at or before the start of `right`."""

    left: str
    right: str


class Looks(Data, frozen=True):
    """Condition: the look-around matches at the start (left) or end (right) of the whole match."""

    look: int
    left: bool


class Both(Data, frozen=True):
    """Condition: all parts hold."""

    parts: "tuple[Condition, ...]"


class Either(Data, frozen=True):
    """Condition: at least one part holds."""

    parts: "tuple[Condition, ...]"


class Unless(Data, frozen=True):
    """Condition: the part doesn't hold."""

    part: "Condition"


Condition = Holds | Shares | Agrees | Long | Took | Within | Precedes | Looks | Both | Either | Unless


# --- codes and rules --------------------------------------------------------------------------------------------------------


class Take(Data, frozen=True):
    """A capture at an instruction: its names, and the conditions that are tested when it is taken.

    `alone` has those on this capture only: of a token they narrow down the readings that it carries on. `trigger` has those on
    the trigger and this capture."""

    names: tuple[str, ...]
    alone: tuple[Condition, ...] = ()
    trigger: tuple[Condition, ...] = ()


class Origins(Data, frozen=True):
    """Where a code was written, for those who explain it: by instruction the place of its element (None for an instruction that
    only leads on), and each alternative's place with its instructions `[first, last)`."""

    places: tuple[Place | None, ...]
    alternatives: tuple[tuple[Place, int, int], ...]


class Code(Data, frozen=True, dict=True, gc=True):
    """Instructions, run from the first on, in the order of their numbers and packed (see `packing`): a pack has a hundred
    thousand, of which a text meets few. `starts` says over which edges a match can begin (see `Starts`), `needs` what must stand
    in the sentence for one (see `Needs`); `origins` is there only in a program that was compiled with them."""

    packed: bytes
    takes: tuple[Take, ...]
    backward: bool
    starts: "Starts"
    needs: "Needs"
    origins: Origins | None = None

    @later
    def instructions(self) -> tuple[Instruction, ...]:
        """The instructions."""
        numbers = iter(unpacked(self.packed))
        return tuple(zip(numbers, numbers, numbers, strict=True))


class Starts(Data, frozen=True):
    """The first edge of every match is a token for which one of the `tokens` tests holds, or a mention for which one of the
    `mentions` tests holds. `anything`: it may be any edge, or the match may be empty."""

    tokens: tuple[int, ...] = ()
    mentions: tuple[int, ...] = ()
    anything: bool = False


class Needs(Data, frozen=True):
    """The token tests and the mention tests that must all hold somewhere in the sentence for a match; then those of which one
    must (none in both: nothing is said). All sorted."""

    tokens: tuple[int, ...] = ()
    mentions: tuple[int, ...] = ()
    last_tokens: tuple[int, ...] = ()
    last_mentions: tuple[int, ...] = ()


class Demands(Data, frozen=True):
    """What is asked of a finished match: all of `where`, none of `unless`, and for a capture that wasn't taken the conditions
    that would have been tested when it was."""

    where: tuple[Condition, ...] = ()
    unless: tuple[Condition, ...] = ()
    missing: tuple[tuple[str, Condition], ...] = ()


class Variant(Data, frozen=True):
    """A rule around one of its triggers: `left` walks backward from the trigger's start, `right` forward from its end.

    `edge`: the trigger is one edge (token, mention or list entry), and each that satisfies it is tried; else the first match of
    its code from every position. `place` is that of the alternative, in a program that was compiled with origins."""

    left: Code
    trigger: Code
    right: Code
    edge: bool
    place: Place | None = None


class ChunkRule(Data, frozen=True):
    """Emits a mention over its whole match, whose head is that of the capture `head`, or the whole match."""

    name: str
    priority: int
    code: Code
    demands: Demands
    type: str
    features: tuple[tuple[str, Expression], ...]


class Body(Data, frozen=True):
    """What a rule around triggers takes to run: its distinct codes; of each variant the numbers of those left, of the trigger and
    right, with `edge` and `place` (see `Variant`); what is asked of a match, and what is assigned."""

    codes: tuple[Code, ...]
    variants: tuple[tuple[int, int, int, bool, Place | None], ...]
    demands: Demands
    attributes: tuple[tuple[str, Expression], ...]


class TriggeredRule(Data, frozen=True, dict=True, gc=True):
    """A rule that is matched outward from a trigger. Nearly all that a program is made of stands in the bodies of these rules, of
    which a text meets few: so a body is kept as bytes (see `body_of`) until somebody asks for it; none in a program with origins,
    which is only run where it was made."""

    name: str
    priority: int
    body: bytes

    @later
    def _body(self) -> Body:
        return msgspec.msgpack.decode(self.body, type=Body)

    def made_of(self, body: Body) -> Self:
        """The rule itself, which need not read its body."""
        self.__dict__["_body"] = body
        return self

    @later
    def variants(self) -> tuple[Variant, ...]:
        """The rule around each of its triggers, tried in order."""
        codes = self._body.codes
        return tuple(
            [
                Variant(codes[left], codes[middle], codes[right], edge, place)
                for left, middle, right, edge, place in self._body.variants
            ]
        )

    @property
    def demands(self) -> Demands:
        """What is asked of a match."""
        return self._body.demands

    @property
    def attributes(self) -> tuple[tuple[str, Expression], ...]:
        """What the event is given."""
        return self._body.attributes


def body_of(variants: Sequence[Variant], demands: Demands, attributes: tuple[tuple[str, Expression], ...]) -> Body:
    """The body of a rule with these variants, demands and attributes."""
    codes: dict[Code, int] = {}
    numbered = [[codes.setdefault(code, len(codes)) for code in (each.left, each.trigger, each.right)] for each in variants]
    placed = tuple(
        (left, middle, right, each.edge, each.place) for (left, middle, right), each in zip(numbered, variants, strict=True)
    )
    return Body(tuple(codes), placed, demands, attributes)


class EventRule(TriggeredRule, frozen=True):
    """Emits an event: of `type`, or of the type that the list gives for the value of `key`."""

    type: str | None
    list: int
    key: Feature | None


class ExtendRule(TriggeredRule, frozen=True):
    """Fills empty roles of the event that the capture `event` took: matched outward from that edge like an event rule."""

    event: str


class SelectionRule(Data, frozen=True):
    """Keeps (`select`) or removes (`remove`) the readings of the captured token that satisfy the test."""

    name: str
    priority: int
    keeps: bool
    code: Code
    demands: Demands
    capture: str
    test: Test


class PhaseProgram(Data, frozen=True):
    """The rules of one phase, each kind sorted by name, and its resolutions as written."""

    name: str
    selections: tuple[SelectionRule, ...]
    chunks: tuple[ChunkRule, ...]
    events: tuple[EventRule, ...]
    extensions: tuple[ExtendRule, ...]
    resolutions: tuple[Resolution, ...]


def without(phase: PhaseProgram, rule: str) -> PhaseProgram:
    """The phase without the rule or resolution of that name."""
    return PhaseProgram(
        name=phase.name,
        selections=tuple(each for each in phase.selections if each.name != rule),
        chunks=tuple(each for each in phase.chunks if each.name != rule),
        events=tuple(each for each in phase.events if each.name != rule),
        extensions=tuple(each for each in phase.extensions if each.name != rule),
        resolutions=tuple(each for each in phase.resolutions if each.name != rule),
    )


class ListEntry(Data, frozen=True):
    """An entry of a list: its words (lemmas, or folded forms), how it is written, its event type, and the features that it adds
    to those of its first word."""

    words: tuple[str, ...]
    text: str
    event: str | None = None
    features: tuple[tuple[str, str], ...] = ()


class WordList(Data, frozen=True, dict=True, gc=True):
    """`@lexicon.list`; `lemmas`: its words are compared with lemmas, else with folded forms. `<rendere noto>` is a list without
    a name."""

    lexicon: str
    name: str
    lemmas: bool
    entries: tuple[ListEntry, ...]

    @later
    def written(self) -> tuple[str, ...]:
        """How the entries are written, in their order."""
        return tuple([entry.text for entry in self.entries])

    @later
    def texts(self) -> frozenset[str]:
        """How the entries are written."""
        return frozenset(self.written)


class Gate(Data, frozen=True):
    """A formula over signs: `every` (or else one) of the `signs` and of the formulas `gates`, which have smaller numbers.

    `rarest` is the part, if all are needed, that is thought to be met most rarely: a sign, or -1 minus the number of a gate."""

    every: bool
    signs: tuple[int, ...] = ()
    gates: tuple[int, ...] = ()
    rarest: int = 0


class Pair(Data, frozen=True):
    """Two tokens side by side of which the first shows one of the signs `before` and the second one of `after`. With `first` the
    second may also stand alone where a sentence or a quotation begins."""

    before: tuple[int, ...]
    after: tuple[int, ...]
    first: bool = False


class TriggerScan(Data, frozen=True, gc=True):
    """A sentence may hold an event (or what else the program was compiled to seek) only if one of the gates `ways` holds of it
    (or `always`). The signs are numbered through: the token `tests`, by number, that hold of one of its tokens; then the types
    of mentions that are `given` in it, that is: not made by a rule; then the `pairs`. A row of the table is a gate (see
    `gate_table`), and `gate` makes it of it."""

    always: bool
    tests: tuple[int, ...] = ()
    given: tuple[str, ...] = ()
    pairs: tuple[Pair, ...] = ()
    gates: Table = Table()
    ways: tuple[int, ...] = ()

    def gate(self, number: int) -> Gate:
        """The gate with this number."""
        every, rarest, signs, *parts = self.gates.row(number)
        return Gate(every != 0, tuple(parts[:signs]), tuple(parts[signs:]), rarest)


def gate_table(gates: Iterable[Gate]) -> Table:
    """The gates as a `TriggerScan` keeps them. A pack has ten thousand, of which a sentence asks few."""
    return table((gate.every, gate.rarest, len(gate.signs), *gate.signs, *gate.gates) for gate in gates)


class Program(Data, frozen=True):
    """A compiled pack. `roles` has the roles of each event type in order, without the trigger; `defaults` the attributes' default
    expressions; `closed` and `nested` the mention types declared so (or a parent of theirs), `subtypes` each type's subtypes with
    itself, all sorted. `calendar` says which mentions are times. The declarations are kept as written for those who need more."""

    name: str
    version: str
    language: str
    hash: str
    phases: tuple[PhaseProgram, ...]
    tokens: tuple[TokenTest, ...]
    mentions: tuple[MentionTest, ...]
    lists: tuple[WordList, ...]
    looks: tuple[Code, ...]
    scan: TriggerScan
    subtypes: dict[str, tuple[str, ...]]
    closed: tuple[str, ...]
    nested: tuple[str, ...]
    roles: dict[str, tuple[str, ...]]
    defaults: dict[str, tuple[tuple[str, Expression], ...]]
    features: dict[str, tuple[str, ...]]
    aliases: dict[str, dict[str, str]]
    mention_types: tuple[MentionType, ...]
    event_types: tuple[EventType, ...]
    calendar: Calendar | None = None
