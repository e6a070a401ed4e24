"""The small YAML files that say what a pack is: `pack.yaml`, and the token features of `morphology/features.yaml`.

In: their YAML. Out: `Manifest` by `read_manifest`, `TokenFeatures` by `read_features`.

    # pack.yaml                              # morphology/features.yaml
    name: english-reporting                  features:
    language: en                               Mood: [Ind, Sub]
    version: "1.0"                             Enclitic: text           # any value
    language-version: 1                      aliases:
    phases: [chunks, events]                   participle: {VerbForm: Part}
    calendar: {mention: Date, direction: direction}
"""

from __future__ import annotations

from typing import Final

import msgspec

from extractor.diagnostics import did_you_mean
from extractor.language.pack import Calendar
from extractor.language.types import UPOS
from extractor.language.yaml_fields import Fields, Notes, as_text, as_words, is_identifier
from extractor.language.yaml_source import Items, Scalar, Value

LANGUAGE_VERSION: Final = 1


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What `pack.yaml` says; empty where it can't be read."""

    name: str = ""
    language: str = ""
    version: str = ""
    language_version: int = LANGUAGE_VERSION
    phases: tuple[str, ...] = ()
    calendar: Calendar | None = None


class TokenFeatures(msgspec.Struct, frozen=True, kw_only=True):
    """The declared token features with their values (none: any text), and the aliases."""

    features: dict[str, tuple[str, ...]] = {}
    aliases: dict[str, dict[str, str]] = {}


def read_manifest(root: Value, notes: Notes) -> Manifest:
    """What a pack says about itself."""
    fields = Fields.of(root, "pack.yaml", notes)
    if fields is None:
        return Manifest()
    name, language = fields.text("name", required=True), fields.text("language", required=True)
    version = fields.text("version", required=True)
    number = fields.number("language-version", required=True)
    phases = fields.identifiers("phases", required=True)
    calendar = fields.value("calendar")
    fields.finish()
    if number is not None and number != LANGUAGE_VERSION:
        message = f"language version {number} is not known; this program knows version {LANGUAGE_VERSION}"
        notes.add("E057", fields.values["language-version"].place, message, "install a newer version of the program")
    if isinstance(listed := fields.values.get("phases"), Items) and not listed.items:
        notes.add("E057", listed.place, "'phases' names no phase", "name them in their order")
    return Manifest(
        name=name or "",
        language=language or "",
        version=version or "",
        phases=tuple(phase for phase, _ in phases),
        calendar=_calendar(calendar, notes) if calendar is not None else None,
    )


def _calendar(value: Value, notes: Notes) -> Calendar | None:
    """What the manifest says about times."""
    fields = Fields.of(value, "'calendar'", notes)
    if fields is None:
        return None
    mention, direction = fields.text("mention", required=True), fields.name("direction")
    fields.finish()
    return Calendar(mention, direction) if mention is not None else None


def read_features(root: Value, notes: Notes) -> TokenFeatures:
    """The token features and aliases of a pack."""
    fields = Fields.of(root, "morphology/features.yaml", notes)
    if fields is None:
        return TokenFeatures()
    declared, named = fields.value("features"), fields.value("aliases")
    fields.finish()
    features: dict[str, tuple[str, ...]] = {}
    if declared and (each := Fields.of(declared, "'features'", notes)):
        for key, value in each.mapping.pairs:
            if is_identifier(key.text, key.place, "the name of a feature", notes):
                features[key.text] = _values(key, value, notes)
    aliases: dict[str, dict[str, str]] = {}
    if named and (each := Fields.of(named, "'aliases'", notes)):
        for key, value in each.mapping.pairs:
            if is_identifier(key.text, key.place, "the name of an alias", notes):
                aliases[key.text] = _alias(key, value, features, notes)
    return TokenFeatures(features=features, aliases=aliases)


def _values(key: Scalar, value: Value, notes: Notes) -> tuple[str, ...]:
    """The values of a feature, none for `text`."""
    what = f"the values of '{key.text}'"
    if key.text in ("lemma", "word"):
        notes.add("E057", key.place, f"'{key.text}' is built in", "remove it: it takes any text")
        return ()
    if isinstance(value, Scalar) and value.text == "text":
        return ()
    places = dict(reversed(words := as_words(value, what, notes)))
    for text, place in words:
        if places[text] != place:
            notes.add("E057", place, f"'{text}' stands twice in {what}", "remove one of the two")
    values = tuple(dict.fromkeys(text for text, _ in words))
    if not values:
        notes.add("E057", value.place, f"{what} are missing", "write a list of values, or 'text' for any")
    if key.text == "upos":
        for wrong in sorted(set(values) - set(UPOS)):
            hint = did_you_mean(wrong, UPOS) or f"the parts of speech are {', '.join(UPOS)}"
            notes.add("E057", places[wrong], f"'{wrong}' is no part of speech of Universal Dependencies", hint)
    return values


def _alias(key: Scalar, value: Value, features: dict[str, tuple[str, ...]], notes: Notes) -> dict[str, str]:
    """The features that an alias stands for; each must be declared, with that value."""
    what = f"the alias '{key.text}'"
    fields = Fields.of(value, what, notes)
    if fields is None:
        return {}
    known = {"upos": UPOS, "lemma": (), "word": (), **features}
    meaning = {}
    for feature, item in fields.mapping.pairs:
        text = as_text(item, f"{what}: '{feature.text}'", notes)
        if feature.text not in known:
            hint = did_you_mean(feature.text, known) or "declare it under 'features'"
            notes.add("E057", feature.place, f"{what} names the unknown feature '{feature.text}'", hint)
        elif text is not None and known[feature.text] and text not in known[feature.text]:
            values = known[feature.text]
            hint = did_you_mean(text, values) or f"its values are {', '.join(values)}"
            notes.add("E057", item.place, f"{what}: '{feature.text}' has no value '{text}'", hint)
        elif text is not None:
            meaning[feature.text] = text
    if not fields.mapping.pairs:
        notes.add("E057", value.place, f"{what} stands for nothing", "write {Feature: Value}")
    return meaning
