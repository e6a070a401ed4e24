"""Many small numbers as bytes: stored, loaded and compared as one thing, however many they are.

In: numbers. Out: bytes, by `packed`; again numbers, by `unpacked`. The first byte says how wide they are; they stand in this
machine's order of bytes, which is part of what a stored program is known by.
"""

from array import array
from collections.abc import Collection


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
