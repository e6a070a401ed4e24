"""What the figures have to reach: one table. A figure names its bar by the key."""

from __future__ import annotations

import msgspec


class Bar(msgspec.Struct, frozen=True):
    """A limit for a ratio: `at_least` it, or else at most."""

    limit: float
    at_least: bool

    def met(self, ratio: float) -> bool:
        """Whether the ratio is on the right side of the limit."""
        return ratio >= self.limit if self.at_least else ratio <= self.limit

    def __str__(self) -> str:
        return f"{'≥' if self.at_least else '≤'} {self.limit:g}"


BARS: dict[str, Bar] = {
    "60 rules": Bar(10, at_least=True),
    "600 rules": Bar(60, at_least=True),
    "5,000 rules": Bar(500, at_least=True),
    "rules": Bar(1.5, at_least=False),
    "tokenizer": Bar(0.5, at_least=True),
    "help": Bar(5, at_least=False),
    "main job, cached": Bar(14, at_least=False),
    "main job, not cached": Bar(70, at_least=False),
    "ten times the text": Bar(11, at_least=False),
    "twice the length": Bar(2.5, at_least=False),
    "memory": Bar(1.2, at_least=False),
    "two processes": Bar(1.6, at_least=True),
}
