"""From names on the command line to documents."""

import io
import os
from pathlib import Path

import pytest

from extractor.formats.inputs import Unread, read
from extractor.text.document import Document


@pytest.fixture
def corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with texts at two depths, a text that is not UTF-8 and records; the current folder."""
    (tmp_path / "news" / "old").mkdir(parents=True)
    (tmp_path / "news" / "b.txt").write_text("bi", encoding="utf-8")
    (tmp_path / "news" / "a.txt").write_text("à", encoding="utf-8")
    (tmp_path / "news" / "note.md").write_text("no", encoding="utf-8")
    (tmp_path / "news" / "old" / "c.txt").write_text("ci", encoding="utf-8")
    (tmp_path / "latin.txt").write_bytes("perché".encode("latin-1"))
    (tmp_path / "empty").mkdir()
    (tmp_path / "docs.jsonl").write_bytes(
        b'{"id": "x", "text": "uno", "year": 1}\n\n{"id": 7, "text": "due"}\n{"id": "y"}\nnot json\n{"id": "z", "text": ""}'
    )
    monkeypatch.chdir(tmp_path)
    return tmp_path


def named(*names: str, stdin: bytes = b"") -> list[tuple[str, str]]:
    """Name and text of each document, or name and reason."""
    found = read(names, io.BytesIO(stdin))
    return [(item.name, item.reason if isinstance(item, Unread) else item.text) for item in found]


@pytest.mark.usefixtures("corpus")
class TestNames:
    def test_a_file(self) -> None:
        assert named("news/b.txt", "./news/b.txt") == [("news/b.txt", "bi"), ("./news/b.txt", "bi")]

    def test_a_file_with_another_ending(self) -> None:
        assert named("news/note.md") == [("news/note.md", "no")]

    @pytest.mark.parametrize("folder", ["news", "news/"])
    def test_a_folder_gives_its_texts_by_path(self, folder: str) -> None:
        assert [name for name, _ in named(folder)] == ["news/a.txt", "news/b.txt", "news/old/c.txt"]

    def test_a_glob(self) -> None:
        assert [name for name, _ in named("news/*.txt")] == ["news/a.txt", "news/b.txt"]
        assert [name for name, _ in named("**/c.*")] == ["news/old/c.txt"]

    def test_a_file_whose_name_looks_like_a_glob(self, corpus: Path) -> None:
        (corpus / "a[1].txt").write_text("x", encoding="utf-8")
        assert named("a[1].txt") == [("a[1].txt", "x")]

    def test_records(self) -> None:
        first, second, third, fourth, last = named("docs.jsonl")
        assert [first, second, last] == [("x", "uno"), ("7", "due"), ("z", "")]
        assert third[0] == "docs.jsonl:4" and "`text`" in third[1]
        assert fourth[0] == "docs.jsonl:5" and "record" in fourth[1]

    @pytest.mark.parametrize(
        ("name", "reason"),
        [
            ("gone.txt", "no such file or folder"),
            ("gone/*.txt", "no file fits this pattern"),
            ("empty", "no .txt file in this folder"),
            ("latin.txt", "not UTF-8 (byte 5, value 0xe9); convert it first"),
        ],
    )
    def test_what_cannot_be_read(self, name: str, reason: str) -> None:
        assert named(name) == [(name, reason)]

    def test_the_others_go_on(self) -> None:
        assert [name for name, _ in named("gone.txt", "news/b.txt", "latin.txt", "news/a.txt")] == [
            *("gone.txt", "news/b.txt", "latin.txt", "news/a.txt")
        ]

    def test_a_name_that_is_not_utf8(self, corpus: Path) -> None:
        try:
            Path(os.fsdecode(b"caf\xe9.txt")).write_text("x", encoding="utf-8")
        except OSError:
            pytest.skip("this file system has no such names")
        assert named(os.fsdecode(b"caf\xe9.txt")) == [("caf\N{REPLACEMENT CHARACTER}.txt", "x")]


class TestStandardInput:
    def test_a_text(self) -> None:
        assert named("-", stdin="Ha detto «sì».\n".encode()) == [("-", "Ha detto «sì».\n")]

    def test_nothing(self) -> None:
        assert named("-") == [("-", "")]

    def test_records(self) -> None:
        lines = b'{"id": "a", "text": "x"}\n{"id": "b"}\n'
        assert [name for name, _ in named("-", stdin=lines)] == ["a", "-:2"]

    def test_a_text_that_begins_with_a_brace(self) -> None:
        assert named("-", stdin=b"{sic}\ntext") == [("-", "{sic}\ntext")]

    def test_not_utf8(self) -> None:
        assert named("-", stdin=b"line\nperch\xe9") == [("-", "not UTF-8 (byte 10, value 0xe9); convert it first")]

    def test_closed(self) -> None:
        assert [item for item in read(["-"], None) if isinstance(item, Unread)]


def test_a_text_is_kept_as_it_stands(tmp_path: Path) -> None:
    """Offsets count code points of the file, so neither the byte order mark nor line ends may change."""
    file = tmp_path / "crlf.txt"
    file.write_bytes("\ufeffa\r\nb\rc\u2028d".encode())
    assert list(read([str(file)], None)) == [Document(str(file), "\ufeffa\r\nb\rc\u2028d")]


def test_a_byte_order_mark_before_records_is_no_text(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    file.write_bytes(b'\xef\xbb\xbf{"id": "a", "text": "x"}\n')
    assert list(read([str(file)], None)) == [Document("a", "x")]


def test_every_document_gets_the_date(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x", encoding="utf-8")
    (document,) = read([str(tmp_path)], None, date="2020-10")
    assert isinstance(document, Document) and document.date == "2020-10"


def test_records_are_read_one_by_one() -> None:
    """A corpus larger than memory must flow: nothing beyond the record asked for is read."""

    class Endless(io.RawIOBase):
        lines = 0

        def readline(self, size: int | None = -1, /) -> bytes:
            self.lines += 1
            return b'{"id": "a", "text": "x"}\n'

        def __next__(self) -> bytes:
            return self.readline()

    stream = Endless()
    documents = read(["-"], stream)  # type: ignore[arg-type]
    for _ in range(3):
        next(documents)
    assert stream.lines <= 4


def test_odd_unicode_in_records_is_an_answer_not_a_crash() -> None:
    ((name, reason),) = named("-", stdin=b'{"id": "a", "text": "x"}\n{"id": "b", "text": "\\ud800"}\n')[1:]
    assert name == "-:2" and reason


def test_lists_in_lists_in_records_are_an_answer_not_a_crash() -> None:
    nested = b'{"id": "b", "text": "x", "y": ' + b"[" * 10_000 + b"]" * 10_000 + b"}\n"
    ((name, reason),) = named("-", stdin=b'{"id": "a", "text": "x"}\n' + nested)[1:]
    assert name == "-:2" and reason
