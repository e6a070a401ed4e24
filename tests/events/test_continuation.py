"""What an event goes on with is what the definition says, looked up instead of searched for, in time linear in the text."""

from __future__ import annotations

import time
from collections.abc import Sequence

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.events.choices import Choice, Considered, Surroundings
from extractor.events.continuation import EARLIER, LOOSE, QUOTED, TAKEN, go_on
from extractor.events.draft import Draft, pieces
from extractor.events.nesting import SentenceTree
from extractor.events.reach import Reach
from extractor.language.tree import Present, Resolution, Typed
from extractor.matching.candidates import Taken
from extractor.matching.lattice import Mention
from extractor.text.document import Segmentation
from extractor.text.quotes import find_quotations
from extractor.text.sentences import segment
from extractor.text.tokenize import Tokenizer, Tokens
from tests.events.test_resolve import HERE, mention, say, typed
from tests.text.conventions_of import conventions_of

ITALIAN = conventions_of("italian")
TOKENIZER = Tokenizer(ITALIAN)
TOLD = ["«Uno», dice.", "Uno dice: «Due».", "«Tre».", "«Quattro. Cinque».", "“Sei.”"]
BROKEN = ["«Uno.", "Due.", "sette", "dice", "dice.", "«Otto", "dice».", "nove»", "\n\n", "«Dieci\n\n"]
SURE = Present(place=HERE, capture="content")


def statement(within: int = 3, *candidates: Typed) -> Resolution:
    return Resolution(
        place=HERE,
        kind="continue",
        name="goes on",
        phase=None,
        role="content",
        event="Say",
        where=(SURE,),
        candidates=candidates or (typed("Quote"),),
        inside=typed("Whole"),
        within=within,
    )


class Scene(msgspec.Struct):
    """A text with its quotations as mentions, more mentions, and events."""

    tokens: Tokens
    parts: Segmentation
    mentions: dict[int, list[Mention]]
    drafts: list[Draft]

    def around(self) -> Surroundings:
        return Surroundings(
            SentenceTree(self.parts.sentences),
            self.parts.quotations,
            lambda sentence: self.mentions.get(sentence, []),
            lambda name, ancestor: name == ancestor,
            lambda test, mention: True,
            lambda condition, draft: draft.type == "Say",
            lambda sentence, name: bool(self.mentions.get(sentence)),
            self.tokens.breaks,
        )

    def after(self, rule: Resolution, seen: list[Choice] | None = None) -> list[Draft]:
        around = self.around()
        watch = seen.append if seen is not None else None
        return go_on(self.drafts, rule, Reach(around.mentions, around.quotations), around, watch)


def scene(text: str, wholes: Sequence[tuple[int, int]] | None = None, kinds: Sequence[int] = (0,)) -> Scene:
    """The text; each `dice` is the trigger of an event, whose content is a quotation of its sentence: by `kinds` the nearest
    before, the nearest after, or none. `wholes` are tokens that show that a sentence goes on; without any, whole sentences do."""
    tokens = TOKENIZER.tokenize(text)
    parts = segment(tokens, find_quotations(tokens, ITALIAN), ITALIAN)
    tree = SentenceTree(parts.sentences)
    mentions: dict[int, list[Mention]] = {}
    for quotation in parts.quotations:
        said = tuple((piece.inner_start, piece.inner_end) for piece in quotation.pieces)
        for piece in quotation.pieces:
            quote = Mention("Quote", piece.start, piece.end, (piece.start, piece.end), {}, "quotations", said)
            mentions.setdefault(tree.innermost(piece.start), []).append(quote)
    drafts = []
    triggers = [position for position, form in enumerate(tokens.forms) if form == "dice"]
    for number, position in enumerate(triggers):
        kind, home = kinds[number % len(kinds)], tree.innermost(position)
        quotes = [m for m in mentions.get(home, []) if m.type == "Quote" and not m.start <= position < m.end]
        before, after = [m for m in quotes if m.end <= position], [m for m in quotes if position < m.start]
        chosen = before[-1:] if kind == 0 else after[:1] if kind == 1 else []
        draft = say(position)
        roles = {"content": tuple(Taken(m.start, m.end, m) for m in chosen)} if chosen else {}
        drafts.append(msgspec.structs.replace(draft, roles=roles, sentence=home))
    places = wholes if wholes is not None else [(each.start, each.end) for each in parts.sentences]
    for start, end in places:
        mentions.setdefault(tree.innermost(start), []).append(mention("Whole", start, end))
    return Scene(tokens, parts, mentions, drafts)


