"""Assembly: from what the matcher chose to drafts, and from finished drafts to the records that users get.

In: event and extension candidates in token positions. Out: drafts; at the end `Event` records with
character offsets. The ways in are `assemble`, `extend` and `finish`.
"""

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from extractor.events.dates import TimeValue
from extractor.events.dating import Dating
from extractor.events.draft import Draft, ending, pieces
from extractor.events.nesting import parents
from extractor.events.schema import Event
from extractor.language.times import NEAR
from extractor.matching.candidates import EventCandidate, ExtensionCandidate, Taken
from extractor.matching.lattice import Mention
from extractor.span import Filler, Span
from extractor.text.document import Sentence
from extractor.text.tokenize import Tokens


class Times(msgspec.Struct, frozen=True):
    """The times of a document's events. `direction` is the attribute that says which way those of an event look; it is no part of
    the event's record."""

    dating: Dating
    direction: str | None

    def value(self, mention: Mention, draft: Draft) -> TimeValue | None:
        """The value of a mention in the event, if it names a time."""
        way = draft.attributes.get(self.direction) if self.direction is not None else None
        return self.dating.value(mention, way or NEAR)


def assemble(found: EventCandidate, number: int, sentence: int) -> Draft:
    """A draft of the event found in the sentence with that index; `number` must be its own in the document."""
    return Draft(
        number=number,
        type=found.type,
        trigger=found.trigger,
        roles={role: parts for role, parts in found.roles.items() if parts},
        attributes=found.attributes,
        rule=found.rule,
        sentence=sentence,
    )


def extend(draft: Draft, extension: ExtensionCandidate) -> Draft:
    """The draft with its empty roles filled from the extension; what it has already stays as it is, and the same tokens fill
    no second role."""
    taken = {(part.start, part.end) for parts in draft.roles.values() for part in parts}
    added = {
        role: parts
        for role, parts in extension.roles.items()
        if parts and not draft.roles.get(role) and not any((part.start, part.end) in taken for part in parts)
    }
    if not added and not extension.attributes:
        return draft
    return msgspec.structs.replace(
        draft,
        roles={**draft.roles, **added},
        attributes={**draft.attributes, **extension.attributes},
        changed_by=(*draft.changed_by, extension.rule),
    )


def in_order(drafts: Iterable[Draft]) -> list[Draft]:
    """The drafts in text order."""
    return sorted(drafts, key=lambda d: (d.trigger.start, d.trigger.end, d.number))


def finish(
    ordered: Sequence[Draft],
    tokens: Tokens,
    sentences: Sequence[Sentence],
    role_order: Mapping[str, Sequence[str]],
    date: str | None = None,
    times: Times | None = None,
) -> list[Event]:
    """The records of a document's events, given in text order; `role_order` has the roles of each type as declared, `date` is the
    document's, `times` gives values to the mentions that name one."""
    ids = {draft.number: f"e{place}" for place, draft in enumerate(ordered, 1)}
    nested_in = parents(ordered)
    # Events of one sentence share its text.
    around = {
        number: tokens.span(sentences[number].start, sentences[number].end) for number in {draft.sentence for draft in ordered}
    }
    return [
        Event(
            id=ids[draft.number],
            type=draft.type,
            trigger=tokens.span(draft.trigger.start, draft.trigger.end),
            roles={r: _fillers(draft, r, tokens, times) for r in role_order[draft.type] if draft.roles.get(r)},
            attributes={
                name: value
                for name, value in sorted(draft.attributes.items())
                if times is None or name != times.direction
            },
            resolved={r: _antecedents(parts, tokens) for r, parts in sorted(draft.resolved.items())},
            rule=draft.rule,
            sentence=around[draft.sentence],
            parent=ids.get(nested_in.get(draft.number, -1)),
            date=date,
        )
        for draft in ordered
    ]


def _fillers(draft: Draft, role: str, tokens: Tokens, times: Times | None) -> tuple[Filler, ...]:
    """One filler for each stretch of tokens, in text order, without repetition."""
    found: dict[tuple[int, int], Filler] = {}
    for part in draft.roles[role]:
        mention = part.mention
        for start, end in pieces(part):
            span = ending(tokens.span(start, end), part.letters)
            # A quotation has no head word of its own; a run of tokens is no mention.
            head = tokens.span(*mention.head) if mention is not None and not mention.pieces else None
            type_name = mention.type if mention is not None else None
            time = times.value(mention, draft) if mention is not None and times is not None else None
            filler = Filler(span.start, span.end, span.text, head, type_name, *(msgspec.structs.astuple(time) if time else ()))
            found.setdefault((start, end), filler)
    return tuple(found[place] for place in sorted(found))


def _antecedents(parts: Sequence[Taken], tokens: Tokens) -> tuple[Span, ...]:
    return tuple(tokens.span(start, end) for start, end in sorted({place for part in parts for place in pieces(part)}))
