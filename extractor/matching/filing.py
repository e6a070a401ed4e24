"""The tests of a program, filed under what must be so for them to hold.

In: the tests and the lists. Out, by `file_tests` for those of tokens `Filed`, by `file_mention_tests` for those of mentions a
`Kind` for each type: plain data that can be kept with the program. `symbols` and `mention_tests` look there which of a thousand
tests are worth asking.
"""

from collections.abc import Collection, Sequence
from typing import Any, Final

from extractor.matching import program as p
from extractor.matching.leaves import features, leaves
from extractor.matching.made import later

CLOSED: Final = -1
"""Stands among the tests of a mention of a closed type, which a gap may pass."""


class Filed(p.Data, frozen=True):
    """The numbers of tests, each in one place.

    `words` and `forms`: the tests of a folded word or a form, which hold for it. `spelled`: tests of any reading that ask for one
    form and nothing else, which hold for it; `spelling`: those that ask for something else about the form alone. `lasting`: tests
    that ask neither for the lemma nor for the form, by the part of speech that they want, under "" those that want none. `lemmas`
    has for a lemma, and `parts` for a part of speech, the tests that may hold with it only; for lemmas as a number of `sets`,
    since most go together. `others` may hold for anything; `only` are those about every reading, wherever they are filed."""

    words: dict[str, tuple[int, ...]]
    forms: dict[str, tuple[int, ...]]
    spelled: dict[str, tuple[int, ...]]
    spelling: tuple[int, ...]
    lasting: dict[str, tuple[int, ...]]
    lemmas: dict[str, int]
    sets: tuple[tuple[int, ...], ...]
    parts: dict[str, tuple[int, ...]]
    others: tuple[int, ...]
    only: tuple[int, ...]


def file_tests(tests: Sequence[p.TokenTest], lists: Sequence[p.WordList]) -> Filed:
    """Files the tests of a program with these lists."""
    words: dict[str, list[int]] = {}
    forms: dict[str, list[int]] = {}
    spelled: dict[str, list[int]] = {}
    lasting: dict[str, list[int]] = {"": []}
    lemmas: dict[str, list[int]] = {}
    parts: dict[str, list[int]] = {}
    spelling: list[int] = []
    others: list[int] = []
    for number, test in enumerate(tests):
        if isinstance(test, p.Forms):
            _file(number, test.forms, forms if test.exact else words)
            continue
        any_reading, asked = isinstance(test, p.AnyReading), features(test.test)
        lasts = any_reading and asked.isdisjoint(("lemma", "word"))
        if (found := required(test.test, "lemma", lists)) is not None:
            _file(number, found, lemmas)
        elif (found := required(test.test, "upos", lists)) is not None:
            _file(number, found, lasting if lasts else parts)
        elif lasts:
            lasting[""].append(number)
        elif any_reading and asked == {"word"}:
            if isinstance(test.test, p.Is):
                _file(number, test.test.values, spelled)
            else:
                spelling.append(number)
        else:
            others.append(number)
    sets: dict[tuple[int, ...], int] = {}
    by_lemma = {lemma: sets.setdefault(tuple(numbers), len(sets)) for lemma, numbers in sorted(lemmas.items())}
    only = tuple(number for number, test in enumerate(tests) if isinstance(test, p.OnlyReadings))
    return Filed(
        _tuples(words),
        _tuples(forms),
        _tuples(spelled),
        tuple(spelling),
        _tuples(lasting),
        by_lemma,
        tuple(sets),
        _tuples(parts),
        tuple(others),
        only,
    )


def _file(number: int, values: Sequence[str], index: dict[str, list[int]]) -> None:
    for value in values:
        index.setdefault(value, []).append(number)


def _tuples(index: dict[str, list[int]]) -> dict[str, tuple[int, ...]]:
    return {value: tuple(numbers) for value, numbers in sorted(index.items())}


class Kind(p.Data, frozen=True, dict=True, gc=True):
    """The mention tests of one type: those that `always` hold; by feature and value those that may hold with it only, as a number
    of `sets`; `others`, which may hold for any. `apart` has by feature the values that tests tell from one another besides (None:
    any value)."""

    always: tuple[int, ...]
    by_value: dict[str, dict[str, int]]
    sets: tuple[tuple[int, ...], ...]
    others: tuple[int, ...]
    apart: dict[str, tuple[str, ...] | None]

    @later
    def asked(self) -> list[tuple[str, dict[Any, int], frozenset[str] | None]]:
        """By feature what of its value makes a difference: the number of its set, or the value itself if it is one of those in
        `apart`."""
        names = dict.fromkeys((*self.by_value, *self.apart))
        return [
            (name, self.by_value.get(name, {}), None if (apart := self.apart.get(name, ())) is None else frozenset(apart))
            for name in names
        ]


