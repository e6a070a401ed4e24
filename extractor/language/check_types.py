"""Checks of the schema: `mention` and `event` statements.

In: the context. Out: findings about parents, features, roles, attributes and their defaults, by `check_types`.
"""

from __future__ import annotations

from collections.abc import Iterable

from extractor.language import tree
from extractor.language.captures import Capture, Kind
from extractor.language.check_conditions import Conditions, Scope
from extractor.language.check_context import Context
from extractor.language.tree import EventType, MentionType, RoleDeclaration
from extractor.language.types import TEXT, open_values

TRIGGER = "trigger"


def check_types(context: Context) -> None:
    """Checks every type."""
    for mention in context.pack.mention_types:
        _common(context, mention, context.types.mentions, mention.features)
        for feature in mention.features:
            _values(context, feature, feature.values)
    for event in context.pack.event_types:
        _common(context, event, context.types.events, (*event.roles, *event.attributes))
        for role in event.roles:
            _role_types(context, role)
        for attribute in event.attributes:
            _values(context, attribute, attribute.values)
        _clashes(context, event)
        _defaults(context, event)
        _trigger(context, event)
    _quotations(context)


def _common(
    context: Context,
    declared: MentionType | EventType,
    kin: Iterable[str],
    parts: Iterable[tree.FeatureDeclaration | RoleDeclaration | tree.AttributeDeclaration],
) -> None:
    if declared.name == TEXT:
        message = f"'{TEXT}' is built in: it stands for any run of text"
        context.add("E124", declared.place, message, "choose another name")
    parent = declared.parent
    if parent is not None and context.type_exists(parent, declared.place, allowed=kin):
        line = context.types.ancestors(parent)
        if declared.name in line:
            circle = " is ".join([declared.name, *line[: line.index(declared.name) + 1]])
            context.add("E109", declared.place, f"the type descends from itself: {circle}", "remove one 'is'")
    first: dict[str, object] = {}
    for part in parts:
        if part.name in first:
            message = f"'{part.name}' is declared twice in '{declared.name}'"
            context.add("E124", part.place, message, "rename or remove one of the two")
        first.setdefault(part.name, part)


def _values(context: Context, declared: tree.Node, values: tuple[str, ...] | None) -> None:
    for position, value in enumerate(values or ()):
        if value in (values or ())[:position]:
            context.add("E124", declared.place, f"the value '{value}' stands twice", "remove one of the two")


def _role_types(context: Context, role: RoleDeclaration) -> None:
    for name in role.types:
        if name != TEXT:
            context.type_exists(name, role.place)


def _clashes(context: Context, event: EventType) -> None:
    """A name can't be a role and an attribute."""
    roles, attributes = context.types.roles_of(event.name), context.types.attributes_of(event.name)
    parts: tuple[RoleDeclaration | tree.AttributeDeclaration, ...] = (*event.roles, *event.attributes)
    for part in parts:
        if part.name in roles and part.name in attributes:
            message = f"'{part.name}' is both a role and an attribute of '{event.name}'"
            context.add("E124", part.place, message, "rename one of the two")


def _defaults(context: Context, event: EventType) -> None:
    conditions = Conditions(context, Scope(captures=role_captures(context, event.name)))
    for attribute in event.attributes:
        if attribute.default is not None:
            conditions.value(attribute.default, open_values(attribute), attribute.name)


def role_captures(context: Context, event: str) -> dict[str, Capture] | None:
    """The roles of an event as captures, for what refers to them by name; None where they can't be told."""
    if not context.sure(event):
        return None
    return {
        role.name: Capture(role.name, role.place, tuple(_kind(context, name) for name in role.types), 1, False)
        for role in context.types.roles_of(event).values()
    }


def _kind(context: Context, name: str) -> Kind:
    if name == TEXT:
        return Kind("run")
    return Kind("mention", name) if name in context.types else Kind("unknown")


def _trigger(context: Context, event: EventType) -> None:
    if event.abstract or not context.sure(event.name):
        return
    role = context.types.roles_of(event.name).get(TRIGGER)
    if role is None:
        hint = f"declare 'role {TRIGGER} : …', here or in a parent"
        context.add("E124", event.place, f"'{event.name}' has no role '{TRIGGER}'", hint)
    elif role.quantity != "":
        hint = "remove the sign at the end of its line"
        context.add("E124", role.place, f"an event has exactly one {TRIGGER}, not '{role.quantity}'", hint)


def _quotations(context: Context) -> None:
    """The mention type of quotations, which the engine makes itself."""
    name = quotation_type(context)
    if name is not None and not context.types.is_mention(name) and name not in context.pack.unread:
        file = next((file for file in context.pack.sources if file.endswith("tokens.yaml")), context.pack.folder)
        message = f"the type of quotations, '{name}', is not declared as a mention type"
        context.add_to_file("E100", file, message, f"declare 'mention {name} closed nested'")


def quotation_type(context: Context) -> str | None:
    """The mention type that `tokens.yaml` gives to quotations."""
    quotations = context.pack.tokens.get("quotations")
    name = quotations.get("mention") if isinstance(quotations, dict) else None
    return name if isinstance(name, str) else None
