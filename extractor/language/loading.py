"""A folder becomes a pack.

In: a folder. Out: `Pack` and the notes of all its files together, by `load_pack` (`pack.load` is its public name).
Files are read in order of their names and statements sorted by theirs, so that neither order matters. Who loads a pack again and
again hands over a `Memory`: what was read from a text is taken from there as long as file and text are the same.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable
from pathlib import Path, PurePosixPath
from typing import Final, TypeVar

from extractor.diagnostics import Diagnostic, did_you_mean
from extractor.language import tree
from extractor.language.lexicon import quotation_lists, read_lexicon
from extractor.language.manifest import Manifest, TokenFeatures, read_features, read_manifest
from extractor.language.pack import QUOTES, LexiconList, Pack
from extractor.language.parse import parse
from extractor.language.sources import SUITE, Source, at, digest, is_rules, of_file, read_sources
from extractor.language.suites import read_suite
from extractor.language.yaml_fields import Notes
from extractor.language.yaml_source import Value, plain, read_yaml

_DECLARATION: Final = re.compile(r"^[ \t]*(?:abstract[ \t]+)?(?:mention|event|pattern)[ \t]+(\w+)", re.MULTILINE)

Declared = (
    tree.MentionType | tree.EventType | tree.PatternDefinition | tree.Rule | tree.Selection | tree.Resolution
)
Cases = tuple[tree.Case, ...]
_D = TypeVar("_D", bound=Declared)
_T = TypeVar("_T")


class Memory:
    """What was read from the files of a pack at its last loading. It is immutable, so a pack may share it with the next."""

    def __init__(self) -> None:
        self.rules: dict[Source, tuple[tree.RuleFile, list[Diagnostic]]] = {}
        self.yaml: dict[Source, tuple[Value | None, list[Diagnostic]]] = {}
        self.suites: dict[Source, tuple[Cases, list[Diagnostic]]] = {}

    def keep(self, sources: Iterable[Source]) -> None:
        """Forgets all other files and texts."""
        wanted = frozenset(sources)
        for memory in (self.rules, self.yaml, self.suites):
            for source in memory.keys() - wanted:
                del memory[source]


def load_pack(folder: Path, *, suites: bool = True, memory: Memory | None = None) -> tuple[Pack, list[Diagnostic]]:
    """Reads all that belongs to a pack; an unreadable part is empty in the pack and named in `broken`."""
    sources, broken, found = read_sources(folder)
    if not suites:
        sources = [source for source in sources if not source.name.endswith(SUITE)]
        broken = [name for name in broken if not name.endswith(SUITE)]
        found = [each for each in found if not each.file.endswith(SUITE)]
    memory = Memory() if memory is None else memory
    memory.keep(sources)
    reading = _Reading(sources, broken, found, memory)
    if found and not os.path.isdir(folder):
        reading.broken.add("pack.yaml")
    elif "pack.yaml" not in reading.sources and "pack.yaml" not in broken:
        hint = "a pack says its name, language, version and phases there"
        found.append(of_file(str(folder / "pack.yaml"), "E050", "the pack has no file pack.yaml", hint))
        reading.broken.add("pack.yaml")
    pack = reading.pack(str(folder))
    return pack, sorted(found, key=lambda each: each.order)


class _Reading:
    """The files of a pack on their way; `broken` are the names of those with errors."""

    def __init__(self, sources: list[Source], broken: Iterable[str], found: list[Diagnostic], memory: Memory) -> None:
        self.sources = {source.name: source for source in sources}
        self.texts = {source.file: source.text for source in sources}
        self.trees: dict[str, Value | None] = {}
        self.broken = set(broken)
        self.found = found
        self.memory = memory

    def pack(self, folder: str) -> Pack:
        manifest = self.yaml("pack.yaml", read_manifest) or Manifest()
        features = self.yaml("morphology/features.yaml", read_features) or TokenFeatures()
        lists = self.lexicons()
        statements = self.rules(manifest)
        return Pack(
            folder=folder,
            name=manifest.name,
            language=manifest.language,
            version=manifest.version,
            language_version=manifest.language_version,
            phases=manifest.phases,
            calendar=manifest.calendar,
            mention_types=_only(statements, tree.MentionType),
            event_types=_only(statements, tree.EventType),
            patterns=_only(statements, tree.PatternDefinition),
            rules=_only(statements, tree.Rule),
            selections=_only(statements, tree.Selection),
            resolutions=_only(statements, tree.Resolution),
            lists=lists,
            features=features.features,
            aliases=features.aliases,
            tokens=self.plain("tokens.yaml"),
            morphology={name.split("/")[1].removesuffix(".yaml"): self.plain(name) for name in self.named("morphology/")},
            sources=self.texts,
            suites=self.suites(),
            hash=digest(source for source in self.sources.values() if is_rules(source.name)),
            broken=tuple(sorted(self.broken)),
            unread=self.unread(statements),
        )

    def named(self, start: str) -> list[str]:
        """The YAML files of a folder, suites apart."""
        return [n for n in self.sources if n.startswith(start) and n.endswith(".yaml") and not n.endswith(SUITE)]

    def tree(self, name: str) -> Value | None:
        """The YAML of a file, read once."""
        source = self.sources.get(name)
        if source is None:
            return None
        if name not in self.trees:
            if source not in self.memory.yaml:
                self.memory.yaml[source] = read_yaml(source.text, source.file)
            self.trees[name], found = self.memory.yaml[source]
            self.note(name, found)
        return self.trees[name]

    def note(self, name: str, found: Iterable[Diagnostic]) -> None:
        for each in found:
            self.found.append(each)
            if each.severity == "error":
                self.broken.add(name)

    def yaml(self, name: str, read: Callable[[Value, Notes], _T]) -> _T | None:
        """What a reader makes of a YAML file; None where there is no file or it is broken."""
        value = self.tree(name)
        if value is None:
            return None
        notes = Notes(self.sources[name])
        result = read(value, notes)
        self.note(name, notes.all)
        return result

    def plain(self, name: str) -> dict[str, object]:
        value = self.tree(name)
        if value is None:
            return {}
        content = plain(value)
        if isinstance(content, dict):
            return content
        notes = Notes(self.sources[name])
        notes.add("E055", value.place, "the file must be a mapping", "write 'key: value' pairs")
        self.note(name, [each for each in notes.all if name not in self.broken])
        return {}

    def lexicons(self) -> dict[tuple[str, str], LexiconList]:
        lists: dict[tuple[str, str], LexiconList] = {}
        for name in self.named("lexicons/"):
            stem = PurePosixPath(name).stem
            found = self.yaml(name, lambda root, notes, stem=stem: _lexicon(stem, root, notes))  # type: ignore[misc]
            lists.update(((each.lexicon, each.name), each) for each in found or ())
        for each in quotation_lists(self.tree("tokens.yaml")):
            lists.setdefault((QUOTES, each.name), each)
        return dict(sorted(lists.items()))

    def suites(self) -> dict[str, Cases]:
        """The cases of all suites."""
        suites = {}
        for name, source in self.sources.items():
            if name.endswith(SUITE) and (root := self.tree(name)) is not None:
                if source not in self.memory.suites:
                    notes = Notes(source)
                    self.memory.suites[source] = read_suite(root, notes), notes.all
                suites[name], found = self.memory.suites[source]
                self.note(name, found)
        return suites

    def rules(self, manifest: Manifest) -> list[Declared]:
        """The statements of all rule files, each name once, sorted by name."""
        statements: list[Declared] = []
        for name, source in self.sources.items():
            if name.endswith(".rules"):
                if source not in self.memory.rules:
                    self.memory.rules[source] = parse(source.text, source.file)
                file, found = self.memory.rules[source]
                self.note(name, found)
                if "pack.yaml" not in self.broken:
                    self.note(name, _phases(file, manifest.phases, source.text))
                statements += [each for each in file.statements if not isinstance(each, tree.PhaseName)]
        return self.distinct(statements)

    def distinct(self, statements: Iterable[Declared]) -> list[Declared]:
        first: dict[tuple[str, str], Declared] = {}
        for each in statements:
            key = (_namespace(each), each.name)
            if key not in first:
                first[key] = each
                continue
            kind, other = key[0], first[key].place
            message = f"there is already a {kind} '{each.name}' in {other.file} on line {other.line}"
            source = next(source for source in self.sources.values() if source.file == each.place.file)
            self.note(source.name, [at(each.place, "E058", message, source.text, "rename or remove one of the two")])
        return [first[key] for key in sorted(first)]

    def unread(self, statements: Iterable[Declared]) -> tuple[str, ...]:
        """The names of types and patterns in broken rule files that are not among the statements."""
        read = {each.name for each in statements}
        texts = [source.text for name, source in self.sources.items() if name in self.broken and name.endswith(".rules")]
        return tuple(sorted({name for text in texts for name in _DECLARATION.findall(text)} - read))


def _lexicon(stem: str, root: Value, notes: Notes) -> list[LexiconList]:
    if stem == QUOTES:
        message = f"the lexicon '{QUOTES}' is built in: its lists are the quotation marks of tokens.yaml"
        notes.add("E057", root.place, message, "rename the file")
        return []
    return read_lexicon(stem, root, notes)


def _only(statements: Iterable[Declared], kind: type[_D]) -> tuple[_D, ...]:
    return tuple(each for each in statements if isinstance(each, kind))


def _namespace(statement: Declared) -> str:
    if isinstance(statement, tree.MentionType | tree.EventType):
        return "type"
    return "pattern" if isinstance(statement, tree.PatternDefinition) else "rule"


def _phases(file: tree.RuleFile, declared: tuple[str, ...], text: str) -> list[Diagnostic]:
    """Notes about phases: unknown ones, and rules that stand before any."""
    found = []
    for each in file.statements:
        if isinstance(each, tree.PhaseName) and each.name not in declared:
            hint = did_you_mean(each.name, declared) or f"pack.yaml declares {', '.join(declared)}"
            found.append(at(each.place, "E060", f"the phase '{each.name}' is not declared in pack.yaml", text, hint))
        if isinstance(each, tree.Rule | tree.Selection | tree.Resolution) and each.phase is None:
            hint = "write 'phase …' on a line above it"
            found.append(at(each.place, "E059", f"'{each.name}' belongs to no phase", text, hint))
    return found
