"""What comes of a document that was handed to the engine: `Found` or a `Failure`; and how many processes there may be."""

import os

import msgspec

from extractor.events.schema import Event


class Found(msgspec.Struct, frozen=True, tag=True):
    """A document's name and its events."""

    name: str
    events: list[Event]


class Failure(msgspec.Struct, frozen=True, tag=True):
    """A document's name and why there are no events of it."""

    name: str
    reason: str


class DocumentError(Exception):
    """Nothing could be found in a document, which `name` names, for this `reason`."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(name, reason)
        self.name, self.reason = name, reason

    def __str__(self) -> str:
        return f"{self.name}: {self.reason}"


class WorkersError(Exception):
    """There is no worker: none could be started, or each died before it had work."""


def cores() -> int:
    """The number of cores that this process may use."""
    if hasattr(os, "process_cpu_count"):  # from Python 3.13 on
        return os.process_cpu_count() or 1
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def failure(name: str, error: Exception) -> Failure:
    """The failure of a document on which the engine failed."""
    return Failure(name, f"internal error, please report it: {type(error).__name__}: {error}")
