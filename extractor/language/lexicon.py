"""The lexicons of a pack: `@lexicon.list` in rules names a list of one of them.

In: the YAML of `lexicons/<lexicon>.yaml`. Out: its lists, by `read_lexicon`. A file has lemmas with frames, each frame a list:

    match: lemma                    # or form
    entries:
      - {lemma: dire, event: Say, frames: [Q, CI]}

or lists of words, or both. Under `features` stand the names of what an entry may say about its words; rules read it from the
capture of an entry, as `day.weekday`:

    match: form
    features: [weekday]
    lists:
      roles: [ministro, "capo della polizia"]
      organizations: {match: lemma, entries: [ente, {lemma: banca, event: Say}]}
      days: [{form: lunedì, weekday: 1}, {form: martedì, weekday: 2}]

The lists `@quotes.open` and `@quotes.close` come from `tokens.yaml`, by `quotation_lists`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from extractor.language.pack import QUOTES, Entry, LexiconList
from extractor.language.tree import Place
from extractor.language.yaml_fields import Fields, Notes, as_items, as_text, is_identifier
from extractor.language.yaml_source import Items, Mapping, Scalar, Value

MATCHES: Final = ("lemma", "form")


def read_lexicon(lexicon: str, root: Value, notes: Notes) -> list[LexiconList]:
    """The lists of one lexicon, in order of their names."""
    fields = Fields.of(root, "a lexicon", notes)
    if fields is None:
        return []
    match = fields.choice("match", MATCHES) or (MATCHES[0] if "match" in fields.values else None)
    features = [name for name, _ in fields.identifiers("features")]
    entries, lists = fields.value("entries"), fields.value("lists")
    fields.finish()
    if entries is None and lists is None:
        notes.add("E056", root.place, "a lexicon lacks the key 'entries' or 'lists'", "add one of them")
    found: dict[str, LexiconList] = {}
    if entries is not None:
        found.update(_frames(lexicon, match, features, entries, root, notes))
    if lists is not None and (named := Fields.of(lists, "'lists'", notes)):
        for key, value in named.mapping.pairs:
            if not is_identifier(key.text, key.place, "the name of a list", notes):
                continue
            if key.text in found:
                notes.add("E057", key.place, f"'{key.text}' is already a frame of this lexicon", "rename one of the two")
            found[key.text] = _list(lexicon, key, match, features, value, notes)
    return [found[name] for name in sorted(found)]


def _frames(
    lexicon: str, match: str | None, features: Iterable[str], entries: Value, root: Value, notes: Notes
) -> dict[str, LexiconList]:
    """The lists that the frames of `entries` make."""
    if match is None:
        hint = "write 'match: lemma' or 'match: form' at the top of the file"
        notes.add("E056", root.place, "a lexicon with 'entries' lacks the key 'match'", hint)
    kind = match or "lemma"
    frames: dict[str, list[Entry]] = {}
    for item in as_items(entries, "'entries'", notes):
        fields = Fields.of(item, "an entry", notes)
        if fields is None:
            continue
        entry = _entry(fields, kind, features)
        names = fields.identifiers("frames", required=True)
        fields.finish()
        if "frames" in fields.values and not names:
            hint = "name at least one frame: an entry without any is in no list"
            notes.add("E057", fields.values["frames"].place, "an entry has no frames", hint)
        if entry:
            for name, _ in names:
                frames.setdefault(name, []).append(entry)
    return {name: LexiconList(lexicon, name, kind, tuple(found)) for name, found in frames.items()}


def _list(
    lexicon: str, key: Scalar, match: str | None, features: Iterable[str], value: Value, notes: Notes
) -> LexiconList:
    """A list under `lists`: its items, or a mapping with `match` and `entries`."""
    what = f"the list '{key.text}'"
    if isinstance(value, Mapping):
        fields = Fields(value, what, notes)
        match = fields.choice("match", MATCHES) or match
        items = fields.value("entries", required=True)
        fields.finish()
        value = items or Items(key.place, ())
    if match is None:
        hint = "write 'match: lemma' or 'match: form' at the top of the file"
        notes.add("E056", key.place, f"{what} doesn't say whether it matches lemmas or forms", hint)
    kind = match or "form"
    entries = []
    for item in as_items(value, what, notes):
        if isinstance(item, Mapping):
            fields = Fields(item, "an entry", notes)
            entry = _entry(fields, kind, features)
            fields.finish()
        else:
            text = as_text(item, "an entry", notes)
            entry = Entry(text, None, item.place) if text is not None else None
        if entry:
            entries.append(entry)
    return LexiconList(lexicon, key.text, kind, tuple(entries))


def _entry(fields: Fields, kind: str, features: Iterable[str]) -> Entry | None:
    words = fields.text(kind, required=True)
    event = fields.name("event")
    said = {name: value for name in features if (value := fields.text(name)) is not None}
    return None if words is None else Entry(words, event, fields.values[kind].place, said)


def quotation_lists(tokens: Value | None) -> list[LexiconList]:
    """The lists `@quotes.open` and `@quotes.close`, of the pairs under `quotations` in `tokens.yaml`.

    What is wrong with the pairs is for the text side to say: here they are only read where they can be."""
    marks: dict[str, dict[str, Place]] = {"open": {}, "close": {}}
    quotations = _get(tokens, "quotations")
    for pair in _members(_get(quotations, "pairs") or quotations):
        if isinstance(pair, Mapping):
            sides: list[Value | None] = [_get(pair, "open"), _get(pair, "close")]
        else:
            sides = list(_members(pair))
        if len(sides) == 2:
            for name, side in zip(("open", "close"), sides, strict=True):
                if isinstance(side, Scalar) and side.text:
                    marks[name].setdefault(side.text, side.place)
    return [
        LexiconList(QUOTES, name, "form", tuple(Entry(text, None, place) for text, place in sorted(found.items())))
        for name, found in sorted(marks.items())
    ]


def _get(value: Value | None, key: str) -> Value | None:
    pairs = value.pairs if isinstance(value, Mapping) else ()
    return next((item for name, item in pairs if name.text == key), None)


def _members(value: Value | None) -> tuple[Value, ...]:
    return value.items if isinstance(value, Items) else ()
