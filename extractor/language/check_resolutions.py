"""Checks of `resolve`, `fill` and `continue`.

In: the context. Out: findings about their roles, candidates, conditions and preferences, by `check_resolutions`.
"""

from __future__ import annotations

from collections.abc import Iterator

from extractor.diagnostics import did_you_mean
from extractor.language import tree
from extractor.language.captures import Kind
from extractor.language.check_conditions import Conditions, Scope
from extractor.language.check_context import Context
from extractor.language.check_types import TRIGGER, role_captures
from extractor.language.tree import Resolution


def check_resolutions(context: Context) -> None:
    """Checks every `resolve`, `fill` and `continue`."""
    for resolution in context.pack.resolutions:
        _resolution(context, resolution)


def _resolution(context: Context, resolution: Resolution) -> None:
    event = resolution.event
    if not context.type_exists(event, resolution.place, allowed=context.types.events):
        return
    scope = Scope(subject=event, own=context.features_of_type(event), captures=role_captures(context, event))
    for condition in resolution.where:
        Conditions(context, scope).check(condition)
    if not context.sure(event):
        return
    roles = context.types.roles_of(event)
    role = roles.get(resolution.role)
    if role is None:
        hint = did_you_mean(resolution.role, roles) or f"its roles are {', '.join(roles)}"
        context.add("E101", resolution.place, f"{event} has no role '{resolution.role}'", hint)
    elif role.name == TRIGGER:
        context.add("E110", resolution.place, "a trigger can't be resolved: it is what an event is found by")
    elif resolution.kind == "continue" and role.quantity not in ("*", "+"):
        message = f"'{role.name}' of {event} takes one filler, so that nothing can be added to it"
        context.add("E111", resolution.place, message, "declare the role with '*' or '+'")
    for candidate in resolution.candidates:
        if isinstance(candidate, tree.PreviousRole):
            _previous(context, candidate.role, candidate)
        elif isinstance(candidate, tree.TriggerPart):
            _trigger_part(context, candidate, resolution, role)
        elif role is not None:
            _candidate(context, candidate, role, event)
    _clauses(context, resolution)
    _agreement(context, resolution)
    _preferences(context, resolution)


def _clauses(context: Context, resolution: Resolution) -> None:
    """A `continue` looks forward, for what is inside a mention; `resolve` and `fill` look back and choose one of several."""
    if resolution.kind != "continue":
        if resolution.inside is not None:
            hint = "only what stands after an event must lie inside a mention, in a 'continue'"
            context.add("E132", resolution.inside.place, f"'inside' says nothing in a '{resolution.kind}'", hint)
        return
    hint = "all that lies inside the mention is added: write conditions into the rule that makes the mention"
    for candidate in resolution.candidates:
        if isinstance(candidate, tree.PreviousRole):
            context.add("E132", candidate.place, "an earlier event can't be what an event goes on with", "name types")
    for clause, said in (("agree", resolution.agree), ("prefer", resolution.preferences)):
        if said:
            context.add("E132", resolution.place, f"'{clause}' says nothing in a 'continue'", hint)


def _candidate(context: Context, candidate: tree.Typed, role: tree.RoleDeclaration, event: str) -> None:
    known = candidate.type in context.types and context.sure(candidate.type)
    if known and not context.types.fits(candidate.type, role):
        allowed = " or ".join(role.types)
        message = f"{candidate.type} can't fill the role '{role.name}' of {event}, which takes {allowed}"
        context.add("E110", candidate.place, message, "name one of these types, or a subtype")


def _trigger_part(context: Context, part: tree.TriggerPart, resolution: Resolution, role: tree.RoleDeclaration | None) -> None:
    """A mention of a type that the role takes, or a feature of the trigger; it is the role itself, so only `fill` may say it."""
    if resolution.kind != "fill":
        message = f"'{part.name} of trigger' says nothing in a '{resolution.kind}'"
        context.add("E132", part.place, message, "what stands in the trigger fills a role itself: write 'fill'")
    elif not part.is_type:
        trigger = context.types.roles_of(resolution.event).get(TRIGGER)
        features = context.features_of([Kind("mention", name) for name in (trigger.types if trigger else ())])
        if features is not None and part.name not in features:
            hint = did_you_mean(part.name, features) or f"there is {', '.join(sorted(features)) or 'none'}"
            context.add("E102", part.place, f"'{part.name}' is not a feature of the trigger", hint)
    elif role is not None and context.type_exists(part.name, part.place):
        _candidate(context, tree.Typed(place=part.place, type=part.name), role, resolution.event)


def _previous(context: Context, role: str, node: tree.Node) -> None:
    """The previous event may be of any type."""
    roles = {name for event in context.types.events for name in context.types.roles_of(event)}
    if role not in roles and not context.rules_broken:
        hint = did_you_mean(role, roles) or f"the roles are {', '.join(sorted(roles))}"
        context.add("E101", node.place, f"no event has a role '{role}'", hint)


def _agreement(context: Context, resolution: Resolution) -> None:
    """What must agree is a feature of the trigger and of some candidate."""
    trigger = context.types.roles_of(resolution.event).get(TRIGGER)
    sides = {
        "the trigger": [Kind("mention", name) for name in (trigger.types if trigger else ())],
        "any candidate": list(_candidates(context, resolution)),
    }
    for side, kinds in sides.items():
        features = context.features_of(kinds)
        for name in resolution.agree:
            if kinds and features is not None and name not in features:
                hint = did_you_mean(name, features) or f"there is {', '.join(sorted(features)) or 'none'}"
                context.add("E102", resolution.place, f"'{name}' is not a feature of {side}", hint)


def _candidates(context: Context, resolution: Resolution) -> Iterator[Kind]:
    """The types that a resolution may find."""
    for candidate in resolution.candidates:
        if isinstance(candidate, tree.Typed):
            yield Kind("mention", candidate.type)
        elif isinstance(candidate, tree.TriggerPart):
            yield Kind("mention", candidate.name) if candidate.is_type and candidate.name in context.types else Kind("run")
        else:
            for event in sorted(context.types.events):
                role = context.types.roles_of(event).get(candidate.role)
                for name in role.types if role else ():
                    yield Kind("mention", name) if name in context.types else Kind("run")


def _preferences(context: Context, resolution: Resolution) -> None:
    for preference in resolution.preferences:
        if preference.role is not None:
            _previous(context, preference.role, preference)
        if preference.role_type is not None:
            context.type_exists(preference.role_type, preference.place)
