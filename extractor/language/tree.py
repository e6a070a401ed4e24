"""The syntax tree of the rule language: what was written, where, in the order in which it stands.

`parse` makes it, `check` reads it, the compiler turns it into a program. Every node is immutable and knows its `place`;
two trees of the same rules differ only in their places. Long, because it is the whole language at a glance, a few lines a node.
"""

from typing import Literal

import msgspec


class Place(msgspec.Struct, frozen=True, order=True, gc=False):
    """Where something stands in a pack's file. Lines and columns count from 1, columns in code points, the end is exclusive."""

    file: str
    line: int
    column: int
    end_line: int
    end_column: int


class Node(msgspec.Struct, frozen=True, kw_only=True, tag=True, tag_field="node", gc=False):
    """Anything written: it keeps its place."""

    place: Place


# --- values -------------------------------------------------------------------------------------------------------------


class Word(Node, frozen=True, kw_only=True):
    """A bare word used as a value: `Ind`, `positive`, `avere`. Inside a pattern it may be a parameter's name."""

    text: str


class Text(Node, frozen=True, kw_only=True):
    """A quoted string, unescaped. `exact` when written in single quotes."""

    text: str
    exact: bool = False


class Number(Node, frozen=True, kw_only=True):
    """A whole number."""

    value: int


class Pattern(Node, frozen=True, kw_only=True):
    """A regular expression between slashes, without them."""

    expression: str


class Values(Node, frozen=True, kw_only=True):
    """`{avere, essere}`."""

    items: tuple[Word | Text, ...]


class ListName(Node, frozen=True, kw_only=True):
    """`@lexicon.list`; as a pattern element it stands for any entry of the list."""

    lexicon: str
    list: str


class Path(Node, frozen=True, kw_only=True):
    """`trigger.lemma`; with `capture` None the token or mention under test: `lemma`, `Mood`."""

    capture: str | None
    feature: str


class Length(Node, frozen=True, kw_only=True):
    """`length(content)`, in tokens."""

    capture: str


# --- tests inside [ … ] and conditions after `where`, `unless` -----------------------------------------------------------


class Comparison(Node, frozen=True, kw_only=True):
    """`lemma = dire`, `word ~ /…/`, `aux.lemma in {…}`, `length(a) <= 3`. In [ … ] the left side is a `Path` without capture."""

    left: Path | Length
    operator: Literal["=", "!=", "in", "~", "<", "<=", ">", ">="]
    right: Word | Text | Number | Pattern | Values | ListName | Path


class Alias(Node, frozen=True, kw_only=True):
    """A declared short name for features: `participle` for `VerbForm = Part`; in a condition `head.participle` has a capture."""

    capture: str | None
    name: str


class All(Node, frozen=True, kw_only=True):
    """Every part holds (`&`, `and`)."""

    parts: "tuple[Condition, ...]"


class Any(Node, frozen=True, kw_only=True):
    """At least one part holds (`|`, `or`)."""

    parts: "tuple[Condition, ...]"


class Not(Node, frozen=True, kw_only=True):
    """The part does not hold (`!`, `not`)."""

    part: "Condition"


class Only(Node, frozen=True, kw_only=True):
    """`[only upos = DET]`: every reading satisfies the test. Only as the outermost node inside [ … ]."""

    test: "Condition"


class Present(Node, frozen=True, kw_only=True):
    """A bare capture name as a condition: it was taken."""

    capture: str


class Agree(Node, frozen=True, kw_only=True):
    """`agree(a, b: number person)`: no feature named has two known, different values."""

    left: str
    right: str
    features: tuple[str, ...]


class Contains(Node, frozen=True, kw_only=True):
    """`contains(a, Type)`: a mention of that type, or of a subtype, lies within the capture."""

    capture: str
    type: str


class Same(Node, frozen=True, kw_only=True):
    """`same(a.lemma, b.lemma)`: both are known and equal."""

    left: Path
    right: Path


class Before(Node, frozen=True, kw_only=True):
    """`before(a, b)`: a ends at or before the start of b."""

    left: str
    right: str



# --- elements of a pattern -----------------------------------------------------------------------------------------------


class Words(Node, frozen=True, kw_only=True):
    """`"si legge"`: these words, whatever the case; `'Ansa'`: exactly so. Tokenized like text."""

    text: str
    exact: bool


class Lemma(Node, frozen=True, kw_only=True):
    """`<dire>`, `<rendere noto>`: any form of these lemmas, side by side."""

    words: tuple[str, ...]


class Token(Node, frozen=True, kw_only=True):
    """`[upos = VERB & Mood = Ind]`: one token of which one reading satisfies all of the test."""

    test: "Condition"


