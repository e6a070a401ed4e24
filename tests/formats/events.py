"""Events made by hand, for the writers."""

from extractor.events.schema import Event
from extractor.span import Filler, Span

TEXT = "Il sindaco ha detto: «La città\nresiste». Ha ammesso un [bold]errore[/bold]."


def filler(text: str, head: str | None = None) -> Filler:
    """The first place where `text` stands, with its head word."""
    start = TEXT.index(text)
    inner = TEXT.index(head, start) if head else 0
    return Filler(start, start + len(text), text, Span(inner, inner + len(head), head) if head else None, "Speaker")


def span(text: str) -> Span:
    """The first place where `text` stands."""
    start = TEXT.index(text)
    return Span(start, start + len(text), text)


SAY = Event(
    id="e1",
    type="Say",
    trigger=span("ha detto"),
    roles={"source": (filler("Il sindaco", head="sindaco"),), "content": (filler("La città\nresiste"),)},
    attributes={"polarity": "positive"},
    resolved={},
    rule="speaker_then_quote",
    sentence=span(TEXT[: TEXT.index(" Ha")]),
)
ADMIT = Event(
    id="e2",
    type="Admit",
    trigger=span("Ha ammesso"),
    roles={"content": (filler("un [bold]errore[/bold]"),), "medium": (filler("città"),)},
    attributes={},
    resolved={"source": (span("Il sindaco"),)},
    rule="admission",
    sentence=span(TEXT[TEXT.index("Ha ammesso") :]),
    parent="e1",
)
