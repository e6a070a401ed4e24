"""Packs and sentences for tests of matching, from text.

A sentence is written as words: `w` has one reading with lemma `w` and no part of speech; `nota/nota.NOUN.Number=Sing/notare.VERB`
has two. `[Quote « a b »]` is a mention over four words, `[NP:number=Sing il capo]` has a feature, `[Quote! « a b »]` is also a
hole: the sentence has no token edges there. `^a` begins and `a$` ends a transparent quotation's inside.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from extractor.language import tree
from extractor.language.pack import Entry, LexiconList, Pack
from extractor.language.parse import parse
from extractor.matching.candidates import Taken
from extractor.matching.compile import compile_pack
from extractor.matching.lattice import Lattice, Mention
from extractor.matching.match import Matcher
from extractor.text.document import Analysis, Sentence

HERE = tree.Place(file="test.rules", line=1, column=1, end_line=1, end_column=2)
ALIASES = {"participle": {"VerbForm": "Part"}}

LISTS = {
    "verbs.Q": ("lemma", {"dire": "Say", "rendere noto": "Announce", "rendere": "Say", "fare": None}),
    "titles.all": ("form", {"capo": None, "capo della polizia": None, "ministro": None}),
}


def pack_from(source: str) -> Pack:
    """The pack of one rule file. Its phases are those named in it, in order."""
    file, found = parse(source, HERE.file)
    assert not found, found
    phase: str | None = None
    statements: list[tree.Statement] = []
    phases: dict[str, None] = {}
    for statement in file.statements:
        if isinstance(statement, tree.PhaseName):
            phase = statement.name
            phases[phase] = None
        elif isinstance(statement, tree.Rule | tree.Selection | tree.Resolution):
            statements.append(msgspec.structs.replace(statement, phase=phase))
        else:
            statements.append(statement)

    def of(kind: type) -> tuple[object, ...]:
        return tuple(sorted((s for s in statements if isinstance(s, kind)), key=lambda s: s.name))

    return Pack(
        folder=".",
        name="test",
        language="xx",
        version="1",
        language_version=1,
        phases=tuple(phases),
        mention_types=of(tree.MentionType),
        event_types=of(tree.EventType),
        patterns=of(tree.PatternDefinition),
        rules=of(tree.Rule),
        selections=of(tree.Selection),
        resolutions=of(tree.Resolution),
        lists={key: found for key, found in map(_lexicon_list, LISTS)},
        features={},
        aliases=ALIASES,
        tokens={"quotations": {"mention": "Quote"}},
        morphology={},
        sources={HERE.file: source},
        hash="",
    )


def _lexicon_list(name: str) -> tuple[tuple[str, str], LexiconList]:
    lexicon, short = name.split(".")
    match, entries = LISTS[name]
    written = tuple(Entry(words, event, HERE) for words, event in entries.items())
    return (lexicon, short), LexiconList(lexicon, short, match, written)


def matcher_from(source: str) -> Matcher:
    """A matcher for the rules."""
    marks = {("quotes", "open"): ("«", '"'), ("quotes", "close"): ("»", '"')}
    return Matcher(compile_pack(pack_from(source), str.split, str.lower, marks))


def sentence_from(text: str, start: int = 0) -> Lattice:
    """The sentence; its first token has the position `start`."""
    analyses: list[Analysis] = []
    mentions: list[Mention] = []
    holes: list[tuple[int, int]] = []
    openings, closings = set(), set()
    open_mentions: list[tuple[int, str]] = []
    for piece in text.split():
        position = start + len(analyses)
        if piece.startswith("[") and piece[1:2].isupper():
            open_mentions.append((position, piece[1:]))
            continue
        closing = len(piece) - len(piece.rstrip("]"))
        word = piece.rstrip("]")
        if word.startswith("^") and word != "^":
            openings.add(position)
            word = word[1:]
        if word.endswith("$") and word != "$":
            closings.add(position + 1)
            word = word[:-1]
        analyses.append(analysis_from(word))
        for _ in range(closing):
            first, head = open_mentions.pop()
            name, *features = head.split(":")
            place = (first, position + 1)
            if name.endswith("!"):
                holes.append(place)
            given = dict(feature.split("=") for feature in features)
            mentions.append(Mention(name.rstrip("!"), *place, place, given, "given"))
    assert not open_mentions, text
    end = start + len(analyses)
    sentence = Sentence(start, end, tuple(sorted(holes)), 0, 0)
    lattice = Lattice(sentence, analyses, frozenset(openings), frozenset(closings))
    lattice.add(mentions)
    return lattice


_ANALYSES: dict[str, Analysis] = {}


def analysis_from(word: str) -> Analysis:
    """`form/lemma.UPOS.Feature=Value/…`: one object for each spelling."""
    if word not in _ANALYSES:
        form, *readings = word.split("/") if len(word) > 1 else [word]
        _ANALYSES[word] = Analysis(form, form.lower(), tuple(map(_reading, readings or [form])))
    return _ANALYSES[word]


def _reading(text: str) -> Mapping[str, str]:
    lemma, *rest = text.split(".") if text.strip(".") else [text]
    features = dict(part.split("=") if "=" in part else ("upos", part) for part in rest)
    return {"lemma": lemma, **features}


def shown(start: int, end: int, captures: Mapping[str, Sequence[Taken]], base: int = 0) -> str:
    """A match as cases write it: `0-3 x=0-1 y=2-3`, captures by name, their pieces joined by `+`."""
    parts = [f"{start - base}-{end - base}"]
    for name in sorted(captures):
        pieces = "+".join(f"{taken.start - base}-{taken.end - base}" for taken in captures[name])
        parts.append(f"{name}={pieces}")
    return " ".join(parts)