class Typed(Node, frozen=True, kw_only=True):
    """`Speaker`, `VerbGroup[tense = past]`: a mention of the type or a subtype, from an earlier phase."""

    type: str
    test: "Condition | None" = None


class Named(Node, frozen=True, kw_only=True):
    """A named pattern or, inside one, a parameter: `auxiliary`, `introduced("da")`."""

    name: str
    arguments: "tuple[Element, ...]" = ()


class Captured(Node, frozen=True, kw_only=True):
    """`name:element`."""

    name: str
    element: "Element"


class Sequence(Node, frozen=True, kw_only=True):
    """Elements side by side."""

    items: "tuple[Element, ...]"


class Choice(Node, frozen=True, kw_only=True):
    """`( a | b )`: the first that works is preferred."""

    alternatives: "tuple[Element, ...]"


class Repeat(Node, frozen=True, kw_only=True):
    """`?` `*` `+` `{n}` `{m,n}` `{m,}`; `most` None is unlimited; `lazy` for `??` `*?` `+?`."""

    element: "Element"
    least: int
    most: int | None
    lazy: bool = False


class Gap(Node, frozen=True, kw_only=True):
    """`..` (`most` None: to the end of the sentence) or `..{m,n}`: a gap, as short as possible."""

    least: int = 0
    most: int | None = None


class Edge(Node, frozen=True, kw_only=True):
    """`^` or `$`: an end of a sentence or quotation."""

    kind: Literal["^", "$"]


class Look(Node, frozen=True, kw_only=True):
    """`left( … )`, `right( … )`, `not left( … )`: context that is looked at, not taken. Also a condition (of the whole match)."""

    side: Literal["left", "right"]
    negated: bool
    element: "Element"


Condition = Comparison | Alias | All | Any | Not | Only | Present | Agree | Contains | Same | Before | Look

Element = Words | Lemma | Token | Typed | Named | ListName | Captured | Sequence | Choice | Repeat | Gap | Edge | Look


# --- what a rule emits ---------------------------------------------------------------------------------------------------


class EventOf(Node, frozen=True, kw_only=True):
    """`@reporting.Q[trigger.lemma].event`: the event type that the list gives for this lemma."""

    list: ListName
    key: Path


class Fallback(Node, frozen=True, kw_only=True):
    """`trigger.polarity else positive`: the first, or where it is unknown the second."""

    first: "Expression"
    second: "Expression"


class Conditional(Node, frozen=True, kw_only=True):
    """`negative if neg else positive`."""

    then: "Expression"
    condition: Condition
    otherwise: "Expression"


Expression = Word | Text | Path | Fallback | Conditional


class Assignment(Node, frozen=True, kw_only=True):
    """`number = Plur` inside an emission."""

    name: str
    value: Expression


class Emission(Node, frozen=True, kw_only=True):
    """`emit VerbGroup(lemma = head.lemma, …)`."""

    type: str | EventOf
    assignments: tuple[Assignment, ...] = ()


class Extension(Node, frozen=True, kw_only=True):
    """`extend event` or `extend event (voice = passive)`: the captures named for roles fill empty roles of the captured event."""

    capture: str
    assignments: tuple[Assignment, ...] = ()


# --- examples ------------------------------------------------------------------------------------------------------------


class RoleText(Node, frozen=True, kw_only=True):
    """`source "il ministro"`; several pieces or fillers: the same role again."""

    role: str
    text: str


class RoleResolved(Node, frozen=True, kw_only=True):
    """`source -> "Il comunicato"`: the antecedent."""

    role: str
    text: str


class NoRole(Node, frozen=True, kw_only=True):
    """`no source`."""

    role: str


class FeatureValue(Node, frozen=True, kw_only=True):
    """`polarity = negative`."""

    feature: str
    value: str


class Expected(Node, frozen=True, kw_only=True):
    """`Say "ha detto" (source "…", …)`; `type` is a mention or event type, or `word` for a token and its surviving readings."""

    type: str
    text: str
    details: tuple[RoleText | RoleResolved | NoRole | FeatureValue, ...] = ()


class Example(Node, frozen=True, kw_only=True):
    """`example "text" => expected, expected`."""

    text: str
    expected: tuple[Expected, ...]


class Never(Node, frozen=True, kw_only=True):
    """`never "text" because "reason"`: the rule contributes nothing to the output for this text."""

    text: str
    because: str | None = None


