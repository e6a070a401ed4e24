"""The texts and patterns of the benchmarks: the same for the same seed, and so made that engines can agree on them."""

import json
from collections import Counter
from itertools import islice
from pathlib import Path

import pytest

from benchmarks.agreement import Agreement, standing
from benchmarks.corpus import Corpus, cut, total, write
from benchmarks.engines import expressions, ours
from benchmarks.news import articles
from benchmarks.pack import write_patterns
from benchmarks.parts.explosions import EXPLOSIONS, pack_of
from benchmarks.patterns import SHARES, Pattern, Piece, draw, vocabulary
from extractor.cli import main

TEXTS = [text for _, text in islice(articles(), 60)]


def test_news_is_the_same_for_the_same_seed_and_else_another() -> None:
    assert list(islice(articles(3), 5)) == list(islice(articles(3), 5))
    assert not {text for _, text in islice(articles(3), 5)} & {text for _, text in islice(articles(4), 5)}


def test_new_words_never_end() -> None:
    some, more = (len(set(" ".join(TEXTS[:count]).split())) for count in (30, 60))
    assert more > 1.3 * some


def test_slices_hold_all_articles_once_and_in_order() -> None:
    given = list(islice(articles(), 40))
    slices = cut(iter(given), 4, 5000)
    assert [article for stretch in slices for article in stretch] == given[: sum(map(len, slices))]
    assert all(total(stretch) >= 5000 for stretch in slices)


def test_a_corpus_that_is_too_small_for_the_rounds_is_refused() -> None:
    with pytest.raises(ValueError, match="too few articles"):
        cut(iter([("one", "text")]), 2, 10)


def test_a_corpus_is_read_from_a_folder_or_from_json_lines(tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_text("Due è.", encoding="utf-8")
    (tmp_path / "a.txt").write_text("Uno.", encoding="utf-8")
    assert list(Corpus(tmp_path)) == [("a.txt", "Uno."), ("b.txt", "Due è.")]
    assert Corpus(tmp_path).size() == 11
    lines = tmp_path / "lines.jsonl"
    assert write(lines, 3000, seed=1) >= 3000
    assert list(Corpus(lines)) == list(islice(articles(1), len(lines.read_text(encoding="utf-8").splitlines())))
    assert json.loads(lines.read_text(encoding="utf-8").splitlines()[0])["id"] == "1-0"


def test_patterns_are_different_and_keep_their_shares() -> None:
    patterns = draw(TEXTS, 100)
    assert patterns == draw(TEXTS, 100)
    assert len({pattern.pieces for pattern in patterns}) == 100
    assert Counter(pattern.kind for pattern in patterns) == Counter(dict(SHARES))


def test_words_that_engines_see_unlike_are_left_out() -> None:
    found = vocabulary(["Il forno, l'uomo e l'arco (un forno) del sig. rossi. Così 3mila italo-belgi."])
    assert set(found) == {"il", "forno", "un", "del", "rossi"}


def test_engines_find_the_same() -> None:
    patterns = draw(TEXTS, 120)
    texts = [("", text) for text in TEXTS]
    found = {name: [[make(text) for text in TEXTS]] for name, make in (("a", ours(patterns)), ("b", expressions(patterns)))}
    agreement = Agreement(found, [texts])
    assert agreement.matches > 100
    assert "found the same" in str(agreement)


def test_a_difference_is_shown() -> None:
    text = "Il forno di pietra"
    agreement = Agreement({"a": [[[(3, 8, "r1")]]], "b": [[[(3, 8, "r1"), (12, 18, "r2")]]]}, [[("", text)]])
    assert "b 1 ('only theirs: r2 “Il forno di pietra”')" in str(agreement)


def test_of_overlapping_matches_the_longest_stands() -> None:
    text = "uno due tre quattro"
    assert standing([(0, 7, "b"), (4, 11, "a"), (4, 19, "c"), (0, 3, "d")], text) == {(4, 19, "c"), (0, 3, "d")}
    assert standing([(0, 7, "b"), (0, 7, "a"), (4, 11, "c")], text) == {(0, 7, "a")}


def test_a_pack_of_patterns_has_no_errors_and_passes_its_examples(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pieces = (Piece(("forno", "mulino")), Piece(("nuovo",), optional=True), Piece(), Piece(("chiuso",)))
    folder = str(write_patterns(tmp_path / "pack", [Pattern("r00000", "gap", pieces), *draw(TEXTS, 10)[1:]]))
    assert (main(["check", "--strict", folder]), main(["test", folder])) == (0, 0), capsys.readouterr().out


@pytest.mark.parametrize("name", EXPLOSIONS)
def test_a_pattern_that_explodes_is_written_right(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = str(pack_of(EXPLOSIONS[name], tmp_path / "pack"))
    assert (main(["check", folder]), main(["test", folder])) == (0, 0), capsys.readouterr().out
