"""The texts that are measured on: read from a folder or a file, or made up.

In: a path, or nothing. Out: a `Corpus`, from which parts take slices that never overlap, so that every round sees new articles.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from benchmarks.news import articles

Text = tuple[str, str]
"""The name of an article and its text."""


class Corpus:
    """Articles in a fixed order, read as they are needed. `description` names them in the report."""

    def __init__(self, path: Path | None = None, seed: int = 1) -> None:
        """`path`: a folder of `.txt` files or a file of JSON Lines with `id` and `text`; None: made-up news."""
        self.path, self.seed = path, seed
        self.description = "made-up news" if path is None else "the given texts"

    def __iter__(self) -> Iterator[Text]:
        if self.path is None:
            yield from articles(self.seed)
        elif self.path.is_dir():
            for file in sorted(self.path.rglob("*.txt")):
                yield file.name, file.read_text(encoding="utf-8")
        else:
            with self.path.open(encoding="utf-8") as lines:
                for line in lines:
                    record = json.loads(line)
                    yield record["id"], record["text"]

    def slices(self, count: int, size: int) -> list[list[Text]]:
        """`count` stretches of the corpus, one after the other, of about `size` bytes each; less where it has less text."""
        return cut(iter(self), count, size if self.path is None else min(size, self.size() // count))

    def size(self) -> int:
        """The bytes of all articles that were given."""
        return sum(size_of(text) for _, text in self)


def cut(texts: Iterator[Text], count: int, size: int) -> list[list[Text]]:
    """The first `count` stretches of whole articles, each of at least `size` bytes while there are articles.

    Raises `ValueError` if one of them would be empty."""
    found: list[list[Text]] = []
    for _ in range(count):
        stretch: list[Text] = []
        length = 0
        while length < size and (some := list(islice(texts, 1))):
            stretch += some
            length += size_of(some[0][1])
        if not stretch:
            raise ValueError("the corpus has too few articles for so many rounds")
        found.append(stretch)
    return found


def size_of(text: str) -> int:
    """How many bytes of UTF-8 the text takes."""
    return len(text.encode())


def total(texts: list[Text]) -> int:
    """The bytes of some articles."""
    return sum(size_of(text) for _, text in texts)


def write(file: Path, size: int, seed: int) -> int:
    """Writes made-up news of about `size` bytes as JSON Lines; returns the bytes of the texts. Holds one article at a time."""
    written = 0
    with file.open("w", encoding="utf-8") as lines:
        for name, text in articles(seed):
            if written >= size:
                break
            lines.write(json.dumps({"id": name, "text": text}, ensure_ascii=False) + "\n")
            written += size_of(text)
    return written