class Case(Node, frozen=True, kw_only=True):
    """A case of a suite: a text and what the pack finds in it. `complete`: the items are all events of the text (`events:`),
    else some of what is found (`expect:`). `date` is the document's, in ISO 8601."""

    text: str
    expected: tuple[Expected, ...]
    complete: bool
    name: str | None = None
    date: str | None = None
    because: str | None = None


# --- statements ----------------------------------------------------------------------------------------------------------


class PhaseName(Node, frozen=True, kw_only=True):
    """`phase chunks`: the statements below it, up to the next `phase` or the end of the file, belong to that phase."""

    name: str


class FeatureDeclaration(Node, frozen=True, kw_only=True):
    """`feature number : Sing | Plur`; `values` None for `text`."""

    name: str
    values: tuple[str, ...] | None


class MentionType(Node, frozen=True, kw_only=True):
    """`mention Speaker is NounPhrase closed nested` with its features."""

    name: str
    parent: str | None
    closed: bool
    nested: bool
    features: tuple[FeatureDeclaration, ...]


class RoleDeclaration(Node, frozen=True, kw_only=True):
    """`role content : Quote | Clause | Text *`; `quantity` is "" (exactly one), "?", "*" or "+"."""

    name: str
    types: tuple[str, ...]
    quantity: Literal["", "?", "*", "+"]


class AttributeDeclaration(Node, frozen=True, kw_only=True):
    """`attribute polarity : positive | negative = trigger.polarity else positive`."""

    name: str
    values: tuple[str, ...]
    default: Expression | None


class EventType(Node, frozen=True, kw_only=True):
    """`abstract event Reporting` with its roles and attributes."""

    name: str
    parent: str | None
    abstract: bool
    roles: tuple[RoleDeclaration, ...]
    attributes: tuple[AttributeDeclaration, ...]


class PatternDefinition(Node, frozen=True, kw_only=True):
    """`pattern introduced(preposition) = preposition NounPhrase`."""

    name: str
    parameters: tuple[str, ...]
    element: Element


class Rule(Node, frozen=True, kw_only=True):
    """`rule name "title"` with `match` and one of `emit`, `extend`. `where` must all hold, of `unless` none."""

    name: str
    title: str | None
    phase: str | None
    match: Element
    where: tuple[Condition, ...] = ()
    unless: tuple[Condition, ...] = ()
    emit: Emission | None = None
    extend: Extension | None = None
    priority: int = 0
    examples: tuple[Example, ...] = ()
    nevers: tuple[Never, ...] = ()


class Selection(Node, frozen=True, kw_only=True):
    """`select name` / `remove name`: `reading word[upos = NOUN]` names the capture and the readings kept or removed."""

    kind: Literal["select", "remove"]
    name: str
    title: str | None
    phase: str | None
    match: Element
    capture: str
    test: Condition
    where: tuple[Condition, ...] = ()
    unless: tuple[Condition, ...] = ()
    priority: int = 0
    examples: tuple[Example, ...] = ()
    nevers: tuple[Never, ...] = ()


class PreviousRole(Node, frozen=True, kw_only=True):
    """`source of previous event`."""

    role: str


class TriggerPart(Node, frozen=True, kw_only=True):
    """`Date of trigger`: a mention inside it; `enclitic of trigger`: the letters that end one of its words, by a feature."""

    name: str

    @property
    def is_type(self) -> bool:
        """Whether it is a mention that is meant: types begin with a capital letter."""
        return self.name[0].isupper()


class Preference(Node, frozen=True, kw_only=True):
    """`prefer Document when previous event has source Document`; without `when`: always."""

    type: Typed
    role: str | None = None
    role_type: str | None = None


class Resolution(Node, frozen=True, kw_only=True):
    """`resolve source of Reporting where source_form = null`, `fill …`, `continue …`. Its name is its heading, in single spaces.

    `where` compares attributes of the event (`Path` without capture) or of its trigger (`trigger.number`); `within` counts
    sentences back, those of a `continue` on; 0 is the event's own. `inside`, of a `continue` only: what its candidates lie in."""

    kind: Literal["resolve", "fill", "continue"]
    name: str
    phase: str | None
    role: str
    event: str
    where: tuple[Condition, ...]
    candidates: tuple[PreviousRole | TriggerPart | Typed, ...]
    inside: Typed | None = None
    agree: tuple[str, ...] = ()
    within: int = 0
    preferences: tuple[Preference, ...] = ()
    examples: tuple[Example, ...] = ()


Statement = PhaseName | MentionType | EventType | PatternDefinition | Rule | Selection | Resolution


class RuleFile(Node, frozen=True, kw_only=True):
    """One `.rules` file: its statements in order."""

    statements: tuple[Statement, ...]
