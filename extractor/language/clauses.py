"""Lark's tree → syntax tree, for the clauses of rules and their examples.

In: Lark's subtrees. Out: `Clause`s, which `syntax` puts together to statements.
"""

from __future__ import annotations

from typing import Any as Anything
from typing import NamedTuple

from extractor.language import tree
from extractor.language.elements import Elements
from extractor.language.findings import Findings
from extractor.language.literals import Children
from extractor.language.tree import Place


class Clause(NamedTuple):
    """One clause of a rule: its keyword, its place, what it says."""

    keyword: str
    place: Place
    value: object


class Clauses:
    """The clauses of one statement, by keyword."""

    def __init__(self, findings: Findings, children: Children) -> None:
        self.findings = findings
        self.clauses = [child for child in children if isinstance(child, Clause)]

    def all(self, keyword: str) -> tuple[Anything, ...]:
        """What every clause with this keyword says, in order."""
        return tuple(clause.value for clause in self.clauses if clause.keyword == keyword)

    def one(self, keyword: str) -> Anything:
        """What the only clause with this keyword says, or None; a second one is reported."""
        found = [clause for clause in self.clauses if clause.keyword == keyword]
        for second in found[1:]:
            self.findings.report(
                "E018",
                second.place,
                f"a second '{keyword}' in one statement",
                f"keep one '{keyword}', or make two statements of it; the first stands on line {found[0].place.line}",
            )
        return found[0].value if found else None


class ClauseNodes(Elements):
    """One method for each rule of the grammar that is a clause or part of one."""

    def clause(self, keyword: str, place: Place, value: object) -> Clause:
        """A clause at its place."""
        return Clause(keyword, place, value)

    def match(self, place: Place, children: Children) -> Clause:
        """`match …`."""
        return self.clause("match", place, children[0])

    def where(self, place: Place, children: Children) -> Clause:
        """`where …`."""
        return self.clause("where", place, children[0])

    def unless(self, place: Place, children: Children) -> Clause:
        """`unless …`."""
        return self.clause("unless", place, children[0])

    def reading(self, place: Place, children: Children) -> Clause:
        """`reading word[upos = NOUN]`."""
        return self.clause("reading", place, (self.small_name(children[0], "a capture"), children[1]))

    def priority(self, place: Place, children: Children) -> Clause:
        """`priority 20`."""
        return self.clause("priority", place, self.whole(children[0]))

    def emit(self, place: Place, children: Children) -> Clause:
        """`emit Say (…)`."""
        kind, assignments = children
        made = kind if isinstance(kind, tree.EventOf) else self.type_name(kind)
        return self.clause("emit", place, tree.Emission(place=place, type=made, assignments=assignments or ()))

    def event_of(self, place: Place, children: Children) -> tree.EventOf:
        """`@reporting.Q[trigger.lemma].event`."""
        return tree.EventOf(place=place, list=self.listed(children[0]), key=self.dotted(children[1]))

    def extend(self, place: Place, children: Children) -> Clause:
        """`extend event (…)`."""
        capture, assignments = children
        node = tree.Extension(place=place, capture=capture, assignments=assignments or ())
        return self.clause("extend", place, node)

    def assignments(self, place: Place, children: Children) -> tuple[tree.Assignment, ...]:
        """`(number = Plur, …)`."""
        return tuple(children)

    def assignment(self, place: Place, children: Children) -> tree.Assignment:
        """`number = Plur`."""
        name, value = children
        return tree.Assignment(place=place, name=self.small_name(name, "a feature"), value=value)

    def candidates(self, place: Place, children: Children) -> Clause:
        """`from source of previous event | Speaker`."""
        return self.clause("from", place, tuple(self.as_type(child) for child in children))

    def as_type(self, node: Anything) -> Anything:
        """A type where only a type may stand; a name in small letters is reported and taken for one."""
        if not isinstance(node, tree.Named):
            return node
        return tree.Typed(place=node.place, type=self.named_type(node.name, node.place))

    def previous_role(self, place: Place, children: Children) -> tree.PreviousRole:
        """`source of previous event`."""
        return tree.PreviousRole(place=place, role=self.small_name(children[0], "a role"))

    def trigger_part(self, place: Place, children: Children) -> tree.TriggerPart:
        """`Date of trigger`, `enclitic of trigger`."""
        name, whole = children
        if str(whole) != "trigger":
            message = f"where to look can't be read: found '{whole}'"
            hint = f"write: {name} of trigger, or of what is told before: {name} of previous event"
            self.findings.report("E038", self.place(whole), message, hint)
        return tree.TriggerPart(place=place, name=str(name))

    def inside(self, place: Place, children: Children) -> Clause:
        """`inside Resumption`."""
        return self.clause("inside", place, self.as_type(children[0]))

    def agreement(self, place: Place, children: Children) -> Clause:
        """`agree number person`."""
        return self.clause("agree", place, tuple(map(str, children)))

    def within(self, place: Place, children: Children) -> Clause:
        """`within 2 sentences`."""
        number = self.whole(children[0])
        if number < 0:
            message = "a number of sentences can't be negative"
            self.findings.report("E023", self.place(children[0]), message, "0 is the event's own sentence")
        return self.clause("within", place, max(number, 0))

    def prefer(self, place: Place, children: Children) -> Clause:
        """`prefer Document when previous event has source Document`."""
        wanted, role, kind = children
        node = tree.Preference(
            place=place,
            type=self.as_type(wanted),
            role=self.small_name(role, "a role") if role else None,
            role_type=self.type_name(kind) if kind else None,
        )
        return self.clause("prefer", place, node)

    # --- examples ---

    def example(self, place: Place, children: Children) -> Clause:
        """`example "…" => Say "ha detto"`."""
        text, *expected = children
        node = tree.Example(place=place, text=text.text, expected=tuple(expected))
        return self.clause("example", place, node)

    def never(self, place: Place, children: Children) -> Clause:
        """`never "…" because "…"`."""
        text, because = children
        node = tree.Never(place=place, text=text.text, because=because.text if because else None)
        return self.clause("never", place, node)

    def items(self, place: Place, children: Children) -> tuple[tree.Expected, ...]:
        """`Say "ha detto", Speaker "il ministro"`: what stands after `=>`, by itself."""
        return tuple(children)

    def expected(self, place: Place, children: Children) -> tree.Expected:
        """`Say "ha detto" (source "il ministro")`."""
        kind, text, *details = children
        name = str(kind) if kind == "word" else self.type_name(kind)
        found = tuple(detail for detail in details if detail is not None)
        return tree.Expected(place=place, type=name, text=text.text, details=found)

    def role_text(self, place: Place, children: Children) -> tree.RoleText:
        """`source "il ministro"`."""
        role, text = children
        return tree.RoleText(place=place, role=self.small_name(role, "a role"), text=text.text)

    def role_resolved(self, place: Place, children: Children) -> tree.RoleResolved:
        """`source -> "il ministro"`."""
        role, text = children
        return tree.RoleResolved(place=place, role=self.small_name(role, "a role"), text=text.text)

    def no_role(self, place: Place, children: Children) -> tree.NoRole:
        """`no source`."""
        return tree.NoRole(place=place, role=self.small_name(children[0], "a role"))

    def feature_value(self, place: Place, children: Children) -> tree.FeatureValue:
        """`polarity = negative`."""
        name, value = children
        return tree.FeatureValue(place=place, feature=str(name), value=value.text)
