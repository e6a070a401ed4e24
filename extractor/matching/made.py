"""Things that are made when they are first asked for, and kept.

In: how to make one from its key. Out: `Made`, a dict that makes what it lacks. A short text meets few of a pack's tests and
rules, so that what each of them takes to run is best made on the way; found again, it costs what any entry of a dict costs.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, Generic, TypeVar, overload

_T = TypeVar("_T")
_K = TypeVar("_K", bound=Hashable)
_V = TypeVar("_V")


class later(Generic[_T]):
    """A `functools.cached_property` without that one's lock, which takes longer than most of what is made so: two threads may
    make the same value twice, and either is as good."""

    def __init__(self, make: Callable[[Any], _T]) -> None:
        self._make, self._name, self.__doc__ = make, make.__name__, make.__doc__

    @overload
    def __get__(self, owner: None, kind: type) -> later[_T]: ...
    @overload
    def __get__(self, owner: object, kind: type | None = None) -> _T: ...
    def __get__(self, owner: object | None, kind: type | None = None) -> later[_T] | _T:
        if owner is None:
            return self
        value = owner.__dict__[self._name] = self._make(owner)
        return value


class Made(dict[_K, _V]):
    """By key what was made. Two threads may make the same thing twice; either is as good."""

    def __init__(self, make: Callable[[_K], _V]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, key: _K) -> _V:
        return self.setdefault(key, self._make(key))
