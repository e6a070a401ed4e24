"""Checks of what a pack says about times.

In: the context. Out: findings about `calendar` in `pack.yaml`, the features of the mention type that it names, and what entries
of lexicons and rules say in them, by `check_calendar`.
"""

from __future__ import annotations

from extractor.diagnostics import did_you_mean
from extractor.language import times, tree
from extractor.language.check_context import Context
from extractor.language.pack import Calendar
from extractor.language.types import open_values


def check_calendar(context: Context) -> None:
    """Checks the calendar of a pack that has one."""
    calendar = context.pack.calendar
    if calendar is None:
        return
    file = next((file for file in context.pack.sources if file.endswith("pack.yaml")), context.pack.folder)
    if context.types.is_mention(calendar.mention):
        _features(context, calendar)
    elif calendar.mention not in context.pack.unread:
        hint = did_you_mean(calendar.mention, context.types.mentions) or f"declare 'mention {calendar.mention}'"
        context.add_to_file("E100", file, f"the type of times, '{calendar.mention}', is not declared as a mention type", hint)
    if calendar.direction is not None:
        _direction(context, calendar.direction, file)
    _entries(context)
    for emission in (rule.emit for rule in context.pack.rules if rule.emit is not None):
        if isinstance(emission.type, str) and context.types.is_subtype(emission.type, calendar.mention):
            for assigned in emission.assignments:
                _constants(context, assigned.name, assigned.value)


def _features(context: Context, calendar: Calendar) -> None:
    """Where the schema lists the values of a feature, the calendar must know each."""
    for name in context.types.ancestors(calendar.mention):
        for feature in context.types.mentions[name].features if name in context.types.mentions else ():
            if feature.name not in times.FEATURES:
                continue
            for value in feature.values or ():
                _value(context, feature.name, value, feature.place)


def _direction(context: Context, name: str, file: str) -> None:
    """The attribute is declared somewhere, with directions as values."""
    declared = [each for event in context.pack.event_types for each in event.attributes if each.name == name]
    if not declared and not context.rules_broken:
        hint = f"declare 'attribute {name} : {' | '.join(times.WAYS)} = …' for the events with times"
        context.add_to_file("E101", file, f"no event has the attribute '{name}' that 'calendar' names", hint)
    for attribute in declared:
        for value in open_values(attribute) or ("text",):
            if value not in times.WAYS:
                hint = did_you_mean(value, times.WAYS) or f"write {' | '.join(times.WAYS)}, or some of them"
                context.add("E131", attribute.place, f"'{value}' is no direction in which a time can look", hint)


def _entries(context: Context) -> None:
    """What entries say in features that the calendar reads."""
    for found in context.pack.lists.values():
        for entry in found.entries:
            for feature, value in entry.features.items():
                _value(context, feature, value, entry.place)


def _constants(context: Context, feature: str, value: tree.Expression) -> None:
    """The words that a rule may give a feature. What the schema lists is left to the check of rules."""
    match value:
        case tree.Word(text=text) | tree.Text(text=text):
            if times.choices(feature) is None:
                _value(context, feature, text, value.place)
        case tree.Fallback(first=one, second=other) | tree.Conditional(then=one, otherwise=other):
            _constants(context, feature, one)
            _constants(context, feature, other)


def _value(context: Context, feature: str, value: str, place: tree.Place) -> None:
    if feature in times.FEATURES and not times.fits(feature, value):
        hint = did_you_mean(value, times.choices(feature) or ()) or times.described(feature)
        context.add("E131", place, f"the calendar knows no {feature} '{value}'", hint)
