"""Checks of examples and of the cases of suites: that they are there, and that what they expect exists.

In: the context. Out: findings, by `check_examples` and `check_suites`. Whether an example comes true is for the engine to say.
"""

from __future__ import annotations

from extractor.diagnostics import did_you_mean
from extractor.language import tree
from extractor.language.captures import captures
from extractor.language.check_context import Context, Features
from extractor.language.tree import Expected, Resolution, Rule, Selection

WORD = "word"


def check_examples(context: Context) -> None:
    """Checks the examples of every rule."""
    for statement in context.examined:
        _enough(context, statement)
        for example in statement.examples:
            for position, expected in enumerate(example.expected):
                _expected(context, example.text, "the example", expected)
                if position == 0:
                    _first(context, statement, expected)


def check_suites(context: Context) -> None:
    """Checks the cases of every suite."""
    for cases in context.pack.suites.values():
        for case in cases:
            for expected in case.expected:
                known = expected.type == WORD or context.knows(expected.type)
                if case.complete and known and not context.types.is_event(expected.type):
                    what = "a word" if expected.type == WORD else f"'{expected.type}', a mention,"
                    message = f"{what} is among the events of the text"
                    context.add("E122", expected.place, message, "'events' lists events only; 'expect' takes everything")
                _expected(context, case.text, "the text", expected)


def _enough(context: Context, statement: Rule | Selection | Resolution) -> None:
    if not statement.examples:
        hint = "write: example \"…\" => …"
        context.add("E121", statement.place, f"'{statement.name}' has no example", hint)
    if _needs_never(context, statement) and not isinstance(statement, Resolution) and not statement.nevers:
        hint = "write a sentence that looks alike and must not match: never \"…\" because \"…\""
        context.add("E121", statement.place, f"'{statement.name}' has no 'never'", hint)


def _needs_never(context: Context, statement: Rule | Selection | Resolution) -> bool:
    if isinstance(statement, Selection):
        return True
    if not isinstance(statement, Rule) or statement.emit is None:
        return False
    return isinstance(statement.emit.type, tree.EventOf) or context.types.is_event(statement.emit.type)


def _first(context: Context, statement: Rule | Selection | Resolution, expected: Expected) -> None:
    """The first expected item is what the rule makes or changes."""
    made = _made(context, statement)
    if made is None or expected.type in made or (expected.type != WORD and not context.sure(expected.type)):
        return
    one = " or ".join(made[:4]) + (" …" if len(made) > 4 else "")
    message = f"the first item must be what '{statement.name}' makes or changes: {one}, not {expected.type}"
    context.add("E122", expected.place, message, "put the item that is made by this rule first")


def _made(context: Context, statement: Rule | Selection | Resolution) -> tuple[str, ...] | None:
    """The types of what a statement makes or changes, None where they can't be told."""
    if isinstance(statement, Selection):
        return (WORD,)
    if isinstance(statement, Resolution):
        return context.types.subtypes(statement.event) if context.sure(statement.event) else None
    if context.pack.broken:
        return None
    if statement.extend is not None:
        return _extended(context, statement.match, statement.extend.capture)
    return context.emitted(statement) or None


def _extended(context: Context, match: tree.Element, capture: str) -> tuple[str, ...] | None:
    """The event types that a capture may take."""
    expanded = context.expanded(match, quiet=True)
    found = captures(expanded.element, context.times).get(capture) if expanded else None
    events = [kind.type for kind in found.kinds if context.types.is_event(kind.type)] if found else []
    return tuple(sorted({name for event in events for name in context.types.subtypes(event)})) or None


def _expected(context: Context, text: str, where: str, expected: Expected) -> None:
    texts = [expected, *(each for each in expected.details if isinstance(each, tree.RoleText | tree.RoleResolved))]
    for each in texts:
        if each.text not in text:
            hint = f"copy it from {where}, letter by letter"
            context.add("E122", each.place, f"'{each.text}' does not stand in {where}", hint)
    if expected.type == WORD:
        _details(context, expected, context.token_features, None)
    elif context.type_exists(expected.type, expected.place):
        event = context.types.events.get(expected.type)
        if event and event.abstract:
            message = f"'{expected.type}' is abstract, so that no event can be one"
            context.add("E112", expected.place, message, "name the type that is expected")
        sure = context.sure(expected.type)
        roles = tuple(context.types.roles_of(expected.type)) if sure else None
        _details(context, expected, context.features_of_type(expected.type), roles if event else ())


def _details(context: Context, expected: Expected, features: Features | None, roles: tuple[str, ...] | None) -> None:
    """The details of an expected item; `roles` None: they can't be told (or `word`, which has none)."""
    for detail in expected.details:
        if not isinstance(detail, tree.FeatureValue):
            if expected.type == WORD:
                context.add("E122", detail.place, "a word has no roles", "write feature = value")
            elif roles is not None and detail.role not in roles:
                none = "it has none" if context.types.is_event(expected.type) else "only events have roles"
                what = f"it has {', '.join(roles)}" if roles else none
                hint = did_you_mean(detail.role, roles) or what
                context.add("E101", detail.place, f"{expected.type} has no role '{detail.role}'", hint)
        elif features is not None and detail.feature not in features:
            what = "attribute" if context.types.is_event(expected.type) else "feature"
            owner = "a token" if expected.type == WORD else expected.type
            hint = did_you_mean(detail.feature, features) or f"it has {', '.join(sorted(features)) or 'none'}"
            context.add("E102", detail.place, f"{owner} has no {what} '{detail.feature}'", hint)
        elif features is not None and (values := features[detail.feature]) and detail.value not in values:
            hint = did_you_mean(detail.value, values) or f"its values are {', '.join(values)}"
            context.add("E103", detail.place, f"'{detail.feature}' has no value '{detail.value}'", hint)
