"""How a language is written, as a pack's `tokens.yaml` says: apostrophes, abbreviations, quotation marks, known noise.

In: the YAML as read. Out: `Conventions`, plain data that is stored with the compiled pack, and diagnostics of what is wrong with
it. The way in is `Conventions.read`; tokenizer, quotations and sentences make their own tables and patterns of it.

Every key may be left out. Words are given as one line with spaces between them, or as a list of such lines.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Literal, TypeVar

import msgspec
import regex

from extractor.diagnostics import Diagnostic
from extractor.text.features import MISFIT, WRONG_SHAPE, Findings, Spot

BAD_PATTERN = "E320"

APOSTROPHES = "'’‘ʼ`´′"
"""What writers use for an apostrophe."""

_APOSTROPHE = f"(?-i:[{APOSTROPHES}])"

ZERO_WIDTH = "\u200b\u2060\ufeff"
"""Invisible characters that count as blanks here, though they are none for Unicode."""

LineBreaks = Literal["guess", "paragraph", "space"]
_LINE_BREAKS: tuple[LineBreaks, ...] = ("guess", "paragraph", "space")
_SECTIONS: dict[str, tuple[str, ...]] = {
    "apostrophes": ("elided", "names", "surnames", "truncated", "clipped", "split-off"),
    "abbreviations": ("inner", "final", "domains"),
    "sentences": ("openers", "line-breaks", "dateline"),
    "quotations": ("mention", "pairs", "apostrophes", "introducers"),
    "repairs": ("run-together", "accented", "spelling"),
}

T = TypeVar("T")


class Pair(msgspec.Struct, frozen=True, array_like=True):
    """Quotation marks that belong together; the same mark twice has no direction."""

    open: str
    close: str


class RunTogether(msgspec.Struct, frozen=True, array_like=True):
    """Two words written as one (`oi`), which are taken apart where the pattern `before` follows them."""

    first: str
    second: str
    before: str


class Conventions(msgspec.Struct, frozen=True, eq=False, kw_only=True):
    """All that a pack says about writing. Compared by identity, so that tables made of it can be kept.

    Apostrophes are written `'` here and stand for all their variants; words are in lower case unless case matters.

    `elided`: words that lose their end before another (`l'`, `dell'`): the token ends after the apostrophe. `names` of them stay
    attached to a capital letter (`D'Alema`), `surnames` only inside a sentence (`di Dell'Utri`). `truncated`: words with an
    apostrophe at their end (`po'`); `clipped`: at their beginning (`'ndrangheta`). `split_off`: endings that are tokens (`'s`).

    `inner_abbreviations` (`dott.`) never end a sentence, `final_abbreviations` (`ecc.`) do so before one of the `openers`: words
    that often begin a sentence. `domains`: last parts of addresses (`it`). `line_breaks`: whether a single line break ends a
    paragraph ("paragraph"), doesn't ("space"), or does unless the lines look filled to a width ("guess"). `dateline`: a pattern
    at the start of a text, with a group `date`.

    `mention`: the mention type of quotations. `pairs`: their marks. `apostrophe_marks`: marks that are mostly apostrophes and
    count only where spaces say so. `introducers`: tokens before a quotation whose closing mark may have been forgotten.

    `run_together`: noise of two words written as one. `accented`: words with an accent on their last letter, which may be
    written with an apostrophe or with the other accent. `spelling`: other words that count as another when compared."""

    elided: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    surnames: tuple[str, ...] = ()
    truncated: tuple[str, ...] = ()
    clipped: tuple[str, ...] = ()
    split_off: tuple[str, ...] = ()
    inner_abbreviations: tuple[str, ...] = ()
    final_abbreviations: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    openers: tuple[str, ...] = ()
    line_breaks: LineBreaks = "guess"
    dateline: str = ""
    mention: str = ""
    pairs: tuple[Pair, ...] = ()
    apostrophe_marks: tuple[str, ...] = ()
    introducers: tuple[str, ...] = ()
    run_together: tuple[RunTogether, ...] = ()
    accented: tuple[str, ...] = ()
    spelling: tuple[tuple[str, str], ...] = ()

    @classmethod
    def read(cls, tokens: Mapping[str, object], file: str) -> "tuple[Conventions, list[Diagnostic]]":
        """The conventions of a `tokens.yaml` as read, and what is wrong with it; what is wrong is left out."""
        reader = _Reader(tokens, Spot(file))
        return reader.conventions(), reader.findings.found

    @property
    def elisions(self) -> tuple[str, ...]:
        """All elided words, longest first."""
        return tuple(sorted({*self.elided, *self.names, *self.surnames}, key=lambda word: (-len(word), word)))


class _Reader:
    """Takes the YAML apart."""

    def __init__(self, tokens: Mapping[str, object], spot: Spot) -> None:
        self.findings = Findings()
        top = self.findings.mapping(tokens, spot, tuple(_SECTIONS))
        self.values: dict[str, tuple[object, Spot]] = {}
        for section, keys in _SECTIONS.items():
            here = spot.at(section)
            values = self.findings.mapping(top.get(section, {}), here, keys)
            self.values.update({f"{section} {key}": (value, here.at(key)) for key, value in values.items()})

    def conventions(self) -> Conventions:
        return Conventions(
            elided=self.apostrophe_words("apostrophes elided", -1),
            names=self.apostrophe_words("apostrophes names", -1),
            surnames=self.apostrophe_words("apostrophes surnames", -1),
            truncated=self.apostrophe_words("apostrophes truncated", -1),
            clipped=self.apostrophe_words("apostrophes clipped", 0),
            split_off=self.words("apostrophes split-off"),
            inner_abbreviations=self.abbreviations("abbreviations inner"),
            final_abbreviations=self.abbreviations("abbreviations final"),
            domains=self.words("abbreviations domains"),
            openers=self.words("sentences openers"),
            line_breaks=self.line_breaks(),
            dateline=self.optional("sentences dateline", self.dateline, ""),
            mention=self.optional("quotations mention", self.findings.text, ""),
            pairs=self.optional("quotations pairs", self.pairs, ()),
            apostrophe_marks=self.words("quotations apostrophes"),
            introducers=self.words("quotations introducers"),
            run_together=self.optional("repairs run-together", self.run_together, ()),
            accented=self.words("repairs accented"),
            spelling=self.optional("repairs spelling", self.spelling, ()),
        )

    def optional(self, key: str, read: Callable[[object, Spot], T], otherwise: T) -> T:
        return read(*self.values[key]) if key in self.values else otherwise

    def words(self, key: str) -> tuple[str, ...]:
        lines: list[str] = self.optional(key, self.findings.words, [])
        return tuple(dict.fromkeys(word for line in lines for word in line.split()))

    def apostrophe_words(self, key: str, place: int) -> tuple[str, ...]:
        """Words with an apostrophe at `place`, in lower case; the apostrophe is a plain one."""
        words = []
        for word in self.words(key):
            if word[place] not in APOSTROPHES or len(word) < 2:
                side = "end" if place else "beginning"
                self.findings.report(MISFIT, self.values[key][1], f"'{word}' has no apostrophe at its {side}")
                continue
            words.append((word[:-1] + "'" if place else "'" + word[1:]).lower())
        return tuple(dict.fromkeys(words))

    def abbreviations(self, key: str) -> tuple[str, ...]:
        words = self.words(key)
        for word in words:
            if "." not in word[1:]:
                self.findings.report(MISFIT, self.values[key][1], f"'{word}' has no full stop")
        return tuple(word for word in words if "." in word[1:])

    def line_breaks(self) -> LineBreaks:
        if "sentences line-breaks" not in self.values:
            return "guess"
        value, spot = self.values["sentences line-breaks"]
        for known in _LINE_BREAKS:
            if value == known:
                return known
        self.findings.unknown(MISFIT, spot, "value", str(value), _LINE_BREAKS)
        return "guess"

    def pairs(self, value: object, spot: Spot) -> tuple[Pair, ...]:
        pairs = []
        for number, item in enumerate(self.findings.items(value, spot), 1):
            marks = self.findings.items(item, spot.at(number))
            texts = [self.findings.text(mark, spot.at(number)) for mark in marks]
            if len(texts) != 2:
                self.findings.report(WRONG_SHAPE, spot.at(number), "expected an opening and a closing mark", 'write ["«", "»"]')
            elif all(_is_mark(text) for text in texts):
                pairs.append(Pair(*texts))
            else:
                self.findings.report(MISFIT, spot.at(number), "a quotation mark consists of punctuation only")
        return tuple(dict.fromkeys(pairs))

    def run_together(self, value: object, spot: Spot) -> tuple[RunTogether, ...]:
        repairs = []
        for number, item in enumerate(self.findings.items(value, spot), 1):
            here = spot.at(number)
            fields = self.findings.mapping(item, here, ("words", "before"))
            words = self.findings.words(fields.get("words"), here.at("words"))
            before = self.findings.text(fields.get("before", ""), here.at("before"))
            if len(words) != 2 or not all(word.isalpha() for word in words):
                self.findings.report(WRONG_SHAPE, here, "expected two words that are written as one", "write 'words: o i'")
            elif self.compiles(before, here.at("before")):
                repairs.append(RunTogether(words[0], words[1], before))
        return tuple(repairs)

    def spelling(self, value: object, spot: Spot) -> tuple[tuple[str, str], ...]:
        pairs = self.findings.mapping(value, spot)
        return tuple((word.lower(), self.findings.text(meant, spot.at(word)).lower()) for word, meant in sorted(pairs.items()))

    def dateline(self, value: object, spot: Spot) -> str:
        pattern = self.findings.text(value, spot)
        if not self.compiles(pattern, spot):
            return ""
        if "date" not in regex.compile(pattern).groupindex:
            self.findings.report(MISFIT, spot, "the pattern has no group 'date'", "write (?P<date>…) around the date")
            return ""
        return pattern

    def compiles(self, pattern: str, spot: Spot) -> bool:
        try:
            regex.compile(pattern)
        except regex.error as error:
            self.findings.report(BAD_PATTERN, spot, f"the pattern can't be read: {error}")
            return False
        return True


def _is_mark(text: str) -> bool:
    return bool(text) and not any(character.isalnum() or character.isspace() for character in text)


def any_of(words: Sequence[str]) -> str:
    """A pattern for one of the words, the longest first; apostrophes match all their variants. Matches nothing for no words."""
    if not words:
        return r"(?!)"
    ordered = sorted(set(words), key=lambda word: (-len(word), word))
    escaped = [regex.escape(word, special_only=True) for word in ordered]
    if all(word.find("'") == len(word) - 1 for word in ordered):
        # Written once: at most one of these words stands at a place, and a class in each makes a pattern slow to compile.
        return f"(?:{'|'.join(word[:-1] for word in escaped)}){_APOSTROPHE}"
    return f"(?:{'|'.join(escaped)})".replace("'", _APOSTROPHE)


def caseless(pattern: str) -> str:
    """The pattern compared without case, letter by letter: to look for "ss" where "ß" stands takes long to prepare."""
    return f"(?i-f:{pattern})"
