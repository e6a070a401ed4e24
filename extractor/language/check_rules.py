"""Checks of rules: captures against roles, conditions, what is emitted; and of `select` and `remove`.

In: the context. Out: findings, by `check_rules`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from extractor.diagnostics import did_you_mean
from extractor.language import tree
from extractor.language.captures import Capture, anchors, can_be_empty, captures, contexts
from extractor.language.check_conditions import Conditions, Scope, check_look
from extractor.language.check_context import Context
from extractor.language.check_types import TRIGGER
from extractor.language.expand import Expanded
from extractor.language.tree import Place, Rule, Selection
from extractor.language.types import TEXT
from extractor.language.walk import walk

HEAD: Final = "head"


def check_rules(context: Context) -> None:
    """Checks every rule, `select` and `remove`."""
    for rule in context.pack.rules:
        found = _match(context, rule)
        if found is not None:
            _Rule(context, rule, *found).check()
    for selection in context.pack.selections:
        found = _match(context, selection)
        if found is not None:
            _selection(context, selection, found[1])


def _match(context: Context, rule: Rule | Selection) -> tuple[Expanded, dict[str, Capture] | None] | None:
    """What a rule's pattern takes, after the checks that all rules share; the captures are None where they can't be told."""
    expanded = context.expanded(rule.match)
    if expanded is None:
        return None
    element = expanded.element
    complete, looks = contexts(element)
    if complete and can_be_empty(element):
        hint = "let at least one element stand without '?', '*' or {0,…}"
        context.add("E114", rule.match.place, f"'{rule.name}' can match empty", hint)
    for argument in expanded.misused:
        hint = "write one word, or a text in quotation marks"
        context.add("E107", argument.place, "this argument stands for a value, but is none", hint)
    found = captures(element, context.times)
    for capture in found.values():
        if capture.empty and complete:
            context.add("E114", capture.place, f"the capture '{capture.name}' can be empty", "let it take at least one token")
    for look in looks:
        if id(look) not in context.looked:  # one in a named pattern stands in many rules
            context.looked.add(id(look))
            check_look(context, look)
    scope = Scope(captures=found if complete else None)
    for token in expanded.tests:
        own = context.token_features if isinstance(token, tree.Token) else context.features_of_type(token.type)
        subject = "a token" if isinstance(token, tree.Token) else token.type
        if token.test is not None:
            Conditions(context, Scope(subject=subject, own=own)).check(token.test)
    for condition in (*rule.where, *rule.unless):
        Conditions(context, scope).check(condition)
    return expanded, found if complete else None


class _Rule:
    """The checks of a rule that makes or extends something. `captures` is None where they can't be told."""

    def __init__(self, context: Context, rule: Rule, expanded: Expanded, found: Mapping[str, Capture] | None) -> None:
        self.context, self.rule, self.element, self.captures = context, rule, expanded.element, found
        self.conditions = Conditions(context, Scope(captures=found))

    def check(self) -> None:
        rule = self.rule
        if rule.emit is not None:
            self.emission(rule.emit)
        if rule.extend is not None:
            self.extension(rule.extend)

    # --- emit

    def emission(self, emission: tree.Emission) -> None:
        if isinstance(emission.type, tree.EventOf):
            self.event_of(emission.type)
        elif not self.context.type_exists(emission.type, emission.place):
            return
        made = self.context.emitted(self.rule)
        if isinstance(emission.type, str) and self.context.types.is_mention(emission.type):
            self.head()
            self.assignments(emission.assignments, made)
            self.once(())
            return
        for name in made:
            if self.context.types.events[name].abstract and isinstance(emission.type, str):
                below = [each for each in self.context.types.subtypes(name) if each != name]
                hint = f"emit one of its subtypes: {', '.join(below)}" if below else "declare a subtype, or remove 'abstract'"
                self.context.add("E112", emission.place, f"'{name}' is abstract, so that no event can be one", hint)
        self.anchor(TRIGGER, emission.place)
        self.assignments(emission.assignments, made)
        self.roles(made)

    def event_of(self, value: tree.EventOf) -> None:
        """`@reporting.Q[trigger.lemma].event`: the list must give an event for each of its entries."""
        known, values = self.conditions.path(value.key)
        found = self.context.list_of(value.list)
        if known and values is not None:
            hint = "look the event up by a lemma"
            self.context.add("E119", value.key.place, f"'{value.key.feature}' has declared values, and no list has them", hint)
        if found is None:
            return
        without = next((entry for entry in found.entries if entry.event is None), None)
        if without is not None:
            listed = f"@{found.lexicon}.{found.name}"
            message = f"the entry '{without.words}' of {listed} has no event type"
            hint = f"add 'event: …' to it in {without.place.file} on line {without.place.line}"
            self.context.add("E130", value.place, message, hint)

    def assignments(self, assignments: tuple[tree.Assignment, ...], made: tuple[str, ...]) -> None:
        """Features or attributes that are given values."""
        given: set[str] = set()
        for each in assignments:
            if each.name in given:
                message = f"'{each.name}' is given a value twice"
                self.context.add("E124", each.place, message, "remove one of the two")
            given.add(each.name)
            for name in made or ("",):
                self.assignment(each, name)

    def assignment(self, assignment: tree.Assignment, made: str) -> None:
        """One of them, for one type; the type is empty where it can't be told."""
        features = self.context.features_of_type(made) if made else None
        values = None
        if features is not None:
            if assignment.name not in features:
                what = "attribute" if self.context.types.is_event(made) else "feature"
                hint = did_you_mean(assignment.name, features)
                hint = hint or (f"it has {', '.join(sorted(features))}" if features else "it has none")
                if assignment.name in self.context.types.roles_of(made):
                    hint = f"'{assignment.name}' is a role: capture it, {assignment.name}:…"
                self.context.add("E102", assignment.place, f"{made} has no {what} '{assignment.name}'", hint)
            values = features.get(assignment.name)
        self.conditions.value(assignment.value, values, assignment.name)

    # --- captures

    def head(self) -> None:
        """The head of a mention is one token or mention, captured once."""
        head = (self.captures or {}).get(HEAD)
        if head and any(kind.of == "run" for kind in head.kinds):
            message = "the head of a mention is one token or one mention, but this takes several"
            self.context.add("E117", head.place, message, "capture only the head word")

    def anchor(self, name: str, place: Place) -> None:
        """The capture that a match begins from stands once in each top-level alternative."""
        if self.captures is None:
            return
        taken = self.captures.get(name)
        if taken and any(kind.of == "run" for kind in taken.kinds):
            message = f"'{name}:' takes several elements, but the match begins from one"
            self.context.add("E116", taken.place, message, "capture one mention, and leave the rest outside")
        least, most, deep = anchors(self.element, name, self.context.times)
        if deep is not None:
            message = f"'{name}:' must not be repeated, optional, or inside another capture or a look-around"
            self.context.add("E116", deep, message, "write it at the top level of 'match', or of its alternatives")
        elif most == 0:
            message = f"'{self.rule.name}' has no '{name}:'"
            self.context.add("E116", self.rule.match.place, message, f"write {name}:… before the element that is it")
        elif most > 1:
            second = [each for each in walk(self.element) if isinstance(each, tree.Captured) and each.name == name][-1]
            self.context.add("E116", second.place, f"a second '{name}:' in one match", "keep one of the two")
        elif least == 0:
            message = f"an alternative of '{self.rule.name}' has no '{name}:'"
            self.context.add("E116", self.rule.match.place, message, f"write {name}:… in every alternative")

    def roles(self, events: tuple[str, ...]) -> list[str]:
        """Checks the captures against the roles that they fill; returns the names of the roles."""
        types, filled = self.context.types, []
        sure = events and all(self.context.sure(event) for event in events)
        if not sure or self.captures is None:
            return []
        for capture in self.captures.values():
            known = False
            for event in events:
                if role := types.roles_of(event).get(capture.name):
                    known = True
                    self.fits(capture, role, event)
            if known:
                filled.append(capture.name)
        several = {name for name in filled if any(_takes_several(types.roles_of(event).get(name)) for event in events)}
        self.once(several)
        self.near_misses(events, filled)
        return filled

    def fits(self, capture: Capture, role: tree.RoleDeclaration, event: str) -> None:
        """A mention must be of one of the role's types; anything else is text."""
        for kind in capture.kinds:
            if kind.of == "unknown" or TEXT in role.types:
                continue
            if kind.of == "mention":
                unknown = any(name not in self.context.types for name in role.types)
                if unknown or not self.context.sure(kind.type) or self.context.types.fits(kind.type, role):
                    continue
            allowed = " or ".join(role.types)
            one = Capture(capture.name, capture.place, (kind,), 1, False)
            taken = self.context.kinds_text(one)
            message = f"'{capture.name}' takes {taken}, but the role '{role.name}' of {event} takes {allowed}"
            hint = f"capture one of these types, or add {TEXT if kind.of != 'mention' else kind.type} to the role's types"
            self.context.add("E110", capture.place, message, hint)

    def once(self, several: set[str] | tuple[()]) -> None:
        """Only a role that takes several fillers may be captured more than once in one match."""
        for capture in (self.captures or {}).values():
            if capture.most > 1 and capture.name not in several and capture.name != TRIGGER:
                message = f"'{capture.name}' can be captured several times in one match"
                hint = "only a role declared with '*' or '+' may be; give the captures different names"
                self.context.add("E111", capture.place, message, hint)

    def near_misses(self, events: tuple[str, ...], filled: list[str]) -> None:
        """Warnings about captures that nothing uses and whose name is nearly a role's."""
        clauses = (self.rule.where, self.rule.unless, self.rule.emit, self.rule.extend)
        used = {name for node in walk(clauses) for name in _mentioned(node)}
        roles = sorted({role for event in events for role in self.context.types.roles_of(event)})
        for name, capture in (self.captures or {}).items():
            if name not in used and name not in filled and (hint := did_you_mean(name, roles)):
                self.context.add("W203", capture.place, f"the capture '{name}' fills no role and is not used", hint)

    # --- extend

    def extension(self, extension: tree.Extension) -> None:
        capture = self.conditions.bound(extension.capture, extension.place)
        if capture is None:
            return
        self.anchor(extension.capture, extension.place)
        events = tuple(kind.type for kind in capture.kinds if self.context.types.is_event(kind.type))
        wrong = [kind for kind in capture.kinds if kind.of != "unknown" and kind.type not in self.context.types.events]
        if any(kind.type not in self.context.pack.unread for kind in wrong):
            message = f"'{extension.capture}' takes {self.context.kinds_text(capture)}, but only an event can be extended"
            self.context.add("E110", capture.place, message, "capture an event type: event:Reporting")
            return
        others = [
            each.place
            for each in (self.captures or {}).values()
            if each.name != extension.capture and any(self.context.types.is_event(kind.type) for kind in each.kinds)
        ]
        for place in others:
            self.context.add("E116", place, "a second event is captured", "an 'extend' rule has exactly one")
        self.assignments(extension.assignments, events)
        filled = self.roles(events)
        if events and not filled and not extension.assignments and self.captures is not None:
            message = f"'{self.rule.name}' adds nothing: no capture has the name of a role of {' or '.join(events)}"
            roles = sorted({role for event in events for role in self.context.types.roles_of(event)} - {TRIGGER})
            self.context.add("E126", extension.place, message, f"the roles are {', '.join(roles)}" if roles else "")