# --- the definition, step by step


def by_definition(made: Scene, rule: Resolution) -> list[Draft]:
    sentences, drafts = made.parts.sentences, list(made.drafts)

    def places(draft: Draft) -> list[tuple[int, int]]:
        return [place for part in draft.roles.get("content", ()) for place in pieces(part)]

    def innermost(position: int) -> int:
        return max((n for n, each in enumerate(sentences) if each.start <= position < each.end), default=-1)

    def around(number: int) -> tuple[int, int]:
        """The piece of a quotation in which a sentence stands apart, or the whole text."""
        here = sentences[number]
        holes = [hole for other in sentences for hole in other.holes if hole[0] <= here.start and here.end <= hole[1]]
        return min(holes, key=lambda hole: hole[1] - hole[0], default=(0, len(made.tokens)))

    def following(number: int) -> int:
        if sentences[number].end in made.tokens.breaks:
            return -1
        beside = [n for n in range(number + 1, len(sentences)) if around(n) == around(number)]
        return beside[0] if beside else -1

    def apart(start: int, end: int, low: int, high: int) -> bool:
        """Whether some quotation holds the one place and not the other."""
        return any(
            piece.start < start
            and end < piece.end
            and not any(other.start <= low and high <= other.end for other in quotation.pieces)
            for quotation in made.parts.quotations
            for piece in quotation.pieces
        )

    def home(draft: Draft) -> int:
        first, last = innermost(draft.trigger.start), max(max(start for start, _ in places(draft)) - 1, 0)
        there = innermost(last)
        return there if there > first and around(there) == around(first) else first

    taken = {start for draft in drafts for start, _ in places(draft)}
    for here in range(len(sentences)):
        end = sentences[here].end
        ending = [n for n, draft in enumerate(drafts) if places(made.drafts[n]) and home(made.drafts[n]) == here]
        ending = [n for n in ending if not apart(drafts[n].trigger.start, drafts[n].trigger.end, end, end + 1)]
        ends = {n: max(e for _, e in places(drafts[n])) for n in ending}
        ending = [n for n in ending if ends[n] == max(ends.values())]
        sentence, ahead = here, 0
        while ending and sentence >= 0 and ahead <= rule.within:
            quotes = sorted((m for m in made.mentions.get(sentence, []) if m.type == "Quote"), key=lambda m: (m.start, -m.end))
            wholes = [m for m in made.mentions.get(sentence, []) if m.type == "Whole"]
            before = set(taken)
            for number in ending:
                trigger = drafts[number].trigger
                for quote in quotes:
                    part, done = Taken(quote.start, quote.end, quote), [e for _, e in places(drafts[number])]
                    if not any(whole.start <= quote.start and quote.end <= whole.end for whole in wholes):
                        continue
                    if apart(quote.start, quote.end, trigger.start, trigger.end):
                        continue
                    if any(start in before for start, _ in pieces(part)) or quote.start < max(trigger.end, *done):
                        continue
                    roles = {"content": (*drafts[number].roles["content"], part)}
                    drafts[number] = msgspec.structs.replace(drafts[number], roles=roles)
                    taken |= {start for start, _ in pieces(part)}
            if ahead and taken == before:
                break
            sentence, ahead = following(sentence), ahead + 1
    return drafts


def contents(drafts: Sequence[Draft]) -> dict[int, list[tuple[int, int]]]:
    return {draft.number: [(part.start, part.end) for part in draft.roles.get("content", ())] for draft in drafts}


texts = st.lists(st.sampled_from(TOLD) | st.sampled_from(TOLD + BROKEN), min_size=1, max_size=22).map(" ".join)
stretches = st.lists(st.tuples(st.integers(0, 40), st.integers(1, 12)), max_size=8)
kinds = st.lists(st.sampled_from((0, 0, 1, 2)), min_size=1, max_size=4)


