"""Events drawn by Hypothesis, over one text."""

from hypothesis import strategies as st

from extractor import Event, Filler, Span
from extractor.formats.gold import GoldEvent

TEXT = "il capo ha detto una cosa e la giunta ha poi negato tutto"
TYPES = ("Say", "Deny", "Ask")


@st.composite
def spans(draw: st.DrawFn, low: int = 0, high: int = len(TEXT)) -> Span:
    """A span of at least one character between two offsets."""
    start = draw(st.integers(low, high - 1))
    end = draw(st.integers(start + 1, high))
    return Span(start, end, TEXT[start:end])


fillers = spans().map(lambda place: Filler(place.start, place.end, place.text))
tables = st.dictionaries(st.sampled_from(("source", "content", "time")), st.lists(fillers, min_size=1, max_size=2).map(tuple))
values = st.dictionaries(st.sampled_from(("polarity", "voice")), st.sampled_from(("a", "b", "c")))


def gold_events(types: tuple[str, ...] = TYPES) -> st.SearchStrategy[GoldEvent]:
    return st.builds(GoldEvent, st.sampled_from(types), spans(), tables, values, tables)


@st.composite
def gold_apart(draw: st.DrawFn) -> list[GoldEvent]:
    """Gold events whose triggers don't touch, as in real gold."""
    places = [(start, start + 5) for start in range(0, len(TEXT) - 5, 6)]
    chosen = draw(st.lists(st.sampled_from(places), unique=True, max_size=6))
    return [
        GoldEvent(draw(st.sampled_from(TYPES)), draw(spans(*place)), draw(tables), draw(values), draw(tables)) for place in chosen
    ]


events = st.builds(
    lambda kind, trigger, roles, attributes, resolved, rule: Event(
        id="e1",
        type=kind,
        trigger=trigger,
        roles=roles,
        attributes=attributes,
        resolved=resolved,
        rule=rule,
        sentence=Span(0, len(TEXT), TEXT),
    ),
    st.sampled_from(TYPES),
    spans(),
    tables,
    values,
    tables,
    st.sampled_from(("one", "two")),
)