def file_mention_tests(
    tests: Sequence[p.MentionTest], lists: Sequence[p.WordList], closed: Collection[str]
) -> dict[str, Kind]:
    """Files the tests of a program with these lists and closed types."""
    by_type: dict[str, list[int]] = {name: [] for name in closed}
    for number, test in enumerate(tests):
        for name in test.types:
            by_type.setdefault(name, []).append(number)
    values = [_required_value(test.test, lists) for test in tests]
    # Types have many tests in common, and most share them with all their subtypes.
    known: dict[tuple[int, ...], Kind] = {}
    kinds: dict[str, Kind] = {}
    for name, numbers in sorted(by_type.items()):
        key = (CLOSED, *numbers) if name in closed else tuple(numbers)
        if key not in known:
            known[key] = _kind(key, tests, values, lists)
        kinds[name] = known[key]
    return kinds


_Required = tuple[str, tuple[str, ...]]


def _required_value(test: p.Test | None, lists: Sequence[p.WordList]) -> _Required | None:
    """A feature and its values of which a mention must have one to satisfy the test; None where nothing can be said."""
    if test is None:
        return None
    # The lemma first: the lexicons' lists of verbs are what tells most tests apart.
    named = {part.feature for part in (test.parts if isinstance(test, p.Every) else (test,)) if hasattr(part, "feature")}
    for feature in sorted(named, key=lambda name: (name != "lemma", name)):
        values = required(test, feature, lists)
        if values is not None:
            return feature, values
    return None


def _kind(
    numbers: Sequence[int], tests: Sequence[p.MentionTest], values: Sequence[_Required | None], lists: Sequence[p.WordList]
) -> Kind:
    """The tests with these numbers, `CLOSED` perhaps among them; `values` has of each test what it requires."""
    always, others = list[int](), list[int]()
    together: dict[tuple[str, int], tuple[tuple[str, ...], list[int]]] = {}
    for number in numbers:
        found = None if number == CLOSED else values[number]
        if number == CLOSED or tests[number].test is None:
            always.append(number)
        elif found is None:
            others.append(number)
        else:
            # Many tests ask for the same list of a thousand verbs, as one object: its values are gone through once.
            together.setdefault((found[0], id(found[1])), (found[1], []))[1].append(number)
    filed: dict[str, dict[str, list[int]]] = {}
    for (feature, _), (required_values, those) in together.items():
        index = filed.setdefault(feature, {})
        for value in dict.fromkeys(required_values):
            index.setdefault(value, []).extend(those)
    apart: dict[str, set[str] | None] = {}
    for number in numbers:
        test = None if number == CLOSED else tests[number].test
        if test is not None:
            _tell_apart(test, values[number], lists, apart)
    sets: dict[tuple[int, ...], int] = {}
    by_value = {
        feature: {value: sets.setdefault(tuple(those), len(sets)) for value, those in sorted(index.items())}
        for feature, index in sorted(filed.items())
    }
    told = {feature: None if those is None else tuple(sorted(those)) for feature, those in sorted(apart.items())}
    return Kind(tuple(always), by_value, tuple(sets), tuple(others), told)


def _tell_apart(
    test: p.Test, filed: _Required | None, lists: Sequence[p.WordList], apart: dict[str, set[str] | None]
) -> None:
    """Adds the values that a test names, by feature. `filed` is what it is filed under, so that it is asked only where a part
    about these very values holds."""
    for leaf in leaves(test):
        if isinstance(leaf, p.Like):
            apart[leaf.feature] = None
            continue
        values = leaf.values if isinstance(leaf, p.Is) else lists[leaf.list].written
        known = apart.setdefault(leaf.feature, set())
        if known is not None and (filed is None or filed[0] != leaf.feature or filed[1] is not values):
            known.update(values)


def required(test: p.Test, feature: str, lists: Sequence[p.WordList]) -> tuple[str, ...] | None:
    """Values of the feature of which a reading must have one to satisfy the test; None where nothing can be said."""
    match test:
        case p.Is(name, values) if name == feature:
            return values
        case p.InList(name, number) if name == feature:
            return lists[number].written
        case p.Every(parts):
            return next((needed for part in parts if (needed := required(part, feature, lists)) is not None), None)
        case p.Some(parts):
            found = [required(part, feature, lists) for part in parts]
            if any(some is None for some in found):
                return None
            return tuple(sorted({value for some in found if some for value in some}))
        case _:
            return None