@given(texts, st.none() | stretches, kinds, st.integers(0, 4))
def test_it_is_what_the_definition_says(text: str, wholes: list[tuple[int, int]] | None, kinds: list[int], within: int) -> None:
    length = len(TOKENIZER.tokenize(text))
    places = None if wholes is None else [(start, min(start + size, length)) for start, size in wholes if start < length]
    made, rule, seen = scene(text, places, kinds), statement(within), list[Choice]()
    done = made.after(rule)
    assert contents(done) == contents(by_definition(made, rule))
    assert contents(made.after(rule, seen)) == contents(done)
    assert {draft.number for draft in done if draft.changed_by} == {c.draft.number for c in seen if c.chosen is not None}


# --- case by case


def texts_of(made: Scene, within: int = 3) -> list[list[str]]:
    done = made.after(statement(within))
    parts = [[place for part in draft.roles.get("content", ()) for place in pieces(part)] for draft in done]
    return [[made.tokens.span(*place).text for place in places] for places in parts]


CASES = {
    "on and on": ("«Uno», dice. «Due». «Tre. Quattro.» Cinque.", [["Uno", "Due", "Tre. Quattro."]]),
    "to the next event": ("«Uno», dice. «Due». «Tre», dice. «Quattro».", [["Uno", "Due"], ["Tre", "Quattro"]]),
    "a sentence between": ("«Uno», dice. Due. «Tre».", [["Uno"]]),
    "a paragraph between": ("«Uno», dice.\n\n«Due».", [["Uno"]]),
    "inside a quotation": ("«“Uno”, dice. “Due”. Tre». «Quattro».", [["Uno", "Due"]]),
    "not out of it": ("«“Uno”, dice». «Due».", [["Uno"]]),
    "after one of several paragraphs": ("dice: «Uno.\n\n«Due». «Tre».", [["Uno.", "Due", "Tre"]]),
    "at most so far": ("«Uno», dice. «Due». «Tre». «Quattro». «Cinque».", [["Uno", "Due", "Tre", "Quattro"]]),
}


@pytest.mark.parametrize("case", CASES)
def test_where_a_role_goes_on(case: str) -> None:
    text, wanted = CASES[case]
    made = scene(text, kinds=[0] if not text.startswith("dice") else [1])
    assert texts_of(made) == wanted


def test_events_that_end_together_go_on_together() -> None:
    made = scene("«Uno», dice e dice. «Due».")
    assert texts_of(made) == [["Uno", "Due"], ["Uno", "Due"]]


def test_an_event_with_nothing_in_the_role_has_nothing_that_goes_on() -> None:
    assert texts_of(scene("Uno dice. «Due».", kinds=[2])) == [[]]


def test_what_it_changed_names_the_statement_once() -> None:
    (draft,) = scene("«Uno», dice. «Due». «Tre».").after(statement())
    assert draft.changed_by == ("goes on",)


def told_of(made: Scene, each: Considered) -> str:
    return made.tokens.span(*pieces(each.candidate.parts[0])[0]).text


def test_what_a_candidate_is_refused_for() -> None:
    made, seen = scene("«Uno», dice. «Due “tre”», e «quattro».", [(6, 12)]), list[Choice]()
    made.after(statement(), seen)
    told = [[(told_of(made, each), each.candidate.back, each.refused) for each in choice.considered] for choice in seen]
    assert told == [
        [("Uno", 0, LOOSE)],
        [("Due “tre”", -1, ""), ("tre", -1, QUOTED), ("quattro", -1, LOOSE)],
    ]
    made, seen = scene("«Uno», dice «due», dice."), []
    made.after(statement(), seen)
    assert [[each.refused for each in choice.considered] for choice in seen] == [[TAKEN, TAKEN]]
    made, seen = scene("«Zero» e «uno», dice."), []
    made.after(statement(), seen)
    assert [[each.refused for each in choice.considered] for choice in seen] == [[EARLIER, TAKEN]]


LONG = ["«Uno», dice. «Due». «Tre». ", "«Uno», dice. ", "«Uno», dice e «due» e dice; ", "«Uno» «due» dice "]


@pytest.mark.parametrize("text", LONG)
def test_it_takes_linear_time(text: str) -> None:
    def seconds(times: int) -> float:
        made = scene(text * times)
        begin = time.process_time()
        made.after(statement(1_000_000))
        return time.process_time() - begin

    seconds(10)
    short = max(seconds(200), 0.003)
    assert seconds(1_600) < 8 * 5 * short
