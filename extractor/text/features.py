"""Features as a pack's morphology writes them, and the findings about everything around them.

In: pieces of YAML. Out: checked mappings, words and feature bundles; what doesn't fit is reported to `Findings` and left out.
`Inventory.bundle` reads `Masc Sing` or `Mood=Ind Tense=Past 3 Plur`: a value alone will do where only one feature has it.
"""

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from extractor.diagnostics import Diagnostic, did_you_mean

UNKNOWN_KEY, WRONG_SHAPE, UNKNOWN_FEATURE, UNKNOWN_NAME, TWICE, MISFIT = "E301", "E302", "E303", "E304", "E305", "E306"

UPOS = (
    *("ADJ", "ADP", "ADV", "AUX", "CCONJ", "DET", "INTJ", "NOUN", "NUM", "PART", "PRON", "PROPN", "PUNCT", "SCONJ"),
    *("SYM", "VERB", "X"),
)


class Spot(msgspec.Struct, frozen=True):
    """Where a piece of YAML stands: the file, and the keys that lead to it."""

    file: str
    path: tuple[str, ...] = ()

    def at(self, key: object) -> "Spot":
        """The spot one key further in."""
        return Spot(self.file, (*self.path, str(key)))


class Findings:
    """Collects diagnostics while YAML is taken apart; every method returns what could be used."""

    def __init__(self) -> None:
        self.found: list[Diagnostic] = []

    def report(self, code: str, spot: Spot, message: str, hint: str = "") -> None:
        """One finding; the message gets the path of keys in front."""
        place = f"{' › '.join(spot.path)}: " if spot.path else ""
        self.found.append(Diagnostic(code=code, message=place + message, file=spot.file, hint=hint))

    def unknown(self, code: str, spot: Spot, what: str, name: str, known: Iterable[str]) -> None:
        """A name that is none of `known`, with the nearest one as a hint."""
        self.report(code, spot, f"unknown {what} '{name}'", did_you_mean(name, known))

    def mapping(self, value: object, spot: Spot, allowed: Sequence[str] | None = None) -> dict[str, object]:
        """A mapping, its keys as text; with `allowed`, any other key is reported and dropped."""
        if not isinstance(value, Mapping):
            self.report(WRONG_SHAPE, spot, f"expected keys and values, found {_kind(value)}")
            return {}
        if allowed is not None:
            for key in value:
                if str(key) not in allowed:
                    self.unknown(UNKNOWN_KEY, spot, "key", str(key), allowed)
        return {str(key): item for key, item in value.items() if allowed is None or str(key) in allowed}

    def items(self, value: object, spot: Spot) -> list[object]:
        """A list."""
        if not isinstance(value, list | tuple):
            self.report(WRONG_SHAPE, spot, f"expected a list, found {_kind(value)}")
            return []
        return list(value)

    def text(self, value: object, spot: Spot) -> str:
        """A word or a line; a number counts as written."""
        if value is None or isinstance(value, bool) or not isinstance(value, str | int):
            hint = "put it between quotation marks" if isinstance(value, bool) else ""
            self.report(WRONG_SHAPE, spot, f"expected text, found {_kind(value)}", hint)
            return ""
        return str(value)

    def words(self, value: object, spot: Spot) -> list[str]:
        """Words with spaces between them, or a list of words."""
        if isinstance(value, list | tuple):
            return [self.text(item, spot) for item in value]
        return self.text(value, spot).split()

    def switch(self, value: object, spot: Spot) -> bool:
        """`true` or `false`."""
        if not isinstance(value, bool):
            self.report(WRONG_SHAPE, spot, f"expected true or false, found {_kind(value)}")
            return False
        return value


def _kind(value: object) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, Mapping):
        return "keys and values"
    return "a list" if isinstance(value, list | tuple) else f"'{value}'"


class Inventory:
    """The declared features with their values, and the distinct bundles that were made of them."""

    def __init__(self, features: Mapping[str, Sequence[str]], findings: Findings) -> None:
        self._features = {"upos": UPOS, **features}
        self._findings = findings
        self._owners: dict[str, list[str]] = {}
        for feature, values in sorted(features.items()):
            for value in values:
                self._owners.setdefault(value, []).append(feature)
        self._numbers: dict[tuple[tuple[str, str], ...], int] = {}
        self._bundles: list[dict[str, str]] = []

    def bundle(self, value: object, spot: Spot) -> dict[str, str]:
        """The features that a line names; unknown and ambiguous ones are reported and left out."""
        bundle: dict[str, str] = {}
        for item in self._findings.words(value, spot):
            feature, equals, written = item.partition("=")
            pair = self._declared(feature, written, spot) if equals else self._owner(item, spot)
            if pair and bundle.setdefault(pair[0], pair[1]) != pair[1]:
                self._findings.report(TWICE, spot, f"{pair[0]} has two values, '{bundle[pair[0]]}' and '{pair[1]}'")
        return bundle

    def upos(self, value: object, spot: Spot) -> list[str]:
        """One or several parts of speech."""
        named = self._findings.words(value, spot)
        for upos in named:
            if upos not in UPOS:
                self._findings.unknown(UNKNOWN_FEATURE, spot, "part of speech", upos, UPOS)
        return [upos for upos in named if upos in UPOS]

    def number(self, upos: str, features: Mapping[str, str]) -> int:
        """The number of the bundle with this part of speech and these features."""
        key = (("upos", upos), *sorted((name, value) for name, value in features.items() if name != "upos"))
        if key not in self._numbers:
            self._numbers[key] = len(self._bundles)
            self._bundles.append(dict(key))
        return self._numbers[key]

    def features(self, number: int) -> Mapping[str, str]:
        """The features of the bundle with this number, with `upos`."""
        return self._bundles[number]

    @property
    def bundles(self) -> tuple[dict[str, str], ...]:
        """All bundles in the order of their numbers."""
        return tuple(self._bundles)

    def _declared(self, feature: str, value: str, spot: Spot) -> tuple[str, str] | None:
        if feature not in self._features:
            self._findings.unknown(UNKNOWN_FEATURE, spot, "feature", feature, self._features)
        elif value not in self._features[feature]:
            self._findings.unknown(UNKNOWN_FEATURE, spot, f"value of {feature}", value, self._features[feature])
        else:
            return feature, value
        return None

    def _owner(self, value: str, spot: Spot) -> tuple[str, str] | None:
        owners = self._owners.get(value, [])
        if len(owners) == 1:
            return owners[0], value
        if not owners:
            self._findings.unknown(UNKNOWN_FEATURE, spot, "value", value, self._owners)
        else:
            ways = " or ".join(f"{owner}={value}" for owner in owners)
            self._findings.report(UNKNOWN_FEATURE, spot, f"'{value}' is a value of several features", f"write {ways}")
        return None
