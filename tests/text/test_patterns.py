"""A pattern that was kept finds what the compiled one finds."""

import msgspec
import pytest
import regex

from extractor.text.patterns import KeptPattern, compiled, kept_of

TEXT = "L'Aquila, 3 marzo: «E' vero», dice l’on. Rossi (www.example.org). strasse STRASSE"
PATTERNS = [r"\p{L}+(?:['’]|\b)", r"(?P<day>\d+) (?P<month>\w+)", r"(?i-f:strasse)|(?i:l['’])", "", r"(?:(?=[eo])e|.)(?<!r)\X"]


@pytest.mark.parametrize("pattern", PATTERNS)
def test_it_finds_the_same(pattern: str) -> None:
    fresh = regex.compile(pattern, regex.V1)
    kept = msgspec.msgpack.decode(msgspec.msgpack.encode(kept_of(fresh)), type=KeptPattern)
    again = compiled(pattern, regex.V1, kept)
    assert again is not fresh
    assert (again.pattern, again.flags, again.groupindex) == (fresh.pattern, fresh.flags, fresh.groupindex)
    assert [each.span() for each in again.finditer(TEXT)] == [each.span() for each in fresh.finditer(TEXT)] != []
    assert kept_of(again) == kept


def test_what_was_kept_of_another_pattern_is_not_used() -> None:
    kept = kept_of(regex.compile("a"))
    assert compiled("b", 0, kept).search("ab").start() == 1  # type: ignore[union-attr]


def test_named_lists_are_not_kept() -> None:
    assert kept_of(regex.compile(r"\L<words>", words=["a"])) is None