def _takes_several(role: tree.RoleDeclaration | None) -> bool:
    return role is not None and role.quantity in ("*", "+")


def _mentioned(node: tree.Node) -> tuple[str, ...]:
    """The captures that a node of a condition or expression names."""
    match node:
        case tree.Agree() | tree.Before():
            return (node.left, node.right)
        case tree.Path() | tree.Alias():
            return (node.capture,) if node.capture else ()
        case tree.Present() | tree.Contains() | tree.Length() | tree.Extension():
            return (node.capture,)
        case _:
            return ()


def _selection(context: Context, selection: Selection, found: Mapping[str, Capture] | None) -> None:
    """The captured token of a `select` or `remove`, and the readings that are meant."""
    scope = Scope(subject="a token", own=context.token_features)
    Conditions(context, scope).check(selection.test)
    capture = Conditions(context, Scope(captures=found)).bound(selection.capture, selection.place)
    if capture is None:
        return
    if any(kind.of in ("mention", "run") for kind in capture.kinds):
        message = f"'{capture.name}' takes {context.kinds_text(capture)}, but only one token has readings"
        context.add("E110", capture.place, message, "capture a token: [ … ], <lemma> or \"word\"")
    if capture.most > 1:
        message = f"'{capture.name}' can be captured several times in one match"
        context.add("E111", capture.place, message, "capture one token")
