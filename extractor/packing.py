"""Many small numbers as bytes: stored, loaded and compared as one thing, however many they are.

In: numbers. Out: bytes, by `packed`; again numbers, by `unpacked`; rows of them, by `table`. The first byte says how wide they
are; they stand in this machine's order of bytes, which is part of what a stored program is known by.
"""

from array import array
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cached_property

import msgspec


def packed(numbers: Collection[int]) -> bytes:
    """The numbers, each of at most 32 bits with its sign, as bytes."""
    try:  # most are narrow: to try costs less than to look first
        return b"h" + array("h", numbers).tobytes()
    except OverflowError:
        return b"i" + array("i", numbers).tobytes()


def unpacked(content: bytes) -> "array[int]":
    """The numbers that were packed. Raises `ValueError` for what isn't."""
    code = content[:1].decode("ascii")
    if code not in ("h", "i"):
        raise ValueError(f"'{code}' is no width of numbers")
    numbers = array(code)
    numbers.frombytes(content[1:])
    return numbers


def ones(bits: int) -> Iterator[int]:
    """The numbers that a set of small numbers has which is kept as the bits of one."""
    digits = f"{bits:b}"[::-1]  # to look for the next digit is faster than to take a wide number apart bit by bit
    at = digits.find("1")
    while at >= 0:
        yield at
        at = digits.find("1", at + 1)


class Table(msgspec.Struct, frozen=True, array_like=True, dict=True):
    """Rows of numbers, packed one after the other; `starts` has where each begins, and where the last one ends."""

    numbers: bytes = packed(())
    starts: bytes = packed((0,))

    def row(self, number: int) -> Sequence[int]:
        """The row with this number."""
        return self._numbers[self._starts[number] : self._starts[number + 1]]

    def part(self, number: int, first: int, size: int) -> Sequence[int]:
        """So many numbers of the row with this number, from `first` on."""
        first += self._starts[number]
        return self._numbers[first : first + size]

    def __len__(self) -> int:
        return len(self._starts) - 1

    @cached_property
    def _numbers(self) -> Sequence[int]:
        return unpacked(self.numbers)

    @cached_property
    def _starts(self) -> Sequence[int]:
        return unpacked(self.starts)


def table(rows: Iterable[Collection[int]]) -> Table:
    """The table with these rows."""
    numbers: list[int] = []
    starts = [0]
    for row in rows:
        numbers += row
        starts.append(len(numbers))
    return Table(packed(numbers), packed(starts))
