"""Packed numbers come out as they went in, however wide."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.packing import packed, unpacked

BITS_32 = st.integers(-(1 << 31), (1 << 31) - 1)


@given(st.lists(st.one_of(st.integers(-3, 3), BITS_32)))
def test_numbers_come_back(numbers: list[int]) -> None:
    assert list(unpacked(packed(numbers))) == numbers


def test_small_numbers_take_half_the_room() -> None:
    assert len(packed([1 << 14] * 100)) == 201
    assert len(packed([1 << 15] * 100)) == 401
    assert len(packed([-1 - (1 << 15)] * 100)) == 401


@pytest.mark.parametrize("content", [b"", b"x\0\0", b"h\0", b"i\0\0"])
def test_other_bytes_are_no_numbers(content: bytes) -> None:
    with pytest.raises(ValueError, match=r"width|multiple|size"):
        unpacked(content)
